"""``manage.py sample_certificates DIR``: certificates of nobody, for designers, tests and anyone's own tools."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certificates import credential
from certificates.management.samples import AWARDS, NAMES, code, facts
from certificates.rendering import medal_png, render
from certificates.rules import Refused
from certificates.signing import certificate_pem, sign

FIRST = 99_001  # of the serial numbers: no year comes so far, so the standing of a sample is its own


class Command(BaseCommand):
    help = (
        "Write signed sample certificates (PDF), their Open Badges (JSON and PNG), did.json and the signing "
        "certificate into a folder. The database is not touched, and none of them verifies on the site."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where to; it is made if it is missing")
        parser.add_argument("--names", default=",".join(NAMES), help="only these, separated by commas")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        names = [name for name in options["names"].split(",") if name]
        if unknown := set(names) - set(NAMES):
            message = f"There is no sample {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}."
            raise CommandError(message)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.write(folder, names)
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from error

    def write(self, folder: Path, names: list[str]) -> None:
        (folder / "did.json").write_bytes(credential.as_json(credential.did_document(settings.VERIFY_URL)))
        (folder / "signing-certificate.pem").write_bytes(certificate_pem())
        every = [(award, name) for award in AWARDS for name in NAMES]
        for number, (award, name) in enumerate(every, start=FIRST):
            if name in names:
                self.sample(folder / f"{award}-{name}", award, name, f"SAMPLE-2026-{number:05d}")
        self.stdout.write(f"{len(AWARDS) * len(names)} certificates are in {folder}.")

    def sample(self, path: Path, award: str, name: str, serial: str) -> None:
        """One certificate: signed PDF, badge, and the badge as a picture."""
        printed, own = facts(name, award, verify_url=settings.VERIFY_URL), code(f"{award} {name}")
        badge = credential.attached(printed, code=own, serial=serial)
        pdf = render(printed, code=own, serial=serial, badge=badge)
        path.with_suffix(".pdf").write_bytes(sign(pdf, reason=printed["award"]["title_en"]))
        path.with_suffix(".json").write_bytes(badge)
        path.with_suffix(".png").write_bytes(credential.baked(medal_png(own), badge))

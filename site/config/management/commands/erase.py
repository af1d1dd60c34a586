"""``manage.py erase V00012``: let go of a person who volunteered, at their wish and before the time of itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recruitment.actions.forgetting import erase_volunteer
from recruitment.models import Volunteer


class Command(BaseCommand):
    help = (
        "Erase a volunteer whose placements have ended: account, applications, mails, words and documents. What "
        "verifies their certificates goes as they chose on the page of each. It cannot be undone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="as staff screens show it: V00012")
        parser.add_argument("--yes", action="store_true", help="do it; without, only say what would go")

    def handle(self, *_args: Any, reference: str, yes: bool = False, **_options: Any) -> None:
        number = reference.upper().removeprefix("V")
        found = Volunteer.objects.filter(pk=number, erased_on=None).first() if number.isdecimal() else None
        if found is None:
            message = f"There is no volunteer {reference}."
            raise CommandError(message)
        certificates = found.certificates.count()
        if not yes:
            self.stdout.write(f"{found}: would be erased with {certificates} certificates; add --yes to do it.")
        elif erase_volunteer(volunteer=found):
            self.stdout.write(f"{found} is erased.")
        else:
            message = f"{found} holds a placement that runs: end it first."
            raise CommandError(message)

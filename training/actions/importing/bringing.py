"""Bringing a spreadsheet in: all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from mail.models import reference
from training.actions.importing.commitments import Commitments
from training.actions.importing.credits import Credits
from training.actions.importing.hours import Hours
from training.actions.importing.placements import Placements
from training.actions.importing.trial import Importer, Outcome, Trial, check_right, judge_sheet
from training.actions.importing.volunteers import Volunteers
from training.models import ImportedRow, ImportRun
from training.rules.sheets import Line, Sheet, read_sheet

# In the order in which they are brought in.
IMPORTERS: Final[dict[str, type[Importer[Any]]]] = {
    one.kind.value: one for one in (Volunteers, Placements, Credits, Commitments, Hours)
}
AN_HOUR: Final = 60 * 60


class NotReadyError(Exception):
    """Nothing was brought in: ``trial`` says what is to be put right."""

    def __init__(self, trial: Trial) -> None:
        super().__init__(_("Nothing was brought in. Put the rows below right first."))
        self.trial = trial


@dataclass(frozen=True)
class File:
    """A spreadsheet as it was read; kept by whoever tries it, never here."""

    name: str
    sha256: str
    sheet: Sheet

    @classmethod
    def read(cls, name: str, content: bytes) -> "File":
        """Raises UnreadableError."""
        return cls(name[-200:], sha256(content).hexdigest(), read_sheet(content))


def importer_of(kind: str, actor: User, *, writes: bool = False) -> Importer[Any]:
    """The importer of a kind, for somebody. Refuses who may not."""
    check_right(kind, actor)
    return IMPORTERS[kind](actor, writes)


def try_out(*, kind: str, file: File, actor: User) -> Trial:
    """What a file would bring, row by row. Nothing is written."""
    return judge_sheet(importer_of(kind, actor), file.sheet)


def bring_in(*, kind: str, file: File, actor: User) -> ImportRun:
    """Write what a file says, as it is judged now: all of it, or nothing where a single row is wrong.

    Bringing the same in again writes nothing twice. Raises NotReadyError.
    """
    try:
        return _bring_in(kind, file, actor)
    except IntegrityError as error:  # somebody wrote one of these facts in this very moment: judge them anew
        trial = try_out(kind=kind, file=file, actor=actor)
        raise NotReadyError(trial) from error


@transaction.atomic
def _bring_in(kind: str, file: File, actor: User) -> ImportRun:
    importer = importer_of(kind, actor, writes=True)
    trial = judge_sheet(importer, file.sheet)
    if not trial.is_ready:
        raise NotReadyError(trial)
    run = ImportRun.objects.create(
        kind=kind,
        file_name=file.name,
        sha256=file.sha256,
        created=len(trial.new),
        unchanged=len(trial.known),
        by=actor,
        at=timezone.now(),
    )
    _write(importer, run, trial.new)
    data = {"kind": kind, "created": run.created, "unchanged": run.unchanged}
    log(instance=run, action="training.import", user=actor, data=data)
    return run


def _write(importer: Importer[Any], run: ImportRun, outcomes: Sequence[Outcome]) -> None:
    """The facts, and where each came from."""
    written = importer.write([row.judged.fact for row in outcomes if row.judged])
    ImportedRow.objects.bulk_create(
        ImportedRow(
            run=run, kind=run.kind, key=row.key, number=row.number, volunteer=volunteer, about=reference(instance)
        )
        for row, (instance, volunteer) in zip(outcomes, written, strict=True)
    )


def sealed(*, kind: str, file: File, actor: User) -> str:
    """A file that was tried, for the page that asks whether to bring it in: nobody can change it there, and nobody
    else can send it.
    """
    lines = [(line.number, line.cells) for line in file.sheet.lines]
    packed = {"name": file.name, "sha256": file.sha256, "heads": file.sheet.heads, "lines": lines}
    return signing.dumps(packed, salt=_salt(kind, actor), compress=True)


def unsealed(*, kind: str, text: str, actor: User) -> File | None:
    """The file that was tried; None after an hour, or where it is not what was tried."""
    try:
        packed = signing.loads(text, salt=_salt(kind, actor), max_age=AN_HOUR)
    except signing.BadSignature:
        return None
    lines = tuple(Line(number, tuple(cells)) for number, cells in packed["lines"])
    return File(packed["name"], packed["sha256"], Sheet(heads=tuple(packed["heads"]), lines=lines))


def _salt(kind: str, actor: User) -> str:
    return f"training.import:{kind}:{actor.pk}"

"""Where what we know of somebody was brought in from: the evidence behind facts that were never written here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from base.templatetags.components import written_short
from recruitment.models import Placement, Volunteer
from training.actions.lights import hours_in
from training.models import Commitment, Credit, HoursEntry, ImportedRow, ImportRun


@dataclass(frozen=True)
class Origin:
    """One fact: what it says now, and the row of the file that said it first."""

    kind: str
    what: str
    row: ImportedRow
    run: ImportRun
    may_open: bool


def _credit(row: Any) -> str:
    said = {"module": row.module.title, "day": written_short(row.earned_on), "source": row.reason}
    words = _("%(module)s, %(day)s (%(source)s)") % said
    return _("%(fact)s; withdrawn since") % {"fact": words} if row.withdrawn_at else words


def _placement(row: Any) -> str:
    return _("%(role)s, from %(day)s") % {"role": row.role, "day": written_short(row.starts_on)}


def _commitment(row: Any) -> str:
    said = {"hours": row.hours_per_week, "months": row.months, "day": written_short(row.signed_on)}
    return _("%(hours)s hours a week for %(months)s months, signed on %(day)s") % said


def _hours(row: Any) -> str:
    return _("%(hours)s hours, %(day)s") % {"hours": hours_in(row.minutes), "day": written_short(row.day)}


FACTS: dict[str, tuple[type[Model], tuple[str, ...], Callable[[Any], str]]] = {
    ImportRun.Kind.PLACEMENTS: (Placement, ("role",), _placement),
    ImportRun.Kind.CREDITS: (Credit, ("module",), _credit),
    ImportRun.Kind.COMMITMENTS: (Commitment, (), _commitment),
    ImportRun.Kind.HOURS: (HoursEntry, (), _hours),
}


def origins(volunteer: Volunteer, reader: User) -> list[Origin]:
    """Of everything of theirs that was brought in, in the order of files, and whether the reader may open the page of
    the file; at most seven queries.
    """
    rows = list(volunteer.imported_rows.select_related("run__by").order_by("run__at", "run", "number"))
    said = {kind: _said(kind, [row for row in rows if row.kind == kind]) for kind in FACTS}
    open_to = ImportRun.objects.visible_to(reader).filter(pk__in={row.run_id for row in rows})
    runs = set(open_to.values_list("pk", flat=True)) if rows else set()
    return [
        Origin(
            kind=str(ImportRun.Kind(row.kind).label),
            what=said.get(row.kind, {}).get(row.about, ""),
            row=row,
            run=row.run,
            may_open=row.run_id in runs,
        )
        for row in rows
    ]


def _said(kind: str, rows: Iterable[ImportedRow]) -> dict[str, str]:
    """What each fact says now, by how its row names it; nothing of what is gone."""
    keys = {int(row.about.rpartition(":")[2]): row.about for row in rows}
    if not keys:
        return {}
    model, related, words = FACTS[kind]
    found = model._default_manager.filter(pk__in=keys).select_related(*related)  # noqa: SLF001 - of any model
    return {keys[row.pk]: words(row) for row in found}

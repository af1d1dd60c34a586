"""Placements from a spreadsheet: who volunteers or volunteered in which role, from when to when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.dates import today
from base.templatetags.components import written_short
from recruitment.actions.bringing import open_earlier_placement
from recruitment.models import Placement, Role, Volunteer
from training.actions import standing
from training.actions.changes import Cause
from training.actions.importing.cells import Column, DayField, OneOfField, YesField
from training.actions.importing.trial import Importer, Judged, Values, Written, WrongError, key_of, lookups
from training.actions.importing.volunteers import PERSON
from training.actions.importing.whom import People, Roles
from training.models import ImportRun
from training.rules import Span, intersect

ENDINGS: Final = {name: value for value, label in Placement.Ending.choices for name in (value, str(label))} | {
    "完成": "completed",
    "離港": "left",
    "情況有變": "circumstances",
    "機構終止": "organisation",
}
ROLE: Final = Column("role", gettext_lazy("Role"), gettext_lazy("The name of the role, in English or Chinese."))


@dataclass(frozen=True)
class Earlier:
    """A placement as the row says."""

    volunteer: Volunteer
    role: Role
    values: Values


class Placements(Importer[Earlier]):
    """Accepted roles, running or ended."""

    kind = ImportRun.Kind.PLACEMENTS
    lead = gettext_lazy("Who was accepted for which role, from when, and until when if it is over.")
    columns: ClassVar[tuple[Column, ...]] = (
        PERSON,
        ROLE,
        Column("from", gettext_lazy("From"), gettext_lazy("The first day."), DayField()),
        Column(
            "until", gettext_lazy("Until"), gettext_lazy("The last day; empty while it runs."), DayField(required=False)
        ),
        Column(
            "ending",
            gettext_lazy("Why it ended"),
            gettext_lazy("Where it ended: completed, left, circumstances or organisation."),
            OneOfField(ENDINGS, said="completed, left, circumstances, organisation"),
        ),
        Column("paid", gettext_lazy("Paid"), gettext_lazy("yes for a paid interpreter; empty is no."), YesField()),
    )

    def prepare(self, rows: Sequence[Values]) -> None:
        self.people, self.roles = People(row["person"] for row in rows), Roles()
        self.taken: defaultdict[tuple[int, int], list[tuple[date, date | None]]] = defaultdict(list)
        known = self.people.all_of(row["person"] for row in rows)
        self.hold(known)
        for row in Placement.objects.filter(volunteer__in=known):
            self.taken[row.volunteer_id, row.role_id].append((row.starts_on, row.ends_on))

    def choices(self) -> Mapping[str, Iterable[str]]:
        return {"role": [role.name for role in Roles().rows], "ending": Placement.Ending.values}

    def key(self, values: Values) -> str:
        volunteer, role = self.people.find(values["person"]), self.roles.find(values["role"])
        return key_of(self.kind, volunteer.uuid, role.slug, values["from"])

    def faults(self, values: Values) -> Iterator[WrongError]:
        wrong = list(lookups(values, person=self.people.find_other(self.actor), role=self.roles.find))
        yield from wrong
        mine = self._mine(values) if not wrong and values.reads("person", "role") else []
        if any(first == values["from"] for first, _last in mine):
            return
        first, last = values["from"], values["until"]
        if first and first > today():
            yield WrongError("from", _("This day is still to come."))
        if first and last and last < first:
            yield WrongError("until", _("It ends before it begins."))
        elif first and values.reads("until"):
            yield from self._overlaps(mine, first, last or date.max)
        if values.reads("until", "ending") and bool(last) != bool(values["ending"]):
            yield WrongError("ending", _("Say why it ended where there is a last day, and only there."))

    def _overlaps(self, mine: Iterable[tuple[date, date | None]], first: date, last: date) -> Iterator[WrongError]:
        for start, end in mine:
            if intersect((Span(first, last),), (Span(start, end or date.max),)):
                said = {"day": written_short(start)}
                yield WrongError("from", _("They hold this role since %(day)s on some of these days already.") % said)

    def _mine(self, values: Values) -> list[tuple[date, date | None]]:
        """When the person held the role, by what stands here and by the rows before."""
        return self.taken[self.people.find(values["person"]).pk, self.roles.find(values["role"]).pk]

    def judge(self, values: Values) -> Judged[Earlier]:
        volunteer, role = self.people.find(values["person"]), self.roles.find(values["role"])
        fact, mine = Earlier(volunteer, role, values), self._mine(values)
        if any(first == values["from"] for first, _last in mine):
            return Judged(fact, known=True)
        mine.append((values["from"], values["until"]))
        return Judged(fact)

    def write(self, facts: Sequence[Earlier]) -> list[Written]:
        done = [self._open(fact) for fact in facts]
        standing.refresh_volunteers(ids=sorted({row.volunteer_id for row in done}), cause=Cause.IMPORT)
        return [(row, row.volunteer) for row in done]

    def _open(self, fact: Earlier) -> Placement:
        return open_earlier_placement(
            volunteer=fact.volunteer,
            role=fact.role,
            starts_on=fact.values["from"],
            ends_on=fact.values["until"],
            ending=fact.values["ending"],
            is_paid=fact.values["paid"],
            actor=self.actor,
        )

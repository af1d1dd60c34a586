"""Placements from a spreadsheet: who volunteers or volunteered in which role, from when to when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from training.actions.importing.trial import Importer, Judged, Values, Written, WrongError, key_of
from training.actions.importing.volunteers import PERSON
from training.actions.importing.whom import People, Roles, refuse_self
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
        known = [person for row in rows if (person := self._known(row["person"]))]
        for row in Placement.objects.filter(volunteer__in=known):
            self.taken[row.volunteer_id, row.role_id].append((row.starts_on, row.ends_on))

    def _known(self, name: str) -> Volunteer | None:
        try:
            return self.people.find(name)
        except WrongError:
            return None

    def choices(self) -> Mapping[str, Iterable[str]]:
        return {"role": [role.name for role in Roles().rows], "ending": Placement.Ending.values}

    def key(self, values: Values) -> str:
        volunteer, role = self.people.find(values["person"]), self.roles.find(values["role"])
        return key_of(self.kind, volunteer.uuid, role.slug, values["from"])

    def judge(self, values: Values) -> Judged[Earlier]:
        volunteer, role = self.people.find(values["person"]), self.roles.find(values["role"])
        refuse_self(self.actor, volunteer)
        fact = Earlier(volunteer, role, values)
        mine = self.taken[volunteer.pk, role.pk]
        if any(first == values["from"] for first, _last in mine):
            return Judged(fact, known=True)
        self._check(values, mine)
        mine.append((values["from"], values["until"]))
        return Judged(fact)

    def _check(self, values: Values, mine: Sequence[tuple[date, date | None]]) -> None:
        first, last = values["from"], values["until"]
        if first > today():
            raise WrongError("from", _("This day is still to come."))
        if last and last < first:
            raise WrongError("until", _("It ends before it begins."))
        if bool(last) != bool(values["ending"]):
            raise WrongError("ending", _("Say why it ended where there is a last day, and only there."))
        for start, end in mine:
            if intersect((Span(first, last or date.max),), (Span(start, end or date.max),)):
                said = {"day": written_short(start)}
                raise WrongError("from", _("They hold this role since %(day)s on some of these days already.") % said)

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

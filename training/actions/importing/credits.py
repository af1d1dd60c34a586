"""Credit for past modules from a spreadsheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.dates import today
from base.templatetags.components import written_short
from recruitment.models import Volunteer
from training.actions import completion
from training.actions.changes import Cause
from training.actions.importing.cells import Column, DayField
from training.actions.importing.trial import Importer, Judged, Values, Written, WrongError, key_of, lookups
from training.actions.importing.volunteers import PERSON
from training.actions.importing.whom import People
from training.models import Credit, ImportRun, Module
from training.rules import credit_until
from training.rules.sheets import plain


@dataclass(frozen=True)
class Earned:
    """A module satisfied on a day; ``until`` is the last day on which that counts."""

    volunteer: Volunteer
    module: Module
    day: date
    until: date
    source: str


class Credits(Importer[Earned]):
    """Modules that somebody attended before registers were kept here."""

    kind = ImportRun.Kind.CREDITS
    lead = gettext_lazy("Which modules somebody attended before, on which day, and where that is written down.")
    columns: ClassVar[tuple[Column, ...]] = (
        PERSON,
        Column("module", gettext_lazy("Module"), gettext_lazy("Its title, in English or Chinese, or its key.")),
        Column("earned_on", gettext_lazy("Earned on"), gettext_lazy("The day of the session."), DayField()),
        Column(
            "source",
            gettext_lazy("Where this is written"),
            gettext_lazy("For example “Attendance sheet, September 2025”: it is kept as the reason of the credit."),
            forms.CharField(max_length=200),
        ),
    )

    def prepare(self, rows: Sequence[Values]) -> None:
        self.people = People(row["person"] for row in rows)
        self.hold(self.people.all_of(row["person"] for row in rows))
        self.modules = {
            plain(name): row for row in Module.objects.all() for name in (row.key, row.title_en, row.title_zh)
        }
        days = {row["earned_on"] for row in rows} - {None}
        standing = Credit.objects.standing().filter(earned_on__in=days)
        self.there = set(standing.values_list("volunteer", "module", "earned_on"))

    def choices(self) -> Mapping[str, Iterable[str]]:
        return {"module": [module.title for module in Module.objects.all()]}

    def key(self, values: Values) -> str:
        person, module = self.people.find(values["person"]), self._module(values["module"])
        return key_of(self.kind, person.uuid, module.key, values["earned_on"])

    def _module(self, name: str) -> Module:
        if module := self.modules.get(plain(name)):
            return module
        raise WrongError("module", _("There is no such module. See the list of those that there are."))

    def faults(self, values: Values) -> Iterator[WrongError]:
        yield from lookups(values, person=self.people.find_other(self.actor), module=self._module)
        if values["earned_on"] and values["earned_on"] > today():
            yield WrongError("earned_on", _("This day is still to come."))

    def judge(self, values: Values) -> Judged[Earned]:
        volunteer, module = self.people.find(values["person"]), self._module(values["module"])
        day = values["earned_on"]
        until = credit_until(day, module.asked_on(day).validity_months)
        lapsed = (
            _("Counts no longer: it was valid until %(day)s.") % {"day": written_short(until)}
            if until < today()
            else ""
        )
        fact = Earned(volunteer, module, day, until, values["source"])
        return Judged(fact, lapsed, known=(volunteer.pk, module.pk, day) in self.there)

    def write(self, facts: Sequence[Earned]) -> list[Written]:
        rows = [self._credit(fact) for fact in facts]
        people = {row.volunteer_id: row.volunteer for row in rows}
        completion.reckon_all(volunteers=list(people.values()), cause=Cause.IMPORT)
        return [(row, row.volunteer) for row in rows]

    def _credit(self, fact: Earned) -> Credit:
        return Credit.objects.create(
            volunteer=fact.volunteer,
            module=fact.module,
            source=Credit.Source.IMPORTED,
            earned_on=fact.day,
            valid_until=None if fact.until == date.max else fact.until,
            reason=fact.source,
            granted_by=self.actor,
        )

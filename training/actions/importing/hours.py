"""Hours given, from a spreadsheet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django import forms
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.dates import today
from recruitment.models import Placement
from training.actions import lights
from training.actions.hours import LENGTH, NOTHING, PAID
from training.actions.importing.cells import Column, DayField, MinutesField
from training.actions.importing.commitments import Running
from training.actions.importing.placements import ROLE
from training.actions.importing.trial import Importer, Judged, Values, Written, WrongError, key_of
from training.actions.importing.volunteers import PERSON
from training.actions.importing.whom import People, Roles
from training.models import Commitment, HoursEntry, ImportRun
from training.rules import Span
from training.rules.hours import Amiss, amiss


@dataclass(frozen=True)
class Given:
    """Hours of a day as the row says."""

    placement: Placement
    values: Values


class Hours(Importer[Given]):
    """Volunteer hours, by day; they count at once, confirmed by whoever brings them in."""

    kind = ImportRun.Kind.HOURS
    lead = gettext_lazy("What each gave on which day, so that a running commitment stands here as it does on paper.")
    columns: ClassVar[tuple[Column, ...]] = (
        PERSON,
        ROLE,
        Column("day", gettext_lazy("Day"), gettext_lazy("For hours of a week: one day of that week."), DayField()),
        Column("hours", gettext_lazy("Hours"), gettext_lazy("As 3, 2.5 or 2:30; at most 24 a day."), MinutesField()),
        Column(
            "what",
            gettext_lazy("What for"),
            gettext_lazy("A word; nothing about anybody’s case."),
            forms.CharField(max_length=200, required=False),
        ),
    )

    def prepare(self, rows: Sequence[Values]) -> None:
        people = People(row["person"] for row in rows)
        known = people.all_of(row["person"] for row in rows)
        self.hold(known)
        self.running = Running(people, known)
        placements = [row.pk for found in self.running.rows.values() for row in found]
        entries = HoursEntry.objects.filter(placement__in=placements, refused_at=None)
        self.there = set(entries.values_list("placement", "day", "minutes", "what"))
        self.by_day: defaultdict[tuple[int, date], int] = defaultdict(int)
        volunteers = {person for person, _role in self.running.rows}
        days = HoursEntry.objects.filter(placement__volunteer__in=volunteers, refused_at=None)
        for person, day, minutes in days.values_list("placement__volunteer", "day").annotate(Sum("minutes")):
            self.by_day[person, day] = minutes

    def choices(self) -> Mapping[str, Iterable[str]]:
        return {"role": [role.name for role in Roles().rows]}

    def key(self, values: Values) -> str:
        placement = self.running.all_of(values)[-1]
        said = (values["day"], values["hours"], values["what"])
        return key_of(self.kind, placement.volunteer.uuid, placement.role.slug, *said)

    def faults(self, values: Values) -> Iterator[WrongError]:
        wrong = self.running.faults(values, self.actor)
        yield from wrong
        day, minutes = values["day"], values["hours"]
        if wrong or not values.reads("person", "role"):
            found = amiss(day=day, minutes=minutes, now=today())
        else:
            found = self._amiss(self._placement(values), values)
        for one in found:
            yield WrongError(*_said(one))

    def _amiss(self, placement: Placement, values: Values) -> Iterator[Amiss]:
        """What is wrong with hours of a known placement; nothing where these very hours stand here already."""
        day, minutes = values["day"], values["hours"]
        if self._is_known(placement, values):
            return iter(())
        that_day = self.by_day[placement.volunteer_id, day] if day else 0
        held, is_paid = _held(placement), placement.is_paid
        return amiss(day=day, minutes=minutes, now=today(), that_day=that_day, is_paid=is_paid, held=held)

    def judge(self, values: Values) -> Judged[Given]:
        placement = self._placement(values)
        fact = Given(placement, values)
        if self._is_known(placement, values):
            return Judged(fact, known=True)
        self.by_day[placement.volunteer_id, values["day"]] += values["hours"]
        return Judged(fact)

    def _placement(self, values: Values) -> Placement:
        """The placement that ran on the day; the latest where none did."""
        rows, day = self.running.all_of(values), values["day"]
        return next((row for row in rows if day and day in _held(row)), rows[-1])

    def _is_known(self, placement: Placement, values: Values) -> bool:
        return (placement.pk, values["day"], values["hours"], values["what"]) in self.there

    def write(self, facts: Sequence[Given]) -> list[Written]:
        now = timezone.now()
        rows = [
            HoursEntry(
                placement=fact.placement,
                day=fact.values["day"],
                minutes=fact.values["hours"],
                what=fact.values["what"],
                source=HoursEntry.Source.IMPORT,
                confirmed_by=self.actor,
                confirmed_at=now,
            )
            for fact in facts
        ]
        HoursEntry.objects.bulk_create(rows)
        signed = Commitment.objects.filter(placement__in={row.placement_id for row in rows})
        lights.settle_many(ids=list(signed.values_list("pk", flat=True)))
        return [(row, row.placement.volunteer) for row in rows]


def _held(placement: Placement) -> Span:
    return Span(placement.starts_on, placement.ends_on or date.max)


def _said(found: Amiss) -> tuple[str, str]:
    """The column, and what is wrong, to whoever keeps the spreadsheet."""
    not_held = ("day", _("They did not hold this role on that day."))
    words = {
        Amiss.PAID: ("role", str(PAID)),
        Amiss.TO_COME: ("day", _("This day is still to come.")),
        Amiss.BEFORE: not_held,
        Amiss.AFTER: not_held,
        Amiss.NOTHING: ("hours", str(NOTHING)),
        Amiss.LENGTH: ("hours", str(LENGTH)),
    }
    return words[found]

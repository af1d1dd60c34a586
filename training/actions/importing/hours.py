"""Hours given, from a spreadsheet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from django import forms
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.dates import today
from recruitment.models import Placement
from training.actions import lights
from training.actions.importing.cells import Column, DayField, MinutesField
from training.actions.importing.commitments import Running
from training.actions.importing.placements import ROLE
from training.actions.importing.trial import Importer, Judged, Values, Written, WrongError, key_of
from training.actions.importing.volunteers import PERSON
from training.actions.importing.whom import People, Roles, refuse_self
from training.models import Commitment, HoursEntry, ImportRun

A_DAY: Final = 24 * 60


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
        self.running = Running(people, (row["person"] for row in rows))
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

    def judge(self, values: Values) -> Judged[Given]:
        day, minutes = values["day"], values["hours"]
        placement = self._placement(values)
        refuse_self(self.actor, placement.volunteer)
        fact = Given(placement, values)
        if (placement.pk, day, minutes, values["what"]) in self.there:
            return Judged(fact, known=True)
        if placement.is_paid:
            raise WrongError("role", _("This placement is paid: paid hours are never volunteer hours."))
        if day > today():
            raise WrongError("day", _("This day is still to come."))
        if minutes < 1 or self.by_day[placement.volunteer_id, day] + minutes > A_DAY:
            raise WrongError("hours", _("A day has 24 hours: this would be more, or none."))
        self.by_day[placement.volunteer_id, day] += minutes
        return Judged(fact)

    def _placement(self, values: Values) -> Placement:
        """The placement that ran on the day."""
        day = values["day"]
        for row in self.running.all_of(values):
            if row.starts_on <= day and (row.ends_on is None or day <= row.ends_on):
                return row
        raise WrongError("day", _("They did not hold this role on that day."))

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

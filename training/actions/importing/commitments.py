"""Running commitments from a spreadsheet, with the day from which their months were counted all along."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from base.dates import today
from base.templatetags.components import written_short
from recruitment.models import Placement, Volunteer
from training.actions import completion, lights, standing
from training.actions.changes import Cause
from training.actions.importing.cells import Column, DayField
from training.actions.importing.placements import ROLE
from training.actions.importing.trial import Importer, Judged, Values, Written, WrongError, key_of, lookups
from training.actions.importing.volunteers import PERSON
from training.actions.importing.whom import People, Roles
from training.models import Commitment, ImportRun, Pause, Signature, Terms
from training.rules import Span, commitment_end

PAUSE: Final = ("paused_from", "paused_until", "paused_why")


@dataclass(frozen=True)
class Promise:
    """A commitment as the row says."""

    placement: Placement
    terms: Terms
    values: Values


class Running:
    """The running placements of the people of a file, by person and role."""

    def __init__(self, people: People, known: Iterable[Volunteer]) -> None:
        self.people, self.roles = people, Roles()
        mine = Placement.objects.filter(volunteer__in=[person.pk for person in known])
        rows = mine.select_related("volunteer", "role", "commitment")
        self.rows: dict[tuple[int, int], list[Placement]] = {}
        for row in rows.order_by("starts_on", "pk"):
            self.rows.setdefault((row.volunteer_id, row.role_id), []).append(row)

    def faults(self, values: Values, actor: User) -> list[WrongError]:
        """What is wrong with whom and what a row speaks of."""
        wrong = list(lookups(values, person=self.people.find_other(actor), role=self.roles.find))
        if wrong or not values.reads("person", "role"):
            return wrong
        try:
            self.all_of(values)
        except WrongError as error:
            return [error]
        return []

    def all_of(self, values: Values) -> list[Placement]:
        """Every placement of the person in the role, the first of them first. Raises WrongError where there is none."""
        volunteer, role = self.people.find(values["person"]), self.roles.find(values["role"])
        if rows := self.rows.get((volunteer.pk, role.pk)):
            return rows
        raise WrongError("role", _("They have no placement in this role: bring the placements in first."))


class Commitments(Importer[Promise]):
    """What was signed before, and runs."""

    kind = ImportRun.Kind.COMMITMENTS
    lead = gettext_lazy("Who promised how many hours a week for how many months, and from which day these are counted.")
    columns: ClassVar[tuple[Column, ...]] = (
        PERSON,
        ROLE,
        Column("signed_on", gettext_lazy("Signed on"), gettext_lazy("The day of the signature."), DayField()),
        Column(
            "version",
            gettext_lazy("Version signed"),
            gettext_lazy("Which version of the commitment text says the same as the paper that was signed: 1, 2, …"),
            forms.IntegerField(min_value=1, max_value=999),
        ),
        Column(
            "hours",
            gettext_lazy("Hours a week"),
            gettext_lazy("As promised, 1 to 40."),
            forms.IntegerField(min_value=1, max_value=40),
        ),
        Column(
            "months",
            gettext_lazy("Months"),
            gettext_lazy("As promised."),
            forms.IntegerField(min_value=1, max_value=60),
        ),
        Column(
            "begins_on",
            gettext_lazy("Begins on"),
            gettext_lazy("The day from which the months are counted; empty: the day after training is complete."),
            DayField(required=False),
        ),
        Column(
            "paused_from",
            gettext_lazy("Paused from"),
            gettext_lazy("The first day of a pause, if any."),
            DayField(required=False),
        ),
        Column(
            "paused_until",
            gettext_lazy("Paused until"),
            gettext_lazy("Its last day; empty while it lasts."),
            DayField(required=False),
        ),
        Column(
            "paused_why",
            gettext_lazy("Why it was paused"),
            gettext_lazy("A word; nothing about anybody’s case."),
            forms.CharField(max_length=200, required=False),
        ),
    )

    def prepare(self, rows: Sequence[Values]) -> None:
        people = People(row["person"] for row in rows)
        known = people.all_of(row["person"] for row in rows)
        self.hold(known)
        self.running = Running(people, known)
        self.terms = {row.version: row for row in Terms.objects.filter(kind=Terms.Kind.COMMITMENT)}

    def choices(self) -> Mapping[str, Iterable[str]]:
        versions = (
            Terms.objects.filter(kind=Terms.Kind.COMMITMENT).order_by("version").values_list("version", flat=True)
        )
        return {"role": [role.name for role in Roles().rows if role.months], "version": map(str, versions)}

    def key(self, values: Values) -> str:
        placement = self.running.all_of(values)[-1]
        return key_of(self.kind, placement.volunteer.uuid, placement.role.slug, values["signed_on"])

    def faults(self, values: Values) -> Iterator[WrongError]:
        wrong = self.running.faults(values, self.actor)
        yield from wrong
        if not wrong and values.reads("person", "role"):
            yield from self._faults_of_placement(values, self.running.all_of(values)[-1])
        if values["signed_on"] and values["signed_on"] > today():
            yield WrongError("signed_on", _("This day is still to come."))
        if values.reads("version") and values["version"] not in self.terms:
            yield WrongError("version", _("There is no such version of the commitment text."))
        if values.reads(*PAUSE):
            yield from self._faults_of_pause(values)

    def _faults_of_placement(self, values: Values, placement: Placement) -> Iterator[WrongError]:
        if placement.ends_on and placement.ends_on < today():
            said = {"day": written_short(placement.ends_on)}
            yield WrongError(
                "role", _("This placement ended on %(day)s: only running commitments are brought in.") % said
            )
        if values["begins_on"] and values["begins_on"] < placement.starts_on:
            said = {"day": written_short(placement.starts_on)}
            yield WrongError("begins_on", _("It cannot begin before the placement, which began on %(day)s.") % said)
        signed = _signed(placement)
        if signed and values["signed_on"] and signed.signed_on != values["signed_on"]:
            said = {"day": written_short(signed.signed_on)}
            yield WrongError(
                "signed_on", _("They have a commitment here, signed on %(day)s. Change that one on its page.") % said
            )

    def _faults_of_pause(self, values: Values) -> Iterator[WrongError]:
        first, last, why = (values[name] for name in PAUSE)
        if not first and (last or why):
            yield WrongError("paused_from", _("Say when the pause began."))
        if first and last and last < first:
            yield WrongError("paused_until", _("It ends before it begins."))
        if first and not why:
            yield WrongError("paused_why", _("Say why it was paused."))

    def judge(self, values: Values) -> Judged[Promise]:
        placement = self.running.all_of(values)[-1]
        fact = Promise(placement, self.terms[values["version"]], values)
        return Judged(fact, known=True) if _signed(placement) else Judged(fact, self._note(fact))

    def _note(self, fact: Promise) -> str:
        """What to look at: less than the role asks, or months that are over."""
        placement, values = fact.placement, fact.values
        if values["hours"] < (placement.role.hours_min or 0) or values["months"] < (placement.role.months or 0):
            return _("Less than the role asks for: this does not suffice for casework.")
        if values["begins_on"] and (end := _end(values)) and end <= today():
            return _("Its months are over already, on %(day)s.") % {"day": written_short(end)}
        return ""

    def write(self, facts: Sequence[Promise]) -> list[Written]:
        people = {fact.placement.volunteer_id: fact.placement.volunteer for fact in facts}
        rows = Commitment.objects.bulk_create(map(_commitment, facts))
        now, pairs = timezone.now(), list(zip(rows, facts, strict=True))
        Pause.objects.bulk_create(self._pause(row, fact.values) for row, fact in pairs if fact.values["paused_from"])
        Signature.objects.bulk_create((_signature(fact, now) for fact in facts), ignore_conflicts=True)
        lights.settle_many(ids=[row.pk for row in rows])
        completion.reckon_held(volunteers=list(people.values()), cause=Cause.IMPORT)
        standing.refresh_volunteers(ids=sorted(people), cause=Cause.IMPORT)
        return [(row, fact.placement.volunteer) for row, fact in pairs]

    def _pause(self, row: Commitment, values: Values) -> Pause:
        first, last, why = (values[name] for name in PAUSE)
        return Pause(commitment=row, from_on=first, until_on=last, reason=why, added_by=self.actor)


def _signed(placement: Placement) -> Commitment | None:
    found: Commitment | None = getattr(placement, "commitment", None)
    return found


def _commitment(fact: Promise) -> Commitment:
    values = fact.values
    return Commitment(
        placement=fact.placement,
        terms=fact.terms,
        hours_per_week=values["hours"],
        months=values["months"],
        signed_on=values["signed_on"],
        anchor_on=values["begins_on"],
        ends_on=_end(values) if values["begins_on"] else None,
    )


def _signature(fact: Promise, now: datetime) -> Signature:
    return Signature(
        volunteer=fact.placement.volunteer, terms=fact.terms, signed_on=fact.values["signed_on"], signed_at=now
    )


def _end(values: Values) -> date | None:
    """The last day; None while a pause is open-ended."""
    first, last, _why = (values[name] for name in PAUSE)
    return commitment_end(values["begins_on"], values["months"], [Span(first, last or date.max)] if first else [])

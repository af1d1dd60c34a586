"""Who was there from the first session of an event to the last."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from base.localised import listed
from certificates.models import Award
from recruitment.models import Volunteer
from training.models import Attendance, Enrolment, Event, Session


@dataclass(frozen=True)
class Presence:
    """Somebody's presence at every session of an event that took place."""

    volunteer: Volunteer
    event: Event

    @property
    def pk(self) -> str:
        """Once for each person and event."""
        return f"event-{self.event.pk}-{self.volunteer.pk}"

    @property
    def sessions(self) -> list[Session]:
        """What took place, in its order."""
        rows = self.event.sessions.exclude(state=Session.State.CANCELLED)
        return list(rows.select_related("module").order_by("starts_at", "pk"))

    @property
    def on(self) -> date:
        """The day of the last session."""
        return self.sessions[-1].day


def counted(award: Award, event: Event | None) -> dict[Event, set[int]]:
    """The events an award counts that are over, each with its sessions that took place."""
    rows = Session.objects.filter(event__kind=award.event_kind).exclude(state=Session.State.CANCELLED)
    rows = rows.filter(event=event) if event else rows
    found: dict[Event, set[int]] = defaultdict(set)
    unfinished = set()
    for row in rows.select_related("event").order_by("event", "starts_at"):
        found[row.event].add(row.pk)
        if row.ends_at > timezone.now():
            unfinished.add(row.event)
    return {event: sessions for event, sessions in found.items() if event not in unfinished}


def attended(people: Any, events: dict[Event, set[int]]) -> dict[int, set[int]]:
    """By person, the sessions they were present at."""
    sessions = set().union(*events.values())
    rows = Attendance.objects.filter(session__in=sessions, status="present", enrolment__volunteer__in=people)
    found: dict[int, set[int]] = defaultdict(set)
    for person, session in rows.values_list("enrolment__volunteer", "session"):
        found[person].add(session)
    return found


def presences(award: Award, people: Any, *, event: Event | None = None) -> list[Presence]:
    """Who of some people was present throughout, at which events, by their names."""
    events = counted(award, event)
    there = attended(people, events)
    names = {row.pk: row for row in Volunteer.objects.filter(pk__in=there).order_by("name", "pk")}
    return [
        Presence(person, event)
        for pk, person in names.items()
        for event, sessions in events.items()
        if sessions <= there[pk]
    ]


def absences(award: Award, people: Any, event: Event) -> Iterable[tuple[Volunteer, str]]:
    """Who had a place at an event and was not there throughout, with the modules they missed."""
    events = counted(award, event)
    there = attended(people, events)
    seated = Enrolment.objects.filter(event=event, state=Enrolment.State.CONFIRMED).values("volunteer")
    rows = {row.pk: row for row in Session.objects.filter(pk__in=events.get(event, set())).select_related("module")}
    for person in Volunteer.objects.filter(pk__in=seated).filter(pk__in=people).order_by("name", "pk"):
        missed = [str(row.module) for pk, row in rows.items() if pk not in there[person.pk]]
        if missed:
            yield person, listed(missed)

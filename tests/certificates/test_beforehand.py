"""Whose page will not do is told before anything is issued."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.actions import unfit
from certificates.eligibility import Presence
from certificates.models import Award
from recruitment.models import Volunteer
from tests.factories import AwardFactory, EnrolmentFactory, EventFactory, ModuleFactory, SessionFactory
from training.models import Attendance

pytestmark = pytest.mark.either


def present(person: Volunteer, *, sessions: int, title: str) -> Presence:
    """Somebody who was at every session of an event."""
    event = EventFactory(kind="interpretation", cohort=None)
    place = EnrolmentFactory(volunteer=person, event=event)
    for hours in range(sessions):
        start = timezone.now() - timedelta(days=3, hours=-hours)
        module = ModuleFactory(title_en=title, title_zh="單元" * 10)
        session = SessionFactory(event=event, module=module, starts_at=start, ends_at=start + timedelta(hours=1))
        Attendance.objects.create(enrolment=place, session=session, status="present")
    return Presence(person, event)


def test_nobody_is_stopped_by_the_page_of_another_event(award: Award, vera: Volunteer, victor: Volunteer) -> None:
    attendance = AwardFactory(kind=Award.Kind.EVENT, event_kind="interpretation")
    long = present(vera, sessions=14, title="A very long title of a module " * 3)
    short = present(victor, sessions=1, title="Law")

    for achievements in ([long, short], [short, long]):
        assert list(unfit(award=attendance, achievements=achievements)) == [long.pk]

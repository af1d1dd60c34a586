"""Whose page will not do is told before anything is issued."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from certificates.actions import beforehand, unfit
from certificates.eligibility import Presence
from certificates.models import Award
from recruitment.models import Volunteer
from tests.certificates.test_holder import signed_in
from tests.factories import (
    AwardFactory,
    CompletionFactory,
    EnrolmentFactory,
    EventFactory,
    ModuleFactory,
    SessionFactory,
)
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
        misfits, untried = unfit(award=attendance, achievements=achievements)
        assert (list(misfits), untried) == ([long.pk], set())


def test_what_was_found_too_long_is_known_and_who_was_not_tried_is_not_ticked(
    award: Award, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beforehand, "LAID_OUT", 3)
    Award.objects.update(title_en="Long title " * 10, text_en="word " * 79, text_zh="字" * 400)
    for number in range(4):
        CompletionFactory(role=award.role, volunteer__name=f"{number} Wolfeschlegelsteinhausenbergerdorff " * 3)
    client, counts = signed_in(tom), []

    for _ in range(2):
        page = client.get(reverse("issue_desk:review", args=[award.pk]))
        shown = page.context["ready"]
        ticked = re.findall(r'name="achievement" value="\d+" checked', page.content.decode())
        counts.append((len(shown.stopped), len(shown.clear), len(shown.untried), len(ticked)))

    assert counts == [(2, 2, 2, 0), (4, 0, 0, 0)]

"""What a tap in the room costs, and what it cannot take back."""

import uuid
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Staff
from base.dates import HONG_KONG, at, today
from tests.benchmarks.measure import queries as count_queries
from tests.benchmarks.register import MARKS, Room
from tests.factories import EnrolmentFactory, SessionFactory, staff
from training.models import Attendance, AttendanceMark, Session

pytestmark = pytest.mark.either


def test_a_tap_asks_little_whatever_it_says(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one of two modules that are compulsory: what completes a training asks more."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2027, 1, 7, 10, 0, tzinfo=HONG_KONG))
    staff(Staff.TRAINER, email="trainer@example.org")
    room = Room()
    assert max(count_queries(room.mark) for _status in (*MARKS, *MARKS)) <= 20  # one of them is the phone's
    assert AttendanceMark.objects.count() == 6


def test_what_was_marked_before_a_session_was_called_off_is_not_taken_back(client: Client, tom: User) -> None:
    session = SessionFactory(starts_at=at(today(), 9))
    EnrolmentFactory(event=session.event)
    client.force_login(tom)
    tap = {"client_id": uuid.uuid4()}
    client.post(reverse("register:rest", args=[session.pk]), tap)
    Session.objects.update(state=Session.State.CANCELLED)
    answer = client.post(reverse("register:undo_rest", args=[session.pk]), tap, follow=True)
    assert "This session was cancelled" in answer.content.decode()
    assert Attendance.objects.get().status == "present"

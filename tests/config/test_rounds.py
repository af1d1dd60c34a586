"""What comes round: the tick, and the end of what is kept."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from base.dates import at, on, today
from base.models import Heartbeat
from config import rounds
from config.retention import RULES
from mail.actions import queue
from mail.models import Delivery
from recruitment.models import Draft, DraftFile
from tests.factories import ApplicationFactory, DraftFactory, EnrolmentFactory, SessionFactory, VolunteerFactory
from training.actions.places import join
from training.models import Enrolment


def abandoned(**fields: Any) -> Draft:
    """A draft nobody touched for more than thirty days, with a file."""
    draft: Draft = DraftFactory(expires_at=timezone.now() - timedelta(minutes=1), **fields)
    DraftFile.objects.create(
        draft=draft, field="cv", name="cv.pdf", media_type="application/pdf", size=3, file=ContentFile(b"abc", "x.pdf")
    )
    return draft


def test_a_tick_notes_that_the_clock_is_alive_and_wakes_what_is_due(db: None) -> None:
    queue(kind="no_account", to="vera@example.org", language="en", values={"site": "https://example.org"})
    assert not Heartbeat.alive("tick")
    call_command("tick")
    assert Heartbeat.alive("tick")
    assert DBTaskResult.objects.ready().count() == 1
    call_command("tick")
    assert DBTaskResult.objects.ready().count() == 1


def test_nobody_is_written_to_at_night(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    begins = at(today() + timedelta(days=2), 10)
    enrolment = EnrolmentFactory(
        state=Enrolment.State.CONFIRMED,
        event=SessionFactory(starts_at=begins, ends_at=begins + timedelta(hours=2)).event,
    )
    written: Callable[[], bool] = Delivery.objects.about(enrolment).filter(kind="training_tomorrow").exists
    for hour, minute, told in ((0, 1, False), (8, 59, False), (9, 0, True)):
        moment = at(today() + timedelta(days=1), hour, minute)
        with monkeypatch.context() as clock:
            clock.setattr("django.utils.timezone.now", lambda moment=moment: moment)
            rounds.go_round()
            assert written() == told


def test_an_offer_that_ends_at_midnight_is_given_on_in_the_morning(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    begins = at(today() + timedelta(days=40), 10)
    event = SessionFactory(starts_at=begins, ends_at=begins + timedelta(hours=2), places=1).event
    first, second = (join(volunteer=VolunteerFactory(), event=event) for _ in range(2))
    morning = at(on(first.offered_until) + timedelta(days=1), 9)  # type: ignore[arg-type]
    lapsed: Callable[[], bool] = Delivery.objects.about(first).filter(kind="place_lapsed").exists
    offered: Callable[[], bool] = Delivery.objects.about(second).filter(kind="place_offered").exists

    for moment, told in ((morning - timedelta(hours=8, minutes=59), False), (morning, True)):
        with monkeypatch.context() as clock:
            clock.setattr("django.utils.timezone.now", lambda moment=moment: moment)
            rounds.go_round()
            assert (lapsed(), offered()) == (told, told)


def test_one_round_that_fails_keeps_no_other_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(rounds, "ROUNDS", (("first", fail), ("second", lambda: done.append("second"))))
    with pytest.raises(CommandError, match="first"):
        call_command("tick")
    assert (done, Heartbeat.alive("tick")) == (["second"], True)


@pytest.mark.django_db(transaction=True)
def test_an_abandoned_draft_goes_with_its_files_and_nothing_else_does() -> None:
    gone, kept = abandoned(), DraftFactory()
    sent = abandoned(submitted_at=timezone.now())
    ApplicationFactory(draft=sent, form=sent.form)
    file = gone.files.get().file
    counted, said = StringIO(), StringIO()
    call_command("retain", "--dry-run", stdout=counted)
    others = [rule.key for rule in RULES if rule.key != "abandoned drafts"]
    assert counted.getvalue().splitlines() == [
        "abandoned drafts: 1 to delete",
        *(f"{key}: 0 to delete" for key in others),
    ]
    assert Draft.objects.count() == 3
    call_command("retain", stdout=said)
    assert said.getvalue().splitlines() == ["abandoned drafts: 1 deleted", *(f"{key}: 0 deleted" for key in others)]
    assert set(Draft.objects.all()) == {kept, sent}
    assert (file.storage.exists(str(file.name)), sent.files.count()) == (False, 1)


def test_retention_comes_round_once_a_day(db: None) -> None:
    abandoned()
    call_command("tick")
    assert Draft.objects.count() == 0
    abandoned()
    call_command("tick")
    assert Draft.objects.count() == 1
    Heartbeat.objects.filter(name="retain").update(at=timezone.now() - timedelta(days=2))
    call_command("tick")
    assert Draft.objects.count() == 0


def test_sessions_that_ended_go_and_running_ones_stay(db: None) -> None:
    now = timezone.now()
    Session.objects.create(session_key="ended", session_data="", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="running", session_data="", expire_date=now + timedelta(minutes=1))
    call_command("retain", verbosity=0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]

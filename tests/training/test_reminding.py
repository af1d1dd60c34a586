"""Reminders a week and a day before: once, however often the clock ticks."""

from datetime import date, datetime, timedelta

import pytest

from accounts.models import User
from base.dates import HONG_KONG, at
from mail.models import Delivery
from recruitment.models import Volunteer
from tests.factories import CohortFactory, EventFactory, SessionFactory, VolunteerFactory
from training.actions.calling_off import call_off
from training.actions.places import confirm, join
from training.actions.reminding import remind, remind_trainers
from training.models import Enrolment, Event, Session

SATURDAY = date(2027, 1, 16)
DAY = timedelta(days=1)


@pytest.fixture
def weekend(db: None, vera: Volunteer, monkeypatch: pytest.MonkeyPatch) -> Event:
    """January 2027, a session on each day; Vera confirmed her place in November, another was offered one."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG))
    event: Event = EventFactory(kind=Event.Kind.WEEKEND, cohort=CohortFactory(), places=2)
    for day in (SATURDAY, SATURDAY + DAY):
        SessionFactory(event=event, starts_at=at(day, 10))
    confirm(enrolment=join(volunteer=vera, event=event), actor=vera.user)
    join(volunteer=VolunteerFactory(), event=event)
    return event


def told() -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(kind__startswith="training_").order_by("created_at")
    return list(rows.values_list("kind", "to"))


def test_who_comes_is_reminded_twice_and_no_oftener(
    weekend: Event, vera: Volunteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []
    moment = at(date(2027, 1, 1), 1)
    while moment < at(date(2027, 1, 20), 0):
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        if remind():
            sent.append(moment)
        moment += timedelta(hours=4)

    assert told() == [("training_in_a_week", vera.email), ("training_tomorrow", vera.email)]
    assert sent == [at(date(2027, 1, 9), 9), at(date(2027, 1, 15), 9)]
    body = Delivery.objects.get(kind="training_tomorrow").body
    assert body.count("10:00–12:00") == 2


def test_a_clock_that_stood_still_reminds_late_but_not_of_what_began(
    weekend: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    for now, kinds in (
        (at(SATURDAY - 3 * DAY, 18), ["training_in_a_week"]),
        (at(SATURDAY, 10), ["training_in_a_week"]),
    ):
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        remind()
        assert [kind for kind, _to in told()] == kinds


def test_who_confirmed_within_the_week_is_reminded_the_day_before_only(
    weekend: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    Enrolment.objects.update(changed_at=at(SATURDAY - 5 * DAY, 12))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(SATURDAY - 4 * DAY, 12))
    assert remind() == 0
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(SATURDAY - DAY, 12))
    assert remind() == 1


def test_what_was_called_off_is_not_reminded_of_and_a_make_up_is(
    weekend: Event, vera: Volunteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    Session.objects.filter(event=weekend).update(state=Session.State.CANCELLED)
    single = SessionFactory(starts_at=at(SATURDAY, 18))
    Enrolment.objects.create(volunteer=vera, session=single, state=Enrolment.State.CONFIRMED)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(SATURDAY - DAY, 12))

    assert remind() == 1
    assert single.module.title in Delivery.objects.get(kind="training_tomorrow").body


def test_a_make_up_on_the_second_day_is_reminded_of_while_the_first_day_is_held(
    weekend: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    sunday = weekend.sessions.get(starts_at=at(SATURDAY + DAY, 10))
    late = VolunteerFactory(email="late@example.org")
    Enrolment.objects.create(volunteer=late, session=sunday, state=Enrolment.State.CONFIRMED)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(SATURDAY, 12))

    remind()
    assert told() == [("training_tomorrow", "late@example.org")]


def test_whoever_teaches_hears_once_the_day_before_how_many_come(
    weekend: Event, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(pk=tom.pk).update(language="zh-hant")
    weekend.trainers.add(tom)
    sunday = weekend.sessions.get(starts_at=at(SATURDAY + DAY, 10))
    Enrolment.objects.create(volunteer=VolunteerFactory(), session=sunday, state=Enrolment.State.CONFIRMED)
    for now, number in ((at(SATURDAY - DAY, 8), 0), (at(SATURDAY - DAY, 9), 1), (at(SATURDAY - DAY, 10), 0)):
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        assert remind_trainers() == number

    letter = Delivery.objects.get(kind="training_tomorrow_trainer")
    assert (letter.to, letter.language) == (tom.email, "zh-hant")
    assert "預計 2 人出席" in letter.subject
    assert [letter.body.count(f"· 預計 {number} 人") for number in (1, 2)] == [1, 1]  # on Saturday one, on Sunday two
    assert f"/zh-hant/register/event/{weekend.pk}/" in letter.body


def test_mails_in_chinese_greet_people_by_their_chinese_name(
    weekend: Event, vera: Volunteer, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Delivery.objects.all().delete()
    Volunteer.objects.filter(pk=vera.pk).update(name="CHAN Tai Man", name_other="陳大文", language="zh-hant")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(SATURDAY - 3 * DAY, 10))

    remind()
    call_off(event=weekend, day=SATURDAY, because=Session.Why.TYPHOON, actor=tom)

    mails = dict(Delivery.objects.filter(to=vera.email).values_list("kind", "body"))
    assert sorted(mails) == ["day_called_off", "training_in_a_week"]
    assert {body[:4] for body in mails.values()} == {"陳大文："}

"""Planning sessions: seats and credits follow."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Volunteer
from tests.factories import (
    CaseworkFactory,
    CohortFactory,
    EventFactory,
    ModuleFactory,
    RequirementFactory,
    SessionFactory,
    VolunteerFactory,
)
from tests.training.test_places import assert_counters_agree
from tests.training.test_register import say
from training.actions.places import confirm, join
from training.actions.plan import save_session
from training.models import Completion, Enrolment, Event, Session

SATURDAY = date(2027, 1, 16)


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 22 November 2026; the January weekend is eight weeks off."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG))


@pytest.fixture
def session(db: None) -> Session:
    """The one session of the January weekend, with one seat."""
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=CohortFactory(), places=1)
    return SessionFactory(event=event, starts_at=at(SATURDAY, 9, 30))


def posted(session: Session, **changes: object) -> dict[str, object]:
    """What the session's screen sends."""
    starts, ends = (timezone.localtime(moment) for moment in (session.starts_at, session.ends_at))
    return {
        "event": session.event_id,
        "module": session.module_id,
        "starts_at": f"{starts:%Y-%m-%d %H:%M}",
        "ends_at": f"{ends:%Y-%m-%d %H:%M}",
        "room": "",
        "places": session.places,
        "state": session.state,
        **changes,
    }


def change(client: Client, session: Session, **changes: object) -> None:
    """Save the session on its screen."""
    response = client.post(reverse("training_session:edit", args=[session.pk]), posted(session, **changes))
    assert response.status_code == 302, response.context["form"].errors


def test_a_seat_taken_while_somebody_edits_is_not_lost(session: Session, tom: User) -> None:
    edited = Session.objects.get(pk=session.pk)
    join(volunteer=VolunteerFactory(), event=session.event)

    save_session(session=edited, actor=tom)

    assert_counters_agree()


def test_more_places_go_to_the_first_in_line(client: Client, session: Session, tom: User) -> None:
    first, second, third = (join(volunteer=VolunteerFactory(), event=session.event) for _ in range(3))
    client.force_login(tom)

    change(client, session, places=2)

    states = [Enrolment.objects.get(pk=place.pk).state for place in (first, second, third)]
    assert states == ["offered", "offered", "waitlisted"]
    assert_counters_agree()


def test_fewer_places_throw_nobody_out(client: Client, session: Session, tom: User) -> None:
    place = join(volunteer=VolunteerFactory(), event=session.event)
    client.force_login(tom)

    change(client, session, places=0)

    place.refresh_from_db()
    assert place.state == "offered"
    assert_counters_agree()


def test_a_session_added_later_has_the_seats_of_all_who_come(session: Session, tom: User) -> None:
    join(volunteer=VolunteerFactory(), event=session.event)
    ends = session.ends_at + timedelta(days=1)
    added = Session(event=session.event, module=session.module, starts_at=session.starts_at, ends_at=ends, places=1)

    assert save_session(session=added, actor=tom).taken == 1


def test_a_session_called_off_counts_for_nobody_until_it_is_on_again(
    client: Client, session: Session, vera: Volunteer, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    RequirementFactory(role=CaseworkFactory(), module=session.module)
    place = confirm(enrolment=join(volunteer=vera, event=session.event), actor=vera.user)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2027, 1, 16, 12, 0, tzinfo=HONG_KONG))
    say(place, session, tom)
    assert Completion.objects.filter(undone_at=None).exists()
    client.force_login(tom)

    refused = client.post(reverse("training_session:edit", args=[session.pk]), posted(session, state="cancelled"))
    assert refused.status_code == 200
    assert "call off its day" in refused.content.decode()
    assert Completion.objects.filter(undone_at=None).exists()

    session.state = Session.State.CANCELLED
    save_session(session=session, actor=tom)
    assert not Completion.objects.filter(undone_at=None).exists()

    change(client, session, state="held")
    assert Completion.objects.get(undone_at=None).completed_on == SATURDAY


def test_the_credit_is_for_the_module_that_was_taught(
    session: Session, vera: Volunteer, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = confirm(enrolment=join(volunteer=vera, event=session.event), actor=vera.user)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2027, 1, 16, 12, 0, tzinfo=HONG_KONG))
    say(place, session, tom)
    session.module = ModuleFactory()

    save_session(session=session, actor=tom)

    assert vera.credits.get().module == session.module


@pytest.mark.parametrize(
    ("screen", "values", "field", "said"),
    [
        ("event", {"kind": "weekend", "places": 12}, "cohort", "A training weekend belongs to a cohort: choose it."),
        (
            "session",
            {"starts_at": "2027-01-16 10:00", "ends_at": "2027-01-16 09:00"},
            "ends_at",
            "A session ends after it begins.",
        ),
    ],
)
def test_what_cannot_be_planned_is_said_in_words(
    client: Client, session: Session, tom: User, screen: str, values: dict[str, object], field: str, said: str
) -> None:
    client.force_login(tom)
    given = {"title_en": "x", "title_zh": "x", "venue_en": "x", "places": 3, "state": "planned", **values}

    form = client.post(
        reverse(f"training_{screen}:add"), {**given, "event": session.event_id, "module": session.module_id}
    ).context["form"]

    assert form.errors == {field: [said]}

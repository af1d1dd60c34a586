"""The screens of planning: a year of weekends, any event with its sessions, a day called off, the curriculum."""

import uuid
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Volunteer
from tests.factories import (
    CaseworkFactory,
    CohortFactory,
    EnrolmentFactory,
    EventFactory,
    ModuleFactory,
    RequirementFactory,
    SessionFactory,
)
from training.actions.calling_off import call_off
from training.actions.places import confirm, join
from training.actions.register import mark
from training.models import Acknowledgement, Credit, Event, Module, Requirement, Session, Status
from training.templatetags.programme import by_half_day

pytestmark = pytest.mark.either

SATURDAY, SUNDAY = date(2027, 1, 16), date(2027, 1, 17)


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 22 November 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG))


def as_shown(page: Any) -> dict[str, Any]:
    """What a browser would send of the year's page if nothing was changed."""
    sent: dict[str, Any] = {"year": "2027"}
    for _cohort, form, rows, _holiday in page.context["weekends"]:
        for part in (form, rows.management_form, *rows.forms):
            for field in part:
                value = field.value()
                if value not in (None, False):
                    sent[field.html_name] = "on" if value is True else field.field.widget.format_value(value) or ""
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in sent.items()}


@pytest.fixture
def year(db: None) -> list[Module]:
    """Two cohorts of 2027 and three compulsory modules."""
    CohortFactory()
    CohortFactory(season="may_june", starts_on=date(2027, 5, 29))
    casework = CaseworkFactory()
    return [RequirementFactory(role=casework, module=ModuleFactory(sort_order=n)).module for n in range(3)]


def test_a_year_is_planned_as_the_curriculum_proposes(client: Client, year: list[Module], tom: User) -> None:
    client.force_login(tom)
    page = client.get(reverse("training_event:plan"), {"year": 2027})
    sent = as_shown(page) | {f"cohort-{pk}-venue_en": "Room 1" for pk in page_keys(page)}

    response = client.post(reverse("training_event:plan"), sent)

    assert response.status_code == 302, response.context["error"]
    january, may = Event.objects.order_by("cohort__starts_on")
    assert january.title_en == "Training weekend, January 2027"
    assert [(row.module, row.starts_at, row.places) for row in january.sessions.select_related("module")] == [
        (year[0], at(SATURDAY, 10), 20),
        (year[1], at(SATURDAY, 14), 20),
        (year[2], at(SUNDAY, 10), 20),
    ]
    assert may.sessions.count() == 3
    again = client.get(reverse("training_event:plan"), {"year": 2027})
    assert again.context["weekends"] == []


def page_keys(page: Any) -> list[int]:
    return [cohort.pk for cohort, *_rest in page.context["weekends"]]


def test_a_year_without_cohorts_says_who_plans_them(client: Client, tom: User) -> None:
    client.force_login(tom)
    page = client.get(reverse("training_event:plan"), {"year": 2027}).content.decode()
    assert "Recruiters and administrators plan cohorts" in page


def test_a_session_outside_its_weekend_plans_nothing_and_loses_nothing_typed(
    client: Client, year: list[Module], tom: User
) -> None:
    client.force_login(tom)
    page = client.get(reverse("training_event:plan"), {"year": 2027})
    first = page_keys(page)[0]
    sent = as_shown(page) | {f"cohort-{pk}-venue_en": "Room 1" for pk in page_keys(page)}
    sent[f"cohort-{first}-sessions-0-day"] = "2027-02-06"

    answer = client.post(reverse("training_event:plan"), sent)

    assert answer.status_code == 422
    assert "A session of this weekend lies on Saturday 16 and Sunday 17 January 2027" in answer.content.decode()
    assert 'value="2027-02-06"' in answer.content.decode()
    assert not Event.objects.exists()


def rows(*given: tuple[Any, ...]) -> dict[str, Any]:
    sent: dict[str, Any] = {"sessions-TOTAL_FORMS": len(given) + 1, "sessions-INITIAL_FORMS": 0}
    for number, values in enumerate(given):
        for name, value in zip(("module", "day", "begins", "ends"), values, strict=True):
            sent[f"sessions-{number}-{name}"] = value
    return sent


def test_an_evening_of_interpretation_training_may_be_on_any_day(client: Client, tom: User, db: None) -> None:
    client.force_login(tom)
    module = ModuleFactory()
    event = {
        "kind": "interpretation",
        "title_en": "Evening",
        "title_zh": "晚間",
        "venue_en": "Room",
        "places": 12,
        "trainers": tom.pk,
    }
    address = reverse("training_event:add")

    wrong = client.post(address, event | rows((module.pk, "2027-03-10", "20:30", "18:30")))
    none = client.post(address, event | rows())
    more = client.post(address, event | {"more": "1"} | rows((module.pk, "2027-03-10", "18:30", "20:30")))
    right = client.post(
        address, event | rows((module.pk, "2027-03-10", "18:30", "20:30"), (module.pk, "2027-03-17", "18:30", "20:30"))
    )

    assert "A session ends after it begins." in wrong.content.decode()
    assert "Plan at least one session." in none.content.decode()
    assert 'value="Evening"' in more.content.decode()
    assert len(more.context["sessions"].forms) == 4
    made = Event.objects.get()
    assert list(made.trainers.all()) == [tom]
    assert right["Location"] == reverse("training_event:edit", args=[made.pk])
    assert list(made.sessions.values_list("starts_at", "places")) == [
        (at(date(2027, 3, 10), 18, 30), 12),
        (at(date(2027, 3, 17), 18, 30), 12),
    ]


def test_a_day_is_called_off_and_who_has_not_heard_is_telephoned(client: Client, vera: Volunteer, tom: User) -> None:
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=CohortFactory())
    for day in (SATURDAY, SUNDAY):
        SessionFactory(event=event, starts_at=at(day, 10))
    Volunteer.objects.filter(pk=vera.pk).update(phone="+852 5123 4567")
    place = confirm(enrolment=join(volunteer=vera, event=event), actor=vera.user)
    client.force_login(tom)
    assert client.get(reverse("training_event:call_off", args=[event.pk])).context["people"] == 1

    page = client.post(
        reverse("training_event:call_off", args=[event.pk]),
        {"day": "2027-01-16", "because": "typhoon", "instead_on": "2027-01-23"},
        follow=True,
    )

    assert "+852 5123 4567" in page.content.decode()
    assert event.sessions.filter(replaces__isnull=False).get().starts_at == at(date(2027, 1, 23), 10)
    assert "1 person to telephone" in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(reverse("training_event:reached", args=[event.pk, place.pk]))
    assert Acknowledgement.objects.get().by == tom
    assert (
        "Nobody needs to be telephoned" in client.get(reverse("training_event:heard", args=[event.pk])).content.decode()
    )


def test_the_day_instead_is_planned_on_its_screen(client: Client, tom: User, db: None) -> None:
    session = SessionFactory()
    call_off(event=session.event, day=SATURDAY, because=Session.Why.RAIN, actor=tom)
    client.force_login(tom)
    address = reverse("training_event:instead", args=[session.event_id])

    assert client.post(address, {"instead_on": "2026-01-01"}).status_code == 422
    assert client.post(address, {"instead_on": "2027-01-30"}).status_code == 302

    assert session.replacements.get().starts_at == at(date(2027, 1, 30), 9, 30)


def test_places_are_changed_on_the_events_screen(client: Client, tom: User, db: None) -> None:
    event = EventFactory(places=2)
    SessionFactory(event=event)
    for person in range(2):
        join(volunteer=Volunteer.objects.create(name=f"P{person}", email=f"p{person}@example.org"), event=event)
    client.force_login(tom)
    values = {"title_en": "T", "title_zh": "T", "venue_en": event.venue_en, "venue_zh": "", "places": 1}

    page = client.post(reverse("training_event:edit", args=[event.pk]), values, follow=True)

    assert "has a place than there are places" in page.content.decode()
    assert event.sessions.get().places == 1


def test_what_a_module_asks_changes_on_its_screen(client: Client, ada: User, db: None) -> None:
    module = ModuleFactory(allowance_minutes=15)
    client.force_login(ada)
    address = reverse("training_module:edit", args=[module.pk])
    values = {"key": module.key, "title_en": "M", "title_zh": "M", "sort_order": 1, "allowance_minutes": 5}

    past = client.post(address, values | {"from_on": "2026-11-01"})
    client.post(address, values | {"from_on": "2027-01-01"})

    assert "choose that day or a later one" in past.content.decode()
    assert list(module.versions.values_list("from_on", "allowance_minutes")) == [
        (date.min, 15),
        (date(2027, 1, 1), 5),
    ]
    assert "From Friday 1 January 2027" in client.get(address).content.decode()


def test_what_is_compulsory_is_kept_on_its_screen(client: Client, ada: User, db: None) -> None:
    role, module = CaseworkFactory(), ModuleFactory()
    client.force_login(ada)
    values = {"role": role.pk, "module": module.pk, "from_on": "2026-12-01"}
    address = reverse("training_requirement:add")

    client.post(address, values)
    twice = client.post(address, values)

    assert Requirement.objects.get().reckoned_on == date(2026, 11, 22)
    assert "compulsory for this role in that time already" in twice.content.decode()


def many(number: int, tom: User) -> Event:
    """As many events, each called off with as many people who have not heard; one of them."""
    for _one in range(number):
        session: Session = SessionFactory()
        for person in range(number):
            EnrolmentFactory(event=session.event, volunteer__email=f"{session.pk}-{person}@example.org")
        call_off(event=session.event, day=SATURDAY, because=Session.Why.RAIN, actor=tom)
        RequirementFactory(module=session.module)
    return session.event


@pytest.mark.parametrize("screen", ["event:index", "requirement:index", "event:heard", "event:edit"])
def test_more_rows_take_no_more_queries(
    client: Client, tom: User, screen: str, django_assert_max_num_queries: Any
) -> None:
    client.force_login(tom)
    counted = []
    for number in (1, 3):
        event = many(number, tom)
        args = [event.pk] if screen in {"event:heard", "event:edit"} else []
        address = reverse(f"training_{screen}", args=args)
        client.get(address)
        with django_assert_max_num_queries(99) as context:
            assert client.get(address).status_code == 200
        counted.append(len(context))
    assert counted[0] == counted[1]


def test_an_address_that_names_no_event_still_opens_the_form_of_a_session(client: Client, tom: User) -> None:
    client.force_login(tom)
    event = EventFactory(places=7)
    named = [client.get(reverse("training_session:add"), {"event": said}) for said in ("none", "", event.pk)]
    assert [page.status_code for page in named] == [200, 200, 200]
    assert [page.context["form"].instance.event_id for page in named] == [None, None, event.pk]


def test_what_has_begun_is_called_off_only_where_it_is_ticked(
    client: Client, tom: User, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=CohortFactory())
    morning, afternoon = (SessionFactory(event=event, starts_at=at(SATURDAY, hour)) for hour in (9, 14))
    sunday = SessionFactory(event=event, starts_at=at(SUNDAY, 9))
    marked: dict[str, Any] = {"enrolment": EnrolmentFactory(event=event), "session": morning, "status": Status.PRESENT}
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(SATURDAY, 10))
    mark(client_id=uuid.uuid4(), seen_version=0, actor=tom, **marked)
    client.force_login(tom)
    address = reverse("training_event:call_off", args=[event.pk])
    typhoon = {"because": "typhoon", "day": "2027-01-16"}

    assert "1 mark would count no longer" in client.get(address).content.decode()
    assert client.post(address, typhoon | {"day": "2027-01-17", "also": morning.pk}).status_code == 422
    assert not event.sessions.filter(state="cancelled").exists()
    assert client.post(address, typhoon).status_code == 302
    assert list(event.sessions.filter(state="cancelled")) == [afternoon]
    assert Credit.objects.get().withdrawn_at is None
    assert "All of this day has begun" in client.post(address, typhoon).content.decode()
    assert client.post(address, typhoon | {"also": morning.pk}).status_code == 302
    assert list(event.sessions.filter(state="planned")) == [sunday]
    assert Credit.objects.get().withdrawn_at is not None


@pytest.mark.parametrize("sent", ["many", "-1", "9" * 400, "1.5"])
def test_a_number_of_rows_that_no_page_sends_is_refused(client: Client, tom: User, sent: str) -> None:
    client.force_login(tom)
    address, sound = reverse("training_event:add"), {"sessions-INITIAL_FORMS": "0", "more": "1"}
    assert client.post(address, {**sound, "sessions-TOTAL_FORMS": "2"}).status_code == 200
    assert client.post(address, {**sound, "sessions-TOTAL_FORMS": sent}).status_code == 400


def test_the_list_of_sessions_begins_with_the_next(client: Client, tom: User) -> None:
    last, next_one, gone, long_gone = (
        SessionFactory(starts_at=at(day, 10)).pk
        for day in (date(2027, 5, 29), date(2027, 1, 16), date(2026, 9, 5), date(2026, 1, 17))
    )
    client.force_login(tom)
    listing = reverse("training_session:index")
    assert [row.pk for row in client.get(listing).context["object_list"]] == [next_one, last, gone, long_gone]
    by_day = client.get(listing, {"ordering": "-starts_at"}).context["object_list"]
    assert [row.pk for row in by_day] == [last, next_one, gone, long_gone]


def test_a_session_is_called_by_its_module_and_its_day_in_words(client: Client, tom: User) -> None:
    session = SessionFactory(starts_at=at(SATURDAY, 9, 30), module__title_en="Refugee law")
    client.force_login(tom)
    page = client.get(reverse("training_session:edit", args=[session.pk]))
    assert "Refugee law · Saturday 16 January 2027, 09:30" in page.content.decode()
    assert [value for value, _label in page.context["form"].fields["state"].choices] == ["planned", "held"]
    Session.objects.update(state=Session.State.CANCELLED)
    page = client.get(reverse("training_session:edit", args=[session.pk]))
    assert ("cancelled", "Cancelled") in page.context["form"].fields["state"].choices
    assert "This session was called off." in page.content.decode()


def test_sessions_are_told_by_the_half_day() -> None:
    times = [(SATURDAY, 9), (SATURDAY, 11), (SATURDAY, 14), (SUNDAY, 9)]
    rows = [Session(pk=n, starts_at=at(day, hour), ends_at=at(day, hour + 1)) for n, (day, hour) in enumerate(times)]
    told = [(part.day, part.starts_at, part.ends_at, len(part.sessions)) for part in by_half_day(reversed(rows))]
    assert told == [
        (SATURDAY, at(SATURDAY, 9), at(SATURDAY, 12), 2),
        (SATURDAY, at(SATURDAY, 14), at(SATURDAY, 15), 1),
        (SUNDAY, at(SUNDAY, 9), at(SUNDAY, 10), 1),
    ]

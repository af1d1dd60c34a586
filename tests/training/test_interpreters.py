"""The interpreters' directory with what training knows, coverage and its gaps, and the panels of today's work."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import LanguagePair, SpokenLanguage, Stage, Volunteer
from recruitment.rules import FormKind
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    CohortFactory,
    CommitmentFactory,
    EnrolmentFactory,
    EventFactory,
    LanguagePairFactory,
    ModuleFactory,
    PlacementFactory,
    RequirementFactory,
    RoleFactory,
    SessionFactory,
    VolunteerFactory,
)
from training.actions.commitment import set_availability
from training.actions.coverage import Gap, coverage, interpreters
from training.actions.standing import refresh
from training.models import Attendance, Availability, Enrolment, Event, Session

pytestmark = pytest.mark.either

DAY = timedelta(days=1)
TODAY = date(2027, 2, 10)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2027, 2, 10, 10, 0, tzinfo=HONG_KONG))


def interpreter(name: str, **pair: Any) -> LanguagePair:
    placement = PlacementFactory(
        application=ApplicationFactory(name=name),
        volunteer__name=name,
        role=RoleFactory(form_kind=FormKind.INTERPRETATION.value),
        is_paid=pair.pop("is_paid", False),
    )
    return LanguagePairFactory(application=placement.application, **pair)  # type: ignore[no-any-return]


def person(pair: LanguagePair) -> Volunteer:
    return pair.application.placement.volunteer


def came(volunteer: Volunteer, day: date, *, status: str = "present", **event: Any) -> Event:
    training: Event = EventFactory(kind=event.pop("kind", Event.Kind.INTERPRETATION), **event)
    session = SessionFactory(event=training, starts_at=at(day, 18))
    place = EnrolmentFactory(volunteer=volunteer, event=training)
    Attendance.objects.create(enrolment=place, session=session, status=status)
    return training


@pytest.fixture
def cast(db: None) -> dict[str, LanguagePair]:
    """Dora and Dan interpret Dari, Omar once interpreted Oromo, Tara Tigrinya."""
    dora = interpreter("Dora", level="interviews", assessed_on=TODAY, dialect="Herati")
    dan = interpreter("Dan", source="eng", target="prs", is_paid=True)
    tara = interpreter("Tara", source="tir")
    omar = interpreter("Omar", source="orm")
    placement = omar.application.placement
    placement.ends_on = TODAY - DAY
    placement.save()
    set_availability(volunteer=person(dora), half_days=["wed-pm"], from_on=date(2027, 1, 1))
    set_availability(volunteer=person(tara), half_days=["mon-am"], from_on=date(2027, 1, 1))
    came(person(dora), date(2026, 9, 5), title_en="Autumn training")
    came(person(dan), date(2025, 9, 5))
    came(person(tara), date(2026, 9, 5), status="absent")
    return {"dora": dora, "dan": dan, "tara": tara, "omar": omar}


def listed(user: User, query: str) -> str:
    client = Client()
    client.force_login(user)
    page: Any = client.get(reverse("recruitment_interpreter:index") + query)
    assert page.status_code == 200
    return page.content.decode()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Dora", "Dan", "Tara"}),
        ("?language=prs", {"Dora", "Dan"}),
        ("?dialect=Herati", {"Dora"}),
        ("?half_day=wed-pm", {"Dora"}),
        ("?pay=paid", {"Dan"}),
        ("?pay=pro_bono", {"Dora", "Tara"}),
        ("?trained=ever", {"Dora", "Dan"}),
        ("?trained=year", {"Dora"}),
        ("?trained=never", {"Tara"}),
        ("?level=everyday", {"Dora"}),
    ],
)
def test_the_directory_is_narrowed_by_what_training_knows(
    rita: User, cast: dict[str, LanguagePair], query: str, names: set[str]
) -> None:
    shown = listed(rita, query)
    assert {name for name in ("Dora", "Dan", "Tara", "Omar") if f">{name}<" in shown or f"{name}\n" in shown} == names


def test_the_directory_says_who_attended_which_event(rita: User, cast: dict[str, LanguagePair]) -> None:
    event = Event.objects.get(title_en="Autumn training")
    shown = listed(rita, f"?event={event.pk}")

    assert "Dora" in shown
    assert "5 September 2026" in shown
    assert "Wednesday afternoon" in shown
    assert "Tara" not in shown


def test_coverage_names_what_is_missing(cast: dict[str, LanguagePair]) -> None:
    waiting = ApplicationFactory(stage=Stage.SCREENING)
    for application in (waiting, ApplicationFactory(stage=Stage.DECLINED)):
        SpokenLanguage.objects.create(application=application, language="orm")
    found = {one.language: one for one in coverage()}

    assert [one.language for one in coverage()] == ["orm", "tir", "prs"]
    assert (found["orm"].gaps, found["orm"].applicants) == ([Gap.NOBODY], 1)
    assert found["tir"].gaps == [Gap.ONE, Gap.NOT_INTO, Gap.LEVEL, Gap.TRAINED, Gap.INTAKE]
    assert found["prs"].gaps == []
    Availability.objects.filter(volunteer=person(cast["tara"])).delete()
    assert next(row for row in coverage() if row.language == "tir").gaps[-1] == Gap.UNASKED
    assert (len(found["prs"].people), len(found["prs"].pro_bono)) == (2, 1)


def test_whoever_attended_stands_in_order_and_a_cancelled_session_counts_for_nobody(
    cast: dict[str, LanguagePair],
) -> None:
    helper = VolunteerFactory(name="Hana")
    came(helper, date(2026, 5, 5))
    off = came(person(cast["tara"]), date(2026, 6, 6))
    Session.objects.filter(event=off).update(state=Session.State.CANCELLED)
    came(person(cast["tara"]), date(2026, 6, 6), kind=Event.Kind.OTHER)

    rows = [(row.volunteer.name, row.is_running, row.sessions, row.last) for row in interpreters()]
    assert rows == [
        ("Tara", True, 0, None),
        ("Dan", True, 1, date(2025, 9, 5)),
        ("Hana", False, 1, date(2026, 5, 5)),
        ("Dora", True, 1, date(2026, 9, 5)),
    ]


def test_coverage_asks_as_often_for_three_as_for_one(
    client: Client, susan: User, cast: dict[str, LanguagePair]
) -> None:
    client.force_login(susan)
    page = reverse("training_coverage")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        shown = client.get(page).content.decode()
    assert "Nobody assessed for interviews" in shown
    for name in ("Ann", "Bo", "Cy"):
        came(person(interpreter(name, source="som")), date(2026, 9, 5))
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) <= len(few)


def test_the_dashboard_shows_todays_work_to_whom_it_concerns(susan: User, tom: User, eddie: User) -> None:
    role = CaseworkFactory()
    module = ModuleFactory(title_en="Refugee law")
    RequirementFactory(role=role, module=module)
    weekend = EventFactory(
        kind=Event.Kind.WEEKEND, cohort=CohortFactory(starts_on=date(2027, 5, 29), season="may_june")
    )
    SessionFactory(event=weekend, starts_at=at(date(2027, 5, 29), 10))
    for state in (Enrolment.State.CONFIRMED, Enrolment.State.OFFERED, Enrolment.State.WAITLISTED):
        until = {"offered_until": at(date(2027, 3, 1), 23, 59)} if state == Enrolment.State.OFFERED else {}
        EnrolmentFactory(event=weekend, state=state, waiting_since=at(TODAY, 9), **until)
    missed = PlacementFactory(role=role, volunteer__name="Mia Missed")
    refresh(placement=missed)
    held = SessionFactory(module=module, starts_at=at(date(2027, 1, 16), 10))
    place = EnrolmentFactory(event=held.event, volunteer=missed.volunteer)
    Attendance.objects.create(enrolment=place, session=held, status="absent")
    CommitmentFactory(placement=missed, light="behind")

    home = {}
    for user in (susan, tom, eddie):
        client = Client()
        client.force_login(user)
        home[user] = " ".join(client.get("/admin/").content.decode().split())
    for said in (
        "1 of 20 places confirmed",
        "1 not answered yet",
        "1 on the waitlist",
        "Mia Missed",
        "Refugee law (Absent)",
    ):
        assert said in home[susan]
        assert said in home[tom]
        assert said not in home[eddie]
    for said in (
        "0 of 1 may do casework today",
        "0 on 1 February 2027",
        "0 on 1 March 2027",
        "1 is behind</a> of 1 that is not over",
    ):
        assert said in home[susan]
        assert said not in home[tom]

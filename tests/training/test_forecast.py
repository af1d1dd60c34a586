"""The list of another day, the forecast, the figures and the file."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from accounts.models import User
from base.dates import at, today
from recruitment.models import Application, LanguagePair, Placement, Role, SpokenLanguage
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    CohortFactory,
    EnrolmentFactory,
    EventFactory,
    LanguagePairFactory,
    ModuleFactory,
    PlacementFactory,
    RequirementFactory,
    SessionFactory,
    TermsFactory,
    UserFactory,
    VolunteerFactory,
)
from training.actions import standing, supervision
from training.actions.commitment import set_availability, sign_commitment, sign_terms
from training.eligibility import eligible_by_month, forecast, prospects
from training.models import (
    Commitment,
    Completion,
    Criterion,
    Enrolment,
    Event,
    Session,
    Signature,
    StandingChange,
    Terms,
)

pytestmark = pytest.mark.either

DAY = timedelta(days=1)
LIST = "/admin/training/eligibility/"


@pytest.fixture
def role(db: None) -> Role:
    role = CaseworkFactory()
    for kind in Terms.Kind:
        TermsFactory(kind=kind, version=1)
    return role


def person(role: Role, name: str, *, trained: date | None = None, declared: bool = True) -> Placement:
    """Somebody in casework since January 2026 who lacks nothing but the training, unless told otherwise."""
    volunteer = VolunteerFactory(name=name, user=UserFactory())
    application = ApplicationFactory(role=role, name=name)
    placement = PlacementFactory(role=role, volunteer=volunteer, application=application, starts_on=date(2026, 1, 5))
    sign_commitment(placement=placement, hours_per_week=6, actor=None)
    for terms in Terms.objects.exclude(kind=Terms.Kind.COMMITMENT) if declared else ():
        sign_terms(volunteer=volunteer, terms=terms)
    set_availability(volunteer=volunteer, half_days=["wed-pm"], from_on=date(2026, 1, 5))
    Commitment.objects.filter(placement=placement).update(signed_on=date(2026, 1, 5))
    Signature.objects.filter(volunteer=volunteer).update(signed_on=date(2026, 1, 5))
    if trained:
        Completion.objects.create(volunteer=volunteer, role=role, completed_on=trained)
    standing.refresh(placement=placement)
    return placement


def speaks(placement: Placement, language: str) -> None:
    application = Application.objects.get(placement=placement)
    SpokenLanguage.objects.create(application=application, language=language)


def course(role: Role) -> Event:
    """Two days in a month's time, on which the two compulsory modules are given."""
    event = EventFactory(kind=Event.Kind.OTHER, title_en="Weekend to come")
    for order in range(2):
        module = ModuleFactory()
        RequirementFactory(role=role, module=module)
        day = today() + (30 + order) * DAY
        SessionFactory(event=event, module=module, starts_at=at(day, 10), ends_at=at(day, 12))
    return event


def names(response: object) -> list[str]:
    rows = response.context["object_list"]  # type: ignore[attr-defined]
    return [row.placement.volunteer.name for row in rows]


def test_who_becomes_eligible_if_all_complete(role: Role) -> None:
    event = course(role)
    first, last = event.days() or (today(), today())
    makes, lacks, already, waits, half = (
        person(role, "Makes"),
        person(role, "Lacks", declared=False),
        person(role, "Already", trained=date(2026, 3, 1)),
        person(role, "Waits"),
        person(role, "Half"),
    )
    for placement in (makes, lacks, already):
        EnrolmentFactory(volunteer=placement.volunteer, event=event, state=Enrolment.State.CONFIRMED)
    line = {"state": Enrolment.State.WAITLISTED, "waiting_since": at(today(), 9)}
    EnrolmentFactory(volunteer=waits.volunteer, event=event, **line)
    one = Session.objects.earliest("starts_at")
    EnrolmentFactory(volunteer=half.volunteer, event=None, session=one, state=Enrolment.State.CONFIRMED)
    found = forecast(event)
    assert found is not None
    assert (found.day, found.enrolled, found.already) == (last, 4, 1)
    assert found.more == [makes]
    assert [(row.placement, [one.criterion for one in row.missing]) for row in found.others] == [
        (half, [Criterion.TRAINED]),
        (lacks, [Criterion.DECLARED]),
    ]
    assert forecast(event, day=first) is None
    Session.objects.filter(pk=one.pk).update(state=Session.State.CANCELLED)
    cut = forecast(event)
    assert cut is not None
    assert cut.more == []
    assert [found.criterion for found in prospects(makes)[0].missing] == [Criterion.TRAINED]


def test_the_list_and_the_page_of_another_day(client: Client, susan: User, role: Role) -> None:
    person(role, "Early", trained=date(2026, 3, 1))
    held = person(role, "Held", trained=date(2026, 3, 1))
    supervision.hold(placement=held, reason="To talk", until_on=today() + 5 * DAY, actor=susan)
    PlacementFactory(role=role, volunteer=VolunteerFactory(name="Later"), starts_on=today() - DAY)
    standing.catch_up()
    client.force_login(susan)
    assert names(client.get(f"{LIST}?state=eligible")) == ["Early"]
    ahead = client.get(f"{LIST}?state=eligible&day={today() + 6 * DAY}")
    assert names(ahead) == ["Held", "Early"]
    past = client.get(f"{LIST}?day=2026-02-10")
    assert names(past) == ["Held", "Early"]
    body = past.content.decode()
    assert "Casework on Tuesday 10 February 2026" in body
    assert "As of Tuesday 10 February 2026, from what is known now." in body
    assert names(client.get(f"{LIST}?day=2026-02-10&missing=trained")) == ["Held", "Early"]
    assert names(client.get(f"{LIST}?day=2026-02-10&missing=available")) == []
    assert client.get(f"{LIST}?day=9999-12-31").status_code == 200
    address = reverse("training_person", args=(held.pk,))
    assert client.get(f"{address}?day={today() + 6 * DAY}").context["eligible"]
    assert client.get(f"{address}?day=9999-12-31").context["is_today"]


def test_what_was_shown_then_stays_whatever_is_known_later(client: Client, susan: User, role: Role) -> None:
    placement = person(role, "Early")
    StandingChange.objects.filter(placement=placement).update(on=date(2026, 2, 1), at=at(date(2026, 2, 1), 12))
    Completion.objects.create(volunteer=placement.volunteer, role=role, completed_on=date(2026, 1, 20))
    standing.refresh(placement=placement, cause=StandingChange.Cause.TRAINING)
    client.force_login(susan)
    response = client.get(reverse("training_person", args=(placement.pk,)) + "?day=2026-11-01")
    assert response.context["eligible"]  # as known now
    assert response.context["shown_then"].missing == ["trained"]
    body = response.content.decode()
    assert "What this page said on Sunday 1 November 2026:" in body
    assert "Now eligible" in body
    changes = client.get(reverse("eligibility_changes:index"))
    assert [row.cause for row in changes.context["object_list"]] == [StandingChange.Cause.TRAINING]
    assert "Early" in changes.content.decode()
    every = client.get(reverse("eligibility_changes:index") + "?what=any&cause=time")
    assert list(every.context["object_list"]) == []


def test_by_language_cohort_and_what_is_to_be_seen_to(client: Client, susan: User, role: Role) -> None:
    speaker, other = person(role, "Speaker"), person(role, "Other")
    speaks(speaker, "som")
    LanguagePairFactory(application=other.application, source="fra", target="eng")
    client.force_login(susan)
    assert names(client.get(f"{LIST}?speaks=som")) == ["Speaker"]
    assert names(client.get(f"{LIST}?interprets=fra")) == ["Other"]
    assert names(client.get(f"{LIST}?interprets=eng")) == ["Other"]
    assert names(client.get(f"{LIST}?soon=long_ago")) == ["Other", "Speaker"]
    assert names(client.get(f"{LIST}?soon=overridden")) == []
    supervision.override(
        placement=speaker, criterion=Criterion.TRAINED, reason="Known", expires_on=today() + 9 * DAY, actor=susan
    )
    assert names(client.get(f"{LIST}?soon=override_ends")) == ["Speaker"]
    cohort = CohortFactory()
    Application.objects.filter(placement=other).update(cohort=cohort)
    assert names(client.get(f"{LIST}?cohort={cohort.pk}&role={role.pk}")) == ["Other"]


def test_the_file_says_what_the_list_says(client: Client, susan: User, role: Role) -> None:
    placement = person(role, "=1+1", trained=date(2026, 3, 1))
    person(role, "Lacking")
    speaks(placement, "som")
    LanguagePair.objects.all().delete()
    client.force_login(susan)
    answer = client.get(f"{LIST}?export=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(StringIO(text)))
    assert [(row["Volunteer"], row["Eligible"], row["Speaks"]) for row in rows] == [
        ("Lacking", "No", ""),
        ("'=1+1", "Yes", "Somali"),
    ]
    assert rows[0]["What is missing"] == "The compulsory training is not complete."
    assert rows[0]["As of"] == today().isoformat()
    answer = client.get(f"{LIST}?export=xlsx&state=eligible&day=2026-04-01")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    cells = list(sheet.iter_rows(values_only=True))
    assert len(cells) == 2
    assert cells[1][1] == "=1+1"
    entries = ModelLogEntry.objects.filter(action="recruitment.exported").order_by("pk")
    assert [entry.data["by"] for entry in entries] == [[], ["day", "state"]]


def test_the_figures_of_the_month_and_of_each_criterion(client: Client, susan: User, role: Role) -> None:
    event = course(role)
    now = person(role, "Now", trained=today().replace(day=1) - 40 * DAY)
    makes = person(role, "Makes", declared=True)
    EnrolmentFactory(volunteer=makes.volunteer, event=event, state=Enrolment.State.OFFERED)
    months = eligible_by_month()
    assert (months.at_start, months.now, months.at_next) == (int(now.starts_on < months.month), 1, 1)
    client.force_login(susan)
    response = client.get(reverse("training_forecast"))
    assert {row["key"]: row["number"] for row in response.context["criteria"]} == {
        "accepted": 0,
        "trained": 1,
        "committed": 0,
        "available": 0,
        "declared": 0,
        "cleared": 0,
    }
    body = response.content.decode()
    assert "1 more eligible" in body
    assert "Makes" in body
    past = client.get(reverse("training_forecast") + "?day=2026-02-10")
    assert past.context["number"] == 0
    assert past.context["forecasts"] == []
    later = client.get(reverse("training_forecast") + f"?day={today() + 60 * DAY}")
    assert [row.day for row in later.context["forecasts"]] == [today() + 60 * DAY]


def test_the_volunteer_sees_what_is_to_be_seen_to(client: Client, role: Role) -> None:
    placement = person(role, "Vera", trained=date(2026, 3, 1))
    client.force_login(User.objects.get(volunteer=placement.volunteer))
    body = client.get("/en/my/").content.decode()
    assert "more than six months ago. Are they still right?" in body
    set_availability(volunteer=placement.volunteer, half_days=["wed-pm"])
    assert "Are they still right?" not in client.get("/en/my/").content.decode()

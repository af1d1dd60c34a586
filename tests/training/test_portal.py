"""The volunteer's own pages: what is theirs, nothing of anybody else's, in both languages."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Placement, Volunteer
from tests.benchmarks.measure import queries as count_queries
from tests.factories import (
    CaseworkFactory,
    CohortFactory,
    CompletionFactory,
    EnrolmentFactory,
    EventFactory,
    PlacementFactory,
    RequirementFactory,
    SessionFactory,
    TermsFactory,
    UserFactory,
    VolunteerFactory,
)
from training.actions.places import join
from training.models import Availability, Commitment, Enrolment, Event, Session, Signature, Terms

pytestmark = pytest.mark.either

State = Enrolment.State
PAGES = ["portal", "commitment", "declarations", "availability"]


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 22 November 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG))


@pytest.fixture
def weekend(db: None) -> Event:
    """January 2027, one session."""
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=CohortFactory(), title_en="January weekend")
    session = SessionFactory(event=event, starts_at=at(date(2027, 1, 16), 9, 30))
    session.module.title_en = "Working with interpreters"
    session.module.save()
    return event


@pytest.fixture
def accepted(vera: Volunteer, weekend: Event) -> Placement:
    """Vera, accepted for casework, with texts to sign."""
    for kind in Terms.Kind:
        TermsFactory(kind=kind, text_en=f"The text of {kind}.", version=1)
    placement = PlacementFactory(volunteer=vera, role=CaseworkFactory())
    RequirementFactory(role=placement.role, module=Session.objects.get().module)
    return placement


@pytest.fixture
def as_vera(client: Client, vera: Volunteer, accepted: Placement) -> Client:
    sign_in(client, vera)
    return client


def sign_in(client: Client, volunteer: Volunteer) -> None:
    assert volunteer.user is not None
    client.force_login(volunteer.user)


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(f"training:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_the_checklist_says_what_stands_before_casework(as_vera: Client) -> None:
    shown = page(as_vera, "portal")
    assert "4 things still stand between you and casework." in shown
    for name in ("commitment", "declarations", "availability"):
        assert f'href="{reverse(f"training:{name}")}"' in shown


def test_an_offered_place_is_confirmed(as_vera: Client, vera: Volunteer, weekend: Event) -> None:
    place = join(volunteer=vera, event=weekend)
    shown = page(as_vera, "portal")
    assert "January weekend" in shown
    assert "Saturday 16 January 2027" in shown
    assert "Working with interpreters" in shown
    assert "Sunday 6 December 2026" in shown
    response = as_vera.post(reverse("training:confirm_place", args=[place.pk]), follow=True)
    place.refresh_from_db()
    assert place.state == State.CONFIRMED
    assert "Your place is confirmed." in response.content.decode()


def test_giving_up_asks_first(as_vera: Client, vera: Volunteer, weekend: Event) -> None:
    place = join(volunteer=vera, event=weekend)
    assert "Are you sure" in page(as_vera, "give_up_place", place.pk)
    place.refresh_from_db()
    assert place.state == State.OFFERED
    as_vera.post(reverse("training:give_up_place", args=[place.pk]))
    place.refresh_from_db()
    assert place.state == State.CANCELLED


def test_confirming_is_never_done_by_a_link(as_vera: Client, vera: Volunteer, weekend: Event) -> None:
    place = join(volunteer=vera, event=weekend)
    as_vera.get(reverse("training:confirm_place", args=[place.pk]))
    place.refresh_from_db()
    assert place.state == State.OFFERED


def test_an_offer_that_ended_says_so(as_vera: Client, vera: Volunteer, weekend: Event) -> None:
    place = join(volunteer=vera, event=weekend)
    Enrolment.objects.update(offered_until=at(date(2026, 11, 21), 23, 59))
    response = as_vera.post(reverse("training:confirm_place", args=[place.pk]), follow=True)
    assert "This offer has ended." in response.content.decode()


def test_who_has_no_place_asks_for_one(as_vera: Client, vera: Volunteer, weekend: Event) -> None:
    assert reverse("training:ask_for_place", args=[weekend.pk]) in page(as_vera, "portal")
    as_vera.post(reverse("training:ask_for_place", args=[weekend.pk]))
    assert vera.enrolments.get().state == State.OFFERED
    assert reverse("training:ask_for_place", args=[weekend.pk]) not in page(as_vera, "portal")


def test_whoever_has_a_place_holds_no_second_one(as_vera: Client, vera: Volunteer, weekend: Event) -> None:
    cohort = CohortFactory(season="may_june", starts_on=date(2027, 5, 29))
    later = EventFactory(kind=Event.Kind.WEEKEND, cohort=cohort, places=2)
    SessionFactory(event=later, starts_at=at(date(2027, 5, 29), 10))
    for event in (weekend, later, weekend):
        assert as_vera.post(reverse("training:ask_for_place", args=[event.pk])).status_code == 302
    assert vera.enrolments.get().event == weekend


def test_who_is_trained_is_asked_for_no_weekend(as_vera: Client, accepted: Placement, weekend: Event) -> None:
    CompletionFactory(volunteer=accepted.volunteer, role=accepted.role)
    address = reverse("training:ask_for_place", args=[weekend.pk])
    assert address not in page(as_vera, "portal")
    assert as_vera.post(address).status_code == 404
    assert not Enrolment.objects.exists()


def test_the_commitment_is_signed_in_the_version_that_was_read(as_vera: Client, accepted: Placement) -> None:
    assert "The text of commitment." in page(as_vera, "commitment")
    address = reverse("training:commitment")
    said = {"hours_per_week": "8", "months": "6", "agreed": "on", "version": "1"}
    newer = TermsFactory(kind=Terms.Kind.COMMITMENT, version=2)
    response = as_vera.post(address, said)
    assert response.status_code == 200
    assert "The text has changed" in response.content.decode()
    assert not Commitment.objects.exists()
    assert as_vera.post(address, {**said, "version": "2"}).status_code == 302
    signed = Commitment.objects.get()
    assert (signed.placement, signed.terms, signed.hours_per_week, signed.months) == (accepted, newer, 8, 6)
    assert "You signed on Sunday 22 November 2026" in page(as_vera, "commitment")


@pytest.mark.parametrize(
    "said",
    [
        {"hours_per_week": "8", "version": "1", "months": "6"},
        {"hours_per_week": "4", "version": "1", "agreed": "on", "months": "6"},
        {"hours_per_week": "11", "version": "1", "agreed": "on", "months": "6"},
        {"version": "1", "agreed": "on", "months": "6"},
        {"hours_per_week": "8", "version": "1", "agreed": "on", "months": "5"},
        {"hours_per_week": "8", "agreed": "on", "months": "6"},
        {"hours_per_week": "8", "version": "x", "agreed": "on", "months": "6"},
    ],
)
def test_a_commitment_is_not_signed_by_halves(as_vera: Client, said: dict[str, str]) -> None:
    response = as_vera.post(reverse("training:commitment"), said)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("kind", ["confidentiality", "conflict"])
def test_declarations_are_read_and_signed(as_vera: Client, vera: Volunteer, kind: str) -> None:
    assert f"The text of {kind}." in page(as_vera, "declaration", kind)
    address = reverse("training:declaration", args=[kind])
    assert as_vera.post(address, {"version": "1"}).status_code == 200
    assert not Signature.objects.exists()
    assert as_vera.post(address, {"version": "1", "agreed": "on"}).status_code == 302
    assert Signature.objects.get().volunteer == vera
    assert "You signed this on" in page(as_vera, "declaration", kind)


@pytest.mark.parametrize("kind", ["commitment", "nonsense"])
def test_other_texts_are_no_declarations(as_vera: Client, kind: str) -> None:
    assert as_vera.get(reverse("training:declaration", args=[kind])).status_code == 404


def test_availability_is_given_changed_and_emptied(as_vera: Client, vera: Volunteer) -> None:
    address = reverse("training:availability")
    for chosen in (["wed-pm", "fri-am"], []):
        assert as_vera.post(address, {"half_days": chosen}).status_code == 302
        assert vera.availabilities.get(until_on=None).half_days == chosen
    assert as_vera.post(address, {"half_days": ["sun-am"]}).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["confirm_place", "give_up_place"])
def test_a_place_of_somebody_else_does_not_exist(
    as_vera: Client, victor: Volunteer, weekend: Event, name: str, method: str
) -> None:
    place = join(volunteer=victor, event=weekend)
    for pk in (place.pk, place.pk + 1):
        assert getattr(as_vera, method)(reverse(f"training:{name}", args=[pk])).status_code == 404
    place.refresh_from_db()
    assert place.state == State.OFFERED


def test_nothing_of_anybody_else_is_shown_or_changed(as_vera: Client, victor: Volunteer, weekend: Event) -> None:
    other = PlacementFactory(volunteer=victor, role=Placement.objects.get().role)
    Commitment.objects.create(
        placement=other, terms=Terms.objects.earliest("pk"), hours_per_week=9, months=12, signed_on=date(2026, 1, 2)
    )
    Availability.objects.create(volunteer=victor, half_days=["mon-am"], count=1, from_on=date(2026, 1, 2))
    join(volunteer=victor, event=weekend)
    for name in PAGES:
        shown = page(as_vera, name)
        assert "Victor" not in shown
        assert "2 January 2026" not in shown
    assert "9 hours a week" not in page(as_vera, "portal")
    as_vera.post(reverse("training:availability"), {"half_days": ["tue-am"]})
    assert victor.availabilities.get().half_days == ["mon-am"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_volunteers_have_these_pages(
    client: Client, accepted: Placement, tom: User, name: str, method: str
) -> None:
    address = reverse(f"training:{name}")
    response = getattr(client, method)(address)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_request_login_code"))
    for user in (tom, UserFactory()):
        client.force_login(user)
        assert getattr(client, method)(address).status_code == 404


def test_a_volunteer_without_a_role_still_has_a_page(client: Client, victor: Volunteer, weekend: Event) -> None:
    sign_in(client, victor)
    assert "You have no running role at the moment." in page(client, "portal")
    for name, args in (("commitment", []), ("ask_for_place", [weekend.pk])):
        assert client.post(reverse(f"training:{name}", args=args)).status_code == 404
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hant"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_speaks_both_languages(
    as_vera: Client, vera: Volunteer, weekend: Event, name: str, language: str
) -> None:
    join(volunteer=vera, event=weekend)
    with translation.override(language):
        assert f'<html lang="{language}"' in page(as_vera, name)


def test_private_pages_are_kept_by_no_cache(as_vera: Client) -> None:
    assert "private" in as_vera.get(reverse("training:portal"))["Cache-Control"]


def test_more_places_ask_few_more_queries(as_vera: Client, vera: Volunteer, weekend: Event) -> None:
    """One list of sessions for each live place; a person has one or two."""
    join(volunteer=vera, event=weekend)
    page(as_vera, "portal")
    with CaptureQueriesContext(connection) as before:
        page(as_vera, "portal")
    for _ in range(10):
        join(volunteer=VolunteerFactory(), event=weekend)
        SessionFactory(event=weekend, starts_at=at(date(2027, 1, 16), 14))
    with CaptureQueriesContext(connection) as after:
        page(as_vera, "portal")
    assert len(after) == len(before)


def test_places_that_are_over_cost_nothing_and_are_not_shown(as_vera: Client, vera: Volunteer, weekend: Event) -> None:
    join(volunteer=vera, event=weekend)

    def ask() -> int:
        return count_queries(lambda: page(as_vera, "portal"))

    before = [ask(), ask()][1]
    for year in range(3):
        event = EventFactory(title_en="Long ago")
        over = SessionFactory(event=event, starts_at=at(date(2023 + year, 1, 14), 10))
        EnrolmentFactory(volunteer=vera, event=over.event)
        EnrolmentFactory(volunteer=vera, session=SessionFactory(starts_at=at(date(2023 + year, 3, 4), 10)))
    assert ask() == before
    assert "Long ago" not in page(as_vera, "portal")
    # Nothing takes the place of what was called off in October yet; nobody waits for January's any longer.
    days = (date(2026, 10, 31), date(2026, 1, 10))
    off = [SessionFactory(starts_at=at(day, 10), state=Session.State.CANCELLED) for day in days]
    place, _other = (EnrolmentFactory(volunteer=vera, event=session.event) for session in off)
    assert set(vera.enrolments.unfinished()) == {place, vera.enrolments.get(event=weekend)}  # type: ignore[attr-defined]

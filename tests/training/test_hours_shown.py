"""Hours as they are shown: to whom they are theirs, all of them and nobody else's, and to staff in lists."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from base.dates import at
from recruitment.models import Volunteer
from tests.factories import CaseworkFactory, CommitmentFactory, HoursEntryFactory, PlacementFactory
from training.actions import commitment as commitments
from training.actions import lights
from training.models import Commitment
from training.rules import Light

pytestmark = pytest.mark.either

DAY = timedelta(days=1)
TODAY = date(2027, 2, 10)
Signal = Commitment.Signal


@pytest.fixture(autouse=True)
def on_a_day_in_february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(TODAY, 10))


@pytest.fixture
def running(vera: Volunteer) -> Commitment:
    """Vera's, begun in January."""
    placement = PlacementFactory(role=CaseworkFactory(), volunteer=vera, starts_on=date(2027, 1, 4))
    commitment: Commitment = CommitmentFactory(placement=placement)
    lights.judge_due()
    commitment.refresh_from_db()
    return commitment


@pytest.fixture
def as_vera(client: Client, vera: Volunteer) -> Client:
    assert vera.user is not None
    client.force_login(vera.user)
    return client


def test_my_months_as_a_picture_and_a_table(as_vera: Client, running: Commitment, susan: User) -> None:
    HoursEntryFactory(placement=running.placement, day=date(2027, 1, 6))
    commitments.pause(
        commitment=running, from_on=date(2027, 1, 20), until_on=date(2027, 1, 26), reason="A wedding", actor=susan
    )
    shown = as_vera.get(reverse("training:six_months"))
    page = shown.content.decode()
    assert shown.context["progress"].light == Light.BEHIND
    assert page.count('class="months-waiting"') == 1
    assert page.count('class="months-rest"') == 2
    assert "From Wednesday 20 January 2027 until Tuesday 26 January 2027" in page
    assert page.count("<tr>") == 1 + len(shown.context["progress"].weeks)
    assert reverse("training:six_months") in as_vera.get(reverse("training:portal")).content.decode()
    as_vera.post(reverse("training:reminders", args=[running.pk]))
    running.refresh_from_db()
    assert not running.wants_nudges


def test_my_data_is_all_of_mine_and_nothing_of_anybody_else(
    as_vera: Client, running: Commitment, susan: User, victor: Volunteer
) -> None:
    HoursEntryFactory(placement=running.placement, what="Country research")
    HoursEntryFactory(placement=PlacementFactory(volunteer=victor), what="Victor’s own work")
    commitments.pause(commitment=running, from_on=TODAY, until_on=None, reason="Her mother is ill", actor=susan)
    lights.tell(running, "commitment_extended", weeks="2")
    assert "Country research" in as_vera.get(reverse("training:data")).content.decode()
    response = as_vera.get(reverse("training:data_json"))
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    kept = json.loads(response.content)
    role = kept["roles"][0]
    assert kept["certificates"] == []
    assert [entry["what"] for entry in role["hours"]] == ["Country research"]
    assert [pause["reason"] for pause in role["commitment"]["pauses"]] == ["Her mother is ill"]
    assert [mail["subject"] for mail in kept["messages_to_you"]] == ["More time for your hours"]
    for other in ("Victor", susan.email):
        assert other not in response.content.decode()


def queries(client: Client, address: str) -> int:
    """How many a page takes."""
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_list_says_who_is_behind(client: Client, running: Commitment, susan: User) -> None:
    client.force_login(susan)
    listing = reverse("training_commitment:index")
    done = CommitmentFactory(light=Signal.DONE, light_on=TODAY)
    CommitmentFactory(light=Signal.BEHIND, light_on=TODAY)
    shown = client.get(listing).content.decode()
    assert shown.count("of 24 in four weeks") == 2
    assert "2 behind, 0 to decide" in shown
    assert done.placement.volunteer.name not in shown
    assert done.placement.volunteer.name in client.get(f"{listing}?light=done").content.decode()


def test_the_list_of_hours_leads_to_the_person_and_to_the_decision(
    client: Client, running: Commitment, susan: User
) -> None:
    waiting = HoursEntryFactory(placement=running.placement)
    decided = HoursEntryFactory(placement=running.placement, confirmed_at=waiting.logged_at, confirmed_by=susan)
    client.force_login(susan)
    shown = client.get(reverse("training_hours:index")).content.decode()
    for address in (
        reverse("training_commitment:inspect", args=[running.pk]),
        f"{reverse('training_hours:confirm')}?placement={waiting.placement_id}",
        reverse("training_hours:reopen", args=[decided.pk]),
    ):
        assert f'href="{address}"' in shown


def test_the_list_of_hours_begins_with_those_that_wait_and_the_dashboard_counts_them(
    client: Client, running: Commitment, susan: User
) -> None:
    waiting = HoursEntryFactory(placement=running.placement)
    HoursEntryFactory(placement=PlacementFactory(volunteer__user=susan))  # one's own are a colleague's to decide
    decided = HoursEntryFactory(placement=running.placement, day=TODAY + DAY, confirmed_at=waiting.logged_at)
    client.force_login(susan)
    listing = reverse("training_hours:index")
    assert list(client.get(listing).context["object_list"])[-1] == decided
    assert client.get(f"{listing}?ordering=-day").context["object_list"][0] == decided
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 entry of hours waits to be confirmed" in home
    assert f'href="{reverse("training_hours:confirm")}"' in home


def test_lists_take_as_many_queries_for_three_rows_as_for_one(client: Client, running: Commitment, susan: User) -> None:
    role = running.placement.role
    HoursEntryFactory(placement=running.placement)
    lists = [reverse(name) for name in ("training_commitment:index", "training_hours:index", "training_hours:confirm")]
    own = [reverse("training:hours"), reverse("training:six_months")]
    counts = []
    for more in (0, 2):
        for _row in range(more):
            other = CommitmentFactory(light=Signal.BEHIND, light_on=TODAY, placement__role=role)
            HoursEntryFactory(placement=other.placement)
            HoursEntryFactory(placement=running.placement)
        client.force_login(susan)
        client.get(lists[0])
        taken = [queries(client, address) for address in lists]
        assert running.placement.volunteer.user is not None
        client.force_login(running.placement.volunteer.user)
        client.get(own[0])
        counts.append(taken + [queries(client, address) for address in own])
    assert counts[0] == counts[1]

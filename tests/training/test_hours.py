"""Hours: logged once, never of a paid placement, confirmed by somebody else; and what follows for the commitment."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from base.dates import HONG_KONG
from mail.models import Delivery
from recruitment.models import Placement, Volunteer
from tests.factories import CaseworkFactory, CommitmentFactory, HoursEntryFactory, PlacementFactory, VolunteerFactory
from training.actions import commitment as commitments
from training.actions import hours, lights
from training.actions.progress import progress_of
from training.eligibility import standing_of
from training.models import Commitment, Criterion, HoursEntry

pytestmark = pytest.mark.either

DAY = timedelta(days=1)
TODAY = date(2027, 2, 10)
END = date(2027, 7, 4)
Signal = Commitment.Signal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the day."""

    def move(day: date) -> None:
        moment = datetime(day.year, day.month, day.day, 10, 0, tzinfo=HONG_KONG)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    move(TODAY)
    return move


@pytest.fixture
def placement(clock: Any, vera: Volunteer) -> Placement:
    return PlacementFactory(role=CaseworkFactory(), volunteer=vera, starts_on=date(2027, 1, 4))


@pytest.fixture
def running(placement: Placement) -> Commitment:
    commitment: Commitment = CommitmentFactory(placement=placement)
    lights.judge_due()
    commitment.refresh_from_db()
    return commitment


@pytest.fixture
def as_vera(client: Client, clock: Any, vera: Volunteer) -> Client:
    assert vera.user is not None
    client.force_login(vera.user)
    return client


def said(day: date = TODAY, **other: Any) -> dict[str, str]:
    """What the form sends."""
    typed = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "hours": 3, "minutes": 30}
    return {name: str(value) for name, value in {**typed, "what": "Intake", "client_id": uuid4(), **other}.items()}


def light(commitment: Commitment) -> str:
    """The stored light, which must be what the rule says."""
    commitment.refresh_from_db()
    assert commitment.light == progress_of(commitment).light.value
    return commitment.light


def test_hours_are_logged_on_a_phone_and_count_once(as_vera: Client, running: Commitment) -> None:
    page, typed = reverse("training:hours"), said(placement=running.placement_id)
    for _click in range(2):
        assert as_vera.post(page, typed).status_code == 302
    entry = HoursEntry.objects.get()
    assert (entry.placement, entry.day, entry.minutes, entry.what) == (running.placement, TODAY, 210, "Intake")
    assert (entry.is_waiting, entry.source) == (True, HoursEntry.Source.VOLUNTEER)
    assert "3 hours 30 minutes" in as_vera.get(page).content.decode()
    again = as_vera.post(page, {**typed, "hours": "5"})  # the back button: another day's hours, the same page
    assert "logged already" in again.content.decode()
    assert 'value="5"' in again.content.decode()
    renewed = again.context["form"]["client_id"].value()
    assert as_vera.post(page, {**typed, "hours": "5", "client_id": str(renewed)}).status_code == 302
    assert sorted(HoursEntry.objects.values_list("minutes", flat=True)) == [210, 330]
    assert ModelLogEntry.objects.filter(action="training.log_hours").count() == 2


def test_the_same_hours_from_another_page_are_asked_about_once(as_vera: Client, running: Commitment) -> None:
    page, first = reverse("training:hours"), said(placement=running.placement_id)
    as_vera.post(page, first)
    second = said(placement=running.placement_id, again="")
    asked = as_vera.post(page, second).content.decode()
    assert "You logged 3 hours 30 minutes on Wednesday 10 February 2027 already." in asked
    assert '<input type="checkbox" name="again"' in asked
    assert 'value="Intake"' in asked
    assert as_vera.post(page, first).status_code == 302  # the same page sent twice is not asked about
    assert HoursEntry.objects.count() == 1
    assert as_vera.post(page, {**second, "again": "on"}).status_code == 302
    assert HoursEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"day": TODAY + DAY}, "still to come"),
        ({"day": date(2027, 1, 3)}, "You were accepted from Monday 4 January 2027"),
        ({"hours": "0", "minutes": "0"}, "Say how long it was."),
        ({"hours": "24", "minutes": "15"}, "A day has 24 hours"),
        ({"hours": "many"}, "Enter a whole number."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    as_vera: Client, running: Commitment, change: dict[str, Any], why: str
) -> None:
    day = change.pop("day", TODAY)
    response = as_vera.post(reverse("training:hours"), said(day, placement=running.placement_id, **change))
    shown = response.content.decode()
    assert response.status_code == 200
    assert why in shown
    assert 'value="Intake"' in shown
    assert not HoursEntry.objects.exists()


def test_paid_hours_are_never_volunteer_hours(as_vera: Client, placement: Placement, rita: User) -> None:
    Placement.objects.update(is_paid=True)
    page = reverse("training:hours")
    assert "Paid hours are never volunteer hours" in as_vera.get(page).content.decode()
    assert as_vera.post(page, said(placement=placement.pk)).status_code == 200
    with pytest.raises(ValidationError):
        hours.enter_hours(placement=placement, wanted=hours.Wanted(day=TODAY, minutes=60), actor=rita)
    assert not HoursEntry.objects.exists()


def test_nobody_logs_takes_back_or_stops_for_another(as_vera: Client, running: Commitment, victor: Volunteer) -> None:
    other = CommitmentFactory(placement=PlacementFactory(volunteer=victor))
    entry = HoursEntryFactory(placement=other.placement)
    assert as_vera.post(reverse("training:hours"), said(placement=other.placement_id)).status_code == 200
    assert (
        as_vera.post(
            reverse("training:hours"), said(placement=running.placement_id, client_id=entry.client_id)
        ).status_code
        == 200
    )
    assert as_vera.post(reverse("training:take_back_hours", args=[entry.pk])).status_code == 404
    assert as_vera.post(reverse("training:reminders", args=[other.pk])).status_code == 404
    assert [row.pk for row in HoursEntry.objects.all()] == [entry.pk]


def test_what_waits_can_be_taken_back_and_what_was_decided_cannot(
    as_vera: Client, running: Commitment, rita: User
) -> None:
    one, other = (HoursEntryFactory(placement=running.placement) for _ in range(2))
    hours.confirm_hours(ids=[other.pk], actor=rita)
    for entry in (one, other):
        assert as_vera.get(reverse("training:take_back_hours", args=[entry.pk])).status_code == 405
        as_vera.post(reverse("training:take_back_hours", args=[entry.pk]))
    assert HoursEntry.objects.get() == other


def test_staff_confirm_in_bulk_but_never_their_own(client: Client, running: Commitment, rita: User) -> None:
    own = HoursEntryFactory(placement=PlacementFactory(volunteer=VolunteerFactory(user=rita)))
    rows = [HoursEntryFactory(placement=running.placement, day=TODAY - DAY * n) for n in range(3)]
    client.force_login(rita)
    desk = reverse("training_hours:confirm")
    shown = client.get(desk).content.decode()
    assert shown.count('type="checkbox" name="pk"') == 3
    response = client.post(desk, {"pk": [own.pk, *(row.pk for row in rows)], "confirm": "1"}, follow=True)
    assert "3 entries are confirmed." in response.content.decode()
    assert "Your own hours were left" in response.content.decode()
    assert set(HoursEntry.objects.confirmed().values_list("pk", "confirmed_by")) == {(row.pk, rita.pk) for row in rows}
    again = hours.confirm_hours(ids=[row.pk for row in rows], actor=rita)
    assert (again.done, again.gone) == (0, 3)
    with pytest.raises(PermissionDenied):
        hours.reopen_hours(entry=HoursEntry.objects.select_related("placement__volunteer").get(pk=own.pk), actor=rita)
    with pytest.raises(PermissionDenied):
        hours.enter_hours(placement=own.placement, wanted=hours.Wanted(day=TODAY, minutes=60), actor=rita)


def test_a_refusal_needs_a_reason_which_the_volunteer_reads(
    client: Client, running: Commitment, rita: User, vera: Volunteer
) -> None:
    rows = [HoursEntryFactory(placement=running.placement, day=TODAY - DAY * n) for n in range(2)]
    client.force_login(rita)
    desk, ticked = reverse("training_hours:confirm"), {"pk": [row.pk for row in rows], "refuse": "1"}
    refused = client.post(desk, {**ticked, "reason": " "})
    assert refused.status_code == 422
    assert refused.content.decode().count(" checked") == 2
    assert client.post(desk, {**ticked, "reason": "The session was called off."}).status_code == 302
    letter = Delivery.objects.get(kind="hours_refused")
    assert letter.to == vera.email
    assert "The session was called off." in letter.body
    assert "Wednesday 10 February 2027, Tuesday 9 February" not in letter.body
    assert "Tuesday 9 February 2027, Wednesday 10 February 2027" in letter.body
    assert vera.user is not None
    client.force_login(vera.user)
    assert "The session was called off." in client.get(reverse("training:hours")).content.decode()
    client.force_login(rita)
    client.post(reverse("training_hours:reopen", args=[rows[0].pk]))
    assert [row.pk for row in HoursEntry.objects.waiting()] == [rows[0].pk]


def test_the_light_follows_hours_pauses_and_days(running: Commitment, susan: User, rita: User) -> None:
    assert light(running) == Signal.BEHIND
    entry = hours.log_hours(
        placement=running.placement, wanted=hours.Wanted(day=TODAY, minutes=18 * 60), client_id=uuid4(), actor=None
    )
    assert light(running) == Signal.ON_TRACK  # waiting hours: nobody is behind because staff are
    hours.refuse_hours(ids=[entry.pk], reason="A slip of the pen", actor=rita)
    assert light(running) == Signal.BEHIND
    commitments.pause(commitment=running, from_on=TODAY, until_on=None, reason="Exams", actor=susan)
    assert light(running) == Signal.PAUSED
    commitments.resume(commitment=running, actor=susan)
    assert light(running) == Signal.BEHIND
    commitments.end_early(commitment=running, reason="A new job", actor=susan)
    assert light(running) == Signal.ENDED


def test_a_new_day_judges_anew_and_only_once(running: Commitment, clock: Any) -> None:
    HoursEntryFactory(placement=running.placement, day=TODAY, minutes=18 * 60)
    lights.settle(commitment=running)
    clock(TODAY + 20 * DAY)
    assert (lights.judge_due(), lights.judge_due()) == (1, 0)
    assert light(running) == Signal.ON_TRACK
    clock(TODAY + 28 * DAY)
    assert lights.judge_due() == 1
    assert light(running) == Signal.BEHIND


def test_it_is_fulfilled_by_itself_when_months_and_hours_are_given(
    running: Commitment, clock: Any, rita: User, susan: User
) -> None:
    for week in range(9):
        HoursEntryFactory(placement=running.placement, day=date(2027, 1, 4) + DAY * 7 * week, minutes=17 * 60)
    hours.confirm_hours(ids=HoursEntry.objects.values_list("pk", flat=True), actor=rita)
    assert light(running) == Signal.ON_TRACK
    clock(END)
    lights.judge_due()
    assert light(running) == Signal.BEHIND  # 153 of 155
    last = hours.enter_hours(placement=running.placement, wanted=hours.Wanted(day=END, minutes=120), actor=susan)
    assert (light(running), running.fulfilled_on) == (Signal.DONE, END)
    said = {found.criterion: found.evidence for found in standing_of(running.placement)}
    assert said[Criterion.COMMITTED].endswith("Fulfilled on Sunday 4 July 2027.")
    hours.reopen_hours(entry=last, actor=susan)
    assert (light(running), running.fulfilled_on) == (Signal.ON_TRACK, None)
    hours.confirm_hours(ids=[last.pk], actor=susan)
    assert running.fulfilled_on is None or light(running) == Signal.DONE
    assert Delivery.objects.filter(kind="commitment_fulfilled").count() == 1
    logged = ModelLogEntry.objects.filter(action__contains="fulfil").order_by("pk").values_list("action", flat=True)
    assert list(logged) == ["training.fulfil", "training.undo_fulfilment", "training.fulfil"]


def test_months_served_and_hours_short_a_supervisor_extends_or_accepts(
    client: Client, running: Commitment, clock: Any, susan: User
) -> None:
    decide = {verb: reverse("training_commitment:decide", args=[running.pk, verb]) for verb in ("extend", "accept")}
    with pytest.raises(ValidationError):
        commitments.extend(commitment=running, weeks=4, reason="Too early", actor=susan)
    clock(END + 14 * DAY)
    lights.judge_due()
    client.force_login(susan)
    assert decide["extend"] in client.get(reverse("training_commitment:inspect", args=[running.pk])).content.decode()
    refused = client.post(decide["extend"], {"weeks": "2", "reason": "Exams in May"})
    assert refused.status_code == 422
    assert "Give more weeks." in refused.content.decode()
    assert "Exams in May" in refused.content.decode()
    assert client.post(decide["extend"], {"weeks": "4", "reason": "Exams in May"}).status_code == 302
    running.refresh_from_db()
    assert running.ends_on == END + 28 * DAY
    assert Delivery.objects.get(kind="commitment_extended").to == running.placement.volunteer.email
    assert not progress_of(running).is_short
    clock(END + 28 * DAY)
    lights.judge_due()
    assert Commitment.objects.short().count() == 1
    client.force_login(susan)
    assert client.post(decide["accept"], {"reason": "She gave what she could"}).status_code == 302
    assert (light(running), running.fulfilled_on) == (Signal.DONE, END + 28 * DAY)
    with pytest.raises(ValidationError):
        commitments.accept_short(commitment=running, reason="Once more", actor=susan)


def test_nobody_extends_or_accepts_their_own(running: Commitment, clock: Any, vera: Volunteer) -> None:
    clock(END + DAY)
    with pytest.raises(PermissionDenied):
        commitments.extend(commitment=running, weeks=4, reason="Me", actor=vera.user)
    with pytest.raises(PermissionDenied):
        commitments.accept_short(commitment=running, reason="Me", actor=vera.user)


def test_reminders_come_once_a_week_and_stop_by_a_button(client: Client, running: Commitment, clock: Any) -> None:
    assert [lights.nudge_behind() for _round in range(3)] == [1, 0, 0]
    clock(TODAY + 6 * DAY)
    lights.judge_due()
    assert lights.nudge_behind() == 0
    clock(TODAY + 7 * DAY)
    lights.judge_due()
    assert lights.nudge_behind() == 1
    letter = Delivery.objects.filter(kind="hours_behind").latest("created_at")
    page = reverse("training:stop_reminders", args=[lights.stop_key(running)])
    assert page in letter.body
    assert "Stop the reminders" in client.get(page).content.decode()
    running.refresh_from_db()
    assert running.wants_nudges
    assert "No more reminders" in client.post(page).content.decode()
    assert client.get(reverse("training:stop_reminders", args=[f"{running.pk}~x"])).status_code == 404
    clock(TODAY + 21 * DAY)
    lights.judge_due()
    assert lights.nudge_behind() == 0


def test_staff_who_send_a_page_again_with_other_hours_are_told_and_keep_what_they_typed(
    client: Client, placement: Placement, rita: User
) -> None:
    client.force_login(rita)
    address = reverse("training_hours:enter", args=[placement.pk])
    said = {"day": str(TODAY), "hours": "2", "minutes": "0", "what": "", "client_id": str(uuid4())}
    assert client.post(address, said).status_code == 302
    page = client.post(address, said | {"hours": "3"})
    assert page.status_code == 422
    assert "were logged already" in page.content.decode()
    again = {name: page.context["form"][name].value() for name in said}
    assert again["hours"] == "3"
    assert client.post(address, again).status_code == 302
    assert list(HoursEntry.objects.order_by("pk").values_list("minutes", flat=True)) == [120, 180]

"""Changes of eligibility: written down with their cause, told once to those concerned, and warned of before."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from accounts.models import User
from base.dates import at, today
from mail.models import Delivery
from recruitment.models import Placement, Role
from tests.factories import (
    CaseworkFactory,
    ModuleFactory,
    PlacementFactory,
    RequirementFactory,
    TermsFactory,
    UserFactory,
    VolunteerFactory,
)
from training.actions import standing, supervision
from training.actions.cautioning import caution_all, season_start
from training.actions.commitment import publish_terms, set_availability, sign_commitment, sign_terms
from training.actions.completion import reckon
from training.actions.telling import report_to_supervisors, tell_volunteers
from training.eligibility import cautions_of, facts_of
from training.models import Availability, Completion, Credit, Criterion, Module, Standing, StandingChange, Terms

pytestmark = pytest.mark.either

Cause = StandingChange.Cause
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MONDAY = date(2027, 3, 15)
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday 15 March 2027, ten in the morning, until the clock is set."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    put(at(MONDAY, 10))
    return put


@pytest.fixture
def role(clock: Clock, db: None) -> Role:
    role = CaseworkFactory()
    RequirementFactory(role=role, module=ModuleFactory(title_en="Ethics"), from_on=date(2025, 1, 1))
    for kind in Terms.Kind:
        TermsFactory(kind=kind, version=1, required_from=date(2025, 1, 1))
    return role


def opened(role: Role, **fields: object) -> Placement:
    fields.setdefault("email", "vera@example.org")
    placement = PlacementFactory(role=role, volunteer=VolunteerFactory(**fields), starts_on=date(2027, 1, 4))
    standing.refresh(placement=placement, cause=Cause.PLACEMENT)
    return placement


def learn(placement: Placement, until: date | None = None) -> None:
    module = Module.objects.get()
    granted = {"source": Credit.Source.EARLIER, "reason": "Known", "earned_on": today(), "valid_until": until}
    Credit.objects.create(volunteer=placement.volunteer, module=module, **granted)
    reckon(volunteer=placement.volunteer)


def sign(placement: Placement) -> None:
    sign_commitment(placement=placement, hours_per_week=6, actor=None)
    for terms in Terms.objects.exclude(kind=Terms.Kind.COMMITMENT):
        sign_terms(volunteer=placement.volunteer, terms=terms)


def ready(role: Role, **fields: object) -> Placement:
    """Somebody who meets everything, and was told so."""
    placement = opened(role, **fields)
    sign(placement)
    learn(placement)
    set_availability(volunteer=placement.volunteer, half_days=["wed-pm"])
    StandingChange.objects.update(told_at=at(today(), 9), reported_on=today())
    return placement


def noted(placement: Placement) -> list[tuple[str, bool, bool]]:
    """Cause, eligible, turned: of each change in order."""
    rows = StandingChange.objects.filter(placement=placement)
    return [(row.cause, row.is_eligible, row.turned) for row in rows]


def test_each_step_is_written_down_with_its_cause(role: Role, susan: User) -> None:
    placement = opened(role)
    learn(placement)
    sign(placement)
    set_availability(volunteer=placement.volunteer, half_days=["wed-pm"])
    hold = supervision.hold(placement=placement, reason="To talk", actor=susan)
    supervision.lift_hold(hold=hold, actor=susan)
    assert noted(placement) == [
        (Cause.PLACEMENT, False, False),
        (Cause.TRAINING, False, False),
        (Cause.COMMITMENT, False, False),
        (Cause.DECLARATIONS, False, False),
        (Cause.AVAILABILITY, True, True),
        (Cause.SUPERVISOR, False, True),
        (Cause.SUPERVISOR, True, True),
    ]
    missing = list(StandingChange.objects.values_list("missing", flat=True))
    assert missing[0] == ["trained", "committed", "available", "declared"]
    assert missing[-2:] == [["cleared"], []]


def test_what_changes_nothing_is_not_written_down(role: Role) -> None:
    placement = ready(role)
    before = StandingChange.objects.count()
    set_availability(volunteer=placement.volunteer, half_days=["wed-pm", "thu-pm"])
    standing.refresh(placement=placement)
    standing.rebuild()
    assert StandingChange.objects.count() == before


def test_time_is_a_cause_of_its_own(role: Role, susan: User, clock: Clock) -> None:
    placement = ready(role)
    supervision.hold(placement=placement, reason="To talk", until_on=MONDAY + 2 * DAY, actor=susan)
    clock(at(MONDAY + 5 * DAY, 10))
    set_availability(volunteer=placement.volunteer, half_days=[])
    assert noted(placement)[-2:] == [(Cause.TIME, True, True), (Cause.AVAILABILITY, False, True)]
    assert StandingChange.objects.get(cause=Cause.TIME).on == MONDAY + 3 * DAY


def test_the_round_writes_down_what_time_brought(role: Role, susan: User, clock: Clock) -> None:
    placement = ready(role)
    expires = MONDAY + 3 * DAY
    supervision.override(
        placement=placement, criterion=Criterion.AVAILABLE, reason="Known", expires_on=expires, actor=susan
    )
    set_availability(volunteer=placement.volunteer, half_days=[])
    assert StandingChange.objects.filter(turned=True).count() == 1
    clock(at(expires, 23, 59))
    assert standing.recheck_due() == 0
    clock(at(expires + DAY, 0, 1))
    assert standing.recheck_due() == 1
    assert standing.recheck_due() == 0
    assert noted(placement)[-1] == (Cause.TIME, False, True)
    assert Standing.objects.get().changes_on is None


def test_a_first_rebuild_writes_nothing_and_a_repair_does(role: Role) -> None:
    placement = ready(role)
    Standing.objects.all().delete()
    StandingChange.objects.all().delete()
    standing.rebuild()
    assert not StandingChange.objects.exists()
    Availability.objects.all().delete()  # behind the back of the actions
    standing.rebuild()
    assert noted(placement) == [(Cause.REBUILD, False, True)]


def test_the_volunteer_is_told_once_what_is_missing_and_what_to_do(role: Role, clock: Clock) -> None:
    placement = ready(role, name="Vera Volunteer")
    set_availability(volunteer=placement.volunteer, half_days=[])
    assert tell_volunteers() == 0
    clock(at(MONDAY, 10, 10))
    assert tell_volunteers() == 1
    assert tell_volunteers() == 0
    mail = Delivery.objects.get(kind="casework_closed")
    assert mail.to == "vera@example.org"
    assert "– No weekday half-day has been offered. Give the weekday half-days you can come." in mail.body
    clock(at(MONDAY + DAY, 0, 1))
    set_availability(volunteer=placement.volunteer, half_days=["wed-pm"])
    clock(at(MONDAY + DAY, 9))
    assert tell_volunteers() == 1
    assert "You can do casework now" in Delivery.objects.get(kind="casework_open").subject


def test_what_changed_back_is_not_told(role: Role, clock: Clock, susan: User) -> None:
    placement = ready(role)
    hold = supervision.hold(placement=placement, reason="To talk", actor=susan)
    clock(at(MONDAY, 10, 5))
    supervision.lift_hold(hold=hold, actor=susan)
    clock(at(MONDAY, 10, 12))
    assert tell_volunteers() == 0
    clock(at(MONDAY, 10, 16))
    assert tell_volunteers() == 2
    assert not Delivery.objects.filter(kind__startswith="casework").exists()
    assert not StandingChange.objects.untold().exists()


def test_whoever_left_is_not_told_that_they_left_and_who_has_no_address_is_phoned(role: Role, clock: Clock) -> None:
    gone, silent = ready(role), ready(role, email="", phone="+852 5500 0001")
    Placement.objects.filter(pk=gone.pk).update(ends_on=MONDAY - DAY)
    assert standing.catch_up() == 1
    set_availability(volunteer=silent.volunteer, half_days=[])
    clock(at(MONDAY, 11))
    assert tell_volunteers() == 2
    assert [(row.kind, row.to, row.phone) for row in Delivery.objects.all()] == [
        ("casework_closed", "", "+852 5500 0001")
    ]


def test_supervisors_have_one_mail_a_morning_without_names(role: Role, clock: Clock, susan: User) -> None:
    placement = ready(role, name="Vera Volunteer")
    set_availability(volunteer=placement.volunteer, half_days=[])
    assert report_to_supervisors() == 0  # of today, that is tomorrow's
    clock(at(MONDAY + DAY, 9))
    assert report_to_supervisors() == 1
    assert report_to_supervisors() == 0
    mail = Delivery.objects.get(kind="eligibility_digest")
    assert mail.to == susan.email
    assert f"{placement}: no longer eligible (Availability)" in mail.body
    assert "Vera" not in mail.body
    clock(at(MONDAY + 2 * DAY, 9))
    assert report_to_supervisors() == 0


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2027, 1, 1), 1),
        (date(2027, 4, 30), 1),
        (date(2027, 5, 1), 5),
        (date(2027, 9, 1), 9),
        (date(2027, 12, 31), 9),
    ],
)
def test_three_seasons(day: date, start: int) -> None:
    assert season_start(day) == date(2027, start, 1)


def kinds() -> list[str]:
    return sorted(Delivery.objects.values_list("kind", flat=True))


def test_half_days_are_asked_again_once_a_season(role: Role, clock: Clock) -> None:
    placement = ready(role)
    ready(role, email="lately@example.org")
    Availability.objects.filter(volunteer=placement.volunteer).update(from_on=date(2026, 10, 1))
    clock(at(MONDAY, 9))
    assert caution_all() == 1
    clock(at(MONDAY + DAY, 9))
    assert caution_all() == 0
    mail = Delivery.objects.get()
    assert (mail.kind, mail.to) == ("availability_again", "vera@example.org")
    assert "Wednesday afternoon" in mail.body
    clock(at(date(2027, 5, 20), 9))
    assert caution_all() == 2 - 1  # the other was asked lately: two months before the season or earlier
    assert kinds() == ["availability_again"] * 2


def test_training_that_lapses_is_warned_of_once_with_what_to_retake(role: Role, clock: Clock) -> None:
    placement = opened(role)
    lasting = opened(role, email="lasting@example.org")
    learn(placement, until=MONDAY + 91 * DAY)
    learn(lasting, until=MONDAY + 30 * DAY)
    later = {"completed_on": MONDAY - DAY, "valid_until": None}
    Completion.objects.create(volunteer=lasting.volunteer, role=role, **later)
    assert caution_all() == 0
    clock(at(MONDAY + DAY, 9))
    assert caution_all() == 1
    assert caution_all() == 0
    clock(at(MONDAY + 2 * DAY, 9))
    assert caution_all() == 0
    mail = Delivery.objects.get()
    assert (mail.kind, mail.to) == ("training_lapsing", "vera@example.org")
    assert "– Ethics" in mail.body
    assert "Monday 14 June 2027" in mail.subject


def test_a_new_version_is_reminded_of_twice_unless_signed(role: Role, clock: Clock, ada: User) -> None:
    ready(role)
    signer = ready(role, email="signer@example.org")
    needed = MONDAY + 40 * DAY
    kind = Terms.Kind.CONFLICT
    terms = publish_terms(kind=kind, text_en="More.", text_zh="更多。", required_from=needed, actor=ada)
    sign_terms(volunteer=signer.volunteer, terms=terms)
    for ahead, expected in ((39, 0), (30, 1), (29, 0), (8, 0), (7, 1), (1, 0)):
        clock(at(needed - ahead * DAY, 9))
        assert caution_all() == expected, ahead
    assert set(Delivery.objects.values_list("kind", "to")) == {("new_terms", "vera@example.org")}


def test_the_cautions_say_what_is_to_be_seen_to(role: Role, susan: User, ada: User) -> None:
    placement = opened(role)
    learn(placement, until=MONDAY + 60 * DAY)
    sign(placement)
    set_availability(volunteer=placement.volunteer, half_days=["wed-pm"], from_on=date(2026, 9, 1))
    kind = Terms.Kind.CONFLICT
    publish_terms(kind=kind, text_en="More.", text_zh="更多。", required_from=MONDAY + 20 * DAY, actor=ada)
    facts = facts_of([placement])[0]
    found = [(caution.criterion, caution.href) for caution in cautions_of(facts, MONDAY)]
    assert found == [
        (Criterion.TRAINED, "/en/my/"),
        (Criterion.AVAILABLE, "/en/my/availability/"),
        (Criterion.DECLARED, "/en/my/declarations/"),
    ]
    assert cautions_of(facts, MONDAY - 40 * DAY) == []
    expires = MONDAY + 10 * DAY
    supervision.override(
        placement=placement, criterion=Criterion.COMMITTED, reason="Known", expires_on=expires, actor=susan
    )
    assert len(cautions_of(facts_of([placement])[0], MONDAY)) == 3  # the commitment is met without it
    other = opened(role)
    supervision.override(placement=other, criterion=Criterion.TRAINED, reason="Known", expires_on=expires, actor=susan)
    assert [caution.text for caution in cautions_of(facts_of([other])[0], MONDAY)] == [
        "Compulsory training complete: taken as met by a supervisor until Thursday 25 March 2027 only."
    ]


def test_nobody_who_is_not_a_supervisor_has_the_mail(role: Role, clock: Clock, rita: User) -> None:
    UserFactory(is_staff=True)
    placement = ready(role)
    set_availability(volunteer=placement.volunteer, half_days=[])
    clock(at(MONDAY + DAY, 9))
    assert report_to_supervisors() == 0
    assert not StandingChange.objects.unreported().exists()

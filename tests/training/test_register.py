"""The register: every mark kept, none overwritten silently, credit and completion following by themselves."""

import uuid
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Volunteer
from tests.benchmarks.measure import queries as count_queries
from tests.factories import (
    CaseworkFactory,
    EnrolmentFactory,
    EventFactory,
    ModuleFactory,
    RequirementFactory,
    SessionFactory,
    VolunteerFactory,
)
from training.actions.register import ConflictError, RefusedError, mark, mark_rest_present, undo
from training.models import Attendance, AttendanceMark, Completion, Credit, Enrolment, Session

NOW = datetime(2027, 1, 16, 10, 0, tzinfo=HONG_KONG)


@pytest.fixture(autouse=True)
def in_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ten o'clock on the Saturday of the January weekend."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def session(db: None) -> Session:
    return SessionFactory(module=ModuleFactory(allowance_minutes=15))


@pytest.fixture
def place(session: Session, vera: Volunteer) -> Enrolment:
    return EnrolmentFactory(volunteer=vera, event=session.event)


def say(place: Enrolment, session: Session, actor: User, status: str = "present", **said: Any) -> Attendance:
    """Mark, having seen what stands."""
    seen = Attendance.objects.filter(enrolment=place, session=session).values_list("version", flat=True).first() or 0
    given = {"client_id": uuid.uuid4(), "seen_version": seen, **said}
    return mark(enrolment=place, session=session, status=status, actor=actor, **given)


def test_a_mark_is_kept_and_stands(place: Enrolment, session: Session, tom: User) -> None:
    say(place, session, tom, "present", minutes_late=5)
    attendance, kept = Attendance.objects.get(), AttendanceMark.objects.get()
    assert (attendance.status, attendance.minutes_late, attendance.version) == ("present", 5, 1)
    assert (kept.status, kept.minutes_late, kept.version, kept.marked_by, kept.from_status) == (
        "present",
        5,
        1,
        tom,
        "",
    )


def test_a_correction_keeps_both_marks(place: Enrolment, session: Session, tom: User, susan: User) -> None:
    say(place, session, tom, "present")
    say(place, session, susan, "absent", reason="Left before it began")
    rows = AttendanceMark.objects.values_list("from_status", "status", "marked_by", "reason")
    assert list(rows) == [("", "present", tom.pk, ""), ("present", "absent", susan.pk, "Left before it began")]
    assert Attendance.objects.get().status == "absent"


def test_the_first_mark_makes_a_session_held(place: Enrolment, session: Session, tom: User) -> None:
    say(place, session, tom)
    session.refresh_from_db()
    assert session.state == Session.State.HELD


def test_somebody_excused_beforehand_leaves_the_session_planned(session: Session, vera: Volunteer, tom: User) -> None:
    coming = SessionFactory(event=session.event, starts_at=at(date(2027, 1, 17), 9, 30))
    say(EnrolmentFactory(volunteer=vera, event=session.event), coming, tom, "excused")
    coming.refresh_from_db()
    assert coming.state == Session.State.PLANNED


def test_the_same_mark_sent_twice_counts_once(place: Enrolment, session: Session, tom: User) -> None:
    sent: dict[str, Any] = {"client_id": uuid.uuid4(), "seen_version": 0}
    say(place, session, tom, **sent)
    say(place, session, tom, **sent)
    assert AttendanceMark.objects.count() == 1
    assert Attendance.objects.get().version == 1


def test_an_id_used_again_to_say_something_else_is_a_conflict(place: Enrolment, session: Session, tom: User) -> None:
    sent: dict[str, Any] = {"client_id": uuid.uuid4(), "seen_version": 0}
    say(place, session, tom, "present", **sent)
    with pytest.raises(ConflictError):
        say(place, session, tom, "absent", **sent)
    assert Attendance.objects.get().status == "present"


@pytest.mark.parametrize("seen", [0, 1, 7])
def test_a_stale_version_changes_nothing_and_says_who_was_faster(
    place: Enrolment, session: Session, tom: User, susan: User, seen: int
) -> None:
    say(place, session, susan, "present")
    say(place, session, susan, "excused")
    with pytest.raises(ConflictError) as conflict:
        say(place, session, tom, "absent", seen_version=seen)
    assert (conflict.value.current.status, conflict.value.last.marked_by) == ("excused", susan)
    assert AttendanceMark.objects.count() == 2
    assert Attendance.objects.get().status == "excused"


def test_nobody_marks_themselves(session: Session, tom: User) -> None:
    mine = EnrolmentFactory(volunteer=VolunteerFactory(user=tom), event=session.event)
    with pytest.raises(RefusedError):
        say(mine, session, tom)
    assert AttendanceMark.objects.count() == 0


def test_a_session_called_off_since_its_page_was_read_is_not_marked(
    place: Enrolment, session: Session, tom: User
) -> None:
    Session.objects.filter(pk=session.pk).update(state=Session.State.CANCELLED)
    assert session.state == Session.State.PLANNED
    with pytest.raises(RefusedError):
        say(place, session, tom)
    session.state = Session.State.PLANNED
    with pytest.raises(RefusedError):
        mark_rest_present(session=session, client_id=uuid.uuid4(), actor=tom)
    assert not AttendanceMark.objects.exists()
    assert not Credit.objects.exists()


@pytest.mark.parametrize("state", ["offered", "waitlisted", "cancelled"])
def test_only_who_has_a_confirmed_place_is_marked(session: Session, tom: User, state: str) -> None:
    place = EnrolmentFactory(event=session.event, state=state, waiting_since=NOW)
    with pytest.raises(RefusedError):
        say(place, session, tom)


def test_a_place_elsewhere_is_no_place_here(place: Enrolment, tom: User) -> None:
    with pytest.raises(RefusedError):
        say(place, SessionFactory(), tom)


def test_a_make_up_is_marked_at_its_own_session(session: Session, vera: Volunteer, tom: User) -> None:
    make_up = EnrolmentFactory(volunteer=vera, session=session)
    assert say(make_up, session, tom).status == "present"


@pytest.mark.parametrize(
    ("status", "late", "early", "earned"),
    [("present", 0, 0, 1), ("present", 10, 5, 1), ("present", 10, 6, 0), ("absent", 0, 0, 0), ("excused", 0, 0, 0)],
)
def test_credit_follows_presence_within_the_allowance(
    place: Enrolment, session: Session, tom: User, status: str, late: int, early: int, earned: int
) -> None:
    say(place, session, tom, status, minutes_late=late, minutes_left_early=early)
    assert Credit.objects.standing().count() == earned


def test_credit_is_dated_by_the_session_and_lasts_as_the_module_says(tom: User, vera: Volunteer) -> None:
    session = SessionFactory(module=ModuleFactory(validity_months=24), starts_at=at(date(2027, 1, 16), 0, 30))
    say(EnrolmentFactory(volunteer=vera, event=session.event), session, tom)
    credit = Credit.objects.get()
    assert (credit.earned_on, credit.valid_until) == (date(2027, 1, 16), date(2029, 1, 16))


def test_credit_goes_and_comes_back_with_corrections(place: Enrolment, session: Session, tom: User) -> None:
    for status, standing in (("present", 1), ("absent", 0), ("present", 1)):
        say(place, session, tom, status)
        assert Credit.objects.standing().count() == standing
    assert Credit.objects.count() == 1


def test_completion_follows_the_last_compulsory_module_and_goes_with_its_correction(vera: Volunteer, tom: User) -> None:
    role, event = CaseworkFactory(), EventFactory()
    sessions = [SessionFactory(event=event, module=RequirementFactory(role=role).module) for _ in range(2)]
    place = EnrolmentFactory(volunteer=vera, event=event)
    running = Completion.objects.filter(volunteer=vera, role=role, undone_at=None)
    say(place, sessions[0], tom)
    assert not running.exists()
    say(place, sessions[1], tom)
    assert running.get().completed_on == date(2027, 1, 16)
    say(place, sessions[1], tom, "absent")
    assert not running.exists()
    assert Completion.objects.count() == 1


def test_undo_brings_back_what_stood_before_and_is_a_mark_itself(place: Enrolment, session: Session, tom: User) -> None:
    say(place, session, tom, "present", minutes_late=7)
    say(place, session, tom, "absent")
    back = undo(enrolment=place, session=session, client_id=uuid.uuid4(), seen_version=2, actor=tom)
    assert (back.status, back.minutes_late, back.version) == ("present", 7, 3)
    assert Credit.objects.standing().count() == 1


def test_undoing_the_only_mark_leaves_the_cell_unmarked(place: Enrolment, session: Session, tom: User) -> None:
    say(place, session, tom)
    back = undo(enrolment=place, session=session, client_id=uuid.uuid4(), seen_version=1, actor=tom)
    assert back.status == ""
    assert Credit.objects.standing().count() == 0
    with pytest.raises(RefusedError):
        undo(enrolment=place, session=SessionFactory(), client_id=uuid.uuid4(), seen_version=0, actor=tom)


def test_all_present_then_exceptions(place: Enrolment, session: Session, tom: User) -> None:
    absent = EnrolmentFactory(event=session.event)
    mine = EnrolmentFactory(event=session.event, volunteer=VolunteerFactory(user=tom))
    taken_back = EnrolmentFactory(event=session.event)
    say(absent, session, tom, "absent")
    say(taken_back, session, tom, "present")
    undo(enrolment=taken_back, session=session, client_id=uuid.uuid4(), seen_version=1, actor=tom)
    tap = uuid.uuid4()
    assert mark_rest_present(session=session, client_id=tap, actor=tom) == 2
    assert mark_rest_present(session=session, client_id=tap, actor=tom) == 0
    marks = dict(Attendance.objects.values_list("enrolment", "status"))
    assert marks == {place.pk: "present", absent.pk: "absent", taken_back.pk: "present"}
    assert mine.pk not in marks


def test_a_room_full_is_marked_in_few_queries(session: Session, tom: User) -> None:
    RequirementFactory(role=CaseworkFactory(), module=session.module)
    for _ in range(15):
        EnrolmentFactory(event=session.event)
    asked = count_queries(lambda: mark_rest_present(session=session, client_id=uuid.uuid4(), actor=tom))
    assert (Credit.objects.count(), AttendanceMark.objects.count(), Completion.objects.count()) == (15, 15, 15)
    assert asked <= 60


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["present", "absent", "excused", "undo"]), st.integers(0, 30), st.integers(0, 30), st.booleans()
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_current_mark_is_always_the_last_mark(
    session: Session, tom: User, steps: list[tuple[str, int, int, bool]]
) -> None:
    place, seen = EnrolmentFactory(event=session.event), 0
    for status, late, early, stale in steps:
        said: dict[str, Any] = {
            "enrolment": place, "session": session, "client_id": uuid.uuid4(), "actor": tom,
            "seen_version": seen + stale,
        }  # fmt: skip
        try:
            if status == "undo":
                undo(**said)
            else:
                mark(status=status, minutes_late=late, minutes_left_early=early, **said)
        except (ConflictError, RefusedError):
            continue
        last = place.attendancemarks.latest("version")
        now = place.attendances.get()
        seen = now.version
        for name in ("status", "minutes_late", "minutes_left_early", "version"):
            assert getattr(now, name) == getattr(last, name)
        allowed = now.status == "present" and now.minutes_late + now.minutes_left_early <= 15
        assert Credit.objects.standing().filter(attendance=now).exists() == allowed


def test_the_list_counts_who_is_expected_and_marked(session: Session, place: Enrolment, tom: User) -> None:
    EnrolmentFactory(session=session)
    EnrolmentFactory(event=session.event, state="offered")
    say(place, session, tom)
    counted: Any = Session.objects.with_counts().get(pk=session.pk)
    assert (counted.expected, counted.marked) == (2, 1)


@pytest.mark.either
@pytest.mark.parametrize("status", ["present", "absent"])
def test_before_the_day_somebody_is_excused_and_nothing_else(
    place: Enrolment, session: Session, tom: User, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(date(2027, 1, 15), 23, 59))
    with pytest.raises(RefusedError):
        say(place, session, tom, status)
    with pytest.raises(RefusedError):
        mark_rest_present(session=session, client_id=uuid.uuid4(), actor=tom)
    say(place, session, tom, "excused")
    assert not Credit.objects.exists()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(date(2027, 1, 16), 0))
    assert say(place, session, tom, status).status == status

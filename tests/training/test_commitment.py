"""Signing, pausing, ending; and what a supervisor decides about somebody else."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from base.dates import today
from recruitment.models import Placement, Role, Volunteer
from recruitment.signals import placement_ended, placement_opened
from tests.factories import CaseworkFactory, ModuleFactory, PlacementFactory, RequirementFactory, TermsFactory
from training.actions import commitment as commitments
from training.actions import standing, supervision
from training.actions.completion import reckon
from training.eligibility import standing_of
from training.models import Availability, Commitment, Completion, Credit, Criterion, Module, Standing, Terms

DAY = timedelta(days=1)


@pytest.fixture
def role(db: None) -> Role:
    return CaseworkFactory()


@pytest.fixture
def placement(role: Role, vera: Volunteer) -> Placement:
    return PlacementFactory(role=role, volunteer=vera, starts_on=date(2026, 1, 1))


@pytest.fixture
def terms(db: None) -> Terms:
    return TermsFactory(kind=Terms.Kind.COMMITMENT)


@pytest.fixture
def signed(placement: Placement, terms: Terms) -> Commitment:
    return commitments.sign_commitment(placement=placement, hours_per_week=6, actor=placement.volunteer.user)


def met(placement: Placement, criterion: Criterion) -> bool:
    """What the stored row says today, which must be what the rule says."""
    row = Standing.objects.get(placement=placement)
    first, last = getattr(row, f"{criterion.value}_from"), getattr(row, f"{criterion.value}_until")
    stored = bool(first and first <= today() <= last)
    assert stored == next(found.met for found in standing_of(placement) if found.criterion == criterion)
    return stored


def test_signing_promises_the_roles_months(signed: Commitment, placement: Placement) -> None:
    assert (signed.months, signed.hours_per_week, signed.signed_on) == (6, 6, today())
    assert signed.anchor_on is None
    assert met(placement, Criterion.COMMITTED)
    assert ModelLogEntry.objects.filter(action="training.sign").count() == 1


def test_signing_twice_is_signing_once(signed: Commitment, placement: Placement) -> None:
    again = commitments.sign_commitment(placement=placement, hours_per_week=9, actor=None)
    assert again == signed
    assert again.hours_per_week == 6


@pytest.mark.either
@pytest.mark.parametrize("hours", [0, 4, 41])
def test_too_few_or_impossible_hours_are_refused(placement: Placement, terms: Terms, hours: int) -> None:
    with pytest.raises(ValidationError):
        commitments.sign_commitment(placement=placement, hours_per_week=hours, actor=None)
    assert not Commitment.objects.exists()


def test_more_than_the_roles_maximum_is_a_point_to_discuss(placement: Placement, terms: Terms) -> None:
    assert commitments.sign_commitment(placement=placement, hours_per_week=12, actor=None).hours_per_week == 12


def test_nothing_can_be_signed_without_a_text(placement: Placement) -> None:
    with pytest.raises(ValidationError):
        commitments.sign_commitment(placement=placement, hours_per_week=6, actor=None)


def complete(volunteer: Volunteer, module: Module, day: date) -> Credit:
    credit = Credit.objects.create(
        volunteer=volunteer, module=module, source=Credit.Source.EARLIER, earned_on=day, reason="Earlier course"
    )
    reckon(volunteer=volunteer)
    return credit


def test_the_months_run_from_the_day_after_completion(signed: Commitment, placement: Placement, role: Role) -> None:
    module = RequirementFactory(role=role).module
    complete(placement.volunteer, module, date(2026, 8, 30))
    signed.refresh_from_db()
    assert signed.anchor_on == date(2026, 8, 31)
    assert signed.ends_on == date(2027, 2, 28)
    assert ModelLogEntry.objects.filter(action="training.anchor", object_id=str(signed.pk)).count() == 1
    assert met(placement, Criterion.TRAINED)


def test_completion_waits_for_every_module_and_comes_once(placement: Placement, role: Role) -> None:
    first, second = (RequirementFactory(role=role).module for _ in range(2))
    complete(placement.volunteer, first, date(2026, 1, 17))
    assert not Completion.objects.exists()
    complete(placement.volunteer, second, date(2026, 1, 18))
    reckon(volunteer=placement.volunteer)
    assert Completion.objects.get().completed_on == date(2026, 1, 18)


def test_completion_un_happens_with_its_trail(signed: Commitment, placement: Placement, role: Role) -> None:
    credit = complete(placement.volunteer, RequirementFactory(role=role).module, date(2026, 1, 18))
    Credit.objects.filter(pk=credit.pk).update(withdrawn_at=timezone.now())
    reckon(volunteer=placement.volunteer)
    signed.refresh_from_db()
    assert Completion.objects.get().undone_at is not None
    assert (signed.anchor_on, signed.ends_on) == (None, None)
    assert not met(placement, Criterion.TRAINED)
    actions = ModelLogEntry.objects.filter(action__contains="comple").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["training.complete", "training.undo_completion"]


def test_an_agreed_beginning_is_never_moved_by_completion(signed: Commitment, susan: User, role: Role) -> None:
    commitments.agree_anchor(commitment=signed, anchor_on=date(2026, 3, 1), actor=susan)
    complete(signed.placement.volunteer, RequirementFactory(role=role).module, date(2026, 5, 31))
    signed.refresh_from_db()
    assert (signed.anchor_on, signed.ends_on) == (date(2026, 3, 1), date(2026, 9, 1))


@pytest.fixture
def running(signed: Commitment, susan: User) -> Commitment:
    commitments.agree_anchor(commitment=signed, anchor_on=date(2027, 8, 31), actor=susan)
    signed.refresh_from_db()
    return signed


def test_a_pause_moves_the_end_over_a_leap_day(running: Commitment, susan: User) -> None:
    assert running.ends_on == date(2028, 2, 29)
    first = date(2028, 2, 28)
    commitments.pause(commitment=running, from_on=first, until_on=first + DAY, reason="Exams", actor=susan)
    running.refresh_from_db()
    assert running.ends_on == date(2028, 3, 2)


def test_an_open_pause_leaves_the_end_open_until_the_return(signed: Commitment, susan: User) -> None:
    start = today() - 10 * DAY
    Commitment.objects.filter(pk=signed.pk).update(signed_on=start - 30 * DAY)
    commitments.agree_anchor(commitment=signed, anchor_on=start - 20 * DAY, actor=susan)
    end = signed.ends_on
    assert end
    commitments.pause(commitment=signed, from_on=start, until_on=None, reason="Family", actor=susan)
    assert signed.ends_on is None
    assert not met(signed.placement, Criterion.COMMITTED)
    commitments.resume(commitment=signed, actor=susan)
    assert signed.ends_on == end + 10 * DAY
    assert met(signed.placement, Criterion.COMMITTED)


@pytest.mark.parametrize(("first", "last"), [(0, 0), (-5, 0), (5, 30), (10, 10), (-5, None), (3, 4)])
def test_pauses_never_overlap(running: Commitment, susan: User, first: int, last: int | None) -> None:
    start = date(2027, 10, 1)
    commitments.pause(commitment=running, from_on=start, until_on=start + 10 * DAY, reason="Exams", actor=susan)
    with pytest.raises(ValidationError):
        commitments.pause(
            commitment=running,
            from_on=start + first * DAY,
            until_on=None if last is None else start + last * DAY,
            reason="Travel",
            actor=susan,
        )
    assert running.pauses.count() == 1


@pytest.mark.parametrize(("first", "last"), [(-5, -1), (11, 20), (11, None)])
def test_pauses_may_touch(running: Commitment, susan: User, first: int, last: int | None) -> None:
    start = date(2027, 10, 1)
    commitments.pause(commitment=running, from_on=start, until_on=start + 10 * DAY, reason="Exams", actor=susan)
    until = None if last is None else start + last * DAY
    commitments.pause(commitment=running, from_on=start + first * DAY, until_on=until, reason="Travel", actor=susan)
    assert running.pauses.count() == 2


def test_a_pause_needs_its_dates_in_order_and_a_reason(running: Commitment, susan: User) -> None:
    with pytest.raises(ValidationError):
        commitments.pause(commitment=running, from_on=today(), until_on=today() - DAY, reason="Exams", actor=susan)
    with pytest.raises(ValidationError):
        commitments.pause(commitment=running, from_on=today(), until_on=None, reason=" ", actor=susan)
    with pytest.raises(ValidationError):
        commitments.resume(commitment=running, actor=susan)


def test_ended_early_holds_no_longer_from_that_day(signed: Commitment, susan: User) -> None:
    commitments.end_early(commitment=signed, reason="Moved away", actor=susan)
    assert not met(signed.placement, Criterion.COMMITTED)
    with pytest.raises(ValidationError):
        commitments.end_early(commitment=signed, reason="Again", actor=susan)


def test_availability_replaces_what_was_said_before(placement: Placement) -> None:
    vera = placement.volunteer
    commitments.set_availability(volunteer=vera, half_days=["wed-pm"], from_on=today() - 10 * DAY)
    assert met(placement, Criterion.AVAILABLE)
    commitments.set_availability(volunteer=vera, half_days=[])
    assert not met(placement, Criterion.AVAILABLE)
    said = Availability.objects.order_by("from_on").values_list("half_days", "from_on", "until_on")
    assert list(said) == [(["wed-pm"], today() - 10 * DAY, today() - DAY), ([], today(), None)]
    commitments.set_availability(volunteer=vera, half_days=["thu-pm", "mon-am"])
    assert Availability.objects.get(until_on=None).half_days == ["mon-am", "thu-pm"]
    assert Availability.objects.count() == 2
    with pytest.raises(ValidationError):
        commitments.set_availability(volunteer=vera, half_days=["sun-am"])


def test_a_new_version_is_asked_for_from_its_day(placement: Placement, ada: User) -> None:
    for kind in (Terms.Kind.CONFIDENTIALITY, Terms.Kind.CONFLICT):
        commitments.sign_terms(volunteer=placement.volunteer, terms=TermsFactory(kind=kind, version=1))
    assert met(placement, Criterion.DECLARED)
    asked = today() + 30 * DAY
    terms = commitments.publish_terms(
        kind=Terms.Kind.CONFLICT, text_en="More.", text_zh="更多。", required_from=asked, actor=ada
    )
    row = Standing.objects.get(placement=placement)
    assert (terms.version, row.declared_until) == (2, asked - DAY)
    assert met(placement, Criterion.DECLARED)
    commitments.sign_terms(volunteer=placement.volunteer, terms=terms)
    assert Standing.objects.get(placement=placement).declared_until == date.max
    with pytest.raises(ValidationError):
        commitments.publish_terms(kind=Terms.Kind.CONFLICT, text_en="x", text_zh="x", required_from=today(), actor=ada)


def test_a_hold_and_its_lifting(placement: Placement, susan: User) -> None:
    hold = supervision.hold(placement=placement, reason="To talk", actor=susan, from_on=today() - 3 * DAY)
    assert not met(placement, Criterion.CLEARED)
    supervision.lift_hold(hold=hold, actor=susan)
    assert met(placement, Criterion.CLEARED)
    assert placement.holds.get().until_on == today() - DAY
    same_day = supervision.hold(placement=placement, reason="By mistake", actor=susan)
    supervision.lift_hold(hold=same_day, actor=susan)
    assert met(placement, Criterion.CLEARED)
    assert placement.holds.count() == 1


def test_what_is_over_is_not_ended_again(placement: Placement, susan: User) -> None:
    first, last = today() - 30 * DAY, today() - 20 * DAY
    hold = placement.holds.create(from_on=first, until_on=last, reason="To talk")
    override = placement.overrides.create(from_on=first, expires_on=last, reason="Taught it", criterion="trained")
    with pytest.raises(ValidationError):
        supervision.lift_hold(hold=hold, actor=susan)
    with pytest.raises(ValidationError):
        supervision.withdraw_override(override=override, actor=susan)
    assert (placement.holds.get().until_on, placement.overrides.get().expires_on) == (last, last)


def test_an_override_until_its_last_day(placement: Placement, susan: User) -> None:
    last = today() + 5 * DAY
    override = supervision.override(
        placement=placement, criterion=Criterion.TRAINED, reason="Taught it", expires_on=last, actor=susan
    )
    assert met(placement, Criterion.TRAINED)
    row = Standing.objects.get(placement=placement)
    assert (row.trained_until, row.override_until) == (last, last)
    with pytest.raises(ValidationError):
        supervision.override(
            placement=placement, criterion=Criterion.TRAINED, reason="Again", expires_on=last, actor=susan
        )
    supervision.withdraw_override(override=override, actor=susan)
    assert not met(placement, Criterion.TRAINED)


@pytest.mark.either
@pytest.mark.parametrize("criterion", [Criterion.ACCEPTED, Criterion.CLEARED])
def test_what_cannot_be_overridden(placement: Placement, susan: User, criterion: Criterion) -> None:
    with pytest.raises(ValidationError):
        supervision.override(placement=placement, criterion=criterion, reason="Please", expires_on=today(), actor=susan)


def test_nobody_decides_about_themselves(signed: Commitment) -> None:
    vera, placement = signed.placement.volunteer.user, signed.placement
    with pytest.raises(PermissionDenied):
        supervision.hold(placement=placement, reason="Me", actor=vera)
    with pytest.raises(PermissionDenied):
        supervision.override(
            placement=placement, criterion=Criterion.TRAINED, reason="Me", expires_on=today(), actor=vera
        )
    with pytest.raises(PermissionDenied):
        commitments.end_early(commitment=signed, reason="Me", actor=vera)
    with pytest.raises(PermissionDenied):
        commitments.agree_anchor(commitment=signed, anchor_on=today(), actor=vera)
    with pytest.raises(PermissionDenied):
        commitments.pause(commitment=signed, from_on=today(), until_on=None, reason="Me", actor=vera)
    with pytest.raises(PermissionDenied):
        commitments.resume(commitment=signed, actor=vera)


def test_a_placement_opened_and_ended_is_reckoned(placement: Placement) -> None:
    placement_opened.send(sender=Placement, placement=placement)
    assert met(placement, Criterion.ACCEPTED)
    Placement.objects.filter(pk=placement.pk).update(ends_on=today() - DAY)
    placement.refresh_from_db()
    placement_ended.send(sender=Placement, placement=placement)
    assert not met(placement, Criterion.ACCEPTED)


def test_a_change_of_the_roles_terms_is_followed(signed: Commitment, role: Role) -> None:
    assert met(signed.placement, Criterion.COMMITTED)
    role.hours_min = 8
    role.save()
    signed.placement.role.refresh_from_db()
    assert not met(signed.placement, Criterion.COMMITTED)


def test_modules_of_another_role_complete_nothing(placement: Placement) -> None:
    complete(placement.volunteer, ModuleFactory(), date(2026, 1, 18))
    assert not Completion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_pause_waits_for_a_mark_of_the_same_person_and_holds_nothing_meanwhile(signed: Commitment) -> None:
    def rest() -> None:
        try:
            commitments.pause(commitment=signed, from_on=today(), until_on=None, reason="Exams", actor=None)
        finally:
            connections.close_all()

    with transaction.atomic():
        standing.hold_people(Volunteer.objects.filter(pk=signed.placement.volunteer_id))
        other = Thread(target=rest)
        other.start()
        other.join(0.5)
        Commitment.objects.select_for_update(nowait=True).get(pk=signed.pk)
    other.join(10)
    assert signed.pauses.count() == 1

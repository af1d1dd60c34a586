"""The stored answer is the rule's after every action, in whatever order they come."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from accounts.models import User
from base.dates import today
from recruitment.models import Placement
from recruitment.signals import placement_ended
from tests.factories import CaseworkFactory, ModuleFactory, PlacementFactory, RequirementFactory, VolunteerFactory
from tests.training.histories import make_terms, reckoned, stored
from training.actions import commitment as commitments
from training.actions import crediting, people, standing, supervision
from training.actions.completion import reckon
from training.eligibility import (
    facts_of,
    judge,
)
from training.models import Completion, Credit, Criterion, Module, Override, StandingChange, Terms


def last_missing(placement: Placement) -> list[str]:
    """What the log of changes says is missing now."""
    found: list[str] = StandingChange.objects.filter(placement=placement).latest("pk").missing
    return found


Act = Callable[[Random, Placement, User], object]


def _credit(chance: Random, placement: Placement, _actor: User) -> None:
    module = chance.choice(list(Module.objects.all()))
    first = today() - timedelta(days=chance.randint(0, 400))
    Credit.objects.create(
        volunteer=placement.volunteer,
        module=module,
        source=Credit.Source.EARLIER,
        earned_on=first,
        valid_until=chance.choice((None, first + timedelta(days=chance.randint(0, 800)))),
        reason="Known",
    )
    reckon(volunteer=placement.volunteer)


def _grant(chance: Random, placement: Placement, actor: User) -> None:
    crediting.grant(
        volunteer=placement.volunteer,
        module=chance.choice(list(Module.objects.all())),
        source=Credit.Source.TAUGHT,
        earned_on=today() - timedelta(days=chance.randint(-5, 400)),
        reason="Taught it",
        actor=actor,
    )


def _withdraw(chance: Random, placement: Placement, actor: User) -> None:
    if rows := list(placement.volunteer.credits.all()):
        crediting.withdraw(credit=chance.choice(rows), reason="By mistake", actor=actor)


def _sign_terms(chance: Random, placement: Placement, _actor: User) -> None:
    commitments.sign_terms(volunteer=placement.volunteer, terms=chance.choice(list(Terms.objects.all())))


def _sign(chance: Random, placement: Placement, actor: User) -> None:
    commitments.sign_commitment(placement=placement, hours_per_week=chance.randint(5, 12), actor=actor)


def _offer(chance: Random, placement: Placement, _actor: User) -> None:
    halves = chance.sample(["mon-am", "wed-pm", "thu-pm"], chance.randint(0, 3))
    day = today() + timedelta(days=chance.choice((0, 0, 5)))
    commitments.set_availability(volunteer=placement.volunteer, half_days=halves, from_on=day)


def _pause(chance: Random, placement: Placement, actor: User) -> None:
    first = today() + timedelta(days=chance.randint(-20, 20))
    last = chance.choice((None, first + timedelta(days=chance.randint(0, 20))))
    commitments.pause(commitment=placement.commitment, from_on=first, until_on=last, reason="Exams", actor=actor)


def _resume(_chance: Random, placement: Placement, actor: User) -> None:
    commitments.resume(commitment=placement.commitment, actor=actor)


def _end(_chance: Random, placement: Placement, actor: User) -> None:
    commitments.end_early(commitment=placement.commitment, reason="Moved away", actor=actor)


def _anchor(chance: Random, placement: Placement, actor: User) -> None:
    day = placement.starts_on + timedelta(days=chance.randint(0, 60))
    commitments.agree_anchor(commitment=placement.commitment, anchor_on=day, actor=actor)


def _hold(chance: Random, placement: Placement, actor: User) -> None:
    until = chance.choice((None, today() + timedelta(days=9)))
    supervision.hold(placement=placement, reason="To talk", until_on=until, actor=actor)


def _lift(_chance: Random, placement: Placement, actor: User) -> None:
    for row in placement.holds.all():
        supervision.lift_hold(hold=row, actor=actor)


def _override(chance: Random, placement: Placement, actor: User) -> None:
    supervision.override(
        placement=placement,
        criterion=chance.choice(supervision.OVERRIDABLE),
        reason="Known well",
        expires_on=today() + timedelta(days=chance.randint(0, 60)),
        actor=actor,
    )


def _unoverride(_chance: Random, placement: Placement, actor: User) -> None:
    for row in Override.objects.filter(placement=placement):
        supervision.withdraw_override(override=row, actor=actor)


def _ask(chance: Random, placement: Placement, _actor: User) -> None:
    role = placement.role
    role.hours_min, role.weekday_daytime = chance.randint(4, 6), chance.random() < 0.7
    role.save()


def _publish(chance: Random, _placement: Placement, actor: User) -> None:
    kind = chance.choice(list(Terms.Kind))
    last = Terms.objects.filter(kind=kind).latest("version")
    first = last.required_from + timedelta(days=chance.randint(1, 30))
    commitments.publish_terms(kind=kind, text_en="More.", text_zh="更多。", required_from=first, actor=actor)


def _leave(chance: Random, placement: Placement, _actor: User) -> None:
    placement.ends_on = chance.choice((None, today() + timedelta(days=chance.randint(-3, 30))))
    placement.save(update_fields=["ends_on"])
    placement_ended.send(sender=Placement, placement=placement)


def _merge(_chance: Random, placement: Placement, _actor: User) -> None:
    other = VolunteerFactory()
    commitments.set_availability(volunteer=other, half_days=["fri-am"])
    people.move_training(kept=placement.volunteer, other=other)


def _wait(_chance: Random, _placement: Placement, _actor: User) -> None:
    standing.recheck_due()


ACTS: list[Act] = [
    _credit, _credit, _grant, _grant, _withdraw, _sign_terms, _sign_terms, _sign, _sign, _offer, _offer,
    _pause, _resume, _end, _anchor, _hold, _lift, _override, _unoverride, _ask, _publish, _leave, _merge, _wait,
]  # fmt: skip


FOR_ALL = (_ask, _publish)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))])
def test_the_stored_answer_is_true_after_every_action(susan: User, seed: int) -> None:
    from django.core.exceptions import ObjectDoesNotExist, ValidationError  # noqa: PLC0415

    chance = Random(seed)
    role = CaseworkFactory()
    for _ in range(2):
        RequirementFactory(role=role, module=ModuleFactory())
    make_terms(today())
    placements = [PlacementFactory(role=role, starts_on=today() - timedelta(days=100)) for _ in range(3)]
    standing.rebuild(cause=StandingChange.Cause.PLACEMENT)
    done, met = 0, 0
    for _ in range(80):
        placement = Placement.objects.get(pk=chance.choice(placements).pk)
        try:
            (act := chance.choice(ACTS))(chance, placement, susan)
        except (ValidationError, ObjectDoesNotExist):
            continue
        done += 1
        for each in placements if act in FOR_ALL else [placement]:
            assert stored(each) == reckoned(each)
        met_now = {result.criterion for result in judge(facts_of([placement])[0], today()) if result.met}
        assert last_missing(placement) == [key for key in Criterion if key not in met_now]
        met += len(met_now)
    assert done > 30
    assert 0 < met < done * 6
    assert Completion.objects.exists()

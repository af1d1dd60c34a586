"""The stored answer, the list and the person's page say the same, after anything that may happen."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from accounts.models import User
from base.dates import today
from recruitment.models import Placement
from recruitment.signals import placement_ended
from tests.factories import CaseworkFactory, ModuleFactory, PlacementFactory, RequirementFactory, VolunteerFactory
from tests.training.histories import make_histories, make_terms
from training.actions import commitment as commitments
from training.actions import people, standing, supervision
from training.actions.completion import reckon
from training.eligibility import (
    Facts,
    Result,
    columns,
    days,
    eligible,
    facts_of,
    judge,
    judge_row,
    live_on,
    met_on,
    missing,
    missing_on,
    number_eligible,
    rule,
)
from training.models import Completion, Credit, Criterion, Module, Override, Rebuild, Standing, StandingChange, Terms
from training.rules import all_of, covers

NUMBER, FEW = 150, 100
DAYS = (0, 1, 2, 7, 30, 40, 41, 90, 400)


@pytest.fixture
def histories(db: None) -> list[Placement]:
    made = make_histories(seed=2027, number=NUMBER, day=today())
    standing.rebuild()
    return made


@pytest.fixture
def few(db: None) -> list[Placement]:
    made = make_histories(seed=2028, number=FEW, day=today())
    standing.rebuild()
    return made


def live(on: date) -> set[int]:
    rows = list(Placement.objects.casework().select_related("role"))
    found = zip(rows, facts_of(rows), strict=True)
    return {row.volunteer_id for row, facts in found if covers(all_of(days(facts).values()), on)}


def stored(placement: Placement) -> dict[str, Any]:
    found: dict[str, Any] = Standing.objects.filter(placement=placement).values(*standing.COLUMNS).get()
    return found


def reckoned(placement: Placement) -> dict[str, Any]:
    fresh = Placement.objects.select_related("role").get(pk=placement.pk)
    return dict(columns(facts_of([fresh])[0], today()))


def words(result: Result, facts: Facts, day: date) -> tuple[str, str]:
    """The reason and the action, without the closer ones that need more than dates."""
    found = rule(result.criterion)
    closer = not result.met and found.closer(facts, day)
    return (found.reason(None), str(found.action)) if closer else (result.reason, result.action)


def test_list_and_person_agree(histories: list[Placement]) -> None:
    rows = list(Standing.objects.select_related("placement__role"))
    known = dict(zip(rows, facts_of([row.placement for row in rows]), strict=True))
    for day in (today() + timedelta(days=ahead) for ahead in DAYS):
        compared = 0
        for row, facts in known.items():
            if row.recheck_on and row.recheck_on <= day:
                continue
            said = [(result.met, result.reason, result.action) for result in judge_row(row, day)]
            assert said == [(result.met, *words(result, facts, day)) for result in judge(facts, day)]
            compared += 1
        assert compared > NUMBER / 3


def test_the_list_of_a_day_is_the_rule_of_that_day(histories: list[Placement]) -> None:
    for ahead in (-200, -30, -1, *DAYS):
        day = today() + timedelta(days=ahead)
        expected = live(day)
        found = list(eligible(on=day).values_list("pk", flat=True))
        assert sorted(found) == sorted(expected)
        asked = Standing.objects.filter(live_on(day)).values_list("placement__volunteer", flat=True)
        assert sorted(asked) == sorted(expected)
        assert number_eligible(day) == len(expected)
        if -200 < ahead < 400:
            assert 0 < len(expected) < NUMBER / 2


def test_each_criterion_asked_of_the_tables_is_the_rule(few: list[Placement]) -> None:
    rows = list(Placement.objects.casework().select_related("role"))
    known = dict(zip((row.pk for row in rows), facts_of(rows), strict=True))
    for ahead in (-30, 0, 45):
        day = today() + timedelta(days=ahead)
        for criterion in Criterion:
            met = {pk for pk, facts in known.items() if covers(rule(criterion).spans(facts), day)}
            found = Standing.objects.filter(live_on(day, criterion)).values_list("placement", flat=True)
            assert set(found) == met
            others = Standing.objects.exclude(live_on(day, criterion)).values_list("placement", flat=True)
            assert set(others) == set(known) - met


@pytest.mark.parametrize("criterion", Criterion)
def test_met_and_missing_share_out_everybody(few: list[Placement], criterion: Criterion) -> None:
    day = today()
    met = set(Standing.objects.filter(met_on(day, criterion)).values_list("pk", flat=True))
    lacking = set(Standing.objects.filter(missing_on(day, criterion)).values_list("pk", flat=True))
    assert met
    assert lacking
    assert not met & lacking
    assert len(met) + len(lacking) == Standing.objects.count()
    by_person = {
        row.volunteer_id
        for row in Placement.objects.casework().filter(standing__accepted_until__gte=day).select_related("role")
        if not next(result for result in judge(facts_of([row])[0], day) if result.criterion == criterion).met
    }
    assert set(missing(criterion).values_list("pk", flat=True)) == by_person


def test_a_role_outside_casework_has_no_standing(few: list[Placement]) -> None:
    others = [row for row in few if not row.role.is_casework]
    assert others
    assert not Standing.objects.filter(placement__in=others).exists()
    assert Standing.objects.count() == FEW - len(others)


def test_due_rows_are_reckoned_again(few: list[Placement]) -> None:
    day = today() + timedelta(days=45)
    due = Standing.objects.due(day).count()
    assert due > 5
    assert standing.recheck_due(day=day) == due
    assert Standing.objects.due(day).count() == 0
    for row in Standing.objects.select_related("placement__role"):
        said = [result.met for result in judge_row(row, day)]
        assert said == [result.met for result in judge(facts_of([row.placement])[0], day)]


def test_a_rebuild_changes_nothing_that_is_true(few: list[Placement]) -> None:
    before = list(Standing.objects.order_by("pk").values())
    heard: list[int] = []
    assert standing.rebuild(progress=heard.append) == len(before)
    assert heard == [len(before)]
    assert list(Standing.objects.order_by("pk").values()) == before


def test_catching_up_finds_what_a_lost_signal_left_behind(few: list[Placement]) -> None:
    assert standing.catch_up() == 0
    running = next(row for row in few if row.role.is_casework and row.ends_on is None)
    Placement.objects.filter(pk=running.pk).update(ends_on=today() + timedelta(days=3))
    missing_row = PlacementFactory(role=running.role)
    assert standing.catch_up() == 2
    assert stored(running) == reckoned(running)
    assert stored(missing_row) == reckoned(missing_row)
    assert standing.catch_up() == 0


def test_terms_that_concern_many_are_followed_by_the_tick(
    few: list[Placement], susan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "AT_ONCE", 10)
    monkeypatch.setattr(standing, "CHUNK", 30)
    before = list(Standing.objects.order_by("pk").values())
    role = next(row.role for row in few if row.role.is_casework)
    role.hours_min = 8
    role.save()
    first = today() + timedelta(days=300)
    commitments.publish_terms(kind=Terms.Kind.CONFLICT, text_en="x", text_zh="x", required_from=first, actor=susan)
    assert list(Standing.objects.order_by("pk").values()) == before  # nobody waited for the page
    monkeypatch.setattr("training.actions.standing.facts_of", _fails_at_the_second_chunk(monkeypatch))
    with pytest.raises(RuntimeError):
        standing.rebuild_asked()
    assert Rebuild.objects.first().reached > 0  # type: ignore[union-attr]

    mine, number = Placement.objects.casework().filter(role=role).count(), Standing.objects.count()
    assert standing.rebuild_asked() == mine - 30 + number
    assert not Rebuild.objects.exists()
    assert all(stored(row) == reckoned(row) for row in few if row.role.is_casework)
    assert set(StandingChange.objects.values_list("cause", flat=True)) == {"terms"}


def _fails_at_the_second_chunk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Power is cut while the second thirty are reckoned."""
    turns = iter((True, False))

    def read(placements: list[Placement]) -> list[Facts]:
        if next(turns):
            return facts_of(placements)
        monkeypatch.setattr("training.actions.standing.facts_of", facts_of)
        raise RuntimeError

    return read


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


def _withdraw(chance: Random, placement: Placement, _actor: User) -> None:
    rows = list(placement.volunteer.credits.all())
    if rows:
        chance.choice(rows).delete()
    reckon(volunteer=placement.volunteer)


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
    _credit, _credit, _credit, _withdraw, _sign_terms, _sign_terms, _sign, _sign, _offer, _offer,
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

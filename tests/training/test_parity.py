"""The stored answer, the list and the person's page say the same, after anything that may happen."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import User
from base.dates import today
from recruitment.models import Placement
from tests.factories import PlacementFactory
from tests.training.histories import make_histories, reckoned, stored
from training.actions import commitment as commitments
from training.actions import standing
from training.eligibility import (
    Facts,
    Result,
    days,
    eligible,
    facts_of,
    judge,
    live_on,
    met_on,
    missing,
    missing_on,
    number_eligible,
    row_verdict,
    rule,
)
from training.models import Criterion, Rebuild, Standing, StandingChange, Terms
from training.rules import all_of, covers

NUMBER = 150
DAYS = (0, 1, 2, 7, 30, 40, 41, 90, 400)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[int]]:
    """Histories made once for all the tests of this file, each of which changes them in a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        rows = make_histories(seed=2027, number=NUMBER, day=today())
        standing.rebuild()
        yield [row.pk for row in rows]
        transaction.set_rollback(True)


@pytest.fixture
def histories(made: list[int], db: None) -> list[Placement]:
    """Their placements, read anew."""
    return list(Placement.objects.filter(pk__in=made).select_related("role", "volunteer").order_by("pk"))


def live(on: date) -> set[int]:
    rows = list(Placement.objects.casework().select_related("role"))
    found = zip(rows, facts_of(rows), strict=True)
    return {row.volunteer_id for row, facts in found if covers(all_of(days(facts).values()), on)}


def words(results: list[Result]) -> list[tuple[bool, str, str]]:
    """Whether each is met, else why not and what to do next."""
    return [(result.met, result.reason, result.action) for result in results]


def test_list_and_person_agree(histories: list[Placement]) -> None:
    rows = list(Standing.objects.select_related("placement__role", "placement__commitment"))
    known = dict(zip(rows, facts_of([row.placement for row in rows]), strict=True))
    for day in (today() + timedelta(days=ahead) for ahead in DAYS):
        compared = 0
        for row, facts in known.items():
            if row.recheck_on and row.recheck_on <= day:
                continue
            assert words(row_verdict(row, day).results) == words(judge(facts, day))
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


def test_each_criterion_asked_of_the_tables_is_the_rule(histories: list[Placement]) -> None:
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
def test_met_and_missing_share_out_everybody(histories: list[Placement], criterion: Criterion) -> None:
    day = today()
    met = set(Standing.objects.filter(met_on(day, criterion)).values_list("pk", flat=True))
    lacking = set(Standing.objects.filter(missing_on(day, criterion)).values_list("pk", flat=True))
    assert met
    assert lacking
    assert not met & lacking
    assert len(met) + len(lacking) == Standing.objects.count()
    running = list(Placement.objects.casework().filter(standing__accepted_until__gte=day).select_related("role"))
    by_person = {
        row.volunteer_id
        for row, facts in zip(running, facts_of(running), strict=True)
        if not next(result for result in judge(facts, day) if result.criterion == criterion).met
    }
    assert set(missing(criterion).values_list("pk", flat=True)) == by_person


def test_a_role_outside_casework_has_no_standing(histories: list[Placement]) -> None:
    others = [row for row in histories if not row.role.is_casework]
    assert others
    assert not Standing.objects.filter(placement__in=others).exists()
    assert Standing.objects.count() == NUMBER - len(others)


def test_due_rows_are_reckoned_again(histories: list[Placement]) -> None:
    day = today() + timedelta(days=45)
    due = Standing.objects.due(day).count()
    assert due > 5
    assert standing.recheck_due(day=day) == due
    assert Standing.objects.due(day).count() == 0
    rows = list(Standing.objects.select_related("placement__role", "placement__commitment"))
    for row, facts in zip(rows, facts_of([row.placement for row in rows]), strict=True):
        assert words(row_verdict(row, day).results) == words(judge(facts, day))


def test_a_rebuild_changes_nothing_that_is_true(histories: list[Placement]) -> None:
    before = list(Standing.objects.order_by("pk").values())
    heard: list[int] = []
    assert standing.rebuild(progress=heard.append) == len(before)
    assert heard == [len(before)]
    assert list(Standing.objects.order_by("pk").values()) == before


def test_catching_up_finds_what_a_lost_signal_left_behind(histories: list[Placement]) -> None:
    assert standing.catch_up() == 0
    running = next(row for row in histories if row.role.is_casework and row.ends_on is None)
    Placement.objects.filter(pk=running.pk).update(ends_on=today() + timedelta(days=3))
    missing_row = PlacementFactory(role=running.role)
    assert standing.catch_up() == 2
    assert stored(running) == reckoned(running)
    assert stored(missing_row) == reckoned(missing_row)
    assert standing.catch_up() == 0


def test_terms_that_concern_many_are_followed_by_the_tick(
    histories: list[Placement], susan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "AT_ONCE", 10)
    monkeypatch.setattr(standing, "CHUNK", 30)
    before = list(Standing.objects.order_by("pk").values())
    role = next(row.role for row in histories if row.role.is_casework)
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
    assert all(stored(row) == reckoned(row) for row in histories if row.role.is_casework)
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

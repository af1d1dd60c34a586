"""Each criterion by itself: the days it is met, the evidence, the words."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from recruitment.models import Placement
from tests.factories import CaseworkFactory, PlacementFactory
from tests.training.histories import make_histories
from training.eligibility import CRITERIA, Facts, columns, days, eligible, facts_of, judge, rule, standing_of
from training.eligibility.facts import Promise, Signed
from training.models import Criterion, Standing
from training.rules import Span

DAY = timedelta(days=1)
NOON = date(2027, 3, 15)
BEFORE, AFTER = NOON - 30 * DAY, NOON + 30 * DAY


def facts(**changes: Any) -> Facts:
    """Somebody who meets every criterion from 30 days before noon on."""
    known: dict[str, Any] = {
        "accepted": Span(BEFORE),
        "is_casework": True,
        "training_compulsory": True,
        "weekday_daytime": True,
        "hours_min": 5,
        "months_min": 6,
        "completions": (Span(BEFORE),),
        "promise": promise(),
        "availability": ((Span(BEFORE), ("wed-pm",)),),
        "confidentiality": (Signed(1, Span(BEFORE)),),
        "conflict": (Signed(1, Span(BEFORE)),),
    }
    return Facts(**{**known, **changes})


def promise(**changes: Any) -> Promise:
    known: dict[str, Any] = {
        "signed_on": BEFORE,
        "hours_per_week": 5,
        "months": 6,
        "ends_on": None,
        "ended_early_on": None,
        "pauses": (),
    }
    return Promise(**{**known, **changes})


def met(known: Facts, criterion: Criterion, day: date = NOON) -> bool:
    return next(result.met for result in judge(known, day) if result.criterion == criterion)


def test_everything_in_place_is_eligible_from_the_day_the_last_thing_came() -> None:
    row = columns(facts(conflict=(Signed(1, Span(NOON)),)), BEFORE)
    assert (row["eligible_from"], row["eligible_until"], row["never_met"]) == (NOON, date.max, 0)
    assert row["recheck_on"] is None


@pytest.mark.parametrize(
    ("criterion", "changes"),
    [
        (Criterion.ACCEPTED, {"accepted": Span(BEFORE, NOON - DAY)}),
        (Criterion.ACCEPTED, {"accepted": Span(NOON + DAY)}),
        (Criterion.ACCEPTED, {"is_casework": False}),
        (Criterion.TRAINED, {"completions": ()}),
        (Criterion.TRAINED, {"completions": (Span(BEFORE, NOON - DAY),)}),
        (Criterion.COMMITTED, {"promise": None}),
        (Criterion.COMMITTED, {"promise": promise(hours_per_week=4)}),
        (Criterion.COMMITTED, {"promise": promise(months=5)}),
        (Criterion.COMMITTED, {"promise": promise(ended_early_on=NOON)}),
        (Criterion.COMMITTED, {"promise": promise(pauses=(Span(NOON, NOON),))}),
        (Criterion.COMMITTED, {"promise": promise(pauses=(Span(BEFORE),))}),
        (Criterion.AVAILABLE, {"availability": ()}),
        (Criterion.AVAILABLE, {"availability": ((Span(BEFORE), ()),)}),
        (Criterion.AVAILABLE, {"availability": ((Span(BEFORE, NOON - DAY), ("wed-pm",)),)}),
        (Criterion.DECLARED, {"confidentiality": ()}),
        (Criterion.DECLARED, {"conflict": ()}),
        (Criterion.DECLARED, {"conflict": (Signed(1, Span(BEFORE, NOON - DAY)),)}),
        (Criterion.CLEARED, {"holds": (Span(NOON, NOON),)}),
        (Criterion.CLEARED, {"holds": (Span(BEFORE),)}),
    ],
)
def test_what_is_missing_and_nothing_else(criterion: Criterion, changes: dict[str, Any]) -> None:
    results = judge(facts(**changes), NOON)
    assert [result.criterion for result in results if not result.met] == [criterion]
    found = next(result for result in results if not result.met)
    assert found.reason
    assert found.label == str(criterion.label)


@pytest.mark.parametrize(
    ("criterion", "changes"),
    [
        (Criterion.TRAINED, {"completions": (), "training_compulsory": False}),
        (Criterion.TRAINED, {"completions": (Span(BEFORE, NOON),)}),
        (Criterion.AVAILABLE, {"availability": (), "weekday_daytime": False}),
        (Criterion.COMMITTED, {"promise": promise(ends_on=NOON - DAY)}),  # fulfilled, and continuing
        (Criterion.COMMITTED, {"promise": promise(hours_per_week=12)}),  # more than asked: a point to discuss
        (Criterion.COMMITTED, {"promise": promise(ended_early_on=NOON + DAY)}),
        (Criterion.COMMITTED, {"promise": promise(pauses=(Span(BEFORE, NOON - DAY),))}),
        (Criterion.DECLARED, {"conflict": (Signed(1, Span(BEFORE, NOON - DAY)), Signed(2, Span(NOON)))}),
        (Criterion.CLEARED, {"holds": (Span(BEFORE, NOON - DAY), Span(NOON + DAY))}),
    ],
)
def test_what_is_enough(criterion: Criterion, changes: dict[str, Any]) -> None:
    assert met(facts(**changes), criterion)


@pytest.mark.parametrize("criterion", [Criterion.TRAINED, Criterion.COMMITTED, Criterion.AVAILABLE, Criterion.DECLARED])
def test_an_override_meets_one_criterion_for_its_days(criterion: Criterion) -> None:
    nothing = {"completions": (), "promise": None, "availability": (), "conflict": ()}
    known = facts(**nothing, overrides=((criterion, Span(NOON, NOON + DAY)),))
    assert not met(known, criterion, NOON - DAY)
    assert met(known, criterion, NOON)
    assert met(known, criterion, NOON + DAY)
    assert not met(known, criterion, NOON + 2 * DAY)
    results = {result.criterion: result for result in judge(known, NOON)}
    assert results[criterion].overridden
    assert "Taken as met by a supervisor until Tuesday 16 March 2027." in results[criterion].evidence
    assert sum(not result.met for result in results.values()) == 3


def test_the_words_say_from_when_it_will_be_met() -> None:
    results = judge(facts(promise=promise(pauses=(Span(BEFORE, NOON),))), NOON)
    found = next(result for result in results if not result.met)
    assert found.reason.endswith("It will be met from Tuesday 16 March 2027.")
    assert found.action == ""
    assert "Paused from" in found.evidence


@pytest.mark.parametrize(
    ("signed", "said"),
    [
        (None, "The commitment is not signed."),
        (promise(signed_on=NOON + DAY, hours_per_week=2), "The commitment is not signed."),
        (promise(ended_early_on=NOON), "The commitment was ended early on Monday 15 March 2027."),
        (promise(months=3), "5 hours a week for 3 months were signed; casework asks for at least 5 hours a week for"),
        (promise(pauses=(Span(BEFORE),)), "The commitment is paused."),
    ],
)
def test_of_a_commitment_only_what_is_not_so_is_said(signed: Promise | None, said: str) -> None:
    found = next(result for result in judge(facts(promise=signed), NOON) if not result.met)
    assert found.reason.startswith(said)
    assert ("Sign the commitment" in found.action) == ("not signed" in said)


def test_the_evidence_names_days_and_versions() -> None:
    known = facts(
        completions=(Span(BEFORE, AFTER),),
        promise=promise(ends_on=AFTER),
        conflict=(Signed(1, Span(BEFORE, NOON - DAY)),),
        holds=(Span(NOON),),
    )
    said = {result.criterion: result.evidence for result in judge(known, NOON)}
    assert said == {
        Criterion.ACCEPTED: "Accepted from Saturday 13 February 2027.",
        Criterion.TRAINED: "Completed on Saturday 13 February 2027; valid until Wednesday 14 April 2027.",
        Criterion.COMMITTED: (
            "Signed on Saturday 13 February 2027: 5 hours a week for 6 months. Runs until Wednesday 14 April 2027."
        ),
        Criterion.AVAILABLE: "1 half-day since Saturday 13 February 2027: Wednesday afternoon.",
        Criterion.DECLARED: (
            "Confidentiality: version 1 signed on Saturday 13 February 2027. "
            "Conflict of interest: version 1 signed on Saturday 13 February 2027 is no longer accepted."
        ),
        Criterion.CLEARED: "On hold since Monday 15 March 2027.",
    }


def test_further_spans_are_looked_at_again() -> None:
    pauses = (Span(NOON, NOON + DAY),)
    row = columns(facts(promise=promise(pauses=pauses)), BEFORE)
    assert (row["committed_from"], row["committed_until"]) == (BEFORE, NOON - DAY)
    assert row["recheck_on"] == NOON
    row = columns(facts(promise=promise(pauses=pauses)), NOON)
    assert (row["committed_from"], row["recheck_on"]) == (NOON + 2 * DAY, None)


def test_every_criterion_is_said_once() -> None:
    assert [found.key for found in CRITERIA] == list(Criterion)
    assert all(rule(key).key == key for key in Criterion)
    assert set(days(facts())) == set(Criterion)


@pytest.mark.django_db
def test_facts_of_many_cost_what_facts_of_one_cost(django_assert_num_queries: Any) -> None:
    role = CaseworkFactory()
    rows = [PlacementFactory(role=role) for _ in range(3)]
    with django_assert_num_queries(8):
        standing_of(rows[0])
    with django_assert_num_queries(8):
        facts_of(rows)


@pytest.mark.django_db
def test_who_is_eligible_today_is_two_queries(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        assert list(eligible()) == []


@pytest.mark.django_db
def test_the_command_rebuilds_and_says_how_many() -> None:
    made = make_histories(seed=3, number=12, day=NOON)
    expected = Placement.objects.casework().count()
    out = StringIO()
    call_command("rebuild_standings", stdout=out)
    assert f"{expected} standings" in out.getvalue()
    assert Standing.objects.count() == expected
    assert len(made) == 12

"""Days on which something holds, completion and the end of a commitment: over ten years of dates."""

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules import add_months
from training.rules import (
    ALWAYS,
    DAY,
    NEVER,
    Span,
    accepted_versions,
    all_of,
    commitment_end,
    completed,
    covers,
    current_or_next,
    earns_credit,
    intersect,
    promised,
    subtract,
    union,
)

FIRST, LAST = date(2024, 1, 1), date(2034, 12, 31)
dates = st.dates(FIRST, LAST)
spans = st.builds(lambda first, length: Span(first, first + timedelta(days=length)), dates, st.integers(-2, 400))
several = st.lists(spans, max_size=6)


@given(several, dates)
def test_a_union_holds_on_exactly_the_same_days(given_spans: list[Span], day: date) -> None:
    merged = union(given_spans)
    assert covers(merged, day) == any(day in span for span in given_spans)
    assert all(a.end + DAY < b.start for a, b in itertools.pairwise(merged))
    assert all(span.start <= span.end for span in merged)


@given(several, several, dates)
def test_intersecting_and_subtracting_are_what_they_say(one: list[Span], other: list[Span], day: date) -> None:
    a, b = union(one), union(other)
    assert covers(intersect(a, b), day) == (covers(a, day) and covers(b, day))
    assert covers(subtract(a, other), day) == (covers(a, day) and not covers(b, day))
    assert covers(all_of([a, b, ALWAYS]), day) == (covers(a, day) and covers(b, day))


@given(several, dates)
def test_the_current_span_or_the_next(given_spans: list[Span], day: date) -> None:
    merged = union(given_spans)
    found = current_or_next(merged, day)
    later = [span for span in merged if span.end >= day]
    assert found == (later[0] if later else None)
    assert (found is not None and day in found) == covers(merged, day)


def test_open_ended_days_need_no_arithmetic_past_the_last_date() -> None:
    assert union([Span(FIRST), Span(LAST)]) == (Span(FIRST),)
    assert subtract(ALWAYS, [Span(FIRST)]) == (Span(date.min, FIRST - DAY),)
    assert subtract(ALWAYS, ALWAYS) == NEVER


@given(st.sampled_from(["present", "absent", "excused", ""]), st.integers(0, 60), st.integers(0, 60))
def test_only_presence_within_the_allowance_earns_credit(status: str, late: int, early: int) -> None:
    earned = earns_credit(status=status, minutes_late=late, minutes_left_early=early, allowance=15)
    assert earned == (status == "present" and late + early <= 15)


@given(st.dictionaries(st.integers(1, 4), several), st.dictionaries(st.integers(1, 4), several), dates)
def test_complete_means_every_module_in_force_that_day(
    earned: dict[int, list[Span]], required: dict[int, list[Span]], day: date
) -> None:
    asked = [module for module, force in required.items() if covers(union(force), day)]
    satisfied = all(covers(union(earned.get(module, [])), day) for module in asked)
    assert covers(completed(earned, required), day) == (bool(asked) and satisfied)


def test_a_module_made_compulsory_later_ends_what_was_complete() -> None:
    earned = {1: [Span(date(2026, 1, 18))]}
    required = {1: [Span(date(2020, 1, 1))], 2: [Span(date(2026, 9, 1))]}
    assert completed(earned, required) == (Span(date(2026, 1, 18), date(2026, 8, 31)),)


def test_six_months_from_the_last_of_august_end_with_february() -> None:
    assert commitment_end(date(2026, 8, 31), 6, []) == date(2027, 2, 28)
    assert commitment_end(date(2027, 8, 31), 6, []) == date(2028, 2, 29)


@given(dates, st.integers(1, 24))
def test_without_a_pause_a_commitment_ends_on_the_calendar_month(anchor: date, months: int) -> None:
    assert commitment_end(anchor, months, []) == add_months(anchor, months)


@given(dates, st.integers(1, 24), st.integers(0, 100), st.integers(1, 90))
def test_a_pause_of_n_days_moves_the_end_by_n_days(anchor: date, months: int, after: int, length: int) -> None:
    end = add_months(anchor, months)
    first = anchor + timedelta(days=after)
    moved = commitment_end(anchor, months, [Span(first, first + timedelta(days=length - 1))])
    assert moved == (end + timedelta(days=length) if first < end else end)


@given(dates, st.integers(1, 12), st.integers(1, 60), st.integers(0, 60))
def test_of_a_pause_that_began_before_only_the_days_after_the_beginning_count(
    anchor: date, months: int, before: int, after: int
) -> None:
    pause = Span(anchor - timedelta(days=before), anchor + timedelta(days=after - 1))
    assert commitment_end(anchor, months, [pause]) == add_months(anchor, months) + timedelta(days=after)


def test_a_pause_across_the_leap_day_counts_it() -> None:
    pause = [Span(date(2028, 2, 28), date(2028, 3, 1))]
    assert commitment_end(date(2027, 12, 31), 6, pause) == date(2028, 7, 3)
    pause = [Span(date(2027, 2, 28), date(2027, 3, 1))]
    assert commitment_end(date(2026, 12, 31), 6, pause) == date(2027, 7, 2)


def test_an_open_pause_leaves_no_end_and_one_after_the_end_changes_nothing() -> None:
    assert commitment_end(date(2026, 1, 19), 6, [Span(date(2026, 3, 1))]) is None
    assert commitment_end(date(2026, 1, 19), 6, [Span(date(2026, 8, 1))]) == date(2026, 7, 19)


def test_a_pause_moves_the_end_into_the_reach_of_the_next() -> None:
    pauses = [Span(date(2026, 7, 1), date(2026, 7, 10)), Span(date(2026, 7, 25), date(2026, 7, 31))]
    assert commitment_end(date(2026, 1, 19), 6, pauses) == date(2026, 8, 5)
    assert commitment_end(date(2026, 1, 19), 6, pauses[1:]) == date(2026, 7, 19)


@given(dates, st.booleans(), st.none() | dates, several, dates)
def test_a_commitment_holds_from_its_signature_but_for_pauses(
    signed: date,
    enough: bool,  # noqa: FBT001
    ended: date | None,
    pauses: list[Span],
    day: date,
) -> None:
    held = promised(signed, enough=enough, ended_early_on=ended, pauses=pauses)
    expected = enough and day >= signed and (ended is None or day < ended) and not covers(union(pauses), day)
    assert covers(held, day) == expected


@given(st.dictionaries(st.integers(1, 5), dates))
def test_a_version_is_accepted_until_a_later_one_is_required(versions: dict[int, date]) -> None:
    last = accepted_versions(versions)
    for version in versions:
        later = [start for other, start in versions.items() if other > version]
        assert last[version] == (min(later) - DAY if later else date.max)

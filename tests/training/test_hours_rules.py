"""Months, pauses, extensions and hours: against a count of single days, over leap years and ends of months."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules import add_months
from training.rules import DAY, Course, Given, Light, Span, commitment_end, covers, union
from training.rules.hours import days_in, four_weeks, fulfilled_on, is_short, light, minutes_owed, weeks
from training.rules.picture import BASE, TOP, picture

pytestmark = pytest.mark.either

# around the ends of months and the 29th of February of a leap year and of a year that is none
EDGES = [date(2027, 8, 31), date(2027, 8, 29), date(2028, 2, 29), date(2027, 2, 28), date(2026, 12, 31)]
anchors = st.one_of(st.sampled_from(EDGES), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
pauses = st.lists(st.tuples(st.integers(-40, 500), st.integers(0, 60)), max_size=4)
DAY_ONE = date(2027, 1, 4)


def spans(anchor: date, drawn: list[tuple[int, int]]) -> list[Span]:
    return [Span(anchor + DAY * after, anchor + DAY * (after + length)) for after, length in drawn]


@given(anchors, st.integers(1, 12), pauses, st.integers(0, 8))
def test_the_end_is_where_counting_the_days_that_are_not_paused_ends(
    anchor: date, months: int, drawn: list[tuple[int, int]], more: int
) -> None:
    resting = union(spans(anchor, drawn))
    left = (add_months(anchor, months) + timedelta(weeks=more) - anchor).days
    day = anchor
    while left:
        left -= not covers(resting, day)
        day += DAY
    assert commitment_end(anchor, months, resting, more) == day


@given(anchors, st.integers(1, 12), pauses, st.integers(0, 200))
def test_a_return_on_a_day_moves_the_end_as_a_pause_until_the_day_before(
    anchor: date, months: int, drawn: list[tuple[int, int]], gone: int
) -> None:
    before = [span for span in spans(anchor, drawn) if span.end < anchor]
    leaves = anchor + DAY * 3
    assert commitment_end(anchor, months, [*before, Span(leaves)]) is None
    back = commitment_end(anchor, months, [*before, Span(leaves, leaves + DAY * gone)])
    within = leaves < add_months(anchor, months)
    assert back == add_months(anchor, months) + DAY * (gone + 1) * within


@given(anchors, st.integers(1, 12), st.integers(1, 40), pauses)
def test_the_weeks_are_the_commitment_cut_in_sevens(
    anchor: date, months: int, hours: int, drawn: list[tuple[int, int]]
) -> None:
    resting = union(spans(anchor, drawn))
    end = commitment_end(anchor, months, resting)
    course = Course(hours, months, anchor, end, pauses=resting, given=(Given(anchor, 60, confirmed=True),))
    found = weeks(course, anchor)
    assert found[0].days.start == anchor
    assert found[-1].days.end == end
    assert all(a.days.end + DAY == b.days.start for a, b in itertools.pairwise(found))
    assert sum(week.confirmed for week in found) == 60
    drawing = picture(found, hours, anchor)
    assert all(TOP <= column.waiting_top <= column.confirmed_top <= BASE for column in drawing.columns)
    assert drawing.today == 0


def course(*rows: tuple[int, float, bool], **other: object) -> Course:
    """Six hours a week for six months from a Monday; hours by the number of days after it."""
    found = tuple(Given(DAY_ONE + DAY * after, int(hours * 60), confirmed) for after, hours, confirmed in rows)
    facts = {"anchor_on": DAY_ONE, "ends_on": date(2027, 7, 4), "given": found, **other}
    return Course(6, 6, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "after", "expected"),
    [
        ((), -1, Light.NOT_BEGUN),
        ((), 6, Light.ON_TRACK),  # the first week runs
        ((), 8, Light.BEHIND),
        (((10, 18, True),), 28, Light.ON_TRACK),  # a week of leeway
        (((10, 17.5, True),), 28, Light.BEHIND),
        (((10, 18, False),), 28, Light.ON_TRACK),  # not confirmed yet
        (((0, 100, True),), 40, Light.BEHIND),  # long ago
        (((0, 155, True),), 60, Light.ON_TRACK),  # all that is owed is given
    ],
)
def test_the_light_over_four_weeks(rows: tuple[tuple[int, float, bool], ...], after: int, expected: Light) -> None:
    assert light(course(*rows), DAY_ONE + DAY * after) == expected


def test_paused_days_ask_for_nothing() -> None:
    resting = (Span(DAY_ONE + DAY * 7, DAY_ONE + DAY * 27),)
    rested = course((2, 6, True), pauses=resting)
    assert light(rested, DAY_ONE + DAY * 20) == Light.PAUSED
    assert light(rested, DAY_ONE + DAY * 28) == Light.ON_TRACK
    assert four_weeks(rested, DAY_ONE + DAY * 28) == (6 * 60, 0)
    assert light(course((2, 6, True)), DAY_ONE + DAY * 28) == Light.BEHIND  # the control


def test_months_and_hours_are_both_asked() -> None:
    end, owed = date(2027, 7, 4), minutes_owed(course()) // 60
    assert owed == 155  # 181 days
    enough = course((3, owed, True))
    assert fulfilled_on(enough, end - DAY) is None
    assert fulfilled_on(enough, end) == end
    assert light(enough, end) == Light.DONE
    short = course((3, owed - 1, True))
    assert (fulfilled_on(short, end), is_short(short, end), light(short, end)) == (None, True, Light.BEHIND)
    late = course((3, owed - 1, True), (200, 1, True))
    assert fulfilled_on(late, DAY_ONE + DAY * 220) == DAY_ONE + DAY * 200
    waiting = course((3, owed, False))
    assert (fulfilled_on(waiting, end), light(waiting, end)) == (None, Light.ON_TRACK)
    accepted = course((3, 1, True), accepted_short_on=end + DAY)
    assert (fulfilled_on(accepted, end), fulfilled_on(accepted, end + DAY)) == (None, end + DAY)


def test_what_held_no_longer_is_never_fulfilled_and_an_end_after_it_stays_done() -> None:
    owed, end = 155, date(2027, 7, 4)
    ended = course((3, owed, True), over_on=end)
    assert (fulfilled_on(ended, end), light(ended, end)) == (None, Light.ENDED)
    left = course((3, owed, True), over_on=end + DAY)
    assert light(left, end + DAY * 30) == Light.DONE


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 40)), max_size=5))
def test_days_are_counted_once(drawn: list[tuple[int, int]]) -> None:
    found = spans(DAY_ONE, drawn)
    assert days_in(found) == len(
        {span.start + DAY * n for span in found for n in range((span.end - span.start).days + 1)}
    )

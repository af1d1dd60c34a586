"""Attendance, completion, commitment and the days on which something holds: pure, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import TypeAlias

from recruitment.rules import add_months

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Span:
    """Days from ``start`` to ``end``, both included; ``date.max`` where no end is known."""

    start: date
    end: date = date.max

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


Spans: TypeAlias = tuple[Span, ...]
ALWAYS: Spans = (Span(date.min),)
NEVER: Spans = ()


def union(spans: Iterable[Span]) -> Spans:
    """The same days as few, ordered, separate spans; empty ones (end before start) are dropped."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.start <= span.end):
        if merged and (merged[-1].end == date.max or span.start <= merged[-1].end + DAY):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def intersect(first: Spans, second: Spans) -> Spans:
    """The days in both."""
    return union(Span(max(a.start, b.start), min(a.end, b.end)) for a in first for b in second)


def all_of(every: Iterable[Spans]) -> Spans:
    """The days in every one of them; all days if there are none."""
    return reduce(intersect, every, ALWAYS)


def subtract(days: Spans, without: Iterable[Span]) -> Spans:
    """The days of the first that are in none of the second."""
    for hole in union(without):
        kept: list[Span] = []
        for span in days:
            if hole.start > date.min:
                kept.append(Span(span.start, min(span.end, hole.start - DAY)))
            if hole.end < date.max:
                kept.append(Span(max(span.start, hole.end + DAY), span.end))
        days = union(kept)
    return days


def covers(days: Spans, day: date) -> bool:
    """Whether a day is among them."""
    return any(day in span for span in days)


def current_or_next(days: Spans, day: date) -> Span | None:
    """The span a day lies in, else the first one after it, else None: never again."""
    return next((span for span in days if span.end >= day), None)


def earns_credit(*, status: str, minutes_late: int, minutes_left_early: int, allowance: int) -> bool:
    """Present, and the minutes missed at both ends together within the module's allowance. Excused is not credit."""
    return status == "present" and minutes_late + minutes_left_early <= allowance


def credit_until(earned_on: date, validity_months: int | None) -> date:
    """The last day a credit counts; ``date.max`` where a module stays valid for ever."""
    return date.max if validity_months is None else add_months(earned_on, validity_months)


def completed(credits: dict[int, list[Span]], required: Iterable[int]) -> Spans:
    """The days on which every required module is satisfied, from each module's credits."""
    required = list(required)
    if not required:
        return NEVER
    return all_of(union(credits.get(module, [])) for module in required)


def commitment_end(anchor: date, months: int, pauses: Iterable[Span]) -> date | None:
    """The last day of a commitment: calendar months from the anchor, each pause of n days moving it n days.

    Six months from 31 August end on 28 (or 29) February. A pause counts from the anchor on, and only when it begins
    before the end as it then stands; None while a pause is open-ended. Source: the organisation's calendar rules.
    """
    end = add_months(anchor, months)
    for pause in union(pauses):
        if pause.end < anchor or pause.start >= end:
            continue
        if pause.end == date.max:
            return None
        end += pause.end - max(pause.start, anchor) + DAY
    return end

"""Attendance, completion, commitment and the days on which something holds: pure, without a database."""

from collections.abc import Iterable, Mapping
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
    real = [span for span in spans if span.start <= span.end]
    if len(real) < 2:  # noqa: PLR2004 - nothing to merge: the most common case by far
        return tuple(real)
    merged: list[Span] = []
    for span in sorted(real):
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


def completed(earned: Mapping[int, Iterable[Span]], required: Mapping[int, Iterable[Span]]) -> Spans:
    """The days on which training is complete: every module in force that day is satisfied, and some module is.

    Both are by module: the days each credit counts, and the days the module is compulsory. A module that becomes
    compulsory later asks nothing of the days before.
    """
    in_force = union(span for spans in required.values() for span in spans)
    asked = (union((*earned.get(module, ()), *subtract(ALWAYS, spans))) for module, spans in required.items())
    return intersect(in_force, all_of(asked))


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


def promised(signed_on: date, *, enough: bool, ended_early_on: date | None, pauses: Iterable[Span]) -> Spans:
    """The days a commitment holds: from its signature on, if it promises enough, but not while it is paused nor from
    the day it was ended early. One that is fulfilled goes on holding.
    """
    if not enough:
        return NEVER
    last = ended_early_on - DAY if ended_early_on else date.max
    return subtract(union([Span(signed_on, last)]), pauses)


def accepted_versions(versions: Mapping[int, date]) -> dict[int, date]:
    """The last day each version of a text is accepted, from the day each is required from.

    An earlier version is accepted until the day before any later one is required.
    """
    return {
        version: min((start - DAY for later, start in versions.items() if later > version), default=date.max)
        for version in versions
    }


OFFER_DAYS = 14
CUT_OFF_DAYS = 3


def offer_until(begins_on: date, day: date) -> date | None:
    """The last day to answer an offer made on a day: a fortnight, or half of what is left before the cut-off.

    None from the cut-off on, three days before an event begins: then staff phone.
    """
    left = (begins_on - day).days - CUT_OFF_DAYS
    return None if left < 1 else day + timedelta(days=min(OFFER_DAYS, (left + 1) // 2))

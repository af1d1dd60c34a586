"""Days on which something holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import TypeAlias

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

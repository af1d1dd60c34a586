"""The months of a commitment and the texts that are signed."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from recruitment.rules import add_months
from training.rules.spans import DAY, NEVER, Span, Spans, subtract, union


def commitment_end(anchor: date, months: int, pauses: Iterable[Span], weeks: int = 0) -> date | None:
    """The last day of a commitment: calendar months from the anchor, each pause of n days moving it n days, and the
    weeks by which it was extended.

    Six months from 31 August end on 28 (or 29) February. A pause counts from the anchor on, and only when it begins
    before the end as it then stands; None while a pause is open-ended. Source: the organisation's calendar rules.
    """
    end = add_months(anchor, months) + timedelta(weeks=weeks)
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

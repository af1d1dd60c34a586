"""From facts to the answer: for one person in full, for a stored row as dates, for a row of a list from those dates."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from django.urls import reverse
from django.utils.translation import gettext as _

from base.dates import today
from base.templatetags.components import written
from recruitment.models import Placement
from training.eligibility.criteria import CRITERIA, Rule
from training.eligibility.facts import Facts, facts_of
from training.models import Criterion, Standing
from training.rules import DAY, Span, Spans, all_of, covers, current_or_next, union

Columns: TypeAlias = dict[str, date | int | None]
BIT = {key: 1 << order for order, key in enumerate(Criterion)}
ALL_MET = sum(BIT.values())


@dataclass(frozen=True)
class Result:
    """One criterion on one day, for a checklist. ``reason`` and ``action`` are empty where it is met."""

    criterion: Criterion
    label: str
    met: bool
    evidence: str
    reason: str
    action: str
    url_name: str
    overridden: bool = False

    @property
    def href(self) -> str:
        """The volunteer's own page for the next action, or nothing."""
        return reverse(self.url_name) if self.url_name else ""


def days(facts: Facts) -> dict[Criterion, Spans]:
    """The days on which each criterion is met."""
    return {found.key: found.spans(facts) for found in CRITERIA}


def judge(facts: Facts, day: date) -> list[Result]:
    """Every criterion on a day, past, present or future, from the facts as known now."""
    return [_result(found, found.spans(facts), facts, day) for found in CRITERIA]


def standing_of(placement: Placement, on: date | None = None) -> list[Result]:
    """What stands, and what still stands, between a placement and casework on a day (today by default)."""
    return judge(facts_of([placement])[0], on or today())


def judge_row(row: Standing, facts: Facts, day: date) -> list[Result]:
    """Every criterion on a day, from the stored dates; without evidence. The facts only give the closer reasons."""
    return [_plain(found, _stored(row, found.key), facts, day) for found in CRITERIA]


def columns(facts: Facts, day: date) -> Columns:
    """What :class:`Standing` stores of these facts on a day."""
    met = days(facts)
    overrides = union(span for _key, span in facts.overrides)
    eligible = all_of(met.values())
    named = {**{key.value: spans for key, spans in met.items()}, "eligible": eligible, "override": overrides}
    stored: Columns = {}
    for name, spans in named.items():
        found = current_or_next(spans, day)
        stored[f"{name}_from"] = found.start if found else None
        stored[f"{name}_until"] = found.end if found else None
    stored["never_met"] = sum(stored[f"{key.value}_from"] is None for key in met)
    stored["recheck_on"] = _known(min(_recheck(spans, day) for spans in named.values()))
    stored["changes_on"] = _known(min(_change(spans, day) for spans in met.values()))
    stored["said_on"] = max((span.start for span, _halves in facts.availability), default=None)
    stored["shown"] = bits(key for key, spans in met.items() if covers(spans, day))
    return stored


def bits(met: Iterable[Criterion]) -> int:
    """What is met as one number, a bit a criterion."""
    return sum(BIT[key] for key in met)


def shown_by(row: Standing, day: date) -> int:
    """The same, of a stored row on a day."""
    return bits(key for key in Criterion if (span := _stored(row, key)) and day in span)


def lacking(shown: int) -> list[Criterion]:
    """The criteria that are not among what is met."""
    return [key for key in Criterion if not shown & BIT[key]]


def _known(day: date) -> date | None:
    return None if day == date.max else day


def _change(spans: Spans, day: date) -> date:
    """The next day on which it begins or ceases to be met, ``date.max`` where none is known."""
    found = current_or_next(spans, day)
    if found is None:
        return date.max
    if found.start > day:
        return found.start
    return date.max if found.end == date.max else found.end + DAY


def _recheck(spans: Spans, day: date) -> date:
    """The day after the current or next span where a further one follows, else ``date.max``."""
    found = current_or_next(spans, day)
    follows = found is not None and any(span.start > found.end for span in spans)
    return found.end + DAY if found and follows else date.max


def _stored(row: Standing, key: Criterion) -> Span | None:
    first, last = getattr(row, f"{key.value}_from"), getattr(row, f"{key.value}_until")
    return Span(first, last) if first else None


def _result(found: Rule, spans: Spans, facts: Facts, day: date) -> Result:
    override = next((span for key, span in facts.overrides if key == found.key and day in span), None)
    plain = _plain(found, current_or_next(spans, day), facts, day)
    evidence = found.evidence(facts, day)
    if override:
        taken = _("Taken as met by a supervisor until %(day)s.") % {"day": written(override.end)}
        evidence = f"{taken} {evidence}".strip()
    return replace(plain, evidence=evidence, overridden=override is not None)


def _plain(found: Rule, span: Span | None, facts: Facts, day: date) -> Result:
    met = span is not None and day in span
    following = span if span and span.start > day else None
    reason, action = ("", "") if met else found.lack(facts, day, following)
    return Result(
        criterion=found.key,
        label=found.label,
        met=met,
        evidence="",
        reason=reason,
        action=action,
        url_name="" if met else found.url_name,
    )

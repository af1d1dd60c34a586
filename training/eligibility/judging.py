"""The whole answer of a day, of one person or of a page of them: a fixed number of queries, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recruitment.models import Placement
from training.eligibility.cautions import Caution, cautions_of
from training.eligibility.facts import Facts, facts_of, promise_of, terms_of
from training.eligibility.reckoning import Result, days, judge, judge_row
from training.models import Commitment, Standing
from training.rules import Span, all_of, current_or_next

SOME = ("some",)


@dataclass(frozen=True)
class Verdict:
    """What stands and what is missing on a day, until when the answer holds, and what is to be seen to in time.

    ``until`` is the last known day of an eligibility in force, ``override_until`` that of an override that is part of
    what is met.
    """

    day: date
    results: list[Result]
    cautions: list[Caution]
    until: date | None
    override_until: date | None

    @property
    def eligible(self) -> bool:
        """Whether everything is met."""
        return all(found.met for found in self.results)

    @property
    def missing(self) -> list[Result]:
        """What is not met."""
        return [found for found in self.results if not found.met]


def verdicts(placements: Sequence[Placement], day: date) -> list[Verdict]:
    """Of each placement, in order. Roles should be loaded with them."""
    return [verdict(facts, day) for facts in facts_of(placements)]


def verdict(facts: Facts, day: date) -> Verdict:
    """Of one person's facts."""
    span = current_or_next(all_of(days(facts).values()), day)
    in_force = [span.end for _key, span in facts.overrides if day in span]
    return Verdict(
        day=day,
        results=judge(facts, day),
        cautions=cautions_of(facts, day),
        until=span.end if span and day in span and span.end < date.max else None,
        override_until=max(in_force, default=None),
    )


def row_verdict(row: Standing, day: date) -> Verdict:
    """Of a stored row on a day from its making on: no query where the placement, its role and its commitment were
    loaded with it. Without evidence; the cautions are those that the row's dates tell.
    """
    facts = _facts_of_row(row)
    overridden = row.overridden_until(day)
    ends = row.eligible_until if row.eligible_from and row.eligible_from <= day else None
    return Verdict(
        day=day,
        results=judge_row(row, facts, day),
        cautions=[] if overridden else cautions_of(facts, day),
        until=ends if ends and day <= ends < date.max else None,
        override_until=overridden,
    )


def _facts_of_row(row: Standing) -> Facts:
    placement = row.placement
    signed: Commitment | None = getattr(placement, "commitment", None)
    return Facts(
        **terms_of(placement),
        completions=(Span(row.trained_from, row.trained_until or date.max),) if row.trained_from else (),
        promise=promise_of(signed, ()) if signed else None,
        availability=((Span(row.said_on, row.available_until or date.max), SOME),) if row.said_on else (),
    )

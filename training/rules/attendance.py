"""From a mark to credit, from credit to completion."""

from collections.abc import Iterable, Mapping
from datetime import date

from recruitment.rules import add_months
from training.rules.spans import ALWAYS, Span, Spans, all_of, intersect, subtract, union


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

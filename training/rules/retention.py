"""How long people stay: of those who began some months ago, how many were still there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from recruitment.rules import add_months

MONTHS = range(1, 7)
HALF_YEAR = 6

after = cache(add_months)  # thousands of people begin on the same few days


@dataclass(frozen=True, slots=True)
class Stay:
    """People who began on one day and left on one: ``gone_on`` is the first day on which they were there no longer."""

    began: date
    gone_on: date | None
    people: int = 1

    def lasted(self, months: int) -> bool:
        """Whether they were there until so many months were full."""
        return self.gone_on is None or self.gone_on >= after(self.began, months)


def kept(stays: Iterable[Stay], months: int, until: date, since: date = date.min) -> tuple[int, int]:
    """Of the people whose so many months were full by a day (and not before another): how many were there till then,
    and how many they are. Whoever began later says nothing yet.
    """
    due = [stay for stay in stays if since <= after(stay.began, months) <= until]
    return sum(stay.people for stay in due if stay.lasted(months)), sum(stay.people for stay in due)

"""The days a report is about, and the parts it is told in."""

from dataclasses import dataclass
from datetime import date

from recruitment.rules import add_months
from training.rules.spans import DAY

MOST_MONTHS = 24  # a longer period is told by years


@dataclass(frozen=True, slots=True)
class Period:
    """Hong Kong days, both included."""

    first: date
    last: date

    @property
    def before(self) -> date:
        """The day before it."""
        return self.first - DAY

    @property
    def by_years(self) -> bool:
        """Whether it is too long to be told month by month."""
        return add_months(self.first.replace(day=1), MOST_MONTHS) <= self.last

    def part_of(self, day: date) -> date:
        """The first day of the month, or of the year, that a day belongs to."""
        return day.replace(month=1, day=1) if self.by_years else day.replace(day=1)

    @property
    def parts(self) -> list[date]:
        """The first days of all its months, or years, in order."""
        found, part = [], self.part_of(self.first)
        while part <= self.last:
            found.append(part)
            part = add_months(part, 12 if self.by_years else 1)
        return found


def usual_periods(day: date) -> dict[str, Period]:
    """What a board asks for, as of a day: the last quarter that is over, this year so far, the year before."""
    this_quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    this_year = date(day.year, 1, 1)
    return {
        "quarter": Period(add_months(this_quarter, -3), this_quarter - DAY),
        "this_year": Period(this_year, day),
        "last_year": Period(date(day.year - 1, 1, 1), this_year - DAY),
    }

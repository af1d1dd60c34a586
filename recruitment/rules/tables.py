"""What a table of a report is made of: its cells, and the bars drawn beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import number_format

WIDTH = 360  # of a drawing, in its own units
ROW = 38


@dataclass(frozen=True)
class Share:
    """A number of a whole, shown with its share."""

    number: int
    whole: int

    @property
    def percent(self) -> int | None:
        """The share in whole percents: 100 only of all, 0 only where there is none; None of nothing."""
        if not self.whole:
            return None
        near = round(100 * self.number / self.whole)
        return near if self.number in {0, self.whole} else min(max(near, 1), 99)


@dataclass(frozen=True)
class Days:
    """A length of time."""

    days: float | None

    def __str__(self) -> str:
        return "" if self.days is None else number_format(self.days, 1)


@dataclass(frozen=True)
class Hours:
    """Time given, kept in minutes and told in hours."""

    minutes: int

    def __str__(self) -> str:
        return number_format(self.minutes / 60, 1)


@dataclass(frozen=True)
class Link:
    """A word that leads somewhere."""

    words: str
    url: str


Cell = str | int | date | Share | Days | Hours | Link


@dataclass(frozen=True)
class Bar:
    """One row of a drawing: an outlined bar for the whole, a solid one in it for the part."""

    label: str
    words: str
    whole: float
    part: float
    top: int

    @property
    def baseline(self) -> int:
        """Where its words stand."""
        return self.top + 13

    @property
    def outline(self) -> int:
        """Where the outlined bar begins."""
        return self.top + 19

    @property
    def solid(self) -> int:
        """Where the solid bar begins."""
        return self.top + 22


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its drawing; ``shares`` names the columns that hold a number of a whole."""

    key: str
    title: str
    note: str = ""
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shares: frozenset[int] = frozenset()
    bars: Sequence[Bar] = ()
    whole: str = ""
    part: str = ""
    empty: str = ""
    said: Sequence[str] = field(default=())

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return len(self.bars) * ROW + 2

    def plain(self) -> Iterable[list[Any]]:
        """The rows as a spreadsheet takes them: a share is a number and a percentage."""
        yield [
            label
            for place, name in enumerate(self.head)
            for label in ((name, f"{name} (%)") if place in self.shares else (name,))
        ]
        for row in self.rows:
            yield [
                value
                for place, cell in enumerate(row)
                for value in (both(cell) if place in self.shares else plain(cell))
            ]


def plain(cell: Cell) -> list[Any]:
    """What a cell says, without its dress."""
    match cell:
        case Share():
            return [cell.number, "" if cell.percent is None else cell.percent]
        case Days():
            return ["" if cell.days is None else round(cell.days, 1)]
        case Hours():
            return [round(cell.minutes / 60, 2)]
        case Link():
            return [cell.words]
        case date():
            return [cell.isoformat()]
        case _:
            return [cell]


def both(cell: Cell) -> list[Any]:
    """A cell in a column of shares: what is no share has no percentage."""
    return plain(cell) if isinstance(cell, Share) else [*plain(cell), ""]


def bars(rows: Iterable[tuple[str, str, float, float]]) -> list[Bar]:
    """The rows (label, words, whole, part) to the scale of the largest."""
    given = list(rows)
    most = max((max(whole, part) for _label, _words, whole, part in given), default=0) or 1
    scale = (WIDTH - 2) / most
    return [
        Bar(label, words, round(whole * scale, 1), round(part * scale, 1), place * ROW)
        for place, (label, words, whole, part) in enumerate(given)
    ]

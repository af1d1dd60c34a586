"""What a spreadsheet would bring: every row judged, nothing written."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from recruitment.models import Volunteer
from training.actions import standing
from training.actions.importing.cells import Column, Words
from training.models import ImportedRow, ImportRun
from training.rules.sheets import Line, Sheet

Fact = TypeVar("Fact")
Written = tuple[models.Model, Volunteer]
Wrong = tuple[str, str]


class Values(dict[str, Any]):
    """A row's cells as values; None where one could not be read."""

    unread: frozenset[str] = frozenset()

    def reads(self, *columns: str) -> bool:
        """Whether these cells could be read: a fault is looked for only where they can."""
        return self.unread.isdisjoint(columns)


class WrongError(Exception):
    """A row cannot be brought in: which column, and why, in words for whoever keeps the spreadsheet."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


@dataclass(frozen=True)
class Judged(Generic[Fact]):
    """A row that can be brought in: what it says, and what whoever brings it in should look at.

    ``known`` where it stands here already, though nobody brought it in.
    """

    fact: Fact
    note: str = ""
    known: bool = False


@dataclass(frozen=True)
class Outcome:
    """One row: wrong, there already, or new. ``key`` is what makes two rows the same fact."""

    number: int
    cells: tuple[str, ...]
    wrong: tuple[Wrong, ...] = ()
    key: str = ""
    judged: Judged[Any] | None = None
    is_known: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it would write something."""
        return self.judged is not None and not self.judged.known

    @property
    def note(self) -> str:
        """What to look at."""
        return self.judged.note if self.judged else ""


@dataclass(frozen=True)
class Trial:
    """Every row of a file, in order."""

    kind: str
    outcomes: tuple[Outcome, ...]
    heads: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def wrong(self) -> list[Outcome]:
        """Those that have to be put right first."""
        return [row for row in self.outcomes if row.wrong]

    @property
    def new(self) -> list[Outcome]:
        """Those that would write something."""
        return [row for row in self.outcomes if row.is_new]

    @property
    def known(self) -> list[Outcome]:
        """Those that are there already."""
        return [row for row in self.outcomes if row.is_known or (row.judged and row.judged.known)]

    @property
    def is_ready(self) -> bool:
        """Whether it can be brought in: all of it, or nothing."""
        return bool(self.outcomes) and not self.missing and not self.wrong


@dataclass
class Importer(Generic[Fact]):
    """One kind of spreadsheet. Subclasses say its columns, what is wrong with a row, what it says if nothing is, and
    write the facts of all new rows. One that ``writes`` holds the people it is about before it reads what is known.
    """

    actor: User
    writes: bool = False
    kind: ClassVar[ImportRun.Kind]
    columns: ClassVar[tuple[Column, ...]]
    lead: ClassVar[Words] = ""

    def prepare(self, rows: Sequence[Values]) -> None:
        """Read what judging needs, in a few queries whatever the number of rows."""

    def hold(self, people: Collection[Volunteer]) -> None:
        """Let whoever changes facts of these people wait until what is read now is written."""
        if self.writes:
            standing.hold_people(Volunteer.objects.filter(pk__in=[person.pk for person in people]))

    def key(self, values: Values) -> str:
        """What makes a row the same fact as another. Raises WrongError."""
        raise NotImplementedError

    def faults(self, values: Values) -> Iterator[WrongError]:
        """Everything that is wrong with a row that nobody brought in before, as far as its cells can be read."""
        raise NotImplementedError

    def judge(self, values: Values) -> Judged[Fact]:
        """What a row says in which nothing is wrong."""
        raise NotImplementedError

    def write(self, facts: Sequence[Fact]) -> list[Written]:
        """Write new facts, in order: the row of each, and whose it is. All that follows from them is done as well."""
        raise NotImplementedError

    def choices(self) -> Mapping[str, Iterable[str]]:
        """What may stand in a column, where that is a list of the moment: for the page and the template."""
        return {}


def key_of(*parts: object) -> str:
    """What makes a fact the same; nothing personal can be read from it."""
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()


def lookups(values: Values, **finders: Callable[[str], object]) -> Iterator[WrongError]:
    """What is wrong with the cells that name something: each column with what finds it, or raises WrongError."""
    for column, find in finders.items():
        if values.reads(column):
            try:
                find(values[column])
            except WrongError as error:
                yield error


def check_right(kind: str, actor: User) -> None:
    """Refuse whoever may not write such a fact by hand."""
    if not (actor.has_perm("training.add_importrun") and actor.has_perm(ImportRun.RIGHTS[kind])):
        raise PermissionDenied


def judge_sheet(importer: Importer[Any], sheet: Sheet) -> Trial:
    """Every row, judged; nothing is written."""
    places, unread = _places(importer, sheet.heads)
    missing = tuple(str(one.label) for one in importer.columns if one.required and one.key not in places)
    if missing:
        return Trial(importer.kind, (), sheet.heads, unread, missing)
    read = [_read(importer, places, line) for line in sheet.lines]
    importer.prepare([values for values, _wrong in read])
    found = _keyed(importer, sheet.lines, read)
    keys = [row.key for row in found if row.key]
    before = set(ImportedRow.objects.filter(kind=importer.kind, key__in=keys).values_list("key", flat=True))
    judged = [_judge(importer, row, given[0], before) for row, given in zip(found, read, strict=True)]
    return Trial(importer.kind, tuple(judged), sheet.heads, unread)


def _places(importer: Importer[Any], heads: Sequence[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column stands, and the headings that are none of ours."""
    places: dict[str, int] = {}
    unread = []
    for at, head in enumerate(heads):
        column = next((one for one in importer.columns if head and one.is_called(head)), None)
        if column is not None and column.key not in places:
            places[column.key] = at
        elif head:
            unread.append(head)
    return places, tuple(unread)


def _read(importer: Importer[Any], places: Mapping[str, int], line: Line) -> tuple[Values, list[Wrong]]:
    """The cells of a row as values, and what is wrong with any of them."""
    values, wrong, unread = Values(), [], set()
    for column in importer.columns:
        at = places.get(column.key, len(line.cells))
        try:
            values[column.key] = column.field.clean(line.cells[at] if at < len(line.cells) else "")
        except ValidationError as error:
            values[column.key] = None
            unread.add(column.key)
            wrong += [(str(column.label), message) for message in error.messages]
    values.unread = frozenset(unread)
    return values, wrong


def _keyed(importer: Importer[Any], lines: Iterable[Line], read: Iterable[tuple[Values, list[Wrong]]]) -> list[Outcome]:
    """Each row with its key, or with what is wrong; of two that are the same the second is."""
    seen: dict[str, int] = {}
    found = []
    for line, (values, wrong) in zip(lines, read, strict=True):
        key = ""
        if not wrong:
            try:
                key = importer.key(values)
            except WrongError as error:
                wrong.append(_said(importer, error))
        if key in seen:
            wrong.append(("", _("The same as row %(row)s.") % {"row": seen[key]}))
        elif key:
            seen[key] = line.number
        found.append(Outcome(line.number, line.cells, tuple(wrong), key))
    return found


def _judge(importer: Importer[Any], row: Outcome, values: Values, before: Container[str]) -> Outcome:
    """What was brought in before is not written once more, also where staff changed or withdrew it since. Of any
    other row all that is wrong is said at once.
    """
    if row.key in before and not row.wrong:
        return replace(row, is_known=True)
    faults = [_said(importer, error) for error in importer.faults(values)]
    if wrong := dict.fromkeys((*row.wrong, *faults)):
        return replace(row, wrong=tuple(wrong))
    return replace(row, judged=importer.judge(values))


def _said(importer: Importer[Any], error: WrongError) -> Wrong:
    label = next((str(one.label) for one in importer.columns if one.key == error.column), "")
    return label, error.message

"""Reading a spreadsheet as text: a CSV file, or the first sheet of an XLSX workbook."""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import load_workbook

BYTES: Final = 2 * 1024 * 1024
ROWS: Final = 1_000
COLUMNS: Final = 40
LONGEST: Final = 500
BLANK_ROWS: Final = 1_000  # after so many nothing follows
PARTS: Final = 500
UNPACKED: Final = 40 * 1024 * 1024
UNSEEN: Final = frozenset("\u200b\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class UnreadableError(Exception):
    """The file cannot be read as a spreadsheet; the text says why, and what to do."""


@dataclass(frozen=True)
class Line:
    """One row with something in it; ``number`` as the spreadsheet counts it, from 1 with the headings."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The headings and the rows beneath them."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]


def read_sheet(content: bytes) -> Sheet:
    """What a file holds. Raises UnreadableError."""
    if len(content) > BYTES:
        raise UnreadableError(_("The file is larger than 2 MB. Divide it into several files."))
    rows = _workbook(content) if content.startswith(b"PK\x03\x04") else _text(content)
    lines = _lines(rows)
    if not lines:
        raise UnreadableError(_("There is nothing in the file."))
    if len(lines) > ROWS + 1:
        raise UnreadableError(_("The file has more than %(most)s rows. Divide it into several files.") % {"most": ROWS})
    return Sheet(heads=lines[0].cells, lines=tuple(lines[1:]))


def plain(text: str) -> str:
    """A heading, name or number as it is compared: case, width and spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split())


def _lines(rows: Iterable[tuple[str, ...]]) -> list[Line]:
    """The rows with something in them, one more than may be at the most."""
    found: list[Line] = []
    for number, cells in enumerate(rows, 1):
        if any(cells):
            filled = max(at for at, cell in enumerate(cells, 1) if cell)
            found.append(Line(number, cells[:filled]))
        last = found[-1].number if found else 0
        if len(found) > ROWS + 1 or number - last > BLANK_ROWS:
            break
    return found


def _text(content: bytes) -> Iterator[tuple[str, ...]]:
    """The rows of a CSV file, divided by what divides its first line."""
    text = _decoded(content)
    first = text.partition("\n")[0]
    divider = max((",", ";", "\t"), key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=divider):
            yield tuple(_clean(cell) for cell in row[:COLUMNS])
    except csv.Error as error:
        raise UnreadableError(_("This is not a CSV file. Save it as “CSV UTF-8” or as XLSX.")) from error


def _decoded(content: bytes) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            _("The letters of this file cannot be read. Save it as “CSV UTF-8” or as XLSX.")
        ) from error
    if "\0" in text:
        raise UnreadableError(_("This is not a CSV file. Save it as “CSV UTF-8” or as XLSX."))
    return text


def _workbook(content: bytes) -> Iterator[tuple[str, ...]]:
    """The rows of a workbook's first sheet: what its cells show, never a formula."""
    _refuse_bomb(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_col=COLUMNS, values_only=True):
            yield tuple(_clean(_shown(value)) for value in row)
    except Exception as error:  # the library raises whatever comes
        raise UnreadableError(_("This workbook cannot be read. Save it anew as XLSX, without a password.")) from error


def _refuse_bomb(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableError(_("This workbook cannot be read. Save it anew as XLSX, without a password.")) from error
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise UnreadableError(_("There is too much in this workbook. Keep one sheet with the rows."))


def _shown(value: Any) -> str:
    """A cell as text; days as 2024-09-14, whole numbers without a point."""
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case datetime() if value.time() == time():
            text = value.date().isoformat()
        case datetime():
            text = value.isoformat(sep=" ", timespec="minutes")
        case time():
            text = value.isoformat(timespec="minutes")
        case float() if value.is_integer():
            text = str(int(value))
        case _:
            text = str(value)
    return text


def _clean(text: str) -> str:
    """Without marks that hide or reorder text, and without the spaces around it."""
    kept = "".join(sign for sign in text if sign not in UNSEEN and (sign == "\n" or unicodedata.category(sign) != "Cc"))
    return " ".join(unicodedata.normalize("NFC", kept)[:LONGEST].split())

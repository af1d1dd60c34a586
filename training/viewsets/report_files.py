"""Reports as files: numbers, text that no spreadsheet runs, Hong Kong dates; on paper, what the screen shows."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from django.http import HttpResponse

from accounts.visibility import inert
from recruitment.rules.tables import Table
from training.rendering import report_paper


def csv_file(rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    """Rows as a CSV file. The mark at the beginning tells spreadsheets that the Chinese in it is UTF-8."""
    written = StringIO()
    csv.writer(written).writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return _attached(written.getvalue().encode("utf-8-sig"), f"{name}.csv", "text/csv; charset=utf-8")


def stacked(title: Sequence[str], tables: Iterable[Table]) -> Iterable[Sequence[Any]]:
    """All tables of a report below each other, each under its title and after an empty line."""
    yield from ([line] for line in title)
    for table in tables:
        yield []
        yield [table.title]
        yield from table.plain()


def pdf_file(name: str, **paper: Any) -> HttpResponse:
    """A report on paper."""
    return _attached(report_paper(**paper), f"{name}.pdf", "application/pdf")


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

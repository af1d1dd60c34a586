"""The list of who may do casework as a spreadsheet: what was filtered, in the reader's language."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.visibility import VisibleIndex, inert
from base.localised import listed
from recruitment.actions.exporting import note_export
from recruitment.models import LanguagePair, SpokenLanguage
from recruitment.rules.languages import language_name
from training.eligibility import Verdict, verdicts
from training.models import Standing

CHUNK, MOST_XLSX = 500, 20_000  # rows read at once; an XLSX file is made as a whole before it is sent
Languages = dict[int, str]


@dataclass(frozen=True)
class Line:
    """One row of the file: the standing, the answer of the day, the languages."""

    row: Standing
    verdict: Verdict
    speaks: str
    interprets: str


def _missing(line: Line) -> str:
    return " ".join(found.reason for found in line.verdict.missing)


def _next(line: Line) -> str:
    return " ".join(f"{found.action}." for found in line.verdict.missing if found.action)


def _cohort(line: Line) -> str:
    application = line.row.placement.application
    return application.cohort.name if application and application.cohort else ""


CELLS: dict[str, tuple[Any, Callable[[Line], Any]]] = {
    "reference": (gettext_lazy("Placement"), lambda line: str(line.row.placement)),
    "name": (gettext_lazy("Volunteer"), lambda line: line.row.placement.volunteer.name),
    "name_other": (gettext_lazy("Name in another script"), lambda line: line.row.placement.volunteer.name_other),
    "email": (gettext_lazy("E-mail address"), lambda line: line.row.placement.volunteer.email),
    "phone": (gettext_lazy("Phone"), lambda line: line.row.placement.volunteer.phone),
    "role": (gettext_lazy("Role"), lambda line: line.row.placement.role.name),
    "cohort": (gettext_lazy("Cohort"), _cohort),
    "since": (gettext_lazy("Accepted from"), lambda line: line.row.placement.starts_on),
    "speaks": (gettext_lazy("Speaks"), lambda line: line.speaks),
    "interprets": (gettext_lazy("Interprets"), lambda line: line.interprets),
    "day": (gettext_lazy("As of"), lambda line: line.verdict.day),
    "eligible": (gettext_lazy("Eligible"), lambda line: _("Yes") if line.verdict.eligible else _("No")),
    "until": (gettext_lazy("Eligible until"), lambda line: line.verdict.until or ""),
    "missing": (gettext_lazy("What is missing"), _missing),
    "next": (gettext_lazy("What to do next"), _next),
    "override": (gettext_lazy("Override until"), lambda line: line.verdict.override_until or ""),
    "soon": (gettext_lazy("To see to"), lambda line: " ".join(found.text for found in line.verdict.cautions)),
}
COLUMNS = tuple(CELLS)


class EligibilityExport(VisibleIndex):
    """Writes the filtered list as CSV, of any length, or as XLSX."""

    @cached_property
    def day(self) -> date:
        """The day the list is asked about."""
        return self.filters.chosen_day  # type: ignore[no-any-return]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "export" in request.GET and self.filters.unread:
            messages.error(request, " ".join(self.filters.unread))
            return self._without_file(request)
        if request.GET.get("export") == self.FORMAT_XLSX and self.get_queryset()[MOST_XLSX:].exists():
            messages.error(request, _("More than 20,000 people match: narrow the list, or export it as CSV."))
            return self._without_file(request)
        return super().get(request, *args, **kwargs)  # type: ignore[no-any-return]

    def _without_file(self, request: HttpRequest) -> HttpResponse:
        """The list on the screen, as it was asked for."""
        query = request.GET.copy()
        query.pop("export")
        return redirect(f"{self.index_url}?{query.urlencode()}")

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        self.language = translation.get_language() or "en"
        known = {self.search_kwarg, *(self.filters.filters if self.filters else ())}
        keys = sorted(name for name, values in self.request.GET.lists() if name in known and any(values))
        note_export(actor=self.request.user, count=queryset.count(), filters=keys, kind=spreadsheet_format)  # type: ignore[arg-type]
        rows = queryset.select_related("placement__volunteer", "placement__role", "placement__application__cohort")
        rows = rows.defer("placement__application__answers")
        return super().as_spreadsheet(rows, spreadsheet_format)

    def get_heading(self, _queryset: Any, field: str) -> str:
        return inert(str(CELLS[field][0]))

    def to_row_dict(self, item: Line) -> dict[str, Any]:
        return {name: cell(item) for name, (_heading, cell) in CELLS.items()}

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        """Chunk by chunk: the answer is written when the reader's language is no longer the active one."""
        lines = super().stream_csv(Lines(queryset, self.day))
        yield "\ufeff".encode()  # else a spreadsheet takes Chinese for something else
        while chunk := self.read(lines):
            yield b"".join(chunk)

    def read(self, lines: Iterable[bytes]) -> list[bytes]:
        """The next lines, in the reader's language."""
        with translation.override(self.language):
            return list(islice(lines, CHUNK))

    def write_xlsx(self, queryset: Any, output: Any) -> None:
        super().write_xlsx(Lines(queryset, self.day), output)


class Lines:
    """The rows of a file, read and judged a chunk at a time."""

    def __init__(self, rows: Any, day: date) -> None:
        self.rows, self.day, self.model = rows, day, rows.model

    def __iter__(self) -> Iterator[Line]:
        rows = self.rows.iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            yield from self.lines(chunk)

    def lines(self, rows: list[Standing]) -> Iterator[Line]:
        """The lines of some rows: a fixed number of queries."""
        people = {row.placement.volunteer_id for row in rows}
        speaks, interprets = spoken(people), interpreted(people)
        found = verdicts([row.placement for row in rows], self.day)
        for row, verdict in zip(rows, found, strict=True):
            person = row.placement.volunteer_id
            yield Line(row, verdict, speaks.get(person, ""), interprets.get(person, ""))


PERSON = "application__placement__volunteer"


def spoken(people: Collection[int]) -> Languages:
    """The languages each person said they speak, in a line."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = SpokenLanguage.objects.filter(**{f"{PERSON}__in": people}).order_by("pk")
    for person, code in rows.values_list(PERSON, "language"):
        found[person].append(language_name(code))
    return {person: listed(dict.fromkeys(names)) for person, names in found.items()}


def interpreted(people: Collection[int]) -> Languages:
    """From what into what each person interprets, in a line."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = LanguagePair.objects.filter(**{f"{PERSON}__in": people}).order_by("pk")
    for person, source, target in rows.values_list(PERSON, "source", "target"):
        found[person].append(f"{language_name(source)} → {language_name(target)}")
    return {person: listed(dict.fromkeys(names)) for person, names in found.items()}

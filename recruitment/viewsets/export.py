"""The list of applications as a spreadsheet: what was filtered, in the reader's language and Hong Kong time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from accounts.visibility import VisibleIndex, inert
from base.localised import listed
from recruitment.actions.exporting import note_export
from recruitment.models import Application, Cohort, FormDefinition
from recruitment.rules import Question, questions, shown
from recruitment.rules.catalogue.about import HEARD
from recruitment.rules.languages import language_name
from recruitment.rules.questions import FOR_SUPERVISOR, WHO, in_words

MOST, CHUNK = 10_000, 200  # rows of a file; rows read at once
ANSWER = "answer:"
# Answered in columns of their own already; a file is opened on the application's page, where that is noted.
STATED = {"name", "name_other", "email", "phone", "hours_per_week", "months", "leaves_on", "source", "cohort"}


class ApplicationExport(VisibleIndex):
    """Writes the filtered list as CSV or XLSX. With a role chosen, each question of its forms is a column."""

    list_export: Sequence[str] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_export and self.get_queryset()[MOST:].exists():
            messages.error(request, _("More than 10,000 applications match: narrow the list, then export it."))
            query = request.GET.copy()
            query.pop("export")
            return redirect(f"{self.index_url}?{query.urlencode()}")
        return super().get(request, *args, **kwargs)  # type: ignore[no-any-return]

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        self.language = translation.get_language() or "en"
        self.list_export = [*self.list_export, *self.columns_of_answers]
        rows = queryset.with_hidden_names(self.request.user).prefetch_related("tags", "spoken", "pairs")
        known = {self.search_kwarg, *(self.filters.filters if self.filters else ())}
        keys = sorted(name for name, values in self.request.GET.lists() if name in known and any(values))
        note_export(actor=self.request.user, count=rows.count(), filters=keys, kind=spreadsheet_format)  # type: ignore[arg-type]
        return super().as_spreadsheet(rows, spreadsheet_format)

    @cached_property
    def forms(self) -> dict[int, dict[str, Question]]:
        """The questions of each form of the chosen role, by key, those the reader may not see left out."""
        role = self.filters.chosen_role if self.filters else None
        rows = FormDefinition.objects.filter(role=role).order_by("version") if role else ()
        conflict = self.request.user.has_perm("recruitment.view_conflict")
        return {
            form.pk: {
                question["key"]: question
                for question in questions(form.content)
                if question["kind"] != "file" and (conflict or question.get("seen_by") != FOR_SUPERVISOR)
            }
            for form in rows
        }

    @cached_property
    def columns_of_answers(self) -> dict[str, str]:
        """A column for each question, with its heading in the words of the latest form that asks it."""
        headings: dict[str, str] = {}
        for asked in reversed(self.forms.values()):
            for key, question in asked.items():
                if key not in STATED:
                    headings.setdefault(ANSWER + key, in_words(question["label"]))
        return headings

    @cached_property
    def rounds(self) -> dict[str, str]:
        """The cohorts by id, as an answer names them."""
        return {str(cohort.pk): cohort.name for cohort in Cohort.objects.all()}

    def get_heading(self, queryset: Any, field: str) -> str:
        heading = self.columns_of_answers.get(field) or super().get_heading(queryset, field)
        return inert(str(heading))

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {field: self.value(item, field) for field in self.list_export}

    def value(self, row: Application, field: str) -> Any:
        """What stands in one cell; whose it is only where the reader may know."""
        if field in WHO and row.name_hidden:  # type: ignore[attr-defined]
            return ""
        if field.startswith(ANSWER):
            key = field.removeprefix(ANSWER)
            question = self.forms.get(row.form_id, {}).get(key)
            return shown(question, row.answers.get(key), rounds=self.rounds) if question else ""
        return IN_WORDS[field](row) if field in IN_WORDS else getattr(row, field)

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        """Chunk by chunk: the answer is written when the reader's language is no longer the active one."""
        lines = super().stream_csv(Read(queryset))
        yield "\ufeff".encode()  # else a spreadsheet takes Chinese for something else
        while chunk := self.read(lines):
            yield b"".join(chunk)

    def read(self, lines: Iterable[bytes]) -> list[bytes]:
        """The next lines, in the reader's language."""
        with translation.override(self.language):
            return list(islice(lines, CHUNK))

    def write_xlsx(self, queryset: Any, output: Any) -> None:
        super().write_xlsx(Read(queryset), output)


class Read:
    """Rows read a chunk at a time; Wagtail asks them for their model."""

    def __init__(self, rows: Any) -> None:
        self.rows, self.model = rows, rows.model

    def __iter__(self) -> Iterator[Application]:
        return self.rows.iterator(chunk_size=CHUNK)  # type: ignore[no-any-return]


def tags(row: Application) -> str:
    """The tags, in a line."""
    return listed(row.tags.all())


def languages(row: Application) -> str:
    """The languages spoken, in a line."""
    return listed(language_name(spoken.language) for spoken in row.spoken.all())


def pairs(row: Application) -> str:
    """From what into what somebody interprets."""
    return listed(f"{language_name(pair.source)} → {language_name(pair.target)}" for pair in row.pairs.all())


def source(row: Application) -> str:
    """How somebody heard of us, in words."""
    named = {choice["value"]: choice["label"] for choice in HEARD}
    return in_words(named[row.source]) if row.source in named else row.source


IN_WORDS: dict[str, Callable[[Application], str]] = {
    "source": source,
    "tags": tags,
    "languages": languages,
    "pairs": pairs,
    "stage": lambda row: str(row.get_stage_display()),
}

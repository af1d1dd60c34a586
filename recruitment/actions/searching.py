"""Keeping what applications are found by."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from recruitment.actions.duplicates import keep_likeness
from recruitment.models import Application, FormDefinition, SearchText
from recruitment.rules import Question, questions
from recruitment.rules.languages import language_name
from recruitment.rules.questions import FOR_SUPERVISOR, WHO, languages_told, pairs_told
from recruitment.rules.searching import digits, searchable

FREE, CHOSEN = ("text", "long_text"), ("choice", "choices")
CHUNK, ROUND = 200, 1000  # applications read at once, and made up for in one round


@transaction.atomic
def keep_search_text(*, application: Application, is_new: bool = False) -> None:
    """Write the words an application is found by, as it stands now: called within what changes or makes it."""
    _keep([_found_by(application)])
    keep_likeness(person=application, is_new=is_new)


def rebuild_search_texts() -> int:
    """Write the words of all applications anew. Returns how many."""
    return _write(Application.objects.order_by("pk"))


def catch_up() -> int:
    """Write the words of applications that have none yet. Returns how many."""
    return _write(Application.objects.filter(search_text=None).order_by("pk")[:ROUND])


def _write(rows: QuerySet[Application]) -> int:
    """A chunk at a time, each in one short transaction."""
    keys, forms = list(rows.values_list("pk", flat=True)), _forms()
    for start in range(0, len(keys), CHUNK):
        chunk = Application.objects.filter(pk__in=keys[start : start + CHUNK])
        _keep([_found_by(row, forms) for row in chunk])
    return len(keys)


def _keep(rows: list[SearchText]) -> None:
    SearchText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["application"], update_fields=["who", "text"]
    )


def _forms() -> dict[int, Mapping[str, Any]]:
    return dict(FormDefinition.objects.values_list("pk", "content"))


def _found_by(application: Application, forms: Mapping[int, Mapping[str, Any]] | None = None) -> SearchText:
    row = application
    content = forms[row.form_id] if forms else row.form.content
    who = [row.name, row.name_other, row.email, digits(row.phone)]
    text = [row.reference, row.reference.replace("-", "")]
    text += [*_answers(content, row.answers), *_languages(content, row.answers)]
    return SearchText(application=row, who=searchable(who), text=searchable(text))


def _answers(content: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[str]:
    """What was written, and the labels of what was chosen, in both languages.

    Nothing that is for the supervisor, and nothing that tells who it is.
    """
    for question in questions(dict(content)):
        value = answers.get(question["key"])
        if not value or question["key"] in WHO or question.get("seen_by") == FOR_SUPERVISOR:
            continue
        if question["kind"] in FREE:
            yield str(value)
        elif question["kind"] in CHOSEN:
            yield from _labels(question, value if isinstance(value, list) else [value])


def _labels(question: Question, chosen: list[Any]) -> Iterator[str]:
    for choice in question.get("choices", ()):
        if choice["value"] in chosen:
            yield from choice["label"].values()
    known = {choice["value"] for choice in question.get("choices", ())}
    yield from (value for value in chosen if isinstance(value, str) and value not in known)


def _languages(content: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[str]:
    """The languages spoken and interpreted, named in both languages of the product, and the dialects."""
    yield from (pair["dialect"] for pair in pairs_told(dict(content), answers))
    for code in languages_told(dict(content), answers):
        yield from (language_name(code, "en"), language_name(code, "zh-hant"))

"""Questions of staff's own among the built-in ones: where they stand, and how their choices are written."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.text import slugify

from recruitment.rules.questions import Content, Question, Section

MORE: Final = "more"
BEFORE: Final = "why"
MOST: Final = 20
MOST_FILES: Final = 5
CHOICES_MIN, CHOICES_MAX, CHOICE_LENGTH = 2, 30, 150
LENGTHS: Final = {"text": 200, "long_text": 3000}
NUMBER_MAX: Final = 999_999_999  # a year, a price, a number of words: whatever staff count
TITLE: Final = {"en": "A few more questions", "zh": "另外幾條問題"}


def lines(text: str) -> list[str]:
    """The choices written one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def as_question(row: Any) -> Question:
    """A question's row as a form's definition keeps it."""
    question: Question = {
        "key": row.key,
        "kind": row.kind,
        "label": _both(row, "label"),
        "why": _both(row, "why"),
        "required": row.required,
        "seen_by": "recruiters",
    }
    if row.help_en or row.help_zh:
        question["help"] = _both(row, "help")
    if row.kind in LENGTHS:
        question["max"] = LENGTHS[row.kind]
    if row.kind == "number":
        question |= {"min": 0, "max": NUMBER_MAX}
    if row.kind in {"choice", "choices"}:
        question["choices"] = _choices(row)
    return question


def _both(row: Any, name: str) -> dict[str, str]:
    return {suffix: getattr(row, f"{name}_{suffix}") for suffix in ("en", "zh")}


def _choices(row: Any) -> list[dict[str, Any]]:
    """The choices with codes made of their English words, which so mean the same in every version of the form."""
    found: dict[str, dict[str, Any]] = {}
    for en, zh in zip(lines(row.choices_en), lines(row.choices_zh), strict=False):
        code = slugify(en)[:40] or "choice"
        while code in found:
            code += "-2"
        found[code] = {"value": code, "label": {"en": en, "zh": zh}}
    return list(found.values())


def with_own(content: Content, asked: Sequence[Question]) -> Content:
    """A form's content with a step of these questions before the reasons are asked; the same where there are none."""
    if not asked:
        return content
    own: Section = {"key": MORE, "title": dict(TITLE), "questions": list(asked)}
    steps: list[Section] = content["steps"]
    place = next((at for at, step in enumerate(steps) if step["key"] == BEFORE), len(steps))
    return {**content, "steps": [*steps[:place], own, *steps[place:]]}

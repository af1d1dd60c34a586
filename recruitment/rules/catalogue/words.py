"""How the catalogue writes its questions and steps down."""

from typing import Any

from recruitment.rules.questions import Question, Section, Words

PRIVACY_VERSION = "2027-01"
NAME_MAX = 120
LINE_MAX = 200
NOTE_MAX = 1000
TEXT_MAX = 3000


def both(en: str, zh: str) -> Words:
    """A text in both languages."""
    return {"en": en, "zh": zh}


def ask(key: str, kind: str, label: Words, *, why: Words, required: bool = True, **more: Any) -> Question:
    """A question, with the reason for it; the recruiters see the answer unless ``seen_by`` says otherwise."""
    return {"key": key, "kind": kind, "label": label, "why": why, "required": required, "seen_by": "recruiters"} | more


def choice(value: str, en: str, zh: str) -> dict[str, Any]:
    """One of the answers to choose from."""
    return {"value": value, "label": both(en, zh)}


def step(key: str, title: Words, asked: list[Question], **more: Any) -> Section:
    """A page of questions."""
    return {"key": key, "title": title, "questions": asked} | more

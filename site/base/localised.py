"""Text that staff keep in both languages, as paired columns ``x_en`` and ``x_zh``."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import pgettext

SUFFIXES = {"en": "en", "zh-hant": "zh"}


def suffix(language: str | None = None) -> str:
    """The column suffix of a language code, of the active language by default; English for any other."""
    return SUFFIXES.get(language or translation.get_language() or "en", "en")


def localised(row: Any, name: str, language: str | None = None) -> str:
    """``row.<name>`` in the active (or given) language, in the other one where it is still empty."""
    wanted = suffix(language)
    other = "zh" if wanted == "en" else "en"
    text: str = getattr(row, f"{name}_{wanted}") or getattr(row, f"{name}_{other}")
    return text


def listed(items: Iterable[object]) -> str:
    """A list in a sentence, as the active language divides it: "Monday morning, Friday afternoon"."""
    return pgettext("between the items of a list", ", ").join(map(str, items))

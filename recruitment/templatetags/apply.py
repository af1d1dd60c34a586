"""Texts of a form's definition."""

from collections.abc import Mapping

from django.template import Library

from recruitment.rules import in_words

register = Library()


@register.filter
def words(text: Mapping[str, str] | None) -> str:
    """A text that the definition keeps in both languages, in the reader's."""
    return in_words(text)


@register.filter
def words_in(text: Mapping[str, str] | None, language: str) -> str:
    """A text that the definition keeps in both languages, in a given one: to be read out to somebody."""
    return in_words(text, language)

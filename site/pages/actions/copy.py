"""The shape that the words of the demonstration take in each language."""

from dataclasses import dataclass
from typing import Any

Body = list[tuple[str, Any]]


@dataclass(frozen=True, kw_only=True)
class PageWords:
    """A page of words; the slug is the same in both languages."""

    slug: str
    title: str
    introduction: str
    body: Body
    in_menu: bool = False


@dataclass(frozen=True, kw_only=True)
class Words:
    """All words of one language; ``roles`` by the role's slug."""

    home_title: str
    headline: str
    introduction: str
    roles_heading: str
    home_body: Body
    roles_title: str
    roles_introduction: str
    roles: dict[str, Body]
    pages: tuple[PageWords, ...]
    read_first: str


def text(html: str) -> tuple[str, str]:
    """A block of rich text."""
    return "text", html


def steps(heading: str, *pairs: tuple[str, str]) -> tuple[str, Any]:
    """A block of steps, as (title, what happens)."""
    return "steps", {"heading": heading, "steps": [{"title": title, "text": words} for title, words in pairs]}


def notice(tone: str, title: str, html: str) -> tuple[str, Any]:
    """A block that must not be missed."""
    return "notice", {"tone": tone, "title": title, "text": html}


def facts(heading: str, *pairs: tuple[str, str]) -> tuple[str, Any]:
    """A block of facts, as (term, value)."""
    return "facts", {"heading": heading, "rows": [{"term": term, "value": value} for term, value in pairs]}

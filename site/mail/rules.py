"""The kinds of mail. Each app registers its own, with the fields a text may use and a sample of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from base.localised import suffix


def braced(name: str) -> str:
    """A field as a text names it."""
    return "{" + name + "}"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of mail: what staff may edit, and what the text may speak of.

    ``fields`` maps a field's name to what it means, ``sample`` to an example (``sample_zh`` to one
    in Chinese, where it differs); a text names a field as ``{name}``.
    The texts here are the defaults a fresh copy starts with. A ``secret`` one carries a code or a link that
    signs someone in: its body is shown to nobody and forgotten once delivered, and its subject names no field.
    An ``awaited`` one is what somebody sits before a page for: it goes before all other mail.
    """

    key: str
    label: str | Promise
    fields: Mapping[str, str | Promise]
    sample: Mapping[str, str]
    subject_en: str
    subject_zh: str
    body_en: str
    body_zh: str
    secret: bool = False
    awaited: bool = False
    sample_zh: Mapping[str, str] = field(default_factory=dict)

    def example(self, language: str) -> dict[str, str]:
        """The example in a language."""
        chinese = self.sample_zh if suffix(language) == "zh" else {}
        return {name: chinese.get(name, value) for name, value in self.sample.items()}

    def check_subject(self, text: str) -> None:
        """Refuse what a subject may not say; raises ValidationError. Staff can read the subject of a secret mail."""
        self.check(text)
        if self.secret and "{" in text:
            raise ValidationError(_("The subject of this mail is not secret, so it cannot name a field."))

    def check(self, text: str) -> None:
        """Refuse a text that names a field this kind does not have; raises ValidationError."""
        try:
            named = {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise ValidationError(_("A curly bracket is missing or too many.")) from error
        unknown = sorted(named - set(self.fields))
        if unknown:
            raise ValidationError(
                _("There is no field %(unknown)s here. The fields are: %(known)s."),
                params={
                    "unknown": ", ".join(map(braced, unknown)),
                    "known": ", ".join(map(braced, self.fields)),
                },
            )

    def fill(self, text: str, values: Mapping[str, str]) -> str:
        """The text with its fields put in."""
        return text.format_map({name: str(values[name]) for name in self.fields})


class NotFound(Exception):  # noqa: N818 - it reads as what happened
    """No row of this reference may be used for a preview; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the fields of some kinds get real values from, to see how a text reads: a row chosen by its reference.

    ``values`` takes the reference, a language code and the person who asks, who holds ``permission``; it gives what
    it knows of the kinds' fields, or raises :class:`NotFound`. A room registers its own; mail knows none of them.
    """

    label: str | Promise
    permission: str
    applies: Callable[[Kind], bool]
    values: Callable[[str, str, Any], Mapping[str, str]]


_kinds: dict[str, Kind] = {}
_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Make a source known; called when an app is ready."""
    _sources.append(source)
    return source


def source_of(kind: Kind) -> Source | None:
    """Where this kind's fields may get real values from, if from anywhere."""
    return next((source for source in _sources if source.applies(kind)), None)


def register(kind: Kind) -> Kind:
    """Make a kind known; called when an app is ready."""
    _kinds[kind.key] = kind
    return kind


def kind(key: str) -> Kind:
    """The kind of this key; KeyError if no app registered it."""
    return _kinds[key]


def known(key: str) -> Kind | None:
    """The same, None where no app registers it any more: what was written before is still delivered and shown."""
    return _kinds.get(key)


def kinds() -> list[Kind]:
    """All kinds, by key."""
    return [_kinds[key] for key in sorted(_kinds)]

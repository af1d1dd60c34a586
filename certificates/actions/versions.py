"""What the versions of an award said, and in what each differs from the one before."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from certificates.models import Award, AwardVersion

# The texts of an award as its form names them, each with its place in the words that certificates freeze.
TEXTS = {
    **{name: ("award", name) for name in ("title_en", "title_zh", "text_en", "text_zh")},
    **{f"signatory_{name}": ("signatory", name) for name in ("name", "title_en", "title_zh")},
}


@dataclass(frozen=True)
class Difference:
    """One text that was changed."""

    label: str
    before: str
    now: str


@dataclass(frozen=True)
class Told:
    """A version as it is read: its row, how many certificates were issued in these words, and what it changed."""

    row: AwardVersion
    certificates: int
    differences: list[Difference]


def history(award: Award) -> list[Told]:
    """The versions of an award, the latest first."""
    rows = list(award.versions.select_related("by").order_by("version"))
    issued = award.certificates.exclude(facts={}).order_by().values("facts__award__version")
    counted = {row["facts__award__version"]: row["number"] for row in issued.annotate(number=Count("pk"))}
    earlier: list[AwardVersion | None] = [None, *rows]
    pairs = zip(rows, earlier, strict=False)
    told = [Told(row, counted.get(row.version, 0), list(differences(old, row)) if old else []) for row, old in pairs]
    return told[::-1]


def differences(old: AwardVersion, new: AwardVersion) -> Iterator[Difference]:
    """The texts in which two versions differ, and whether the signature does."""
    for name, place in TEXTS.items():
        before, now = _text(old.words, place), _text(new.words, place)
        if before != now:
            yield Difference(_label(name), before, now)
    before, now = (_text(row.words, ("signatory", "signature")) for row in (old, new))
    if before != now:
        yield Difference(_label("signature"), _drawn(before), _("Another picture") if before and now else _drawn(now))


def _text(words: dict[str, Any], place: tuple[str, str]) -> str:
    return str(words.get(place[0], {}).get(place[1], ""))


def _drawn(signature: str) -> str:
    return _("A picture") if signature else _("None")


def _label(name: str) -> str:
    return str(Award._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # noqa: SLF001 - Django's documented API


def theirs(typed: Award, now: Award) -> list[Difference]:
    """Where an award as typed differs from what somebody else saved meanwhile: what is typed, what is theirs."""
    fields = [field for field in Award._meta.concrete_fields if field.editable and not field.primary_key]  # noqa: SLF001
    both = [(field, _shown(typed, field.name), _shown(now, field.name)) for field in fields]
    return [Difference(str(field.verbose_name), mine, other) for field, mine, other in both if mine != other]


def _shown(award: Award, name: str) -> str:
    if name == "signature":
        return _drawn(str(award.signature))
    shown = getattr(award, f"get_{name}_display", None)
    value = shown() if shown else getattr(award, name)
    return "" if value is None else str(value)

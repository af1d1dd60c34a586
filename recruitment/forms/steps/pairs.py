"""Pairs of languages, one way each: as many rows as somebody needs, added and taken away by buttons that save."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from recruitment.forms.steps.texts import clean_text
from recruitment.rules import in_words
from recruitment.rules.languages import LANGUAGES, TYPED_LONGEST, by_name, language_code
from recruitment.rules.questions import WAYS

Row = dict[str, Any]
ROWS_MOST = 30
DIALECT_MAX = 80
OTHER = "other"
BACK = "back"
LINES = ("source", "source_other", "target", "target_other", "dialect")
PARTS = (*LINES, "ways")


class PairsWidget(forms.Widget):
    """Rows of boxes named ``pairs_0_source`` and so on; ``pairs_rows`` says how many there are."""

    template_name = "components/pairs_input.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[Row]:
        return [_read(data, f"{name}_{place}") for place in range(_count(data, name))]

    def value_omitted_from_data(self, data: Any, _files: Any, name: str) -> bool:
        return f"{name}_rows" not in data

    def typed(self, name: str, data: Any) -> dict[str, list[str]]:
        """What was typed, by the names of the boxes, as the pressed button leaves it: a row more, or one less."""
        if f"{name}_rows" not in data:
            return {}
        rows = self.value_from_datadict(data, None, name)
        if (away := data.get(f"{name}_remove", "")).isdecimal():
            rows = [row for place, row in enumerate(rows) if place != int(away)]
        if (add := data.get(f"{name}_add")) and len(rows) < ROWS_MOST:
            rows.append(_turned(rows) if add == BACK else {})
        sent = {f"{name}_{place}_{part}": _listed(row.get(part)) for place, row in enumerate(rows) for part in PARTS}
        return {f"{name}_rows": [str(max(len(rows), 1))], **{box: values for box, values in sent.items() if values}}

    def wanted(self, name: str, data: Any) -> str | None:
        """Where on the page to go on after the button, if one of these was pressed."""
        if f"{name}_add" in data:
            return f"id_{name}_{min(_count(data, name), ROWS_MOST - 1)}"
        return f"id_{name}_0" if f"{name}_remove" in data else None

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, dict(attrs or {}))
        rows = list(value or []) or [{}]
        choices = [*by_name(), (OTHER, _("Another language"))]
        ways = [(way, in_words(words)) for way, words in WAYS.items()]
        more = {"longest": TYPED_LONGEST, "dialect_longest": DIALECT_MAX, "may_add": len(rows) < ROWS_MOST}
        wrong = [place for place, row in enumerate(rows) if any(row.values()) and _problems(row)]
        return (
            context
            | {"rows": list(enumerate(rows)), "wrong": wrong, "choices": choices, "ways": ways, "back": BACK}
            | more
        )


class PairsField(forms.Field):
    """Pairs as ``{"source", "target", "dialect", "spoken", "written"}``; rows left empty do not count."""

    widget = PairsWidget

    def clean(self, value: list[Row] | None) -> list[Row]:
        """The pairs, each once. What is wrong is said with the number of the pair."""
        filled = [(place, row) for place, row in enumerate(value or [], 1) if any(row.values())]
        if not filled and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        wrong = [
            _("Pair %(number)s: %(problem)s") % {"number": place, "problem": problem}
            for place, row in filled
            for problem in _problems(row)
        ]
        if wrong:
            raise ValidationError(wrong)
        return _once([_pair(row) for _place, row in filled])


def _count(data: Any, name: str) -> int:
    told = str(data.get(f"{name}_rows", ""))
    return min(int(told), ROWS_MOST) if told.isdecimal() and len(told) <= len(str(ROWS_MOST)) else 1


def _read(data: Any, prefix: str) -> Row:
    ways = data.getlist(f"{prefix}_ways") if hasattr(data, "getlist") else data.get(f"{prefix}_ways", [])
    lines = {part: clean_text(str(data.get(f"{prefix}_{part}", ""))).strip() for part in LINES}
    return {**lines, "ways": [way for way in WAYS if way in ways]}


def _listed(value: Any) -> list[str]:
    values: list[str] = value if isinstance(value, list) else [value]
    return [text for text in values if text]


def _turned(rows: list[Row]) -> Row:
    """The last pair that was filled in, the other way round."""
    last = next((row for row in reversed(rows) if any(row.values())), {})
    swapped = {"source": "target", "target": "source", "source_other": "target_other", "target_other": "source_other"}
    return {part: last.get(swapped.get(part, part), "") for part in PARTS}


def _end(row: Row, end: str) -> str:
    """The language at one end, as a code or as typed; "" where none was chosen."""
    chosen, other = row.get(end, ""), row.get(f"{end}_other", "")
    return chosen if chosen in LANGUAGES else language_code(other)


def _problems(row: Row) -> list[str]:
    source, target = _end(row, "source"), _end(row, "target")
    found = {
        _("choose the language you work from."): not source,
        _("choose the language you work into."): not target,
        _("choose two different languages."): bool(source) and source.casefold() == target.casefold(),
        _("say whether it is spoken, written or both."): not row.get("ways"),
        _("describe the dialect in fewer words."): len(row.get("dialect", "")) > DIALECT_MAX,
    }
    return [problem for problem, holds in found.items() if holds]


def _pair(row: Row) -> Row:
    ways = {way: way in row["ways"] for way in WAYS}
    return {"source": _end(row, "source"), "target": _end(row, "target"), "dialect": row.get("dialect", ""), **ways}


def _once(pairs: list[Row]) -> list[Row]:
    """Each pair once; what was said twice is taken together."""
    kept: dict[tuple[str, ...], Row] = {}
    for pair in pairs:
        first = kept.setdefault(tuple(pair[part].casefold() for part in ("source", "target", "dialect")), pair)
        first.update({way: first[way] or pair[way] for way in WAYS})
    return list(kept.values())

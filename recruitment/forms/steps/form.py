"""One form per step of an application, made from the form's definition."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from base.forms import SiteForm
from recruitment.actions.uploads import Upload
from recruitment.forms.steps.kinds import KINDS, PICKED, Round
from recruitment.forms.steps.pairs import PairsWidget
from recruitment.forms.steps.texts import clean_text
from recruitment.forms.uploads import KeptFile, UploadField
from recruitment.rules import Question, Section, in_words
from recruitment.rules.files import TAKEN
from recruitment.rules.questions import NO_CASE, SEEN_BY

TYPED_MAX = 20_000  # of what is kept though it is too long to be valid


def hint(question: Question) -> SafeString:
    """What stands before a field: how to answer, what not to write; more quietly why it is asked.

    Who sees it is said here only where it is not the recruiters: the page says that once for all.
    """
    lines = [in_words(question.get("help"))]
    if question["kind"] == "long_text":
        lines.append(in_words(NO_CASE))
    if question["kind"] == "file":
        lines.append(in_words(TAKEN))
    said = format_html_join(" ", "{}", ((line,) for line in lines if line))
    why = in_words(question["why"])
    if question["seen_by"] != "recruiters":
        why = f"{why} {in_words(SEEN_BY[question['seen_by']])}"
    return format_html('{} <span class="why">{}</span>', said, why)


class StepForm(SiteForm):
    """The questions of one step, in the reader's language."""

    def __init__(
        self,
        *args: Any,
        step: Section,
        rounds: Sequence[Round] = (),
        kept: Callable[[], Mapping[str, KeptFile]] = dict,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        for question in step["questions"]:
            self.fields[question["key"]] = self._field(question, rounds)
        for key, box in self.file_boxes.items():
            if key != self.remove_pressed:
                box.keep(partial(_one_of, kept, key))

    def _field(self, question: Question, rounds: Sequence[Round]) -> forms.Field:
        kind = question["kind"]
        label = in_words(question["label"])
        missing = _("Choose an answer to “%(question)s”.") if kind in PICKED else _("“%(question)s” needs an answer.")
        common: dict[str, Any] = {
            "label": label,
            "help_text": hint(question),
            "required": question["required"],
            "error_messages": {"required": missing % {"question": label}},
        }
        if kind == "cohort":
            common["rounds"] = rounds
        return KINDS[kind](question, **common)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        one_of = self.step.get("one_of", [])
        if one_of and not any(cleaned.get(key) or key in self.errors for key in one_of):
            self.add_error(one_of[0], _("Give an e-mail address or a phone number, so that we can answer you."))
        return cleaned

    def typed(self) -> dict[str, list[str]]:
        """What was typed, valid or not, by the names of the boxes; nothing that is not ours."""
        data: Any = self.data
        sent: dict[str, list[str]] = {}
        for key, box in self.fields.items():
            if key in self.file_boxes:
                continue
            if isinstance(box.widget, PairsWidget):
                sent |= box.widget.typed(key, data)
            else:
                sent |= {name: data.getlist(name) for name in _boxes(key, box.widget) if name in data}
        return {name: [clean_text(value)[:TYPED_MAX] for value in values] for name, values in sent.items()}

    @property
    def row_wanted(self) -> str | None:
        """The id of the row that a pressed button adds, or of the rows of which it takes one away; otherwise None."""
        rows = ((key, box.widget) for key, box in self.fields.items() if isinstance(box.widget, PairsWidget))
        return next((place for key, widget in rows if (place := widget.wanted(key, self.data))), None)

    def values(self) -> dict[str, Any]:
        """The valid answers by question key, as JSON keeps them; files are kept beside them."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {key: _plain(value) for key, value in self.cleaned_data.items() if key not in self.file_boxes}

    @property
    def file_boxes(self) -> dict[str, UploadField]:
        """The questions answered by a file."""
        return {key: box for key, box in self.fields.items() if isinstance(box, UploadField)}

    @property
    def remove_pressed(self) -> str | None:
        """The question whose file a pressed button takes away."""
        pressed: str = self.data.get("remove", "")
        return pressed if pressed in self.file_boxes else None

    @property
    def uploads(self) -> dict[str, Upload]:
        """The files that were sent and are taken."""
        self.is_valid()
        sent = {key: self.cleaned_data.get(key) for key in self.file_boxes}
        return {key: upload for key, upload in sent.items() if isinstance(upload, Upload)}

    @property
    def refusals(self) -> list[str]:
        """Why files that were sent are not taken: whoever sent them has to be told, whichever button was pressed."""
        unfit = [key for key in self.file_boxes if self.has_error(key, "unfit")]
        return [str(reason) for key in unfit for reason in self.errors[key]]


def _one_of(kept: Callable[[], Mapping[str, KeptFile]], key: str) -> KeptFile | None:
    return kept().get(key)


def _boxes(key: str, widget: forms.Widget) -> list[str]:
    """The names under which a question's boxes are sent."""
    if isinstance(widget, forms.MultiWidget):
        names: list[str] = widget.widgets_names  # type: ignore[attr-defined]
        return [key + name for name in names]
    return [key]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

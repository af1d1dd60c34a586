"""The forms of what is done to several applications at once, and of the filters somebody keeps."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from mail.rules import kind as kind_of
from recruitment.actions.bulk import BULK_TARGETS, MOST, Group, Text
from recruitment.actions.pipeline import kind_for
from recruitment.models import Stage, Tag

SEEN = re.compile(r"\d{1,12}-\d{1,9}(,\d{1,12}-\d{1,9})*")


def seen_as_text(versions: Mapping[int, int]) -> str:
    """Which applications were seen at which version: "12-0,15-3"."""
    return ",".join(f"{key}-{version}" for key, version in versions.items())


def seen_of(text: str) -> dict[int, int]:
    """The keys and versions in such a text; empty where it is not one."""
    if not SEEN.fullmatch(text):
        return {}
    parts = (part.split("-") for part in text.split(","))
    return dict(list({int(key): int(version) for key, version in parts}.items())[:MOST])


class TargetForm(forms.Form):
    """The stage to move to."""

    to = forms.ChoiceField(
        label=_("Move to"), choices=[(stage.value, stage.label) for stage in BULK_TARGETS], widget=forms.RadioSelect
    )


class BulkMoveForm(forms.Form):
    """A move of several, with the mail of each role and language: read, edited or left out before it is confirmed."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False, help_text=_("Kept in the history."))
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=5000,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, to: Stage, texts: Mapping[Group, Text], **kwargs: Any) -> None:
        """``texts`` are the mails as they would be sent, by role and language."""
        super().__init__(*args, **kwargs)
        self.to, self.groups = to, list(texts)
        self.fields["reason"].required = to == Stage.DECLINED
        for group, text in texts.items():
            self._add(group, text)

    def _add(self, group: Group, text: Text) -> None:
        name = name_of(group)
        body = forms.Textarea(attrs={"rows": 10})
        self.fields[f"send-{name}"] = forms.BooleanField(label=_("Send this mail"), required=False, initial=True)
        self.fields[f"subject-{name}"] = forms.CharField(
            label=_("Subject"), max_length=150, required=False, initial=text.subject
        )
        self.fields[f"body-{name}"] = forms.CharField(
            label=_("Text"), max_length=20000, required=False, initial=text.body, widget=body
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = kind_of(kind_for(self.to))
        checks = {"subject": kind.check_subject, "body": kind.check}
        for name in map(name_of, self.groups):
            for part, check in checks.items() if cleaned.get(f"send-{name}") else ():
                self._check(f"{part}-{name}", cleaned.get(f"{part}-{name}", ""), check)
        return cleaned

    def _check(self, name: str, text: str, check: Any) -> None:
        if not text.strip():
            self.add_error(name, _("Write the mail, or do not send one."))
            return
        try:
            check(text)
        except ValidationError as error:
            self.add_error(name, error)

    @property
    def texts(self) -> dict[Group, Text | None]:
        """The mails as written, by role and language; None where none is sent."""
        return {group: self._text(name_of(group)) for group in self.groups}

    def _text(self, name: str) -> Text | None:
        typed = self.cleaned_data
        if not typed[f"send-{name}"]:
            return None
        return Text(subject=typed[f"subject-{name}"], body=typed[f"body-{name}"].replace("\r\n", "\n"))


def name_of(group: Group) -> str:
    """How the fields of a role and language are told apart."""
    role, language = group
    return f"{role}-{language}"


class TagForm(forms.Form):
    """A tag to put on, known or new."""

    name = forms.CharField(
        label=_("Tag"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "known-tags", "autocomplete": "off"}),
        help_text=_("A word by which you sort applications. Write a new one or choose one. Never a name."),
    )


class UntagForm(forms.Form):
    """A tag to take off."""

    tag = forms.ModelChoiceField(label=_("Tag"), queryset=Tag.objects.all(), empty_label=None)

"""One mark, as the register's page or a phone sends it."""

from typing import Any

from django import forms

from training.models import Status

UNDO = "undo"


class MarkForm(forms.Form):
    """What was tapped, the version that was seen, and the mark's own id, so that sent twice it counts once."""

    status = forms.ChoiceField(choices=[*Status.choices, (UNDO, UNDO)])
    client_id = forms.UUIDField()
    seen_version = forms.IntegerField(min_value=0)
    minutes_late = forms.IntegerField(min_value=0, max_value=600, required=False)
    minutes_left_early = forms.IntegerField(min_value=0, max_value=600, required=False)

    def clean(self) -> dict[str, Any]:
        """An empty box of minutes is none."""
        cleaned = super().clean() or {}
        for name in ("minutes_late", "minutes_left_early"):
            cleaned[name] = cleaned.get(name) or 0
        return cleaned


class RestForm(forms.Form):
    """The id of one tap on "everyone else present"."""

    client_id = forms.UUIDField()

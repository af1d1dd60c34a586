"""What a trainer sends from the room: marks as a page or a phone sends them, walk-ins, notes, the head count."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from base.forms import SiteForm
from training.actions.tapping import UNDO
from training.models import Enrolment, Session, Status


class SentByPhone(forms.Form):
    """What may have waited on a phone: its own id, so that sent twice it counts once, and who tapped it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    marker = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, marker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeper = marker

    def clean_marker(self) -> str:
        """Nobody sends what another trainer tapped."""
        said: str = self.cleaned_data["marker"]
        if said and said != str(self.keeper.pk):
            raise ValidationError(_("Somebody else tapped this."))
        return said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("marker", None)
        return cleaned


class MarkForm(SentByPhone):
    """What was tapped, the version that was seen, and what came before it on the same phone."""

    status = forms.ChoiceField(choices=[*Status.choices, (UNDO, UNDO)])
    seen_version = forms.IntegerField(min_value=0)
    minutes_late = forms.IntegerField(min_value=0, max_value=600, required=False)
    minutes_left_early = forms.IntegerField(min_value=0, max_value=600, required=False)
    reason = forms.CharField(max_length=200, required=False)
    behind = forms.UUIDField(required=False)
    tapped_at = forms.DateTimeField(required=False)

    def clean(self) -> dict[str, Any]:
        """An empty box of minutes is none."""
        cleaned = super().clean()
        for name in ("minutes_late", "minutes_left_early"):
            cleaned[name] = cleaned.get(name) or 0
        return cleaned


class RestForm(forms.Form):
    """The id of one tap on "everyone else present"."""

    client_id = forms.UUIDField()


class WalkInForm(SentByPhone, SiteForm):
    """Somebody nobody expected."""

    name = forms.CharField(label=_("Name"), max_length=120)
    contact = forms.CharField(label=_("Telephone or e-mail"), max_length=120, required=False)


class FindForm(SiteForm):
    """Whom to look for."""

    q = forms.CharField(
        label=_("Name or e-mail address"),
        help_text=_("At least two letters of each name, or the whole address."),
        min_length=2,
        max_length=120,
    )


class SeatForm(forms.Form):
    """Who gets an extra place, here or on the whole event."""

    volunteer = forms.IntegerField(min_value=1)
    whole_event = forms.BooleanField(required=False)


class NoteForm(SentByPhone):
    """A remark on a session, or on one person at it."""

    text = forms.CharField(max_length=1000)
    enrolment = forms.ModelChoiceField(queryset=Enrolment.objects.none(), required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrolment"].queryset = Enrolment.objects.at_session(session)  # type: ignore[attr-defined]


class HeadCountForm(forms.Form):
    """How many people are in the room; empty takes the count back."""

    head_count = forms.IntegerField(min_value=0, max_value=999, required=False)

"""What a trainer fills in about somebody's place. The rules are in the actions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base.dates import HONG_KONG, on
from base.forms import DateField, SiteForm, choice_label
from base.templatetags.components import written, written_range, written_time
from training.actions.moving import How
from training.models import Event, Session


def free_seats(count: int) -> str:
    """How many seats are free, in words."""
    return (
        ngettext("%(count)s seat free", "%(count)s seats free", count) % {"count": count} if count > 0 else _g("Full")
    )


def hint_of(event: Event) -> str:
    """When an event is, annotated ``first_at`` and ``last_at``, and how much room it has."""
    first, last = on(event.first_at), on(event.last_at)  # type: ignore[attr-defined]
    dates = written(first) if first == last else written_range(first, last)
    return f"{dates} · {free_seats(event.places_left or 0)}"  # type: ignore[attr-defined]


class MoveForm(SiteForm):
    """To which event, and with what there."""

    to = forms.ChoiceField(label=_("To which event?"), widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=_("With what place there?"),
        widget=forms.RadioSelect,
        initial=How.SEAT.value,
        choices=(
            (How.SEAT.value, choice_label(_("A free seat"), _("What is confirmed stays confirmed."))),
            (How.EXTRA.value, choice_label(_("An extra seat if none is free"), _("It is recorded as extra."))),
            (How.LINE.value, choice_label(_("In line"), _("By the day on which they joined the first line."))),
        ),
    )

    def __init__(self, *args: Any, events: Iterable[Event], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events = {str(event.pk): event for event in events}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (pk, choice_label(event.title, hint_of(event))) for pk, event in self.events.items()
        ]

    @property
    def chosen(self) -> Event:
        """The event that was chosen."""
        return self.events[self.cleaned_data["to"]]


class MakeUpForm(SiteForm):
    """At which session somebody makes up what they missed."""

    session = forms.ChoiceField(label=_("At which session?"), widget=forms.RadioSelect)
    agreed = forms.BooleanField(
        label=_("They have agreed: confirm it at once"),
        help_text=_("Otherwise the seat is held and they are asked by mail."),
        required=False,
    )
    extra = forms.BooleanField(
        label=_("Give an extra seat if it is full"), help_text=_("Only if they have agreed."), required=False
    )

    def __init__(self, *args: Any, sessions: Iterable[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {str(session.pk): session for session in sessions}
        self.fields["session"].choices = [  # type: ignore[attr-defined]
            (pk, choice_label(self._when(row), f"{row.event.title} · {free_seats(row.places - row.taken)}"))
            for pk, row in self.sessions.items()
        ]

    def clean(self) -> dict[str, Any]:
        """An extra seat is for somebody who has said yes."""
        cleaned = super().clean() or {}
        if cleaned.get("extra") and not cleaned.get("agreed"):
            raise ValidationError({"agreed": _("An extra seat is given to somebody who has agreed: ask them first.")})
        return cleaned

    @staticmethod
    def _when(session: Session) -> str:
        return written_time(timezone.localtime(session.starts_at))

    @property
    def chosen(self) -> Session:
        """The session that was chosen."""
        return self.sessions[self.cleaned_data["session"]]


class MeetForm(SiteForm):
    """A session for one person, as agreed with them."""

    day = DateField(label=_("Day"))
    begins = forms.TimeField(
        label=_("Begins"), widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=15,
        max_value=600,
        initial=90,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    venue = forms.CharField(label=_("Where"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """A time to come."""
        cleaned = super().clean() or {}
        if {"day", "begins"} <= cleaned.keys() and self.starts_at <= timezone.now():
            raise ValidationError({"begins": _("Choose a time that is still to come.")})
        return cleaned

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["begins"], tzinfo=HONG_KONG)


class FindForm(SiteForm):
    """Part of a name or of a telephone number."""

    name = forms.CharField(
        label=_("Name or telephone number"),
        max_length=60,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SeatForm(forms.Form):
    """Whether the seat may be an extra one, none is wanted yet but a turn in line, or it is meant besides a place at
    another weekend.
    """

    extra = forms.BooleanField(required=False)
    line = forms.BooleanField(required=False)
    besides = forms.BooleanField(required=False)

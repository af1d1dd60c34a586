"""What is filled in about hours. The rules are in the actions."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from base.dates import today
from base.forms import DateField, SiteForm
from base.templatetags.components import written
from recruitment.models import Placement
from training.actions.hours import AT_ONCE, NOTHING, Wanted
from training.models import HoursEntry
from training.templatetags.hours import in_hours

PARTS = [(0, "00"), (15, "15"), (30, "30"), (45, "45")]


class RoleChoice(forms.ModelChoiceField[Placement]):
    """Placements, by their role."""

    def label_from_instance(self, obj: Placement) -> str:
        return obj.role.name


class SentOnce(forms.BaseForm):
    """A page of hours that counts once, however often it is sent."""

    def say_logged(self, entry: HoursEntry) -> None:
        """Say what was logged from this page before. What is typed now stays, and counts when it is sent once more."""
        words = _(
            "From this page %(length)s on %(day)s were logged already. If these are further hours, send them once more."
        )
        self.data = {**dict(self.data.items()), self.add_prefix("client_id"): str(uuid4())}
        self.add_error(None, words % {"length": in_hours(entry.minutes), "day": written(entry.day)})


class LogForm(SentOnce, SiteForm):
    """Hours given on a day. Sent twice, it counts once: ``client_id`` comes with the page."""

    placement = RoleChoice(
        label=_("For"), queryset=Placement.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    day = DateField(label=_("Day"), initial=today)
    hours = forms.IntegerField(
        label=_("Hours"),
        min_value=0,
        max_value=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    minutes = forms.TypedChoiceField(
        label=_("Minutes"), coerce=int, choices=PARTS, initial=0, widget=forms.Select(attrs={"class": "short"})
    )
    what = forms.CharField(
        label=_("What for"),
        max_length=200,
        required=False,
        help_text=_("Such as an intake session, or research on a country. Write nothing about clients."),
    )
    again = forms.BooleanField(label=_("Log it again: these are further hours"), required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, placements: QuerySet[Placement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["placement"]
        field.queryset = placements
        first = placements.first()
        field.initial = first and first.pk
        if not self.data.get("again"):
            self.fields["again"].widget = forms.HiddenInput()
        if len(placements) < 2:  # noqa: PLR2004 - nothing to choose
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Refuse no time at all."""
        given = self.cleaned_data
        if given.get("hours") == 0 and given.get("minutes") == 0:
            raise ValidationError({"hours": NOTHING})
        return given

    def ask_again(self, entry: HoursEntry) -> None:
        """Ask whether hours that look like an entry there is are further ones."""
        self.fields["again"].widget = forms.CheckboxInput()
        words = _("You logged %(length)s on %(day)s already. Tick this if these are further hours.")
        self.add_error("again", words % {"length": in_hours(entry.minutes), "day": written(entry.day)})

    def wanted(self) -> Wanted:
        """What is written down."""
        given = self.cleaned_data
        minutes = given["hours"] * 60 + given["minutes"]
        return Wanted(day=given["day"], minutes=minutes, what=given["what"])


class EnterForm(SentOnce, forms.Form):
    """Hours of somebody else, written down by staff."""

    day = forms.DateField(
        label=_("Day"), initial=today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hours = forms.IntegerField(label=_("Hours"), min_value=0, max_value=24)
    minutes = forms.TypedChoiceField(label=_("Minutes"), coerce=int, choices=PARTS, initial=0)
    what = forms.CharField(
        label=_("What for"), max_length=200, required=False, help_text=_("Write nothing about clients.")
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def wanted(self) -> Wanted:
        """What is written down."""
        given = self.cleaned_data
        minutes = given["hours"] * 60 + given["minutes"]
        return Wanted(day=given["day"], minutes=minutes, what=given["what"])


class TickedForm(forms.Form):
    """Entries that were ticked, and why they are not confirmed where they are not."""

    pk = forms.TypedMultipleChoiceField(coerce=int, choices=())
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticked = self.data.getlist("pk") if hasattr(self.data, "getlist") else []
        known = [key for key in ticked[:AT_ONCE] if key.isdecimal() and len(key) < 13]  # noqa: PLR2004 - longer than any key
        field: Any = self.fields["pk"]
        field.choices = [(key, key) for key in known]

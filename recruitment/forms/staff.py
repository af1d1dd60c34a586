"""The forms of the recruiters' screens."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminAutoHeightTextInput

from recruitment.actions.acceptance import NEW_PERSON
from recruitment.actions.agreeing import HOURS_MOST, MONTHS_MOST, Agreed
from recruitment.forms.filters import LANGUAGES
from recruitment.models import Placement, Role, Stage, Volunteer


class VolunteerFilterSet(WagtailFilterSet):
    """What the list of volunteers is narrowed by."""

    role = django_filters.ModelChoiceFilter(label=_("Role now"), queryset=Role.objects.all(), method="by_role")
    language = django_filters.ChoiceFilter(label=_("Language"), choices=LANGUAGES)

    class Meta:
        model = Volunteer
        fields: list[str] = []

    def by_role(self, rows: Any, _name: str, role: Role) -> Any:
        """Those who hold this role now."""
        return rows.filter(pk__in=Placement.objects.filter(role=role, ends_on=None).values("volunteer"))


class PlacementFilterSet(WagtailFilterSet):
    """What the list of placements is narrowed by."""

    role = django_filters.ModelChoiceFilter(label=_("Role"), queryset=Role.objects.all())
    running = django_filters.ChoiceFilter(
        label=_("Standing"), choices=[("yes", _("Running")), ("no", _("Ended"))], method="by_running"
    )

    class Meta:
        model = Placement
        fields: list[str] = []

    def by_running(self, rows: Any, _name: str, value: str) -> Any:
        """Running, or ended."""
        return rows.filter(ends_on__isnull=value == "yes")


class NoteForm(forms.Form):
    """A note for colleagues."""

    note = forms.CharField(
        label=_("Note"),
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
        max_length=5000,
        help_text=_("For colleagues only. The applicant can ask to read it. Nobody's case belongs here."),
    )


class StageForm(forms.Form):
    """The stage to go on to."""

    to = forms.ChoiceField(label=_("Next stage"), choices=(), widget=forms.RadioSelect)

    def __init__(self, *args: Any, stages: Iterable[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(stage.value, stage.label) for stage in stages]  # type: ignore[attr-defined]


def agreed_hours() -> forms.IntegerField:
    """Hours a week agreed, where they are not the role's."""
    return forms.IntegerField(
        label=_("Hours a week agreed"),
        min_value=1,
        max_value=HOURS_MOST,
        required=False,
        help_text=_("Leave empty where the role's usual hours stand."),
    )


def agreed_months() -> forms.IntegerField:
    """Months agreed, where they are not the role's."""
    return forms.IntegerField(
        label=_("Months agreed"),
        min_value=1,
        max_value=MONTHS_MOST,
        required=False,
        help_text=_("Leave empty where the role's usual months stand."),
    )


class Agreeing(forms.Form):
    """Where other terms than the role's may be agreed."""

    def agreed(self) -> Agreed:
        """The other terms that were filled in, if any."""
        typed = self.cleaned_data
        return Agreed(hours=typed.get("agreed_hours"), months=typed.get("agreed_months"))


class AgreedForm(Agreeing):
    """Other terms than the role's for one volunteer, and why."""

    agreed_hours = agreed_hours()
    agreed_months = agreed_months()
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Kept with the placement; the volunteer can ask to read it.")
    )


class DecisionForm(Agreeing):
    """A move, with the mail it sends: read, edited or left out by the person who moves."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False, help_text=_("Kept in the history."))
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=5000,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
    )
    send = forms.BooleanField(label=_("Send this mail to the applicant"), required=False, initial=True)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(label=_("Text"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 14}))

    def __init__(
        self, *args: Any, matches: Iterable[Volunteer] | None = None, role: Role | None = None, **kwargs: Any
    ) -> None:
        """``matches`` are the volunteers this applicant may be, where that has to be said; ``role`` is the one they
        are accepted for, where other terms may be agreed.
        """
        super().__init__(*args, **kwargs)
        if role is not None and role.months:
            self.fields["agreed_hours"], self.fields["agreed_months"] = agreed_hours(), agreed_months()
            self.fields["reason"].help_text = _(
                "Kept in the history. Needed where other hours or months are agreed than the role asks."
            )
            self.order_fields(["version", "agreed_hours", "agreed_months"])
        if matches is not None:
            choices = [(str(person.pk), describe(person)) for person in matches]
            self.fields["person"] = forms.ChoiceField(
                label=_("Who is this?"),
                choices=[*choices, (NEW_PERSON, _("Somebody new, who only shares the address or phone"))],
                widget=forms.RadioSelect,
                help_text=_("A volunteer with the same address or phone exists. One person stays one volunteer."),
            )
            self.order_fields(["version", "person"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.agreed() and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say why other terms are agreed."))
        if cleaned.get("send"):
            for name in ("subject", "body"):
                if not (cleaned.get(name) or "").strip():
                    self.add_error(name, _("Write the mail, or do not send one."))
        return cleaned


def describe(person: Volunteer) -> str:
    """A volunteer told apart from others: number, name and other name."""
    return " · ".join(filter(None, [str(person), person.name, person.name_other, person.email]))


class CorrectionForm(StageForm):
    """Putting a mistaken move right."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ChoiceField(label=_("The stage it should be at"), choices=(), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Kept in the history."))


class EndPlacementForm(forms.Form):
    """When and why a placement ends."""

    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ending = forms.ChoiceField(label=_("Why it ends"), choices=Placement.Ending.choices, widget=forms.RadioSelect)

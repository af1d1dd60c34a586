"""Choosing a time to talk, and opening times for others to choose."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from accounts.models import User
from base.dates import HONG_KONG, at, today
from base.forms import WEEKDAYS, SiteForm, choice_label
from base.localised import localised
from base.templatetags.components import written, written_time
from recruitment.models import Holiday, InterviewSlot, Role

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
FURTHEST = timedelta(days=92)
Choices = list[tuple[str, list[tuple[str, Any]]]]


def hours_of(slot: InterviewSlot) -> str:
    """From when until when: "14:00 to 14:30"."""
    begin, end = (f"{moment.astimezone(HONG_KONG):%H:%M}" for moment in (slot.starts_at, slot.ends_at))
    return _g("%(begin)s to %(end)s") % {"begin": begin, "end": end}


def by_day(slots: Iterable[InterviewSlot]) -> Choices:
    """Times to choose from, under their days."""
    grouped = groupby(slots, key=lambda slot: slot.starts_at.astimezone(HONG_KONG).date())
    return [
        (written(day), [(str(slot.pk), choice_label(hours_of(slot), localised(slot, "place"))) for slot in times])
        for day, times in grouped
    ]


class TimeForm(SiteForm):
    """One of the times that are free."""

    slot = forms.ChoiceField(
        label=_("Which time suits you?"),
        help_text=_("All times are Hong Kong times."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a time."),
            "invalid_choice": _("This time has just been taken. Please choose another one."),
        },
    )

    def __init__(self, *args: Any, slots: Iterable[InterviewSlot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {str(slot.pk): slot for slot in slots}
        self.fields["slot"].choices = by_day(self.slots.values())  # type: ignore[attr-defined]

    @property
    def chosen(self) -> InterviewSlot:
        """The time that was chosen."""
        return self.slots[self.cleaned_data["slot"]]


def interviewers() -> QuerySet[User]:
    """Staff who may read applications: whoever talks with an applicant has read theirs."""
    may_read = Q(groups__permissions__codename="view_application") | Q(is_superuser=True)
    return User.objects.filter(may_read, is_active=True, is_staff=True).distinct().order_by("email")


class InterviewerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Whoever talks with the applicants."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name() or obj.email)


class PlaceFields(forms.Form):
    """Where one meets."""

    place_en = forms.CharField(
        label=_("Where (English)"),
        max_length=200,
        help_text=_("A room, a telephone call, a link. It stands in people's calendars, which others may see."),
    )
    place_zh = forms.CharField(label=_("Where (Chinese)"), max_length=200, required=False)


class OpenSlotsForm(PlaceFields):
    """A row of times, on one day or on several."""

    interviewer = InterviewerField(label=_("Who talks"), queryset=User.objects.none(), empty_label=None)
    role = forms.ModelChoiceField(
        label=_("For applicants for"), queryset=Role.objects.all(), required=False, empty_label=_("Any role")
    )
    first_day = forms.DateField(label=_("Day"), widget=DAY)
    last_day = forms.DateField(
        label=_("Until day"),
        widget=DAY,
        required=False,
        help_text=_("Empty: this one day. Public holidays are left out."),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("On these days of the week"),
        choices=[
            *((str(n), label) for n, (_code, label) in enumerate(WEEKDAYS)),
            ("5", _("Saturday")),
            ("6", _("Sunday")),
        ],
        initial=[str(n) for n in range(5)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("For several days only."),
    )
    begins = forms.TimeField(label=_("From"), widget=TIME)
    ends = forms.TimeField(label=_("Until"), widget=TIME)
    minutes = forms.IntegerField(label=_("Minutes each"), min_value=5, max_value=240, initial=30)
    pause = forms.IntegerField(label=_("Minutes between"), min_value=0, max_value=240, initial=10)

    field_order = [
        "interviewer",
        "role",
        "first_day",
        "last_day",
        "weekdays",
        "begins",
        "ends",
        "minutes",
        "pause",
        "place_en",
        "place_zh",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interviewer"].queryset = interviewers()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and not first <= last <= first + FURTHEST:
            self.add_error("last_day", _("Choose a day after the first one, within three months of it."))
        elif first and not self.days():
            self.add_error(
                "first_day", _("No day is left: they are public holidays, or not on these days of the week.")
            )
        if (begins := given.get("begins")) and (ends := given.get("ends")) and begins >= ends:
            self.add_error("ends", _("It ends before it begins."))
        return given

    def days(self) -> list[date]:
        """The days meant; of several, not the public holidays."""
        first, last = self.cleaned_data["first_day"], self.cleaned_data.get("last_day")
        if last is None or last == first:
            return [first]
        closed = set(Holiday.objects.filter(day__range=(first, last)).values_list("day", flat=True))
        wanted = {int(number) for number in self.cleaned_data.get("weekdays") or ()}
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in span if day.weekday() in wanted and day not in closed]


class MoveSlotForm(PlaceFields):
    """The same talk at another time, or somewhere else."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    begins = forms.TimeField(label=_("From"), widget=TIME)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=240)

    field_order = ["day", "begins", "minutes", "place_en", "place_zh"]

    @classmethod
    def of(cls, slot: InterviewSlot) -> "MoveSlotForm":
        """Filled in with what stands now."""
        begins = slot.starts_at.astimezone(HONG_KONG)
        minutes = int((slot.ends_at - slot.starts_at).total_seconds() // 60)
        places = {"place_en": slot.place_en, "place_zh": slot.place_zh}
        return cls(initial={"day": begins.date(), "begins": begins.time(), "minutes": minutes, **places})

    @property
    def starts_at(self) -> Any:
        """The moment it begins, in Hong Kong."""
        begins = self.cleaned_data["begins"]
        return at(self.cleaned_data["day"], begins.hour, begins.minute)


class CancelSlotForm(forms.Form):
    """Why a time is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("The applicant reads it in the mail."),
    )


class BookForm(forms.Form):
    """A time for somebody who is on the telephone."""

    slot = forms.ModelChoiceField(
        label=_("Time"), queryset=InterviewSlot.objects.none(), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, slots: QuerySet[InterviewSlot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["slot"]
        field.queryset = slots.select_related("interviewer")
        field.label_from_instance = in_words


def in_words(slot: InterviewSlot) -> str:
    """A time as staff choose it: when, who, where."""
    who = slot.interviewer.get_full_name() or slot.interviewer.email
    moment = written_time(slot.starts_at.astimezone(HONG_KONG))
    return " · ".join((moment, who, localised(slot, "place")))


class SlotFilterSet(WagtailFilterSet):
    """What the list of times is narrowed by."""

    when = django_filters.ChoiceFilter(
        label=_("When"),
        choices=[("coming", _("To come")), ("today", _("Today")), ("past", _("Past"))],
        method="by_when",
        empty_label=_("All"),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("free", _("Free")), ("booked", _("Booked")), ("cancelled", _("Cancelled"))],
        method="by_state",
        empty_label=_("All"),
    )
    whose = django_filters.ChoiceFilter(
        label=_("Whose"), choices=[("mine", _("Mine"))], method="by_whose", empty_label=_("Everybody's")
    )
    role = django_filters.ModelChoiceFilter(label=_("Role"), queryset=Role.objects.all())

    class Meta:
        model = InterviewSlot
        fields: list[str] = []

    def by_when(self, rows: Any, _name: str, value: str) -> Any:
        """By the clock, and by the Hong Kong day."""
        if value == "today":
            midnight = at(today(), 0)
            return rows.filter(starts_at__gte=midnight, starts_at__lt=midnight + timedelta(days=1))
        now = timezone.now()
        return rows.filter(starts_at__gt=now) if value == "coming" else rows.filter(starts_at__lte=now)

    def by_state(self, rows: Any, _name: str, value: str) -> Any:
        """Free to choose, somebody's, or taken back."""
        if value == "free":
            return rows.free()
        return rows.filter(application__isnull=False) if value == "booked" else rows.exclude(cancelled_at=None)

    def by_whose(self, rows: Any, _name: str, _value: str) -> Any:
        """Those of whoever asks."""
        return rows.filter(interviewer=self.request.user)

"""The forms of planning: an event with its sessions, a year of weekends, a day called off, the curriculum."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import User
from accounts.roles import Staff
from base.dates import at, today
from base.templatetags.components import written
from recruitment.models import Cohort
from training.actions.curriculum import compulsory, earliest_change
from training.actions.notices import line
from training.actions.plan import check_day
from training.forms.commitment import Day
from training.models import Event, Module, Requirement, Session
from training.rules import timetable

USUAL_PLACES = 20
SPARE_ROWS, MOST_ROWS, DIGITS = 2, 50, 5
TITLES = ("title_en", "title_zh")
VENUES = ("venue_en", "venue_zh")
Row: TypeAlias = dict[str, Any]


class TrainersField(forms.ModelMultipleChoiceField[User]):
    """Staff who train, by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.email


def trainers_field() -> TrainersField:
    """Whom an event's trainers are chosen from."""
    return TrainersField(
        label=gettext_lazy("Trainers"),
        queryset=User.objects.filter(groups__name=Staff.TRAINER.value, is_active=True).order_by("email"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class EventForm(WagtailAdminModelForm):  # type: ignore[misc]
    """An event that is there: what it is stays as it was planned."""

    trainers = trainers_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].help_text = _(
            "Its sessions get the same number, except those that were given another one. Nobody loses a place."
        )
        self.fields["venue_en"].help_text = _(
            "Everybody with a place is told of another venue, and says that they know."
        )
        for name in ("kind", "cohort"):
            self.fields[name].disabled = True


class NewEventForm(forms.ModelForm[Event]):
    """An event to be planned, of any kind; a weekend belongs to a cohort that has none yet."""

    trainers = trainers_field()

    class Meta:
        model = Event
        fields = ("kind", "cohort", *TITLES, *VENUES, "places")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free: Any = self.fields["cohort"]
        free.queryset = Cohort.objects.upcoming().filter(event=None)
        free.help_text = _("For a training weekend only.")
        if not free.queryset.exists():
            free.help_text = _("Every round to come has its weekend. For a further one, plan its cohort first.")


class WeekendForm(forms.ModelForm[Event]):
    """The weekend of one cohort, as it is proposed and then changed."""

    include = forms.BooleanField(label=gettext_lazy("Plan this weekend"), required=False, initial=True)
    trainers = trainers_field()
    field_order = ("include",)

    class Meta:
        model = Event
        fields = (*TITLES, *VENUES, "places")

    def full_clean(self) -> None:
        """What is not to be planned need not be right."""
        super().full_clean()
        if self.is_bound and not self.is_included:
            self._errors = forms.utils.ErrorDict()

    @property
    def is_included(self) -> bool:
        """Whether this weekend is to be planned."""
        return bool(self.cleaned_data.get("include"))


class Clock(forms.TimeField):
    """A time of the day, typed or picked in the browser's own way."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SessionRow(forms.Form):
    """One session: a module, when, and where in the house. A row without a module is left out."""

    module = forms.ModelChoiceField(label=gettext_lazy("Module"), queryset=Module.objects.all(), required=False)
    day = Day(label=gettext_lazy("Day"), required=False)
    begins = forms.TimeField(
        label=gettext_lazy("From"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    ends = forms.TimeField(label=gettext_lazy("To"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    room = forms.CharField(label=gettext_lazy("Room"), max_length=80, required=False)

    def clean(self) -> Row:
        """A session has a day and ends after it begins."""
        values: Row = self.cleaned_data
        if not values.get("module"):
            return values
        for name in ("day", "begins", "ends"):
            if values.get(name) is None and name not in self.errors:
                self.add_error(name, _("This field is required."))
        if values.get("begins") and values.get("ends") and values["ends"] <= values["begins"]:
            self.add_error("ends", _("A session ends after it begins."))
        return values

    @property
    def session(self) -> Session:
        """The session as it was filled in."""
        values = self.cleaned_data
        begins, ends = values["begins"], values["ends"]
        return Session(
            module=values["module"],
            starts_at=at(values["day"], begins.hour, begins.minute),
            ends_at=at(values["day"], ends.hour, ends.minute),
            room=values["room"],
        )


class BaseSessions(forms.BaseFormSet[SessionRow]):
    """The sessions of one event."""

    @property
    def sessions(self) -> list[Session]:
        """Those with a module."""
        return [row.session for row in self.forms if row.cleaned_data.get("module")]

    def judge(self, event: Event) -> bool:
        """Whether an event may have these sessions; what the calendar does not allow is said in the rows."""
        if not self.is_valid():
            return False
        chosen = [row for row in self.forms if row.cleaned_data.get("module")]
        if not chosen:
            self._non_form_errors = self.error_class([_("Plan at least one session.")])
        faults = [_fault(row, event) for row in chosen]
        return bool(chosen) and not any(faults)


def _fault(row: SessionRow, event: Event) -> bool:
    session = row.session
    session.event = event
    try:
        check_day(session)
    except ValidationError as error:
        row.add_error("day", error.messages[0])
        return True
    return False


def sessions_form(rows: Sequence[Row] = (), *, data: Any = None, prefix: str = "sessions") -> BaseSessions:
    """A form for sessions: the proposed ones and some rows to spare."""
    made = forms.formset_factory(SessionRow, formset=BaseSessions, extra=SPARE_ROWS, max_num=60)
    formset: BaseSessions = made(data, initial=list(rows), prefix=prefix)  # type: ignore[assignment]
    return formset


def with_more_rows(data: Any, prefix: str = "sessions") -> Any:
    """What was sent, with room for more sessions."""
    more, key = data.copy(), f"{prefix}-TOTAL_FORMS"
    given = data.get(key) or "0"
    if not (given.isdecimal() and len(given) < DIGITS):
        raise SuspiciousOperation(key)
    more[key] = str(min(int(given), MOST_ROWS) + SPARE_ROWS)
    return more


def proposed_rows(saturday: date, modules: Sequence[Module]) -> list[Row]:
    """The compulsory modules in their order, spread over the two days of a weekend."""
    return [
        {"module": module.pk, "day": saturday + timedelta(days=offset), "begins": begins, "ends": ends}
        for module, (offset, begins, ends) in zip(modules, timetable(len(modules)), strict=True)
    ]


def weekend_forms(cohorts: Iterable[Cohort], data: Any = None) -> Iterator[tuple[Cohort, WeekendForm, BaseSessions]]:
    """For every cohort its weekend as proposed: at the last venue, with the modules compulsory on its Saturday."""
    last = Event.objects.filter(kind=Event.Kind.WEEKEND).order_by("-cohort__starts_on", "-pk").first()
    for cohort in cohorts:
        event = Event(kind=Event.Kind.WEEKEND, cohort=cohort, places=last.places if last else USUAL_PLACES)
        for name in VENUES:
            setattr(event, name, getattr(last, name) if last else "")
        for end, language in (("en", "en"), ("zh", "zh-hant")):
            with translation.override(language):
                setattr(event, f"title_{end}", _("Training weekend, %(cohort)s") % {"cohort": cohort.name})
        initial = {"trainers": last.trainers.all()} if last else {}
        rows = [] if data else proposed_rows(cohort.starts_on, compulsory(cohort.starts_on))
        prefix = f"cohort-{cohort.pk}"
        form = WeekendForm(data, instance=event, initial=initial, prefix=prefix)
        yield cohort, form, sessions_form(rows, data=data, prefix=f"{prefix}-sessions")


class SessionForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A session; one that is there stays with its event."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_states()
        if self.instance.pk:
            self.fields["event"].disabled = True
            self.fields["starts_at"].help_text = _("Everybody with a place is told of another time or room.")

    def _offer_states(self) -> None:
        """Calling off has its own action, which tells everybody: here a session is planned or held, or on again."""
        state: Any = self.fields["state"]
        if self.instance.state == Session.State.CANCELLED:
            return
        state.choices = [choice for choice in Session.State.choices if choice[0] != Session.State.CANCELLED]
        state.help_text = _("To call a session off, call off its day on the event’s own page.")


class CallOffForm(forms.Form):
    """A day to be called off, why, and the day instead if it is known."""

    day = forms.TypedChoiceField(label=gettext_lazy("Day"), coerce=date.fromisoformat, widget=forms.RadioSelect)
    because = forms.TypedChoiceField(
        label=gettext_lazy("Why"),
        coerce=Session.Why,
        choices=Session.Why.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Everybody reads it: in the mail, on the volunteers’ pages and on the first page."),
    )
    instead_on = Day(
        label=gettext_lazy("Held instead on"),
        required=False,
        help_text=gettext_lazy("Any day. At the same times, everybody’s place kept. Empty: planned later."),
    )

    also = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Begun or marked already: call off as well"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Careful: the marks of what you tick, and the credits they earned, count no longer."),
    )

    def __init__(self, *args: Any, days: Sequence[date], begun: Iterable[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(str(row.pk), _begun_words(row)) for row in begun]
        self.fields["also"].choices = others  # type: ignore[attr-defined]
        if not others:
            del self.fields["also"]
        self.fields["day"].choices = [(day.isoformat(), written(day)) for day in days]  # type: ignore[attr-defined]
        if len(days) == 1:
            self.initial.setdefault("day", days[0].isoformat())


def _begun_words(session: Any) -> str:
    """A session that has begun, with how many marks would count no longer; ``marks`` is annotated."""
    marks = ngettext(
        "%(count)s mark would count no longer", "%(count)s marks would count no longer", session.marks
    ) % {"count": session.marks}  # fmt: skip
    return " · ".join((line(session), marks if session.marks else _("no marks")))


class InsteadForm(forms.Form):
    """The day on which what was called off is held."""

    instead_on = Day(label=gettext_lazy("Held instead on"))


class ModuleForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A module; what it asks changes from a day on."""

    from_on = Day(
        label=gettext_lazy("Minutes and months count for sessions from"),
        required=False,
        help_text=gettext_lazy(
            "Earlier sessions are judged by what was asked then. Empty: from the earliest day possible."
        ),
    )

    class Meta:
        model = Module
        fields = (
            "key", "title_en", "title_zh", "allowance_minutes", "validity_months", "from_on", "sort_order",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["from_on"]
        elif not self.is_bound:
            self.fields["from_on"].widget.attrs["min"] = earliest_change(self.instance).isoformat()


class RequirementForm(WagtailAdminModelForm):  # type: ignore[misc]
    """From when to when a module is compulsory for a role."""

    from_on = Day(label=gettext_lazy("From"), initial=today)
    until_on = Day(label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty: until further notice."))

    class Meta:
        model = Requirement
        fields = ("role", "module", "from_on", "until_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("role", "module"):
                self.fields[name].disabled = True

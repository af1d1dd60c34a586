"""Weekends, other training, and their sessions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, F, Max, Min, Q, When
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from accounts.visibility import VisibleEdit, VisibleIndex, VisibleModelViewSet
from base.templatetags.components import written, written_range, written_time
from recruitment.viewsets.columns import PlainColumn
from training.actions.calling_off import without_replacement
from training.actions.plan import last_seated, over, save_event, save_session
from training.forms.planning import EventForm, SessionForm
from training.models import Acknowledgement, Event, Session
from training.viewsets.changes import TELLS, CallOff, Heard, Instead, Reached
from training.viewsets.planning import EventAdd, PlanWeekends
from training.viewsets.screens import CalledAsInMenu

EVENTS = gettext_lazy("Events")
TAKES_PLACE = ~Q(sessions__state="cancelled")
TO_COME = Q(sessions__state="planned")


class DaysColumn(PlainColumn):
    """Its first and last day."""

    def words(self, instance: Any) -> str:
        if not instance.first:
            return ""
        first, last = timezone.localdate(instance.first), timezone.localdate(instance.last)
        return written(first) if first == last else written_range(first, last)


class SeatsColumn(PlainColumn):
    """Seats taken and free of its fullest session to come."""

    def words(self, instance: Any) -> str:
        if instance.most_taken is None:
            return ""
        words = _("%(taken)s taken, %(free)s free")
        return words % {"taken": instance.most_taken, "free": max(instance.fewest_free, 0)}


class EventIndex(VisibleIndex):
    """Events with their days and seats: those to come, the next first, then those gone by, the latest first."""

    page_title = EVENTS
    add_item_label = gettext_lazy("Plan an event")

    def get_base_queryset(self) -> Any:
        return (
            super()
            .get_base_queryset()
            .annotate(
                first=Min("sessions__starts_at", filter=TAKES_PLACE),
                last=Max("sessions__starts_at", filter=TAKES_PLACE),
                most_taken=Max("sessions__taken", filter=TO_COME),
                fewest_free=Min(F("sessions__places") - F("sessions__taken"), filter=TO_COME),
            )
        )

    def order_queryset(self, queryset: Any) -> Any:
        to_come = Q(last__gte=timezone.now()) | Q(last=None)
        return queryset.order_by(
            Case(When(to_come, then=0), default=1),
            Case(When(to_come, then=F("first"))).asc(nulls_last=True),
            F("first").desc(nulls_last=True),
            "-pk",
        )

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(TitleColumn)("title", label=_("Event"), get_url=self.get_edit_url),
            Column("kind", label=_("Kind"), accessor="get_kind_display", classname="staff-wide"),
            DaysColumn("days", label=_("Days"), accessor="pk"),
            Column("venue", label=_("Venue"), classname="staff-wide"),
            SeatsColumn("seats", label=_("Seats to come"), accessor="pk"),
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_buttons
        if not self.request.user.has_perm("training.add_event"):
            return buttons
        plan = HeaderButton(_("Plan a year’s weekends"), url=reverse("training_event:plan"), icon_name="calendar-alt")
        return [plan, *buttons]


class EventEdit(CalledAsInMenu, VisibleEdit):
    """One event: how it stands, its sessions, and what can be done about a day."""

    list_label = EVENTS
    template_name = "training/staff/event.html"
    form: Any
    request: Any

    def save_instance(self) -> Event:
        event: Event = self.form.save(commit=False)
        over_by = save_event(event=event, actor=self.request.user)
        self.form.save_m2m()
        if over_by:
            messages.warning(self.request, over_words(over_by))
        return event

    def get_success_url(self) -> str:
        return reverse("training_event:edit", args=(self.object.pk,))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event: Event = self.object
        over_by = over(event)
        unheard = Acknowledgement.objects.waiting().filter(session__event=event)
        return super().get_context_data(  # type: ignore[no-any-return]
            event=event,
            sessions=event.sessions.with_counts().select_related("module"),
            over=over_words(over_by) if over_by else "",
            last_seated=last_seated(event, over_by),
            unheard=unheard.values("enrolment").distinct().count(),
            may_tell=self.request.user.has_perm(TELLS),
            to_replace=without_replacement(event).exists(),
            may_plan=self.request.user.has_perm("training.change_session"),
            **kwargs,
        )


def over_words(number: int) -> str:
    """That more people have a place than there are places, in words."""
    return ngettext(
        "%(number)s more person has a place than there are places. Nobody was taken off: talk with them.",
        "%(number)s more people have a place than there are places. Nobody was taken off: talk with them.",
        number,
    ) % {"number": number}


class EventViewSet(VisibleModelViewSet):
    """Weekends and other training."""

    model = Event
    name = "training_event"
    url_prefix = "training/events"
    icon = "date"
    menu_label = EVENTS
    index_view_class = EventIndex
    add_view_class = EventAdd
    edit_view_class = EventEdit
    list_filter = ("kind",)
    search_fields = ("title_en", "title_zh")
    search_backend_name = None
    screens = ("index", "add", "edit", "history")
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("cohort"), FieldPanel("places")]),
        FieldRowPanel([FieldPanel("title_en"), FieldPanel("title_zh")]),
        FieldRowPanel([FieldPanel("venue_en"), FieldPanel("venue_zh")]),
        FieldPanel("trainers"),
    ]

    def get_edit_handler(self) -> Any:
        handler = MultiFieldPanel(self.panels)
        handler.base_form_class = EventForm
        return handler.bind_to_model(self.model)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("plan/", self.construct_view(PlanWeekends), name="plan"),
            path("call-off/<int:pk>/", self.construct_view(CallOff), name="call_off"),
            path("instead/<int:pk>/", self.construct_view(Instead), name="instead"),
            path("heard/<int:pk>/", self.construct_view(Heard), name="heard"),
            path("heard/<int:pk>/<int:enrolment>/", self.construct_view(Reached), name="reached"),
        ]


class SessionIndex(VisibleIndex):
    """Sessions, the next first, after them those gone by, the latest first; their dates written out."""

    default_ordering = ""

    @cached_property
    def columns(self) -> list[Column]:
        columns: list[Column] = super().columns
        columns[0].accessor = lambda row: written_time(timezone.localtime(row.starts_at))
        return columns

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("event", "module")

    def order_queryset(self, queryset: Any) -> Any:
        if self.ordering:
            return super().order_queryset(queryset)
        to_come = Q(ends_at__gte=timezone.now())
        return queryset.order_by(
            Case(When(to_come, then=0), default=1),
            Case(When(to_come, then=F("starts_at"))),
            "-starts_at",
            "pk",
        )


class KeepsSession:
    """Keeps a session by the action, whose refusals appear in the form."""

    form: Any
    request: Any

    def save_instance(self) -> Session:
        return save_session(session=self.form.save(commit=False), actor=self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc, no-any-return]
        except ValidationError as error:
            form.add_error("starts_at", error.messages[0])
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]


class SessionAdd(KeepsSession, generic.CreateView):  # type: ignore[misc]
    """A further session; whoever has a place on its event has a seat in it."""

    def get_initial_form_instance(self) -> Session:
        asked = self.request.GET.get("event", "")
        event = Event.objects.visible_to(self.request.user).filter(pk=asked if asked.isdecimal() else 0).first()
        return Session(event=event, places=event.places) if event else Session()


class SessionEdit(KeepsSession, VisibleEdit):
    """A changed session; seats and credits follow."""

    template_name = "training/staff/session.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_off = self.object.state == Session.State.CANCELLED
        return super().get_context_data(session=self.object, is_off=is_off, **kwargs)  # type: ignore[no-any-return]


class SessionViewSet(VisibleModelViewSet):
    """What is taught when and where."""

    model = Session
    name = "training_session"
    url_prefix = "training/sessions"
    icon = "time"
    menu_label = gettext_lazy("Sessions")
    index_view_class = SessionIndex
    add_view_class = SessionAdd
    edit_view_class = SessionEdit
    list_display = ("starts_at", "module", "event", "places", "taken", "state")
    list_filter = ("state", "event__kind")
    screens = ("index", "add", "edit", "history")
    panels = [
        FieldRowPanel([FieldPanel("event"), FieldPanel("module")]),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldRowPanel([FieldPanel("room"), FieldPanel("places"), FieldPanel("state")]),
    ]

    def get_edit_handler(self) -> Any:
        handler = MultiFieldPanel(self.panels)
        handler.base_form_class = SessionForm
        return handler.bind_to_model(self.model)

"""Weekends, other training, and their sessions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from accounts.models import User
from accounts.roles import Staff
from accounts.visibility import VisibleEdit, VisibleIndex, VisibleModelViewSet
from base.templatetags.components import written_time
from training.actions.plan import save_session
from training.models import Event, Session


class TrainersField(forms.ModelMultipleChoiceField[User]):
    """Staff who train, by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.email


class EventForm(WagtailAdminModelForm):  # type: ignore[misc]
    """An event; its trainers are chosen among those who train."""

    trainers = TrainersField(
        label=gettext_lazy("Trainers"),
        queryset=User.objects.filter(groups__name=Staff.TRAINER.value, is_active=True).order_by("email"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class EventViewSet(VisibleModelViewSet):
    """Weekends and other training."""

    model = Event
    name = "training_event"
    url_prefix = "training/events"
    icon = "date"
    menu_label = gettext_lazy("Events")
    list_display = ("title_en", "kind", "venue_en", "places")
    list_filter = ("kind",)
    search_fields = ("title_en", "title_zh")
    search_backend_name = None
    ordering = ("-pk",)
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


class SessionIndex(VisibleIndex):
    """Sessions, the latest first, their dates written out."""

    @cached_property
    def columns(self) -> list[Column]:
        columns: list[Column] = super().columns
        columns[0].accessor = lambda row: written_time(timezone.localtime(row.starts_at))
        return columns

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("event", "module")


class SessionAdd(generic.CreateView):  # type: ignore[misc]
    """A further session; whoever has a place on its event has a seat in it."""

    form: Any
    request: Any

    def save_instance(self) -> Session:
        return save_session(session=self.form.save(commit=False), actor=self.request.user)


class SessionEdit(VisibleEdit):
    """A changed session; seats and credits follow."""

    form: Any
    request: Any

    def save_instance(self) -> Session:
        return save_session(session=self.form.save(commit=False), actor=self.request.user)


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
    ordering = ("-starts_at", "-pk")
    screens = ("index", "add", "edit", "history")
    panels = [
        FieldRowPanel([FieldPanel("event"), FieldPanel("module")]),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldRowPanel([FieldPanel("room"), FieldPanel("places"), FieldPanel("state")]),
    ]

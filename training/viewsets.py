"""The staff's screens of training, in Wagtail's admin: who may do casework, and what is taught when."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup

from accounts.models import User
from accounts.roles import Staff
from accounts.visibility import VisibleEdit, VisibleIndex, VisibleModelViewSet
from base.dates import today
from base.templatetags.components import written_time
from recruitment.models import Cohort, Role
from training.actions.commitment import publish_terms
from training.actions.plan import save_session
from training.eligibility import judge_row, met_on, missing_on
from training.forms.commitment import TermsForm
from training.models import Criterion, Event, Module, Session, Standing, Terms
from training.models.standing import StandingQuerySet

ELIGIBLE, NOT_YET, ENDED = "eligible", "not_yet", "ended"


class StandingFilters(WagtailFilterSet):  # type: ignore[misc]
    """Narrow the list down. Without a choice it shows everybody in casework, or still to begin."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Eligible today"),
        choices=[
            (ELIGIBLE, gettext_lazy("Eligible")),
            (NOT_YET, gettext_lazy("Not yet")),
            (ENDED, gettext_lazy("Placement ended")),
        ],
        method="by_state",
        empty_label=gettext_lazy("Everybody"),
        widget=forms.RadioSelect,
    )
    missing = django_filters.ChoiceFilter(
        label=gettext_lazy("What is missing"),
        choices=Criterion.choices,
        method="by_missing",
        empty_label=gettext_lazy("Anything"),
        widget=forms.RadioSelect,
    )
    role = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Role"), field_name="placement__role", queryset=Role.objects.filter(is_casework=True)
    )
    cohort = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Cohort"),
        field_name="placement__application__cohort",
        queryset=Cohort.objects.order_by("-starts_on"),
    )
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"), field_name="placement__volunteer__language", choices=settings.LANGUAGES
    )

    class Meta:
        model = Standing
        fields: tuple[str, ...] = ()

    def by_state(self, rows: StandingQuerySet, _name: str, value: str) -> StandingQuerySet:
        """Eligible today, not yet, or no longer in casework."""
        day = today()
        if value == ENDED:
            return rows.filter(missing_on(day, Criterion.ACCEPTED), Q(accepted_from=None) | Q(accepted_until__lt=day))
        return rows.filter(met_on(day) if value == ELIGIBLE else missing_on(day))

    def by_missing(self, rows: StandingQuerySet, _name: str, value: str) -> StandingQuerySet:
        """Lacking one criterion today."""
        return rows.filter(missing_on(today(), Criterion(value)))


class TodayColumn(Column):  # type: ignore[misc]
    """Eligible or not, until when, and whether an override is part of the answer."""

    cell_template_name = "training/staff/cells/today.html"

    def get_cell_context_data(self, instance: Standing, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        day = today()
        context["eligible"] = all(found.met for found in judge_row(instance, day))
        context["until"] = None if instance.eligible_until == date.max else instance.eligible_until
        context["override_until"] = instance.overridden_until(day)
        return context  # type: ignore[no-any-return]


class WhyColumn(Column):  # type: ignore[misc]
    """What is missing, in plain words, and the next action."""

    cell_template_name = "training/staff/cells/why.html"

    def get_cell_context_data(self, instance: Standing, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["missing"] = [found for found in judge_row(instance, today()) if not found.met]
        return context  # type: ignore[no-any-return]


class NarrowPaginator(WagtailPaginator):  # type: ignore[misc]
    """Finds the rows of a page by their numbers first, which indexes answer, and joins for these few only."""

    def _get_page(self, rows: StandingQuerySet, *args: Any, **kwargs: Any) -> Any:
        few = self.object_list.model.objects.filter(pk__in=rows.values("pk"))
        few.query.order_by, few.query.select_related = rows.query.order_by, rows.query.select_related
        return super()._get_page(few, *args, **kwargs)


class EligibilityIndex(VisibleIndex):
    """One row a placement, the latest first: eligible or not, and why. Always one query for the rows."""

    default_ordering = "-pk"
    paginator_class = NarrowPaginator
    page_title = gettext_lazy("Eligibility")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=_("Volunteer"),
                accessor="placement.volunteer.name",
                sort_key="placement__volunteer__name",
                get_url=lambda row: reverse("training_person", args=(row.placement_id,)),
            ),
            TodayColumn("today", label=_("Casework today")),
            WhyColumn("why", label=_("What is missing, and what to do next")),
        ]

    def get_base_queryset(self) -> StandingQuerySet:
        rows: StandingQuerySet = super().get_base_queryset()
        shown = rows if self.request.GET.get("state") in {ENDED, ELIGIBLE} else rows.current()
        return shown.select_related("placement__volunteer", "placement__role")

    @cached_property
    def page_subtitle(self) -> str:
        rows = Standing.objects.visible_to(self.request.user).filter(met_on(today()))
        return _("%(count)s eligible today") % {"count": rows.count()}


class EligibilityViewSet(VisibleModelViewSet):
    """Who may be rostered for casework, why, and why not yet. Rows are kept by actions, never edited."""

    model = Standing
    name = "eligibility"
    url_prefix = "training/eligibility"
    icon = "check"
    menu_label = gettext_lazy("Eligibility")
    index_view_class = EligibilityIndex
    filterset_class = StandingFilters
    search_fields = ("placement__volunteer__name", "placement__volunteer__name_other")
    search_backend_name = None
    screens = ("index",)
    form_fields: tuple[str, ...] = ()


class ModuleViewSet(VisibleModelViewSet):
    """The curriculum."""

    model = Module
    name = "training_module"
    url_prefix = "training/modules"
    icon = "list-ul"
    menu_label = gettext_lazy("Modules")
    list_display = ("title_en", "title_zh", "allowance_minutes", "validity_months", "sort_order")
    search_fields = ("title_en", "title_zh")
    search_backend_name = None
    ordering = ("sort_order", "pk")
    screens = ("index", "add", "edit", "history")
    panels = [
        FieldPanel("key"),
        FieldRowPanel([FieldPanel("title_en"), FieldPanel("title_zh")]),
        FieldRowPanel([FieldPanel("allowance_minutes"), FieldPanel("validity_months"), FieldPanel("sort_order")]),
    ]


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


class TermsAdd(generic.CreateView):  # type: ignore[misc]
    """A further version of a text."""

    form: Any
    request: Any

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error("required_from", error)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_success_buttons(self) -> list[Any]:
        return []

    def save_instance(self) -> Terms:
        return publish_terms(**self.form.cleaned_data, actor=self.request.user)


class TermsViewSet(VisibleModelViewSet):
    """The texts that volunteers sign. A version is never changed: a further one is added."""

    model = Terms
    name = "training_terms"
    url_prefix = "training/terms"
    icon = "doc-full"
    menu_label = gettext_lazy("Texts to sign")
    add_view_class = TermsAdd
    list_display = ("__str__", "required_from")
    list_filter = ("kind",)
    ordering = ("kind", "-version")
    inspect_view_enabled = True
    inspect_view_fields = ("kind", "version", "required_from", "text_en", "text_zh")
    screens = ("index", "add", "inspect")

    def get_form_class(self, **_kwargs: Any) -> type[TermsForm]:
        return TermsForm


class TrainingGroup(ViewSetGroup):  # type: ignore[misc]
    """The menu."""

    menu_label = gettext_lazy("Training")
    menu_icon = "clipboard-list"
    menu_order = 210
    items = (EligibilityViewSet, EventViewSet, SessionViewSet, ModuleViewSet, TermsViewSet)

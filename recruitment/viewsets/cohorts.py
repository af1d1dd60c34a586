"""Recruitment rounds: the list with their numbers, one of them, a year of them in one action."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from accounts.visibility import VisibleEdit, VisibleModelViewSet, VisibleObject
from base.dates import today
from recruitment.actions.cohorts import NotPlanned, keep, plan_year, take_applications
from recruitment.actions.refusals import Overwritten
from recruitment.forms.cohort import CohortForm, DatesForm, RoundForm, YearForm, plan_forms
from recruitment.forms.seen import SEEN, see_again
from recruitment.models import Cohort, Holiday
from recruitment.rules import Season
from recruitment.viewsets.calendar import RowIndex
from recruitment.viewsets.columns import DayColumn, PlainColumn


class NumbersColumn(PlainColumn):
    """For each role the round recruits for: accepted of wanted, and applied; a full one says so."""

    def words(self, instance: Any) -> SafeString:
        lines = ((numbers_of(demand),) for demand in instance.demands.all())
        return format_html_join("", '<div class="staff-numbers">{}</div>', lines)


def numbers_of(demand: Any) -> SafeString:
    """Such as "Casework: 12 of 20 accepted, 45 applied"."""
    words = _("%(role)s: %(accepted)s of %(wanted)s accepted, %(applied)s applied") % {
        "role": demand.role,
        "accepted": demand.accepted,
        "wanted": demand.wanted,
        "applied": demand.applied,
    }
    full = format_html(' <span class="w-status staff-yes">{}</span>', _("Full")) if demand.is_full else ""
    return format_html("{}{}", words, full)


class StandingColumn(PlainColumn):
    """Whether the round takes applications today, and whether it is full."""

    def words(self, instance: Cohort) -> SafeString:
        tags = [(standing_of(instance),), *([(_("Full"),)] if instance.is_full else [])]
        return format_html_join(" ", '<span class="w-status">{}</span>', tags)


def standing_of(cohort: Cohort) -> str:
    """Where a round stands today, in a word."""
    day = today()
    if cohort.starts_on <= day:
        return _("Past")
    if day < cohort.opens_on:
        return _("Not open yet")
    return _("Takes applications") if day <= cohort.closes_on else _("Closed")


class CohortIndex(RowIndex):
    """The rounds, the latest first."""

    default_ordering = "-starts_on"

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().with_demands()

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self.link("name", _("Cohort")),
            DayColumn("starts_on", label=_("Weekend begins"), sort_key="starts_on"),
            StandingColumn("standing", label=_("Now"), accessor="pk"),
            DayColumn("opens_on", label=_("Applications open"), classname="staff-wide"),
            DayColumn("closes_on", label=_("Applications close"), classname="staff-wide"),
            NumbersColumn("numbers", label=_("People"), accessor="pk"),
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_buttons
        if not self.request.user.has_perm("recruitment.add_cohort"):
            return buttons
        plan = HeaderButton(_("Plan a year"), url=reverse("recruitment_cohort:plan"), icon_name="calendar-alt")
        return [plan, *buttons]


class KeepsRound:
    """Keeps a round by the action, whose refusals appear in the form."""

    form: Any
    request: HttpRequest

    def save_instance(self) -> Cohort:
        form = self.form
        meant = form.cleaned_data["on_holiday"]
        actor: Any = self.request.user
        seen = form.cleaned_data.get(SEEN, "")
        return keep(cohort=form.save(commit=False), numbers=form.wanted, actor=actor, on_holiday=meant, seen=seen)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc, no-any-return]
        except NotPlanned as refusal:
            add_faults(form, refusal, Season(form.instance.season))
        except Overwritten as refusal:
            form.add_error(None, str(refusal))
            see_again(form, refusal.now)
            self.produced_error_message = str(refusal)
        return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]


def add_faults(form: Any, refusal: NotPlanned, season: Season) -> None:
    """Say beside the fields why a round was refused."""
    for name, words in refusal.faults.get(season, {}).items():
        form.add_error(name, words)


class CohortAdd(KeepsRound, CreateView):  # type: ignore[misc]
    pass


class CohortEdit(KeepsRound, VisibleEdit):
    """One round; opening and closing it is an action of its own."""

    template_name = "recruitment/staff/cohort.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.object
        return super().get_context_data(  # type: ignore[no-any-return]
            cohort=cohort,
            standing=standing_of(cohort),
            numbers=[numbers_of(demand) for demand in cohort.demands.with_numbers().select_related("role")],
            dates_url=reverse("recruitment_cohort:dates", args=(cohort.pk,)),
            **kwargs,
        )


class CohortScreen(WagtailAdminTemplateMixin, View):
    """A screen beside the list of rounds that asks for one permission."""

    permission = ""
    header_icon = "calendar-alt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def list_url(self) -> str:
        """The list of rounds."""
        return reverse("recruitment_cohort:index")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": self.list_url, "label": _("Cohorts")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]


class TakeApplications(VisibleObject, CohortScreen):
    """Opening or closing a round, earlier or later than planned."""

    model = Cohort
    permission = "recruitment.change_cohort"
    template_name = "recruitment/staff/cohort_dates.html"
    page_title = gettext_lazy("Open or close applications")

    @cached_property
    def object(self) -> Cohort:
        return self.get_object()  # type: ignore[no-any-return]

    def show(self, form: DatesForm, *, status: int = 200) -> HttpResponse:
        """Draw the question."""
        cohort = self.object
        back = reverse("recruitment_cohort:edit", args=(cohort.pk,))
        context = self.get_context_data(
            form=form, cohort=cohort, standing=standing_of(cohort), back_url=back, today=today()
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(DatesForm(initial={"opens_on": self.object.opens_on, "closes_on": self.object.closes_on}))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = DatesForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        actor: Any = request.user
        try:
            take_applications(cohort=self.object, actor=actor, **form.cleaned_data)
        except NotPlanned as refusal:
            add_faults(form, refusal, Season(self.object.season))
            return self.show(form, status=422)
        messages.success(request, _("%(cohort)s: the dates are kept.") % {"cohort": self.object})
        return redirect(self.list_url)


class PlanYear(CohortScreen):
    """A year's rounds as the calendar proposes them; whoever plans changes and confirms them."""

    permission = "recruitment.add_cohort"
    template_name = "recruitment/staff/plan_year.html"
    page_title = gettext_lazy("Plan a year")

    @cached_property
    def planned(self) -> dict[str, Cohort]:
        """The rounds of the year that exist already, by season: they are kept."""
        rounds = Cohort.objects.filter(year=self.year).with_days().with_demands()
        return {cohort.season: cohort for cohort in rounds}

    @cached_property
    def year(self) -> int:
        """The year asked for; otherwise the first in which a round is still to be planned."""
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        form = YearForm(given)
        return form.cleaned_data["year"] if form.is_valid() else first_unplanned()

    def show(self, forms: list[RoundForm], *, error: str = "", status: int = 200) -> HttpResponse:
        """Draw the year."""
        context = self.get_context_data(
            year=self.year,
            year_form=YearForm(initial={"year": self.year}),
            forms=forms,
            planned=[
                (cohort, [numbers_of(demand) for demand in cohort.demands.all()]) for cohort in self.planned.values()
            ],
            knows_holidays=Holiday.objects.filter(day__year=self.year).exists(),
            may_add_holidays=self.request.user.has_perm("recruitment.add_holiday"),
            error=error,
            back_url=self.list_url,
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(plan_forms(self.year, self.planned))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        forms = plan_forms(self.year, self.planned, request.POST)
        if not all([form.is_valid() for form in forms]):  # noqa: C419 - every form says what is wrong with it
            return self.show(forms, error=_("Nothing is planned yet: see below what is missing."), status=422)
        chosen = [form for form in forms if form.is_included]
        if not chosen:
            return self.show(forms, error=_("Tick at least one round to plan."), status=422)
        actor: Any = request.user
        try:
            made = plan_year(year=self.year, rounds=[form.round for form in chosen], actor=actor)
        except NotPlanned as refusal:
            for form in chosen:
                add_faults(form, refusal, form.season)
            return self.show(forms, error=_("Nothing is planned yet: see below what is missing."), status=422)
        messages.success(request, planned_words(made))
        return redirect(self.list_url)


def planned_words(made: list[Cohort]) -> str:
    """What was planned, and what comes next."""
    return ngettext(
        "%(number)s round is planned. Its training weekend is made by trainers, under “Events”.",
        "%(number)s rounds are planned. Their training weekends are made by trainers, under “Events”.",
        len(made),
    ) % {"number": len(made)}


def first_unplanned() -> int:
    """The first year after this one that has not all its rounds yet."""
    year = today().year + 1
    planned = list(Cohort.objects.filter(year__gte=year).values_list("year", flat=True))
    while planned.count(year) >= len(Season):
        year += 1
    return year


class CohortViewSet(VisibleModelViewSet):
    """The recruitment rounds."""

    model = Cohort
    name = "recruitment_cohort"
    url_prefix = "cohorts"
    icon = "calendar-alt"
    index_view_class = CohortIndex
    add_view_class = CohortAdd
    edit_view_class = CohortEdit

    def get_form_class(self, for_update: bool = False) -> type[CohortForm]:  # noqa: ARG002, FBT001, FBT002 - Wagtail's hook
        return CohortForm

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("plan/", self.construct_view(PlanYear), name="plan"),
            path("dates/<int:pk>/", self.construct_view(TakeApplications), name="dates"),
        ]

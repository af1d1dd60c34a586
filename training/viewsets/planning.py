"""Planning an event with its sessions in one form, and the weekends of a year."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from recruitment.actions.cohorts import touched_holiday
from recruitment.forms.cohort import YearForm
from recruitment.models import Cohort
from training.actions.plan import Plan, plan_events
from training.forms.planning import NewEventForm, sessions_form, weekend_forms, with_more_rows
from training.models import Event
from training.viewsets.screens import PlanningScreen

MISSING = gettext_lazy("Nothing is planned yet: see below what is missing.")


class EventAdd(PlanningScreen):
    """An event of any kind with its sessions, in one form."""

    permission = "training.add_event"
    template_name = "training/staff/new_event.html"
    page_title = gettext_lazy("Plan an event")

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        last = Event.objects.order_by("-pk").first()
        usual = {name: getattr(last, name) for name in ("venue_en", "venue_zh", "places")} if last else {}
        initial = {"kind": Event.Kind.INTERPRETATION, **usual}
        return self.draw(form=NewEventForm(initial=initial), sessions=sessions_form(), back_url=self.list_url)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        more = "more" in request.POST
        form = NewEventForm(None if more else request.POST, initial=_as_sent(request.POST) if more else None)
        sessions = sessions_form(data=with_more_rows(request.POST) if more else request.POST)
        shown: dict[str, Any] = {"form": form, "sessions": sessions, "back_url": self.list_url}
        if more:
            return self.draw(**shown)
        good = form.is_valid()
        if not (sessions.judge(form.instance) and good):
            return self.draw(**shown, error=MISSING, status=422)
        plan = Plan(event=form.instance, sessions=sessions.sessions, trainers=form.cleaned_data["trainers"])
        try:
            plan_events(plans=[plan], actor=request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error(None, error)
            return self.draw(**shown, error=MISSING, status=422)
        messages.success(request, _("%(event)s is planned.") % {"event": plan.event.title})
        return redirect("training_event:edit", plan.event.pk)


def _as_sent(data: Any) -> dict[str, Any]:
    """What was typed, before anybody judges it."""
    return {**data.dict(), "trainers": data.getlist("trainers")}


class PlanWeekends(PlanningScreen):
    """The weekends of a year's cohorts as the curriculum proposes them; whoever plans changes and confirms them."""

    permission = "training.add_event"
    template_name = "training/staff/plan_weekends.html"
    page_title = gettext_lazy("Plan a year’s weekends")

    @cached_property
    def year(self) -> int:
        """The year asked for; otherwise that of the first cohort without a weekend, or of the last cohort."""
        form = YearForm(self.request.POST if self.request.method == "POST" else self.request.GET)
        if form.is_valid():
            return int(form.cleaned_data["year"])
        first = Cohort.objects.upcoming().filter(event=None).first() or Cohort.objects.last()
        return first.year if first else int(YearForm().fields["year"].choices[0][0])  # type: ignore[attr-defined]

    @property
    def cohorts(self) -> Any:
        """Those of the year that have no weekend yet, and are to come."""
        return Cohort.objects.upcoming().filter(year=self.year, event=None)

    def show(self, weekends: Any, *, error: Any = "", status: int = 200) -> HttpResponse:
        """Draw the year."""
        return self.draw(
            year=self.year,
            year_form=YearForm(initial={"year": self.year}),
            weekends=[(*weekend, touched_holiday(weekend[0].starts_on)) for weekend in weekends],
            planned=Event.objects.filter(cohort__year=self.year).select_related("cohort").order_by("cohort__starts_on"),
            no_cohorts=not Cohort.objects.filter(year=self.year).exists(),
            may_plan_cohorts=self.request.user.has_perm("recruitment.add_cohort"),
            error=error,
            back_url=self.list_url,
            status=status,
        )

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(weekend_forms(self.cohorts))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        weekends = list(weekend_forms(self.cohorts, request.POST))
        if not all([form.is_valid() for _cohort, form, _rows in weekends]):  # noqa: C419 - each says what is wrong
            return self.show(weekends, error=MISSING, status=422)
        chosen = [(form, rows) for _cohort, form, rows in weekends if form.is_included]
        if not chosen:
            return self.show(weekends, error=_("Tick at least one weekend to plan."), status=422)
        if not all([rows.judge(form.instance) for form, rows in chosen]):  # noqa: C419 - each says what is wrong
            return self.show(weekends, error=MISSING, status=422)
        plans = [
            Plan(event=form.instance, sessions=rows.sessions, trainers=form.cleaned_data["trainers"])
            for form, rows in chosen
        ]
        try:
            made = plan_events(plans=plans, actor=request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            return self.show(weekends, error=error.messages[0], status=422)
        words = ngettext("%(number)s weekend is planned.", "%(number)s weekends are planned.", len(made))
        messages.success(request, words % {"number": len(made)})
        return redirect(reverse("training_event:index"))

"""Calling a day off, planning what takes its place, and telephoning whoever has not heard."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from training.actions.calling_off import begun, call_off, on_day, plan_replacements, without_replacement
from training.actions.news import Change
from training.actions.notices import reached, seated
from training.forms.planning import CallOffForm, InsteadForm
from training.models import Acknowledgement, Enrolment, Event, Session
from training.viewsets.screens import EventScreen

TELLS = "training.change_acknowledgement"


class CallOff(EventScreen):
    """One action for a day: seats, mails, calendars and everybody's pages follow."""

    permission = "training.change_session"
    template_name = "training/staff/call_off.html"
    page_title = gettext_lazy("Call a day off")

    def show(self, form: CallOffForm, *, status: int = 200) -> HttpResponse:
        """Draw the question, with what each day holds."""
        days = [(day, on_day(self.event, day).select_related("module")) for day in self.days]
        people = seated(sessions=list(self.event.sessions.all()))
        return self.draw(
            form=form, event=self.event, days=days, people=len(people), back_url=self.event_url, status=status
        )

    @property
    def days(self) -> list[Any]:
        """The days of which something can be called off, those to come first."""
        rows = self.event.sessions.exclude(state=Session.State.CANCELLED).order_by("starts_at")
        return [day for day in dict.fromkeys(row.day for row in rows) if on_day(self.event, day).exists()]

    def form(self, data: Any = None) -> CallOffForm:
        """What is asked: the day, and which of its sessions that have begun are meant too."""
        return CallOffForm(data, days=self.days, begun=begun(self.event).select_related("module"))

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            off = call_off(event=self.event, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(form, status=422)
        words = ngettext("%(count)s session is called off.", "%(count)s sessions are called off.", len(off.sessions))
        messages.success(request, words % {"count": len(off.sessions)})
        return redirect("training_event:heard", self.event.pk)


class Instead(EventScreen):
    """The day on which what was called off is held, once it is known."""

    permission = "training.change_session"
    template_name = "training/staff/instead.html"
    page_title = gettext_lazy("Plan the day instead")

    def show(self, form: InsteadForm, *, status: int = 200) -> HttpResponse:
        """Draw the question."""
        rows = without_replacement(self.event).select_related("module")
        return self.draw(form=form, event=self.event, sessions=rows, back_url=self.event_url, status=status)

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(InsteadForm())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = InsteadForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            plan_replacements(event=self.event, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(form, status=422)
        messages.success(request, _("The day is planned. Everybody with a place is told."))
        return redirect("training_event:heard", self.event.pk)


class Heard(EventScreen):
    """Who was told of a change and has not said that they know: to be telephoned."""

    permission = TELLS
    template_name = "training/staff/heard.html"
    page_title = gettext_lazy("Who has not heard")

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        rows = Acknowledgement.objects.filter(session__event=self.event).select_related(
            "enrolment__volunteer", "session__module", "by"
        )
        waiting: defaultdict[Enrolment, list[Acknowledgement]] = defaultdict(list)
        for row in rows.waiting().order_by("enrolment__volunteer__name", "session__starts_at"):
            waiting[row.enrolment].append(row)
        known = rows.exclude(at=None).values("enrolment").distinct().count()
        return self.draw(
            event=self.event,
            waiting=[(place, Change(self.event, rows)) for place, rows in waiting.items()],
            known=known,
            back_url=self.event_url,
        )


class Reached(EventScreen):
    """One press: told by telephone."""

    permission = TELLS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, enrolment: int, **_kwargs: Any) -> HttpResponse:
        rows = Enrolment.objects.filter(acknowledgements__session__event=self.event).distinct()
        place = get_object_or_404(rows.select_related("volunteer"), pk=enrolment)
        if reached(enrolment=place, actor=request.user):  # type: ignore[arg-type]
            messages.success(request, _("%(name)s was told by telephone.") % {"name": place.volunteer.name})
        else:
            messages.info(request, _("%(name)s knows already.") % {"name": place.volunteer.name})
        return redirect("training_event:heard", self.event.pk)


class ChangesPanel(Component):  # type: ignore[misc]
    """On the dashboard: events of which somebody has not heard what changed."""

    name = "training_changes"
    template_name = "training/staff/changes_panel.html"
    order = 30

    def get_context_data(self, _parent_context: Any) -> dict[str, Any]:
        people: defaultdict[Event, set[int]] = defaultdict(set)
        for row in Acknowledgement.objects.waiting().select_related("session__event"):
            people[row.session.event].add(row.enrolment_id)
        return {"events": [(event, len(found)) for event, found in people.items()]}

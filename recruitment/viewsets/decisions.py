"""The decisions on one application."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from base.dates import today
from recruitment.actions.acceptance import certain_match, possible_matches
from recruitment.actions.pipeline import Letter, add_note, correct, letter_for, may_move, move
from recruitment.actions.refusals import Erased, Moved, Refused
from recruitment.actions.reviews import hides_name
from recruitment.actions.unresolved import unresolved
from recruitment.forms.staff import CorrectionForm, DecisionForm, NoteForm
from recruitment.models import Application, Role, Stage, correctable, next_stages
from recruitment.rules import Point, Terms, points
from recruitment.viewsets.application import OneApplication


class DecidingView(OneApplication, WagtailAdminTemplateMixin, View):
    """A screen on which somebody with the right decides something; nothing happens on GET."""

    model = Application
    heading = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def allowed(self) -> bool:
        """Whether this person may do it; by default whoever may move the application."""
        return may_move(self.actor, self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return self.crumbs(self.heading)

    def get_page_title(self) -> str:
        return self.heading

    def show(self, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        """Draw the screen around a form; its version field is set to what the row has now."""
        context = {"form": form, "application": self.object, "back_url": self.url("inspect"), **more}
        return self.render_to_response(self.get_context_data(**context), status=status)  # type: ignore[no-any-return]

    def refuse(self, form: Any, error: Refused, **more: Any) -> HttpResponse:
        """Show why nothing was done, keeping what was typed; a further try decides on what is there now."""
        if isinstance(error, Erased):
            messages.error(self.request, str(error))
            return redirect(self.index_url_name)
        self.object.refresh_from_db()
        form.data = form.data.copy()
        form.data["version"] = self.object.version
        form.add_error(None, str(error))
        return self.show(form, status=409 if isinstance(error, Moved) else 422, **more)

    def finish(self, message: str) -> HttpResponse:
        """Back to the application, saying what was done."""
        messages.success(self.request, message)
        return redirect(self.url("inspect"))


class Decide(DecidingView):
    """Moving on: the mail it will send can be read, edited or left out before the move is confirmed."""

    template_name = "recruitment/staff/decide.html"

    @cached_property
    def target(self) -> Stage:
        to = self.request.GET.get("to", "")
        if to not in Stage.values:
            raise Http404
        return Stage(to)

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Move to “%(stage)s”") % {"stage": self.target.label}

    def matches(self) -> list[Any] | None:
        """The people this may be, where whoever accepts has to say."""
        if self.target != Stage.ACCEPTED:
            return None
        people = possible_matches(self.object)
        return people if people and not certain_match(self.object, people) else None

    def show(self, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        warnings = unresolved(self.object, self.target)
        return super().show(form, status=status, known=self.known(), target=self.target, warnings=warnings, **more)

    def known(self) -> Any:
        """The volunteer an acceptance will find by itself."""
        people = possible_matches(self.object) if self.target == Stage.ACCEPTED else []
        return certain_match(self.object, people)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.allowed() and hides_name(self.actor, self.object):
            messages.error(request, _("The mail names the applicant: score the application or have the name shown."))
            return redirect(self.url("inspect"))
        if self.allowed() and self.target == Stage.INFORMATION:  # the mail brings a question
            return redirect(self.url("ask"))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if self.target not in next_stages(self.object.stage, self.object.role):
            messages.error(
                request, _("From “%(stage)s” it cannot move there.") % {"stage": self.object.get_stage_display()}
            )
            return redirect(self.url("inspect"))
        letter = letter_for(self.object, self.target)
        initial = {"version": self.object.version, "send": True, "subject": letter.subject, "body": letter.body}
        return self.show(DecisionForm(initial=initial | self.fewer(), matches=self.matches(), role=self.role()))

    def role(self) -> Role | None:
        """The role whose terms an acceptance may depart from."""
        return self.object.role if self.target == Stage.ACCEPTED else None

    def fewer(self) -> dict[str, Any]:
        """The hours and months the applicant can give, where they are fewer than the role asks."""
        given, role = self.object.answers, self.object.role
        found = points(terms=Terms.of(role), answers=given, day=today())
        asked = {Point.HOURS: ("agreed_hours", "hours_per_week"), Point.MONTHS: ("agreed_months", "months")}
        return {field: given.get(key) for point, (field, key) in asked.items() if point in found}

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST, matches=self.matches(), role=self.role())
        if not form.is_valid():
            return self.show(form, status=422)
        typed = form.cleaned_data
        try:
            move(
                application=self.object,
                to=self.target,
                actor=self.actor,
                seen_version=typed["version"],
                reason=typed["reason"],
                note=typed["note"],
                letter=Letter(subject=typed["subject"], body=typed["body"]) if typed["send"] else None,
                silent=not typed["send"],
                person=typed.get("person", ""),
                agreed=form.agreed(),
            )
        except Refused as error:
            return self.refuse(form, error)
        return self.finish(
            _("%(reference)s is now at “%(stage)s”.") % {"reference": self.object, "stage": self.target.label}
        )


class Correct(DecidingView):
    """Putting a mistaken move right, without a mail."""

    template_name = "recruitment/staff/correct.html"
    heading = gettext_lazy("Correct the stage")  # type: ignore[assignment]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        initial = {"version": self.object.version}
        return self.show(CorrectionForm(initial=initial, stages=correctable(self.object.stage, self.object.role)))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = CorrectionForm(request.POST, stages=Stage)
        if not form.is_valid():
            return self.show(form, status=422)
        typed = form.cleaned_data
        try:
            correct(
                application=self.object,
                to=Stage(typed["to"]),
                actor=self.actor,
                seen_version=typed["version"],
                reason=typed["reason"],
            )
        except Refused as error:
            return self.refuse(form, error)
        return self.finish(_("%(reference)s is corrected.") % {"reference": self.object})


class AddNote(DecidingView):
    """Keeping a note."""

    template_name = "recruitment/staff/note.html"
    heading = gettext_lazy("Note")  # type: ignore[assignment]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(NoteForm())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            add_note(application=self.object, actor=self.actor, note=form.cleaned_data["note"])
        except Refused as error:
            return self.refuse(form, error)
        return self.finish(_("The note is kept."))

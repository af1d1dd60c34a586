"""The applications: the list, one application on one page, and the decisions on it."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from accounts.visibility import VisibleIndex, VisibleInspect, VisibleModelViewSet, VisibleObject
from mail.models import Delivery
from recruitment.actions.acceptance import certain_match, possible_matches
from recruitment.actions.files import open_file
from recruitment.actions.pipeline import Letter, add_note, correct, is_own, letter_for, may_move, move
from recruitment.actions.refusals import Moved, Refused
from recruitment.forms.staff import ApplicationFilterSet, CorrectionForm, DecisionForm, NoteForm, StageForm
from recruitment.models import Application, Stage, correctable, next_stages
from recruitment.rendering import all_points, parts
from recruitment.rules import POINT_LABELS
from recruitment.viewsets.columns import (
    PersonColumn,
    PlainColumn,
    PointsColumn,
    PromisedColumn,
    StageColumn,
    WaitingColumn,
)

NOT_FILTERS = ("p", "export", "to", "_w_filter_fragment")
SANDBOX = "default-src 'none'; sandbox"


def filters_of(request: HttpRequest) -> str:
    """The list's filters, to be carried along: ``?role=3&q=chan``, or nothing."""
    kept = request.GET.copy()
    for name in NOT_FILTERS:
        kept.pop(name, None)
    return f"?{kept.urlencode()}" if kept else ""


class ApplicationIndex(VisibleIndex):
    """All applications, those waiting longest first."""

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("role", "cohort")
        return rows if self.is_export else rows.defer("answers")

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset) if self.is_explicitly_ordered else queryset.oldest_first()

    def get_inspect_url(self, instance: Any) -> str:
        return reverse(self.inspect_url_name, args=(instance.pk,)) + self.carried

    @cached_property
    def carried(self) -> str:
        """The filters of the list, which every row carries along."""
        return filters_of(self.request)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            PersonColumn("name", label=_("Applicant"), sort_key="name", get_url=self.get_inspect_url),
            PlainColumn("role", label=_("Role"), classname="staff-wide"),
            PlainColumn("cohort", label=_("Cohort"), classname="staff-wide"),
            StageColumn("stage", label=_("Stage"), sort_key="stage"),
            WaitingColumn("waiting_days", label=_("Waiting"), sort_key="submitted_at"),
            PromisedColumn("reply_by", label=_("Answer promised by"), sort_key="reply_by", classname="staff-wide"),
            PointsColumn("points", label=_("To discuss"), classname="staff-wide"),
        ]


class OneApplication(VisibleObject):
    """What the screens of one application share."""

    @property
    def actor(self) -> User:
        """Who asks; the admin has let nobody in who is not signed in."""
        return cast("User", self.request.user)

    page_title = gettext_lazy("Application")
    header_icon = "doc-full"
    index_url_name = "recruitment_application:index"

    @cached_property
    def object(self) -> Application:
        return self.get_object()  # type: ignore[no-any-return]

    def url(self, name: str) -> str:
        """The address of another screen of this application, with the filters it was reached by."""
        return reverse(f"recruitment_application:{name}", args=(self.object.pk,)) + filters_of(self.request)

    def crumbs(self, *last: str) -> list[dict[str, Any]]:
        """Home, the list as it was filtered, the application, and where we are."""
        listing = reverse(self.index_url_name) + filters_of(self.request)
        items = [{"url": listing, "label": _("Applications")}, {"url": self.url("inspect"), "label": str(self.object)}]
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, *items, *({"url": "", "label": label} for label in last)]


class ApplicationPage(OneApplication, VisibleInspect):
    """One application on one page: answers left, decision right, history below."""

    template_name = "recruitment/staff/application.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super(VisibleInspect, self).setup(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = self.crumbs()
        items[-1] = {"url": "", "label": items[-1]["label"]}
        return items

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application, user = self.object, self.actor
        decides = may_move(user, application)
        stages = next_stages(application.stage)
        return {
            **super(VisibleInspect, self).get_context_data(**kwargs),
            "application": application,
            "parts": parts(application, may_read_conflict=user.has_perm("recruitment.view_conflict")),
            "points": [POINT_LABELS[point] for point in all_points(application)],
            "events": application.events.select_related("actor"),
            "mails": Delivery.objects.about(application),
            "decides": decides,
            "is_own": is_own(user, application),
            "stage_form": StageForm(stages=stages) if decides and stages else None,
            "note_form": kwargs.get("note_form") or NoteForm() if decides else None,
            "can_correct": decides and bool(correctable(application.stage)),
            "filters": self.request.GET.items(),
            "urls": {name: self.url(name) for name in ("decide", "note", "correct")},
            **self.neighbours(),
        }

    def neighbours(self) -> dict[str, str]:
        """The addresses of the applications before and after this one, within the filters, oldest first."""
        rows = Application.objects.visible_to(self.request.user)
        filters = ApplicationFilterSet(self.request.GET, queryset=rows, request=self.request)
        rows = filters.filter_queryset(rows) if filters.is_valid() else rows
        if asked := self.request.GET.get("q"):
            rows = rows.filter(found(asked))
        at, pk = self.object.submitted_at, self.object.pk
        later = rows.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=pk)).order_by("submitted_at", "pk")
        earlier = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk)).order_by("-submitted_at", "-pk")
        near = {"next_url": later, "previous_url": earlier}
        keys = {name: side.values_list("pk", flat=True).first() for name, side in near.items()}
        return {
            name: reverse("recruitment_application:inspect", args=(key,)) + filters_of(self.request) if key else ""
            for name, key in keys.items()
        }


SEARCHED = ("name", "name_other", "reference", "email")


def found(asked: str) -> Q:
    """Applications in which these letters occur."""
    query = Q()
    for name in SEARCHED:
        query |= Q(**{f"{name}__icontains": asked})
    return query


class DecidingView(OneApplication, WagtailAdminTemplateMixin, View):
    """A screen on which somebody with the right decides something; nothing happens on GET."""

    model = Application
    heading = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_move(self.actor, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

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

    def known(self) -> Any:
        """The volunteer an acceptance will find by itself."""
        people = possible_matches(self.object) if self.target == Stage.ACCEPTED else []
        return certain_match(self.object, people)

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if self.target not in next_stages(self.object.stage):
            messages.error(
                request, _("From “%(stage)s” it cannot move there.") % {"stage": self.object.get_stage_display()}
            )
            return redirect(self.url("inspect"))
        letter = letter_for(self.object, self.target)
        initial = {"version": self.object.version, "send": True, "subject": letter.subject, "body": letter.body}
        return self.show(DecisionForm(initial=initial, matches=self.matches()), known=self.known(), target=self.target)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST, matches=self.matches())
        if not form.is_valid():
            return self.show(form, status=422, known=self.known(), target=self.target)
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
            )
        except Refused as error:
            return self.refuse(form, error, known=self.known(), target=self.target)
        return self.finish(
            _("%(reference)s is now at “%(stage)s”.") % {"reference": self.object, "stage": self.target.label}
        )


class Correct(DecidingView):
    """Putting a mistaken move right, without a mail."""

    template_name = "recruitment/staff/correct.html"
    heading = gettext_lazy("Correct the stage")  # type: ignore[assignment]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        initial = {"version": self.object.version}
        return self.show(CorrectionForm(initial=initial, stages=correctable(self.object.stage)))

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
        add_note(application=self.object, actor=self.actor, note=form.cleaned_data["note"])
        return self.finish(_("The note is kept."))


class ApplicationFileView(OneApplication, View):
    """A file that came with an application: handed over as a download, never shown; every opening is logged."""

    model = Application

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> FileResponse:
        row = self.object.files.filter(pk=self.kwargs["file"]).first()
        if row is None:
            raise Http404
        content = open_file(file=row, actor=self.actor)
        response = FileResponse(content, as_attachment=True, filename=row.name, content_type=row.media_type)
        response["Content-Security-Policy"] = SANDBOX
        response["Cache-Control"] = "private, no-store"
        return response


class ApplicationViewSet(VisibleModelViewSet):
    """The applications. They are neither made nor edited nor deleted here: they are read and moved."""

    model = Application
    name = "recruitment_application"
    url_prefix = "applications"
    icon = "doc-full"
    menu_label = gettext_lazy("Applications")
    screens = ("index", "inspect")
    inspect_view_enabled = True
    index_view_class = ApplicationIndex
    inspect_view_class = ApplicationPage
    filterset_class = ApplicationFilterSet
    search_fields = SEARCHED
    search_backend_name = None
    export_permission = "recruitment.export_application"
    list_export = (
        "reference",
        "name",
        "name_other",
        "email",
        "phone",
        "role",
        "cohort",
        "get_stage_display",
        "submitted_at",
        "reply_by",
        "hours_per_week",
        "months",
        "leaves_on",
        "source",
        "language",
    )
    export_headings = {"get_stage_display": gettext_lazy("Stage")}
    export_filename = "applications"
    form_fields = ()

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("decide/<int:pk>/", self.construct_view(Decide), name="decide"),
            path("correct/<int:pk>/", self.construct_view(Correct), name="correct"),
            path("note/<int:pk>/", self.construct_view(AddNote), name="note"),
            path("file/<int:pk>/<int:file>/", ApplicationFileView.as_view(), name="file"),
        ]

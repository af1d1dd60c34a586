"""Two applications that are perhaps one person's: side by side, and made one where somebody decides so."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from base.dates import on
from base.templatetags.components import written_short
from mail.models import Delivery
from recruitment.actions.duplicates import alike, likenesses
from recruitment.actions.merging import default_kept, hindrance, merge, moves, question_waits
from recruitment.actions.pipeline import may_move
from recruitment.actions.refusals import Erased, Refused
from recruitment.actions.reviews import as_read_by, hides_name
from recruitment.models import Application
from recruitment.rendering import Answer, parts
from recruitment.viewsets.application import OneApplication
from recruitment.viewsets.decisions import DecidingView
from recruitment.viewsets.listing import filters_of
from recruitment.viewsets.panels import Panel, panel


@panel
class PerhapsTheSame(Panel):
    """Other applications and volunteers with the same address, phone or nearly the same name."""

    key = "same-person"
    heading = gettext_lazy("Perhaps the same person")
    template = "recruitment/staff/same_person.html"
    order = 10
    alert = gettext_lazy("Perhaps the same person as somebody else")
    tells_who = True

    @cached_property
    def found(self) -> Any:
        """Those alike; names this reader must not see yet are covered."""
        found = alike(self.application)
        as_read_by((one.row for one in found.applications), self.actor)
        return found

    @property
    def shown(self) -> bool:
        return self.application.merged_into_id is None and bool(self.found)

    def context(self) -> dict[str, Any]:
        return {"found": self.found, "carried": filters_of(self.request)}


@panel
class MergedHere(Panel):
    """What was merged into this application, with its files."""

    key = "merged"
    heading = gettext_lazy("Merged into this application")
    template = "recruitment/staff/merged.html"
    order = 11
    tells_who = True

    @cached_property
    def merged(self) -> list[Application]:
        """Those that ended in it."""
        return list(self.application.merged.prefetch_related("files").order_by("submitted_at"))

    @property
    def shown(self) -> bool:
        return bool(self.merged)

    def context(self) -> dict[str, Any]:
        return {"merged": self.merged}


class TwoApplications(OneApplication):
    """What the screens about two applications share: ``object`` and ``other``, both of which the reader may see."""

    @cached_property
    def other(self) -> Application:
        """The second one."""
        visible = Application.objects.visible_to(self.request.user).select_related("role", "cohort")
        return get_object_or_404(visible, pk=self.kwargs["other"])  # type: ignore[attr-defined]

    def covered(self) -> HttpResponse | None:
        """Where a name is still hidden from this reader, back to the application with a word of why."""
        if not any(hides_name(self.actor, row) for row in (self.object, self.other)):
            return None
        messages.error(self.request, _("A name is hidden from you: score the application or have the name shown."))
        return redirect(self.url("inspect"))

    def two(self, name: str, first: Application, second: Application) -> str:
        """The address of a screen about both, this way round."""
        return reverse(f"recruitment_application:{name}", args=(first.pk, second.pk)) + filters_of(self.request)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing of both, beside each other."""

    label: str | Promise
    one: Answer
    other: Answer

    @property
    def differs(self) -> bool:
        """Whether they are not the same."""
        return (self.one.value, self.one.file and self.one.file.name, self.one.withheld) != (
            self.other.value,
            self.other.file and self.other.file.name,
            self.other.withheld,
        )


COLUMNS = ("reference", "role", "cohort", "stage", "submitted_at", "name", "name_other", "email", "phone", "language")


def stated(application: Application, name: str) -> Answer:
    """A column of an application, in words."""
    if name == "stage":
        return Answer(key=name, label="", value=application.get_stage_display())
    if name == "submitted_at":
        return Answer(key=name, label="", value=written_short(on(application.submitted_at)))
    if name == "language":
        return Answer(key=name, label="", value=get_language_info(application.language)["name_local"])
    return Answer(key=name, label="", value=str(getattr(application, name) or ""))


def side_by_side(one: Application, other: Application, *, may_read_conflict: bool) -> list[Line]:
    """Every column and every answer of both; an answer only one was asked for stands beside nothing."""
    field: Any = Application._meta.get_field  # noqa: SLF001 - Django's documented API
    lines = [
        Line(label=capfirst(field(name).verbose_name), one=stated(one, name), other=stated(other, name))
        for name in COLUMNS
    ]
    mine, theirs = (answers(row, may_read_conflict=may_read_conflict) for row in (one, other))
    for key in dict.fromkeys([*mine, *theirs]):
        if key in COLUMNS:
            continue
        label = (mine.get(key) or theirs[key]).label
        nothing = Answer(key=key, label=label)
        lines.append(Line(label=label, one=mine.get(key, nothing), other=theirs.get(key, nothing)))
    return lines


def answers(application: Application, *, may_read_conflict: bool) -> dict[str, Answer]:
    """The answers of an application, by the question's key."""
    read = parts(application, may_read_conflict=may_read_conflict)
    return {answer.key: answer for part in read for answer in part.answers}


class Compare(TwoApplications, WagtailAdminTemplateMixin, View):
    """Both, every field and answer beside the other's."""

    model = Application
    template_name = "recruitment/staff/compare.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return self.crumbs(_("Side by side"))

    def get_page_title(self) -> str:
        return _("Side by side")

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        one, other = self.object, self.other
        if answer := self.covered():
            return answer
        kept = default_kept(one, other)
        ending = other if kept == one else one
        may_read = self.actor.has_perm("recruitment.view_conflict")
        context = {
            "one": one,
            "other": other,
            "by": likenesses(one, other),
            "lines": side_by_side(one, other, may_read_conflict=may_read),
            "merge_url": self.two("merge", kept, ending) if self.may_merge else "",
            "back_url": self.url("inspect"),
        }
        return self.render_to_response(self.get_context_data(**context))  # type: ignore[no-any-return]

    @property
    def may_merge(self) -> bool:
        """Whether this reader may make one of them: they are for the same role, and neither was merged."""
        both = (self.object, self.other)
        same = self.object != self.other and self.object.role_id == self.other.role_id
        return same and all(may_move(self.actor, row) for row in both)


class MergeForm(forms.Form):
    """The versions of both that the preview showed."""

    kept = forms.IntegerField(widget=forms.HiddenInput)
    ending = forms.IntegerField(widget=forms.HiddenInput)


class Merge(TwoApplications, DecidingView):
    """The preview of a merge, and the merge: the first application of the address stays, the second ends in it."""

    template_name = "recruitment/staff/merge.html"
    heading = gettext_lazy("Merge")  # type: ignore[assignment]

    def allowed(self) -> bool:
        return may_move(self.actor, self.object) and self.actor.has_perm("recruitment.move_application")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.allowed() and (answer := self.covered()):
            return answer
        return super().dispatch(request, *args, **kwargs)

    def preview(self, *, status: int = 200, error: str = "") -> HttpResponse:
        """What exactly would happen, as both stand now."""
        kept, ending = self.object, self.other
        reason = hindrance(kept=kept, ending=ending)
        if not reason and not may_move(self.actor, ending):
            reason = _("Nobody merges their own application: ask a colleague.")
        form = MergeForm(initial={"kept": kept.version, "ending": ending.version})
        more = {
            "kept": kept,
            "ending": ending,
            "reason": reason,
            "error": error,
            "moves": [] if reason else [one for one in moves(kept=kept, ending=ending) if one.going or one.staying],
            "question_waits": question_waits(kept=kept, ending=ending),
            "question_closes": ending.requests.filter(answered_at=None).exists(),
            "files": ending.files.all(),
            "events": ending.events.count(),
            "mails": Delivery.objects.about(ending).count(),
            "swapped_url": self.two("merge", ending, kept),
            "compare_url": self.two("compare", kept, ending),
        }
        return self.show(form, status=status, **more)

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.preview()

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = MergeForm(request.POST)
        if not form.is_valid():
            return self.preview(status=422)
        seen = form.cleaned_data
        try:
            merge(
                kept=self.object,
                ending=self.other,
                actor=self.actor,
                seen_kept=seen["kept"],
                seen_ending=seen["ending"],
            )
        except Erased as error:
            messages.error(request, str(error))
            return redirect(self.index_url_name)
        except Refused as error:
            self.object.refresh_from_db()
            self.other.refresh_from_db()
            return self.preview(status=409, error=str(error))
        told = {"ending": self.other, "kept": self.object}
        return self.finish(_("%(ending)s is merged into %(kept)s.") % told)

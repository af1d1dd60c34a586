"""What is done to several applications at once: a stage, or a tag; previewed first, nothing happens on GET."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from mail.rules import braced
from mail.rules import kind as kind_of
from recruitment.actions.bulk import MOST, Group, Text, filled, group_of, move_all, obstacles, still_open, text_for
from recruitment.actions.pipeline import MOVE, Letter, is_own, kind_for
from recruitment.actions.refusals import Refused
from recruitment.actions.reviews import as_read_by
from recruitment.actions.tags import add_tag, remove_tag
from recruitment.forms.bulk import BulkMoveForm, TagForm, TargetForm, UntagForm, name_of, seen_as_text, seen_of
from recruitment.models import Application, Stage, Tag
from recruitment.viewsets.listing import filters_of, narrowed

LISTING = "recruitment_application:index"


@dataclass(kw_only=True)
class Mail:
    """The mail that the people of one role and language get."""

    role: Any
    language: str
    people: list[Application] = field(default_factory=list)
    fields: list[BoundField] = field(default_factory=list)
    send: BoundField | None = None
    example: Letter | None = None
    without_address: list[Application] = field(default_factory=list)


class BulkView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """A screen about the applications ticked on the list, or all that match its filters."""

    header_icon = "doc-full"
    page_title: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MOVE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    @property
    def actor(self) -> User:
        """Who asks; the admin has let nobody in who is not signed in."""
        return cast("User", self.request.user)

    @property
    def back_url(self) -> str:
        """The list as it was filtered."""
        return reverse(LISTING) + filters_of(self.request)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [{"url": self.back_url, "label": _("Applications")}, {"url": "", "label": self.get_page_title()}]
        return [*self.breadcrumbs_items, *items]

    @cached_property
    def matching(self) -> Any:
        """Those meant: by the filters where all that match are wanted, otherwise by their ticks."""
        if self.request.GET.get("all"):
            return narrowed(self.request)
        ticked = [int(key) for key in self.request.GET.getlist("pk")[:MOST] if key.isdecimal() and len(key) < 13]  # noqa: PLR2004 - longer than any key
        return Application.objects.visible_to(self.actor).standing().filter(pk__in=ticked).oldest_first()

    @cached_property
    def chosen(self) -> list[Application]:
        """The applications meant, those waiting longest first; at most so many at once."""
        return as_read_by(self.matching.select_related("role", "cohort", "draft", "placement")[:MOST], self.actor)

    def show(self, *, status: int = 200, **more: Any) -> HttpResponse:
        """Draw the screen."""
        carried = [(name, value) for name, values in self.request.GET.lists() if name != "to" for value in values]
        shared = {"back_url": self.back_url, "carried": carried, "most": MOST, **more}
        return self.render_to_response(self.get_context_data(**shared), status=status)  # type: ignore[no-any-return]

    def none_chosen(self) -> HttpResponse:
        """Back to the list: nothing was ticked."""
        messages.warning(self.request, _("Tick the applications first, or choose all that match."))
        return redirect(self.back_url)


class BulkMove(BulkView):
    """Moving several: which stage, then who moves, who does not and why, and which mail each gets; then it is done."""

    template_name = "recruitment/staff/bulk_move.html"
    page_title = gettext_lazy("Move applications")

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if not self.chosen:
            return self.none_chosen()
        form = TargetForm(request.GET)
        if not form.is_valid():
            asked = TargetForm(request.GET if request.GET.get("to") else None)
            return self.show(target_form=asked, chosen=self.chosen)
        more = self.matching.count() - len(self.chosen) if len(self.chosen) == MOST else 0
        return self.preview(Stage(form.cleaned_data["to"]), self.chosen, more=more)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        target, seen = TargetForm(request.POST), seen_of(request.POST.get("seen", ""))
        mine = Application.objects.visible_to(self.actor).filter(pk__in=seen).oldest_first()
        rows = list(mine.select_related("role", "cohort", "draft"))
        if not (target.is_valid() and rows):
            return self.none_chosen()
        to = Stage(target.cleaned_data["to"])
        form = BulkMoveForm(request.POST, to=to, texts=texts_of(rows, to))
        if not form.is_valid():
            return self.preview(to, rows, form=form, seen=seen, status=422)
        if "again" in request.POST:
            return self.preview(to, rows, form=form, seen=seen)
        typed = form.cleaned_data
        outcome = move_all(
            seen=seen, to=to, actor=self.actor, texts=form.texts, reason=typed["reason"], note=typed["note"]
        )
        as_read_by((left.application for left in outcome.left), self.actor)
        told = [row for row in outcome.moved if form.texts.get(group_of(row))]
        mailed = sum(bool(row.email) for row in told)
        return self.show(outcome=outcome, target=to, mailed=mailed, to_call=len(told) - mailed)

    def preview(
        self,
        to: Stage,
        rows: list[Application],
        *,
        form: BulkMoveForm | None = None,
        seen: dict[int, int] | None = None,
        more: int = 0,
        status: int = 200,
    ) -> HttpResponse:
        """Who moves, who does not and why, who gets which mail. ``seen`` are the versions of an earlier preview."""
        stuck = obstacles(applications=rows, to=to, actor=self.actor)
        held = {left.application.pk for left in stuck}
        moving = [row for row in rows if row.pk not in held]
        form = form or BulkMoveForm(to=to, texts=texts_of(moving, to))
        versions = seen or {row.pk: row.version for row in moving}
        to_phone = {row.pk for row in moving if not row.email}
        pending = still_open(applications=moving, to=to)
        as_read_by(rows, self.actor)
        return self.show(
            status=status,
            pending=pending,
            target=to,
            form=form,
            moving=moving,
            stuck=stuck,
            more=more,
            seen=seen_as_text(versions),
            mails=mails(form, moving, to, to_phone),
            fields=[(braced(name), meaning) for name, meaning in kind_of(kind_for(to)).fields.items()],
        )


def texts_of(rows: Iterable[Application], to: Stage) -> dict[Group, Text]:
    """The mail of each role and language among these."""
    groups = dict.fromkeys(group_of(row) for row in rows)
    by_language = {language: text_for(to, language) for language in {language for _role, language in groups}}
    return {group: by_language[group[1]] for group in groups}


def mails(form: BulkMoveForm, moving: list[Application], to: Stage, to_phone: set[int]) -> list[Mail]:
    """The mails, each with its people and its fields, and the first one's as an example."""
    found: dict[Group, Mail] = {}
    for row in moving:
        language = get_language_info(row.language)["name_local"]
        found.setdefault(group_of(row), Mail(role=row.role, language=language)).people.append(row)
    for group, mail in found.items():
        name = name_of(group)
        mail.without_address = [person for person in mail.people if person.pk in to_phone]
        mail.send, mail.fields = form[f"send-{name}"], [form[f"subject-{name}"], form[f"body-{name}"]]
        subject, body = (str(one.value() or "") for one in mail.fields)
        if not any(one.errors for one in mail.fields):
            mail.example = filled(mail.people[0], to, Text(subject=subject, body=body))
    return list(found.values())


class BulkTags(BulkView):
    """Putting a tag on several, or taking one off."""

    template_name = "recruitment/staff/bulk_tags.html"
    page_title = gettext_lazy("Tag applications")

    @cached_property
    def mine(self) -> list[Application]:
        """Those the reader may tag: not their own."""
        return [row for row in self.chosen if not is_own(self.actor, row)]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if not self.chosen:
            return self.none_chosen()
        return self.ask()

    def ask(self, *, status: int = 200, **forms: Any) -> HttpResponse:
        """Ask which tag."""
        known = {"add_form": TagForm(), "remove_form": UntagForm(), **forms}
        seen = seen_as_text({row.pk: row.version for row in self.chosen})
        return self.show(status=status, chosen=self.chosen, tags=Tag.objects.all(), seen=seen, **known)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        seen = seen_of(request.POST.get("seen", ""))
        self.chosen = as_read_by(Application.objects.visible_to(self.actor).filter(pk__in=seen), self.actor)
        if not self.chosen:
            return self.none_chosen()
        if "remove" in request.POST:
            return self.remove(UntagForm(request.POST))
        return self.add(TagForm(request.POST))

    def add(self, form: TagForm) -> HttpResponse:
        """Put it on."""
        if not form.is_valid():
            return self.ask(status=422, add_form=form)
        try:
            count = add_tag(applications=self.mine, name=form.cleaned_data["name"], actor=self.actor)
        except Refused as error:
            form.add_error("name", str(error))
            return self.ask(status=422, add_form=form)
        told = ngettext("%(count)s application is tagged.", "%(count)s applications are tagged.", count)
        return self.finish(told % {"count": count})

    def remove(self, form: UntagForm) -> HttpResponse:
        """Take it off."""
        if not form.is_valid():
            return self.ask(status=422, remove_form=form)
        count = remove_tag(applications=self.mine, tag=form.cleaned_data["tag"], actor=self.actor)
        told = ngettext("The tag is off %(count)s application.", "The tag is off %(count)s applications.", count)
        return self.finish(told % {"count": count})

    def finish(self, message: str) -> HttpResponse:
        """Back to the list, saying what was done."""
        messages.success(self.request, message)
        return redirect(self.back_url)

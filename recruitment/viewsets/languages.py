"""The interpreters' directory: who works between which languages, how well as staff found it."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from accounts.visibility import VisibleIndex, VisibleModelViewSet, VisibleObject
from base.dates import today
from base.localised import listed
from base.templatetags.components import written
from recruitment.actions.languages import ASSESS, assess, may_assess
from recruitment.actions.refusals import Refused
from recruitment.forms.languages import AssessForm, PairFilterSet
from recruitment.models import LanguagePair
from recruitment.rules import in_words
from recruitment.rules.languages import language_name
from recruitment.rules.questions import WAYS, pair_in_words
from recruitment.viewsets.columns import PlainColumn
from recruitment.viewsets.panels import Panel, panel

SEE = "recruitment.view_languagepair"


def in_full(pair: LanguagePair) -> str:
    """The pair in words, with its dialect and ways."""
    parts = ("source", "target", "dialect", "spoken", "written")
    return pair_in_words({part: getattr(pair, part) for part in parts})


def source(pair: LanguagePair) -> str:
    """The language interpreted from."""
    return language_name(pair.source)


def target(pair: LanguagePair) -> str:
    """The language interpreted into."""
    return language_name(pair.target)


def ways(pair: LanguagePair) -> str:
    """Spoken, written or both."""
    return listed(in_words(words) for way, words in WAYS.items() if getattr(pair, way))


def reach(pair: LanguagePair) -> str:
    """How to reach the interpreter."""
    person = pair.application.placement.volunteer
    return listed(part for part in (person.phone, person.email) if part)


class LevelColumn(PlainColumn):
    """The assessed level with its day; otherwise that nobody assessed it."""

    def words(self, instance: Any) -> SafeString:
        if not instance.level:
            return format_html('<span class="staff-none">{}</span>', _("Not assessed yet"))
        day, label = written(instance.assessed_on), instance.get_level_display()
        return format_html('{}<div class="staff-under">{}</div>', label, day)


class PairIndex(VisibleIndex):
    """The pairs of everybody who interprets for us now; of one pair those assessed highest come first."""

    page_title = gettext_lazy("Interpreters")
    default_ordering = "source"

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().of_interpreters().with_rank()
        return rows.select_related("application__placement__volunteer").defer("application__answers")

    def order_queryset(self, queryset: Any) -> Any:
        chosen = [self.ordering] if self.is_explicitly_ordered else []
        return queryset.order_by(*chosen, "source", "target", "-rank", "application__placement__volunteer__name", "pk")

    def person_url(self, pair: LanguagePair) -> str:
        """The volunteer's page."""
        return reverse("recruitment_volunteer:inspect", args=(pair.application.placement.volunteer_id,))

    def assess_url(self, pair: LanguagePair) -> str | None:
        """The screen to assess a pair, for those who may."""
        may = self.request.user.has_perm(ASSESS)
        return reverse("recruitment_interpreter:assess", args=(pair.pk,)) + "?list=1" if may else None

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        columns = [
            title("name", label=_("Interpreter"), accessor=who, get_url=self.person_url),
            PlainColumn("source", label=_("From"), accessor=source, sort_key="source"),
            PlainColumn("target", label=_("Into"), accessor=target, sort_key="target"),
            PlainColumn("dialect", label=_("Dialect or variety"), classname="staff-wide"),
            PlainColumn("ways", label=_("Spoken or written"), accessor=ways, classname="staff-wide"),
            LevelColumn("level", label=_("Assessed level"), sort_key="rank"),
            PlainColumn("reach", label=_("Phone and e-mail"), accessor=reach, classname="staff-wide"),
        ]
        if self.request.user.has_perm(ASSESS):
            columns.append(AssessColumn("assess", label=_("Assess"), accessor=self.assess_url))
        return columns


def who(pair: LanguagePair) -> str:
    """The interpreter's name."""
    return pair.application.placement.volunteer.name


class AssessColumn(PlainColumn):
    """The way to assess a pair."""

    def words(self, instance: Any) -> SafeString:
        about = pair_in_words({"source": instance.source, "target": instance.target})
        label = _("Assess %(name)s, %(pair)s") % {"name": who(instance), "pair": about}
        return format_html('<a href="{}" aria-label="{}">{}</a>', self.get_value(instance), label, _("Assess"))


class AssessPair(VisibleObject, WagtailAdminTemplateMixin, View):
    """Recording what staff found; the day counts as much as the level."""

    model = LanguagePair
    template_name = "recruitment/staff/assess.html"
    page_title = gettext_lazy("Assess a language")
    header_icon = "globe"

    @cached_property
    def object(self) -> LanguagePair:
        return self.get_object()  # type: ignore[no-any-return]

    @property
    def actor(self) -> User:
        """Who asks."""
        return cast("User", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(ASSESS) or not may_assess(self.actor, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def back_url(self) -> str:
        """The directory for those who came from it, otherwise the application."""
        if "list" in self.request.GET:
            return reverse("recruitment_interpreter:index")
        return reverse("recruitment_application:inspect", args=(self.object.application_id,))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            {"url": reverse("recruitment_interpreter:index"), "label": _("Interpreters")},
            {"url": "", "label": self.page_title},
        ]
        return [*self.breadcrumbs_items, *items]

    def show(self, form: AssessForm, *, status: int = 200) -> HttpResponse:
        """Draw the form."""
        more = {"pair": self.object, "words": in_full(self.object), "back_url": self.back_url}
        return self.render_to_response(self.get_context_data(form=form, **more), status=status)  # type: ignore[no-any-return]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        pair = self.object
        return self.show(AssessForm(initial={"level": pair.level, "seen": pair.level, "on": today()}))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = AssessForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        given = form.cleaned_data
        level = LanguagePair.Level(given["level"])
        try:
            assess(pair=self.object, level=level, actor=self.actor, on=given["on"], seen=given["seen"])
        except Refused as error:
            form.add_error(None, str(error))
            return self.show(form, status=422)
        messages.success(request, _("The level is recorded."))
        return redirect(self.back_url)


@panel
class LanguagesPanel(Panel):
    """The pairs of whoever applies to interpret, to be assessed when staff talk with them."""

    key = "languages"
    heading = gettext_lazy("Languages")
    template = "recruitment/staff/languages_panel.html"
    order = 30

    @cached_property
    def pairs(self) -> list[LanguagePair]:
        """The pairs of this application."""
        pairs = list(LanguagePair.objects.visible_to(self.request.user).filter(application=self.application))
        for pair in pairs:
            pair.application = self.application
        return pairs

    @property
    def shown(self) -> bool:
        return bool(self.pairs)

    def context(self) -> dict[str, Any]:
        rows = [(pair, in_full(pair)) for pair in self.pairs]
        return {"rows": rows, "may_assess": may_assess(self.actor, self.pairs[0])}


class InterpreterViewSet(VisibleModelViewSet):
    """The directory."""

    model = LanguagePair
    name = "recruitment_interpreter"
    url_prefix = "interpreters"
    icon = "globe"
    menu_label = gettext_lazy("Interpreters")
    screens = ("index",)
    index_view_class = PairIndex
    filterset_class = PairFilterSet
    search_fields = ("application__placement__volunteer__name", "application__placement__volunteer__name_other")
    search_backend_name = None
    form_fields = ()

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("assess/<int:pk>/", AssessPair.as_view(), name="assess")]

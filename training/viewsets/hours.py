"""Hours that volunteers gave: confirmed in bulk, refused with a reason, entered for somebody, looked up."""

from collections.abc import Callable
from typing import Any, cast

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from accounts.models import User
from accounts.visibility import VisibleIndex, VisibleModelViewSet
from base.templatetags.components import written_short
from recruitment.models import Placement, Role
from training.actions.commitment import forbid_self
from training.actions.hours import (
    AT_ONCE,
    CONFIRM,
    AlreadyLoggedError,
    Decided,
    confirm_hours,
    enter_hours,
    refuse_hours,
    reopen_hours,
)
from training.forms.hours import EnterForm, TickedForm
from training.models import HoursEntry
from training.templatetags.hours import in_hours
from training.viewsets.eligibility import NarrowPaginator

ENTER = "training.add_hoursentry"
WAITING, CONFIRMED, REFUSED = "waiting", "confirmed", "refused"


class HoursFilters(WagtailFilterSet):  # type: ignore[misc]
    """Narrow the list down."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[
            (WAITING, gettext_lazy("Waiting")),
            (CONFIRMED, gettext_lazy("Confirmed")),
            (REFUSED, gettext_lazy("Not confirmed")),
        ],
        method="by_state",
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )
    role = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Role"), field_name="placement__role", queryset=Role.objects.all()
    )

    class Meta:
        model = HoursEntry
        fields: tuple[str, ...] = ()

    def by_state(self, rows: Any, _name: str, value: str) -> Any:
        """Waiting, confirmed, or refused."""
        if value == WAITING:
            return rows.waiting()
        return rows.confirmed() if value == CONFIRMED else rows.filter(refused_at__isnull=False)


def state_of(entry: HoursEntry) -> str:
    """Where an entry stands, in a word, and why it was refused."""
    said = {WAITING: _("Waiting"), CONFIRMED: _("Confirmed"), REFUSED: _("Not confirmed")}[entry.state]
    told = _("%(said)s: %(why)s") % {"said": said, "why": entry.refused_reason}
    return told if entry.refused_reason else said


def whose(entry: HoursEntry) -> str:
    """The volunteer."""
    return entry.placement.volunteer.name


class StateColumn(Column):  # type: ignore[misc]
    """Where an entry stands, and the way to decide on it or to take the decision back for those who may."""

    def __init__(self, *args: Any, get_url: Callable[[HoursEntry], str | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.get_url = get_url

    def render_cell_html(self, instance: HoursEntry, _parent_context: Any) -> SafeString:
        where, said = self.get_url(instance), state_of(instance)
        if not where:
            return format_html("<td>{}</td>", said)
        about = (_("Decide") if instance.is_waiting else _("Take the decision back"), written_short(instance.day))
        return format_html(
            '<td><a class="staff-inline" href="{}">{}<span class="w-sr-only"> · {} · {} · {}</span></a></td>',
            *(where, said, *about, whose(instance)),
        )


class HoursIndex(VisibleIndex):
    """Every entry: those that wait, then all others, the latest first. A sorted column sorts all alike."""

    default_ordering = "-pk"
    paginator_class = NarrowPaginator
    page_title = gettext_lazy("Hours")

    def get_base_queryset(self) -> Any:
        return (
            super()
            .get_base_queryset()
            .select_related("placement__volunteer", "placement__role", "placement__commitment")
        )

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Volunteer"), accessor=whose, get_url=self.person_url),
            Column("day", label=_("Day"), accessor=lambda row: written_short(row.day), sort_key="day"),
            Column("minutes", label=_("Hours"), accessor=lambda row: in_hours(row.minutes)),
            Column("what", label=_("What for"), classname="staff-wide"),
            Column("role", label=_("Role"), accessor="placement.role", classname="staff-wide"),
            StateColumn("state", label=_("State"), get_url=self.decision_url),
        ]

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset) if self.is_explicitly_ordered else queryset.waiting_first()

    def person_url(self, entry: HoursEntry) -> str | None:
        """The commitment that the hours count towards, else the person, as far as one may look."""
        signed = getattr(entry.placement, "commitment", None)
        if signed and self.request.user.has_perm("training.view_commitment"):
            return reverse("training_commitment:inspect", args=(signed.pk,))
        if self.request.user.has_perm("recruitment.view_volunteer"):
            return reverse("recruitment_volunteer:inspect", args=(entry.placement.volunteer_id,))
        return None

    def decision_url(self, entry: HoursEntry) -> str | None:
        """Where it is decided on, or the decision taken back, for those who may."""
        if not self.request.user.has_perm(CONFIRM):
            return None
        if entry.is_waiting:
            return f"{reverse('training_hours:confirm')}?placement={entry.placement_id}"
        return reverse("training_hours:reopen", args=(entry.pk,))

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm(CONFIRM):
            return []
        return [HeaderButton(_("Confirm hours"), url=reverse("training_hours:confirm"), icon_name="check")]

    @cached_property
    def page_subtitle(self) -> str:
        waiting = HoursEntry.objects.visible_to(self.request.user).waiting().count()
        return ngettext("%(count)s waits", "%(count)s wait", waiting) % {"count": waiting}


class Deciding(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """A screen on hours; nothing happens on GET."""

    permission = CONFIRM
    page_title: Any = ""
    header_icon = "time"
    template_name = "training/staff/hours_form.html"

    @property
    def actor(self) -> User:
        """Who asks; the admin has let nobody in who is not signed in."""
        return cast("User", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [{"url": reverse("training_hours:index"), "label": _("Hours")}, {"url": "", "label": self.page_title}]
        return [*self.breadcrumbs_items, *items]

    def show(self, *, status: int = 200, **more: Any) -> HttpResponse:
        """Draw the screen."""
        shared = {"back_url": reverse("training_hours:index"), **more}
        return self.render_to_response(self.get_context_data(**shared), status=status)  # type: ignore[no-any-return]


class ConfirmHours(Deciding):
    """All that waits, the oldest first: confirmed by one button, or ticked and confirmed or refused."""

    page_title = gettext_lazy("Confirm hours")
    template_name = "training/staff/hours_desk.html"

    def rows(self) -> Any:
        """What waits, of one placement where that is asked; one's own are somebody else's to decide."""
        rows = HoursEntry.objects.to_decide_by(self.actor)
        wanted = self.request.GET.get("placement", "")
        if wanted.isdecimal() and len(wanted) < 13:  # noqa: PLR2004 - longer than any key
            rows = rows.filter(placement=int(wanted))
        return rows.select_related("placement__volunteer", "placement__role").order_by("day", "pk")

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.desk(TickedForm())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = TickedForm(request.POST)
        if not form.is_valid():
            messages.warning(request, _("Tick the hours first."))
            return self.desk(form, status=422)
        try:
            decided = self.decide(form.cleaned_data)
        except ValidationError as error:
            form.add_error("reason", error)
            return self.desk(form, status=422)
        self.tell(decided)
        return redirect(request.get_full_path())

    def decide(self, given: dict[str, Any]) -> Decided:
        """Confirm or refuse what was ticked."""
        if "refuse" in self.request.POST:
            return refuse_hours(ids=given["pk"], reason=given["reason"], actor=self.actor)
        return confirm_hours(ids=given["pk"], actor=self.actor)

    def tell(self, decided: Decided) -> None:
        """Say what was done, and what was left and why."""
        said = (
            ngettext("%(count)s entry was not confirmed.", "%(count)s entries were not confirmed.", decided.done)
            if "refuse" in self.request.POST
            else ngettext("%(count)s entry is confirmed.", "%(count)s entries are confirmed.", decided.done)
        )
        messages.success(self.request, said % {"count": decided.done})
        if decided.own:
            messages.warning(self.request, _("Your own hours were left: a colleague decides on them."))
        if decided.gone:
            messages.warning(self.request, _("Some had been decided on or taken back meanwhile."))

    def desk(self, form: TickedForm, *, status: int = 200) -> HttpResponse:
        """Draw it, with what was ticked still ticked."""
        page = Paginator(self.rows(), AT_ONCE // 2).get_page(self.request.GET.get("page"))
        ticked = set(form.data.getlist("pk")) if hasattr(form.data, "getlist") else set()
        for row in page:
            row.is_ticked = str(row.pk) in ticked
        return self.show(status=status, form=form, page=page)


class EnterHours(Deciding):
    """Writing down what somebody else gave: it counts at once."""

    permission = ENTER
    page_title = gettext_lazy("Enter hours")

    @cached_property
    def placement(self) -> Placement:
        """Whose hours they are."""
        rows = Placement.objects.visible_to(self.actor).select_related("volunteer", "role")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        forbid_self(self.actor, self.placement.volunteer)
        return self.ask(EnterForm())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = EnterForm(request.POST)
        if form.is_valid() and self.entered(form):
            messages.success(request, _("The hours are entered and count."))
            return redirect(self.after())
        return self.ask(form, status=422)

    def entered(self, form: EnterForm) -> bool:
        """Whether it was done; otherwise the form says why not."""
        try:
            enter_hours(
                placement=self.placement,
                wanted=form.wanted(),
                actor=self.actor,
                client_id=form.cleaned_data["client_id"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return False
        except AlreadyLoggedError as error:
            form.say_logged(error.entry)
            return False
        return True

    def after(self) -> str:
        """The commitment's page, or the list where there is none."""
        signed = getattr(self.placement, "commitment", None)
        return reverse("training_commitment:inspect", args=(signed.pk,)) if signed else reverse("training_hours:index")

    def ask(self, form: EnterForm, *, status: int = 200) -> HttpResponse:
        """Draw the form."""
        return self.show(form=form, status=status, placement=self.placement, submit=_("Enter these hours"))


class ReopenHours(Deciding):
    """Taking a decision back: the hours wait again."""

    page_title = gettext_lazy("Take the decision back")

    @cached_property
    def entry(self) -> HoursEntry:
        """Which hours."""
        rows = HoursEntry.objects.visible_to(self.actor).select_related("placement__volunteer", "placement__role")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        said = _("Make them wait again")
        return self.show(form=forms.Form(), entry=self.entry, placement=self.entry.placement, submit=said)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            reopen_hours(entry=self.entry, actor=self.actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The hours wait again."))
        return redirect(f"{reverse('training_hours:confirm')}?placement={self.entry.placement_id}")


class HoursViewSet(VisibleModelViewSet):
    """Hours of volunteers. Entries are written by actions only."""

    model = HoursEntry
    name = "training_hours"
    url_prefix = "training/hours"
    icon = "time"
    menu_label = gettext_lazy("Hours")
    index_view_class = HoursIndex
    filterset_class = HoursFilters
    search_fields = ("placement__volunteer__name", "placement__volunteer__name_other", "what")
    search_backend_name = None
    screens = ("index",)
    form_fields: tuple[str, ...] = ()

    def get_urlpatterns(self) -> list[Any]:
        more = [
            path("confirm/", ConfirmHours.as_view(), name="confirm"),
            path("enter/<int:pk>/", EnterHours.as_view(), name="enter"),
            path("reopen/<int:pk>/", ReopenHours.as_view(), name="reopen"),
        ]
        return [*super().get_urlpatterns(), *more]

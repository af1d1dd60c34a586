"""The times for interviews: opened in rows, moved, cancelled; and on an application's page, booked for somebody."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from accounts.models import User
from accounts.visibility import VisibleIndex, VisibleModelViewSet, VisibleObject
from base.dates import HONG_KONG
from base.localised import localised
from base.templatetags.components import written_time
from recruitment.actions.refusals import Refused
from recruitment.actions.slots import MANAGE, Place, book_for, cancel, move_slot, open_slots, release_for
from recruitment.forms.interviews import BookForm, CancelSlotForm, MoveSlotForm, OpenSlotsForm, SlotFilterSet
from recruitment.models import InterviewSlot, Stage
from recruitment.viewsets.columns import PlainColumn
from recruitment.viewsets.decisions import DecidingView
from recruitment.viewsets.panels import Panel, panel

MOST = 60  # times to choose from for somebody on the telephone


def moment(slot: InterviewSlot) -> str:
    """When it begins, written out in Hong Kong time."""
    return written_time(slot.starts_at.astimezone(HONG_KONG))


def until(slot: InterviewSlot) -> str:
    """When it ends."""
    return f"{slot.ends_at.astimezone(HONG_KONG):%H:%M}"


def who(slot: InterviewSlot) -> str:
    """Who talks."""
    return slot.interviewer.get_full_name() or slot.interviewer.email


class StateColumn(PlainColumn):
    """Free, cancelled, or whose it is: then it leads to their application."""

    def words(self, instance: Any) -> SafeString:
        if instance.cancelled_at:
            return format_html('<span class="w-status">{}</span>', _("Cancelled"))
        if instance.application is None:
            label = _("Free") if instance.is_to_come else _("Not used")
            return format_html('<span class="w-status">{}</span>', label)
        href = reverse("recruitment_application:inspect", args=(instance.application_id,))
        label = _("Booked")
        return format_html(
            '<span class="w-status w-status--primary">{}</span> <a href="{}"><bdi>{}</bdi></a>'
            '<div class="staff-under">{}</div>',
            label,
            href,
            instance.application.name,
            instance.application,
        )


class SlotIndex(VisibleIndex):
    """The times, the earliest first."""

    default_ordering = "starts_at"

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("interviewer", "role", "application")
        return rows.defer("application__answers")

    def get_add_url(self) -> str | None:
        return reverse("recruitment_interview:open") if self.request.user.has_perm(MANAGE) else None

    add_item_label = gettext_lazy("Open times")

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        if not self.request.user.has_perm(MANAGE) or not instance.is_to_come:
            return []
        about = moment(instance)
        return [
            Button(label, url=reverse(f"recruitment_interview:{name}", args=(instance.pk,)), icon_name=icon)
            for name, label, icon in (
                ("move", _("Move %(time)s") % {"time": about}, "date"),
                ("cancel", _("Cancel %(time)s") % {"time": about}, "cross"),
            )
        ]

    def move_url(self, instance: Any) -> str | None:
        """The screen that moves a time, for those who may and while it is to come."""
        may = instance.is_to_come and self.request.user.has_perm(MANAGE)
        return reverse("recruitment_interview:move", args=(instance.pk,)) if may else None

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("time", label=_("From"), accessor=moment, sort_key="starts_at", get_url=self.move_url),
            PlainColumn("until", label=_("Until"), accessor=until, classname="staff-wide"),
            PlainColumn("interviewer", label=_("Who talks"), accessor=who),
            PlainColumn("role", label=_("For"), accessor=for_role, classname="staff-wide"),
            PlainColumn("place", label=_("Where"), accessor=where, classname="staff-wide"),
            StateColumn("state", label=_("State")),
        ]


def for_role(slot: InterviewSlot) -> str:
    """Whom it is open for."""
    return str(slot.role) if slot.role else _("Any role")


def where(slot: InterviewSlot) -> str:
    """The place in the reader's language."""
    return localised(slot, "place")


class Arranging(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """A screen on which times are arranged; nothing happens on GET."""

    model = InterviewSlot
    page_title: Any = ""
    header_icon = "date"
    template_name = "recruitment/staff/interviews/form.html"

    @property
    def actor(self) -> User:
        """Who asks; the admin has let nobody in who is not signed in."""
        return cast("User", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MANAGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [{"url": self.back_url, "label": _("Interview times")}, {"url": "", "label": self.page_title}]
        return [*self.breadcrumbs_items, *items]

    @property
    def back_url(self) -> str:
        """The times to come."""
        return reverse("recruitment_interview:index") + "?when=coming"

    def show(self, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        """Draw the screen around a form."""
        context = self.get_context_data(form=form, back_url=self.back_url, **more)
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def refuse(self, form: Any, error: Refused, **more: Any) -> HttpResponse:
        """Say why nothing was done, keeping what was typed."""
        form.add_error(None, str(error))
        return self.show(form, status=422, **more)

    def finish(self, message: str) -> HttpResponse:
        """Back to the times, saying what was done."""
        messages.success(self.request, message)
        return redirect(self.back_url)


class OpenSlots(Arranging):
    """A row of times, on one day or on several."""

    page_title = gettext_lazy("Open times")
    template_name = "recruitment/staff/interviews/open.html"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(OpenSlotsForm(initial={"interviewer": request.user.pk}))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = OpenSlotsForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        given = form.cleaned_data
        try:
            slots = open_slots(
                actor=self.actor,
                days=form.days(),
                place=Place(en=given["place_en"], zh=given["place_zh"]),
                **{name: given[name] for name in ("interviewer", "role", "begins", "ends", "minutes", "pause")},
            )
        except Refused as error:
            return self.refuse(form, error)
        number = len(slots)
        return self.finish(
            ngettext("%(number)s time is open.", "%(number)s times are open.", number) % {"number": number}
        )


class OneSlot(VisibleObject, Arranging):
    """What the screens of one time share."""

    @cached_property
    def object(self) -> InterviewSlot:
        return self.get_object()  # type: ignore[no-any-return]


class MoveSlot(OneSlot):
    """Another time, or another place; who booked it is told."""

    page_title = gettext_lazy("Move a time")
    template_name = "recruitment/staff/interviews/move.html"

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(MoveSlotForm.of(self.object), slot=self.object)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = MoveSlotForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422, slot=self.object)
        given = form.cleaned_data
        place = Place(en=given["place_en"], zh=given["place_zh"])
        try:
            slot = move_slot(
                slot=self.object, actor=self.actor, starts_at=form.starts_at, minutes=given["minutes"], place=place
            )
        except Refused as error:
            return self.refuse(form, error, slot=self.object)
        return self.finish(_("The time is now %(time)s.") % {"time": moment(slot)})


class CancelSlot(OneSlot):
    """Taking a time back; who booked it is told, and may choose another."""

    page_title = gettext_lazy("Cancel a time")
    template_name = "recruitment/staff/interviews/cancel.html"

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(CancelSlotForm(), slot=self.object)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = CancelSlotForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422, slot=self.object)
        try:
            cancel(slot=self.object, actor=self.actor, reason=form.cleaned_data["reason"])
        except Refused as error:
            return self.refuse(form, error, slot=self.object)
        return self.finish(_("The time is cancelled."))


class BookFor(DecidingView):
    """A time for somebody who is on the telephone, or another one instead of theirs."""

    template_name = "recruitment/staff/interviews/book.html"
    heading = gettext_lazy("Book a time")  # type: ignore[assignment]

    def slots(self) -> Any:
        """What they can choose from."""
        rows = InterviewSlot.objects.offered_to(self.object)
        nearest = rows.values_list("pk", flat=True)[:MOST]
        return InterviewSlot.objects.filter(pk__in=list(nearest))

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(BookForm(slots=self.slots()))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = BookForm(request.POST, slots=self.slots())
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            slot = book_for(slot=form.cleaned_data["slot"], application=self.object, actor=self.actor)
        except Refused as error:
            return self.refuse(form, error)
        return self.finish(_("Booked: %(time)s.") % {"time": moment(slot)})


class ReleaseFor(DecidingView):
    """Giving up a time for somebody who is on the telephone."""

    template_name = "recruitment/staff/interviews/release.html"
    heading = gettext_lazy("Give up the time")  # type: ignore[assignment]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(Form(), slot=InterviewSlot.objects.filter(application=self.object).first())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = Form(request.POST)
        try:
            had = release_for(application=self.object, actor=self.actor)
        except Refused as error:
            return self.refuse(form, error)
        return self.finish(_("The time is given up.") if had else _("There was no time to give up."))


@panel
class InterviewPanel(Panel):
    """The time that is booked, or the way to one."""

    key = "interview"
    heading = gettext_lazy("Interview")
    template = "recruitment/staff/interviews/panel.html"
    order = 20

    @cached_property
    def slot(self) -> InterviewSlot | None:
        """The time of this application."""
        rows = InterviewSlot.objects.visible_to(self.request.user).select_related("interviewer")
        return rows.filter(application=self.application).first()

    @property
    def shown(self) -> bool:
        at_interview = self.application.stage == Stage.INTERVIEW
        return self.slot is not None or (at_interview and self.request.user.has_perm("recruitment.view_interviewslot"))

    def context(self) -> dict[str, Any]:
        at_interview = self.application.stage == Stage.INTERVIEW
        arranges = self.request.user.has_perm(MANAGE) and at_interview
        slot = self.slot
        return {
            "slot": slot,
            "time": moment(slot) if slot else "",
            "until": until(slot) if slot else "",
            "who": who(slot) if slot else "",
            "arranges": arranges,
            "free": InterviewSlot.objects.offered_to(self.application).count() if arranges else 0,
        }


class InterviewViewSet(VisibleModelViewSet):
    """The times for interviews."""

    model = InterviewSlot
    name = "recruitment_interview"
    url_prefix = "interviews"
    icon = "date"
    menu_label = gettext_lazy("Interview times")
    screens = ("index",)
    index_view_class = SlotIndex
    filterset_class = SlotFilterSet
    form_fields = ()

    @cached_property
    def menu_url(self) -> str:
        return reverse(self.get_url_name("index")) + "?when=coming"

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("open/", OpenSlots.as_view(), name="open"),
            path("move/<int:pk>/", MoveSlot.as_view(), name="move"),
            path("cancel/<int:pk>/", CancelSlot.as_view(), name="cancel"),
            path("book/<int:pk>/", BookFor.as_view(), name="book"),
            path("release/<int:pk>/", ReleaseFor.as_view(), name="release"),
        ]

"""Volunteers and their placements."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.visibility import VisibleEdit, VisibleIndex, VisibleInspect, VisibleModelViewSet, VisibleObject
from base.dates import today
from base.localised import listed
from recruitment.actions.duplicates import alike
from recruitment.actions.people import may_merge_people, merge_volunteers
from recruitment.actions.pipeline import MOVE, end_placement
from recruitment.actions.refusals import Refused
from recruitment.actions.reviews import as_read_by
from recruitment.forms.staff import EndPlacementForm, PlacementFilterSet, VolunteerFilterSet
from recruitment.forms.volunteer import VolunteerForm
from recruitment.models import Placement, Volunteer
from recruitment.viewsets.columns import DayColumn, PersonColumn


class VolunteerIndex(VisibleIndex):
    """All volunteers, by name, with the roles they hold now."""

    default_ordering = "name"

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().with_running()

    @cached_property
    def columns(self) -> list[Column]:
        return [
            PersonColumn("name", label=_("Volunteer"), sort_key="name", get_url=self.get_inspect_url),
            Column("roles", label=_("Roles now"), accessor=running_roles),
            Column("email", label=_("E-mail address"), classname="staff-wide"),
            Column("phone", label=_("Phone")),
        ]


def running_roles(volunteer: Volunteer) -> str:
    """The roles a volunteer holds now."""
    return listed(placement.role for placement in volunteer.running)  # type: ignore[attr-defined]


Section = Callable[[HttpRequest, Volunteer], SafeString]
_sections: list[Section] = []


def also_shown(section: Section) -> None:
    """Let a room after recruitment say on a volunteer's page what it knows: called when its screens are registered."""
    _sections.append(section)


class VolunteerPage(VisibleInspect):
    """One volunteer: how to reach them, and every placement they had."""

    template_name = "recruitment/staff/volunteer.html"
    page_title = gettext_lazy("Volunteer")

    def get_page_subtitle(self) -> str:
        """A colleague looks for a person, not for a number."""
        return str(self.object.name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = Placement.objects.visible_to(self.request.user).filter(volunteer=self.object)
        may_see = self.request.user.has_perm("recruitment.view_placement")
        return super().get_context_data(  # type: ignore[no-any-return]
            volunteer=self.object,
            placements=seen.select_related("role", "application", "commitment").order_by("-starts_on"),
            roles_now=None if may_see else running_roles(Volunteer.objects.with_running().get(pk=self.object.pk)),
            may_end=self.request.user.has_perm("recruitment.change_placement"),
            may_agree=self.request.user.has_perm(MOVE) and self.object.user_id != self.request.user.pk,
            may_read_applications=self.request.user.has_perm("recruitment.view_application"),
            sections=[section(self.request, self.object) for section in _sections],
            **self.alike(),
            **kwargs,
        )

    def alike(self) -> dict[str, Any]:
        """The volunteers that are perhaps the same person, beside this one; and applications, for who may read them."""
        found, user = alike(self.object), self.request.user
        keys = [self.object.pk, *(one.row.pk for one in found.volunteers)]
        rows = Volunteer.objects.filter(pk__in=keys).prefetch_related("placements__role").order_by("pk")
        applications = found.applications if user.has_perm("recruitment.view_application") else []
        as_read_by((one.row for one in applications), user)  # type: ignore[arg-type]
        return {
            "same_people": rows if found.volunteers else [],
            "same_applications": applications,
            "may_merge": user.has_perm("recruitment.change_volunteer"),
        }


class MergeVolunteers(VisibleObject, WagtailAdminTemplateMixin, View):
    """Making two volunteers one: what would happen, and a button. The first of the address stays."""

    model = Volunteer
    template_name = "recruitment/staff/merge_volunteers.html"
    page_title = gettext_lazy("Make two volunteers one")
    header_icon = "user"

    @cached_property
    def object(self) -> Volunteer:
        return self.get_object()  # type: ignore[no-any-return]

    @cached_property
    def other(self) -> Volunteer:
        """The one that ends."""
        return get_object_or_404(Volunteer.objects.visible_to(self.request.user), pk=self.kwargs["other"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_merge_people(request.user, self.object, self.other):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            {"url": reverse("recruitment_volunteer:index"), "label": _("Volunteers")},
            {"url": self.back_url, "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]
        return [*self.breadcrumbs_items, *items]

    @property
    def back_url(self) -> str:
        """The volunteer's page."""
        return reverse("recruitment_volunteer:inspect", args=(self.object.pk,))

    def show(self, *, error: str = "", status: int = 200) -> HttpResponse:
        """Draw the preview."""
        kept, other = self.object, self.other
        swapped = reverse("recruitment_volunteer:merge", args=(other.pk, kept.pk))
        context = {"kept": kept, "other": other, "error": error, "swapped_url": swapped, "back_url": self.back_url}
        return self.render_to_response(self.get_context_data(form=Form(), **context), status=status)  # type: ignore[no-any-return]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            merge_volunteers(kept=self.object, other=self.other, actor=request.user)  # type: ignore[arg-type]
        except Refused as error:
            return self.show(error=str(error), status=422)
        messages.success(request, _("They are one volunteer now."))
        return redirect(self.back_url)


class VolunteerEdit(VisibleEdit):
    """Their contact details. Of somebody erased there are none, and none are written."""

    def get_object(self, *args: Any, **kwargs: Any) -> Volunteer:
        row: Volunteer = super().get_object(*args, **kwargs)
        if row.erased_on:
            raise Http404
        return row


class VolunteerViewSet(VisibleModelViewSet):
    """The volunteers: opened by acceptance only; recruiters keep their contact details right."""

    model = Volunteer
    name = "recruitment_volunteer"
    url_prefix = "volunteers"
    icon = "user"
    screens = ("index", "edit", "history", "inspect")
    inspect_view_enabled = True
    index_view_class = VolunteerIndex
    edit_view_class = VolunteerEdit
    inspect_view_class = VolunteerPage
    filterset_class = VolunteerFilterSet
    search_fields = ("name", "name_other", "email", "phone")
    search_backend_name = None
    export_permission = "recruitment.export_volunteer"
    list_export = ("name", "name_other", "email", "phone", "language", "created_at")
    export_filename = "volunteers"
    inspect_view_fields = ["name", "name_other", "email", "phone"]

    def get_form_class(self, for_update: bool = False) -> type[VolunteerForm]:  # noqa: ARG002, FBT001, FBT002 - Wagtail's
        return VolunteerForm

    def get_urlpatterns(self) -> list[Any]:
        merge = path("merge/<int:pk>/<int:other>/", MergeVolunteers.as_view(), name="merge")
        return [*super().get_urlpatterns(), merge]


class PlacementIndex(VisibleIndex):
    """Who holds which role, since when."""

    default_ordering = "-starts_on"

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("volunteer", "role")

    def volunteer_url(self, placement: Placement) -> str:
        """The volunteer's page."""
        return reverse("recruitment_volunteer:inspect", args=(placement.volunteer_id,))

    @cached_property
    def columns(self) -> list[Column]:
        return [
            PersonColumn("volunteer", label=_("Volunteer"), accessor="volunteer.name", get_url=self.volunteer_url),
            Column("role", label=_("Role")),
            DayColumn("starts_on", label=_("From"), sort_key="starts_on"),
            DayColumn("ends_on", label=_("Until"), sort_key="ends_on"),
            Column("ending", label=_("Why it ended"), accessor="get_ending_display", classname="staff-wide"),
        ]


class EndPlacement(VisibleObject, WagtailAdminTemplateMixin, View):
    """Ending a running placement."""

    model = Placement
    template_name = "recruitment/staff/end_placement.html"
    page_title = gettext_lazy("End the placement")
    header_icon = "user"

    @cached_property
    def object(self) -> Placement:
        return self.get_object()  # type: ignore[no-any-return]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("recruitment.change_placement"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            {"url": reverse("recruitment_volunteer:index"), "label": _("Volunteers")},
            {"url": self.back_url, "label": str(self.object.volunteer)},
            {"url": "", "label": self.page_title},
        ]
        return [*self.breadcrumbs_items, *items]

    @property
    def back_url(self) -> str:
        """The volunteer's page."""
        return reverse("recruitment_volunteer:inspect", args=(self.object.volunteer_id,))

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        """Draw the question."""
        context = self.get_context_data(form=form, placement=self.object, back_url=self.back_url)
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(EndPlacementForm(initial={"ends_on": today()}))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = EndPlacementForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        ending = Placement.Ending(form.cleaned_data["ending"])
        try:
            end_placement(placement=self.object, actor=request.user, ending=ending, on=form.cleaned_data["ends_on"])  # type: ignore[arg-type]
        except Refused as error:
            form.add_error(None, str(error))
            return self.show(form, status=422)
        messages.success(request, _("The placement is ended."))
        return redirect(self.back_url)


class PlacementViewSet(VisibleModelViewSet):
    """The placements: opened by acceptance, ended here."""

    model = Placement
    name = "recruitment_placement"
    url_prefix = "placements"
    icon = "tasks"
    screens = ("index",)
    index_view_class = PlacementIndex
    filterset_class = PlacementFilterSet
    search_fields = ("volunteer__name", "volunteer__name_other", "volunteer__email")
    search_backend_name = None
    form_fields = ()

    def get_urlpatterns(self) -> list[Any]:
        end = path("end/<int:pk>/", EndPlacement.as_view(), name="end")
        return [*super().get_urlpatterns(), end]

"""Enquiries: the open ones first, answered from here."""

from typing import Any, cast

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from accounts.visibility import VisibleIndex, VisibleModelViewSet, VisibleObject
from recruitment.actions.enquiries import ANSWER, AnsweredAlready, answer, letter_for
from recruitment.actions.refusals import Refused
from recruitment.forms.enquiry import AnswerForm
from recruitment.models import Enquiry
from recruitment.rules import finder

OPEN, ANSWERED = "open", "answered"


class EnquiryFilterSet(WagtailFilterSet):
    """What the list is narrowed by; those still open unless said otherwise."""

    standing = django_filters.ChoiceFilter(
        label=gettext_lazy("Standing"),
        choices=[(OPEN, gettext_lazy("Open")), (ANSWERED, gettext_lazy("Answered"))],
        method="stand",
    )

    class Meta:
        model = Enquiry
        fields: list[str] = []

    def stand(self, rows: QuerySet[Enquiry], _name: str, value: str) -> QuerySet[Enquiry]:
        """Those nobody answered, or those somebody did."""
        return rows.filter(answered_at__isnull=value == OPEN)


class EnquiryIndex(VisibleIndex):
    """The enquiries nobody answered yet, the oldest first; others by the filter."""

    default_ordering = "received_at"

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("answered_by")
        return rows if self.request.GET.get("standing") else rows.open()

    def answer_url(self, row: Enquiry) -> str:
        """Where it is read and answered."""
        return reverse("recruitment_enquiry:answer", args=(row.pk,))

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Who"), get_url=self.answer_url, sort_key="name"),
            Column("reach", label=_("Answer by"), accessor=lambda row: row.email or row.phone),
            Column("text", label=_("What they wrote"), accessor=beginning, classname="staff-wide"),
            DateColumn("received_at", label=_("Received"), sort_key="received_at"),
            DateColumn("answered_at", label=_("Answered"), sort_key="answered_at", classname="staff-wide"),
        ]


def beginning(row: Enquiry) -> str:
    """The first words of what somebody wrote."""
    words = " ".join(row.text.split())
    return words if len(words) <= 80 else f"{words[:79]}…"  # noqa: PLR2004 - what fits into a line


class AnswerEnquiry(VisibleObject, WagtailAdminTemplateMixin, View):
    """One enquiry, and its answer."""

    model = Enquiry
    template_name = "recruitment/staff/enquiry.html"
    page_title = gettext_lazy("Enquiry")
    header_icon = "help"

    @cached_property
    def object(self) -> Enquiry:
        return self.get_object()  # type: ignore[no-any-return]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(ANSWER) and self.object:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse("recruitment_enquiry:index"), "label": _("Enquiries")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": str(self.page_title)}]

    def letter(self, form: AnswerForm) -> tuple[str, str] | None:
        """The mail as it will be; None where a colleague answered meanwhile."""
        return None if self.object.answered_at else letter_for(enquiry=self.object, **form.cleaned_data)

    def show(self, form: AnswerForm, *, status: int = 200, letter: tuple[str, str] | None = None) -> HttpResponse:
        """Draw the screen: with a letter, that is read before it is sent."""
        enquiry = self.object
        context = {"enquiry": enquiry, "chosen": finder.in_words(enquiry.found), "form": form, "letter": letter}
        context["back_url"] = reverse("recruitment_enquiry:index")
        return self.render_to_response(self.get_context_data(**context), status=status)  # type: ignore[no-any-return]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(AnswerForm())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        if "send" not in request.POST:
            return self.show(form, letter=self.letter(form) if "change" not in request.POST else None)
        actor, typed = cast("User", request.user), form.cleaned_data
        try:
            answer(enquiry=self.object, actor=actor, text=typed["text"], role=typed["role"])
        except Refused as error:
            form.add_error(None, str(error))
            return self.show(form, status=409 if isinstance(error, AnsweredAlready) else 422)
        messages.success(request, _("Answered.") if self.object.email else _("Kept as a call: see “Telephone”."))
        return redirect("recruitment_enquiry:index")


class EnquiryViewSet(VisibleModelViewSet):
    """Enquiries. They are neither made nor edited nor deleted here: they are answered."""

    model = Enquiry
    name = "recruitment_enquiry"
    url_prefix = "enquiries"
    icon = "help"
    menu_label = gettext_lazy("Enquiries")
    screens = ("index",)
    index_view_class = EnquiryIndex
    filterset_class = EnquiryFilterSet
    search_fields = ("name", "email", "phone", "text")
    search_backend_name = None
    form_fields = ()

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<int:pk>/answer/", AnswerEnquiry.as_view(), name="answer")]


class EnquiriesPanel(Component):  # type: ignore[misc]
    """How many enquiries wait, and since when the oldest does."""

    name = "enquiries"
    template_name = "recruitment/staff/enquiries_panel.html"
    order = 55

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        rows = Enquiry.objects.visible_to(parent_context["request"].user).open()
        return {"count": rows.count(), "oldest": rows.first()}

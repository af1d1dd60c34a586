"""The staff's screen of telephone tasks: messages to people without an e-mail address, with whom to call."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from accounts.visibility import VisibleIndex, VisibleModelViewSet, VisibleObject
from base.dates import on, today
from mail.actions import call_again, note_call
from mail.models import Delivery
from mail.rules import kind

LONGEST = timedelta(days=60)
THROUGH = ("volunteer", "application", "draft", "enrolment")  # rows whose person is another row's


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whom a message is for."""

    name: str = ""
    phone: str = ""


def people(rows: Iterable[Delivery]) -> dict[Any, Person]:
    """Whom each of these messages is for, by its key: as many queries as there are kinds of rows they are about."""
    asked: defaultdict[str, set[str]] = defaultdict(set)
    rows = list(rows)
    for row in rows:
        label, _colon, key = row.about.partition(":")
        asked[label].add(key)
    found = {
        f"{label}:{key}": one for label, keys in asked.items() if label for key, one in _persons(label, keys).items()
    }
    return {row.pk: _with_own(found.get(row.about, Person()), row) for row in rows}


def _with_own(person: Person, row: Delivery) -> Person:
    return Person(name=person.name, phone=row.phone or person.phone)


def _persons(label: str, keys: set[str]) -> dict[str, Person]:
    model: Any = apps.get_model(label)
    through = [name for name in THROUGH if name in {field.name for field in model._meta.concrete_fields}]  # noqa: SLF001 - Django's documented API
    rows = model._default_manager.filter(pk__in=keys).select_related(*through)  # noqa: SLF001
    return {str(row.pk): _person(row, through) for row in rows}


def _person(row: Any, through: list[str]) -> Person:
    if not hasattr(row, "name") and through:
        row = getattr(row, through[0])
    typed = getattr(row, "answers", None) or {}
    about = typed.get("about", {}) if isinstance(typed, dict) else {}
    name, phone = (getattr(row, key, "") or "".join(about.get(key, [])[:1]) for key in ("name", "phone"))
    return Person(name=str(name), phone=str(phone))


class CallForm(forms.Form):
    """How a call went."""

    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    again_on = forms.DateField(
        label=gettext_lazy("Not reached? Try again on"), required=False, widget=AdminDateInput, localize=False
    )

    def clean_again_on(self) -> date:
        day: date = self.cleaned_data["again_on"] or today() + timedelta(days=1)
        if not today() <= day <= today() + LONGEST:
            raise forms.ValidationError(_("Choose a day within the next two months."))
        return day


class Calls(WagtailPaginator):  # type: ignore[misc]
    """Counts calls: the rows are the outbox's."""

    verbose_name, verbose_name_plural = gettext_lazy("call"), gettext_lazy("calls")


class CallIndex(VisibleIndex):
    """Whom to call, the longest waiting first."""

    paginator_class = Calls
    default_ordering = "due_at"
    page_title = gettext_lazy("Telephone")
    verbose_name_plural = gettext_lazy("calls")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().to_phone()

    def get_table(self, object_list: Any) -> Any:
        who = people(object_list)
        for row in object_list:
            row.person = who[row.pk]
        return super().get_table(object_list)

    def call_url(self, row: Delivery) -> str:
        """Where the call is made from."""
        return reverse("mail_telephone:call", args=(row.pk,))

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("who", label=_("Who"), accessor=who_of, get_url=self.call_url),
            Column("phone", label=_("Phone"), accessor="person.phone"),
            Column("kind", label=_("About"), accessor=lambda row: kind(row.kind).label, classname="staff-wide"),
            DateColumn("created_at", label=_("Written"), sort_key="created_at", classname="staff-wide"),
            Column("due_at", label=_("Call on"), accessor=day_of, sort_key="due_at"),
            Column("attempts", label=_("Not reached"), accessor=lambda row: row.attempts or "", classname="staff-wide"),
        ]


def who_of(row: Any) -> str:
    """The name of whom to call."""
    return row.person.name or _("Name not known")


def day_of(row: Delivery) -> str:
    """When to call: now, or a day that was chosen."""
    day = on(row.due_at)
    return _("today") if day <= today() else date_format(day, "j F Y")


class Call(VisibleObject, WagtailAdminTemplateMixin, View):
    """One call: whom, the words to say, and how it went."""

    model = Delivery
    template_name = "mail/staff/call.html"
    page_title = gettext_lazy("Call")
    header_icon = "mobile-alt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.to:
            raise Http404
        if not request.user.has_perm("mail.change_delivery"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def object(self) -> Delivery:
        return self.get_object()  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse("mail_telephone:index"), "label": _("Telephone")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": str(self.page_title)}]

    def show(self, form: CallForm, *, status: int = 200) -> HttpResponse:
        """Draw the screen."""
        person = people([self.object])[self.object.pk]
        more = {"person": person, "kind": kind(self.object.kind), "back_url": reverse("mail_telephone:index")}
        context = self.get_context_data(form=form, delivery=self.object, **more)
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(CallForm(initial={"again_on": today() + timedelta(days=1)}))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = CallForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        typed: dict[str, Any] = {"delivery": self.object, "by": request.user, "note": form.cleaned_data["note"]}
        if "again" in request.POST:
            kept, said = call_again(on=form.cleaned_data["again_on"], **typed), _("The call comes back on that day.")
        else:
            kept, said = note_call(**typed), _("The call is noted.")
        if not kept:
            messages.warning(request, _("A colleague made this call meanwhile; your note was not kept."))
            self.object.refresh_from_db()
            return self.show(form, status=409)
        messages.success(request, said)
        return redirect("mail_telephone:index")


class TelephoneViewSet(VisibleModelViewSet):
    """Messages without an address: somebody calls, and says that it was done."""

    model = Delivery
    name = "mail_telephone"
    url_prefix = "telephone"
    icon = "mobile-alt"
    menu_label = gettext_lazy("Telephone")
    screens = ("index",)
    index_view_class = CallIndex
    search_fields = ("phone", "subject")
    search_backend_name = None
    form_fields = ()

    def register_admin_url_finder(self) -> None:
        """A message is found in the outbox."""

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<uuid:pk>/call/", Call.as_view(), name="call")]


class CallsPanel(Component):  # type: ignore[misc]
    """How many people wait for a call."""

    name = "calls"
    template_name = "mail/staff/calls_panel.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        rows = Delivery.objects.visible_to(parent_context["request"].user).to_phone_now()
        return {"count": rows.count()}

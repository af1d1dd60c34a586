"""The staff's screens of mail: the outbox, and the texts of each kind of mail.

They stand here because mail lies beneath the accounts that say who may see what.
"""

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup

from accounts.visibility import VisibleEdit, VisibleIndex, VisibleInspect, VisibleModelViewSet, VisibleObject
from base.localised import suffix
from base.work import WorkState
from config.telephone import TelephoneViewSet
from mail.actions import requeue
from mail.models import Delivery, Message
from mail.rules import NotFound, Source, braced, kind, kinds, source_of


def may_retry(user: Any) -> bool:
    """Whoever may change a delivery may have it tried again."""
    return bool(user.has_perm("mail.change_delivery"))


class DeliveryFilterSet(WagtailFilterSet):
    """What the outbox is narrowed by."""

    work = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=WorkState.choices)
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=lambda: [(one.key, one.label) for one in kinds()]
    )

    class Meta:
        model = Delivery
        fields: list[str] = []


class OutboxIndex(VisibleIndex):
    """Every message, the newest first."""

    default_ordering = "-created_at"

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().defer("body")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("subject", label=_("Subject"), get_url=self.get_inspect_url),
            Column("kind", label=_("Kind"), accessor=lambda row: kind(row.kind).label, sort_key="kind"),
            Column("to", label=_("To"), accessor=lambda row: row.to or _("no address: please call"), sort_key="to"),
            StatusTagColumn("work", label=_("State"), accessor="get_work_display", primary=is_stuck, sort_key="work"),
            Column("attempts", label=_("Attempts")),
            Column("error", label=_("Last error")),
            DateColumn("created_at", label=_("Written"), sort_key="created_at"),
        ]


def is_stuck(row: Delivery) -> bool:
    """Whether somebody has to look."""
    return row.work == WorkState.FAILED


class OutboxPage(VisibleInspect):
    """One message, as it was or will be sent."""

    template_name = "mail/staff/delivery.html"
    page_title = gettext_lazy("Message")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        retry = is_stuck(self.object) and may_retry(self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "delivery": self.object,
            "kind": kind(self.object.kind),
            "attachments": self.object.attachments.defer("content"),
            "retry_url": reverse("mail_delivery:retry", args=(self.object.pk,)) if retry else "",
        }


class Retry(VisibleObject, View):
    """Try a message again that was given up."""

    model = Delivery
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        delivery = self.get_object()
        if not may_retry(request.user):
            raise PermissionDenied
        if requeue(delivery=delivery, by=request.user):
            messages.success(request, _("The message will be sent again."))
        return redirect("mail_delivery:inspect", delivery.pk)


class OutboxViewSet(VisibleModelViewSet):
    """The outbox. Messages are neither made nor edited nor deleted here."""

    model = Delivery
    name = "mail_delivery"
    url_prefix = "outbox"
    icon = "mail"
    menu_label = gettext_lazy("Outbox")
    screens = ("index", "inspect")
    inspect_view_enabled = True
    index_view_class = OutboxIndex
    inspect_view_class = OutboxPage
    filterset_class = DeliveryFilterSet
    search_fields = ("to", "subject")
    form_fields = ("to",)

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<uuid:pk>/retry/", Retry.as_view(), name="retry")]


class RowForm(forms.Form):
    """The row whose values are put into a preview."""

    about = forms.CharField(
        required=False,
        max_length=40,
        help_text=gettext_lazy("Leave it empty to see the text with the example put in."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].label = source.label  # type: ignore[assignment]


class TextEdit(VisibleEdit):
    """The text of one kind of mail: what it may speak of beside it, and how it reads with values put in.

    The preview is of the text as typed, on a row that the person may see, or on the example. It saves nothing.
    """

    template_name = "mail/staff/text.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]
        self.object = self.get_object()
        self.form = self.get_form()
        if not self.form.is_valid():
            messages.error(request, _("This text cannot be shown yet: see what is marked below. Nothing was saved."))
        return self.render_to_response(self.get_context_data(form=self.form))  # type: ignore[no-any-return]

    @cached_property
    def source(self) -> Source | None:
        """Where real values may come from, for this kind and this person."""
        found = source_of(self.object.definition)
        return found if found and self.request.user.has_perm(found.permission) else None

    @cached_property
    def row_form(self) -> RowForm | None:
        """The box for the reference, where there is anything to choose from."""
        asked = self.request.POST if "preview" in self.request.POST else None
        return RowForm(asked, source=self.source) if self.source else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form, definition = context["form"], self.object.definition
        broken = form.is_bound and bool(form.errors)
        previews = [] if broken else [self.preview(language) for language in ("en", "zh-hant")]
        return {
            **context,
            "kind": definition,
            "fields": [(braced(name), meaning) for name, meaning in definition.fields.items()],
            "previews": [preview for preview in previews if preview],
            "row_form": self.row_form,
            "has_unsaved_changes": form.is_bound,
        }

    def values(self, language: str) -> Mapping[str, str]:
        """What is put in: of the row chosen, of the example otherwise; raises NotFound."""
        form = self.row_form
        asked = form.cleaned_data["about"] if form and form.is_bound and form.is_valid() else ""
        return self.source.values(asked, language, self.request.user) if self.source and asked else {}

    def preview(self, language: str) -> dict[str, Any] | None:
        """The text in one language with values put in, and the fields that only the example fills."""
        definition, end = self.object.definition, suffix(language)
        try:
            known = self.values(language)
        except NotFound as error:
            self.row_form.errors["about"] = self.row_form.error_class([str(error)])  # type: ignore[union-attr]
            return None
        filled = {**definition.example(language), **known}
        texts = {name: getattr(self.object, f"{name}_{end}") for name in ("subject", "body")}
        used = [name for name in definition.fields if any(braced(name) in text for text in texts.values())]
        return {
            "language": {"en": "en", "zh": "zh-Hant"}[end],
            "label": get_language_info(language)["name_local"],
            "is_real": bool(known),
            "from_example": [braced(name) for name in used if name not in known],
            **{name: definition.fill(text, filled) for name, text in texts.items()},
        }


class TextIndex(VisibleIndex):
    """Every kind of mail."""

    default_ordering = "kind"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("kind", label=_("Kind"), accessor=str, get_url=self.get_edit_url),
            Column("subject_en", label=_("Subject (English)")),
            Column("subject_zh", label=_("Subject (Chinese)")),
        ]


class TextViewSet(VisibleModelViewSet):
    """The texts of mails."""

    model = Message
    name = "mail_message"
    url_prefix = "mail-texts"
    icon = "edit"
    menu_label = gettext_lazy("Mail texts")
    screens = ("index", "edit", "history")
    index_view_class = TextIndex
    edit_view_class = TextEdit
    form_fields = ("subject_en", "body_en", "subject_zh", "body_zh")


class MailGroup(ModelViewSetGroup):  # type: ignore[misc]
    """The menu of mail."""

    menu_label = gettext_lazy("Mail")
    menu_icon = "mail"
    menu_order = 160
    items = (OutboxViewSet, TelephoneViewSet, TextViewSet)

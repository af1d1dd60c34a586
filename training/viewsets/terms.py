"""The texts that volunteers sign."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from accounts.visibility import VisibleIndex, VisibleInspect, VisibleModelViewSet
from base.templatetags.components import written, written_short
from training.actions.commitment import publish_terms
from training.forms.commitment import TermsForm
from training.models import Terms
from training.viewsets.screens import CalledAsInMenu

TEXTS = gettext_lazy("Texts to sign")


class TermsIndex(VisibleIndex):
    """Every version, the latest of each text first."""

    page_title = TEXTS

    @cached_property
    def columns(self) -> list[Column]:
        required: list[Column] = super().columns
        required[1].accessor = lambda row: written_short(row.required_from)
        return required


class TermsPage(CalledAsInMenu, VisibleInspect):
    """One version, as it was signed."""

    list_label = TEXTS
    page_title = gettext_lazy("Text to sign")

    def get_required_from_display_value(self) -> str:
        """The day, written out."""
        return written(self.object.required_from)


class TermsAdd(CalledAsInMenu, generic.CreateView):  # type: ignore[misc]
    """A further version of a text."""

    list_label = TEXTS
    page_subtitle = gettext_lazy("Text to sign")
    form: Any
    request: Any

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error("required_from", error)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_success_buttons(self) -> list[Any]:
        return []

    def save_instance(self) -> Terms:
        return publish_terms(**self.form.cleaned_data, actor=self.request.user)


class TermsViewSet(VisibleModelViewSet):
    """The texts that volunteers sign. A version is never changed: a further one is added."""

    model = Terms
    name = "training_terms"
    url_prefix = "training/terms"
    icon = "doc-full"
    menu_label = TEXTS
    index_view_class = TermsIndex
    inspect_view_class = TermsPage
    add_view_class = TermsAdd
    list_display = ("__str__", "required_from")
    list_filter = ("kind",)
    ordering = ("kind", "-version")
    inspect_view_enabled = True
    inspect_view_fields = ("kind", "version", "required_from", "text_en", "text_zh")
    screens = ("index", "add", "inspect")

    def get_form_class(self, **_kwargs: Any) -> type[TermsForm]:
        return TermsForm

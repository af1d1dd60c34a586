"""The texts that volunteers sign."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic

from accounts.visibility import VisibleModelViewSet
from training.actions.commitment import publish_terms
from training.forms.commitment import TermsForm
from training.models import Terms


class TermsAdd(generic.CreateView):  # type: ignore[misc]
    """A further version of a text."""

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
    menu_label = gettext_lazy("Texts to sign")
    add_view_class = TermsAdd
    list_display = ("__str__", "required_from")
    list_filter = ("kind",)
    ordering = ("kind", "-version")
    inspect_view_enabled = True
    inspect_view_fields = ("kind", "version", "required_from", "text_en", "text_zh")
    screens = ("index", "add", "inspect")

    def get_form_class(self, **_kwargs: Any) -> type[TermsForm]:
        return TermsForm

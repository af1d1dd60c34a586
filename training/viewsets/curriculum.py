"""What is taught, and for whom it is compulsory."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from accounts.visibility import VisibleEdit, VisibleIndex, VisibleModelViewSet
from base.templatetags.components import written
from recruitment.viewsets.columns import DayColumn
from training.actions.curriculum import earliest_change, save_module, save_requirement
from training.forms.planning import ModuleForm, RequirementForm
from training.models import Module, Requirement


class RefusesInForm:
    """What the action refuses appears in the form, beside its field."""

    form: Any
    request: Any

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc, no-any-return]
        except ValidationError as error:
            form.add_error(None, error)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]


class KeepsModule(RefusesInForm):
    """Keeps a module, and what it asks from a day on."""

    def save_instance(self) -> Module:
        from_on = self.form.cleaned_data.get("from_on")
        return save_module(module=self.form.save(commit=False), actor=self.request.user, from_on=from_on)


class ModuleAdd(KeepsModule, generic.CreateView):  # type: ignore[misc]
    pass


class ModuleEdit(KeepsModule, VisibleEdit):
    """One module, with what it asked before."""

    template_name = "training/staff/module.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        module: Module = self.object
        versions = [(row, row.from_on != date.min) for row in module.versions.order_by("-from_on")]
        earliest = written(earliest_change(module))
        return super().get_context_data(versions=versions, earliest=earliest, **kwargs)  # type: ignore[no-any-return]


class ModuleViewSet(VisibleModelViewSet):
    """The curriculum."""

    model = Module
    name = "training_module"
    url_prefix = "training/modules"
    icon = "list-ul"
    menu_label = gettext_lazy("Modules")
    add_view_class = ModuleAdd
    edit_view_class = ModuleEdit
    list_display = ("title_en", "title_zh", "allowance_minutes", "validity_months", "sort_order")
    search_fields = ("title_en", "title_zh")
    search_backend_name = None
    ordering = ("sort_order", "pk")
    screens = ("index", "add", "edit", "history")

    def get_form_class(self, **_kwargs: Any) -> type[ModuleForm]:
        return ModuleForm


class RequirementIndex(VisibleIndex):
    """By role, in the order of the curriculum."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("role", "module")

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by("role__sort_order", "role", "module__sort_order", "from_on")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(TitleColumn)("module", label=_("Module"), get_url=self.get_edit_url),
            Column("role", label=_("Compulsory for")),
            DayColumn("from_on", label=_("From")),
            DayColumn("until_on", label=_("Until")),
        ]


class KeepsRequirement(RefusesInForm):
    """Keeps what is compulsory; completions and standings follow, at once or within minutes."""

    def save_instance(self) -> Requirement:
        row: Requirement = self.form.save(commit=False)
        if not save_requirement(requirement=row, actor=self.request.user):
            messages.info(self.request, _("Many people are concerned: the lists follow within minutes."))
        return row


class RequirementAdd(KeepsRequirement, generic.CreateView):  # type: ignore[misc]
    pass


class RequirementEdit(KeepsRequirement, VisibleEdit):
    pass


class RequirementViewSet(VisibleModelViewSet):
    """Which modules are compulsory for which role, and from when to when."""

    model = Requirement
    name = "training_requirement"
    url_prefix = "training/compulsory"
    icon = "check"
    menu_label = gettext_lazy("Compulsory modules")
    index_view_class = RequirementIndex
    add_view_class = RequirementAdd
    edit_view_class = RequirementEdit
    list_filter = ("role",)
    screens = ("index", "add", "edit", "history")

    def get_form_class(self, **_kwargs: Any) -> type[RequirementForm]:
        return RequirementForm

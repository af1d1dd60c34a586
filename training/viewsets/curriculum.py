"""What is taught."""

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from accounts.visibility import VisibleModelViewSet
from training.models import Module


class ModuleViewSet(VisibleModelViewSet):
    """The curriculum."""

    model = Module
    name = "training_module"
    url_prefix = "training/modules"
    icon = "list-ul"
    menu_label = gettext_lazy("Modules")
    list_display = ("title_en", "title_zh", "allowance_minutes", "validity_months", "sort_order")
    search_fields = ("title_en", "title_zh")
    search_backend_name = None
    ordering = ("sort_order", "pk")
    screens = ("index", "add", "edit", "history")
    panels = [
        FieldPanel("key"),
        FieldRowPanel([FieldPanel("title_en"), FieldPanel("title_zh")]),
        FieldRowPanel([FieldPanel("allowance_minutes"), FieldPanel("validity_months"), FieldPanel("sort_order")]),
    ]

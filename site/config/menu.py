"""The staff's menu as a plain page of links, for browsers without scripts: Wagtail's own is drawn by one."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem, SubmenuMenuItem, admin_menu
from wagtail.admin.views.generic import WagtailAdminTemplateMixin


def entries(request: HttpRequest, items: list[MenuItem] | None = None) -> Iterator[dict[str, Any]]:
    """Each entry of the menu this person has, in its order: where it leads, or what is beneath it."""
    shown = admin_menu.menu_items_for_request(request) if items is None else items
    for item in sorted(shown, key=lambda item: item.order):
        inside = item.menu.menu_items_for_request(request) if isinstance(item, SubmenuMenuItem) else []
        yield {"label": item.label, "url": item.url, "beneath": list(entries(request, inside))}


class PlainMenu(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Everything the menu leads to, on one page."""

    template_name = "wagtailadmin/plain_menu.html"
    page_title = _("Menu")
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(entries=list(entries(self.request)), **kwargs)  # type: ignore[no-any-return]

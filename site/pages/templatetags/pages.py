"""The menus that editors make by publishing pages."""

from typing import Any

from django.template import Library
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page

from pages.models.public import path_url

register = Library()


@register.simple_tag
def site_menu() -> Any:
    """The pages right below the home page in this language: those shown in menus for the header, the rest for the
    footer. One query, and none on a page without menus.
    """
    return SimpleLazyObject(_menu)


def _menu() -> dict[str, list[dict[str, Any]]]:
    pages = Page.objects.live().filter(depth=3, locale__language_code=get_language() or "en")
    menu: dict[str, list[dict[str, Any]]] = {"header": [], "footer": []}
    for page in pages.select_related("locale").order_by("path"):
        menu["header" if page.show_in_menus else "footer"].append(
            {"pk": page.pk, "title": page.title, "url": path_url(page)}
        )
    return menu

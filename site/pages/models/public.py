"""What all public pages share: their address, their other language, their place in the menus."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info
from wagtail.models import Page


def path_url(page: Page) -> str:
    """The address of a page of the one site, found without a query; "" for the parts of the tree above the site."""
    _root, *slugs = page.url_path.strip("/").split("/")
    with translation.override(page.locale.language_code):
        return reverse("wagtail_serve", args=["".join(f"{slug}/" for slug in slugs)])


class PublicPage(Page):
    """A page that knows itself in the other language."""

    class Meta:
        abstract = True

    @property
    def path_url(self) -> str:
        """The page's address in its own language."""
        return path_url(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the canonical address and the same page in each language that it is published in."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["canonical"] = f"{settings.SITE_URL}{self.path_url}"
        context["alternates"] = self.alternates()
        return context

    def alternates(self) -> list[dict[str, str]]:
        """This page in every language, its own included, where it is published."""
        others = Page.objects.filter(translation_key=self.translation_key).live().exclude(pk=self.pk)
        pages = sorted([self, *others.select_related("locale")], key=lambda page: page.locale.language_code)
        return [alternate(page) for page in pages]


def alternate(page: Page) -> dict[str, str]:
    """A page as its language's code and name, with the address inside the site and the whole one."""
    code, path = page.locale.language_code, path_url(page)
    return {
        "code": code,
        "name": get_language_info(code)["name_local"],
        "url": path,
        "absolute": f"{settings.SITE_URL}{path}",
    }

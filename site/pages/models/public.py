"""What all public pages share: their address, their other language, their place in the menus."""

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info
from wagtail.models import Page, PageViewRestriction


def path_url(page: Page) -> str:
    """The address of a page of the one site, found without a query; "" for the parts of the tree above the site."""
    _root, *slugs = page.url_path.strip("/").split("/")
    with translation.override(page.locale.language_code):
        return reverse("wagtail_serve", args=["".join(f"{slug}/" for slug in slugs)])


class PublicPage(Page):
    """A page that everybody may read, and that knows itself in the other language."""

    follow: ClassVar[tuple[str, ...]] = ()  # what to read together with the page
    private_page_options: ClassVar[list[str]] = []
    above: list[Page] | None = None

    class Meta:
        abstract = True

    @property
    def path_url(self) -> str:
        """The page's address in its own language."""
        return path_url(self)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """None: what is not meant for everybody is not a page."""
        restrictions: QuerySet[PageViewRestriction] = PageViewRestriction.objects.none()
        return restrictions

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the pages above, the canonical address and the same page in each language it is published in."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["alternates"] = self.alternates()
        context["canonical"] = f"{settings.SITE_URL}{self.path_url}"
        context["trail"] = self.trail()
        return context

    def alternates(self) -> list[dict[str, str]]:
        """This page in every language, its own included, where it is published. One query."""
        same = Page.objects.filter(translation_key=self.translation_key).select_related("locale").order_by("locale")
        pages = [page for page in same if page.live or page.pk == self.pk]
        for page in pages:
            if page.pk == self.pk:
                self.locale = page.locale  # read with it, so that nobody asks again
        return [alternate(page) for page in pages]

    def trail(self) -> list[tuple[str, str]]:
        """The pages between the home page and this one, as (title, address)."""
        if self.above is None:
            self.above = list(self.get_ancestors().filter(depth__gt=2).select_related("locale"))
        return [(page.title, path_url(page)) for page in self.above]


def alternate(page: Page) -> dict[str, str]:
    """A page as its language's code and name, with the address inside the site and the whole one."""
    code, path = page.locale.language_code, path_url(page)
    return {
        "code": code,
        "name": get_language_info(code)["name_local"],
        "url": path,
        "absolute": f"{settings.SITE_URL}{path}",
    }

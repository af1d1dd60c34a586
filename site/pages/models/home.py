"""The first page."""

from itertools import accumulate
from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from pages.models.blocks import BODY
from pages.models.public import PublicPage
from pages.models.role import role_pages
from pages.models.weekend import next_weekends
from training.actions.notices import called_off_soon


class HomePage(PublicPage):
    """The first page: what this is, who is wanted, when the next weekends are."""

    headline = models.CharField(_("headline"), max_length=90, help_text=_("One sentence, said to the reader."))
    introduction = models.TextField(
        _("introduction"), max_length=400, help_text=_("Who we are and why we need people.")
    )
    roles_heading = models.CharField(_("heading above the roles"), max_length=90)
    more = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page to read first"),
        help_text=_("A page right below this one, linked beside the button that leads to the roles."),
    )
    body = StreamField(BODY, verbose_name=_("below the roles"), blank=True)

    template = "pages/home_page.html"
    above: list[Page] | None = []  # nothing lies above it
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["pages.RolesIndexPage", "pages.ContentPage"]
    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("headline"), FieldPanel("introduction"), FieldPanel("more")], _("Opening")),
        FieldPanel("roles_heading"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page at an address, in two queries however deep it lies."""
        if not path_components:
            return super().route(request, path_components)
        paths = list(accumulate((f"{slug}/" for slug in path_components), initial=self.url_path))[1:]
        found = list(Page.objects.filter(url_path__in=paths).select_related("locale").order_by("depth"))
        if len(found) != len(paths) or not found[-1].live:
            raise Http404
        kind = found[-1].specific_class or Page
        page = kind.objects.select_related("locale", *getattr(kind, "follow", ())).get(pk=found[-1].pk)
        page.above = found[:-1]
        return RouteResult(page)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the next weekends, the roles, and what is called off within a week."""
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "weekends": next_weekends(),
            "roles": role_pages(below=self),
            "called_off": called_off_soon(),
        }

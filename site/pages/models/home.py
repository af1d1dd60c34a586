"""The first page."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page

from pages.models.blocks import BODY
from pages.models.public import PublicPage
from pages.models.role import RolesIndexPage, role_pages
from pages.models.weekend import next_weekends


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
        help_text=_("Linked beside the button that leads to the roles."),
    )
    body = StreamField(BODY, verbose_name=_("below the roles"), blank=True)

    template = "pages/home_page.html"
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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the next weekends and the roles; the one button leads to the list of roles."""
        context = super().get_context(request, *args, **kwargs)
        context["weekends"] = next_weekends()
        context["roles"] = role_pages(below=self)
        index = RolesIndexPage.objects.live().child_of(self).select_related("locale").first()
        context["roles_url"] = index.path_url if index else ""
        return context

"""Plain pages."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from pages.models.blocks import BODY
from pages.models.public import PublicPage


class ContentPage(PublicPage):
    """A page of words: about us, how to volunteer, privacy, accessibility."""

    introduction = models.TextField(
        _("introduction"), max_length=400, blank=True, help_text=_("What the page answers, in a sentence or two.")
    )
    body = StreamField(BODY, verbose_name=_("body"), blank=True)

    template = "pages/content_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.ContentPage"]
    subpage_types: ClassVar[list[str]] = ["pages.ContentPage"]
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("page of words")
        verbose_name_plural = _("pages of words")

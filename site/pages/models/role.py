"""The page of a role. Its terms are never typed here: they are the role's."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from pages.models.blocks import BODY
from pages.models.public import PublicPage
from pages.models.weekend import next_weekends
from recruitment.models import Role


def hours(role: Role) -> str:
    """Such as "5 to 10 hours a week"; "" where the role leaves it open."""
    low, high = role.hours_min, role.hours_max
    if low and high and low != high:
        return gettext("%(low)s to %(high)s hours a week") % {"low": low, "high": high}
    if low or high:
        number = low or high or 0
        return ngettext("%(number)s hour a week", "%(number)s hours a week", number) % {"number": number}
    return ""


def months(role: Role) -> str:
    """Such as "At least 6 months"; "" where the role leaves it open."""
    if not role.months:
        return ""
    return ngettext("At least %(number)s month", "At least %(number)s months", role.months) % {"number": role.months}


def training(role: Role) -> str:
    """What training the role needs."""
    if role.training_compulsory:
        return gettext("The training weekend is compulsory")
    return gettext("Explained when we meet; no compulsory weekend")


def terms(role: Role) -> list[tuple[str, str]]:
    """All that the role asks, as facts."""
    rows = [
        (gettext("Time"), hours(role) or gettext("Agreed with you")),
        (gettext("For how long"), months(role) or gettext("Agreed with you")),
        (gettext("When"), gettext("Some weekday daytime") if role.weekday_daytime else gettext("Flexible")),
        (gettext("Training"), training(role)),
        (gettext("We prefer"), role.preferred),
        (gettext("Pay"), gettext("A modest hourly rate, or unpaid if you choose") if role.may_be_paid else ""),
        (gettext("We answer within"), reply(role)),
    ]
    return [row for row in rows if row[1]]


def reply(role: Role) -> str:
    """The promise of an answer."""
    return ngettext("%(number)s day", "%(number)s days", role.reply_days) % {"number": role.reply_days}


def apply_url(role: Role) -> str:
    """Where an application for the role begins."""
    try:
        return reverse("recruitment:start", args=[role.slug])
    except NoReverseMatch:
        return ""


class RolePage(PublicPage):
    """What volunteers in one role do, with its terms beside it."""

    role = models.ForeignKey(
        Role,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("role"),
        help_text=_("Hours, months, training and whether it is open are shown from the role; change them there."),
    )
    body = StreamField(BODY, verbose_name=_("what volunteers do"), blank=True)

    follow = ("role",)
    template = "pages/role_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.RolesIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        HelpPanel(
            content=_("The sentence under the title and all terms come from the role, so that they are said only once.")
        ),
        FieldPanel("role"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("role page")
        verbose_name_plural = _("role pages")

    @property
    def terms_in_short(self) -> list[str]:
        """Hours and months, each in a few words."""
        return [part for part in (hours(self.role), months(self.role)) if part] or [gettext("Time as agreed")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the terms, the next weekends of a role that trains at them, and where to apply."""
        context = super().get_context(request, *args, **kwargs)
        if not self.role_id:  # a preview before a role was chosen
            return context
        context["terms"] = terms(self.role)
        context["apply_url"] = apply_url(self.role)
        weekends = next_weekends(role=self.role) if self.role.recruits_by_cohort and self.role.is_open else []
        context["weekends"] = weekends
        context["no_round"] = self.role.recruits_by_cohort and not any(weekend.is_open for weekend in weekends)
        return context


class RolesIndexPage(PublicPage):
    """All roles, in the order staff gave them."""

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)

    template = "pages/roles_index.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["pages.RolePage"]
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of roles")
        verbose_name_plural = _("lists of roles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the role pages below."""
        return super().get_context(request, *args, **kwargs) | {"roles": role_pages(below=self)}


def role_pages(*, below: Page) -> list[RolePage]:
    """The published role pages below a page, open roles first. One query."""
    pages = RolePage.objects.live().descendant_of(below).select_related("role", "locale")
    return list(pages.order_by("-role__is_open", "role__sort_order", "pk"))

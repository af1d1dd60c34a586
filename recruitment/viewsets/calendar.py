"""Roles with their terms, and public holidays."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn

from accounts.visibility import VisibleIndex, VisibleModelViewSet
from recruitment.models import Holiday, Role
from recruitment.viewsets.columns import DayColumn


class RowIndex(VisibleIndex):
    """A list whose rows lead to their editing screen for those who may edit."""

    def link(self, name: str, label: str, **more: Any) -> Column:
        """The first column."""
        return self._get_title_column_class(TitleColumn)(name, label=label, get_url=self.get_edit_url, **more)


class RoleIndex(RowIndex):
    """The roles in their order."""

    default_ordering = "sort_order"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self.link("name", _("Role")),
            Column("hours", label=_("Hours a week"), accessor=hours),
            Column("months", label=_("Months")),
            Column("is_open", label=_("Takes applications"), accessor=openness),
            Column("reply_days", label=_("Days to answer")),
        ]


def openness(role: Role) -> str:
    """Whether a role takes applications."""
    return _("Yes") if role.is_open else _("No")


def hours(role: Role) -> str:
    """The hours a week, such as 5-10."""
    return "–".join(str(number) for number in (role.hours_min, role.hours_max) if number is not None)


class RoleViewSet(VisibleModelViewSet):
    """The roles with their terms: stated here once for the whole product."""

    model = Role
    name = "recruitment_role"
    url_prefix = "roles"
    icon = "clipboard-list"
    screens = ("index", "edit", "history")
    index_view_class = RoleIndex
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name_en"), FieldPanel("name_zh")]),
                FieldRowPanel([FieldPanel("summary_en"), FieldPanel("summary_zh")]),
                FieldRowPanel([FieldPanel("preferred_en"), FieldPanel("preferred_zh")]),
            ],
            heading=gettext_lazy("In words"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("hours_min"), FieldPanel("hours_max"), FieldPanel("months")]),
                FieldPanel("training_compulsory"),
                FieldPanel("weekday_daytime"),
                FieldPanel("is_casework"),
                FieldPanel("may_be_paid"),
            ],
            heading=gettext_lazy("Terms"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("is_open"),
                FieldPanel("recruits_by_cohort"),
                FieldPanel("form_kind"),
                FieldRowPanel([FieldPanel("reply_days"), FieldPanel("sort_order")]),
                FieldRowPanel([FieldPanel("weight_legal"), FieldPanel("weight_experience")]),
            ],
            heading=gettext_lazy("Recruiting"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("with_screening"),
                FieldPanel("blind_review"),
                FieldPanel("with_interview"),
                FieldPanel("with_references"),
            ],
            heading=gettext_lazy("Steps this role uses"),
            help_text=gettext_lazy("A step switched off is left out from now on; applications that stand there go on."),
        ),
    ]


class HolidayIndex(RowIndex):
    """The public holidays, the latest first."""

    default_ordering = "-day"

    @cached_property
    def columns(self) -> list[Column]:
        return [self.link("name_en", _("Name")), DayColumn("day", label=_("Date"), sort_key="day")]


class HolidayViewSet(VisibleModelViewSet):
    """The public holidays that planning avoids."""

    model = Holiday
    name = "recruitment_holiday"
    url_prefix = "holidays"
    icon = "date"
    index_view_class = HolidayIndex
    form_fields = ("day", "name_en", "name_zh")

"""Columns of the recruiters' lists."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column, TitleColumn

from recruitment.rules import POINT_LABELS


class PersonColumn(TitleColumn):  # type: ignore[misc]
    """A person's name as the link, their other name and reference beneath."""

    cell_template_name = "recruitment/staff/cells/person.html"


class PlainColumn(Column):  # type: ignore[misc]
    """A word or two, written without a template: a page of a list has hundreds of cells."""

    def words(self, instance: Any) -> Any:
        """What the cell says; escaped unless it is markup already."""
        value = self.get_value(instance)
        return "" if value is None else value

    def render_cell_html(self, instance: Any, _parent_context: Any) -> SafeString:
        return format_html('<td class="{}">{}</td>', self.classname or "", self.words(instance))


class StageColumn(PlainColumn):
    """The stage, as a tag; those waiting stand out."""

    def words(self, instance: Any) -> SafeString:
        tone = " w-status--primary" if instance.is_waiting else ""
        return format_html('<span class="w-status{}">{}</span>', tone, instance.get_stage_display())


class WaitingColumn(Column):  # type: ignore[misc]
    """Days since it came."""

    cell_template_name = "recruitment/staff/cells/waiting.html"


class PromisedColumn(Column):  # type: ignore[misc]
    """The day an answer was promised by; a late one says so."""

    cell_template_name = "recruitment/staff/cells/promised.html"


class PointsColumn(PlainColumn):
    """What to talk about."""

    def words(self, instance: Any) -> SafeString:
        points = ((POINT_LABELS[point],) for point in instance.points)
        return format_html_join("", '<span class="staff-point">{}</span>', points)


class DayColumn(Column):  # type: ignore[misc]
    """A day, written out."""

    cell_template_name = "recruitment/staff/cells/day.html"

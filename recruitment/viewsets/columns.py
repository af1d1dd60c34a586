"""Columns of the recruiters' lists."""

from typing import Any

from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column, Table, TitleColumn

from base.templatetags.components import written_short
from recruitment.models import Stage
from recruitment.rendering import in_numbers

NOTHING = SafeString("")


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
        return SafeString(f'<td class="{self.classname or ""}">{conditional_escape(self.words(instance))}</td>')


class PlainTable(Table):  # type: ignore[misc]
    """A table of such columns, its rows written without a template."""

    template_name = "recruitment/staff/table.html"

    @property
    def body(self) -> SafeString:
        """All rows."""
        columns = self.columns.values()
        cells = ("".join(column.render_cell_html(row, {}) for column in columns) for row in self.data)
        return SafeString("\n".join(f"<tr>{row}</tr>" for row in cells))


class TickColumn(PlainColumn):
    """A box to tick the row by, for what is done to several at once."""

    @cached_property
    def spoken(self) -> str:
        """What the box is called."""
        return _("Choose %(reference)s")

    def words(self, instance: Any) -> SafeString:
        spoken = self.spoken % {"reference": instance}
        return format_html('<input type="checkbox" name="pk" value="{}" aria-label="{}">', instance.pk, spoken)


class ApplicantColumn(PlainColumn):
    """The applicant's name as the link to the application; beneath it their other name, reference and tags."""

    def __init__(self, *args: Any, get_url: Any, **kwargs: Any) -> None:
        super().__init__(*args, classname="title", **kwargs)
        self.get_url = get_url

    def words(self, instance: Any) -> SafeString:
        other = format_html("<bdi>{}</bdi> · ", instance.name_other) if instance.name_other else NOTHING
        tags = format_html_join("", ' <span class="staff-tag">{}</span>', ((tag,) for tag in instance.tags.all()))
        where = ", ".join(str(part) for part in (instance.role, instance.cohort) if part)
        return format_html(
            '<div class="title-wrapper"><a href="{}"><bdi>{}</bdi></a></div><div class="staff-under">{}{}{}</div>'
            '<div class="staff-under staff-narrow">{}</div>',
            self.get_url(instance),
            instance.name,
            other,
            instance,
            tags,
            where,
        )


class StageColumn(PlainColumn):
    """The stage, as a tag; those waiting stand out. Under it, what the applicant answered to us."""

    def words(self, instance: Any) -> SafeString:
        tone = " w-status--primary" if instance.is_waiting else ""
        said = format_html('<div class="staff-under">{}</div>', flag) if (flag := said_last(instance)) else NOTHING
        return format_html('<span class="w-status{}">{}</span>{}', tone, instance.get_stage_display(), said)


def said_last(application: Any) -> str:
    """What the applicant did while it is their turn, beside the stage."""
    if application.stage == Stage.OFFERED and application.offer_taken_at:
        return _("Took up the offer")
    if application.stage == Stage.INFORMATION and getattr(application, "has_answered", False):
        return _("Answered")
    return ""


def late(instance: Any, classes: str = "staff-late") -> SafeString:
    """A word where the promised answer is late."""
    return format_html('<strong class="{}">{}</strong>', classes, _("Overdue")) if instance.is_overdue else NOTHING


class WaitingColumn(PlainColumn):
    """Days since it came."""

    def words(self, instance: Any) -> SafeString | str:
        if not instance.is_waiting:
            return ""
        days = instance.waiting_days
        told = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
        return format_html("{} {}", told, late(instance, "staff-late staff-narrow"))


class PromisedColumn(PlainColumn):
    """The day an answer was promised by; a late one says so."""

    def words(self, instance: Any) -> SafeString | str:
        return format_html("{} {}", written_short(instance.reply_by), late(instance)) if instance.is_waiting else ""


class ScoreColumn(PlainColumn):
    """The average of its readers, and how far they are apart."""

    def words(self, instance: Any) -> str:
        average, spread = instance.score_average, instance.score_spread
        if average is None:
            return ""
        told = {"average": number_format(average, 1), "spread": number_format(spread, 1)}
        return _("%(average)s, %(spread)s apart") % told if spread else told["average"]


class PointsColumn(PlainColumn):
    """What to talk about."""

    def words(self, instance: Any) -> SafeString:
        points = ((in_numbers(point, instance),) for point in instance.points)
        return format_html_join("", '<span class="staff-point">{}</span>', points)


class DayColumn(Column):  # type: ignore[misc]
    """A day, written out."""

    cell_template_name = "recruitment/staff/cells/day.html"

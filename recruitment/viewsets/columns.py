"""Columns of the recruiters' lists."""

from typing import Any

from wagtail.admin.ui.tables import Column, TitleColumn

from recruitment.rules import POINT_LABELS


class PersonColumn(TitleColumn):  # type: ignore[misc]
    """A person's name as the link, their other name and reference beneath."""

    cell_template_name = "recruitment/staff/cells/person.html"


class StageColumn(Column):  # type: ignore[misc]
    """The stage, as a tag; those waiting stand out."""

    cell_template_name = "recruitment/staff/cells/stage.html"


class WaitingColumn(Column):  # type: ignore[misc]
    """Days since it came."""

    cell_template_name = "recruitment/staff/cells/waiting.html"


class PromisedColumn(Column):  # type: ignore[misc]
    """The day an answer was promised by; a late one says so."""

    cell_template_name = "recruitment/staff/cells/promised.html"


class PointsColumn(Column):  # type: ignore[misc]
    """What to talk about."""

    cell_template_name = "recruitment/staff/cells/points.html"

    def get_value(self, instance: Any) -> list[str]:
        return [str(POINT_LABELS[point]) for point in instance.points]


class DayColumn(Column):  # type: ignore[misc]
    """A day, written out."""

    cell_template_name = "recruitment/staff/cells/day.html"

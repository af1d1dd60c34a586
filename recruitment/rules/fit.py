"""How answers fit the terms of a role. What does not fit is talked about; it never stops an application."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from recruitment.rules.calendar import add_months


class FormKind(StrEnum):
    """Which questions of its own a role asks, beside those that every role asks."""

    GENERAL = "general"
    CASEWORK = "casework"
    INTERPRETATION = "interpretation"
    FUNDRAISING = "fundraising"
    EVENTS = "events"
    PRESS = "press"
    TECHNOLOGY = "technology"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a role asks, as its row states it; ``None`` where it leaves it open."""

    hours_min: int | None = None
    hours_max: int | None = None
    months: int | None = None
    weekday_daytime: bool = False
    is_casework: bool = False
    recruits_by_cohort: bool = False
    may_be_paid: bool = False
    form_kind: FormKind = FormKind.GENERAL

    @classmethod
    def of(cls, role: Any) -> "Terms":
        """The terms of a role's row."""
        given = {name: getattr(role, name) for name in cls.__dataclass_fields__}
        return cls(**given | {"form_kind": FormKind(role.form_kind)})


class Point(StrEnum):
    """Something to talk about, because it does not fit the role's terms."""

    AGE = "age"
    HOURS = "hours"
    MONTHS = "months"
    LEAVING = "leaving"
    DAYTIME = "daytime"


POINT_LABELS = {
    Point.AGE: _("Under 18"),
    Point.HOURS: _("Fewer hours a week than the role asks"),
    Point.MONTHS: _("Fewer months than the role asks"),
    Point.LEAVING: _("May leave Hong Kong before the months are over"),
    Point.DAYTIME: _("Not free on any weekday half-day"),
}


def points(*, terms: Terms, answers: Mapping[str, Any], day: date) -> list[Point]:
    """What in the answers (by question key, as an application keeps them) does not fit the terms, reckoned from a day.

    A question not answered, or not asked, is no point.
    """
    leaves_on = _date(answers.get("leaves_on"))
    found = {
        Point.AGE: answers.get("is_adult") is False,
        Point.HOURS: _under(answers.get("hours_per_week"), terms.hours_min),
        Point.MONTHS: _under(answers.get("months"), terms.months),
        Point.LEAVING: bool(leaves_on and terms.months and leaves_on < add_months(day, terms.months)),
        Point.DAYTIME: terms.weekday_daytime and answers.get("half_days") == [],
    }
    return [point for point, holds in found.items() if holds]


def _under(given: int | None, asked: int | None) -> bool:
    return given is not None and asked is not None and given < asked


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None

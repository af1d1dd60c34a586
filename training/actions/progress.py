"""What a commitment's page says of its hours: one answer for the volunteer and for staff."""

from dataclasses import dataclass
from datetime import date

from base.dates import today
from recruitment.models import Volunteer
from training.actions.lights import course_of
from training.models import Commitment
from training.rules import Light, Week
from training.rules.hours import four_weeks, is_short, light, minutes_given, minutes_owed, weeks
from training.rules.picture import Picture, picture

TONES = {
    Light.NOT_BEGUN: "neutral",
    Light.ON_TRACK: "good",
    Light.BEHIND: "bad",
    Light.PAUSED: "info",
    Light.DONE: "strong",
    Light.ENDED: "neutral",
}


@dataclass(frozen=True)
class Progress:
    """Months and hours of a commitment on a day; minutes throughout."""

    light: Light
    owed: int
    confirmed: int
    waiting: int
    lately: int
    lately_expected: int
    lately_promised: int
    is_short: bool
    weeks: list[Week]
    week_now: int | None
    picture: Picture

    @property
    def label(self) -> str:
        """The light in words."""
        return str(Commitment.Signal(self.light).label)

    @property
    def tone(self) -> str:
        """Its colour on the volunteer's pages."""
        return TONES[self.light]

    @property
    def left(self) -> int:
        """What is still to be given and confirmed."""
        return max(self.owed - self.confirmed, 0)


def progress_of(commitment: Commitment, day: date | None = None) -> Progress:
    """How a commitment stands on a day, today by default, from the facts as known now."""
    day, course = day or today(), course_of(commitment)
    lately, expected = four_weeks(course, day)
    confirmed = minutes_given(course)
    found = weeks(course, day)
    return Progress(
        light=light(course, day),
        owed=minutes_owed(course),
        confirmed=confirmed,
        waiting=minutes_given(course, confirmed_only=False) - confirmed,
        lately=lately,
        lately_expected=expected,
        lately_promised=commitment.hours_per_week * 4 * 60,
        is_short=is_short(course, day),
        weeks=found,
        week_now=next((week.number for week in found if day in week.days), None),
        picture=picture(found, commitment.hours_per_week, day),
    )


def latest(volunteer: Volunteer) -> Commitment | None:
    """The commitment that somebody's pages are about: of a running placement before any other, casework first."""
    rows = Commitment.objects.filter(placement__volunteer=volunteer).select_related("placement__role")
    running = rows.filter(placement__in=volunteer.placements.on())
    order = ("-placement__role__is_casework", "-signed_on", "-pk")
    return running.order_by(*order).first() or rows.order_by("-signed_on", "-pk").first()


def latest_progress(volunteer: Volunteer) -> Progress | None:
    """How that commitment stands."""
    commitment = latest(volunteer)
    return progress_of(commitment) if commitment else None

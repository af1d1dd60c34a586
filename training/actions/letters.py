"""The mails about places, each in the volunteer's language, each occasion once."""

from datetime import date
from typing import TypeAlias

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from base.templatetags.components import written, written_range
from mail.actions import compose, queue
from recruitment.models import Volunteer
from training.actions.entries import files_for
from training.models import Enrolment, Event, Session

Letter: TypeAlias = tuple[str, str]
MAKE_UPS = {
    "place_offered": "make_up_offered",
    "place_confirmed": "make_up_confirmed",
    "place_cancelled": "make_up_cancelled",
    "place_lapsed": "make_up_lapsed",
}


def tell(kind: str, enrolment: Enrolment, letter: Letter | None = None) -> None:
    """Queue a mail about a place, once for each thing that becomes of a place. Make-ups have texts of their own."""
    volunteer = enrolment.volunteer
    kind = MAKE_UPS.get(kind, kind) if enrolment.session_id else kind
    queue(
        kind=kind,
        to=volunteer.email,
        language=volunteer.language,
        values={},
        about=enrolment,
        once=f"{kind}:{enrolment.pk}",
        text=letter or write(kind, volunteer, enrolment.session or enrolment.at),
        phone=volunteer.phone,
        attachments=files_for(enrolment),
    )


def write(
    kind: str, volunteer: Volunteer, place: Event | Session, *, until: date | None = None, other: Event | None = None
) -> Letter:
    """Subject and body of a mail about a place at an event or one session, in the volunteer's language.

    ``until`` is the last day to answer, ``other`` a second event that the mail speaks of.
    """
    with translation.override(volunteer.language):
        values = {
            "name": volunteer.called,
            **(_of_event(place) if isinstance(place, Event) else _of_session(place)),
            "link": settings.SITE_URL + reverse("training:portal"),
            "until": written(until),
            "other": other.title if other else "",
        }
        return compose(kind=kind, language=volunteer.language, values=values)


def _of_event(event: Event) -> dict[str, str]:
    days = event.days()
    return {"event": event.title, "dates": _dates(days) if days else "", "venue": event.venue}


def _of_session(session: Session) -> dict[str, str]:
    begins, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "event": session.module.title,
        "dates": f"{written(session.day)} {begins:%H:%M}–{ends:%H:%M}",
        "venue": " · ".join(filter(None, (session.event.venue, session.room))),
    }


def _dates(days: tuple[date, date]) -> str:
    return written(days[0]) if days[0] == days[1] else written_range(*days)

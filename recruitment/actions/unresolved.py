"""What is still open about an application when somebody decides on it: said, never in the way."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from base.dates import HONG_KONG
from base.templatetags.components import written_time
from recruitment.actions.duplicates import twins
from recruitment.actions.references import missing_references
from recruitment.models import Application, ApplicationEvent, Stage

FORWARD = (Stage.INTERVIEW, Stage.OFFERED, Stage.ACCEPTED)
INTERVIEWING = frozenset({Stage.INTERVIEW, Stage.INFORMATION})
PROMISES = (Stage.OFFERED, Stage.ACCEPTED)


def unresolved(application: Application, to: Stage) -> list[str]:
    """What somebody who moves this application there should know first, in sentences."""
    return unresolved_of([application], to)[application.pk]


def unresolved_of(applications: Sequence[Application], to: Stage) -> dict[int, list[str]]:
    """The same of several, by their keys, with as many queries as for one."""
    events = ApplicationEvent.objects.filter(to_stage=Stage.INTERVIEW).only("application")
    talked = Prefetch("events", queryset=events, to_attr="interviewed")
    prefetch_related_objects(applications, "slot", "reviews", "requests", "references", talked)
    alike = twins(applications) if to in PROMISES else {}
    return {
        row.pk: [
            *_about_talk(row, to),
            *_about_reading(row, to),
            *_about_offer(row, to),
            *_about_person(alike.get(row.pk, ())),
        ]
        for row in applications
    }


def _about_talk(application: Application, to: Stage) -> Iterator[str]:
    """A booked time to come that the move takes away, which is a further mail."""
    slot = getattr(application, "slot", None)
    if application.stage not in INTERVIEWING or to in INTERVIEWING or slot is None or not slot.is_to_come:
        return
    told = _("The interview booked for %(time)s is given up; a further mail and a calendar entry say so.")
    yield told % {"time": written_time(slot.starts_at.astimezone(HONG_KONG))}


def _about_reading(application: Application, to: Stage) -> Iterator[str]:
    role = application.role
    if to in FORWARD and role.with_screening and not application.reviews.all():
        yield _("Nobody has scored it yet.")
    if to in PROMISES and role.with_interview and not application.interviewed:  # type: ignore[attr-defined]
        yield _("It was never at the interview.")
    if any(request.answered_at is None for request in application.requests.all()):
        yield _("The applicant has not answered our question yet.")


def _about_offer(application: Application, to: Stage) -> Iterator[str]:
    if to != Stage.ACCEPTED:
        return
    if application.offer_taken_at is None:
        yield _("The applicant has not said yes to the offer yet.")
    if missing := missing_references(application):
        yield missing


def _about_person(twice: Iterable[Application]) -> Iterator[str]:
    for row in twice:
        yield _("Perhaps the same person applied twice for this role: see %(reference)s.") % {"reference": row}

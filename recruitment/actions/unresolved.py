"""What is still open about an application when somebody decides on it: said, never in the way."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from base.dates import HONG_KONG
from base.templatetags.components import written_time
from recruitment.actions.duplicates import alike
from recruitment.actions.references import missing_references
from recruitment.models import Application, InterviewSlot, Stage

FORWARD = (Stage.INTERVIEW, Stage.OFFERED, Stage.ACCEPTED)
INTERVIEWING = frozenset({Stage.INTERVIEW, Stage.INFORMATION})
PROMISES = (Stage.OFFERED, Stage.ACCEPTED)


def unresolved(application: Application, to: Stage) -> list[str]:
    """What somebody who moves this application there should know first, in sentences."""
    return [
        *_about_talk(application, to),
        *_about_reading(application, to),
        *_about_offer(application, to),
        *_about_person(application, to),
    ]


def _about_talk(application: Application, to: Stage) -> Iterator[str]:
    """A booked time to come that the move takes away, which is a further mail."""
    if application.stage not in INTERVIEWING or to in INTERVIEWING:
        return
    told = _("The interview booked for %(time)s is given up; a further mail and a calendar entry say so.")
    for slot in InterviewSlot.objects.filter(application=application, starts_at__gt=timezone.now()):
        yield told % {"time": written_time(slot.starts_at.astimezone(HONG_KONG))}


def _about_reading(application: Application, to: Stage) -> Iterator[str]:
    role = application.role
    if to in FORWARD and role.with_screening and not application.reviews.exists():
        yield _("Nobody has scored it yet.")
    if to in PROMISES and role.with_interview and not application.events.filter(to_stage=Stage.INTERVIEW).exists():
        yield _("It was never at the interview.")
    if application.requests.filter(answered_at=None).exists():
        yield _("The applicant has not answered our question yet.")


def _about_offer(application: Application, to: Stage) -> Iterator[str]:
    if to != Stage.ACCEPTED:
        return
    if application.offer_taken_at is None:
        yield _("The applicant has not said yes to the offer yet.")
    if missing := missing_references(application):
        yield missing


def _about_person(application: Application, to: Stage) -> Iterator[str]:
    if to not in PROMISES:
        return
    same = [one.row for one in alike(application).applications if one.row.role_id == application.role_id]
    for row in same:
        if not row.is_closed:
            yield _("Perhaps the same person applied twice for this role: see %(reference)s.") % {"reference": row}

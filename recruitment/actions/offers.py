"""How an applicant answers the offer of a role. Accepting them stays with the recruiters."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from base.dates import today
from recruitment.actions.pipeline import read_again, step_by_applicant
from recruitment.actions.refusals import NotPossible
from recruitment.actions.withdrawal import withdraw
from recruitment.models import Application, ApplicationEvent, Stage

# As they stand in the history, whatever the language of the page.
TAKEN, DECLINED = "Took up the offer", "Declined the offer"


@transaction.atomic
def take_up(*, application: Application, seen_version: int) -> ApplicationEvent | None:
    """Say yes to an offered role: the recruiters now owe the rest. None where it was said already.

    Raises NotPossible where no offer stands, or Moved.
    """
    _check_offered(application)
    if application.offer_taken_at:
        return None
    return step_by_applicant(
        application=application,
        to=Stage.OFFERED,
        seen_version=seen_version,
        kind=ApplicationEvent.Kind.ANSWER,
        reason=TAKEN,
        offer_taken_at=timezone.now(),
        reply_by=today() + timedelta(days=application.role.reply_days),
    )


@transaction.atomic
def decline(*, application: Application, seen_version: int, note: str = "") -> ApplicationEvent:
    """Say no to an offered role, which withdraws the application. Raises NotPossible or Moved."""
    _check_offered(application)
    return withdraw(application=application, seen_version=seen_version, note=note, reason=DECLINED)


def _check_offered(application: Application) -> None:
    read_again(application, "stage", "offer_taken_at")
    if application.stage != Stage.OFFERED:
        raise NotPossible(_("There is no offer to answer just now."))

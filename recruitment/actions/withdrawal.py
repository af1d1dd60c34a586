"""What ends an application by the applicant's own will."""

from django.db import transaction

from recruitment.actions.interviews import release
from recruitment.actions.pipeline import step_by_applicant, tell
from recruitment.models import Application, ApplicationEvent, Stage


@transaction.atomic
def withdraw(*, application: Application, seen_version: int, note: str = "", reason: str = "") -> ApplicationEvent:
    """Close an application as its applicant wishes: any time before it is closed otherwise. They are told by mail.

    A booked interview is given up. Raises NotPossible or Moved; then nothing changed.
    """
    event = step_by_applicant(
        application=application, to=Stage.WITHDRAWN, seen_version=seen_version, note=note, reason=reason
    )
    release(application=application)
    tell(application=application, to=Stage.WITHDRAWN)
    return event

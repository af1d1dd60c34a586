"""Going on in another round: an event, not a stage. Stage, answers and scores stay."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from mail.actions import queue
from recruitment.actions.pipeline import check_actor, mail_values, read_again
from recruitment.actions.reach import reach
from recruitment.actions.refusals import Moved, NotPossible
from recruitment.models import CLOSED, Application, ApplicationEvent, Cohort, Stage


def rounds_for(application: Application) -> QuerySet[Cohort]:
    """The rounds an application may go on in: open or still to come, wanting its role, and not its own."""
    if not application.role.recruits_by_cohort or application.is_closed:
        return Cohort.objects.none()
    wanted = Cohort.objects.filter(closes_on__gte=today(), demands__role=application.role_id, demands__wanted__gt=0)
    return wanted.exclude(pk=application.cohort_id or 0).order_by("starts_on")


@transaction.atomic
def defer(
    *,
    application: Application,
    cohort: Cohort,
    seen_version: int,
    actor: User | None = None,
    reason: str = "",
    silent: bool = False,
) -> ApplicationEvent:
    """Let an application go on in another round. ``actor`` is the recruiter; without one it is the applicant.

    The first round stays on record. The applicant is told by mail unless ``silent``. Raises NotAllowed, NotPossible,
    Moved or Erased; then nothing changed.
    """
    if actor:
        check_actor(actor, application)
    read_again(application, "stage", "version", "cohort", "first_cohort")
    if application.version != seen_version:
        raise Moved(Stage(application.stage))
    if not rounds_for(application).filter(pk=cohort.pk).exists():
        raise NotPossible(_("This application cannot go on in that round: choose one that is open or still to come."))
    came_from = application.cohort
    _take(application, cohort, seen_version)
    reach(application=application)
    event = _record(application, came_from, actor, reason)
    if not silent:
        _tell(application, cohort)
    return event


def _take(application: Application, cohort: Cohort, seen_version: int) -> None:
    mine = Application.objects.filter(pk=application.pk, version=seen_version).exclude(stage__in=CLOSED)
    first = application.first_cohort_id or cohort.pk
    taken = mine.update(cohort=cohort, first_cohort=first, version=seen_version + 1)
    read_again(application, "stage", "version", "cohort", "first_cohort")
    if not taken:
        raise Moved(Stage(application.stage))


def _record(application: Application, came_from: Cohort | None, actor: User | None, reason: str) -> ApplicationEvent:
    with translation.override("en"):
        way = " → ".join(row.name if row else "–" for row in (came_from, application.cohort))
    event = ApplicationEvent.objects.create(
        application=application,
        kind=ApplicationEvent.Kind.DEFERRAL,
        cohort=application.cohort,
        actor=actor,
        reason=way,
        note=reason.strip(),
        at=timezone.now(),
    )
    log(instance=application, action="recruitment.deferral", user=actor, data={"to": application.cohort_id})
    return event


def _tell(application: Application, cohort: Cohort) -> None:
    with translation.override(application.language):
        words = {"round": cohort.name, "weekend": cohort.when}
    queue(
        kind="application_deferred",
        to=application.email,
        phone=application.phone,
        language=application.language,
        values={**mail_values(application), **words},
        about=application,
        once=f"application:{application.pk}:{application.version}",
    )

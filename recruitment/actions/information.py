"""Asking an applicant for more, and their answer."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from base.dates import today
from recruitment.actions.pipeline import move, read_again, step_by_applicant, tell
from recruitment.actions.refusals import NotPossible
from recruitment.models import CLOSED, Application, ApplicationEvent, InformationRequest, Stage


@transaction.atomic
def ask(*, application: Application, actor: User, question: str, seen_version: int) -> InformationRequest:
    """Put a question to the applicant: it waits on their page and goes out by mail, and so does the application wait.

    A question they never answered is closed by the new one. Raises as :func:`recruitment.actions.pipeline.move`.
    """
    asked = question.strip()
    if not asked:
        raise NotPossible(_("Write the question first."))
    move(application=application, to=Stage.INFORMATION, actor=actor, seen_version=seen_version, silent=True)
    now = application.stage_since
    application.requests.filter(answered_at=None).update(answered_at=now)
    row = InformationRequest.objects.create(application=application, question=asked, asked_at=now, asked_by=actor)
    tell(application=application, to=Stage.INFORMATION)
    return row


@transaction.atomic
def answer(*, application: Application, text: str) -> ApplicationEvent:
    """The applicant's answer: the application goes back to the stage it came from, with a fresh promise of a reply.

    Raises NotPossible where nothing is asked any more: answered already, or moved on by a recruiter; or Moved.
    """
    read_again(application, "stage", "version")
    if application.stage != Stage.INFORMATION:
        raise NotPossible(_("We are not waiting for an answer any more: we have one, or found what we needed."))
    event = step_by_applicant(
        application=application,
        to=stage_before(application),
        seen_version=application.version,
        kind=ApplicationEvent.Kind.ANSWER,
        note=text,
        reply_by=today() + timedelta(days=application.role.reply_days),
    )
    application.requests.filter(answered_at=None).update(answer=text.strip(), answered_at=timezone.now())
    return event


def stage_before(application: Application) -> Stage:
    """Where an application stood before it was asked for more; its first reading if that is not known."""
    asked = application.events.filter(to_stage=Stage.INFORMATION).exclude(from_stage=Stage.INFORMATION).last()
    earlier = Stage(asked.from_stage) if asked and asked.from_stage else Stage.SUBMITTED
    return Stage.SUBMITTED if earlier in CLOSED else earlier


@transaction.atomic
def tell_us(*, application: Application, text: str) -> ApplicationEvent:
    """Keep what the applicant adds of their own: something has changed. The answers stay as they were sent.

    The same text again at once (two clicks, of which the second waits for the first) is kept once.
    Raises NotPossible where it is closed or empty.
    """
    if not text.strip():
        raise NotPossible(_("Write something first."))
    if not Application.objects.filter(pk=application.pk).exclude(stage__in=CLOSED).update(version=F("version")):
        raise NotPossible(_("This application is closed."))
    last = application.events.last()
    if last and (last.kind, last.note, last.from_stage) == (ApplicationEvent.Kind.ANSWER, text.strip(), ""):
        return last
    return ApplicationEvent.objects.create(
        application=application, kind=ApplicationEvent.Kind.ANSWER, note=text.strip(), at=timezone.now()
    )

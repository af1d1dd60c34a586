"""Moving applications along the pipeline: every move is an event, and at most a mail."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from base.localised import localised
from base.models import Organisation
from mail.actions import compose, queue
from recruitment.actions.acceptance import open_placement
from recruitment.actions.agreeing import Agreed
from recruitment.actions.interviews import release
from recruitment.actions.reach import reach, status_address
from recruitment.actions.refusals import Erased, Moved, NotAllowed, NotPossible
from recruitment.models import (
    Application,
    ApplicationEvent,
    Placement,
    Stage,
    correctable,
    next_stages,
)
from recruitment.rules.names import called
from recruitment.signals import placement_ended

MOVE = "recruitment.move_application"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The mail of a move as the person who moves saw it: perhaps edited."""

    subject: str
    body: str


def may_move(actor: User, application: Application) -> bool:
    """Whether this person may move this application: those with the right, and nobody their own."""
    return actor.has_perm(MOVE) and application.merged_into_id is None and not is_own(actor, application)


def is_own(actor: User, application: Application) -> bool:
    """Whether the application is this person's own: by address, by the volunteer they are, or as one came of it."""
    if application.email and application.email.casefold() == actor.email.casefold():
        return True
    volunteer = getattr(actor, "volunteer", None)
    if volunteer is None:
        return False
    if application.email and volunteer.email.casefold() == application.email.casefold():
        return True
    placement = getattr(application, "placement", None)
    return placement is not None and placement.volunteer_id == volunteer.pk


def letter_for(application: Application, to: Stage) -> Letter:
    """The mail an applicant would get on this move, in their language."""
    subject, body = compose(kind=kind_for(to), language=application.language, values=mail_values(application))
    return Letter(subject=subject, body=body)


def kind_for(stage: Stage) -> str:
    """The kind of mail that tells of reaching a stage."""
    return f"application_{stage.value}"


def mail_values(application: Application) -> dict[str, str]:
    """What the mails of the pipeline may speak of. The question is that of a request the applicant has not answered."""
    organisation, language = Organisation.current(), application.language
    asked = application.requests.filter(answered_at=None).first() if application.stage == Stage.INFORMATION else None
    return {
        "name": called(application.name, application.name_other, language),
        "role": localised(application.role, "name", language),
        "reference": application.reference,
        "site": settings.SITE_URL,
        "status": status_address(application),
        "question": asked.question if asked else "",
        "organisation": localised(organisation, "name", language),
    }


@transaction.atomic
def move(
    *,
    application: Application,
    to: Stage,
    actor: User,
    seen_version: int,
    reason: str = "",
    note: str = "",
    letter: Letter | None = None,
    silent: bool = False,
    person: str = "",
    agreed: Agreed | None = None,
) -> ApplicationEvent:
    """Move an application one stage on, tell the applicant unless ``silent``, and open the placement on acceptance.

    ``seen_version`` is the version the actor decided on. ``letter`` is the mail as edited, otherwise the kind's.
    ``person`` says who an accepted applicant is, ``agreed`` on which other terms than the role's, with the reason (see
    :func:`recruitment.actions.acceptance.open_placement`).
    Raises NotAllowed, NotPossible, Moved or WhichPerson; then nothing changed.
    """
    check_actor(actor, application)
    came_from = _stage_seen(application, seen_version)
    if to not in next_stages(came_from, application.role):
        raise NotPossible(
            _("From “%(here)s” an application for this role cannot move to “%(there)s”.")
            % {"here": came_from.label, "there": to.label}
        )
    if to == Stage.ACCEPTED:
        _check_acceptable(application)
    _advance(application, came_from, to, seen_version, **_anew(application, to))
    _end_interview(application, came_from, to, actor)
    event = _record(application, came_from, to, actor, kind=ApplicationEvent.Kind.MOVE, reason=reason, note=note)
    if to == Stage.ACCEPTED:
        open_placement(application=application, actor=actor, person=person, agreed=agreed, reason=reason)
    reach(application=application)
    if not silent:
        tell(application=application, to=to, letter=letter)
    return event


@transaction.atomic
def step_by_applicant(
    *,
    application: Application,
    to: Stage,
    seen_version: int,
    kind: str = ApplicationEvent.Kind.MOVE,
    reason: str = "",
    note: str = "",
    **columns: Any,
) -> ApplicationEvent:
    """What an applicant does with their own application, seen at a version; ``columns`` change with it.

    Of this and a recruiter's move at the same moment one stands, the other is told. Nobody is mailed. Raises
    NotPossible where it is closed, or Moved; then nothing changed.
    """
    came_from = _stage_seen(application, seen_version)
    if application.is_closed:
        raise NotPossible(_("This application is closed."))
    _advance(application, came_from, to, seen_version, **columns)
    reach(application=application)
    return _record(application, came_from, to, None, kind=kind, reason=reason, note=note)


@transaction.atomic
def correct(
    *, application: Application, to: Stage, actor: User, seen_version: int, reason: str, note: str = ""
) -> ApplicationEvent:
    """Put a mistaken move right. The applicant is not told; the reason is kept. Raises as :func:`move` does."""
    check_actor(actor, application)
    if not reason.strip():
        raise NotPossible(_("Say why the stage is corrected."))
    came_from = _stage_seen(application, seen_version)
    if Stage.ACCEPTED in {came_from, to}:
        raise NotPossible(_("An acceptance is neither made nor undone by a correction: end the placement instead."))
    if to == came_from:
        raise NotPossible(_("It is at “%(there)s” already.") % {"there": to.label})
    if to not in correctable(came_from, application.role):
        raise NotPossible(_("This role does not use the stage “%(there)s”.") % {"there": to.label})
    _advance(application, came_from, to, seen_version)
    _end_interview(application, came_from, to, actor)
    return _record(application, came_from, to, actor, kind=ApplicationEvent.Kind.CORRECTION, reason=reason, note=note)


@transaction.atomic
def add_note(*, application: Application, actor: User, note: str) -> ApplicationEvent:
    """Keep a note with an application."""
    check_actor(actor, application)
    hold(application)
    if not note.strip():
        raise NotPossible(_("The note is empty."))
    event = ApplicationEvent.objects.create(
        application=application, kind=ApplicationEvent.Kind.NOTE, actor=actor, note=note.strip(), at=timezone.now()
    )
    log(instance=application, action="recruitment.note", user=actor)
    return event


@transaction.atomic
def end_placement(*, placement: Placement, actor: User, ending: Placement.Ending, on: date | None = None) -> None:
    """End a running placement on a day (today by default; that day still counts)."""
    day = on or today()
    if not actor.has_perm("recruitment.change_placement"):
        raise NotAllowed(_("Recruiters and administrators can end a placement."))
    if getattr(actor, "volunteer", None) == placement.volunteer:
        raise NotAllowed(_("Nobody ends their own placement: ask a colleague."))
    if day < placement.starts_on:
        raise NotPossible(_("A placement cannot end before it began."))
    if not Placement.objects.filter(pk=placement.pk, ends_on=None).update(ends_on=day, ending=ending):
        raise NotPossible(_("This placement has ended already."))
    placement.refresh_from_db()
    log(instance=placement, action="recruitment.placement_ended", user=actor, data={"ending": str(ending)})
    transaction.on_commit(partial(placement_ended.send_robust, sender=Placement, placement=placement))


def check_actor(actor: User, application: Application) -> None:
    """Raise NotAllowed unless this person may decide on this application."""
    if not actor.has_perm(MOVE):
        raise NotAllowed(_("Recruiters and administrators can move applications."))
    if is_own(actor, application):
        raise NotAllowed(_("Nobody moves their own application: ask a colleague."))
    if application.merged_into_id is not None:
        raise NotPossible(_("This application was merged into another one: decide there."))


def _stage_seen(application: Application, seen_version: int) -> Stage:
    """The stage the actor saw; raises Moved if the row has another version by now."""
    read_again(application, "stage", "version", "stage_since")
    if application.version != seen_version:
        raise Moved(Stage(application.stage))
    return Stage(application.stage)


def _anew(application: Application, to: Stage) -> dict[str, Any]:
    """What a stage begins afresh: an offer is open again; an invitation is one answer, and promises the next."""
    if to == Stage.INTERVIEW:
        return {"reply_by": today() + timedelta(days=application.role.reply_days)}
    return {"offer_taken_at": None} if to == Stage.OFFERED else {}


def _advance(application: Application, came_from: Stage, to: Stage, seen_version: int, **columns: Any) -> None:
    """Take the row if it still is what the actor saw: of two at once, one hears Moved."""
    seen = Application.objects.filter(pk=application.pk, version=seen_version, stage=came_from)
    since = {} if to == came_from else {"stage_since": timezone.now(), "reminders": 0, "reminded_at": None}
    taken = seen.update(stage=to, version=seen_version + 1, **since, **columns)
    read_again(application, "stage", "version", "stage_since", *columns)
    if not taken:
        raise Moved(Stage(application.stage))


def hold(application: Application) -> None:
    """Keep the row as it is until the transaction ends; raises Erased if its applicant had it deleted.

    For what is only written beside it: nothing may point to a row that goes in the same moment.
    """
    rows = Application.objects.select_for_update(no_key=True).filter(pk=application.pk)
    if not rows.values_list("pk").first():
        raise Erased


def read_again(application: Application, *columns: str) -> None:
    """These columns as the row has them now; raises Erased if its applicant had it deleted."""
    try:
        application.refresh_from_db(fields=columns)
    except Application.DoesNotExist:
        raise Erased from None


def _end_interview(application: Application, came_from: Stage, to: Stage, actor: User) -> None:
    """Give up the time that somebody booked who is not to be interviewed any more; a question meanwhile keeps it."""
    interviewing = {Stage.INTERVIEW, Stage.INFORMATION}
    if came_from in interviewing and to not in interviewing:
        release(application=application, actor=actor)


def _check_acceptable(application: Application) -> None:
    if application.role.is_casework and not application.is_adult:
        raise NotPossible(_("Casework is for people of 18 or over; another role may be open to this applicant."))


def _record(
    application: Application, came_from: Stage, to: Stage, actor: User | None, *, kind: str, reason: str, note: str
) -> ApplicationEvent:
    event = ApplicationEvent.objects.create(
        application=application,
        kind=kind,
        from_stage=came_from,
        to_stage=to,
        actor=actor,
        reason=reason.strip(),
        note=note.strip(),
        at=timezone.now() if came_from == to else application.stage_since,
    )
    log(instance=application, action=f"recruitment.{kind}", user=actor, data={"from": came_from.value, "to": to.value})
    return event


@transaction.atomic
def tell(*, application: Application, to: Stage, letter: Letter | None = None) -> None:
    """Mail the applicant that a stage was reached just now."""
    queue(
        kind=kind_for(to),
        to=application.email,
        phone=application.phone,
        language=application.language,
        values=mail_values(application),
        about=application,
        once=f"application:{application.pk}:{application.version}",
        text=(letter.subject, letter.body) if letter else None,
    )

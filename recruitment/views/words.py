"""An application's state and history in words for the person who sent it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from base.dates import today
from base.templatetags.components import written
from recruitment.actions.information import stage_before
from recruitment.models import APPLICANT_LABELS, Application, ApplicationEvent, Role, Stage

WAY = (Stage.SUBMITTED, Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED, Stage.ACCEPTED)
ASIDE = (Stage.INFORMATION, Stage.RESERVE)
Kind = ApplicationEvent.Kind


@dataclass(frozen=True, kw_only=True)
class Line:
    """Something that happened, as the applicant may read it; ``text`` is what they wrote themselves."""

    at: datetime
    words: str
    text: str = ""


def label(application: Application) -> str:
    """Where it stands, in a sentence."""
    if application.stage == Stage.OFFERED and application.offer_taken_at:
        return _("You took up our offer")
    return str(APPLICANT_LABELS[Stage(application.stage)])


def promised(application: Application) -> bool:
    """Whether we owe an answer: also to somebody who took up an offer; not while a talk is still to come."""
    if application.stage == Stage.OFFERED:
        return application.offer_taken_at is not None
    if application.stage == Stage.INTERVIEW:
        slot = getattr(application, "slot", None)
        return slot is not None and slot.ends_at <= timezone.now()
    return application.is_waiting


def is_late(application: Application) -> bool:
    """Whether the day we promised has passed."""
    return promised(application) and application.reply_by < today()


def promise(application: Application) -> str:
    """By when to expect an answer; an honest sentence where we are late; "" where nothing is owed."""
    if not promised(application):
        return ""
    day = written(application.reply_by)
    if not is_late(application):
        return _("You have an answer from us by %(day)s.") % {"day": day}
    late = _(
        "We promised you an answer by %(day)s and are late. We are sorry. Your application is not lost: it is among "
        "those we answer first, and you need do nothing."
    )
    return late % {"day": day}


def following(application: Application) -> str:
    """What comes next."""
    role, stage = application.role, Stage(application.stage)
    if stage == Stage.OFFERED and application.offer_taken_at:
        return _("Next, we make you a volunteer and write to you how it begins.")
    talk_or_answer = (
        _("If it may fit, we then invite you to a talk of about half an hour.")
        if role.with_interview
        else _("Then we write to you whether we can offer you the role.")
    )
    read_first = _("Next, somebody reads it: a person, not a program.")
    words = {
        Stage.SUBMITTED: f"{read_first} {talk_or_answer}",
        Stage.SCREENING: talk_or_answer,
        Stage.INTERVIEW: _("After the talk we write to you whether we can offer you the role."),
        Stage.OFFERED: _("Say yes or no below."),
        Stage.INFORMATION: _("We go on as soon as we have your answer."),
        Stage.RESERVE: _(
            "There is no place just now. We write to you as soon as one becomes free; you need do nothing."
        ),
        Stage.ACCEPTED: _("Sign in to see what comes next, step by step. We send you a code; there is no password."),
        Stage.DECLINED: _(
            "Thank you for the time you gave to it. You are welcome to apply again, also for another role."
        ),
        Stage.WITHDRAWN: _("We do nothing more with it. You are welcome to apply again."),
        Stage.LAPSED: _("We closed it because we did not hear from you. If you are still interested, apply again."),
    }
    return words[stage]


def stages(application: Application, events: Sequence[ApplicationEvent]) -> list[dict[str, Any]]:
    """The way of the role as it is configured, and where this application stands on it.

    A stage the role leaves out is there only if this application went through it. While we ask or there is no place,
    the stage it came from stands; a way that was left for good is not drawn.
    """
    now = Stage(application.stage)
    if now == Stage.INFORMATION:
        now = stage_before(application)
    elif now == Stage.RESERVE:
        now = next(
            (Stage(one.from_stage) for one in reversed(events) if one.to_stage == Stage.RESERVE), Stage.SUBMITTED
        )
    if now not in WAY:
        return []
    way = _way(application.role, {now, *(Stage(one.to_stage) for one in events if one.to_stage)})
    place, last = way.index(now), now == Stage.ACCEPTED
    states = ["done" if at < place or last else "current" if at == place else "todo" for at in range(len(way))]
    labels = _names()
    return [{"label": labels[stage], "state": state} for stage, state in zip(way, states, strict=True)]


def _way(role: Role, been: set[Stage]) -> list[Stage]:
    asked = {Stage.SCREENING: role.with_screening, Stage.INTERVIEW: role.with_interview}
    return [stage for stage in WAY if asked.get(stage, True) or stage in been]


def _names() -> dict[Stage, str]:
    return {
        Stage.SUBMITTED: _("Received"),
        Stage.SCREENING: _("Being read"),
        Stage.INTERVIEW: _("A talk with you"),
        Stage.OFFERED: _("Offer"),
        Stage.ACCEPTED: _("You are a volunteer"),
    }


def history(events: Sequence[ApplicationEvent]) -> list[Line]:
    """What happened, the newest first: nothing of colleagues' reasons and notes, all of what the applicant wrote."""
    told = ((event, _words(event)) for event in reversed(events))
    return [Line(at=event.at, words=words, text=_own(event)) for event, words in told if words]


def _own(event: ApplicationEvent) -> str:
    """What the applicant wrote with it; what colleagues wrote is for them."""
    return event.note if event.actor_id is None and event.kind in {Kind.MOVE, Kind.ANSWER, Kind.DEFERRAL} else ""


def _words(event: ApplicationEvent) -> str:
    """An event as its applicant knows it; "" where it is no matter of theirs."""
    match event.kind:
        case Kind.MOVE:
            return str(APPLICANT_LABELS[Stage(event.to_stage)])
        case Kind.CORRECTION:
            return _("We put a mistake of ours right: %(stage)s") % {"stage": APPLICANT_LABELS[Stage(event.to_stage)]}
        case Kind.DEFERRAL:
            return _moved_on(event)
        case Kind.ANSWER:
            return _answered(event)
        case _:
            return _others().get(event.kind, "")


def _moved_on(event: ApplicationEvent) -> str:
    if event.cohort is None:
        return _("Your application went on in another round")
    return _("Your application went on in another round: %(round)s") % {"round": event.cohort.name}


def _answered(event: ApplicationEvent) -> str:
    if event.from_stage == Stage.INFORMATION:
        return _("You answered our question")
    return _("You took up our offer") if event.to_stage == Stage.OFFERED else _("You wrote to us")


def _others() -> dict[str, str]:
    return {
        Kind.CONTACT: _("You corrected your details"),
        Kind.MERGE: _("Two applications of yours became one"),
        Kind.SLOT_BOOKED: _("A time for our talk was chosen"),
        Kind.SLOT_MOVED: _("The time for our talk was changed"),
        Kind.SLOT_FREED: _("The time for our talk was given up"),
        Kind.REFEREES_ASKED: _("We asked you who can speak for you"),
        Kind.REFERENCE_ASKED: _("We asked somebody to speak for you"),
        Kind.REFERENCE_GIVEN: _("Somebody spoke for you"),
    }

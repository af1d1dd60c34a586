"""What comes round by itself for those who have not finished: reminded once before a draft goes, told when it cannot
be sent any more; reminded twice of an offer or a question, then the application lapses.
"""

import secrets
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from base.dates import today
from base.localised import localised
from base.models import Organisation
from base.templatetags.components import written
from mail.actions import queue
from mail.models import Delivery
from recruitment.actions.drafts import hashed
from recruitment.actions.interviews import release
from recruitment.actions.pipeline import mail_values, step_by_applicant, tell
from recruitment.actions.refusals import Refused
from recruitment.models import Application, Draft, Stage

ROUND: Final = 200  # rows a round
BEFORE_EXPIRY: Final = timedelta(days=7)  # a week holds a weekend, when people write

# An offer and a question are answered within a week or forgotten: remind after one and after two, and leave a third
# before the application lapses, so that somebody who travels has time.
REMIND_AFTER: Final = (timedelta(days=7), timedelta(days=14))
LAPSE_AFTER: Final = timedelta(days=21)
BETWEEN: Final = timedelta(days=7)  # also where the clock stood still for weeks
# A yes to the offer leaves nothing to remind of; a question asked after it still waits for its answer.
THEIR_TURN: Final = Q(stage=Stage.OFFERED, offer_taken_at=None) | Q(stage=Stage.INFORMATION)
UNANSWERED: Final = "No answer after two reminders"  # as it stands in the history, whatever the language of the page


def remind_of_drafts() -> int:
    """Mail a fresh link to those whose draft goes within a week; how many were reminded.

    Whoever told us their answers began nothing: a colleague sees what is not sent yet where they entered it.
    """
    soon = Draft.objects.unfinished().own().filter(reminded_at=None, expires_at__lte=timezone.now() + BEFORE_EXPIRY)
    rows = soon.filter(role__is_open=True).select_related("role").order_by("expires_at")
    return sum(_remind_of_draft(draft) for draft in rows if _can_be_mailed(draft))


def _can_be_mailed(draft: Draft) -> bool:
    try:
        validate_email(draft.address)
    except ValidationError:
        return False
    return True


@transaction.atomic
def _remind_of_draft(draft: Draft) -> bool:
    """Once per draft: of two rounds, and of a round and somebody who writes just now, one finds it taken."""
    token, now = secrets.token_urlsafe(32), timezone.now()
    mine = Draft.objects.filter(pk=draft.pk, version=draft.version, submitted_at=None, reminded_at=None)
    if not mine.update(reminded_at=now, token_hash=hashed(token), link_sent_at=now):
        return False
    with translation.override(draft.language):
        link = settings.SITE_URL + reverse("recruitment:resume", args=[token])
        _mail(draft, "draft_reminder", {"link": link, "until": written(timezone.localdate(draft.expires_at))})
    return True


def tell_of_closing() -> int:
    """Tell those with a draft that its role or its round takes no applications any more: once; how many were told."""
    rows = Draft.objects.unfinished().own().select_related("role", "cohort").order_by("expires_at")
    closed = [*rows.filter(role__is_open=False), *rows.filter(role__is_open=True, cohort__closes_on__lt=today())]
    keys = [_closing(draft.pk) for draft in closed]
    told = set(Delivery.objects.filter(once__in=keys).values_list("once", flat=True))
    due = [draft for draft in closed if _closing(draft.pk) not in told and _can_be_mailed(draft)]
    for draft in due[:ROUND]:
        _tell_of_closing(draft)
    return len(due[:ROUND])


def _closing(key: object) -> str:
    return f"draft-closed:{key}"


@transaction.atomic
def _tell_of_closing(draft: Draft) -> None:
    with translation.override(draft.language):
        values = {
            "until": written(timezone.localdate(draft.expires_at)),
            "page": settings.SITE_URL + reverse("recruitment:tasks", args=[draft.role.slug, draft.pk]),
            "round": draft.cohort.name if draft.cohort else "",
        }
        kind = "draft_round_closed" if draft.role.is_open else "draft_role_closed"
        _mail(draft, kind, values, once=_closing(draft.pk))


def _mail(draft: Draft, kind: str, values: dict[str, str], once: str | None = None) -> None:
    common = {"role": localised(draft.role, "name"), "organisation": localised(Organisation.current(), "name")}
    queue(kind=kind, to=draft.address, language=draft.language, values=common | values, about=draft, once=once)


def remind_applicants() -> int:
    """Remind those who have not answered an offer or a question, the first and the second time; how many."""
    return sum(
        _remind(application, number)
        for number, after in enumerate(REMIND_AFTER)
        for application in _unanswered(number, since=timezone.now() - after)
    )


def lapse_unanswered() -> int:
    """Close the applications of those who did not answer after two reminders; how many."""
    rows = _unanswered(len(REMIND_AFTER), since=timezone.now() - LAPSE_AFTER)
    return sum(lapse(application=application) for application in rows)


def _unanswered(reminders: int, *, since: datetime) -> list[Application]:
    """Where we have waited since then, after so many reminders, the last at least a week ago."""
    rows = Application.objects.filter(THEIR_TURN, stage_since__lte=since, reminders=reminders, merged_into=None)
    if reminders:
        rows = rows.filter(reminded_at__lte=timezone.now() - BETWEEN)
    return list(rows.select_related("role", "draft").order_by("stage_since", "pk")[:ROUND])


@transaction.atomic
def _remind(application: Application, number: int) -> bool:
    """Once each: the row must still be as it was read, with so many reminders and no answer."""
    mine = Application.objects.filter(THEIR_TURN, pk=application.pk, version=application.version, reminders=number)
    if not mine.update(reminders=number + 1, reminded_at=timezone.now()):
        return False
    lapses = max(application.stage_since + LAPSE_AFTER, timezone.now() + (len(REMIND_AFTER) - number) * BETWEEN)
    queue(
        kind=f"{application.stage}_reminder",
        to=application.email,
        phone=application.phone,
        language=application.language,
        values=mail_values(application) | {"day": _day(application, timezone.localdate(lapses))},
        about=application,
        once=f"reminder:{application.pk}:{application.version}:{number + 1}",
    )
    return True


def _day(application: Application, day: date) -> str:
    with translation.override(application.language):
        return written(day)


@transaction.atomic
def lapse(*, application: Application) -> bool:
    """Close an application nobody answered for, give up a talk still to come, and say so.

    False where it was answered or moved meanwhile.
    """
    try:
        step_by_applicant(application=application, to=Stage.LAPSED, seen_version=application.version, reason=UNANSWERED)
    except Refused:
        return False
    release(application=application)
    tell(application=application, to=Stage.LAPSED)
    return True

"""References: named by the applicant once a role is offered, asked for by a link, given or declined, once."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import on
from base.localised import localised
from base.models import Organisation
from base.templatetags.components import written
from mail.actions import forget as forget_mails
from mail.actions import queue
from recruitment.actions.drafts import hashed
from recruitment.actions.pipeline import MOVE, is_own
from recruitment.actions.reach import status_address
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.models import Application, ApplicationEvent, Reference, Stage
from recruitment.rules.names import called

WANTED = 2  # referees at a time
ASKED_AT_MOST = 6  # people ever written to about one application
OPEN_FOR = timedelta(days=60)  # how long a link can be answered by
REMIND_AFTER = timedelta(days=7)
LISTENS_AT = (Stage.OFFERED, Stage.ACCEPTED, Stage.INFORMATION, Stage.RESERVE)  # otherwise nobody needs the answer
Kind = ApplicationEvent.Kind


def may_name(application: Application) -> bool:
    """Whether the applicant is asked for referees now: the offer is taken up and the role asks, or staff asked."""
    if application.stage != Stage.OFFERED:
        return False
    if application.role.with_references and application.offer_taken_at:
        return True
    return application.events.filter(kind=Kind.REFEREES_ASKED).exists()


def missing_references(application: Application) -> str | None:
    """What to tell whoever is about to accept where the role takes references and none was received; a warning only."""
    if not application.role.with_references:
        return None
    rows = application.references.all()
    if any(row.received_at for row in rows):
        return None
    asked = sum(row.declined_at is None for row in rows)
    if asked:
        return _("No reference was received yet; %(number)s asked for.") % {"number": asked}
    return _("This role takes references, and none was asked for yet.")


@transaction.atomic
def ask_for_referees(*, application: Application, actor: User) -> None:
    """Ask the applicant to name referees, by mail; once. Raises NotAllowed or NotPossible."""
    _check_actor(actor, application)
    row = Application.objects.select_for_update(no_key=True).filter(pk=application.pk, stage=Stage.OFFERED).first()
    if row is None:
        raise NotPossible(_("References are asked for once a role is offered."))
    if row.events.filter(kind=Kind.REFEREES_ASKED).exists():
        raise NotPossible(_("The applicant was asked already."))
    _record(row, Kind.REFEREES_ASKED, actor)
    _tell_applicant("referees_wanted", row)


@transaction.atomic
def name_referee(
    *, application: Application, name: str, email: str, relation: str, actor: User | None = None
) -> Reference:
    """Add somebody who can speak for the applicant, and write to them. ``actor`` is who adds them for the applicant.

    Raises NotAllowed or NotPossible: two at a time, not the applicant's own address, nobody twice.
    """
    if actor:
        _check_actor(actor, application)
    row = Application.objects.select_for_update(no_key=True).filter(pk=application.pk, stage=Stage.OFFERED).first()
    if row is None or not (actor or may_name(row)):
        raise NotPossible(_("References are asked for once a role is offered."))
    address = email.strip().lower()
    _check_nameable(row, address)
    try:
        with transaction.atomic():
            reference = Reference.objects.create(
                application=row, name=name.strip(), email=address, relation=relation.strip()
            )
    except IntegrityError:
        raise NotPossible(_("Somebody with this address is named already.")) from None
    return ask(reference=reference, actor=actor)


def _check_nameable(application: Application, address: str) -> None:
    if application.email and address == application.email.casefold():
        raise NotPossible(_("This is the applicant's own address: name somebody else."))
    if application.references.filter(email=address).exists():
        raise NotPossible(_("Somebody with this address is named already."))
    if application.references.counted().count() >= WANTED:
        raise NotPossible(_("Two people are named already."))
    if application.events.filter(kind=Kind.REFERENCE_ASKED).count() >= ASKED_AT_MOST:
        raise NotPossible(_("So many people were asked already that we would rather talk first."))


@transaction.atomic
def ask(*, reference: Reference, actor: User | None = None) -> Reference:
    """Write to a referee with a link of their own; an earlier link stops working. Raises NotAllowed or NotPossible."""
    if actor:
        _check_actor(actor, reference.application)
    if reference.application.stage not in LISTENS_AT:
        raise NotPossible(_("References are asked for once a role is offered."))
    _send_link(reference, "reference_asked", asked_at=timezone.now())
    _record(reference.application, Kind.REFERENCE_ASKED, actor)
    return reference


@transaction.atomic
def take_back(*, reference: Reference, actor: User | None = None) -> None:
    """Forget a referee who has not answered, with what was written to them. Raises NotAllowed or NotPossible."""
    if actor:
        _check_actor(actor, reference.application)
    forget_mails(about=reference)
    gone, _rows = Reference.objects.unanswered().filter(pk=reference.pk).delete()
    if not gone:
        raise NotPossible(_("This reference is answered already, so it stays."))
    if actor:
        log(instance=reference.application, action="recruitment.referee_taken_back", user=actor)


@transaction.atomic
def forget(*, reference: Reference) -> bool:
    """Delete a reference that was kept long enough, with what was written to the referee; False where it is gone."""
    forget_mails(about=reference)
    return Reference.objects.filter(pk=reference.pk).delete()[0] == 1


def by_link(token: str) -> Reference | None:
    """The reference a link is for; None if there is none, it has expired, or nobody needs the answer any more."""
    rows = Reference.objects.filter(asked_at__gt=timezone.now() - OPEN_FOR, application__stage__in=LISTENS_AT)
    return rows.filter(token_hash=hashed(token)).select_related("application__role").first()


@transaction.atomic
def give(*, reference: Reference, known_for: str, text: str, recommends: Reference.Recommends) -> bool:
    """Keep what a referee says and tell the applicant that it came; False where it was answered before."""
    said = {"known_for": known_for.strip(), "text": text.strip(), "recommends": recommends}
    if not _answer(reference, received_at=timezone.now(), **said):
        return False
    _record(reference.application, Kind.REFERENCE_GIVEN, None)
    _tell_applicant("reference_received", reference.application, referee=reference.name)
    return True


@transaction.atomic
def decline(*, reference: Reference) -> bool:
    """A referee would rather not: the applicant may name another. False where it was answered before."""
    if not _answer(reference, declined_at=timezone.now()):
        return False
    _record(reference.application, Kind.REFERENCE_DECLINED, None)
    if reference.application.stage == Stage.OFFERED:
        _tell_applicant("reference_declined", reference.application, referee=reference.name)
    return True


def remind_referees() -> int:
    """Remind each referee once, a week after they were asked and while the answer is needed; how many."""
    rows = Reference.objects.asked().filter(
        reminded_at=None,
        asked_at__lte=timezone.now() - REMIND_AFTER,
        asked_at__gt=timezone.now() - OPEN_FOR,
        application__stage=Stage.OFFERED,
    )
    return sum(_remind(reference) for reference in rows.select_related("application__role"))


@transaction.atomic
def _remind(reference: Reference) -> bool:
    now = timezone.now()
    mine = Reference.objects.asked().filter(pk=reference.pk, reminded_at=None, asked_at=reference.asked_at)
    if not mine.update(reminded_at=now):
        return False
    _send_link(reference, "reference_reminder", reminded_at=now)
    return True


def _answer(reference: Reference, **values: object) -> bool:
    """Of several answers through one link the first stands."""
    return Reference.objects.asked().filter(pk=reference.pk).update(**values) == 1


def _send_link(reference: Reference, kind: str, **values: datetime) -> None:
    """Make a new link and mail it; it is never kept, only its hash."""
    token = secrets.token_urlsafe(32)
    values_now = {**values, "token_hash": hashed(token)}
    if not Reference.objects.unanswered().filter(pk=reference.pk).update(**values_now):
        raise NotPossible(_("This reference is answered already."))
    reference.refresh_from_db(fields=[*values_now])
    application = reference.application
    language = application.language
    with translation.override(language):
        asked = {
            "referee": reference.name,
            "name": application.name,
            "role": localised(application.role, "name"),
            "link": settings.SITE_URL + reverse("recruitment:reference", args=[token]),
            "until": written(on((reference.asked_at or timezone.now()) + OPEN_FOR)),
            "organisation": localised(Organisation.current(), "name"),
        }
    queue(kind=kind, to=reference.email, language=language, values=asked, about=reference)


def _tell_applicant(kind: str, application: Application, *, referee: str = "") -> None:
    language = application.language
    values = {
        "name": called(application.name, application.name_other, language),
        "role": localised(application.role, "name", language),
        "status": status_address(application),
        "organisation": localised(Organisation.current(), "name", language),
        "referee": referee,
    }
    to, phone = application.email, application.phone
    queue(kind=kind, to=to, phone=phone, language=language, values=values, about=application)


def _check_actor(actor: User, application: Application) -> None:
    if not actor.has_perm(MOVE):
        raise NotAllowed(_("Recruiters and administrators ask for references."))
    if is_own(actor, application):
        raise NotAllowed(_("Nobody asks for references for themselves: ask a colleague."))


def _record(application: Application, kind: ApplicationEvent.Kind, actor: User | None) -> None:
    ApplicationEvent.objects.create(application=application, kind=kind, actor=actor, at=timezone.now())
    if actor:
        log(instance=application, action="recruitment.references", user=actor, data={"event": kind.value})

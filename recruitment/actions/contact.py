"""Correcting how an applicant is called and reached. A new address is believed only once its owner confirms it."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from mail.actions import queue
from mail.models import Delivery
from recruitment.actions.drafts import hashed
from recruitment.actions.duplicates import keep_likeness
from recruitment.actions.pipeline import mail_values
from recruitment.actions.refusals import NotPossible
from recruitment.actions.searching import keep_search_text
from recruitment.models import AddressChange, Application, ApplicationEvent, Draft, Stage, Volunteer

DETAILS = ("name", "name_other", "phone")
LINKS_A_DAY = 5
ATTEMPTS = 50


@transaction.atomic
def correct_contact(*, application: Application, details: Mapping[str, str]) -> AddressChange | None:
    """Keep the corrected ``name``, ``name_other``, ``phone`` and ``email``.

    The first three hold at once, and so does going without an e-mail address; another address waits to be confirmed by
    a link sent there, and the old one is told. Returns the wish that waits, if any. Raises NotPossible where the
    person is a volunteer by now, or asked for many links today.
    """
    application.refresh_from_db()
    if application.stage == Stage.ACCEPTED:
        raise NotPossible(_("You are a volunteer now: your details are kept with your account."))
    changed = _write(application, {name: details[name] for name in DETAILS})
    wish, given_up = _wish(application, details["email"])
    if changed or given_up:
        _note(application)
    return wish


@transaction.atomic
def ask_again(*, application: Application) -> AddressChange | None:
    """Send the link to the address that waits once more; the earlier one opens nothing. None where nothing waits.

    Raises NotPossible where many were sent today.
    """
    wish = AddressChange.objects.select_for_update().filter(application=application).first()
    return _ask_to_confirm(application, wish.email) if wish else None


@transaction.atomic
def confirm(*, change: AddressChange) -> bool:
    """Write to the new address from now on; links mailed to the old one open nothing more. False where it was used.

    Whoever became a volunteer meanwhile is written to there as well (see :func:`_follow`).
    """
    application = change.application
    old = application.email
    if not AddressChange.objects.filter(pk=change.pk, token_hash=change.token_hash).delete()[0]:
        return False
    if _write(application, {"email": change.email}):
        _note(application)
    _end_links(application)
    _follow(application, old)
    return True


def _follow(application: Application, old: str) -> None:
    """The volunteer who came of it is written to where the applicant is, unless another address was given since.

    So does their account sign in, as long as nobody ever signed in by it: one that is used is never given to another
    address by a link.
    """
    held = Volunteer.objects.select_related("user").filter(placements__application=application).exclude(email="")
    volunteer = held.filter(email__iexact=old).first()
    if volunteer is None:
        return
    Volunteer.objects.filter(pk=volunteer.pk, email=volunteer.email).update(email=application.email)
    volunteer.refresh_from_db(fields=["email"])
    keep_likeness(person=volunteer)
    log(instance=volunteer, action="wagtail.edit", data={"by": application.reference})
    unused = User.objects.filter(volunteer=volunteer.pk, email__iexact=old, last_login=None, is_staff=False)
    if User.objects.filter(email__iexact=application.email).exists():
        return
    with suppress(IntegrityError), transaction.atomic():  # an account of this address was opened in the same moment
        unused.update(email=application.email.lower())


def by_token(token: str) -> AddressChange | None:
    """The wish that a mailed link confirms, if it is the newest one."""
    found = AddressChange.objects.select_related("application__role", "application__draft__role")
    return found.filter(token_hash=hashed(token)).first()


def _write(application: Application, details: Mapping[str, str]) -> bool:
    """Put details into the row, and into the answers where the form asked for them. Says whether anything changed."""
    for _attempt in range(ATTEMPTS):
        if all(getattr(application, name) == value for name, value in details.items()):
            return False
        asked = {name: value for name, value in details.items() if name in application.answers}
        values = {**details, "answers": {**application.answers, **asked}}
        read = {name: getattr(application, name) for name in (*DETAILS, "email")}  # answers change only with these
        if Application.objects.filter(pk=application.pk, **read).update(**values):
            application.refresh_from_db()
            keep_search_text(application=application)
            return True
        application.refresh_from_db()
    raise NotPossible(_("This is being changed by somebody else just now. Please try again."))


def _wish(application: Application, email: str) -> tuple[AddressChange | None, bool]:
    """What waits to be confirmed from now on, and whether the address was given up at once."""
    waiting = AddressChange.objects.filter(application=application)
    if email == application.email:  # also: rather the old one after all
        waiting.delete()
        return None, False
    if earlier := waiting.filter(email=email).first():
        return earlier, False
    if not email:
        waiting.delete()
        _tell_old(application)
        _end_links(application)
        return None, _write(application, {"email": ""})
    wish = _ask_to_confirm(application, email)
    _tell_old(application)
    return wish, False


def _ask_to_confirm(application: Application, email: str) -> AddressChange:
    day_ago = timezone.now() - timedelta(days=1)
    if (
        Delivery.objects.about(application).filter(kind="address_confirm", created_at__gt=day_ago).count()
        >= LINKS_A_DAY
    ):
        raise NotPossible(_("You have asked for many links today. Please try again tomorrow, or call us."))
    token, language = secrets.token_urlsafe(32), application.language
    wish, _made = AddressChange.objects.update_or_create(
        application=application, defaults={"email": email, "token_hash": hashed(token), "asked_at": timezone.now()}
    )
    with translation.override(language):
        link = settings.SITE_URL + reverse("recruitment:confirm", args=[token])
    values = {**mail_values(application), "link": link}
    queue(kind="address_confirm", to=email, language=language, values=values, about=application)
    return wish


def _tell_old(application: Application) -> None:
    if application.email:
        queue(
            kind="address_change",
            to=application.email,
            phone=application.phone,
            language=application.language,
            values=mail_values(application),
            about=application,
        )


def _end_links(application: Application) -> None:
    """A link mailed to an address that is no longer theirs opens nothing."""
    theirs = Q(application=application) | Q(application__merged_into=application)
    Draft.objects.filter(theirs).update(token_hash=None, link_sent_at=None)


def _note(application: Application) -> None:
    """What recruiters see: that it happened, not what stood there before."""
    ApplicationEvent.objects.create(application=application, kind=ApplicationEvent.Kind.CONTACT, at=timezone.now())

"""Enquiries: asked once, answered once."""

from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.localised import localised
from base.models import Organisation
from mail.actions import compose, queue
from mail.actions import forget as forget_mails
from recruitment.actions.refusals import NotAllowed, NotPossible, Refused
from recruitment.models import Enquiry, Role

ANSWER = "recruitment.answer_enquiry"


class AnsweredAlready(Refused):
    """A colleague answered it first."""

    def __init__(self) -> None:
        super().__init__(_("A colleague answered this meanwhile; nothing was sent. Their answer stands below."))


@transaction.atomic
def ask(
    *, once: str, name: str, email: str, phone: str, text: str, language: str, found: Mapping[str, str] | None = None
) -> Enquiry:
    """Keep a question to us, and send a receipt where there is an address. The same ``once`` again is the same one."""
    try:
        with transaction.atomic():
            enquiry = Enquiry.objects.create(
                once=once,
                name=name,
                email=email,
                phone=phone,
                text=text,
                language=language,
                found=dict(found or {}),
                received_at=timezone.now(),
            )
    except IntegrityError:
        return Enquiry.objects.get(once=once)
    if email:
        _mail(enquiry, "enquiry_received", {})
    return enquiry


@transaction.atomic
def answer(*, enquiry: Enquiry, actor: User, text: str, role: Role | None = None) -> None:
    """Send an answer in the person's language, with the way to a role where one is pointed to; without an address it
    becomes a telephone task. Raises NotAllowed, NotPossible or, of two who answer, for the second AnsweredAlready.
    """
    if not actor.has_perm(ANSWER):
        raise NotAllowed(_("Recruiters and administrators can answer enquiries."))
    if not text.strip():
        raise NotPossible(_("The answer is empty."))
    given = {"answer": text.strip(), "answered_at": timezone.now(), "answered_by": actor, "role": role}
    if not Enquiry.objects.filter(pk=enquiry.pk, answered_at=None).update(**given):
        enquiry.refresh_from_db()
        raise AnsweredAlready
    enquiry.refresh_from_db()
    log(instance=enquiry, action="recruitment.enquiry_answered", user=actor)
    _mail(enquiry, "enquiry_answered", {"answer": enquiry.answer, "role": _pointer(role, enquiry.language)})


def letter_for(*, enquiry: Enquiry, text: str, role: Role | None = None) -> tuple[str, str]:
    """The subject and body an answer would have: to be read before it goes. Nothing is sent."""
    more = {"answer": text.strip(), "role": _pointer(role, enquiry.language)}
    return compose(kind="enquiry_answered", language=enquiry.language, values=_values(enquiry, more))


def _values(enquiry: Enquiry, more: Mapping[str, str]) -> dict[str, str]:
    organisation = localised(Organisation.current(), "name", enquiry.language)
    return {"name": enquiry.name, "text": enquiry.text, "organisation": organisation, **more}


def _pointer(role: Role | None, language: str) -> str:
    """The way to a role, in a line; nothing where none is pointed to."""
    if role is None:
        return ""
    with translation.override(language):
        address = settings.SITE_URL + reverse("recruitment:start", args=[role.slug])
        return _("This role may fit you: %(role)s\n%(address)s") % {
            "role": localised(role, "name"),
            "address": address,
        }


def _mail(enquiry: Enquiry, kind: str, more: Mapping[str, str]) -> None:
    queue(
        kind=kind,
        to=enquiry.email,
        phone=enquiry.phone,
        language=enquiry.language,
        values=_values(enquiry, more),
        about=enquiry,
        once=f"{kind}:{enquiry.pk}",
    )


@transaction.atomic
def erase_enquiry(*, enquiry: Enquiry) -> None:
    """Delete an enquiry and the mails about it."""
    forget_mails(about=enquiry)
    Enquiry.objects.filter(pk=enquiry.pk).delete()

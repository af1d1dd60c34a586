"""What is written about an interview: to the applicant, and to whoever talks with them, each with a calendar entry."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from base.dates import HONG_KONG
from base.localised import localised
from base.models import Organisation
from base.templatetags.components import written_time
from mail.actions import queue
from recruitment.actions.reach import status_address
from recruitment.models import Application, InterviewSlot
from recruitment.rules.entry import MEDIA_TYPE, Entry, Method, calendar_file
from recruitment.rules.names import called

FILE_NAME = "conversation.ics"


def when(slot: InterviewSlot, language: str) -> str:
    """The time of a conversation, written out in a language."""
    with translation.override(language):
        return written_time(slot.starts_at.astimezone(HONG_KONG))


def entry_for(application: Application, slot: InterviewSlot) -> Entry:
    """The applicant's calendar entry: it names nobody, and its title could be anything."""
    language = application.language
    with translation.override(language):
        title, note = _("Conversation about volunteering"), _("To change or give up this time: %(address)s")
    note %= {"address": status_address(application)}
    return _entry(slot, title=title, note=note, guest=application.email, language=language)


def _entry_for_interviewer(application: Application, slot: InterviewSlot) -> Entry:
    language = slot.interviewer.language
    with translation.override(language):
        title = _("Conversation %(reference)s") % {"reference": application.reference}
    note = _address_for_staff(application)
    return _entry(slot, title=title, note=note, guest=slot.interviewer.email, language=language)


def _entry(slot: InterviewSlot, *, title: str, note: str, guest: str, language: str) -> Entry:
    organisation = Organisation.current()
    return Entry(
        uid=f"{slot.uid}@{urlsplit(settings.SITE_URL).hostname}",
        sequence=slot.sequence,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        title=title,
        place=localised(slot, "place", language),
        note=note,
        organiser=organisation.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        guest=guest,
        written_at=timezone.now(),
    )


def _address_for_staff(application: Application) -> str:
    return settings.SITE_URL + reverse("recruitment_application:inspect", args=[application.pk])


def _attached(entry: Entry, method: Method) -> list[tuple[str, str, bytes]]:
    return [(FILE_NAME, f"{MEDIA_TYPE}; method={method.value}", calendar_file(entry, method))]


def tell_applicant(
    *, kind: str, application: Application, slot: InterviewSlot, method: Method | None = None, reason: str = ""
) -> None:
    """Write to the applicant about the slot as it is given here, with an entry where a ``method`` is said."""
    language, organisation = application.language, Organisation.current()
    values = {
        "name": called(application.name, application.name_other, language),
        "role": localised(application.role, "name", language),
        "time": when(slot, language),
        "place": localised(slot, "place", language),
        "interviewer": slot.interviewer.get_full_name() or localised(organisation, "name", language),
        "status": status_address(application),
        "organisation": localised(organisation, "name", language),
        "reason": reason.strip() or "–",
    }
    queue(
        kind=kind,
        to=application.email,
        phone=application.phone,
        language=language,
        values=values,
        about=application,
        once=f"{kind}:{slot.uid}:{slot.sequence}",
        attachments=_attached(entry_for(application, slot), method) if method else (),
    )


def tell_interviewer(*, kind: str, application: Application, slot: InterviewSlot, method: Method) -> None:
    """Write to whoever talks with the applicant; the mail and its entry name the application's reference only."""
    interviewer = slot.interviewer
    language = interviewer.language
    values = {
        "reference": application.reference,
        "time": when(slot, language),
        "place": localised(slot, "place", language),
        "application": _address_for_staff(application),
        "organisation": localised(Organisation.current(), "name", language),
    }
    queue(
        kind=kind,
        to=interviewer.email,
        language=language,
        values=values,
        about=slot,
        once=f"{kind}:{slot.uid}:{slot.sequence}",
        attachments=_attached(_entry_for_interviewer(application, slot), method),
    )

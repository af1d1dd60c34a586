"""What a mail's text says of a real application: for whoever edits the text, before it is saved."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.localised import localised
from base.models import Organisation
from base.templatetags.components import written
from mail.rules import Kind, NotFound, Source, register_source
from recruitment.actions.reach import status_address
from recruitment.actions.reviews import hides_name
from recruitment.models import Application
from recruitment.rules.names import called


def about_application(kind: Kind) -> bool:
    """Whether a mail tells an applicant of their application: it may name the address of their page."""
    return "status" in kind.fields


def values(asked: str, language: str, reader: Any) -> dict[str, str]:
    """What the fields of such a mail say of the application of this reference, in a language."""
    rows = Application.objects.visible_to(reader).select_related("role", "cohort", "slot")
    row = rows.filter(reference__iexact=asked.strip()).first()
    if row is None:
        raise NotFound(_("There is no application of this reference."))
    if hides_name(reader, row):
        raise NotFound(_("The name of this application is hidden from you while it is screened: choose another."))
    return _of(row, language)


def _of(row: Application, language: str) -> dict[str, str]:
    row.language = language  # in memory: its page's address is in the language of the mail
    asked = row.requests.last()
    slot = getattr(row, "slot", None)
    with translation.override(language):
        told = {
            "name": called(row.name, row.name_other, language),
            "role": localised(row.role, "name", language),
            "reference": row.reference,
            "site": settings.SITE_URL,
            "status": status_address(row),
            "organisation": localised(Organisation.current(), "name", language),
            "reply_by": written(row.reply_by),
            "question": asked.question if asked else "",
            "place": localised(slot, "place", language) if slot else "",
            "interviewer": slot.interviewer.get_full_name() if slot else "",
            "round": row.cohort.name if row.cohort else "",
        }
    return {name: value for name, value in told.items() if value}


FROM_APPLICATION = register_source(
    Source(
        label=gettext_lazy("Reference of an application"),
        permission="recruitment.view_application",
        applies=about_application,
        values=values,
    )
)

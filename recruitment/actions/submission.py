"""Submitting an application: once, whole, with a reference."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import log

from base.dates import today
from base.localised import localised
from base.models import Organisation
from base.templatetags.components import written
from mail.actions import queue
from recruitment.actions.drafts import Gone, claim
from recruitment.actions.languages import keep_languages
from recruitment.actions.searching import keep_search_text
from recruitment.models import Application, ApplicationEvent, ApplicationFile, Draft, Stage
from recruitment.rules import chosen_cohort, questions
from recruitment.rules.names import called
from recruitment.rules.questions import half_days_column

# Letters and figures that are mistaken for each other neither on paper nor on the telephone.
SPEAKABLE = "AFHKMQRWXY2345679"
TYPED = ("name", "name_other", "email", "phone", "is_adult", "hours_per_week", "months", "leaves_on", "source")


class RoleClosed(Exception):  # noqa: N818 - it reads as what happened
    """The role takes no applications any more; the draft is kept."""


class Changed(Exception):  # noqa: N818 - it reads as what happened
    """The draft was changed in another window since its answers were checked."""


def new_reference() -> str:
    """A reference such as "KM4-7QR": easy to say, and no key to anything."""
    letters = [secrets.choice(SPEAKABLE) for _place in range(6)]
    return f"{''.join(letters[:3])}-{''.join(letters[3:])}"


@transaction.atomic
def submit(*, draft: Draft, values: Mapping[str, Any], language: str) -> Application:
    """Make an application of a draft whose every step was found valid, at the version it was read.

    ``values`` are the valid answers by question key. The same draft again gives the same application. Raises
    RoleClosed, Changed (check the answers again) or Gone; then nothing changed.
    """
    if not claim(draft=draft):
        return _earlier(draft)
    application = _create(_application(draft, values, language))
    _move_files(draft, application)
    keep_languages(application=application)
    keep_search_text(application=application, is_new=True)
    ApplicationEvent.objects.create(
        application=application,
        to_stage=Stage.SUBMITTED,
        actor=draft.entered_by,
        reason="",
        at=application.submitted_at,
    )
    if draft.entered_by:
        log(instance=application, action="recruitment.entered", user=draft.entered_by)
    _send_receipt(application, draft)
    return application


def _earlier(draft: Draft) -> Application:
    """What the draft became already; otherwise why it cannot be submitted."""
    row = Draft.objects.select_related("application", "role").filter(pk=draft.pk).first()
    if row is None:
        raise Gone
    if row.submitted:
        return row.submitted
    raise Changed if row.role.is_open else RoleClosed


def _application(draft: Draft, values: Mapping[str, Any], language: str) -> Application:
    now = timezone.now()
    content, cohort = draft.form.content, chosen_cohort(values)
    asked = {question["key"] for question in questions(content)}
    columns = {name: values[name] for name in TYPED if values.get(name) is not None}
    return Application(
        draft=draft,
        entered_by_id=draft.entered_by_id,
        role=draft.role,
        form=draft.form,
        cohort_id=cohort,
        first_cohort_id=cohort,
        answers={key: value for key, value in values.items() if key in asked},
        half_days=half_days_column(values),
        language=language,
        privacy_version=content["privacy"]["version"],
        submitted_at=now,
        stage_since=now,
        reply_by=today() + timedelta(days=draft.role.reply_days),
        **columns,
    )


def _create(application: Application) -> Application:
    """Save it under a reference nobody has yet."""
    while True:
        application.reference = new_reference()
        try:
            with transaction.atomic():
                application.save(force_insert=True)
        except IntegrityError:
            if not Application.objects.filter(reference=application.reference).exists():
                raise
        else:
            return application


def _move_files(draft: Draft, application: Application) -> None:
    """Hand the draft's files over: the stored file stays where it is, only its row changes hands."""
    kept = list(draft.files.all()) if draft.has_files else []
    if not kept:
        return
    names = ("field", "name", "media_type", "size")
    ApplicationFile.objects.bulk_create(
        ApplicationFile(application=application, file=row.file.name, **{name: getattr(row, name) for name in names})
        for row in kept
    )
    draft.files.all().delete()


def _send_receipt(application: Application, draft: Draft) -> None:
    language = application.language
    with translation.override(language):
        status = reverse("recruitment:status", args=[draft.role.slug, draft.pk])
        values = {
            "name": called(application.name, application.name_other, language),
            "role": localised(draft.role, "name"),
            "reference": application.reference,
            "reply_by": written(application.reply_by),
            "status": settings.SITE_URL + status,
            "organisation": localised(Organisation.current(), "name"),
        }
    queue(
        kind="application_received",
        to=application.email,
        phone=application.phone,
        language=language,
        values=values,
        about=application,
        once=f"receipt:{draft.pk}",
    )

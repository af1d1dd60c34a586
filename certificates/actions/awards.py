"""Keeping awards: every version of their words stays readable."""

from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from accounts.models import User
from certificates.actions.issuing import words
from certificates.models import Award, AwardVersion


@transaction.atomic
def save_award(*, award: Award, actor: User | None) -> Award:
    """Keep an award. A change of what exists raises its version; issued certificates stay as they are."""
    known = award.pk is not None
    if known:
        award.version = F("version") + 1  # type: ignore[assignment]
    award.save()
    award.refresh_from_db()
    AwardVersion.objects.create(award=award, version=award.version, words=words(award), by=actor)
    log(instance=award, action="wagtail.edit" if known else "wagtail.create", user=actor)
    return award

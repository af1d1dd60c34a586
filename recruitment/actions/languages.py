"""The languages people bring: kept as rows when they apply, assessed by staff later."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from recruitment.actions.pipeline import is_own
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.models import Application, LanguagePair, SpokenLanguage
from recruitment.rules.questions import half_days_column, languages_told, pairs_told

ASSESS = "recruitment.change_languagepair"


@transaction.atomic
def keep_languages(*, application: Application) -> None:
    """Write the rows of an application's languages, pairs and half-days from its answers.

    Done again it changes nothing; pairs that are there stay, since staff may have assessed them.
    """
    content, answers = application.form.content, application.answers
    told = [SpokenLanguage(application=application, language=code) for code in languages_told(content, answers)]
    SpokenLanguage.objects.bulk_create(told, ignore_conflicts=True)
    pairs = pairs_told(content, answers)
    if pairs and not application.pairs.exists():
        LanguagePair.objects.bulk_create(LanguagePair(application=application, **pair) for pair in pairs)
    half_days = half_days_column(answers)
    if application.half_days != half_days:
        Application.objects.filter(pk=application.pk).update(half_days=half_days)
        application.half_days = half_days


def may_assess(actor: User, pair: LanguagePair) -> bool:
    """Whether this person may assess this pair: those with the right, and nobody their own."""
    return actor.has_perm(ASSESS) and not is_own(actor, pair.application)


@transaction.atomic
def assess(
    *, pair: LanguagePair, level: LanguagePair.Level, actor: User, on: date | None = None, seen: str | None = None
) -> None:
    """Record how well somebody interprets a pair, as found on a day (today unless said).

    ``seen`` is the level the actor decided on ("" for none yet; as read by default). Raises NotAllowed or
    NotPossible; then nothing changed.
    """
    day, before = on or today(), pair.level if seen is None else seen
    if not actor.has_perm(ASSESS):
        raise NotAllowed(_("Recruiters and administrators can assess a language."))
    if not may_assess(actor, pair):
        raise NotAllowed(_("Nobody assesses their own languages: ask a colleague."))
    if day > today():
        raise NotPossible(_("An assessment cannot lie in the future."))
    read = LanguagePair.objects.filter(pk=pair.pk, level=before)
    if not read.update(level=level, assessed_on=day, assessed_by=actor):
        raise NotPossible(_("Somebody assessed this pair meanwhile. Look at it again before you change it."))
    pair.refresh_from_db()
    log(instance=pair, action="recruitment.language_assessed", user=actor, data={"level": str(level)})

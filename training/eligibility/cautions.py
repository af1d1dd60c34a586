"""What is met today and will not be for ever, or was said long ago: told before anything is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from base.templatetags.components import written
from recruitment.rules import add_months
from training.eligibility.criteria import rule
from training.eligibility.facts import Facts, Signed
from training.models import Criterion, Terms
from training.rules import covers, current_or_next

LAPSE_DAYS, TERMS_DAYS, OVERRIDE_DAYS, ASK_AGAIN_MONTHS = 90, 30, 14, 6


@dataclass(frozen=True)
class Caution:
    """Something to see to in time: about which criterion, in words, and the volunteer's own page for it."""

    criterion: Criterion
    text: str
    url_name: str = ""

    @property
    def href(self) -> str:
        """The volunteer's own page, or nothing."""
        return reverse(self.url_name) if self.url_name else ""


def cautions_of(facts: Facts, day: date) -> list[Caution]:
    """What is to be seen to in time, of one person on a day, from the facts as known now."""
    if not covers((facts.accepted,), day):
        return []
    return [*_lapse(facts, day), *_asked_again(facts, day), *_new_texts(facts, day), *_overrides(facts, day)]


def asked_again_before(day: date) -> date:
    """A statement of half-days from before this day is too old to count on."""
    return add_months(day, -ASK_AGAIN_MONTHS)


def _lapse(facts: Facts, day: date) -> Iterator[Caution]:
    """Training that counts today and lapses within 90 days."""
    if not facts.training_compulsory:
        return
    found = current_or_next(rule(Criterion.TRAINED).days(facts), day)
    if found and day in found and found.end <= day + timedelta(days=LAPSE_DAYS):
        said = _("The training counts until %(day)s. What lapses can be taken again before then.")
        yield Caution(Criterion.TRAINED, said % {"day": written(found.end)}, "training:portal")


def _asked_again(facts: Facts, day: date) -> Iterator[Caution]:
    """Half-days that were said more than six months ago."""
    if not facts.weekday_daytime:
        return
    last = max((span for span, halves in facts.availability if day in span and halves), default=None)
    if last and last.start < asked_again_before(day):
        said = _("The half-days were given on %(day)s, more than six months ago. Are they still right?")
        yield Caution(Criterion.AVAILABLE, said % {"day": written(last.start)}, "training:availability")


def _new_texts(facts: Facts, day: date) -> Iterator[Caution]:
    """A version signed that is accepted for 30 days more at most, and no later one signed."""
    kinds = ((Terms.Kind.CONFIDENTIALITY, facts.confidentiality), (Terms.Kind.CONFLICT, facts.conflict))
    for kind, rows in kinds:
        last = _last_day(rows, day)
        if last and last < day + timedelta(days=TERMS_DAYS):
            said = _("%(name)s: a new version is to be signed by %(day)s.")
            text = said % {"name": kind.label, "day": written(last)}
            yield Caution(Criterion.DECLARED, text, "training:declarations")


def _last_day(rows: Iterable[Signed], day: date) -> date | None:
    """The last day on which what was signed is accepted; None where it is not accepted now, or for ever."""
    last = max((row.days.end for row in rows if day in row.days), default=date.max)
    return None if last == date.max else last


def _overrides(facts: Facts, day: date) -> Iterator[Caution]:
    """An override that ends within a fortnight, where nothing else meets the criterion after it."""
    for key, span in facts.overrides:
        after = span.end + timedelta(days=1)
        if day in span and span.end <= day + timedelta(days=OVERRIDE_DAYS) and not _met(facts, key, after):
            said = _("%(criterion)s: taken as met by a supervisor until %(day)s only.")
            yield Caution(key, said % {"criterion": key.label, "day": written(span.end)})


def _met(facts: Facts, key: Criterion, day: date) -> bool:
    return covers(rule(key).spans(facts), day)

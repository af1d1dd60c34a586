"""The six criteria. Source of the rules: what the organisation asks of people who do casework."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from base.localised import listed
from base.templatetags.components import written
from training.eligibility.facts import Facts, Promise, Signed
from training.models import Availability, Criterion
from training.rules import ALWAYS, NEVER, Span, Spans, covers, intersect, promised, subtract, union

HALF_DAYS: dict[str, Any] = dict(Availability.HALF_DAYS)


def _nothing_closer(_facts: Facts, _day: date) -> tuple[str, str] | None:
    return None


@dataclass(frozen=True)
class Rule:
    """One criterion: the days it is met, by one person's facts; what shows it; why it is not; what to do next.

    ``url_name`` is the volunteer's own page for the next action, where there is one. ``closer`` gives a closer reason
    and action, where one person's facts allow it; it reads only what a list loads too, so that both say the same.
    """

    key: Criterion
    days: Callable[[Facts], Spans]
    evidence: Callable[[Facts, date], str]
    why_not: Any
    action: Any
    url_name: str = ""
    closer: Callable[[Facts, date], tuple[str, str] | None] = _nothing_closer

    @property
    def label(self) -> str:
        """Its name."""
        return str(self.key.label)

    def spans(self, facts: Facts) -> Spans:
        """The days it is met, a supervisor's overrides included."""
        days = self.days(facts)
        if not facts.overrides:
            return days
        return union((*days, *(span for key, span in facts.overrides if key == self.key)))

    def lack(self, facts: Facts, day: date, following: Span | None) -> tuple[str, str]:
        """Why it is not met, in plain words, and what to do next; or from when it will be met, if that is known."""
        reason, action = self.closer(facts, day) or (str(self.why_not), str(self.action))
        if following is None:
            return reason, action
        said = {"reason": reason, "day": written(following.start)}
        return _("%(reason)s It will be met from %(day)s.") % said, ""


def _accepted(facts: Facts) -> Spans:
    return (facts.accepted,) if facts.is_casework else NEVER


def _accepted_evidence(facts: Facts, _day: date) -> str:
    if facts.accepted.end == date.max:
        return _("Accepted from %(day)s.") % {"day": written(facts.accepted.start)}
    return _("Accepted from %(first)s until %(last)s.") % {
        "first": written(facts.accepted.start),
        "last": written(facts.accepted.end),
    }


def _trained(facts: Facts) -> Spans:
    return union(facts.completions) if facts.training_compulsory else ALWAYS


def _trained_evidence(facts: Facts, day: date) -> str:
    begun = [span for span in facts.completions if span.start <= day]
    if not begun:
        return "" if facts.training_compulsory else _("This role asks for no training.")
    last = max(begun, key=lambda span: span.end)
    if last.end == date.max:
        return _("Completed on %(day)s.") % {"day": written(last.start)}
    if last.end < day:
        return _("Completed on %(day)s; lapsed after %(last)s.") % {
            "day": written(last.start),
            "last": written(last.end),
        }
    return _("Completed on %(day)s; valid until %(last)s.") % {"day": written(last.start), "last": written(last.end)}


def _committed(facts: Facts) -> Spans:
    promise = facts.promise
    if promise is None:
        return NEVER
    return promised(
        promise.signed_on,
        enough=_enough(facts, promise),
        ended_early_on=promise.ended_early_on,
        pauses=promise.pauses,
    )


def _enough(facts: Facts, promise: Promise) -> bool:
    return promise.hours_per_week >= facts.hours_min and promise.months >= facts.months_min


def _ended(promise: Promise, day: date) -> date | None:
    """The day it was ended early, where that lies behind a day."""
    ended_on = promise.ended_early_on
    return ended_on if ended_on and ended_on <= day else None


def _committed_evidence(facts: Facts, day: date) -> str:
    promise = facts.promise
    if promise is None or promise.signed_on > day:
        return ""
    said = [
        _("Signed on %(day)s: %(hours)s hours a week for %(months)s months.")
        % {"day": written(promise.signed_on), "hours": promise.hours_per_week, "months": promise.months}
    ]
    if not _enough(facts, promise):
        said.append(
            _("The role asks for at least %(hours)s hours a week and %(months)s months.")
            % {"hours": facts.hours_min, "months": facts.months_min}
        )
    if ended_on := _ended(promise, day):
        said.append(_("Ended early on %(day)s.") % {"day": written(ended_on)})
    elif paused := next((span for span in promise.pauses if day in span), None):
        said.append(_paused(paused))
    elif promise.ends_on:
        said.append(_ends(promise, promise.ends_on, day))
    return " ".join(said)


def _ends(promise: Promise, ends_on: date, day: date) -> str:
    if promise.fulfilled_on and promise.fulfilled_on <= day:
        return _("Fulfilled on %(day)s.") % {"day": written(promise.fulfilled_on)}
    ends = _("The months ended on %(day)s; hours are missing.") if ends_on < day else _("Runs until %(day)s.")
    return ends % {"day": written(ends_on)}


def _uncommitted(facts: Facts, day: date) -> tuple[str, str] | None:
    """What of a signed commitment is not so. One that is signed, long enough and not ended can only be paused."""
    promise = facts.promise
    if promise is None or promise.signed_on > day:
        return None
    if ended_on := _ended(promise, day):
        ended = _("The commitment was ended early on %(day)s.") % {"day": written(ended_on)}
        return ended, _("Talk with a casework supervisor")
    if not _enough(facts, promise):
        return _too_little(facts, promise), _("Talk with a casework supervisor, who may make an exception")
    return _("The commitment is paused."), _("Talk with a casework supervisor, who ends the pause")


def _too_little(facts: Facts, promise: Promise) -> str:
    said = {
        "hours": promise.hours_per_week,
        "months": promise.months,
        "least": facts.hours_min,
        "asked": facts.months_min,
    }
    why = _(
        "%(hours)s hours a week for %(months)s months were signed; casework asks for at least %(least)s hours a week "
        "for %(asked)s months."
    )
    return why % said


def _paused(span: Span) -> str:
    if span.end == date.max:
        return _("Paused since %(first)s.") % {"first": written(span.start)}
    return _("Paused from %(first)s until %(last)s.") % {"first": written(span.start), "last": written(span.end)}


def _available(facts: Facts) -> Spans:
    return union(span for span, halves in facts.availability if halves) if facts.weekday_daytime else ALWAYS


def _available_evidence(facts: Facts, day: date) -> str:
    found = next(((span, halves) for span, halves in facts.availability if day in span and halves), None)
    if found is None:
        return "" if facts.weekday_daytime else _("This role asks for no weekday daytime.")
    span, halves = found
    named = listed(HALF_DAYS.get(code, code) for code in halves)
    return ngettext(
        "%(count)s half-day since %(day)s: %(named)s.", "%(count)s half-days since %(day)s: %(named)s.", len(halves)
    ) % {"count": len(halves), "day": written(span.start), "named": named}


def _signed(rows: tuple[Signed, ...]) -> Spans:
    return union(row.days for row in rows)


def _declared(facts: Facts) -> Spans:
    return intersect(_signed(facts.confidentiality), _signed(facts.conflict))


def _declared_evidence(facts: Facts, day: date) -> str:
    return " ".join(
        (
            _declaration(_("Confidentiality"), facts.confidentiality, day),
            _declaration(_("Conflict of interest"), facts.conflict, day),
        )
    )


def _declaration(name: str, rows: tuple[Signed, ...], day: date) -> str:
    signed = [row for row in rows if row.days.start <= day]
    if not signed:
        return _("%(name)s: not signed.") % {"name": name}
    last = max(signed, key=lambda row: row.version)
    said = {"name": name, "version": last.version, "day": written(last.days.start)}
    if not covers(_signed(rows), day):
        return _("%(name)s: version %(version)s signed on %(day)s is no longer accepted.") % said
    return _("%(name)s: version %(version)s signed on %(day)s.") % said


def _cleared(facts: Facts) -> Spans:
    return subtract(ALWAYS, facts.holds)


def _cleared_evidence(facts: Facts, day: date) -> str:
    held = next((span for span in facts.holds if day in span), None)
    if held is None:
        return _("No hold on this day.")
    if held.end == date.max:
        return _("On hold since %(first)s.") % {"first": written(held.start)}
    return _("On hold from %(first)s until %(last)s.") % {"first": written(held.start), "last": written(held.end)}


CRITERIA: tuple[Rule, ...] = (
    Rule(
        Criterion.ACCEPTED,
        days=_accepted,
        evidence=_accepted_evidence,
        why_not=gettext_lazy("Not accepted for casework on this day."),
        action=gettext_lazy("Talk with the volunteer coordinator"),
    ),
    Rule(
        Criterion.TRAINED,
        days=_trained,
        evidence=_trained_evidence,
        why_not=gettext_lazy("The compulsory training is not complete."),
        action=gettext_lazy("Attend a training weekend, or make up the missing modules"),
        url_name="training:portal",
    ),
    Rule(
        Criterion.COMMITTED,
        days=_committed,
        evidence=_committed_evidence,
        why_not=gettext_lazy("The commitment is not signed."),
        action=gettext_lazy("Sign the commitment"),
        url_name="training:commitment",
        closer=_uncommitted,
    ),
    Rule(
        Criterion.AVAILABLE,
        days=_available,
        evidence=_available_evidence,
        why_not=gettext_lazy("No weekday half-day has been offered."),
        action=gettext_lazy("Give the weekday half-days you can come"),
        url_name="training:availability",
    ),
    Rule(
        Criterion.DECLARED,
        days=_declared,
        evidence=_declared_evidence,
        why_not=gettext_lazy("The confidentiality and conflict of interest declarations are not both signed."),
        action=gettext_lazy("Sign the declarations"),
        url_name="training:declarations",
    ),
    Rule(
        Criterion.CLEARED,
        days=_cleared,
        evidence=_cleared_evidence,
        why_not=gettext_lazy("A supervisor has put casework on hold."),
        action=gettext_lazy("Talk with a casework supervisor"),
    ),
)
_BY_KEY = {found.key: found for found in CRITERIA}


def rule(key: Criterion) -> Rule:
    """The rule of a criterion."""
    return _BY_KEY[key]

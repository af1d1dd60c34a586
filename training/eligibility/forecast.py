"""What will be: who becomes eligible if everybody who holds a place on an event completes it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from base.dates import today
from recruitment.models import Placement
from training.eligibility.criteria import CRITERIA
from training.eligibility.facts import Facts, facts_of
from training.eligibility.learning import Earned, earned, required
from training.eligibility.reckoning import Result, judge
from training.models import Enrolment, Event, Session
from training.rules import Span, completed, covers, credit_until, union


@dataclass(frozen=True)
class Outcome:
    """One person who holds a place, and what would still be missing on the day."""

    placement: Placement
    missing: list[Result]


@dataclass(frozen=True)
class Forecast:
    """An event to come: who would be eligible on a day more than otherwise, if all who hold a place complete it.

    ``enrolled`` counts people in casework with an offered or confirmed place; ``already`` those of them who would be
    eligible anyhow; ``more`` are those whom the training makes eligible, ``others`` those who would lack something
    still.
    """

    event: Event
    first: date
    day: date
    enrolled: int
    already: int
    more: list[Placement]
    others: list[Outcome]


def forecasts(*, day: date | None = None) -> list[Forecast]:
    """Of each event to come, the next first, on its own last day; or of those over by a day, on that day."""
    found = [forecast(event, day=day) for event in Event.objects.upcoming().select_related("cohort")]
    return [one for one in found if one]


def forecast(event: Event, *, day: date | None = None) -> Forecast | None:
    """Of one event; None without sessions, without anybody in casework who holds a place, or when it is not over by
    the day.
    """
    days = event.days()
    if days is None or (day and day < days[1]):
        return None
    asked = day or max(days[1], today())
    gained = _gained(event)
    placements = list(_placements(gained, asked))
    if not placements:
        return None
    return _sorted_out(event, days[0], asked, placements, gained)


@dataclass(frozen=True)
class Prospect:
    """What is still missing on the last day of an event, if one person completes it."""

    event: Event
    day: date
    missing: list[Result]


def prospects(placement: Placement) -> list[Prospect]:
    """Of each event to come on which one person holds a place, the next first."""
    mine = Enrolment.objects.seated().filter(volunteer=placement.volunteer_id)
    here = Q(enrolments__in=mine) | Q(sessions__make_ups__in=mine)
    events = Event.objects.filter(pk__in=Event.objects.filter(here).values("pk")).upcoming()
    found = [_prospect(placement, event) for event in events]
    return [one for one in found if one]


def _prospect(placement: Placement, event: Event) -> Prospect | None:
    days = event.days()
    if days is None:
        return None
    for _placement, _now, then in _with_and_without([placement], _gained(event)):
        return Prospect(event, days[1], [found for found in judge(then, days[1]) if not found.met])
    return None


def _sorted_out(event: Event, first: date, day: date, placements: Sequence[Placement], gained: Earned) -> Forecast:
    already, more, others = 0, [], []
    for placement, now, then in _with_and_without(placements, gained):
        if _eligible(now, day):
            already += 1
        elif _eligible(then, day):
            more.append(placement)
        else:
            others.append(Outcome(placement, [found for found in judge(then, day) if not found.met]))
    return Forecast(event, first, day, len(placements), already, more, others)


def _with_and_without(placements: Sequence[Placement], gained: Earned) -> Iterable[tuple[Placement, Facts, Facts]]:
    known, asked = earned([row.volunteer_id for row in placements]), required()
    for placement, facts in zip(placements, facts_of(placements), strict=True):
        person = placement.volunteer_id
        modules = {*known[person], *gained[person]}
        credits_then = {module: [*known[person][module], *gained[person][module]] for module in modules}
        spans = completed(credits_then, asked.get(placement.role_id, {}))
        yield placement, facts, replace(facts, completions=union((*facts.completions, *spans)))


def _gained(event: Event) -> Earned:
    """The days each credit would count, by volunteer and module, if everybody came to every session of theirs."""
    found: Earned = defaultdict(lambda: defaultdict(list))
    sessions = list(event.sessions.exclude(state=Session.State.CANCELLED).select_related("module"))
    spans = [(row.pk, row.module_id, _counts(row)) for row in sessions]
    for person, make_up in Enrolment.objects.seated().at_event(event).values_list("volunteer", "session"):
        for session, module, span in spans:
            if make_up in {None, session}:
                found[person][module].append(span)
    return found


def _counts(session: Session) -> Span:
    return Span(session.day, credit_until(session.day, session.module.asked_on(session.day).validity_months))


def _placements(people: Iterable[int], day: date) -> Iterable[Placement]:
    in_force = Q(ends_on=None) | Q(ends_on__gte=day)
    rows = Placement.objects.casework().filter(in_force, volunteer__in=list(people), starts_on__lte=day)
    return rows.select_related("role", "volunteer").order_by("volunteer__name", "pk")


def _eligible(facts: Facts, day: date) -> bool:
    return all(covers(found.spans(facts), day) for found in CRITERIA)

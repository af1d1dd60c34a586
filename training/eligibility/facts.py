"""What is known of a placement, read for many at once in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from recruitment.models import Placement
from training.models import Availability, Commitment, Completion, Criterion, Hold, Override, Pause, Signature, Terms
from training.rules import Span, accepted_versions

Halves: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A signed commitment."""

    signed_on: date
    hours_per_week: int
    months: int
    ends_on: date | None
    ended_early_on: date | None
    pauses: tuple[Span, ...]
    fulfilled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A declaration signed: the version, and the days on which that version is accepted."""

    version: int
    days: Span


@dataclass(frozen=True, slots=True)
class Facts:
    """One placement, its role's terms, and everything eligibility asks about."""

    accepted: Span
    is_casework: bool
    training_compulsory: bool
    weekday_daytime: bool
    hours_min: int
    months_min: int
    completions: tuple[Span, ...] = ()
    promise: Promise | None = None
    availability: tuple[tuple[Span, Halves], ...] = ()
    confidentiality: tuple[Signed, ...] = ()
    conflict: tuple[Signed, ...] = ()
    holds: tuple[Span, ...] = ()
    overrides: tuple[tuple[Criterion, Span], ...] = ()


def span(first: date, last: date | None) -> Span:
    """Days from stored dates, where an empty end means none is known."""
    return Span(first, last or date.max)


def facts_of(placements: Sequence[Placement]) -> list[Facts]:
    """The facts of each placement, in order: eight queries whatever their number. Roles should be loaded with them."""
    if not placements:
        return []
    ids = [placement.pk for placement in placements]
    people = {placement.volunteer_id for placement in placements}
    completions, signed = _completions(people), _signatures(people)
    available, promises = _availability(people), _promises(ids)
    holds, overrides = _holds(ids), _overrides(ids)
    return [
        Facts(
            **terms_of(row),
            completions=tuple(completions[row.volunteer_id, row.role_id]),
            promise=promises.get(row.pk),
            availability=tuple(available[row.volunteer_id]),
            confidentiality=tuple(signed[row.volunteer_id, Terms.Kind.CONFIDENTIALITY.value]),
            conflict=tuple(signed[row.volunteer_id, Terms.Kind.CONFLICT.value]),
            holds=tuple(holds[row.pk]),
            overrides=tuple(overrides[row.pk]),
        )
        for row in placements
    ]


def terms_of(placement: Placement) -> dict[str, Any]:
    """What a placement and its role say: the days it is in force, and what is asked."""
    role = placement.role
    return {
        "accepted": span(placement.starts_on, placement.ends_on),
        "is_casework": role.is_casework,
        "training_compulsory": role.training_compulsory,
        "weekday_daytime": role.weekday_daytime,
        "hours_min": role.hours_min or 0,
        "months_min": role.months or 0,
    }


def promise_of(row: Commitment, pauses: Iterable[Span]) -> Promise:
    """What was promised."""
    return Promise(
        row.signed_on,
        row.hours_per_week,
        row.months,
        row.ends_on,
        row.ended_early_on,
        tuple(pauses),
        row.fulfilled_on,
    )


def _completions(people: Iterable[int]) -> defaultdict[tuple[int, int], list[Span]]:
    found: defaultdict[tuple[int, int], list[Span]] = defaultdict(list)
    rows = Completion.objects.filter(volunteer__in=people, undone_at=None).order_by("completed_on")
    for person, role, first, last in rows.values_list("volunteer", "role", "completed_on", "valid_until"):
        found[person, role].append(span(first, last))
    return found


def _signatures(people: Iterable[int]) -> defaultdict[tuple[int, str], list[Signed]]:
    versions: defaultdict[str, dict[int, date]] = defaultdict(dict)
    for kind, version, required_from in Terms.objects.values_list("kind", "version", "required_from"):
        versions[kind][version] = required_from
    until = {kind: accepted_versions(dates) for kind, dates in versions.items()}
    found: defaultdict[tuple[int, str], list[Signed]] = defaultdict(list)
    rows = Signature.objects.filter(volunteer__in=people).order_by("signed_on")
    for person, kind, version, day in rows.values_list("volunteer", "terms__kind", "terms__version", "signed_on"):
        found[person, kind].append(Signed(version, Span(day, until[kind][version])))
    return found


def _availability(people: Iterable[int]) -> defaultdict[int, list[tuple[Span, Halves]]]:
    found: defaultdict[int, list[tuple[Span, Halves]]] = defaultdict(list)
    rows = Availability.objects.filter(volunteer__in=people).order_by("from_on")
    for person, halves, first, last in rows.values_list("volunteer", "half_days", "from_on", "until_on"):
        found[person].append((span(first, last), tuple(halves)))
    return found


def _promises(ids: Sequence[int]) -> dict[int, Promise]:
    pauses: defaultdict[int, list[Span]] = defaultdict(list)
    rows = Pause.objects.filter(commitment__placement__in=ids).order_by("from_on")
    for placement, first, last in rows.values_list("commitment__placement", "from_on", "until_on"):
        pauses[placement].append(span(first, last))
    rows_signed = Commitment.objects.filter(placement__in=ids)
    return {row.placement_id: promise_of(row, pauses[row.placement_id]) for row in rows_signed}


def _holds(ids: Sequence[int]) -> defaultdict[int, list[Span]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    rows = Hold.objects.filter(placement__in=ids).order_by("from_on")
    for placement, first, last in rows.values_list("placement", "from_on", "until_on"):
        found[placement].append(span(first, last))
    return found


def _overrides(ids: Sequence[int]) -> defaultdict[int, list[tuple[Criterion, Span]]]:
    found: defaultdict[int, list[tuple[Criterion, Span]]] = defaultdict(list)
    rows = Override.objects.filter(placement__in=ids).order_by("from_on")
    for placement, criterion, first, last in rows.values_list("placement", "criterion", "from_on", "expires_on"):
        found[placement].append((Criterion(criterion), Span(first, last)))
    return found

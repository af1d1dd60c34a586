"""The criteria asked of the tables themselves, for lists of any day: what the stored standings cannot answer."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from training.models import Availability, Commitment, Completion, Criterion, Hold, Override, Pause, Signature, Terms
from training.rules import accepted_versions

PLACEMENT, VOLUNTEER, ROLE = "placement", "placement__volunteer", "placement__role"


def live_on(day: date, criterion: Criterion | None = None) -> Q:
    """On a row of standing: a criterion is met on a day, past, present or future, or all of them are where none is
    named, from the facts as known now. Overrides count.
    """
    if criterion:
        return _met(criterion, day)
    found = Q()
    for key in Criterion:
        found &= _met(key, day)
    return found


def _met(criterion: Criterion, day: date) -> Q:
    overridden = Override.objects.filter(
        placement=OuterRef(PLACEMENT), criterion=criterion, from_on__lte=day, expires_on__gte=day
    )
    return Q(ASKED[criterion](day)) | Q(Exists(overridden))


def _lasting(rows: Any, last: str, day: date) -> Any:
    return rows.filter(Q(**{last: None}) | Q(**{f"{last}__gte": day}))


def _accepted(day: date) -> Q:
    role = f"{ROLE}__is_casework"
    begun = Q(**{f"{PLACEMENT}__starts_on__lte": day, role: True})
    last = f"{PLACEMENT}__ends_on"
    return begun & (Q(**{f"{last}__gte": day}) | Q(**{f"{last}__isnull": True}))


def _trained(day: date) -> Q:
    rows = Completion.objects.filter(
        undone_at=None, completed_on__lte=day, volunteer=OuterRef(VOLUNTEER), role=OuterRef(ROLE)
    )
    return Q(**{f"{ROLE}__training_compulsory": False}) | Q(Exists(_lasting(rows, "valid_until", day)))


def _committed(day: date) -> Q:
    paused = Pause.objects.filter(commitment=OuterRef("pk"), from_on__lte=day)
    rows = Commitment.objects.filter(
        Q(ended_early_on=None) | Q(ended_early_on__gt=day),
        ~Exists(_lasting(paused, "until_on", day)),
        placement=OuterRef(PLACEMENT),
        signed_on__lte=day,
        hours_per_week__gte=Coalesce(F(f"{ROLE}__hours_min"), 0),
        months__gte=Coalesce(F(f"{ROLE}__months"), 0),
    )
    return Q(Exists(rows))


def _available(day: date) -> Q:
    rows = Availability.objects.filter(volunteer=OuterRef(VOLUNTEER), count__gt=0, from_on__lte=day)
    return Q(**{f"{ROLE}__weekday_daytime": False}) | Q(Exists(_lasting(rows, "until_on", day)))


def _declared(day: date) -> Q:
    accepted = _accepted_texts(day)
    found = Q()
    for kind in (Terms.Kind.CONFIDENTIALITY, Terms.Kind.CONFLICT):
        rows = Signature.objects.filter(volunteer=OuterRef(VOLUNTEER), terms__in=accepted[kind], signed_on__lte=day)
        found &= Q(Exists(rows))
    return found


def _accepted_texts(day: date) -> Mapping[str, list[int]]:
    """The versions of each text that are accepted on a day."""
    versions: defaultdict[str, dict[int, date]] = defaultdict(dict)
    numbers: dict[tuple[str, int], int] = {}
    for pk, kind, version, required_from in Terms.objects.values_list("pk", "kind", "version", "required_from"):
        versions[kind][version] = required_from
        numbers[kind, version] = pk
    found: defaultdict[str, list[int]] = defaultdict(list)
    for kind, dates in versions.items():
        found[kind] = [numbers[kind, version] for version, last in accepted_versions(dates).items() if last >= day]
    return found


def _cleared(day: date) -> Q:
    rows = Hold.objects.filter(placement=OuterRef(PLACEMENT), from_on__lte=day)
    return ~Q(Exists(_lasting(rows, "until_on", day)))


ASKED: dict[Criterion, Callable[[date], Q]] = {
    Criterion.ACCEPTED: _accepted,
    Criterion.TRAINED: _trained,
    Criterion.COMMITTED: _committed,
    Criterion.AVAILABLE: _available,
    Criterion.DECLARED: _declared,
    Criterion.CLEARED: _cleared,
}

"""Invented histories: placements with every kind of fact, around a day, from a seed."""

from datetime import date, timedelta
from random import Random
from typing import Any

from base.dates import at, today
from recruitment.models import Placement, Role
from tests.factories import CaseworkFactory, PlacementFactory, RoleFactory, TermsFactory
from training.actions import standing
from training.actions.supervision import OVERRIDABLE
from training.eligibility import columns, facts_of
from training.models import (
    Availability,
    Commitment,
    Completion,
    Hold,
    Override,
    Pause,
    Signature,
    Standing,
    Terms,
)


def make_terms(day: date) -> dict[str, list[Terms]]:
    """Three versions of each text: of old, of late, and one to come."""
    starts = (day - timedelta(days=900), day - timedelta(days=60), day + timedelta(days=40))
    return {
        kind.value: [TermsFactory(kind=kind, version=n + 1, required_from=start) for n, start in enumerate(starts)]
        for kind in Terms.Kind
    }


def make_histories(seed: int, number: int, day: date) -> list[Placement]:
    """Placements of which some are eligible on the day, some lack one thing, some lack several."""
    chance = Random(seed)
    roles: list[Role] = [
        CaseworkFactory(),
        CaseworkFactory(slug="casework-easy", training_compulsory=False, weekday_daytime=False),
    ]
    roles.append(RoleFactory(slug="events"))
    terms = make_terms(day)
    return [_history(chance, roles, terms, day) for _ in range(number)]


def _near(chance: Random, day: date, before: int, after: int) -> date:
    return day + timedelta(days=chance.randint(-before, after))


def _later(chance: Random, first: date, most: int, open_ended: float = 0.5) -> date | None:
    return None if chance.random() < open_ended else first + timedelta(days=chance.randint(0, most))


def _history(chance: Random, roles: list[Role], terms: dict[str, list[Terms]], day: date) -> Placement:
    starts = _near(chance, day, 300, 20 if chance.random() < 0.2 else 0)
    role = chance.choices(roles, weights=(8, 1, 1))[0]
    placement = PlacementFactory(role=role, starts_on=starts, ends_on=_later(chance, starts, 400, 0.85))
    if chance.random() < 0.9:
        _training(chance, placement, day)
    if chance.random() < 0.9:
        _promise(chance, placement, terms, day)
    if chance.random() < 0.9:
        _availability(chance, placement, day)
    for kind in (Terms.Kind.CONFIDENTIALITY, Terms.Kind.CONFLICT):
        _sign(chance, placement, terms[kind.value], day)
    _supervise(chance, placement, day)
    return placement


def _training(chance: Random, placement: Placement, day: date) -> None:
    for first in sorted({_near(chance, day, 500, 0) for _ in range(chance.choice((1, 1, 2)))}):
        undone = at(day, 12) if chance.random() < 0.1 else None
        until = _later(chance, first, 800, 0.6)
        Completion.objects.create(
            volunteer=placement.volunteer, role=placement.role, completed_on=first, valid_until=until, undone_at=undone
        )


def _promise(chance: Random, placement: Placement, terms: dict[str, list[Terms]], day: date) -> None:
    signed = _near(chance, day, 250, 0)
    commitment = Commitment.objects.create(
        placement=placement,
        terms=terms["commitment"][0],
        hours_per_week=chance.choice((4, 5, 5, 6, 8, 12)),
        months=chance.choice((5, 6, 6, 6, 6, 9)),
        signed_on=signed,
        ended_early_on=_near(chance, day, 100, 100) if chance.random() < 0.1 else None,
    )
    first = signed
    for _ in range(chance.choice((0, 0, 1, 2))):
        first += timedelta(days=chance.randint(5, 200))
        last = _later(chance, first, 60, 0.15)
        Pause.objects.create(commitment=commitment, from_on=first, until_on=last, reason="Away")
        if last is None:
            return
        first = last + timedelta(days=1)


def _availability(chance: Random, placement: Placement, day: date) -> None:
    first = _near(chance, day, 250, 10)
    for _ in range(chance.choice((1, 1, 2, 3))):
        halves = ["wed-pm", "thu-pm"] if chance.random() < 0.85 else []
        last = _later(chance, first, 150, 0.5)
        Availability.objects.create(
            volunteer=placement.volunteer, half_days=halves, count=len(halves), from_on=first, until_on=last
        )
        if last is None:
            return
        first = last + timedelta(days=chance.randint(1, 30))


def _sign(chance: Random, placement: Placement, versions: list[Terms], day: date) -> None:
    for terms in versions:
        if chance.random() < 0.75:
            signed = _near(chance, day, 200, 0)
            Signature.objects.create(
                volunteer=placement.volunteer, terms=terms, signed_on=signed, signed_at=at(signed, 9)
            )


def _supervise(chance: Random, placement: Placement, day: date) -> None:
    if chance.random() < 0.2:
        first = _near(chance, day, 60, 30)
        Hold.objects.create(placement=placement, from_on=first, until_on=_later(chance, first, 60), reason="To talk")
    for criterion in chance.sample(OVERRIDABLE, chance.choice((0, 0, 0, 1, 2))):
        first = _near(chance, day, 60, 0)
        Override.objects.create(
            placement=placement,
            criterion=criterion,
            from_on=first,
            expires_on=first + timedelta(days=chance.randint(0, 120)),
            reason="Known well",
        )


def stored(placement: Placement) -> dict[str, Any]:
    found: dict[str, Any] = Standing.objects.filter(placement=placement).values(*standing.COLUMNS).get()
    return found


def reckoned(placement: Placement) -> dict[str, Any]:
    fresh = Placement.objects.select_related("role").get(pk=placement.pk)
    return dict(columns(facts_of([fresh])[0], today()))

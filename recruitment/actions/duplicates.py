"""People who are perhaps one person: found by keys kept as rows, shown to staff, never merged silently."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recruitment.models import CLOSED, Application, Likeness, Volunteer
from recruitment.rules.likeness import asked, keys, near_names, same_address, same_phone

MOST, ROUND = 50, 1000  # people looked at for one; rows made up for in one round
SAME_ADDRESS, SAME_PHONE, NEAR_NAME = _("the same e-mail address"), _("the same phone"), _("the same name, or nearly")
Person = Application | Volunteer
Row = TypeVar("Row", Application, Volunteer)


@dataclass(frozen=True, kw_only=True)
class Alike(Generic[Row]):
    """Somebody who is perhaps the same person, and by what."""

    row: Row
    by: list[str | Promise]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Those like one person."""

    applications: list[Alike[Application]] = field(default_factory=list)
    volunteers: list[Alike[Volunteer]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.applications or self.volunteers)


def alike(person: Person) -> Found:
    """The applications, other than merged ones, and the volunteers that are perhaps this person's."""
    known = asked(names=_names(person), email=person.email, phone=person.phone)
    shared = Likeness.objects.filter(key__in=known).exclude(**_owner(person))
    applications = Application.objects.standing().filter(pk__in=_keys(shared, "application"))
    volunteers = Volunteer.objects.filter(pk__in=_keys(shared, "volunteer"))
    if isinstance(person, Volunteer):
        mine, volunteers = Application.objects.filter(placement__volunteer=person), volunteers.exclude(pk=person.pk)
        applications = applications.exclude(pk__in=mine.values("pk"))
    else:
        applications = applications.exclude(pk=person.pk).exclude(merged_into=person.pk)
    rows = applications.select_related("role", "cohort").defer("answers").order_by("submitted_at", "pk")
    return Found(applications=_judged(person, rows), volunteers=_judged(person, volunteers.order_by("pk")))


def twins(people: Iterable[Application]) -> dict[int, list[Application]]:
    """The open applications for the same role that are perhaps each one's, by its key, with two queries for all."""
    rows = list(people)
    askers: dict[str, list[Application]] = {}
    for person in rows:
        for key in asked(names=_names(person), email=person.email, phone=person.phone):
            askers.setdefault(key, []).append(person)
    shared = Likeness.objects.filter(key__in=askers, application__role__in={row.role_id for row in rows})
    standing = shared.filter(application__merged_into=None).exclude(application__stage__in=CLOSED)
    met = {(one.pk, other) for key, other in standing.values_list("key", "application") for one in askers[key]}
    others = Application.objects.defer("answers").in_bulk({other for _one, other in met})
    found: dict[int, list[Application]] = {}
    for person in rows:
        same = sorted(other for one, other in met if one == person.pk and other != person.pk)
        alike_rows = [others[key] for key in same if others[key].role_id == person.role_id]
        found[person.pk] = [other for other in alike_rows if likenesses(person, other)]
    return found


def _keys(shared: QuerySet[Likeness], owner: str) -> list[int]:
    found = shared.exclude(**{owner: None}).order_by().values_list(owner, flat=True).distinct()
    return list(found[:MOST])


def _judged(person: Person, rows: Iterable[Row]) -> list[Alike[Row]]:
    judged = (Alike(row=row, by=likenesses(person, row)) for row in rows)
    return [one for one in judged if one.by]


def likenesses(one: Person, other: Person) -> list[str | Promise]:
    """What two people have in common."""
    named = any(near_names(mine, theirs) for mine in _names(one) for theirs in _names(other))
    tests = (
        (same_address(one.email, other.email), SAME_ADDRESS),
        (same_phone(one.phone, other.phone), SAME_PHONE),
        (named, NEAR_NAME),
    )
    return [label for holds, label in tests if holds]


def _names(person: Person) -> list[str]:
    return [name for name in (person.name, person.name_other) if name]


def keys_of(person: Person) -> list[str]:
    """What somebody is found by."""
    return keys(names=_names(person), email=person.email, phone=person.phone)


@transaction.atomic
def keep_likeness(*, person: Person, is_new: bool = False) -> None:
    """Write what somebody is found by, as it stands now: called within what changes it, or made them (``is_new``)."""
    owner = _owner(person)
    kept: set[str] = set() if is_new else set(Likeness.objects.filter(**owner).values_list("key", flat=True))
    wanted = set(keys_of(person))
    if kept - wanted:
        Likeness.objects.filter(**owner, key__in=kept - wanted).delete()
    Likeness.objects.bulk_create(Likeness(**owner, key=key) for key in sorted(wanted - kept))


def _owner(person: Person) -> dict[str, int]:
    return {"volunteer_id" if isinstance(person, Volunteer) else "application_id": person.pk}


def catch_up() -> int:
    """Write the keys of people who have none yet: made many at once, or taken over. Returns how many people."""
    applications = Application.objects.filter(likenesses=None).defer("answers").order_by("pk")[:ROUND]
    volunteers = Volunteer.objects.filter(likenesses=None, erased_on=None).order_by("pk")[:ROUND]
    missing: list[Person] = [*applications, *volunteers]
    for start in range(0, len(missing), 200):
        chunk = missing[start : start + 200]
        Likeness.objects.bulk_create(Likeness(**_owner(person), key=key) for person in chunk for key in keys_of(person))
    return len(missing)

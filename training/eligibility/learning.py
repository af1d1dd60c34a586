"""What people have learnt and what is asked of them, read for many at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import TypeAlias

from django.db.models import Q

from base.dates import today
from recruitment.models import Volunteer
from training.models import Credit, Module, Requirement
from training.models.module import ModuleQuerySet
from training.rules import Span

Earned: TypeAlias = defaultdict[int, defaultdict[int, list[Span]]]


def earned(ids: Collection[int]) -> Earned:
    """The days each credit counts, by volunteer and module."""
    found: Earned = defaultdict(lambda: defaultdict(list))
    rows = Credit.objects.standing().filter(volunteer__in=ids)
    for person, module, first, last in rows.values_list("volunteer", "module", "earned_on", "valid_until"):
        found[person][module].append(Span(first, last or date.max))
    return found


def lacked(volunteer: Volunteer) -> ModuleQuerySet:
    """The modules compulsory today for a role somebody holds, for which they have no credit that counts today."""
    day = today()
    mine = volunteer.placements.filter(Q(ends_on=None) | Q(ends_on__gte=day))
    asked = Requirement.objects.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)
    learnt = Credit.objects.valid_on(day).filter(volunteer=volunteer)
    found = Module.objects.filter(pk__in=asked.filter(role__in=mine.values("role")).values("module"))
    return found.exclude(pk__in=learnt.values("module"))


def required() -> dict[int, dict[int, list[Span]]]:
    """The days on which each module is compulsory, by role and module."""
    found: defaultdict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for role, module, first, last in Requirement.objects.values_list("role", "module", "from_on", "until_on"):
        found[role][module].append(Span(first, last or date.max))
    return dict(found)

"""The curriculum: what modules ask, from which day, and for whom they are compulsory.

A change rewrites nothing that was completed before: a mark is judged by the version on its session's day.
"""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import on, today
from base.templatetags.components import written
from recruitment.models import Volunteer
from training.actions.completion import reckon_all
from training.models import Attendance, Completion, Credit, Module, ModuleVersion, Requirement
from training.rules import DAY

ASKS = ("allowance_minutes", "validity_months")
AT_ONCE = 2000  # people whose completions are reckoned while somebody waits for the page; more are left to the tick
CHUNK = 500


def earliest_change(module: Module) -> date:
    """From which day a module may ask something else: today, or the day after the last one with a mark."""
    marked = Attendance.objects.filter(session__module=module).aggregate(last=Max("session__starts_at"))["last"]
    return max(today(), on(marked) + DAY) if marked else today()


@transaction.atomic
def save_module(*, module: Module, actor: User | None, from_on: date | None = None) -> Module:
    """Keep a module. What it asks otherwise than before counts for sessions from a day on, the earliest if none is
    given; ValidationError where sessions of that day were judged already.
    """
    before = Module.objects.filter(pk=module.pk).first() if module.pk else None
    if before and any(getattr(before, name) != getattr(module, name) for name in ASKS):
        _add_version(before, module, from_on)
    module.save()
    vars(module).pop("history", None)
    log(instance=module, action="wagtail.edit" if before else "wagtail.create", user=actor)
    return module


def _add_version(before: Module, now: Module, from_on: date | None) -> None:
    """What was asked until then stays on record, however far back."""
    earliest = earliest_change(before)
    day = from_on or earliest
    if day < earliest:
        words = _("Sessions before %(day)s are judged by what was asked then: choose that day or a later one.")
        raise ValidationError({"from_on": words % {"day": written(earliest)}})
    if not before.history:
        ModuleVersion.objects.create(module=before, from_on=date.min, **_asked(before))
    ModuleVersion.objects.filter(module=before, from_on__gt=day).delete()  # planned, and thought better of
    ModuleVersion.objects.update_or_create(module=before, from_on=day, defaults=_asked(now))


def _asked(module: Module) -> dict[str, int | None]:
    return {name: getattr(module, name) for name in ASKS}


@transaction.atomic
def save_requirement(*, requirement: Requirement, actor: User | None) -> bool:
    """Make a module compulsory for a role, or change from when to when; completions and standings follow.

    Whether they did at once: where many people are concerned, the tick does it.
    """
    is_new = requirement.pk is None
    requirement.clean()
    _check_past(requirement)
    requirement.reckoned_on = None
    requirement.save()
    log(instance=requirement, action="wagtail.create" if is_new else "wagtail.edit", user=actor)
    if _concerned({requirement.role_id}).count() > AT_ONCE:
        return False
    reckon_requirements()
    return True


def _check_past(requirement: Requirement) -> None:
    """No change takes back what somebody completed before."""
    if not Completion.objects.filter(role=requirement.role_id, undone_at=None).exists():
        return
    before = Requirement.objects.filter(pk=requirement.pk).first()
    words = _("Somebody completed the training already: choose today or a later day.")
    for name in ("from_on", "until_on"):
        day, was = getattr(requirement, name), getattr(before, name, None)
        if day != was and min(day or date.max, was or date.max) < today():
            raise ValidationError({name: words})


def reckon_requirements() -> int:
    """Let completions and standings follow what became compulsory or is so no longer; how many people were looked at.

    Part of the tick: also for requirements whose first or last day came.
    """
    due = list(Requirement.objects.to_reckon().values("pk", "role", "from_on", "until_on"))
    if not due:
        return 0
    ids = list(_concerned({row["role"] for row in due}).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        reckon_all(volunteers=list(Volunteer.objects.filter(pk__in=ids[start : start + CHUNK])))
    for row in due:  # one that was changed meanwhile is due again
        Requirement.objects.filter(**row).update(reckoned_on=today())
    return len(ids)


def _concerned(roles: Collection[int]) -> QuerySet[Volunteer]:
    """Who may have completed the training for one of these roles: nobody without a credit has."""
    learnt = Credit.objects.standing().values("volunteer")
    complete = Completion.objects.filter(role__in=roles, undone_at=None).values("volunteer")
    return Volunteer.objects.filter(Q(pk__in=learnt) | Q(pk__in=complete))


def compulsory(day: date | None = None) -> list[Module]:
    """What a weekend teaches: the modules compulsory on a day for any role that asks for it, in their order."""
    day = day or today()
    in_force = Q(requirements__until_on=None) | Q(requirements__until_on__gte=day)
    asked = Q(requirements__role__training_compulsory=True, requirements__from_on__lte=day)
    return list(Module.objects.filter(in_force, asked).distinct())

"""Keeping the stored answer on eligibility equal to the rule."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import DateField, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from base.dates import today
from recruitment.models import Placement, Role, Volunteer
from recruitment.models.volunteer import PlacementQuerySet, VolunteerQuerySet
from training.actions.changes import Cause, noted
from training.eligibility import columns, facts_of
from training.models import Rebuild, Standing, StandingChange

CHUNK = 1000
AT_ONCE = 2000  # placements reckoned while somebody waits for the page; more are left to the tick
COLUMNS = [field.name for field in Standing._meta.concrete_fields if field.name not in {"id", "placement"}]  # noqa: SLF001


def refresh(*, placement: Placement, cause: Cause = Cause.REBUILD) -> None:
    """Reckon one placement's standing anew; called in the transaction of whatever changed its facts. What it changes
    is noted with its cause.
    """
    _reckon([placement.pk], today(), cause)


def refresh_volunteer(*, volunteer: Volunteer, cause: Cause = Cause.REBUILD) -> None:
    """Reckon the standings of all casework placements of one volunteer."""
    refresh_volunteers(ids=[volunteer.pk], cause=cause)


def refresh_volunteers(*, ids: Collection[int], cause: Cause = Cause.REBUILD) -> None:
    """The same for many; nothing is asked where there is nobody."""
    if ids:
        _reckon(list(Placement.objects.filter(volunteer__in=ids).values_list("pk", flat=True)), today(), cause)


def rebuild(*, progress: Callable[[int], None] | None = None, cause: Cause = Cause.REBUILD) -> int:
    """Reckon every standing anew, and say how many. ``progress`` hears the number done so far."""
    Standing.objects.filter(placement__role__is_casework=False).delete()
    return _in_chunks(Placement.objects.casework(), today(), cause, progress)


@transaction.atomic
def follow_terms(*, cause: Cause, role: Role | None = None) -> bool:
    """Let every standing, or one role's, follow terms that changed. Whether they did at once: where many people are
    concerned, the tick does it.
    """
    Rebuild.objects.filter(role=role, cause=cause).delete()
    asked = Rebuild.objects.create(role=role, cause=cause, asked_at=timezone.now())
    concerned = Placement.objects.filter(role=role) if role else Placement.objects.casework()
    if concerned[: AT_ONCE + 1].count() > AT_ONCE:
        return False
    hold_people(Volunteer.objects.filter(pk__in=concerned.values("volunteer")))  # all, before the first chunk of them
    _work_off(asked)
    return True


def rebuild_asked() -> int:
    """Reckon the standings that changed terms left to the tick; how many."""
    return sum(_work_off(row) for row in Rebuild.objects.select_related("role").order_by("pk"))


def recheck_due(*, day: date | None = None) -> int:
    """Reckon the standings whose dates may fall short from a day on, or of which something is met or missing since
    then, and say how many.
    """
    day = day or today()
    return _in_chunks(Placement.objects.casework().filter(standing__in=Standing.objects.due(day)), day, Cause.TIME)


def catch_up() -> int:
    """Reckon the standings that a lost signal left missing or behind their placement's last day; say how many."""
    last = Coalesce("ends_on", Value(date.max, output_field=DateField()))
    behind = Q(standing__accepted_until__gt=last) | Q(standing__accepted_until__lt=last)
    return _in_chunks(Placement.objects.casework().filter(Q(standing=None) | behind), today(), Cause.PLACEMENT)


def hold_people(people: VolunteerQuerySet) -> None:
    """Until the transaction ends, whoever changes the facts of one of these people waits. They are held in order, or
    two who hold some of the same would wait for each other for ever.
    """
    list(people.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _work_off(asked: Rebuild) -> int:
    """Reckon what one change of terms concerns, from where it was left; a further change begins anew."""
    if asked.role and not asked.role.is_casework:
        Standing.objects.filter(placement__role=asked.role).delete()
    concerned = Placement.objects.casework().filter(pk__gt=asked.reached)
    concerned = concerned.filter(role=asked.role) if asked.role else concerned
    ids = list(concerned.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        _reckon(chunk, today(), Cause(asked.cause))
        if not Rebuild.objects.filter(pk=asked.pk).update(reached=chunk[-1]):
            return start + len(chunk)
    asked.delete()
    return len(ids)


def _in_chunks(
    placements: PlacementQuerySet, day: date, cause: Cause, progress: Callable[[int], None] | None = None
) -> int:
    ids = list(placements.order_by("volunteer", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        _reckon(chunk, day, cause)
        if progress:
            progress(start + len(chunk))
    return len(ids)


@transaction.atomic
def _reckon(ids: list[int], day: date, cause: Cause) -> None:
    """Write the standings of these placements, and what changed. Whoever changes one volunteer's facts waits here for
    the other, and then sees what the other wrote: the last row written is true.
    """
    hold_people(Volunteer.objects.filter(pk__in=Placement.objects.filter(pk__in=ids).values("volunteer")))
    placements = list(Placement.objects.casework().filter(pk__in=ids).order_by("pk"))
    roles = Role.objects.in_bulk({row.role_id for row in placements})
    for row in placements:
        row.role = roles[row.role_id]
    before = {row.placement_id: row for row in Standing.objects.filter(placement__in=placements)}
    after = [
        Standing(placement=row, **columns(facts, day))
        for row, facts in zip(placements, facts_of(placements), strict=True)
    ]
    Standing.objects.bulk_create(after, update_conflicts=True, unique_fields=["placement"], update_fields=COLUMNS)
    _note(before, after, day, cause)


def _note(before: Mapping[int, Standing], after: Iterable[Standing], day: date, cause: Cause) -> None:
    found = [
        change
        for row in after
        for change in noted(
            placement=row.placement, before=before.get(row.placement_id), shown=row.shown, day=day, cause=cause
        )
    ]
    if found:
        StandingChange.objects.bulk_create(found)

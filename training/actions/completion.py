"""Completion, which comes and goes by itself with the credits."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from base.dates import at, today
from base.models import Heartbeat
from recruitment.models import Role, Volunteer
from training.actions import lights, standing
from training.actions.changes import Cause
from training.eligibility.learning import earned, required
from training.models import Commitment, Completion, Credit, Extension, Pause
from training.rules import DAY, Span, Spans, commitment_end, completed

NEW_DAY, LATELY = "completions of the day", timedelta(days=7)


@transaction.atomic
def reckon(*, volunteer: Volunteer) -> None:
    """Make a volunteer's completions what the credits say now, and what follows from them: the beginning of a
    commitment that waits for it, and the standing. To be called after every change of a credit; calling it again
    changes nothing.
    """
    reckon_all(volunteers=[volunteer])


@transaction.atomic
def reckon_all(*, volunteers: Collection[Volunteer], cause: Cause = Cause.TRAINING) -> None:
    """The same for many at once: a few queries whatever their number, and more only for those of whom something
    changed. A standing reads completions and commitments, never a credit.
    """
    standing.hold_people(Volunteer.objects.filter(pk__in=[person.pk for person in volunteers]))
    reckon_held(volunteers=volunteers, cause=cause)


def reckon_held(*, volunteers: Collection[Volunteer], cause: Cause = Cause.TRAINING) -> None:
    """The same, for whoever holds these people already; people before commitments, each in order, as everybody does."""
    by_pk = {person.pk: person for person in volunteers}
    ids = sorted(by_pk)
    learnt, asked, stored = earned(ids), required(), _completions(ids)
    complete = {pk for pk, _role in stored}
    if complete:
        _hold_commitments(complete)
    changed = set()
    for pk, person in by_pk.items():
        for role, modules in asked.items():
            if _write(person, role, completed(learnt[pk], modules), stored[pk, role]):
                changed.add(pk)
    complete |= changed  # a beginning waits only for whoever completed something
    for commitment in _waiting(complete) if complete else ():
        if _anchor(commitment):
            changed.add(commitment.placement.volunteer_id)
    standing.refresh_volunteers(ids=sorted(changed), cause=cause)


def reckon_new_day() -> int:
    """Reckon whoever holds credit that has begun to count of late: a mark may be made before its session's day. How
    many people were looked at. Part of the tick, once a day.
    """
    if Heartbeat.objects.filter(name=NEW_DAY, at__gte=at(today(), 0)).exists():
        return 0
    begun = Credit.objects.standing().filter(earned_on__gt=today() - LATELY, earned_on__lte=today())
    people = list(Volunteer.objects.filter(pk__in=begun.values("volunteer")).order_by("pk"))
    reckon_all(volunteers=people)
    Heartbeat.beat(NEW_DAY)
    return len(people)


def anchor_waiting(*, volunteer: Volunteer) -> None:
    """Let the volunteer's commitments that have no beginning yet begin on the day after completion.

    Never before the placement did.
    """
    for commitment in _waiting([volunteer.pk]):
        _anchor(commitment)


def _waiting(ids: Collection[int]) -> QuerySet[Commitment]:
    waiting = Commitment.objects.filter(placement__volunteer__in=ids, anchor_on=None, ended_early_on=None)
    return waiting.select_related("placement").order_by("pk")


def _hold_commitments(ids: Collection[int]) -> None:
    """Whoever judges these commitments waits; held in order, since they are changed in the order of what was learnt."""
    mine = Commitment.objects.filter(placement__volunteer__in=ids)
    list(mine.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def _anchor(commitment: Commitment) -> bool:
    """Let one begin, if the training it waits for is complete."""
    placement = commitment.placement
    done = Completion.objects.filter(volunteer=placement.volunteer_id, role=placement.role_id, undone_at=None)
    last = done.order_by("completed_on").last()
    if last is None:
        return False
    set_anchor(commitment=commitment, anchor_on=max(last.completed_on + DAY, placement.starts_on))
    log(instance=commitment, action="training.anchor")
    return True


def set_anchor(*, commitment: Commitment, anchor_on: date | None) -> None:
    """Store when a commitment begins, and the end that follows."""
    commitment.anchor_on = anchor_on
    commitment.ends_on = end_of(commitment)
    commitment.save(update_fields=["anchor_on", "ends_on"])
    lights.settle(commitment=commitment)


def end_of(commitment: Commitment) -> date | None:
    """The last day of a commitment; None before it has a beginning, or while a pause is open-ended."""
    if commitment.anchor_on is None:
        return None
    rows = Pause.objects.filter(commitment=commitment).values_list("from_on", "until_on")
    pauses = [Span(first, last or date.max) for first, last in rows]
    weeks = sum(Extension.objects.filter(commitment=commitment).values_list("weeks", flat=True))
    return commitment_end(commitment.anchor_on, commitment.months, pauses, weeks)


def _completions(ids: Collection[int]) -> defaultdict[tuple[int, int], list[Completion]]:
    """Those that stand, by volunteer and role."""
    found: defaultdict[tuple[int, int], list[Completion]] = defaultdict(list)
    for row in Completion.objects.filter(volunteer__in=ids, undone_at=None):
        found[row.volunteer_id, row.role_id].append(row)
    return found


def _write(volunteer: Volunteer, role: int, spans: Spans, stored: Iterable[Completion]) -> bool:
    """Bring the stored completions of one role in line: keep, prolong, add, undo; each change is logged.

    Whether anything changed.
    """
    wanted = {span.start: None if span.end == date.max else span.end for span in spans if span.start <= today()}
    changed = False
    for row in stored:
        if row.completed_on not in wanted:
            _undo(row)
        elif (until := wanted.pop(row.completed_on)) != row.valid_until:
            row.valid_until = until
            row.save(update_fields=["valid_until"])
        else:
            continue
        changed = True
    for day, until in wanted.items():
        row = Completion.objects.create(volunteer=volunteer, role=Role(pk=role), completed_on=day, valid_until=until)
        log(instance=row, action="training.complete")
    return changed or bool(wanted)


def _undo(row: Completion) -> None:
    """Take a completion back, and the beginning of a commitment that followed from it alone."""
    row.undone_at = timezone.now()
    row.save(update_fields=["undone_at"])
    log(instance=row, action="training.undo_completion")
    followed = Commitment.objects.filter(
        placement__volunteer=row.volunteer_id, placement__role=row.role_id, anchor_on=row.completed_on + DAY
    )
    for commitment in followed:
        set_anchor(commitment=commitment, anchor_on=None)
        log(instance=commitment, action="training.anchor")

"""Completion, which comes and goes by itself with the credits."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from base.dates import today
from recruitment.models import Role, Volunteer
from training.actions import standing
from training.models import Commitment, Completion, Credit, Pause, Requirement
from training.rules import DAY, Span, Spans, commitment_end, completed


@transaction.atomic
def reckon(*, volunteer: Volunteer) -> None:
    """Make a volunteer's completions what the credits say now, and what follows from them: the beginning of a
    commitment that waits for it, and the standing. To be called after every change of a credit; calling it again
    changes nothing.
    """
    Volunteer.objects.filter(pk=volunteer.pk).update(language=F("language"))  # one at a time for each person
    earned = _credits(volunteer)
    for role, required in _required().items():
        _write(volunteer, role, completed(earned, required))
    anchor_waiting(volunteer=volunteer)
    standing.refresh_volunteer(volunteer=volunteer)


def anchor_waiting(*, volunteer: Volunteer) -> None:
    """Let the volunteer's commitments that have no beginning yet begin on the day after completion.

    Never before the placement did.
    """
    waiting = Commitment.objects.filter(placement__volunteer=volunteer, anchor_on=None, ended_early_on=None)
    for commitment in waiting.select_related("placement"):
        done = volunteer.completions.filter(role=commitment.placement.role_id, undone_at=None)
        if last := done.order_by("completed_on").last():
            anchor = max(last.completed_on + DAY, commitment.placement.starts_on)
            set_anchor(commitment=commitment, anchor_on=anchor)


def set_anchor(*, commitment: Commitment, anchor_on: date | None) -> None:
    """Store when a commitment begins, and the end that follows."""
    commitment.anchor_on = anchor_on
    commitment.ends_on = end_of(commitment)
    commitment.save(update_fields=["anchor_on", "ends_on"])


def end_of(commitment: Commitment) -> date | None:
    """The last day of a commitment; None before it has a beginning, or while a pause is open-ended."""
    if commitment.anchor_on is None:
        return None
    rows = Pause.objects.filter(commitment=commitment).values_list("from_on", "until_on")
    pauses = [Span(first, last or date.max) for first, last in rows]
    return commitment_end(commitment.anchor_on, commitment.months, pauses)


def _credits(volunteer: Volunteer) -> dict[int, list[Span]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    rows = Credit.objects.standing().filter(volunteer=volunteer)
    for module, first, last in rows.values_list("module", "earned_on", "valid_until"):
        found[module].append(Span(first, last or date.max))
    return found


def _required() -> dict[int, dict[int, list[Span]]]:
    found: defaultdict[int, defaultdict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for role, module, first, last in Requirement.objects.values_list("role", "module", "from_on", "until_on"):
        found[role][module].append(Span(first, last or date.max))
    return {role: dict(modules) for role, modules in found.items()}


def _write(volunteer: Volunteer, role: int, spans: Spans) -> None:
    """Bring the stored completions of one role in line: keep, prolong, add, undo; each change is logged."""
    wanted = {span.start: None if span.end == date.max else span.end for span in spans if span.start <= today()}
    for row in volunteer.completions.filter(role=role, undone_at=None):
        if row.completed_on not in wanted:
            _undo(row)
        elif (until := wanted.pop(row.completed_on)) != row.valid_until:
            row.valid_until = until
            row.save(update_fields=["valid_until"])
    for day, until in wanted.items():
        row = Completion.objects.create(volunteer=volunteer, role=Role(pk=role), completed_on=day, valid_until=until)
        log(instance=row, action="training.complete")


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

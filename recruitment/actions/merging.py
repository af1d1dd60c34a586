"""Making one of two applications of the same person for the same role. Nothing is deleted by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from recruitment.actions.interviews import release
from recruitment.actions.pipeline import check_actor, read_again
from recruitment.actions.refusals import Moved, NotPossible
from recruitment.models import (
    OWED,
    UNSUCCESSFUL,
    Application,
    ApplicationEvent,
    InformationRequest,
    InterviewSlot,
    LanguagePair,
    Placement,
    Reference,
    Review,
    SpokenLanguage,
    Stage,
    Tag,
)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One kind of what hangs on the application that ends: the rows that go over, and how many stay where they are."""

    label: str | Promise
    rows: QuerySet[Any]
    staying: int

    @property
    def going(self) -> int:
        """How many go over."""
        return self.rows.count()


def default_kept(one: Application, other: Application) -> Application:
    """Which of two stays if nobody says otherwise: the one a volunteer came of, otherwise the older."""
    placed = set(Placement.objects.filter(application__in=[one, other]).values_list("application", flat=True))
    return min(one, other, key=lambda row: (row.pk not in placed, row.submitted_at, row.pk))


def hindrance(*, kept: Application, ending: Application) -> str:
    """Why these two cannot be made one this way round, in words; empty where they can."""
    if kept.pk == ending.pk or kept.merged_into_id or ending.merged_into_id:
        return _("One of them was merged already.")
    if kept.role_id != ending.role_id:
        return _("They are for different roles: somebody may apply for both, so they stay two.")
    if Placement.objects.filter(application=ending).exists():
        return _("A volunteer came of %(reference)s: it is the one to keep.") % {"reference": ending}
    if kept.stage in UNSUCCESSFUL and not ending.is_closed:
        return _("%(kept)s is closed and %(ending)s is open: keep the open one.") % {"kept": kept, "ending": ending}
    return ""


def question_waits(*, kept: Application, ending: Application) -> bool:
    """Whether the applicant owes the answer to a question put to the one that ends, and the kept one is to wait for it.

    Otherwise (an offer is made, or it is closed) an open question of the one that ends is closed with it.
    """
    if ending.stage != Stage.INFORMATION or kept.stage not in OWED:
        return False
    return ending.requests.filter(answered_at=None).exists()


def moves(*, kept: Application, ending: Application) -> list[Move]:
    """What goes over. A row stays where the kept one has its like already: it remains readable there."""
    return list(_moves(kept, ending))


def _moves(kept: Application, ending: Application) -> Iterator[Move]:
    reviewers = kept.reviews.values("reviewer")
    yield _split(gettext_lazy("Reviews"), Review, ending, reviewer__in=reviewers)
    yield _split(gettext_lazy("References"), Reference, ending, email__in=kept.references.values("email"))
    asked = {"answered_at": None} if kept.requests.filter(answered_at=None).exists() else None
    yield _split(gettext_lazy("Questions asked and their answers"), InformationRequest, ending, **(asked or NEVER))
    rival = InterviewSlot.objects.filter(application=kept).exists() and not _replaces_past_talk(kept, ending)
    yield _split(gettext_lazy("Interview times"), InterviewSlot, ending, **({} if rival else NEVER))
    yield _split(gettext_lazy("Languages"), SpokenLanguage, ending, language__in=kept.spoken.values("language"))
    yield _pairs(kept, ending)
    through = Tag.applications.through
    yield _split(gettext_lazy("Tags"), through, ending, tag__in=kept.tags.values("pk"))


def _replaces_past_talk(kept: Application, ending: Application) -> bool:
    """Whether the talk of the one that ends is still to come, while the kept one's is over: a past one is no like."""
    to_come = InterviewSlot.objects.filter(starts_at__gt=timezone.now())
    return to_come.filter(application=ending).exists() and not to_come.filter(application=kept).exists()


NEVER: dict[str, Any] = {"pk__in": ()}


def _split(label: str | Promise, model: Any, ending: Application, **there: Any) -> Move:
    """The rows of a kind, less those of which the kept one has the like."""
    rows = model.objects.filter(application=ending)
    like = set(rows.filter(**there).values_list("pk", flat=True))
    return Move(label=label, rows=rows.exclude(pk__in=like), staying=len(like))


def _pairs(kept: Application, ending: Application) -> Move:
    same = {name: OuterRef(name) for name in ("source", "target", "dialect")}
    like = LanguagePair.objects.filter(application=kept, **same)
    rows = LanguagePair.objects.filter(application=ending)
    staying = rows.filter(Exists(like)).count()
    return Move(label=gettext_lazy("Language pairs"), rows=rows.exclude(Exists(like)), staying=staying)


@transaction.atomic
def merge(
    *, kept: Application, ending: Application, actor: User, seen_kept: int, seen_ending: int
) -> list[tuple[str | Promise, int, int]]:
    """Put ``ending`` into ``kept``, each as the actor saw it. It cannot be undone.

    Nobody is mailed, but for a talk to come that is given up because the kept one has another: both sides are told.
    A question that waits for its answer goes on waiting there (see :func:`question_waits`). Answers, files, history and
    mails stay with the one that ends and are shown with the kept one. Raises NotAllowed, NotPossible, Moved or
    Erased; then nothing changed. Returns what went over and what stayed, by kind.
    """
    check_actor(actor, kept)
    check_actor(actor, ending)
    for row in (kept, ending):
        read_again(row, "stage", "version", "merged_into")
    if reason := hindrance(kept=kept, ending=ending):
        raise NotPossible(reason)
    stays, ends = Stage(kept.stage), Stage(ending.stage)
    waits = question_waits(kept=kept, ending=ending)
    to = ends if ending.is_closed else Stage.WITHDRAWN
    changes = {
        kept.pk: (seen_kept, _at(stays, Stage.INFORMATION if waits else stays)),
        ending.pk: (seen_ending, {"merged_into": kept, **_at(ends, to)}),
    }
    for key in sorted(changes):  # always in the same order, so that two merges never wait for each other
        _take(kept if key == kept.pk else ending, *changes[key])
    Application.objects.filter(merged_into=ending).update(merged_into=kept)
    unanswered = [] if waits else list(ending.requests.filter(answered_at=None))
    told = _carry_over(kept, ending)
    InformationRequest.objects.filter(pk__in=[row.pk for row in unanswered]).update(answered_at=timezone.now())
    release(application=ending, actor=actor)
    _record(kept, ending, actor, stays)
    _record(ending, kept, actor, ends)
    return told


def _at(came_from: Stage, to: Stage) -> dict[str, Any]:
    """The columns of a row that reaches a stage, or stays where it is."""
    if to == came_from:
        return {}
    return {"stage": to, "stage_since": timezone.now(), "reminders": 0, "reminded_at": None}


def _take(row: Application, seen_version: int, columns: dict[str, Any]) -> None:
    """Change a row if it still is as it was seen."""
    seen = Application.objects.filter(pk=row.pk, version=seen_version, merged_into=None)
    taken = seen.update(version=seen_version + 1, **columns)
    read_again(row, "stage", "version", "merged_into", "stage_since")
    if not taken:
        raise Moved(Stage(row.stage))


def _carry_over(kept: Application, ending: Application) -> list[tuple[str | Promise, int, int]]:
    try:
        with transaction.atomic():
            if _replaces_past_talk(kept, ending):  # a past one is left to the history, as where another is booked
                InterviewSlot.objects.filter(application=kept).update(application=None)
            return [
                (one.label, one.rows.update(application=kept.pk), one.staying)
                for one in moves(kept=kept, ending=ending)
            ]
    except IntegrityError as error:  # somebody wrote the like at this very moment
        raise NotPossible(_("Something was added to one of them just now. Please look again.")) from error


def _record(row: Application, other: Application, actor: User, came_from: Stage) -> None:
    """A line in the history of one, naming the other."""
    way = {"from_stage": came_from, "to_stage": row.stage} if came_from != row.stage else {}
    ApplicationEvent.objects.create(
        application=row,
        kind=ApplicationEvent.Kind.MERGE,
        actor=actor,
        reason=other.reference,
        at=timezone.now(),
        **way,
    )
    log(instance=row, action="recruitment.merge", user=actor, data={"with": other.reference})

"""Reading applications by a role's rubric: each reader for themselves, nobody led by another's score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from recruitment.actions.pipeline import hold, is_own, read_again
from recruitment.actions.refusals import NotAllowed, NotPossible, Refused
from recruitment.models import BEST, BLIND, READ, Application, Criterion, NameShown, Review, Role, Score

REVIEW = "recruitment.review_application"


class Rewritten(Refused):
    """The same reader wrote this review again meanwhile, in another window."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You wrote this review again meanwhile, in another window. Nothing of yours is lost: "
                "what you typed stands here. Save once more to put it in the place of the other."
            )
        )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the readers of an application found so far, as far as one of them may see it."""

    reviews: list[Review]
    average: float | None
    spread: float | None


def may_review(actor: User, application: Application) -> bool:
    """Whether this person may score this application now: by right, while it is read, and nobody their own."""
    reads = application.stage in READ and application.role.with_screening and application.merged_into_id is None
    return reads and actor.has_perm(REVIEW) and not is_own(actor, application)


def own_review(actor: User, application: Application) -> Review | None:
    """What this person wrote about it."""
    return application.reviews.filter(reviewer=actor).prefetch_related("scores").first()


def reading(application: Application, reader: User) -> Reading | None:
    """All reviews with their average and spread; None while this reader has still to score, or it is their own."""
    if is_own(reader, application):
        return None
    reviews = list(application.reviews.select_related("reviewer").prefetch_related("scores__criterion__role"))
    if application.stage in READ and all(review.reviewer_id != reader.pk for review in reviews):
        return None
    means = [review.mean for review in reviews if review.mean is not None]
    average = sum(means) / len(means) if means else None
    return Reading(reviews=reviews, average=average, spread=max(means) - min(means) if means else None)


@transaction.atomic
def review(
    *, application: Application, reviewer: User, points: Mapping[int, int], comment: str, seen_version: int
) -> Review:
    """Keep what a reader found: ``points`` by the key of a criterion, each at the weight it has at this moment.

    ``seen_version`` is 0 for a first review. Scores by criteria that were retired since stay. Raises NotAllowed,
    NotPossible or Rewritten; then nothing changed.
    """
    _check_reader(application, reviewer)
    asked = list(Criterion.objects.used().filter(role=application.role).select_related("role"))
    if not asked or any(points.get(one.pk) not in range(BEST + 1) for one in asked):
        raise NotPossible(_("Give points for each line."))
    row = _take(application, reviewer, comment.strip(), seen_version)
    row.scores.filter(criterion__in=asked).delete()
    row.scores.bulk_create(Score(review=row, criterion=one, points=points[one.pk], weight=one.weight) for one in asked)
    row.mean = weighted_mean([(score.points, score.weight) for score in row.scores.all()])
    Review.objects.filter(pk=row.pk).update(mean=row.mean)
    log(instance=application, action="recruitment.review", user=reviewer)
    return row


def weighted_mean(scores: list[tuple[int, int]]) -> float | None:
    """The mean of (points, weight); None where nothing weighs anything."""
    weights = sum(weight for _points, weight in scores)
    return sum(points * weight for points, weight in scores) / weights if weights else None


def _check_reader(application: Application, reviewer: User) -> None:
    read_again(application, "stage", "merged_into")
    if not reviewer.has_perm(REVIEW):
        raise NotAllowed(_("Recruiters, supervisors and administrators score applications."))
    if is_own(reviewer, application):
        raise NotAllowed(_("Nobody scores their own application: ask a colleague."))
    if not may_review(reviewer, application):
        raise NotPossible(_("This application is not being read any more."))


def _take(application: Application, reviewer: User, comment: str, seen_version: int) -> Review:
    """The reader's row at its next version, if it still is what they saw."""
    mine = Review.objects.filter(application=application, reviewer=reviewer)
    told = {"comment": comment, "at": timezone.now(), "version": seen_version + 1}
    if seen_version:
        if not mine.filter(version=seen_version).update(**told):
            raise Rewritten
        return mine.get()
    try:
        with transaction.atomic():
            return Review.objects.create(application=application, reviewer=reviewer, **told)
    except IntegrityError as error:
        raise Rewritten from error


def hides_name(user: User, application: Application) -> bool:
    """Whether this person must not see yet whose application this is; of a merged one, whose the other is.

    A list asks once for all its rows: ``Application.objects.with_hidden_names(user)``; then this asks nothing.
    """
    told = getattr(application, "name_hidden", None)
    if told is not None:
        return bool(told)
    application = application.merged_into or application
    role = application.role
    if not (role.blind_review and role.with_screening and application.stage in BLIND):
        return False
    rows: Any = Application.objects.with_hidden_names(user)
    return bool(rows.filter(pk=application.pk, name_hidden=True).exists())


def as_read_by(rows: Iterable[Application], reader: User) -> list[Application]:
    """These applications as a list shows them to this reader, with one query more whatever their number.

    Each gets ``score_average``, ``score_spread`` and ``name_hidden``; where the name is hidden, the row in memory
    (never saved) no longer has it.
    """
    found = list(rows)
    known = Application.objects.filter(pk__in=[row.pk for row in found]).order_by()
    columns = ("score_average", "score_spread", "name_hidden")
    told: Any = known.with_scores(reader).with_hidden_names(reader).values("pk", *columns)
    by_key = {one["pk"]: one for one in told}
    for row in found:
        for column in columns:
            setattr(row, column, by_key.get(row.pk, {}).get(column))
        if hides_name(reader, row):
            row.name, row.name_other = _("Name hidden"), ""
    return found


@transaction.atomic
def show_name(*, application: Application, user: User) -> None:
    """Show somebody the name of an application that they have not scored: from now on, and it is logged."""
    if not user.has_perm("recruitment.view_application"):
        raise NotAllowed(_("You may not read applications."))
    application = application.merged_into or application
    hold(application)
    rows = [NameShown(application=application, user=user, at=timezone.now())]
    NameShown.objects.bulk_create(rows, ignore_conflicts=True)
    log(instance=application, action="recruitment.name_shown", user=user)


LEGAL = ("Legal background: studies, training or work", "法律背景：學習、培訓或工作")
EXPERIENCE = ("Experience with refugees or other vulnerable people", "與難民或其他有需要人士共事的經驗")
SKILLS = ("The skills this role needs, shown by examples", "以實例說明具備此崗位所需的技能")
TIME = ("Time and reliability for what the role asks", "時間配合及可靠程度符合崗位要求")
REASONS = ("Why they would like to do this", "希望參與的原因")


@transaction.atomic
def default_criteria(*, role: Role, actor: User | None = None) -> list[Criterion]:
    """Give a role without a rubric a first one, made of what it says it prefers. Returns what was made."""
    role = Role.objects.select_for_update(no_key=True).get(pk=role.pk)  # of two readers at once one makes it
    if role.criteria.exists():
        return []
    by = Criterion.Weight
    lines = [(LEGAL, by.LEGAL, role.weight_legal), (EXPERIENCE, by.EXPERIENCE, role.weight_experience)]
    lines += [
        (SKILLS, by.ONE, not (role.weight_legal or role.weight_experience)),
        (REASONS, by.ONE, 1),
        (TIME, by.ONE, 1),
    ]
    asked = [(label, weight) for label, weight, wanted in lines if wanted]
    made = Criterion.objects.bulk_create(
        Criterion(role=role, label_en=label[0], label_zh=label[1], weight_by=weight, sort_order=place)
        for place, (label, weight) in enumerate(asked, 1)
    )
    for line in made if actor else ():
        log(instance=line, action="wagtail.create", user=actor)
    return made

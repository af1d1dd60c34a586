"""An application as it reads on the staff's page: the frozen form's words, the applicant's answers."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.templatetags.components import written_short
from recruitment.models import Application, ApplicationFile, Cohort
from recruitment.rules import POINT_LABELS, Point, Question, Terms, in_words, points, shown
from recruitment.rules.questions import FOR_SUPERVISOR, WHO


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One question with its answer; ``withheld`` where the reader may not see it, ``hidden`` while names are."""

    key: str = ""
    label: str
    value: str = ""
    withheld: bool = False
    hidden: bool = False
    is_long: bool = False
    file: ApplicationFile | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """The answers of one step."""

    title: str
    answers: list[Answer] = field(default_factory=list)


def parts(application: Application, *, may_read_conflict: bool, hides_name: bool = False) -> list[Part]:
    """The steps that were asked, each with its answers; what is for the supervising lawyer only if that is them.

    With ``hides_name``, neither what tells who the applicant is nor files, which mostly do.
    """
    rounds = {str(cohort.pk): cohort.name for cohort in Cohort.objects.all()}
    files = {file.field: file for file in application.files.all()}
    read = [
        Part(
            title=in_words(step["title"]),
            answers=[
                _covered(question)
                if hides_name and (question["key"] in WHO or question["kind"] == "file")
                else _answer(question, application.answers, rounds, files, may_read_conflict)
                for question in step.get("questions", ())
            ],
        )
        for step in application.form.content["steps"]
    ]
    return [part for part in read if part.answers]


def _covered(question: Question) -> Answer:
    return Answer(key=question["key"], label=in_words(question["label"]), hidden=True)


def _answer(
    question: Question,
    answers: dict[str, Any],
    rounds: dict[str, str],
    files: dict[str, ApplicationFile],
    may_read_conflict: bool,  # noqa: FBT001 - passed on as it came
) -> Answer:
    key, label = question["key"], in_words(question["label"])
    if question.get("seen_by") == FOR_SUPERVISOR and not may_read_conflict:
        return Answer(key=key, label=label, withheld=True)
    if question["kind"] == "file":
        return Answer(key=key, label=label, file=files.get(key))
    value = shown(question, answers.get(key), rounds=rounds)
    return Answer(key=key, label=label, value=value, is_long=question["kind"] == "long_text")


def in_numbers(point: Point, application: Application) -> str:
    """The point to discuss with its numbers, as far as the columns tell: what was answered, and what the role asks."""
    role, hours, months, leaves = (
        application.role,
        application.hours_per_week,
        application.months,
        application.leaves_on,
    )
    if point == Point.HOURS and hours is not None:
        told = ngettext("%(given)s hour a week; we ask %(asked)s", "%(given)s hours a week; we ask %(asked)s", hours)
        return told % {"given": hours, "asked": role.hours_min}
    if point == Point.MONTHS and months is not None:
        told = ngettext("%(given)s month; we ask %(asked)s", "%(given)s months; we ask %(asked)s", months)
        return told % {"given": months, "asked": role.months}
    if point == Point.LEAVING and leaves:
        told = _("May leave Hong Kong on %(day)s; we ask %(asked)s months")
        return told % {"day": written_short(leaves), "asked": role.months}
    return str(POINT_LABELS[point])


def all_points(application: Application) -> list[Point]:
    """What to talk about, by everything that was answered."""
    return points(terms=Terms.of(application.role), answers=application.answers, day=application.work_from)

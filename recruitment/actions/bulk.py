"""Moving several applications: each by itself, with the version its mover saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from django.utils.translation import gettext as _

from accounts.models import User
from base.localised import suffix
from mail.models import Message
from mail.rules import kind as kind_of
from recruitment.actions.acceptance import certain_match, matches_of
from recruitment.actions.pipeline import Letter, check_actor, kind_for, mail_values, move
from recruitment.actions.refusals import Moved, NotPossible, Refused, WhichPerson
from recruitment.actions.reviews import hides_name
from recruitment.actions.unresolved import unresolved_of
from recruitment.models import Application, Placement, Stage, Volunteer, next_stages

MOST = 200  # applications moved at once
# Asking somebody for more wants a question of its own; nothing moves back to where it began.
BULK_TARGETS = [stage for stage in Stage if stage not in {Stage.SUBMITTED, Stage.INFORMATION}]
Group = tuple[int, str]  # the role and the language of a mail


@dataclass(frozen=True, kw_only=True)
class Text:
    """A mail before its fields are put in."""

    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Left:
    """An application that was not moved, and why."""

    application: Application
    why: str


@dataclass(kw_only=True)
class Outcome:
    """What became of them."""

    moved: list[Application] = field(default_factory=list)
    before: list[Application] = field(default_factory=list)  # moved there already, by this form sent twice or by others
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class People:
    """Whom these applicants may be among the volunteers, and which of those have a running placement in which role."""

    matches: dict[int, list[Volunteer]]
    placed: set[tuple[int, int]]

    @classmethod
    def of(cls, applications: Sequence[Application]) -> Self:
        """Looked up for all of them at once."""
        matches = matches_of(applications)
        known = {person.pk for people in matches.values() for person in people}
        running = Placement.objects.filter(volunteer__in=known, ends_on=None)
        return cls(matches=matches, placed=set(running.values_list("volunteer", "role")))


def group_of(application: Application) -> Group:
    """Whose mail is written together with whose."""
    return application.role_id, application.language


def text_for(to: Stage, language: str) -> Text:
    """The mail of reaching a stage as staff last wrote it, with its fields."""
    row = Message.objects.filter(kind=kind_for(to)).first() or kind_of(kind_for(to))
    end = suffix(language)
    return Text(subject=getattr(row, f"subject_{end}"), body=getattr(row, f"body_{end}"))


def filled(application: Application, to: Stage, text: Text) -> Letter:
    """The mail this applicant gets."""
    kind, values = kind_of(kind_for(to)), mail_values(application)
    return Letter(subject=kind.fill(text.subject, values), body=kind.fill(text.body, values))


def obstacles(*, applications: Sequence[Application], to: Stage, actor: User) -> list[Left]:
    """Those that this person cannot move there, each with why, in words. Changes nothing."""
    people = People.of(applications) if to == Stage.ACCEPTED else None
    told = ((row, _obstacle(row, to, actor, people)) for row in applications)
    return [Left(application=row, why=why) for row, why in told if why]


def _obstacle(application: Application, to: Stage, actor: User, people: People | None) -> str:
    try:
        check_actor(actor, application)
        _check_known(application, actor)
        _check_way(application, to)
        if people:
            _check_person(application, people)
    except Refused as error:
        return str(error)
    return ""


def _check_known(application: Application, actor: User) -> None:
    if hides_name(actor, application):
        raise NotPossible(_("Its name is hidden from you: score it, or have the name shown, before you decide."))


def still_open(*, applications: Sequence[Application], to: Stage) -> list[Left]:
    """What somebody who moves these there should know first, said of each."""
    open_of = unresolved_of(applications, to)
    told = ((row, open_of[row.pk]) for row in applications)
    return [Left(application=row, why=" ".join(warnings)) for row, warnings in told if warnings]


def _check_way(application: Application, to: Stage) -> None:
    here = Stage(application.stage)
    if here == to:
        raise NotPossible(_("It is there already."))
    if to not in next_stages(here, application.role):
        raise NotPossible(
            _("From “%(here)s” an application for this role cannot move to “%(there)s”.")
            % {"here": here.label, "there": to.label}
        )


def _check_person(application: Application, people: People) -> None:
    """What an acceptance needs, as far as it can be known before."""
    if application.role.is_casework and not application.is_adult:
        raise NotPossible(_("Casework is for people of 18 or over; another role may be open to this applicant."))
    if not (matches := people.matches[application.pk]):
        return
    if not (person := certain_match(application, matches)):
        raise WhichPerson
    if (person.pk, application.role_id) in people.placed:
        raise NotPossible(_("This volunteer already has a running placement in this role."))


def move_all(
    *, seen: Mapping[int, int], to: Stage, actor: User, texts: Mapping[Group, Text | None], reason: str, note: str = ""
) -> Outcome:
    """Move each of these (key and version as seen) in a transaction of its own; what changed meanwhile is left.

    ``texts`` are the mails by role and language, None where none is sent. Done twice, it moves nothing twice.
    """
    outcome = Outcome()
    rows = Application.objects.visible_to(actor).filter(pk__in=list(seen)[:MOST]).oldest_first()
    for application in rows.select_related("role", "cohort", "draft"):
        version = seen[application.pk]
        try:
            _move_one(application, version, to, actor, texts.get(group_of(application)), reason, note)
        except Moved as error:
            if (error.now, application.version) == (to, version + 1):
                outcome.before.append(application)
            else:
                outcome.left.append(Left(application=application, why=str(error)))
        except Refused as error:
            outcome.left.append(Left(application=application, why=str(error)))
        else:
            outcome.moved.append(application)
    return outcome


def _move_one(
    application: Application, version: int, to: Stage, actor: User, text: Text | None, reason: str, note: str
) -> None:
    _check_known(application, actor)
    letter = filled(application, to, text) if text else None
    move(
        application=application,
        to=to,
        actor=actor,
        seen_version=version,
        reason=reason,
        note=note,
        letter=letter,
        silent=letter is None,
    )

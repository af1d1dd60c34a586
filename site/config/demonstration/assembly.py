"""The demonstration as a whole, in the order in which its parts rest on each other."""

from collections.abc import Callable
from datetime import date
from random import Random

from django.conf import settings
from django.db import transaction

from accounts.roles import Staff
from base.dates import today
from config.demonstration.accounts import make_staff
from config.demonstration.applications import make_waiting
from config.demonstration.awards import make_awards
from config.demonstration.calendar import make_cohorts, make_modules, make_weekend
from config.demonstration.certificates import issue_some
from config.demonstration.commitments import judge_commitments
from config.demonstration.conversations import make_conversations, prepare_roles
from config.demonstration.holidays import make_holidays
from config.demonstration.names import people
from config.demonstration.outbox import make_outbox
from config.demonstration.roles import CASEWORK, make_organisation, make_roles
from config.demonstration.scene import Scene
from config.demonstration.texts import make_terms
from config.demonstration.training import count_seats
from config.demonstration.volunteers import make_volunteers
from pages.actions import publish_demonstration_site
from recruitment.actions.drafts import publish_form
from recruitment.models import Role
from training.actions.standing import rebuild

SEED = 2007


class NoDemonstration(Exception):  # noqa: N818 - it reads as what happened
    """Demonstration mode is off: invented people and known passwords do not belong here."""


def empty() -> bool:
    """Whether nothing was entered yet: the demonstration is never laid over existing data."""
    return not Role.objects.exists()


def check_allowed() -> None:
    """Refuse outside demonstration mode."""
    if not settings.DEMO:
        raise NoDemonstration


@transaction.atomic
def build(*, tell: Callable[[str], None] = lambda _text: None) -> bool:
    """Fill an empty database with the demonstration; False, and nothing done, where it is not empty."""
    check_allowed()
    if not empty():
        return False
    tell("roles, rounds and weekends")
    scene = lay_ground(today())
    tell("volunteers")
    everybody = people()
    cast = make_volunteers(scene, everybody)
    tell("applications")
    make_waiting(scene, list(everybody), cast.volunteers[1:6:3])
    make_conversations(scene)
    count_seats()
    make_outbox()
    tell("eligibility")
    rebuild()
    judge_commitments()
    tell("certificates")
    issue_some(scene, cast, make_awards(scene.roles[CASEWORK]))
    tell("pages")
    publish_demonstration_site(roles=scene.roles.values())
    return True


def lay_ground(day: date) -> Scene:
    """All that people apply for, sign and come to, for last year, this year and next."""
    years = range(day.year - 1, day.year + 2)
    make_organisation()
    roles, staff = make_roles(), make_staff()
    prepare_roles(roles)
    holidays, modules = make_holidays(years), make_modules(roles[CASEWORK])
    rounds = make_cohorts(years, holidays, roles[CASEWORK])
    trainers = [staff[Staff.TRAINER]]
    return Scene(
        day=day,
        rng=Random(SEED),  # noqa: S311 - the same every time, on purpose
        roles=roles,
        forms={slug: publish_form(role=role) for slug, role in roles.items()},
        staff=staff,
        rounds=rounds,
        weekends={cohort.pk: make_weekend(cohort, modules, trainers, day) for cohort in rounds},
        modules=modules,
        terms=make_terms(date(day.year - 6, 1, 1)),
    )

"""Two people press "Issue" at the same moment: one certificate, one serial number, and none skipped."""

import pytest
from django.db import connection

from accounts.models import User
from accounts.roles import Staff
from base.dates import today
from certificates.actions import issue
from certificates.models import Award, Certificate
from certificates.rules import AlreadyIssued
from certificates.tasks import make
from mail.models import Delivery
from tests.factories import AwardFactory, CompletionFactory, staff
from tests.faults.racers import race
from training.models import Completion

RACERS = 6
GUARD = next(rule for rule in Certificate._meta.constraints if rule.name == "one_valid_per_completion")  # noqa: SLF001 - the guard itself


def attempt(portion: tuple[int, int, int]) -> None:
    """Issue; to hear that there is one already is a good answer too."""
    award, completion, actor = portion
    try:
        issue(
            award=Award.objects.get(pk=award),
            achievement=Completion.objects.get(pk=completion),
            actor=User.objects.get(pk=actor),
        )
    except AlreadyIssued:
        return


@pytest.fixture
def portion(transactional_db: None) -> tuple[int, int, int]:
    completion, award = CompletionFactory(), AwardFactory()
    return award.pk, completion.pk, staff(Staff.TRAINER).pk


def test_exactly_one_certificate(portion: tuple[int, int, int]) -> None:
    race(attempt, [portion] * RACERS)

    assert Certificate.objects.count() == 1


def test_control_without_the_constraint_there_are_several(portion: tuple[int, int, int]) -> None:
    with connection.schema_editor() as editor:
        editor.remove_constraint(Certificate, GUARD)

    race(attempt, [portion] * RACERS)

    assert Certificate.objects.count() > 1


def test_serials_are_unique_and_none_is_skipped(portion: tuple[int, int, int]) -> None:
    award, completion, actor = portion
    people = [completion, *(CompletionFactory().pk for _ in range(RACERS - 1))]

    race(attempt, [(award, person, actor) for person in people] * 2)

    numbers = sorted(int(serial[-5:]) for serial in Certificate.objects.values_list("serial", flat=True))
    assert numbers == list(range(1, RACERS + 1))
    assert all(f"-{today().year}-" in serial for serial in Certificate.objects.values_list("serial", flat=True))


def test_of_several_workers_one_makes_the_document(portion: tuple[int, int, int]) -> None:
    attempt(portion)
    row = Certificate.objects.get()

    race(make.call, [row.pk] * 4)

    row.refresh_from_db()
    assert row.file
    assert row.attempts == 1
    assert Delivery.objects.filter(once=f"certificate:{row.uuid}").count() == 1

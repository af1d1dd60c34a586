"""Whatever is done in whatever order, an achievement has at most one valid certificate, and every code its history."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.roles import Staff
from base.dates import today
from certificates.actions import erase_certificates, expire, issue, reissue, renew, revoke
from certificates.models import Certificate
from certificates.rules import AlreadyIssued, Refused
from certificates.views.verify import find
from recruitment.rules import add_months
from tests.factories import AwardFactory, CompletionFactory, staff
from training.models import Completion

WHICH = st.integers(0, 1)
ENDED = {"superseded", "revoked"}
pytestmark = pytest.mark.either


class Desk(RuleBasedStateMachine):
    """Two awards, two completions; what is expected is kept beside what is stored."""

    @initialize()
    def begin(self) -> None:
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.actor = staff(Staff.ADMINISTRATOR)
        self.awards = [AwardFactory(validity_months=months) for months in (None, 12)]
        self.completions = [CompletionFactory() for _ in range(2)]
        self.expected: dict[int, str] = {}
        self.current: dict[tuple[int, int], int] = {}
        self.forgotten: set[int] = set()

    def teardown(self) -> None:
        if hasattr(self, "atom"):
            transaction.set_rollback(True)
            self.atom.__exit__(None, None, None)

    def try_to(self, action: Any, **arguments: Any) -> Any:
        """What the action gave; None where it was refused, and then nothing changed."""
        try:
            with transaction.atomic():
                return action(actor=self.actor, **arguments) or True
        except Refused:
            return None

    def pick(self, award: int, completion: int) -> Certificate | None:
        found = self.current.get((award, completion))
        return Certificate.objects.get(pk=found) if found else None

    def holds(self, completion: int) -> bool:
        return Completion.objects.filter(pk=self.completions[completion].pk, undone_at=None).exists()

    @rule(award=WHICH, completion=WHICH)
    def issues(self, award: int, completion: int) -> None:
        row = self.pick(award, completion)
        made = self.try_to(issue, award=self.awards[award], achievement=self.completions[completion])
        free = row is None or self.expected[row.pk] in ENDED
        assert bool(made) == (free and self.holds(completion))
        if made:
            self.put(award, completion, made)

    @rule(award=WHICH, completion=WHICH)
    def issues_to_whom_has_one(self, award: int, completion: int) -> None:
        row = self.pick(award, completion)
        if row and row.state == "valid" and self.holds(completion):
            with pytest.raises(AlreadyIssued), transaction.atomic():
                issue(award=self.awards[award], achievement=self.completions[completion], actor=self.actor)

    def put(self, award: int, completion: int, made: Certificate) -> None:
        self.expected[made.pk] = "valid"
        self.current[award, completion] = made.pk

    @rule(award=WHICH, completion=WHICH, action=st.sampled_from([reissue, renew]))
    def replaces(self, award: int, completion: int, action: Any) -> None:
        row = self.pick(award, completion)
        if row is None:
            return
        made = self.try_to(action, certificate=row)
        expected = self.expected[row.pk]
        if action is reissue:
            may = expected == "valid" and self.holds(completion)
        else:
            months = row.award.validity_months
            gains = bool(months and row.expires_on and row.expires_on < add_months(today(), months))
            may = expected not in ENDED and gains and self.holds(completion)
        assert bool(made) == may
        if made:
            self.expected[row.pk] = "superseded"
            self.put(award, completion, made)

    @rule(award=WHICH, completion=WHICH)
    def revokes(self, award: int, completion: int) -> None:
        row = self.pick(award, completion)
        if row is not None:
            done = self.try_to(revoke, certificate=row, reason="x")
            assert bool(done) == (self.expected[row.pk] not in ENDED)
            if self.expected[row.pk] not in ENDED:
                self.expected[row.pk] = "revoked"

    @rule(award=WHICH, completion=WHICH, made=st.booleans())
    def expires(self, award: int, completion: int, made: bool) -> None:  # noqa: FBT001 - drawn
        """Only what was made ends early."""
        row = self.pick(award, completion)
        if row is not None:
            rows = Certificate.objects.filter(pk=row.pk)
            rows.update(issued_on=today() - timedelta(days=1))
            if made:
                rows.filter(work="waiting").update(work="done", sha256="0" * 64)
            row.refresh_from_db()
            done = self.try_to(expire, certificate=row, last_on=today() - timedelta(days=1))
            assert bool(done) == (self.expected[row.pk] == "valid" and row.work == "done")
            if done:
                self.expected[row.pk] = "expired"

    @rule(completion=WHICH, forget=st.booleans())
    def is_erased(self, completion: int, forget: bool) -> None:  # noqa: FBT001 - drawn
        """Documents go; a code goes on telling what it is worth, or nothing. What was not made never will be."""
        person = self.completions[completion].volunteer
        rows = Certificate.objects.filter(volunteer=person)
        rows.filter(work="waiting").update(work="done", sha256="0" * 64)
        rows.update(forget=forget)
        erase_certificates(volunteer=person)
        if forget:
            self.forgotten |= set(rows.values_list("pk", flat=True))

    @rule(completion=WHICH, falls=st.booleans())
    def basis_changes(self, completion: int, falls: bool) -> None:  # noqa: FBT001 - drawn
        undone = timezone.now() if falls else None
        Completion.objects.filter(pk=self.completions[completion].pk).update(undone_at=undone)

    @invariant()
    def every_code_tells_its_history(self) -> None:
        if not hasattr(self, "expected"):
            return
        rows = list(Certificate.objects.filter(pk__in=self.expected).select_related("completion"))
        assert {row.pk: row.standing for row in rows} == self.expected
        valid = [(row.award_id, row.completion_id) for row in rows if row.state == "valid"]
        assert len(valid) == len(set(valid))
        assert {row.pk for row in rows if row.facts == {}} == self.forgotten
        assert self.forgotten.isdisjoint(row.pk for row in map(find, (row.code for row in rows)) if row)
        numbers = {int(row.serial[-5:]) for row in rows if row.standing != "valid" or row.pk in self.forgotten}
        assert numbers <= Certificate.objects.fallen(today().year)
        fallen = {row.pk for row in rows if row.standing == "valid" and row.completion and row.completion.undone_at}
        assert set(Certificate.objects.shaky().values_list("pk", flat=True)) == fallen


@pytest.mark.parametrize(
    ("runs", "steps"), [(4, 20), pytest.param(200, 50, marks=pytest.mark.long)], ids=["small", "full"]
)
def test_at_most_one_is_valid_whatever_happens(db: None, runs: int, steps: int) -> None:
    how = settings(max_examples=runs, stateful_step_count=steps, deadline=None, database=None, derandomize=True)
    run_state_machine_as_test(Desk, settings=how)


def test_who_is_erased_twice_is_forgotten_and_not_revoked(db: None) -> None:
    state = Desk()
    state.begin()
    state.issues(award=0, completion=0)
    state.is_erased(completion=0, forget=True)
    state.is_erased(completion=0, forget=True)
    state.every_code_tells_its_history()
    state.teardown()

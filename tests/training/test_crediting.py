"""Credit granted by hand: what follows from it, who may not, and what is left when it is withdrawn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import User
from base.dates import HONG_KONG, today
from recruitment.models import Placement, Role, Volunteer
from recruitment.rules import add_months
from tests.factories import (
    CaseworkFactory,
    CreditFactory,
    EnrolmentFactory,
    ModuleFactory,
    PlacementFactory,
    RequirementFactory,
    SessionFactory,
    TermsFactory,
)
from training.actions.commitment import set_availability, sign_commitment, sign_terms
from training.actions.crediting import grant, withdraw
from training.actions.forgetting import forget_words
from training.actions.people import move_training
from training.models import Attendance, Completion, Credit, Module, ModuleVersion, Standing, StandingChange, Terms

pytestmark = pytest.mark.either

TODAY = date(2027, 3, 15)
TAUGHT, EARLIER = Credit.Source.TAUGHT, Credit.Source.EARLIER


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2027, 3, 15, 10, 0, tzinfo=HONG_KONG))


@pytest.fixture
def modules(db: None) -> list[Module]:
    role = CaseworkFactory()
    return [RequirementFactory(role=role, module=ModuleFactory(validity_months=24)).module for _ in range(2)]


@pytest.fixture
def placement(modules: list[Module], vera: Volunteer) -> Placement:
    """Vera's in casework, for which training alone is missing."""
    for kind in Terms.Kind:
        TermsFactory(kind=kind, version=1, required_from=date(2025, 1, 1))
    role = Role.objects.get(is_casework=True)
    placement: Placement = PlacementFactory(role=role, volunteer=vera, starts_on=date(2027, 1, 4))
    sign_commitment(placement=placement, hours_per_week=6, actor=None)
    for terms in Terms.objects.exclude(kind=Terms.Kind.COMMITMENT):
        sign_terms(volunteer=vera, terms=terms)
    set_availability(volunteer=vera, half_days=["wed-pm"])
    return placement


def granted(volunteer: Volunteer, module: Module, actor: User | None, **given: Any) -> Credit:
    usual: dict[str, Any] = {"source": TAUGHT, "earned_on": TODAY - timedelta(days=9), "reason": "Taught it in March"}
    return grant(volunteer=volunteer, module=module, actor=actor, **usual | given)


def test_the_last_module_completes_and_makes_eligible_and_its_withdrawal_takes_that_back(
    placement: Placement, modules: list[Module], tom: User
) -> None:
    granted(placement.volunteer, modules[0], tom)
    assert not Completion.objects.exists()

    last = granted(placement.volunteer, modules[1], tom, source=EARLIER, earned_on=TODAY)

    done = Completion.objects.get()
    assert (done.completed_on, done.valid_until) == (TODAY, add_months(TODAY - timedelta(days=9), 24))
    assert (last.valid_until, last.granted_by) == (add_months(TODAY, 24), tom)
    withdraw(credit=last, reason="The paper was somebody else’s", actor=tom)
    last.refresh_from_db()
    assert (last.withdrawn_reason, last.withdrawn_by) == ("The paper was somebody else’s", tom)
    assert Completion.objects.get().undone_at is not None
    changes = StandingChange.objects.filter(placement=placement).order_by("pk")
    assert [(row.cause, row.is_eligible) for row in changes][-2:] == [("training", True), ("training", False)]
    assert changes[len(changes) - 1].missing == ["trained"]
    trail = ModelLogEntry.objects.filter(action__contains="credit").order_by("pk").values_list("action", "user")
    assert list(trail) == [("training.credit", tom.pk)] * 2 + [("training.withdraw_credit", tom.pk)]


def test_nobody_credits_themselves(placement: Placement, modules: list[Module], tom: User) -> None:
    credit = granted(placement.volunteer, modules[0], tom)

    with pytest.raises(PermissionDenied, match="Ask another trainer"):
        granted(placement.volunteer, modules[1], placement.volunteer.user)
    with pytest.raises(PermissionDenied, match="Ask another trainer"):
        withdraw(credit=credit, reason="Why not", actor=placement.volunteer.user)
    assert Credit.objects.standing().get() == credit


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"earned_on": TODAY + timedelta(days=1)}, "still to come"),
        ({"earned_on": date(207, 3, 1)}, "from Tuesday 15 March 1977 on"),
        ({"earned_on": TODAY - timedelta(days=9)}, "from that day already"),
        ({"reason": "  "}, "Give the reason"),
        ({"source": Credit.Source.ATTENDANCE}, "kept in the register"),
        ({"source": Credit.Source.IMPORTED}, "a page of their own"),
    ],
)
def test_what_cannot_be_credited_says_why(vera: Volunteer, tom: User, given: dict[str, Any], why: str) -> None:
    module = ModuleFactory()
    granted(vera, module, tom)

    with pytest.raises(ValidationError, match=why):
        granted(vera, module, tom, **{"earned_on": TODAY} | given)

    assert Credit.objects.count() == 1


def test_the_version_of_the_day_says_how_long_it_counts(vera: Volunteer, tom: User) -> None:
    module = ModuleFactory(validity_months=24)
    ModuleVersion.objects.create(module=module, from_on=date(2026, 1, 1), allowance_minutes=15, validity_months=12)
    ModuleVersion.objects.create(module=module, from_on=date(2027, 1, 1), allowance_minutes=15, validity_months=24)

    assert granted(vera, module, tom, earned_on=date(2026, 5, 31)).valid_until == date(2027, 5, 31)
    assert granted(vera, module, tom, earned_on=date(2027, 1, 1)).valid_until == date(2029, 1, 1)
    with pytest.raises(ValidationError, match="from Thursday 1 January 2026 on"):
        granted(vera, module, tom, earned_on=date(2025, 12, 31))


def test_a_credit_is_withdrawn_once_and_never_one_of_the_register(vera: Volunteer, tom: User) -> None:
    credit, session = granted(vera, ModuleFactory(), tom), SessionFactory()
    cell = Attendance.objects.create(
        enrolment=EnrolmentFactory(volunteer=vera, event=session.event), session=session, status="present"
    )
    attended = CreditFactory(volunteer=vera, source="attendance", attendance=cell, reason="")

    with pytest.raises(ValidationError, match="correct the mark in the register"):
        withdraw(credit=attended, reason="Not there", actor=tom)
    withdraw(credit=credit, reason="By mistake", actor=tom)
    with pytest.raises(ValidationError, match="withdrawn already"):
        withdraw(credit=credit, reason="Again", actor=tom)
    assert Credit.objects.standing().get() == attended
    assert granted(vera, credit.module, tom) != credit  # the day is free again


@pytest.mark.django_db(transaction=True)
def test_two_who_credit_the_same_at_once_write_it_once(vera: Volunteer, tom: User) -> None:
    ready, module = Barrier(2), ModuleFactory()

    def write() -> str:
        try:
            ready.wait()
            return str(granted(vera, module, tom).source)
        except ValidationError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        said = [one.result() for one in [both.submit(write), both.submit(write)]]

    assert sorted(said) == ["refused", "taught"]
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditFactory(volunteer=vera, module=module, earned_on=Credit.objects.get().earned_on)


def test_of_two_people_made_one_the_same_credit_counts_once(vera: Volunteer, victor: Volunteer, tom: User) -> None:
    module = ModuleFactory()
    kept, other = granted(vera, module, tom), granted(victor, module, tom)

    move_training(kept=vera, other=victor)

    assert Credit.objects.standing().get() == kept
    other.refresh_from_db()
    assert (other.volunteer, other.withdrawn_at is None) == (vera, False)


def test_no_word_is_left_of_somebody_erased(vera: Volunteer, tom: User) -> None:
    credit = granted(vera, ModuleFactory(), tom)
    withdraw(credit=credit, reason="By mistake", actor=tom)

    forget_words(volunteer=vera)

    credit.refresh_from_db()
    assert (credit.reason, credit.withdrawn_reason) == ("–", "–")
    Volunteer.objects.filter(pk=vera.pk).update(erased_on=today())
    with pytest.raises(ValidationError, match="erased"):
        granted(vera, credit.module, tom)


def test_a_trainer_credits_and_withdraws_in_the_page_and_the_volunteer_reads_why(
    client: Client, placement: Placement, modules: list[Module], tom: User
) -> None:
    vera = placement.volunteer
    client.force_login(tom)
    url = reverse("training_credits", args=[vera.pk])
    assert (
        f"{url}?module={modules[0].pk}"
        in client.get(reverse("recruitment_volunteer:inspect", args=[vera.pk])).content.decode()
    )
    form = {"module": modules[0].pk, "source": "earlier", "earned_on": "2027-04-01", "reason": "A course in Manila"}

    refused = client.post(url, form)
    assert (refused.status_code, "This day is still to come." in refused.content.decode()) == (422, True)
    assert client.post(url, form | {"earned_on": "2026-11-30"}).status_code == 302
    credit = Credit.objects.get()
    out = reverse("training_credit_withdraw", args=[credit.pk])
    assert out in client.get(url).content.decode()
    assert client.post(out, {"reason": ""}).status_code == 422
    assert client.get(out).status_code == 200
    assert Credit.objects.standing().exists()
    assert client.post(out, {"reason": "It was another course"}).status_code == 302
    assert "It was another course" in client.get(url).content.decode()
    client.force_login(vera.user)  # type: ignore[arg-type]
    own = client.get("/en/my/data/").content.decode()
    assert [word in own for word in ("A course in Manila", "Earlier training", "It was another course")] == [True] * 3


def test_who_sees_their_own_credits_is_told_whom_to_ask(client: Client, modules: list[Module], tom: User) -> None:
    own = PlacementFactory(volunteer__user=tom).volunteer
    client.force_login(tom)
    url = reverse("training_credits", args=[own.pk])
    form = {"module": modules[0].pk, "source": "taught", "earned_on": "2027-03-01", "reason": "I did"}

    seen, posted = client.get(url), client.post(url, form)

    assert "Ask another trainer" in seen.content.decode()
    assert 'name="earned_on"' not in seen.content.decode()
    assert (posted.status_code, Credit.objects.exists()) == (403, False)


def test_a_supervisor_sees_the_evidence_and_changes_nothing(
    client: Client, placement: Placement, modules: list[Module], susan: User, tom: User
) -> None:
    credit = granted(placement.volunteer, modules[0], tom)
    assert Standing.objects.filter(placement=placement).exists()
    client.force_login(susan)

    page = client.get(reverse("training_credits", args=[placement.volunteer.pk])).content.decode()
    person = client.get(reverse("training_person", args=[placement.pk])).content.decode()

    assert [word in page for word in ("Taught it in March", tom.email, "Saturday 6 March 2027")] == [True] * 3
    assert reverse("training_credit_withdraw", args=[credit.pk]) not in page
    assert (modules[1].title_en in person, modules[0].title_en in person) == (True, False)


def test_the_page_asks_as_much_for_three_as_for_one(client: Client, vera: Volunteer, tom: User) -> None:
    client.force_login(tom)
    url, asked = reverse("training_credits", args=[vera.pk]), []
    client.get(url)
    for rows in (1, 3):
        while vera.credits.count() < rows:
            granted(vera, ModuleFactory(), tom)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        asked.append(len(queries))

    assert asked[0] == asked[1]

"""The demonstration: every state once, nothing that contradicts itself, nobody who could be reached."""

from collections.abc import Iterator

import pytest
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from accounts.models import User
from base.dates import today
from base.models import Organisation
from certificates.models import Certificate
from config.demonstration import ACCOUNTS, PASSWORD, build
from config.demonstration.crowds import add_applications
from config.demonstration.scale import add_volunteers
from mail.models import Delivery
from recruitment.models import Application, Cohort, Placement, Role, Stage, Volunteer
from training.actions.completion import reckon
from training.actions.standing import rebuild
from training.eligibility import eligible, row_verdict
from training.models import (
    Attendance,
    AttendanceMark,
    Commitment,
    Completion,
    Criterion,
    Enrolment,
    Session,
    Standing,
)

pytestmark = pytest.mark.either

SCALE = 60
SESSIONS = 6


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Built once for all the tests of this file, each of which changes it in a transaction of its own."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        assert build()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(built: None, db: None) -> None:
    """The demonstration as it is loaded."""


def silent(_what: str, _done: int, _total: int) -> None:
    pass


def everything() -> dict[str, list[tuple[object, ...]]]:
    kept = (Standing.objects, Completion.objects, Commitment.objects)
    return {rows.model.__name__: list(rows.order_by("pk").values_list()) for rows in kept}


def unequal_counters() -> list[Session]:
    seated = Enrolment.objects.filter(state__in=Enrolment.SEATED).order_by()
    at_event = seated.filter(event=OuterRef("event")).values("event").annotate(n=Count("pk")).values("n")
    made_up = seated.filter(session=OuterRef("pk")).values("session").annotate(n=Count("pk")).values("n")
    counted = models.functions.Coalesce(Subquery(at_event), 0) + models.functions.Coalesce(Subquery(made_up), 0)
    return list(Session.objects.annotate(counted=counted).exclude(taken=F("counted")))


def cells_unlike_their_last_mark() -> list[Attendance]:
    marks = AttendanceMark.objects.filter(enrolment=OuterRef("enrolment"), session=OuterRef("session"))
    last = marks.order_by("-version")
    said = {f"last_{name}": Subquery(last.values(name)[:1]) for name in ("status", "version", "minutes_late")}
    alike = Q(status=F("last_status"), version=F("last_version"), minutes_late=F("last_minutes_late"))
    return list(Attendance.objects.annotate(**said).exclude(alike))


def test_it_shows_every_stage_place_and_missing_criterion(demonstration: None) -> None:
    judged = [found for row in Standing.objects.all() for found in row_verdict(row, today()).results]
    missing = {found.criterion for found in judged if not found.met}
    assert set(Application.objects.values_list("stage", flat=True)) == set(Stage.values)
    assert set(Enrolment.objects.values_list("state", flat=True)) == set(Enrolment.State.values)
    assert set(Session.objects.values_list("state", flat=True)) == set(Session.State.values)
    assert missing == set(Criterion)
    assert 0 < eligible().count() < Volunteer.objects.count()
    assert Application.objects.overdue().exists()
    assert Application.objects.waiting().filter(email="").exists()


def test_one_round_takes_applications_and_its_weekend_has_places_left(demonstration: None) -> None:
    (cohort,) = Cohort.objects.open()
    assert cohort.starts_on > today()
    assert Session.objects.filter(event__cohort=cohort, taken__lt=F("places")).count() == SESSIONS


def test_what_is_stored_follows_from_the_rules(demonstration: None) -> None:
    before = everything()
    for volunteer in Volunteer.objects.all():
        reckon(volunteer=volunteer)
    rebuild()
    assert everything() == before
    assert unequal_counters() == []
    assert cells_unlike_their_last_mark() == []


def test_certificates_are_issued_replaced_and_revoked(demonstration: None) -> None:
    kept = Certificate.objects.exclude(state=Certificate.State.VALID).order_by("state").values_list("state", flat=True)
    assert list(kept) == ["revoked", "superseded"]
    assert Certificate.objects.filter(state=Certificate.State.VALID).count() == 6
    assert Certificate.objects.issued().count() == 2


def test_every_move_is_an_event(demonstration: None) -> None:
    moves = Count("events", filter=Q(events__kind="move") & ~Q(events__from_stage=""))
    assert not Application.objects.annotate(moves=moves).exclude(version=F("moves")).exists()


def test_nobody_can_be_reached_and_everybody_is_marked(demonstration: None) -> None:
    kept = (User.objects, Volunteer.objects, Application.objects)
    addresses = {email for rows in kept for email in rows.values_list("email", flat=True) if email}
    addresses |= {to for to in Delivery.objects.values_list("to", flat=True) if to}
    assert {address.rpartition("@")[2] for address in addresses} == {"example.org"}
    assert not User.objects.filter(is_demonstration=False).exists()
    assert "demonstration" in Organisation.current().name_en


def test_each_account_signs_in_as_it_says(demonstration: None) -> None:
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.check_password(PASSWORD) == bool(account.password)
        assert user.is_staff == bool(account.staff)


def test_the_volunteer_whose_account_is_printed_has_the_path_before_them(demonstration: None) -> None:
    volunteer = Volunteer.objects.get(email="volunteer@example.org")
    (enrolment,) = volunteer.enrolments.all()
    assert enrolment.is_open_offer
    assert not volunteer.signatures.exists()
    assert not Commitment.objects.filter(placement__volunteer=volunteer).exists()


def test_a_second_time_changes_nothing(demonstration: None) -> None:
    before = everything() | {"people": list(Volunteer.objects.order_by("pk").values_list())}
    assert build() is False
    assert everything() | {"people": list(Volunteer.objects.order_by("pk").values_list())} == before


def test_histories_by_the_thousand_are_as_true_as_the_few(demonstration: None) -> None:
    few = Placement.objects.count()
    add_volunteers(SCALE, progress=silent)
    before = everything()
    for volunteer in Volunteer.objects.order_by("-pk")[:SCALE]:
        reckon(volunteer=volunteer)
    rebuild()
    assert Placement.objects.count() == few + SCALE
    assert Standing.objects.count() == Placement.objects.casework().count()
    assert everything() == before
    assert unequal_counters() == []
    assert cells_unlike_their_last_mark() == []
    assert {email.rpartition("@")[2] for email in Volunteer.objects.values_list("email", flat=True)} <= {
        "example.org",
        "",
    }


def test_numbers_go_on_after_rows_written_at_once(demonstration: None) -> None:
    add_volunteers(SCALE, progress=silent)
    add_applications(SCALE, progress=silent)
    add_volunteers(SCALE, progress=silent)
    volunteer = Volunteer.objects.create(name="After")
    Placement.objects.create(volunteer=volunteer, role=Role.objects.earliest("pk"), starts_on=today())
    assert Volunteer.objects.filter(email__startswith="volunteer").count() > SCALE
    assert Application.objects.filter(email__startswith="applicant").exists()

"""The training report: figures of a history written by hand, who sees what, its tables as files, its cost."""

import csv
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Cohort, Placement, Role
from recruitment.rules import add_months
from recruitment.rules.tables import Share
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    CohortFactory,
    CommitmentFactory,
    EnrolmentFactory,
    EventFactory,
    FormDefinitionFactory,
    HoursEntryFactory,
    ModuleFactory,
    PlacementFactory,
    RoleFactory,
    SessionFactory,
)
from training.models import Attendance, Completion, Credit, Enrolment, Event, Module, Session
from training.models.figures import attendance, hours, people
from training.models.figures.attendance import Tally
from training.models.figures.scope import Scope
from training.rules.retention import MONTHS, Stay, kept
from training.viewsets.report_tables import TABLES, Report

pytestmark = pytest.mark.either
NOW = datetime(2027, 8, 20, 10, 0, tzinfo=HONG_KONG)
PAGE = "training_report:index"
SUNDAY = date(2027, 1, 17)


@pytest.fixture(autouse=True)
def a_summer_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Friday 20 August 2027."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_six_months_from_the_end_of_august_are_full_at_the_end_of_february() -> None:
    stays = [
        Stay(date(2026, 8, 31), None),
        Stay(date(2026, 8, 31), date(2027, 2, 28)),
        Stay(date(2026, 8, 31), date(2027, 2, 27), people=2),
        Stay(date(2026, 9, 1), None),
    ]

    assert kept(stays, 6, date(2027, 2, 27)) == (0, 0)
    assert kept(stays, 6, date(2027, 2, 28)) == (2, 4)
    assert kept(stays, 6, date(2027, 3, 1)) == (3, 5)
    assert kept(stays, 6, date(2027, 3, 1), since=date(2027, 3, 1)) == (1, 1)


def test_once_gone_nobody_is_there_again() -> None:
    began = date(2026, 8, 31)
    for days in range(210):
        gone_on = began + timedelta(days=days)
        lasted = [Stay(began, gone_on).lasted(months) for months in MONTHS]
        assert lasted == [add_months(began, months) <= gone_on for months in MONTHS]
        assert lasted == sorted(lasted, reverse=True)


def mark(place: Enrolment, session: Session, status: str, *, credit: bool = False) -> None:
    """As the register would have left it."""
    cell = Attendance.objects.create(enrolment=place, session=session, status=status)
    if credit:
        Credit.objects.create(
            volunteer=place.volunteer, module=session.module, attendance=cell, source="attendance", earned_on=SUNDAY
        )


@pytest.fixture
def january(db: None) -> Cohort:
    return CohortFactory()


@pytest.fixture
def law(db: None) -> Module:
    return ModuleFactory(title_en="Refugee law", sort_order=1)


@pytest.fixture
def ethics(db: None) -> Module:
    return ModuleFactory(title_en="Ethics", sort_order=2)


@pytest.fixture
def weekend(january: Cohort, law: Module, ethics: Module) -> Event:
    """Two sessions held, one called off; four people, of whom one gave the place up after the first session, and one
    more who made ethics up.
    """
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=january)
    first = SessionFactory(event=event, module=law)
    second = SessionFactory(event=event, module=ethics, starts_at=at(SUNDAY, 10))
    SessionFactory(event=event, module=ethics, starts_at=at(SUNDAY, 14), state="cancelled")
    one, two, three, four = (EnrolmentFactory(event=event) for _person in range(4))
    mark(one, first, "present", credit=True)
    mark(one, second, "present", credit=True)
    mark(two, first, "present")  # too late for credit
    mark(two, second, "excused")
    mark(three, first, "absent")
    mark(four, first, "present", credit=True)
    Enrolment.objects.filter(pk=four.pk).update(state="cancelled")
    mark(EnrolmentFactory(session=second), second, "present", credit=True)
    EnrolmentFactory(event=event, state="offered")
    Attendance.objects.create(enrolment=three, session=second, status="")  # taken back
    return event


def test_attendance_is_of_those_expected_whoever_was_marked(weekend: Event, law: Module, ethics: Module) -> None:
    kept_registers = attendance.attendance(Scope())

    assert kept_registers.modules == {
        law.pk: Tally(1, expected=4, present=3, absent=1, credit=2),
        ethics.pk: Tally(1, expected=4, present=2, excused=1, credit=2),
    }
    assert kept_registers.modules[ethics.pk].unmarked == 1
    assert kept_registers.events == {weekend.pk: Tally(2, 8, 5, 1, 1, 4)}
    assert kept_registers.cells[law.pk, weekend.pk].credit == 2


def test_attendance_is_narrowed_by_days_cohort_and_role(weekend: Event, january: Cohort, law: Module) -> None:
    other = SessionFactory(module=law, starts_at=at(date(2027, 3, 6), 10))
    mark(EnrolmentFactory(event=other.event), other, "present", credit=True)
    SessionFactory(module=law, starts_at=at(date(2027, 9, 4), 10))  # still to come
    placed = Enrolment.objects.filter(event=weekend, state="confirmed").earliest("pk").volunteer
    role = PlacementFactory(volunteer=placed, role=RoleFactory()).role

    def whole(**scope: Any) -> tuple[int, int, int]:
        tally = attendance.attendance(Scope(**scope)).whole
        return tally.sessions, tally.expected, tally.credit

    assert whole() == (3, 9, 5)
    assert whole(first=date(2027, 1, 17), last=date(2027, 3, 5)) == (1, 4, 2)
    assert whole(cohort=january.pk) == (2, 8, 4)
    assert whole(role=role.pk, cohort=january.pk) == (2, 2, 2)


def accepted(role: Role, cohort: Cohort | None = None, **fields: Any) -> Placement:
    """Somebody accepted for a role by an application for a cohort."""
    form = role.forms.first() or FormDefinitionFactory(role=role)
    fields.setdefault("starts_on", date(2026, 12, 1))
    return PlacementFactory(role=role, application=ApplicationFactory(form=form, cohort=cohort), **fields)


def complete(placement: Placement, day: date, **fields: Any) -> None:
    Completion.objects.create(volunteer=placement.volunteer, role=placement.role, completed_on=day, **fields)


def test_completion_tells_in_time_from_later_and_from_never(january: Cohort) -> None:
    casework = CaseworkFactory()
    complete(accepted(casework, january), SUNDAY)
    late = accepted(casework, january)
    complete(late, SUNDAY, undone_at=NOW)
    complete(late, date(2027, 5, 30))
    accepted(casework, january)
    accepted(casework, january, ends_on=date(2027, 1, 10))
    complete(accepted(casework), SUNDAY)
    accepted(RoleFactory())

    found = people.completion(Scope())

    row = found[january.pk]
    assert (row.accepted, row.complete, row.in_time, row.later, row.to_come, row.left) == (4, 2, 1, 1, 1, 1)
    assert (found[None].accepted, found[None].complete, found[None].in_time) == (1, 1, 0)
    assert people.completion(Scope(first=date(2027, 1, 1))) == {}
    without = Report(Scope()).completion().rows[-1]
    assert (without[0], without[3:5]) == ("Without a cohort", ["–", "–"])  # no weekend to be in time for


def test_staying_begins_with_the_commitment_and_ends_with_it_or_with_the_placement(january: Cohort) -> None:
    casework, press = CaseworkFactory(), RoleFactory()
    CommitmentFactory(placement=accepted(casework, january))
    CommitmentFactory(placement=accepted(casework, january), ended_early_on=date(2027, 3, 4))
    CommitmentFactory(placement=accepted(casework, january, ends_on=date(2027, 7, 3)))
    accepted(casework, january)
    accepted(casework, january, ends_on=date(2027, 1, 10))
    accepted(press, starts_on=date(2027, 7, 1))

    found = people.staying(Scope())

    row = found[january.pk]
    assert sorted(row.stays, key=lambda stay: stay.gone_on or date.max) == [
        Stay(date(2027, 1, 4), date(2027, 3, 4)),
        Stay(date(2027, 1, 4), date(2027, 7, 4)),
        Stay(date(2027, 1, 4), None),
    ]
    assert (row.began, row.not_begun, row.never_began) == (3, 1, 1)
    assert [kept(row.stays, months, date(2027, 7, 4)) for months in MONTHS] == [(3, 3)] * 2 + [(2, 3)] * 4
    assert found[None].stays == [Stay(date(2027, 7, 1), None)]


def test_hours_are_those_confirmed_and_never_paid_ones(db: None) -> None:
    one, paid = PlacementFactory(), PlacementFactory(is_paid=True)
    for day, minutes, decided in (
        (date(2027, 1, 6), 90, {"confirmed_at": NOW}),
        (date(2027, 2, 3), 60, {"confirmed_at": NOW}),
        (date(2027, 2, 4), 30, {}),
        (date(2027, 2, 5), 15, {"refused_at": NOW, "refused_reason": "Twice"}),
    ):
        HoursEntryFactory(placement=one, day=day, minutes=minutes, **decided)
    HoursEntryFactory(placement=paid, confirmed_at=NOW)

    found = hours.hours(Scope())

    assert found.roles == {one.role_id: hours.Given(150, 30, 15, 1)}
    assert found.whole == hours.Given(150, 30, 15, 1)
    assert found.months == {date(2027, 1, 1): 90, date(2027, 2, 1): 60}
    assert hours.hours(Scope(last=date(2027, 1, 31))).whole == hours.Given(90, 0, 0, 1)


@pytest.fixture
def everything(weekend: Event, january: Cohort) -> None:
    """Something for each table."""
    placement = accepted(CaseworkFactory(), january)
    CommitmentFactory(placement=placement)
    HoursEntryFactory(placement=placement, confirmed_at=NOW)


def test_each_table_stands_on_the_page_with_its_file(client: Client, rita: User, everything: None) -> None:
    client.force_login(rita)

    page = client.get(reverse(PAGE)).content.decode()

    for table in TABLES:
        answer = client.get(reverse("training_report:table", args=(table,)))
        head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
        assert f'id="report-{table}"' in page
        assert f"/training-report/{table}/" in page
        assert rows, table
        assert {len(row) for row in rows} == {len(head)}, table
        assert answer["Content-Disposition"] == f'attachment; filename="training-{table}-2027-08-20.csv"'


def test_a_trainer_sees_registers_and_completion_only(client: Client, tom: User, everything: None) -> None:
    client.force_login(tom)

    page = client.get(reverse(PAGE)).content.decode()

    assert [table for table in TABLES if f'id="report-{table}"' in page] == ["modules", "cohorts", "both", "completion"]
    assert client.get(reverse("training_report:table", args=("hours",))).status_code == 404
    assert client.get(reverse("training_report:table", args=("modules",))).status_code == 200


def test_the_choice_stands_in_the_address_and_a_mistake_in_it_is_explained(
    client: Client, rita: User, weekend: Event
) -> None:
    client.force_login(rita)

    chosen = client.get(reverse(PAGE), {"first": "2027-01-01", "cohort": str(weekend.cohort_id)}).content.decode()
    wrong = client.get(reverse(PAGE), {"first": "2027-01-02", "last": "2027-01-01"})

    assert "From: Friday 1 January 2027." in chosen
    assert "Cohort: January 2027." in chosen
    assert f"/modules/?first=2027-01-01&amp;cohort={weekend.cohort_id}" in chosen
    assert wrong.status_code == 422
    assert "The period ends before it begins." in wrong.content.decode()
    assert client.get(reverse("training_report:table", args=("modules",)), {"role": "0"}).status_code == 404


def test_weekends_stand_by_cohort_and_other_training_by_its_kind(weekend: Event, law: Module) -> None:
    for _event in range(2):
        EnrolmentFactory(event=SessionFactory(module=law, starts_at=at(date(2027, 3, 6), 10)).event)

    table = Report(Scope()).by_cohort()

    assert [row[:3] for row in table.rows] == [["January 2027", 2, 8], ["Other training", 2, 2]]
    assert list(table.plain())[1][-2:] == [4, 50]


def test_a_share_is_whole_only_of_all() -> None:
    found = [Share(number, 1000).percent for number in (0, 1, 500, 999, 1000)]
    assert found == [0, 1, 50, 99, 100]
    assert Share(0, 0).percent is None


def test_on_paper_it_is_a_pdf(client: Client, rita: User, everything: None) -> None:
    client.force_login(rita)

    answer = client.get(reverse("training_report:paper"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_no_query_is_asked_for_each_row(client: Client, rita: User, january: Cohort, law: Module) -> None:
    client.force_login(rita)
    assert "No session has begun in these days." in client.get(reverse(PAGE)).content.decode()
    casework = CaseworkFactory()

    def more(cohort: Cohort) -> None:
        event = EventFactory(kind=Event.Kind.WEEKEND, cohort=cohort)
        session = SessionFactory(event=event, module=law, starts_at=at(cohort.starts_on, 10))
        mark(EnrolmentFactory(event=event), session, "present", credit=True)
        CommitmentFactory(placement=accepted(casework, cohort))
        HoursEntryFactory(placement=accepted(RoleFactory(), cohort), confirmed_at=NOW)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(PAGE))
        return len(asked)

    more(january)
    once = queries()
    more(CohortFactory(season="may_june", starts_on=date(2027, 5, 29)))
    more(CohortFactory(season="september", year=2026, starts_on=date(2026, 9, 5)))
    assert queries() == once

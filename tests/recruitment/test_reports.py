"""The recruitment report: figures of a history written by hand, its tables as files, its cost."""

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
from base.dates import at, today
from recruitment.models import Application, ApplicationEvent, Cohort, LanguagePair, Role, Stage
from recruitment.models.figures import Scope, coverage, read
from recruitment.rules.ways import Change, Spread, way
from recruitment.viewsets.report_tables import TABLES, uncovered
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    CohortFactory,
    FormDefinitionFactory,
    PlacementFactory,
    RoleFactory,
)

pytestmark = pytest.mark.either

START = at(date(2026, 9, 1), 9)
NOW = START + timedelta(days=100)
MOVE, CORRECTION = ApplicationEvent.Kind.MOVE, ApplicationEvent.Kind.CORRECTION
PAGE = "recruitment_report:index"


def day(number: float) -> datetime:
    """So many days after the first application."""
    return START + timedelta(days=number)


def told(role: Role, *moves: tuple[float, str], kind: dict[int, str] | None = None, **fields: Any) -> Application:
    """An application submitted on day 0 with the events of its moves; ``kind`` names those that are corrections."""
    last = moves[-1][1] if moves else Stage.SUBMITTED
    form = role.forms.first() or FormDefinitionFactory(role=role)
    fields.setdefault("submitted_at", START)
    row = ApplicationFactory(form=form, stage=last, **fields)
    ApplicationEvent.objects.create(application=row, to_stage=Stage.SUBMITTED, at=row.submitted_at)
    came_from: str = Stage.SUBMITTED
    for place, (number, to) in enumerate(moves):
        how = (kind or {}).get(place, MOVE)
        ApplicationEvent.objects.create(application=row, kind=how, from_stage=came_from, to_stage=to, at=day(number))
        came_from = to
    return row


@pytest.fixture
def january(db: None) -> Cohort:
    return CohortFactory()


@pytest.fixture
def may(db: None) -> Cohort:
    return CohortFactory(season="may_june", starts_on=date(2027, 5, 29))


@pytest.fixture
def history(january: Cohort, may: Cohort) -> tuple[Role, Role]:
    """Four for casework, one of them declined by mistake and one deferred; one for the press."""
    casework, press = CaseworkFactory(sort_order=1), RoleFactory(sort_order=2)
    here: dict[str, Any] = {"cohort": january, "first_cohort": january}
    accepted = told(
        casework, (2, "screening"), (6, "interview"), (10, "offered"), (12, "accepted"), source="friend", **here
    )
    PlacementFactory(role=casework, application=accepted)
    # Declined by mistake on day 5, put back on day 8: never declined, in screening from day 4 on.
    told(casework, (4, "screening"), (5, "declined"), (8, "screening"), kind={2: CORRECTION}, source="friend", **here)
    deferred = told(casework, (6, "screening"), (20, "interview"), source="online", cohort=may, first_cohort=january)
    ApplicationEvent.objects.create(
        application=deferred, kind="deferral", from_stage="interview", to_stage="interview", at=day(30), cohort=may
    )
    told(casework, cohort=may, first_cohort=may)
    told(press, (10, "declined"))
    return casework, press


def test_a_funnel_counts_who_ever_reached_a_stage_and_was_not_corrected_away(history: tuple[Role, Role]) -> None:
    casework, press = history

    figures = read(Application.objects.all(), Scope(), NOW)

    assert figures.roles[casework.pk].reached == {
        "submitted": 4,
        "screening": 3,
        "interview": 2,
        "offered": 1,
        "accepted": 1,
    }
    assert figures.roles[press.pk].reached == {"submitted": 1, "declined": 1}
    assert figures.whole.submitted == 5
    assert figures.whole.further == {"submitted": 3, "screening": 2, "interview": 1, "offered": 1}


def test_who_deferred_is_counted_in_the_first_round_and_in_the_present_one(
    history: tuple[Role, Role], january: Cohort, may: Cohort
) -> None:
    rounds = read(Application.objects.all(), Scope(), NOW).rounds

    first, then = rounds[january.pk], rounds[may.pk]
    assert (first.first, first.left, first.came, first.now.submitted) == (3, 1, 0, 2)
    assert (then.first, then.left, then.came, then.now.submitted) == (1, 0, 1, 2)
    assert then.now.reached == {"submitted": 2, "screening": 1, "interview": 1}


def test_time_in_a_stage_is_that_of_stays_that_ended_and_of_those_that_last(history: tuple[Role, Role]) -> None:
    casework, press = history
    figures = read(Application.objects.all(), Scope(), NOW)

    spreads = {(role, stage): (ended, lasting) for role, stage, ended, lasting in figures.spreads()}

    assert spreads[casework.pk, "submitted"] == (Spread(3, 4, 6), Spread(1, 100, 100))
    assert spreads[casework.pk, "screening"] == (Spread(2, 9, 14), Spread(1, 96, 96))  # 4 and 14; since day 4
    assert spreads[casework.pk, "interview"] == (Spread(1, 4, 4), Spread(1, 80, 80))
    assert spreads[press.pk, "submitted"] == (Spread(1, 10, 10), Spread(0))
    assert {stage for role, stage in spreads if role == press.pk} == {"submitted"}


def test_an_answer_of_the_applicant_moves_on_and_a_note_or_a_booking_does_not(db: None) -> None:
    role = RoleFactory()
    row = told(role, (1, "information"), (4, "submitted"), kind={1: ApplicationEvent.Kind.ANSWER})
    for kind, at_stage in (("note", ""), ("answer", ""), ("slot_booked", "submitted")):
        ApplicationEvent.objects.create(
            application=row, kind=kind, from_stage=at_stage, to_stage=at_stage, at=day(9), note="..."
        )

    spreads = {stage: (ended, lasting) for _role, stage, ended, lasting in _spreads()}

    assert spreads == {
        "submitted": (Spread(1, 1, 1), Spread(1, 96, 96)),
        "information": (Spread(1, 3, 3), Spread(0)),
    }


def _spreads() -> list[tuple[int, str, Spread, Spread]]:
    return list(read(Application.objects.all(), Scope(), NOW).spreads())


def test_nine_of_ten_are_counted_by_nearest_rank() -> None:
    assert Spread.of([]) == Spread(0)
    assert Spread.of([3]) == Spread(1, 3, 3)
    assert Spread.of(list(range(10, 0, -1))) == Spread(10, 5.5, 9)
    assert Spread.of(list(range(1, 12))) == Spread(11, 6, 10)


def test_a_correction_says_what_the_last_move_should_have_been() -> None:
    moved = [Change("screening", day(1)), Change("declined", day(2))]

    def stays(*changes: Change) -> list[tuple[str, datetime]]:
        return [(stay.stage, stay.since) for stay in way("submitted", START, changes)]

    assert stays(*moved, Change("interview", day(3), is_correction=True)) == [
        ("submitted", START),
        ("screening", day(1)),
        ("interview", day(2)),
    ]
    assert stays(*moved, Change("submitted", day(3), is_correction=True)) == [("submitted", START)]
    assert stays(Change("reserve", day(3), is_correction=True)) == [("submitted", START), ("reserve", day(3))]
    assert stays(Change("submitted", day(1))) == [("submitted", START)]


def test_a_report_is_narrowed_by_role_by_round_and_by_the_day_in_hong_kong(
    history: tuple[Role, Role], may: Cohort
) -> None:
    casework, press = history
    late = told(press, submitted_at=at(date(2026, 10, 1), 0, 30))  # still 30 September in London

    def count(**chosen: Any) -> int:
        return read(Application.objects.all(), Scope(**chosen), NOW).whole.submitted

    assert count(role=casework.pk) == 4
    assert count(cohort=may.pk) == 2
    assert count(first=date(2026, 10, 1)) == 1
    assert count(last=date(2026, 9, 30)) == 5
    assert count(role=press.pk, first=date(2026, 9, 1), last=date(2026, 10, 1)) == 2
    Application.objects.filter(pk=late.pk).update(merged_into=Application.objects.exclude(pk=late.pk)[0])
    assert count(role=press.pk) == 1


def pair(source: str, target: str, level: str = "", *, placed: bool = False, **fields: Any) -> LanguagePair:
    """Somebody who interprets, applying or placed."""
    row = ApplicationFactory(stage=Stage.ACCEPTED if placed else Stage.RESERVE)
    if placed:
        PlacementFactory(role=row.role, application=row, **fields)
    assessed_on = today() if level else None
    return LanguagePair.objects.create(
        application=row, source=source, target=target, level=level, assessed_on=assessed_on
    )


def test_languages_are_covered_by_what_staff_found_before_what_people_say(db: None) -> None:
    pair("prs", "eng")
    pair("prs", "eng", "testimony", placed=True)
    pair("prs", "eng", placed=True)
    pair("eng", "kin", "learning", placed=True)
    pair("eng", "kin", placed=True, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 1))
    pair("tir", "eng")
    twice = pair("eng", "urd", "learning", placed=True)
    LanguagePair.objects.create(application=twice.application, source="eng", target="urd", dialect="Lahori")

    covers = coverage(Application.objects.all())

    found = {(one.source, one.target): (one.applying, one.able, one.unassessed, one.learning) for one in covers}
    assert found == {
        ("prs", "eng"): (1, 1, 1, 0),
        ("eng", "kin"): (0, 0, 0, 1),
        ("tir", "eng"): (1, 0, 0, 0),
        ("eng", "urd"): (0, 0, 1, 0),
    }
    one_way, applying, nobody = uncovered(covers)
    assert "from English into Dari" in one_way
    assert "from Urdu into English" in one_way
    assert applying == "Nobody placed interprets these, but somebody is applying: Tigrinya."
    assert "Kinyarwanda" in nobody
    assert "Dari" not in nobody


@pytest.mark.parametrize("table", TABLES)
def test_each_table_stands_on_the_page_with_its_file(
    client: Client, rita: User, history: tuple[Role, Role], table: str
) -> None:
    pair("prs", "eng", placed=True)
    client.force_login(rita)

    page = client.get(reverse(PAGE)).content.decode()
    answer = client.get(reverse("recruitment_report:table", args=(table,)))

    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert f'id="report-{table}"' in page
    assert f"/{table}/" in page
    assert rows
    assert {len(row) for row in rows} == {len(head)}
    assert answer["Content-Disposition"].startswith(f'attachment; filename="recruitment-{table}-')


def test_a_file_has_numbers_hong_kong_dates_and_no_formula(client: Client, rita: User) -> None:
    role = RoleFactory(name_en='=HYPERLINK("https://evil.example")')
    told(role, reply_by=date(2020, 9, 15))
    client.force_login(rita)

    roles = client.get(reverse("recruitment_report:table", args=("roles",))).content.decode("utf-8-sig")
    waiting = client.get(reverse("recruitment_report:table", args=("waiting",))).content.decode("utf-8-sig")

    assert list(csv.reader(StringIO(roles)))[1][:4] == ['\'=HYPERLINK("https://evil.example")', "1", "100", "0"]
    assert ",2020-09-15,Overdue" in waiting


def test_who_may_read_but_not_export_gets_the_page_only(
    client: Client, susan: User, history: tuple[Role, Role]
) -> None:
    client.force_login(susan)

    page = client.get(reverse(PAGE))

    assert "CSV" not in page.content.decode()
    assert client.get(reverse("recruitment_report:table", args=("roles",))).status_code in {302, 403}


def test_the_choice_stands_in_the_address_and_a_mistake_in_it_is_explained(
    client: Client, rita: User, history: tuple[Role, Role]
) -> None:
    casework, _press = history
    client.force_login(rita)

    page = client.get(reverse(PAGE), {"role": str(casework.pk), "first": "2026-09-01"}).content.decode()
    wrong = client.get(reverse(PAGE), {"first": "2026-09-02", "last": "2026-09-01"})

    assert f"/roles/?role={casework.pk}&amp;first=2026-09-01" in page
    assert wrong.status_code == 422
    assert "The period ends before it begins." in wrong.content.decode()
    assert client.get(reverse("recruitment_report:table", args=("roles",)), {"role": "0"}).status_code == 404
    assert client.get(reverse("recruitment_report:table", args=("nothing",))).status_code == 404


def test_the_oldest_stand_first_by_reference_with_a_link_and_no_name(
    client: Client, rita: User, history: tuple[Role, Role]
) -> None:
    casework, _press = history
    oldest = told(casework, submitted_at=day(-3), name="Secret Name")
    Application.objects.update(reply_by=today() - timedelta(days=1))
    told(casework, reply_by=today())
    client.force_login(rita)

    page = client.get(reverse(PAGE)).content.decode()

    assert page.index(reverse("recruitment_application:inspect", args=(oldest.pk,))) > 0
    assert "Secret Name" not in page
    assert "4 answers are overdue." in page  # three that wait since day 0, and the oldest


def test_an_empty_report_says_so_and_no_query_is_asked_for_each_row(
    client: Client, rita: User, january: Cohort
) -> None:
    client.force_login(rita)
    assert "There is nothing to count yet." in client.get(reverse(PAGE)).content.decode()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse(PAGE))
        return len(asked)

    told(RoleFactory(), (2, "screening"), cohort=january, first_cohort=january)
    once = queries()
    for _more in range(3):
        told(RoleFactory(), (2, "screening"), (3, "interview"), cohort=january, first_cohort=january)
        pair("prs", "eng", placed=True)
    assert queries() == once


def test_drawings_have_no_styles_or_scripts_and_say_nothing_that_their_table_does_not(
    client: Client, rita: User, history: tuple[Role, Role]
) -> None:
    client.force_login(rita)

    page = client.get(reverse(PAGE)).content.decode()
    report = page[page.index('<div class="staff-report">') :]
    report = report[: report.index("</main>")]

    assert report.count("<figure") == report.count('class="report-drawing" aria-hidden="true"') == 5
    assert "style=" not in report
    assert "<script" not in report

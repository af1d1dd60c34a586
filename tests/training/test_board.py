"""The board report: each figure of a history written by hand; what is published stays, word for word."""

import csv
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Application, LanguagePair, Placement, Role, SpokenLanguage
from recruitment.rules.tables import Days, Hours, Share, Table
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    CohortFactory,
    CommitmentFactory,
    FormDefinitionFactory,
    HoursEntryFactory,
    LanguagePairFactory,
    PlacementFactory,
    RoleFactory,
    TermsFactory,
)
from tests.lists import asked_for_one_and_three
from training.actions import standing
from training.actions.board import FiguresChangedError, draw_up, is_unaltered, publish, tables_of
from training.eligibility import eligible_by_role
from training.models import BoardReport, Completion, Override, Terms
from training.models.figures.board import OTHER, Spoken, read
from training.rules.frozen import digest, freeze, thaw
from training.rules.periods import Period, usual_periods

pytestmark = pytest.mark.either
NOW = datetime(2027, 8, 20, 10, 0, tzinfo=HONG_KONG)
QUARTER = Period(date(2027, 4, 1), date(2027, 6, 30))
HALF = Period(date(2027, 1, 1), date(2027, 6, 30))


@pytest.fixture(autouse=True)
def a_summer_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Friday 20 August 2027."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def applied(role: Role, day: date, hour: int = 12, **fields: Any) -> Application:
    form = role.forms.first() or FormDefinitionFactory(role=role)
    return ApplicationFactory(form=form, submitted_at=at(day, hour), **fields)


@pytest.fixture
def casework(db: None) -> Role:
    return CaseworkFactory(sort_order=1)


@pytest.fixture
def interpreting(db: None) -> Role:
    return RoleFactory(name_en="Interpretation", name_zh="傳譯", sort_order=2)


@pytest.fixture
def story(casework: Role, interpreting: Role) -> Placement:
    """Half a year: three applied, one of them twice; two accepted; one trained; hours; one interpreter."""
    first = applied(casework, date(2027, 1, 1), hour=0)
    applied(casework, date(2027, 6, 30), hour=23)
    applied(casework, date(2027, 5, 1), merged_into=first)
    applied(casework, date(2027, 7, 1), hour=0)
    applied(casework, date(2026, 12, 31), hour=23)
    placement = PlacementFactory(role=casework, application=first, starts_on=date(2027, 1, 10))
    CommitmentFactory(placement=placement, anchor_on=date(2027, 1, 18), fulfilled_on=date(2027, 6, 1))
    Completion.objects.create(volunteer=placement.volunteer, role=casework, completed_on=date(2027, 1, 17))
    for day, minutes in ((date(2027, 1, 20), 90), (date(2027, 6, 30), 60), (date(2027, 7, 1), 30)):
        HoursEntryFactory(placement=placement, day=day, minutes=minutes, confirmed_at=NOW)
    HoursEntryFactory(placement=placement, day=date(2027, 3, 3), minutes=45)
    pair = LanguagePairFactory(application=applied(interpreting, date(2027, 2, 1)))
    PlacementFactory(role=interpreting, application=pair.application, starts_on=date(2027, 3, 1))
    SpokenLanguage.objects.create(application=pair.application, language="prs")
    SpokenLanguage.objects.create(application=pair.application, language="My own tongue, ring +852 5123 4567")
    return placement


def test_each_figure_counts_the_days_of_hong_kong(story: Placement, casework: Role, interpreting: Role) -> None:
    board = read(HALF)

    assert (board.whole.applied, board.whole.accepted, board.whole.trained, board.whole.there) == (3, 2, 1, 2)
    assert (board.given.confirmed, board.given.waiting, board.given.people) == (150, 45, 1)
    assert (board.people, board.fulfilled) == (2, 1)
    assert board.roles[casework.pk].applied == 2
    assert board.roles[interpreting.pk].applied == 1
    assert {part.month: (line.applied, line.accepted, line.minutes) for part, line in board.parts.items()} == {
        1: (1, 1, 90),
        2: (1, 0, 0),
        3: (0, 1, 0),
        4: (0, 0, 0),
        5: (0, 0, 0),
        6: (1, 0, 60),
    }


def test_retained_are_those_whose_half_year_was_full_in_the_period(casework: Role) -> None:
    for anchor, ended in (
        (date(2026, 9, 30), None),  # full on 30 March
        (date(2026, 10, 1), None),  # full on 1 April
        (date(2026, 10, 5), date(2027, 4, 4)),  # gone a day early
        (date(2026, 12, 31), date(2027, 6, 30)),  # full that very day
        (date(2027, 1, 1), None),  # full on 1 July
    ):
        CommitmentFactory(placement=PlacementFactory(role=casework), anchor_on=anchor, ended_early_on=ended)

    assert read(QUARTER).stayed == (2, 3)


def test_languages_are_named_only_where_we_know_them(story: Placement) -> None:
    learner = LanguagePairFactory(application=ApplicationFactory(), source="tir", level="learning", assessed_on=NOW)
    PlacementFactory(application=learner.application)
    over = LanguagePairFactory(application=ApplicationFactory(), source="urd")
    PlacementFactory(application=over.application, ends_on=date(2027, 6, 29))

    assert read(HALF).languages == {"prs": Spoken(1, 1), "eng": Spoken(0, 1), OTHER: Spoken(1, 0)}
    assert "tongue" not in str(draw_up(HALF).content)
    assert LanguagePair.objects.count() == 3


def test_eligible_is_asked_of_the_day_itself(casework: Role) -> None:
    placement = PlacementFactory(role=casework, starts_on=date(2027, 1, 10))
    for criterion in ("trained", "committed", "available", "declared"):
        Override.objects.create(
            placement=placement,
            criterion=criterion,
            from_on=date(2027, 4, 10),
            expires_on=date(2027, 6, 30),
            reason="Known well",
        )
    for kind in Terms.Kind:
        TermsFactory(kind=kind)
    standing.refresh(placement=placement)

    found = [eligible_by_role(day) for day in (QUARTER.before, QUARTER.last, NOW.date())]

    assert found == [{}, {casework.pk: 1}, {}]


def test_a_frozen_table_says_the_same(db: None) -> None:
    table = Table(
        key="x", title="Title", head=["A", "B"], rows=[["=1", Share(1, 2)], ["b", Hours(90)]], shares=frozenset({1})
    )
    kept = freeze(table)

    assert freeze(thaw(kept)) == kept
    assert list(thaw(kept).plain()) == list(table.plain()) == [["A", "B", "B (%)"], ["=1", 1, 50], ["b", 1.5, ""]]
    assert digest({"en": [kept]}) != digest({"en": [{**kept, "title": "title"}]})
    assert str(Days(None)) == ""


def test_what_is_published_stays_though_everything_else_changes(story: Placement, ada: User, casework: Role) -> None:
    drawn = draw_up(HALF)
    report = publish(title="Spring", period=HALF, seen=drawn.digest, actor=ada)
    applied(casework, date(2027, 3, 3))
    casework.name_en = "Something else"
    casework.save()

    report.refresh_from_db()
    then = tables_of(report.figures)

    assert [table.rows[0][1] for table in then[:1]] == [3]
    assert then[1].rows[0][0] == "Casework"
    assert [freeze(table) for table in then] == drawn.content["en"]
    assert is_unaltered(report)
    assert draw_up(HALF).digest != drawn.digest
    with translation.override("zh-hant"):
        assert tables_of(report.figures)[1].rows[0][0] == "個案工作"
    assert not is_unaltered(BoardReport(figures={**report.figures, "en": []}, digest=report.digest))


def test_what_was_not_seen_is_not_published_and_the_same_is_published_once(
    story: Placement, ada: User, casework: Role
) -> None:
    seen = draw_up(HALF).digest
    first = publish(title="Spring", period=HALF, seen=seen, actor=ada)
    assert publish(title="Again", period=HALF, seen=seen, actor=ada) == first

    applied(casework, date(2027, 3, 3))
    with pytest.raises(FiguresChangedError):
        publish(title="Spring", period=HALF, seen=seen, actor=ada)
    with pytest.raises(ValidationError):
        publish(title="To come", period=Period(HALF.first, date(2027, 8, 21)), seen=seen, actor=ada)
    assert BoardReport.objects.values_list("title", flat=True).get() == "Spring"


NEW = "training_board:new"
DAYS = {"first": "2027-01-01", "last": "2027-06-30"}


def test_from_the_choice_of_days_to_a_published_report(client: Client, ada: User, story: Placement) -> None:
    client.force_login(ada)
    url = reverse(NEW, query=DAYS)
    page = client.get(url)
    seen = page.context["publishing"]["seen"].value()

    nameless = client.post(url, {"title": "", "seen": seen})
    changed = client.post(url, {"title": "Spring", "seen": "0" * 64})
    published = client.post(url, {"title": "Spring", "seen": seen}, follow=True)

    assert "Volunteer hours" in page.content.decode()
    assert "Paid hours are never among them." in page.content.decode()
    assert (nameless.status_code, changed.status_code) == (422, 409)
    assert changed.context["publishing"]["seen"].value() == seen
    report = BoardReport.objects.get()
    assert published.redirect_chain == [(reverse("training_board:inspect", args=(report.pk,)), 302)]
    shown = published.content.decode()
    assert report.digest[:12] in shown
    assert "Publish this report" not in shown
    assert "they no longer match" not in shown


def test_days_to_come_and_days_turned_round_are_explained(client: Client, ada: User) -> None:
    client.force_login(ada)
    for days, words in (
        ({"first": "2027-01-01", "last": "2027-08-21"}, "This day is still to come."),
        ({"first": "2027-02-01", "last": "2027-01-01"}, "The period ends before it begins."),
        ({"first": "2027-02-01"}, "This field is required."),
        ({"first": "1027-02-01", "last": "2027-01-01"}, "from 1 January 2000 on"),
    ):
        answer = client.get(reverse(NEW), days)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert client.get(reverse("training_board:new_file", args=("csv",)), days).status_code == 404


def test_files_say_what_the_screen_says(client: Client, susan: User, story: Placement, casework: Role) -> None:
    casework.name_en = "=HYPERLINK(1)"
    casework.save()
    report = publish(title="Spring", period=HALF, seen=draw_up(HALF).digest, actor=susan)
    client.force_login(susan)

    draft = client.get(reverse("training_board:new_file", args=("csv",)), DAYS).content.decode("utf-8-sig")
    kept = client.get(reverse("training_board:file", args=(report.pk, "csv")))
    paper = client.get(reverse("training_board:file", args=(report.pk, "pdf")))

    rows = list(csv.reader(StringIO(kept.content.decode("utf-8-sig"))))
    assert rows[0] == ["Spring"]
    assert ["Figure", "Number", "Number (%)", "What it counts"] in rows
    assert next(row for row in rows if row[:1] == ["Volunteer hours"])[1] == "2.5"
    assert next(row for row in rows if row[0:1] == ["'=HYPERLINK(1)"])[1:4] == ["2", "1", "1"]
    assert "Not published" in draft
    assert draft.partition("The figures")[2] == kept.content.decode("utf-8-sig").partition("The figures")[2]
    assert kept["Content-Disposition"] == 'attachment; filename="board-report-2027-01-01-2027-06-30.csv"'
    assert paper.content.startswith(b"%PDF-")
    assert client.get(reverse("training_board:file", args=(report.pk, "exe"))).status_code == 404


def test_a_change_of_the_row_shows_and_a_later_report_is_named(client: Client, ada: User, story: Placement) -> None:
    first = publish(title="Spring", period=HALF, seen=draw_up(HALF).digest, actor=ada)
    applied(story.role, date(2027, 3, 3))
    second = publish(title="Spring, corrected", period=HALF, seen=draw_up(HALF).digest, actor=ada)
    BoardReport.objects.filter(pk=second.pk).update(figures={**second.figures, "zh-hant": []})
    client.force_login(ada)

    earlier = client.get(reverse("training_board:inspect", args=(first.pk,))).content.decode()
    altered = client.get(reverse("training_board:inspect", args=(second.pk,))).content.decode()

    assert "Spring, corrected" in earlier
    assert "they no longer match" not in earlier
    assert "they no longer match" in altered


def test_a_supervisor_reads_but_does_not_publish(client: Client, susan: User, story: Placement) -> None:
    client.force_login(susan)

    page = client.get(reverse(NEW), DAYS)
    client.post(reverse(NEW, query=DAYS), {"title": "Mine", "seen": page.context["publishing"]["seen"].value()})

    assert "Publish this report" not in page.content.decode()
    assert "Recruiters and administrators publish board reports" in page.content.decode()
    assert not BoardReport.objects.exists()


def test_the_list_costs_the_same_whatever_its_length(client: Client, ada: User) -> None:
    client.force_login(ada)

    def make() -> None:
        days = {"from_on": HALF.first, "until_on": HALF.last, "digest": str(BoardReport.objects.count())}
        BoardReport.objects.create(title="Spring", published_at=NOW, published_by=ada, **days)

    one, three = asked_for_one_and_three(client, reverse("training_board:index"), make)
    assert one == three


def test_usual_periods_and_parts() -> None:
    assert usual_periods(date(2027, 1, 1)) == {
        "quarter": Period(date(2026, 10, 1), date(2026, 12, 31)),
        "this_year": Period(date(2027, 1, 1), date(2027, 1, 1)),
        "last_year": Period(date(2026, 1, 1), date(2026, 12, 31)),
    }
    assert len(Period(date(2025, 1, 31), date(2026, 12, 31)).parts) == 24
    assert Period(date(2025, 1, 31), date(2027, 1, 1)).parts == [date(year, 1, 1) for year in (2025, 2026, 2027)]


def test_a_long_period_is_told_by_years(casework: Role) -> None:
    applied(casework, date(2025, 6, 1))
    applied(casework, date(2027, 6, 1), cohort=CohortFactory())
    lines = read(Period(date(2025, 1, 1), date(2027, 6, 30))).parts
    assert {part.year: line.applied for part, line in lines.items()} == {2025: 1, 2026: 0, 2027: 1}

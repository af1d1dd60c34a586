"""Planning a year of rounds: what the calendar proposes, what it refuses, what the screen keeps."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from base.dates import today
from config.demonstration.holidays import holidays as gazetted
from recruitment.actions.cohorts import NotPlanned, Round, keep, plan_year, take_applications, want
from recruitment.models import Application, Cohort, Demand, Holiday, Role
from recruitment.rules import Season, season_weekends
from recruitment.rules.planning import (
    CLOSES_BEFORE,
    DAY,
    OPENS_BEFORE,
    USUAL,
    Fault,
    is_long,
    propose,
    touched,
    weekend_fault,
    window_fault,
)
from tests.factories import ApplicationFactory, CaseworkFactory, CohortFactory, DemandFactory, RoleFactory

pytestmark = pytest.mark.either

YEARS = range(2026, 2041)
AHEAD = today().year + 2  # wholly to come
PLAN = "/admin/cohorts/plan/"
EVERY = [(season, year) for season in Season for year in YEARS]


def fixed(year: int) -> set[date]:
    """The holidays of any year that keep their day, for years that are not gazetted yet."""
    return {date(year, month, day) for month, day in ((1, 1), (5, 1), (7, 1), (10, 1), (12, 25), (12, 26))}


def known(year: int) -> set[date]:
    """The table of a year's holidays."""
    return set(gazetted(year)) | fixed(year)


@pytest.mark.parametrize(("season", "year"), EVERY)
def test_the_weekend_proposed_is_free_in_its_season_and_nearest_to_the_usual_one(season: Season, year: int) -> None:
    table = known(year)

    saturday = propose(season, year, table)

    usual = date(year, *USUAL[season])
    better = [
        day
        for day in season_weekends(season, year)
        if not touched(day, table) and not is_long(day, table) and abs(day - usual) < abs(saturday - usual)
    ]
    assert weekend_fault(season, year, saturday) is None
    assert touched(saturday, table) == []
    assert not is_long(saturday, table)
    assert better == []
    assert window_fault(saturday - OPENS_BEFORE, saturday - CLOSES_BEFORE, saturday) is None


def test_on_every_day_of_fifteen_years_a_round_takes_applications() -> None:
    weekends = [propose(season, year, known(year)) for year in (*YEARS, YEARS.stop) for season in Season]
    windows = [(day - OPENS_BEFORE, day - CLOSES_BEFORE) for day in weekends]

    for (_opens, closes), (next_opens, _closes) in pairwise(windows):
        assert next_opens <= closes + DAY
    assert {opens.weekday() for opens, _closes in windows} == {0}
    assert {closes.weekday() for _opens, closes in windows} == {6}


@given(st.sampled_from(Season), st.sampled_from(YEARS), st.data())
def test_whatever_the_holidays_no_weekend_touches_one_that_could_do_without(
    season: Season, year: int, data: st.DataObject
) -> None:
    weekends = season_weekends(season, year)
    days = [saturday + timedelta(days=n) for saturday in weekends for n in range(-1, 3)]
    table = data.draw(st.sets(st.sampled_from(days)))

    saturday = propose(season, year, table)

    free = [day for day in weekends if not touched(day, table)]
    quiet = [day for day in free if not is_long(day, table)]
    assert saturday in (quiet or free or weekends)


@pytest.mark.parametrize(
    ("season", "year", "saturday", "fault"),
    [
        (Season.JANUARY, 2028, date(2028, 1, 1), None),
        (Season.JANUARY, 2027, date(2027, 1, 30), None),
        (Season.JANUARY, 2026, date(2026, 1, 31), Fault.OUT_OF_SEASON),  # its Sunday is in February
        (Season.MAY_JUNE, 2027, date(2027, 5, 1), None),
        (Season.MAY_JUNE, 2033, date(2033, 4, 30), Fault.OUT_OF_SEASON),  # its Sunday is in May
        (Season.MAY_JUNE, 2031, date(2031, 5, 31), None),  # across the border within
        (Season.MAY_JUNE, 2029, date(2029, 6, 30), Fault.OUT_OF_SEASON),
        (Season.SEPTEMBER, 2029, date(2029, 9, 1), None),
        (Season.SEPTEMBER, 2030, date(2030, 8, 31), Fault.OUT_OF_SEASON),
        (Season.SEPTEMBER, 2028, date(2028, 9, 30), Fault.OUT_OF_SEASON),
        (Season.SEPTEMBER, 2028, date(2028, 9, 17), Fault.NOT_SATURDAY),
        (Season.SEPTEMBER, 2028, date(2027, 9, 18), Fault.OTHER_YEAR),
    ],
)
def test_both_sides_of_every_border_are_told_apart(
    db: None, season: Season, year: int, saturday: date, fault: Fault | None
) -> None:
    assert weekend_fault(season, year, saturday) == fault
    rows = [Cohort(season=season.value, year=year, **days(saturday))]
    if fault is None:
        Cohort.objects.bulk_create(rows)
        return
    with pytest.raises(DatabaseError), transaction.atomic():  # the database refuses the same
        Cohort.objects.bulk_create(rows)


def days(saturday: date) -> dict[str, date]:
    """The dates of a round."""
    return {
        "starts_on": saturday,
        "ends_on": saturday + DAY,
        "opens_on": saturday - OPENS_BEFORE,
        "closes_on": saturday - CLOSES_BEFORE,
    }


def a_round(season: Season = Season.JANUARY, year: int = AHEAD, **changed: Any) -> Round:
    """A round as the calendar proposes it, or changed."""
    saturday = changed.pop("starts_on", propose(season, year, ()))
    usual = {"opens_on": saturday - OPENS_BEFORE, "closes_on": saturday - CLOSES_BEFORE}
    return Round(season=season, starts_on=saturday, **{**usual, **changed})


def test_a_year_is_planned_whole_with_the_numbers_wanted(rita: User) -> None:
    casework, press = CaseworkFactory(), RoleFactory()

    made = plan_year(
        year=AHEAD, rounds=[a_round(season, wanted={casework.pk: 18, press.pk: 5}) for season in Season], actor=rita
    )

    assert [cohort.season for cohort in Cohort.objects.all()] == [season.value for season in Season]
    assert all(cohort.ends_on == cohort.starts_on + DAY for cohort in made)
    assert set(Demand.objects.values_list("role", "wanted")) == {(casework.pk, 18)}  # the press recruits all year


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"starts_on": date(AHEAD, 2, 1)}, "starts_on", ""),
        ({"closes_on": date(AHEAD, 3, 1)}, "closes_on", "before the weekend"),
        ({"opens_on": date(AHEAD - 1, 12, 31), "closes_on": date(AHEAD - 1, 12, 30)}, "closes_on", "before they open"),
    ],
)
def test_one_fault_and_nothing_of_the_year_is_planned(
    rita: User, changed: dict[str, Any], field: str, words: str
) -> None:
    rounds = [a_round(Season.SEPTEMBER), a_round(**changed)]

    with pytest.raises(NotPlanned) as refused:
        plan_year(year=AHEAD, rounds=rounds, actor=rita)

    assert list(refused.value.faults) == [Season.JANUARY]
    assert words in refused.value.faults[Season.JANUARY][field]
    assert not Cohort.objects.exists()


def test_a_weekend_on_a_holiday_is_refused_unless_it_is_meant(rita: User) -> None:
    one = a_round()
    Holiday.objects.create(day=one.starts_on + DAY, name_en="A Sunday", name_zh="假日")

    with pytest.raises(NotPlanned, match="touches a public holiday: A Sunday"):
        plan_year(year=AHEAD, rounds=[one], actor=rita)
    (made,) = plan_year(year=AHEAD, rounds=[a_round(on_holiday=True)], actor=rita)

    keep(cohort=made, numbers={}, actor=rita)  # where it was meant already, nobody is asked again
    made.starts_on += timedelta(days=7)
    Holiday.objects.create(day=made.starts_on, name_en="Another")
    with pytest.raises(NotPlanned, match="Another"):
        keep(cohort=made, numbers={}, actor=rita)


def test_a_round_that_exists_is_kept_and_a_weekend_that_is_past_refused(rita: User) -> None:
    plan_year(year=AHEAD, rounds=[a_round()], actor=rita)
    last_year = today().year - 1

    with pytest.raises(NotPlanned, match="planned already"):
        plan_year(year=AHEAD, rounds=[a_round()], actor=rita)
    with pytest.raises(NotPlanned, match="is past"):
        plan_year(year=last_year, rounds=[a_round(year=last_year)], actor=rita)

    assert Cohort.objects.count() == 1
    twin = Cohort(season="january", year=AHEAD, **days(season_weekends(Season.JANUARY, AHEAD)[0]))
    with pytest.raises(NotPlanned, match="planned already"):
        keep(cohort=twin, numbers={}, actor=rita)


def test_a_round_is_closed_early_and_opened_later(rita: User) -> None:
    (made,) = plan_year(year=AHEAD, rounds=[a_round()], actor=rita)
    opens = made.opens_on

    take_applications(cohort=made, opens_on=opens + 7 * DAY, closes_on=opens + 14 * DAY, actor=rita)

    def is_open(number: int) -> bool:
        return Cohort.objects.open(opens + number * DAY).exists()

    assert [is_open(number) for number in (0, 6, 7, 14, 15)] == [False, False, True, True, False]
    with pytest.raises(NotPlanned, match="before they open"):
        take_applications(cohort=made, opens_on=opens, closes_on=opens - DAY, actor=rita)
    with pytest.raises(NotPlanned, match="before the weekend"):
        take_applications(cohort=made, opens_on=opens, closes_on=made.starts_on, actor=rita)


def test_a_round_is_full_once_every_role_it_wants_people_for_has_them(db: None) -> None:
    casework, press = CaseworkFactory(), RoleFactory(recruits_by_cohort=True)
    cohort = DemandFactory(cohort=CohortFactory(), role=casework, wanted=1).cohort
    DemandFactory(cohort=cohort, role=press, wanted=1)

    def full() -> list[bool]:
        row = Cohort.objects.with_demands().get()
        return [*(demand.is_full for demand in row.demands.all()), row.is_full]

    def accept(role: Role, **fields: Any) -> Application:
        application: Application = ApplicationFactory(form__role=role, cohort=cohort, stage="accepted", **fields)
        return application

    accepted = accept(casework)
    accept(press, merged_into=accepted)  # the same person twice is one
    assert full() == [True, False, False]
    accept(press)
    assert full() == [True, True, True]
    want(cohort=cohort, numbers={})
    assert full() == [False]


def posted(year: int, **changed: Any) -> dict[str, Any]:
    """What the screen proposes for a year, as it would be sent."""
    sent: dict[str, Any] = {"year": year}
    for season in Season:
        one = a_round(season, year)
        values = {"include": "on", "starts_on": one.starts_on, "opens_on": one.opens_on, "closes_on": one.closes_on}
        sent |= {f"{season.value}-{name}": value for name, value in values.items()}
    return {name: value for name, value in (sent | changed).items() if value is not None}


def test_the_screen_proposes_a_year_and_plans_it_once_confirmed(client: Client, rita: User) -> None:
    role = CaseworkFactory()
    kept = keep(
        cohort=Cohort(season="january", year=AHEAD, **days(propose(Season.JANUARY, AHEAD, ()))), numbers={}, actor=rita
    )
    client.force_login(rita)

    page = client.get(PLAN, {"year": AHEAD})
    answer = client.post(PLAN, posted(AHEAD, **{f"september-wanted_{role.pk}": "18"}))

    assert [form.season for form in page.context["forms"]] == [Season.MAY_JUNE, Season.SEPTEMBER]
    assert kept.name in page.content.decode()
    assert "No public holidays" in page.content.decode()
    assert answer.status_code == 302
    assert list(Demand.objects.values_list("cohort__season", "wanted")) == [("september", 18)]
    assert Cohort.objects.count() == 3


def test_a_mistake_is_explained_and_nothing_typed_is_lost(client: Client, rita: User) -> None:
    role = CaseworkFactory()
    client.force_login(rita)
    sent = posted(AHEAD, **{"january-opens_on": f"{AHEAD}-06-01", f"may_june-wanted_{role.pk}": "7"})

    answer = client.post(PLAN, sent)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Applications close before they open." in page
    assert f'value="{AHEAD}-06-01"' in page
    assert 'value="7"' in page
    assert not Cohort.objects.exists()
    nothing = client.post(PLAN, posted(AHEAD, **{f"{season.value}-include": None for season in Season}))
    assert "Tick at least one round to plan." in nothing.content.decode()


def test_a_round_left_out_need_not_be_right(client: Client, rita: User) -> None:
    client.force_login(rita)
    sent = posted(AHEAD, **{"january-include": None, "january-opens_on": "never"})

    assert client.post(PLAN, sent).status_code == 302
    assert set(Cohort.objects.values_list("season", flat=True)) == {"may_june", "september"}


def test_the_screen_asks_before_it_plans_a_weekend_on_a_holiday(client: Client, rita: User) -> None:
    one = a_round()
    Holiday.objects.create(day=one.starts_on, name_en="A holiday", name_zh="假日")
    client.force_login(rita)

    proposed = client.get(PLAN, {"year": AHEAD}).context["forms"][0].proposed
    refused = client.post(PLAN, posted(AHEAD))
    meant = client.post(PLAN, posted(AHEAD, **{"january-on_holiday": "on"}))

    assert proposed != one.starts_on
    assert (refused.status_code, meant.status_code) == (422, 302)
    assert "touches a public holiday: A holiday." in refused.content.decode()


def test_the_dates_of_a_round_are_changed_on_a_screen_of_their_own(client: Client, rita: User) -> None:
    (made,) = plan_year(year=AHEAD, rounds=[a_round()], actor=rita)
    screen = reverse("recruitment_cohort:dates", args=(made.pk,))
    client.force_login(rita)

    wrong = client.post(screen, {"opens_on": made.opens_on, "closes_on": made.starts_on})
    right = client.post(screen, {"opens_on": made.opens_on, "closes_on": made.opens_on})

    assert wrong.status_code == 422
    assert "Applications must close before the weekend." in wrong.content.decode()
    assert right.status_code == 302
    made.refresh_from_db()
    assert made.closes_on == made.opens_on


def test_one_round_on_a_holiday_is_kept_when_it_is_meant(client: Client, rita: User) -> None:
    one = a_round()
    Holiday.objects.create(day=one.starts_on, name_en="A holiday", name_zh="假日")
    sent = {"season": "january", "year": AHEAD, **{name: str(day) for name, day in days(one.starts_on).items()}}
    client.force_login(rita)

    refused = client.post(reverse("recruitment_cohort:add"), sent)
    meant = client.post(reverse("recruitment_cohort:add"), {**sent, "on_holiday": "on"})

    assert list(refused.context["form"].errors) == ["starts_on"]
    assert meant.status_code == 302
    edit = reverse("recruitment_cohort:edit", args=(Cohort.objects.get().pk,))
    assert client.post(edit, sent).status_code == 302  # not asked again


def test_the_list_says_where_each_round_stands(client: Client, rita: User) -> None:
    role = CaseworkFactory()
    cohort = DemandFactory(cohort=CohortFactory(), role=role, wanted=1).cohort
    ApplicationFactory(form__role=role, cohort=cohort, stage="accepted")
    client.force_login(rita)

    page = client.get(reverse("recruitment_cohort:index")).content.decode()

    assert "Casework: 1 of 1 accepted, 1 applied" in page
    assert "Full" in page

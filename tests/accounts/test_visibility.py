"""A row that is not visible to a person looks like one that does not exist, on every staff view and method."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.admin.admin_url_finder import AdminURLFinder

from accounts.models import User
from accounts.visibility import inert
from recruitment.models import (
    Application,
    ApplicationEvent,
    Cohort,
    Holiday,
    Placement,
    Role,
    Stage,
    Volunteer,
)
from tests.factories import ApplicationFactory, CohortFactory, PlacementFactory, RoleFactory, VolunteerFactory

pytestmark = pytest.mark.either

ROWS: dict[str, Any] = {
    "recruitment_application": lambda: ApplicationFactory(name="Foreign", stage=Stage.DECLINED),
    "recruitment_volunteer": lambda: VolunteerFactory(name="Foreign"),
    "recruitment_placement": lambda: PlacementFactory(volunteer__name="Foreign"),
    "recruitment_cohort": CohortFactory,
    "recruitment_role": lambda: RoleFactory(name_en="Foreign"),
    "recruitment_holiday": lambda: Holiday.objects.create(day="2027-01-01", name_en="Foreign"),
}
# Which of the standard views a screen has at all; the others must not exist.
SCREENS = {
    "recruitment_application": {"index", "inspect", "decide", "correct", "note"},
    "recruitment_volunteer": {"index", "edit", "history", "inspect"},
    "recruitment_placement": {"index", "end"},
    "recruitment_cohort": {"index", "edit", "delete", "history"},
    "recruitment_role": {"index", "edit", "history"},
    "recruitment_holiday": {"index", "edit", "delete", "history"},
}
VIEWS = ("edit", "delete", "history", "history_results", "usage", "inspect", "copy", "decide", "correct", "note", "end")


def state() -> list[Any]:
    """All that a view could change."""
    models = (Application, ApplicationEvent, Volunteer, Placement, Cohort, Role, Holiday)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root@example.org", "correct horse battery staple")


@pytest.mark.parametrize("name", ROWS)
def test_an_invisible_row_is_404_on_every_view_even_with_every_right(
    client: Client, superuser: User, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    mine: Any = ROWS[name]()
    foreign: Any
    if name == "recruitment_cohort":
        foreign = CohortFactory(
            year=2028, starts_on="2028-01-15", ends_on="2028-01-16", opens_on="2027-09-01", closes_on="2027-12-20"
        )
    elif name == "recruitment_holiday":
        foreign = Holiday.objects.create(day="2027-02-01", name_en="Foreign")
    else:
        foreign = ROWS[name]()
    monkeypatch.setattr(type(type(mine).objects.all()), "visible_to", lambda rows, _user: rows.exclude(pk=foreign.pk))
    client.force_login(superuser)
    before = state()

    found = set()
    for view in VIEWS:
        try:
            theirs, ours = (reverse(f"{name}:{view}", args=(row.pk,)) for row in (foreign, mine))
        except NoReverseMatch:
            continue
        found.add(view)
        assert client.get(theirs).status_code == 404, view
        assert client.post(theirs + "?to=screening", {"version": 0, "to": "screening", "note": "x"}).status_code == 404
        assert client.get(ours + "?to=screening").status_code in {200, 302}, view

    assert found - {"history_results"} == SCREENS[name] - {"index"}
    assert state() == before
    assert list(client.get(reverse(f"{name}:index")).context["object_list"]) == [mine]
    assert list(client.get(reverse(f"{name}:index_results")).context["object_list"]) == [mine]
    assert AdminURLFinder(superuser).get_edit_url(foreign) is None


@pytest.mark.parametrize("name", ["recruitment_application", "recruitment_volunteer"])
def test_an_invisible_row_is_absent_from_the_export(
    client: Client, superuser: User, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    foreign: Any = ROWS[name]()
    monkeypatch.setattr(
        type(type(foreign).objects.all()), "visible_to", lambda rows, _user: rows.exclude(pk=foreign.pk)
    )
    client.force_login(superuser)

    for view in ("index", "index_results"):
        answer = client.get(reverse(f"{name}:{view}"), {"export": "csv"})
        assert "Foreign" not in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ROWS)
def test_somebody_without_the_right_sees_no_row_anywhere(client: Client, eddie: User, name: str) -> None:
    row = ROWS[name]()
    client.force_login(eddie)
    before = state()

    for view in ("index", "index_results", *VIEWS):
        try:
            address = reverse(f"{name}:{view}", args=() if view.startswith("index") else (row.pk,))
        except NoReverseMatch:
            continue
        for answer in (client.get(address), client.post(address + "?to=screening", {"version": 0, "reason": "x"})):
            assert answer.status_code in {302, 403, 404, 405}, view
            assert "Foreign" not in answer.content.decode()

    assert state() == before


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u3000@"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert inert(f"{start}1+1") == f"'{start}1+1"
    assert inert(f"1{start}1") == f"1{start}1"


def test_a_phone_number_of_a_file_can_be_read_and_runs_nowhere() -> None:
    assert inert("+852 5123 4567") == "(+852) 5123 4567"
    assert [inert(text)[0] for text in ("+852 5123 4567*A1", "+1-2", "+852 5123=", "+85251234567")] == ["'"] * 4

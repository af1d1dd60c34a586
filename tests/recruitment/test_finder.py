"""The role finder: every combination of answers leads somewhere, and says honestly what is open."""

from collections.abc import Mapping

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from recruitment.models import Role
from recruitment.rules import Terms, finder
from recruitment.rules.finder import But, Why, every_answer, outcome, valid
from tests.factories import CaseworkFactory, RoleFactory

pytestmark = pytest.mark.either

SLUGS = ("casework", "interpretation", "fundraising", "events", "press", "technology")
CASEWORK = Terms(hours_min=5, hours_max=10, months=6, weekday_daytime=True, is_casework=True)
ALL_OPEN = {slug: (CASEWORK if slug == "casework" else Terms(), True) for slug in SLUGS}
FITS = {"like": "people", "time": "half", "when": "days", "languages": "no", "clients": "yes"}


def roles(**is_open: bool) -> Mapping[str, tuple[Terms, bool]]:
    return {slug: (terms, is_open.get(slug, True)) for slug, (terms, _open) in ALL_OPEN.items()}


def suggested(answers: Mapping[str, str], given: Mapping[str, tuple[Terms, bool]] = ALL_OPEN) -> list[str]:
    return [one.role for one in outcome(answers, roles=given).suggestions]


@pytest.mark.parametrize(
    "given",
    [ALL_OPEN, {}, roles(**dict.fromkeys(SLUGS, False)), {"casework": ALL_OPEN["casework"]}, roles(casework=False)],
)
def test_every_combination_leads_somewhere(given: Mapping[str, tuple[Terms, bool]]) -> None:
    for answers in every_answer():
        found = outcome(answers, roles=given)

        assert len(found.suggestions) <= 2
        assert all(one.role in given and one.is_open == given[one.role][1] and one.why for one in found.suggestions)
        assert found.ask_first or found.suggestions[0].is_open
        assert len({one.role for one in found.suggestions}) == len(found.suggestions)


def test_with_all_roles_open_whoever_knows_what_they_like_is_shown_it_first() -> None:
    for answers in every_answer():
        if leads := finder.LEADS[answers["like"]]:
            found = outcome(answers, roles=ALL_OPEN)
            assert (found.suggestions[0].role, found.ask_first) == (leads[0], False)


@pytest.mark.parametrize("like", ["other", "unsure"])
def test_another_field_and_not_sure_lead_to_an_enquiry(like: str) -> None:
    for answers in every_answer():
        if answers["like"] == like:
            assert outcome(answers, roles=ALL_OPEN).ask_first


def test_who_fits_casework_is_shown_it_without_a_doubt() -> None:
    first = outcome(FITS, roles=ALL_OPEN).suggestions[0]

    assert (first.role, first.but, Why.LIKE in first.why) == ("casework", (), True)


def test_too_little_time_is_said_and_shuts_nobody_out() -> None:
    first = outcome({**FITS, "time": "little", "when": "evenings"}, roles=ALL_OPEN).suggestions[0]

    assert (first.role, first.but) == ("casework", (But.HOURS, But.DAYTIME))


def test_the_hours_are_those_the_role_states() -> None:
    given = {**ALL_OPEN, "casework": (Terms(hours_min=2), True)}

    assert outcome({**FITS, "time": "little"}, roles=given).suggestions[0].but == ()


def test_a_language_leads_to_interpretation_beside_what_they_like() -> None:
    assert suggested({**FITS, "languages": "yes"}) == ["casework", "interpretation"]
    assert suggested(FITS) == ["casework"]


def test_who_would_rather_not_meet_clients_is_not_sent_to_them_unasked() -> None:
    for answers in every_answer():
        if answers["clients"] == "no" and answers["like"] not in {"people", "languages"}:
            assert not set(suggested(answers)) & finder.WITH_CLIENTS


def test_a_closed_role_that_was_asked_for_stays_in_sight_after_an_open_one() -> None:
    found = outcome({**FITS, "like": "money", "clients": "no"}, roles=roles(fundraising=False))

    assert [(one.role, one.is_open) for one in found.suggestions] == [("events", True), ("fundraising", False)]
    assert not found.ask_first


def test_where_all_that_fits_is_closed_it_says_so_and_asks() -> None:
    found = outcome(FITS, roles=roles(casework=False))

    assert (found.all_closed, found.ask_first, found.suggestions[0].role) == (True, True, "casework")


def test_a_role_that_does_not_exist_is_not_promised() -> None:
    found = outcome({**FITS, "like": "computers", "clients": "no"}, roles={"casework": ALL_OPEN["casework"]})

    assert (found.suggestions, found.ask_first) == ((), True)


def test_what_is_no_answer_is_dropped_and_asked_again() -> None:
    kept = valid({"like": "people", "time": "x", "when": "days", "name": "Ming"})
    assert kept == {"like": "people", "when": "days"}
    question = finder.following(kept)
    assert question is not None
    assert question.key == "time"


def address(answers: Mapping[str, str], language: str = "en") -> str:
    return f"/{language}/find-a-role/?" + "&".join(f"{key}={value}" for key, value in answers.items())


@pytest.fixture
def open_roles(db: None) -> None:
    CaseworkFactory()
    for slug in SLUGS[1:]:
        RoleFactory(slug=slug, name_en=slug.capitalize())


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_each_page_asks_one_thing_without_scripts_or_cookies(client: Client, open_roles: None, language: str) -> None:
    answers: dict[str, str] = {}
    for key, answer in FITS.items():
        page = client.get(address(answers, language))
        html = page.content.decode()

        assert page.status_code == 200
        assert html.count('type="radio"') == len(finder.BY_KEY[key].choices)
        assert 'method="get"' in html
        assert "<script" not in html
        answers[key] = answer
    assert not client.cookies


def test_going_on_without_an_answer_says_so(client: Client, open_roles: None) -> None:
    page = client.get("/en/find-a-role/?like=people&asked=time").content.decode()

    assert "Choose one of the answers." in page
    assert "<title>Error:" in page
    assert 'name="like" value="people"' in page


def test_the_end_names_the_role_why_and_the_way_to_it(
    client: Client, open_roles: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(address(FITS))
    with django_assert_max_num_queries(10):
        page = client.get(address(FITS)).content.decode()

    assert "A role that may fit you" in page
    assert 'href="/en/apply/casework/"' in page
    assert "You would meet the people we help." in page
    assert "change=like" in page


def test_a_closed_role_is_said_to_be_closed_and_cannot_be_applied_for(client: Client, open_roles: None) -> None:
    Role.objects.filter(slug="casework").update(is_open=False)

    page = client.get(address(FITS)).content.decode()

    assert "Closed for now" in page
    assert "/en/apply/casework/" not in page
    assert 'href="/en/ask/?like=people&amp;time=half' in page


def test_another_field_comes_with_its_answers_to_the_enquiry(client: Client, open_roles: None) -> None:
    answers = {"like": "other", "time": "some", "when": "any", "languages": "no", "clients": "no"}

    page = client.get(address(answers)).content.decode()
    form = client.get("/en/ask/?" + address(answers).split("?")[1]).content.decode()

    assert "Let us talk" in page
    assert 'name="like" value="other"' in form
    assert "Something else" in form
    assert 'class="back' in form
    assert address(answers).replace("&", "&amp;") in form


def test_changing_one_answer_keeps_the_others_and_back_shows_what_was_chosen(client: Client, open_roles: None) -> None:
    changed = client.get(address(FITS) + "&change=when").content.decode()
    kept = {**FITS, "when": "any"}

    assert 'value="days"' in changed.split("checked")[0].rsplit("<input", maxsplit=1)[1]
    others = [(key, answer) for key, answer in FITS.items() if key != "when"]
    assert all(f'<input type="hidden" name="{key}" value="{answer}">' in changed for key, answer in others)
    assert address(FITS).replace("&", "&amp;") in changed
    assert "A role that may fit you" in client.get(address(kept) + "&asked=when").content.decode()
    back = client.get(address({"like": "people"})).content.decode()
    assert "like=people&amp;change=like" in back
    assert "history keeps them" in back
    assert "change=clients" in client.get(address(FITS)).content.decode()


@pytest.mark.parametrize(
    "query", ["like=<script>", "like=people&time[]=x", "asked=like&like=", "%00=%00", "like=other" * 200]
)
def test_odd_queries_are_asked_from_the_beginning(client: Client, open_roles: None, query: str) -> None:
    page = client.get(f"/en/find-a-role/?{query}")

    assert (page.status_code, "<script" in page.content.decode()) == (200, False)

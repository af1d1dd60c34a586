from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from base.models import Organisation
from recruitment.models import Application, Draft, Role
from tests.factories import RoleFactory
from tests.recruitment.applying import ABOUT, CONSENTS, EXPERIENCE, TIME, WHY, Applicant, casework, hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant() -> Applicant:
    casework()
    return Applicant()


@pytest.mark.either
def test_opening_the_first_page_keeps_nothing(applicant: Applicant) -> None:
    page = applicant.client.get("/en/apply/casework/")

    assert page.status_code == 200
    assert Draft.objects.count() == 0
    assert "sessionid" not in applicant.client.cookies
    assert "no-store" in page["Cache-Control"]
    assert "private" in page["Cache-Control"]
    assert 'content="noindex"' in page.content.decode()


def test_the_first_page_begins_a_draft_and_leads_on(applicant: Applicant) -> None:
    answer = applicant.start()

    assert answer.status_code == 302
    assert answer["Location"] == applicant.url("time")
    assert applicant.draft.answers["about"]["name"] == ["Nguyễn Thị Łucja"]
    assert applicant.draft.done == ["about"]


@pytest.mark.either
def test_each_page_knows_the_organisation_as_it_is_then(applicant: Applicant) -> None:
    applicant.start()

    for name in ("Harbour Aid", "Door & Table"):
        Organisation.objects.update_or_create(pk=1, defaults={"name_en": name, "logo": "organisation/a.png"})
        for page in (applicant.first, applicant.url("time")):
            assert f" – {escape(name)}</title>" in applicant.client.get(page).content.decode()


def test_a_first_page_with_mistakes_is_kept_too(applicant: Applicant) -> None:
    answer = applicant.start(email="no address", phone="")

    page = applicant.client.get(answer["Location"])

    assert answer["Location"] == applicant.url("about")
    assert applicant.draft.done == []
    assert "no address" in page.content.decode()
    assert "<title>Error:" in page.content.decode()
    assert "Enter an e-mail address" in page.content.decode()


def test_two_clicks_on_the_first_page_are_one_draft(applicant: Applicant) -> None:
    token = hidden(applicant.client.get(applicant.first), "started_with")

    first = applicant.start(token)
    second = applicant.start(token)

    assert first["Location"] == second["Location"]
    assert Draft.objects.count() == 1


@pytest.mark.either
def test_programs_that_fill_in_every_box_begin_nothing(applicant: Applicant) -> None:
    page = applicant.start(website="https://spam.example")

    assert page.status_code == 200
    assert Draft.objects.count() == 0
    assert "Nguyễn Thị Łucja" in page.content.decode()


@pytest.mark.either
@pytest.mark.parametrize("token", ["", "short", "x" * 65, "a b" * 15, "\x00" * 43])
def test_a_first_page_without_its_token_is_refused(applicant: Applicant, token: str) -> None:
    page = applicant.client.post(applicant.first, {**ABOUT, "started_with": token})

    assert page.status_code == 400
    assert Draft.objects.count() == 0


def test_a_started_application_is_offered_in_the_same_browser_only(applicant: Applicant) -> None:
    applicant.start()

    assert "Continue your application" in applicant.client.get(applicant.first).content.decode()
    assert "Continue your application" not in Client().get(applicant.first).content.decode()


def test_back_keeps_what_was_typed_valid_or_not(applicant: Applicant) -> None:
    applicant.start()
    wrong = {
        "hours_per_week": "many",
        "months": "8",
        "leaves_on_day": "31",
        "leaves_on_month": "2",
        "leaves_on_year": "2099",
    }

    answer = applicant.send("time", wrong, back="1")
    page = applicant.client.get(applicant.url("time")).content.decode()

    assert answer["Location"] == applicant.url("about")
    assert applicant.draft.done == ["about"]
    assert 'value="many"' in page
    assert 'value="31"' in page
    assert "Enter a whole number from 1 to 60." in page
    assert "Enter a real date" in page


def test_a_mistake_stays_on_the_page_and_is_saved(applicant: Applicant) -> None:
    applicant.start()

    page = applicant.send("time", {"hours_per_week": "600"})

    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert applicant.draft.answers["time"]["hours_per_week"] == ["600"]


@pytest.mark.parametrize("order", [["time", "why", "experience"], ["why", "experience", "time"]])
def test_steps_may_be_written_in_any_order(applicant: Applicant, order: list[str]) -> None:
    applicant.start()
    typed: dict[str, dict[str, Any]] = {"time": TIME, "why": WHY, "experience": EXPERIENCE}

    for step in order:
        assert applicant.send(step, typed[step]).status_code == 302

    assert set(applicant.draft.done) == {"about", *order}


def test_two_tabs_do_not_cross(applicant: Applicant) -> None:
    applicant.start()
    one, other = applicant.url("time"), applicant.url("why")
    proof = hidden(applicant.client.get(one), "proof")
    applicant.client.get(other)

    applicant.client.post(other, {**WHY, "application-current_step": "why", "proof": proof})
    applicant.client.post(one, {**TIME, "application-current_step": "time", "proof": proof})

    answers = applicant.draft.answers
    assert answers["why"]["statement"] == [WHY["statement"]]
    assert answers["time"]["hours_per_week"] == ["6"]
    assert set(answers) == {"about", "time", "why"}


@pytest.mark.either
@pytest.mark.parametrize("step", ["why", "done", "nothing", ""])
def test_a_tampered_step_is_refused_and_changes_nothing(applicant: Applicant, step: str) -> None:
    applicant.start()
    before = applicant.draft.version

    page = applicant.client.post(applicant.url("time"), {**TIME, "application-current_step": step})

    assert page.status_code == 400
    assert "<li>6</li>" in page.content.decode()
    assert applicant.draft.version == before


@pytest.mark.either
def test_a_missing_management_form_is_refused(applicant: Applicant) -> None:
    applicant.start()

    assert applicant.client.post(applicant.url("time"), TIME).status_code == 400


@pytest.mark.either
@pytest.mark.parametrize("step", ["done", "nothing", "step", "application"])
def test_unknown_steps_are_not_there(applicant: Applicant, step: str) -> None:
    applicant.start()

    assert applicant.client.get(applicant.url(step)).status_code == 404
    assert applicant.client.post(applicant.url(step), {"application-current_step": step}).status_code == 404
    assert Application.objects.count() == 0


@pytest.mark.either
def test_the_address_alone_opens_nothing(applicant: Applicant) -> None:
    applicant.start()
    stranger = Client()

    for page in ("time", "about", "check", "receipt", "status", "later", "forget"):
        answer = stranger.get(applicant.url(page))
        assert answer.status_code == 404
        assert "not open in this browser" in answer.content.decode()
        assert "Łucja" not in answer.content.decode()


@pytest.mark.either
def test_a_foreign_draft_looks_like_none(applicant: Applicant) -> None:
    applicant.start()
    foreign = Client().get(applicant.url("time")).content.decode()
    key = str(applicant.draft.pk)
    none = "00000000-0000-4000-8000-000000000000"

    missing = Client().get(applicant.url("time").replace(key, none)).content.decode()

    def plain(text: str) -> str:
        text = text.replace(key, "").replace(none, "")
        return text.replace(hidden_token(text), "")

    assert plain(foreign) == plain(missing)


def hidden_token(text: str) -> str:
    return text.split('name="csrfmiddlewaretoken" value="')[1].split('"', maxsplit=1)[0]


def test_a_session_that_ends_while_typing_loses_nothing(applicant: Applicant) -> None:
    applicant.start()
    url = applicant.url("time")
    proof = hidden(applicant.client.get(url), "proof")
    applicant.client.cookies.clear()

    answer = applicant.client.post(url, {**TIME, "application-current_step": "time", "proof": proof})

    assert answer.status_code == 200
    assert "This page is saved" in answer.content.decode()
    assert "Łucja" not in answer.content.decode()
    assert applicant.draft.answers["time"]["hours_per_week"] == ["6"]
    assert applicant.client.get(url).status_code == 404


@pytest.mark.parametrize(("proof", "code"), [(None, 200), ("forged", 403)])
def test_without_any_cookie_only_a_page_of_ours_is_saved(applicant: Applicant, proof: str | None, code: int) -> None:
    applicant.start()
    url = applicant.url("time")
    proof = proof or hidden(applicant.client.get(url), "proof")

    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(url, {**TIME, "application-current_step": "time", "proof": proof})

    assert answer.status_code == code
    assert ("time" in applicant.draft.answers) == (code == 200)


@pytest.mark.parametrize("url", ["/en/apply/casework/", "/en/ask/"])
def test_a_first_page_sent_without_any_cookie_comes_back_with_what_was_typed(applicant: Applicant, url: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    known = hidden(browser.get(url), "started_with")
    browser.cookies.clear()
    typed = {**ABOUT, "text": "A question."}

    shown = browser.post(url, {**typed, "started_with": known, "csrfmiddlewaretoken": "x" * 64})
    assert not Draft.objects.exists()
    assert all(f'name="{name}" value="{value}"' in shown.content.decode() for name, value in typed.items())
    fresh, proof = (hidden(shown, name) for name in ("started_with", "csrfmiddlewaretoken"))
    done = browser.post(url, {**typed, "started_with": fresh, "csrfmiddlewaretoken": proof})

    assert (shown.status_code, done.status_code, fresh == known) == (200, 302, False)


def test_without_session_and_proof_what_was_typed_is_shown_back(applicant: Applicant) -> None:
    applicant.start()

    answer = Client().post(applicant.url("why"), {**WHY, "application-current_step": "why", "proof": "forged"})

    assert answer.status_code == 404
    assert "I would like to help." in answer.content.decode()
    assert "why" not in applicant.draft.answers


def test_a_proof_opens_only_its_own_draft(applicant: Applicant) -> None:
    applicant.start()
    mine = applicant.draft
    proof = hidden(applicant.client.get(applicant.url("time")), "proof")
    other = Applicant()
    other.start()
    theirs = Draft.objects.exclude(pk=mine.pk).get()

    answer = Client().post(applicant.url("time", theirs), {**TIME, "application-current_step": "time", "proof": proof})

    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert "time" not in theirs.answers


@pytest.mark.either
def test_what_does_not_fit_is_explained_and_goes_on(applicant: Applicant) -> None:
    applicant.start()

    answer = applicant.send("time", {"hours_per_week": "3", "months": "6"})
    page = applicant.client.get(answer["Location"]).content.decode()

    assert answer["Location"] == applicant.url("fit")
    assert "You can give 3 hours a week; the role asks for at least 5." in page
    assert "You ticked no weekday half-day" in page
    assert applicant.send("fit", {"fit_note": ""})["Location"] == applicant.url("experience")


@pytest.mark.either
def test_a_way_that_closed_leads_back_to_the_list(applicant: Applicant) -> None:
    applicant.start()

    assert applicant.client.get(applicant.url("fit"))["Location"] == f"/en/apply/casework/{applicant.draft.pk}/"


@pytest.mark.either
def test_under_18_is_explained(applicant: Applicant) -> None:
    answer = applicant.start(is_adult="no")

    assert answer["Location"] == applicant.url("age")
    assert "Our caseworkers must be adults" in applicant.client.get(applicant.url("age")).content.decode()
    assert applicant.send("age", {})["Location"] == applicant.url("time")


@pytest.mark.either
def test_the_list_of_steps_says_what_is_left(applicant: Applicant) -> None:
    applicant.start()
    applicant.send("time", {"hours_per_week": "x"}, back="1")

    page = applicant.client.get(f"/en/apply/casework/{applicant.draft.pk}/").content.decode()

    assert page.count("Completed") == 1
    assert page.count("Incomplete") == 1
    assert page.count("Cannot start yet") == 1


def test_a_closed_role_keeps_the_draft_and_what_was_typed(applicant: Applicant) -> None:
    applicant.start()
    page = applicant.client.get(applicant.url("time"))
    applicant.draft.role.__class__.objects.update(is_open=False)

    answer = applicant.client.post(
        applicant.url("time"), {**TIME, "application-current_step": "time", "proof": hidden(page, "proof")}
    )

    assert "takes no applications at the moment" in answer.content.decode()
    assert applicant.draft.answers["time"]["months"] == ["8"]
    assert "takes no applications" in applicant.client.get(applicant.url("time")).content.decode()
    assert "takes no applications" in applicant.client.get(applicant.first).content.decode()


def test_a_first_page_sent_after_the_role_closed_is_shown_back(applicant: Applicant) -> None:
    token = hidden(applicant.client.get(applicant.first), "started_with")
    Role.objects.update(is_open=False)

    page = applicant.start(token).content.decode()

    assert "takes no applications at the moment" in page
    assert "Nguyễn Thị Łucja" in page
    assert "lucja@example.org" in page
    assert token not in page
    assert Draft.objects.count() == 0


def test_hidden_marks_and_control_characters_are_taken_out(applicant: Applicant) -> None:
    applicant.start(name="Ev\u202eil\r\nBcc: x\x07")

    assert applicant.draft.done == ["about"]
    assert "\u202e" not in applicant.client.get(applicant.url("check")).content.decode()


@pytest.mark.either
def test_every_kind_of_role_can_be_applied_for() -> None:

    role: Role = RoleFactory()
    applicant = Applicant(role.slug)

    assert applicant.start()["Location"] == applicant.url("skills")
    for step, typed in {"skills": {"skills": "Maps"}, "why": WHY, "consents": CONSENTS}.items():
        answer = applicant.send(step, typed)
    assert answer["Location"] == applicant.url("check")


@pytest.mark.either
def test_a_picture_in_a_name_is_refused_where_it_is_typed(applicant: Applicant) -> None:
    applicant.start(name="Nour 🌿")

    page = applicant.client.get(applicant.url("about")).content.decode()

    assert "Write the name without “🌿”." in page
    assert 'value="Nour 🌿"' in page


@pytest.mark.either
def test_looking_at_all_steps_saves_the_page_first(applicant: Applicant) -> None:
    applicant.start()

    answer = applicant.send("why", {"statement": "Half a thought"}, tasks="1")

    assert answer["Location"] == f"/en/apply/casework/{applicant.draft.pk}/"
    assert applicant.draft.answers["why"]["statement"] == ["Half a thought"]

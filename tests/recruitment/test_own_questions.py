"""Questions that staff added to a role: asked of applicants, read by staff, and frozen for whoever began before."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from recruitment.actions.drafts import publish_form
from recruitment.actions.questions import move_question, save_question
from recruitment.models import Application, DraftFile, FormDefinition, Role, RoleQuestion
from tests.factories import RoleFactory, RoleQuestionFactory
from tests.recruitment.applying import CONSENTS, WHY, Applicant, casework
from tests.recruitment.test_uploads import sent

pytestmark = [pytest.mark.django_db, pytest.mark.either]
COLOURS = {"choices_en": "Red\nGreen", "choices_zh": "紅\n綠"}


@pytest.fixture
def role() -> Role:
    """A role with the shortest form."""
    return RoleFactory(slug="events")


@pytest.fixture
def rita_s(client: Client, rita: User) -> Client:
    """The recruiter's browser."""
    client.force_login(rita)
    return client


def all_kinds(role: Role) -> dict[str, Any]:
    """One question of each kind, each required."""
    rows: dict[str, Any] = {}
    for kind in RoleQuestion.Kind.values:
        more = {"choices_en": "Red\nGreen", "choices_zh": "紅\n綠"} if kind in {"choice", "choices"} else {}
        rows[kind] = RoleQuestionFactory(role=role, kind=kind, label_en=f"Asked by {kind}", required=True, **more)
    return rows


def answers(rows: dict[str, Any]) -> dict[str, Any]:
    """What somebody types and chooses."""
    key = {kind: row.key for kind, row in rows.items()}
    return {
        key["text"]: "A line",
        key["long_text"]: "One\ntwo",
        key["choice"]: "red",
        key["choices"]: ["red", "green"],
        key["yes_no"]: "no",
        key["number"]: "20270",
        f"{key['date']}_day": "16",
        f"{key['date']}_month": "1",
        f"{key['date']}_year": "2027",
        key["file"]: sent(name="proof.pdf"),
    }


def begun(role: Role) -> Applicant:
    """Somebody whose first page is sent."""
    somebody = Applicant(role.slug)
    somebody.start()
    return somebody


def finish(applicant: Applicant, more: dict[str, Any] | None = None) -> Application:
    """Write the rest and send it."""
    typed = {"more": more or {}, "why": WHY, "consents": CONSENTS}
    steps = [step["key"] for step in applicant.draft.form.content["steps"] if "when" not in step]
    for step in steps[1:]:
        skills = {"skills": "Cooking", "events": "Cooking", "tasks": ["setup"], "statement": "I would."}
        applicant.send(step, typed.get(step, skills))
    page = applicant.client.post(applicant.url("check"))
    assert "/receipt/" in page.headers.get("Location", ""), page.headers.get("Location")
    return Application.objects.get()


def test_the_step_stands_before_the_reasons_and_only_where_there_are_questions(role: Role) -> None:
    plain = [step["key"] for step in publish_form(role=role).content["steps"]]
    RoleQuestionFactory(role=role, is_active=False)
    RoleQuestionFactory()
    assert [step["key"] for step in publish_form(role=role).content["steps"]] == plain

    RoleQuestionFactory(role=role)
    steps = publish_form(role=role).content["steps"]

    place = plain.index("why")
    assert [step["key"] for step in steps] == [*plain[:place], "more", *plain[place:]]
    assert steps[place]["title"] == {"en": "A few more questions", "zh": "另外幾條問題"}


def test_the_first_page_counts_the_step_too(role: Role) -> None:
    applicant = Applicant("events")
    before = applicant.client.get(applicant.first).content.decode()
    RoleQuestionFactory(role=role)
    after = applicant.client.get(applicant.first).content.decode()

    def total(page: str) -> int:
        return int(re.search(r"of (\d+)", page).group(1))  # type: ignore[union-attr]

    assert total(after) == total(before) + 1


def test_every_kind_is_asked_checked_sent_and_read(rita_s: Client, role: Role) -> None:
    rows = all_kinds(role)
    applicant = begun(role)
    page = applicant.send("more", {}).content.decode()
    assert all(f"Asked by {kind}" in page for kind in rows)
    assert page.count("needs an answer") + page.count("Choose an answer to") >= len(rows)

    applicant.send("more", answers(rows))
    check = applicant.client.get(applicant.url("check")).content.decode()
    said = ["A line", "Red", "Green", "No", "20270", "16 January 2027", "proof.pdf"]
    assert all(words in check for words in said)
    application = finish(applicant, answers(rows))

    staff = rita_s.get(f"/admin/applications/inspect/{application.pk}/").content.decode()
    assert "A few more questions" in staff
    assert all(words in staff for words in said)
    assert application.answers[rows["number"].key] == 20270
    assert application.answers[rows["choices"].key] == ["red", "green"]


def test_a_required_file_is_answered_by_the_one_that_is_kept(role: Role) -> None:
    row = RoleQuestionFactory(role=role, kind="file", required=True)
    applicant = begun(role)

    assert "needs an answer" in applicant.send("more", {}).content.decode()
    assert "more" not in applicant.draft.done
    assert applicant.send("more", {row.key: sent()}).status_code == 302
    assert applicant.send("more", {}).status_code == 302
    assert "more" in applicant.draft.done
    applicant.send("more", {}, remove=row.key)
    assert "more" not in applicant.draft.done
    assert DraftFile.objects.count() == 0


def change_words(row: RoleQuestion, actor: User) -> None:
    row.label_en, row.choices_en, row.choices_zh = "Changed", "Blue\nPink", "藍\n粉紅"
    save_question(question=row, actor=actor)


def retire(row: RoleQuestion, actor: User) -> None:
    row.is_active = False
    save_question(question=row, actor=actor)


def put_last(row: RoleQuestion, actor: User) -> None:
    move_question(question=row, place=99, actor=actor)


def add_required(row: RoleQuestion, actor: User) -> None:
    save_question(question=RoleQuestionFactory.build(role=row.role, required=True, key=""), actor=actor)


Change = Callable[[RoleQuestion, User], None]


@pytest.mark.parametrize("change", [change_words, retire, put_last, add_required])
def test_a_draft_begun_before_is_finished_with_its_own_questions(role: Role, rita: User, change: Change) -> None:
    first = RoleQuestionFactory(role=role, label_en="As first asked", required=True, kind="choice", **COLOURS)
    RoleQuestionFactory(role=role, label_en="Second")
    applicant = begun(role)
    frozen = applicant.draft.form_id

    change(first, rita)
    publish_form(role=role)
    assert FormDefinition.objects.filter(role=role).count() == 2
    page = applicant.client.get(applicant.url("more")).content.decode()
    application = finish(applicant, {first.key: "green"})

    assert "Red" in page
    assert page.index("As first asked") < page.index("Second")
    assert page.count("So that we know.") == 2
    assert application.form_id == frozen
    assert application.answers[first.key] == "green"


@pytest.mark.parametrize("change", [change_words, retire, put_last, add_required])
def test_an_application_reads_in_the_words_it_was_asked_in(
    rita_s: Client, role: Role, rita: User, change: Change
) -> None:
    first = RoleQuestionFactory(role=role, label_en="As first asked", required=True, kind="choice", **COLOURS)
    RoleQuestionFactory(role=role, label_en="Second")
    application = finish(begun(role), {first.key: "green"})

    change(first, rita)
    publish_form(role=role)
    page = rita_s.get(f"/admin/applications/inspect/{application.pk}/").content.decode()

    assert "As first asked" in page
    assert "Green" in page
    assert "Changed" not in page
    assert page.index("As first asked") < page.index("Second")


def test_codes_of_choices_mean_the_same_in_every_version(role: Role, rita: User) -> None:
    row = RoleQuestionFactory(role=role, kind="choice", choices_en="C\nC++\nC#\n不知", choices_zh="a\nb\nc\nd")

    def codes() -> dict[str, str]:
        step = next(step for step in publish_form(role=role).content["steps"] if step["key"] == "more")
        return {choice["label"]["en"]: choice["value"] for choice in step["questions"][0]["choices"]}

    before = codes()
    row.choices_en, row.choices_zh = "Other\nC\nC++\nC#\n不知", "e\na\nb\nc\nd"
    save_question(question=row, actor=rita)

    assert len(set(before.values())) == 4
    assert codes() == before | {"Other": "other"}


def test_queries_stay_few_with_questions_and_files() -> None:
    role, cohort = casework()
    row = RoleQuestionFactory(role=role, kind="file", required=True)
    counts = {}
    applicant = Applicant()

    def counted(name: str, act: Callable[[], Any]) -> None:
        with CaptureQueriesContext(connection) as queries:
            act()
        counts[name] = sum(
            not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in queries
        )

    counted("first", partial(applicant.client.get, applicant.first))
    applicant.start()
    draft = applicant.draft
    steps = {**applicant.rest(cohort), "more": {row.key: sent()}}
    for step, typed in steps.items():
        url = applicant.url(step, draft)
        counted(f"GET {step}", partial(applicant.client.get, url))
        counted(f"POST {step}", partial(applicant.client.post, url, {**typed, "application-current_step": step}))
    counted("check", partial(applicant.client.get, applicant.url("check", draft)))

    assert max(counts.values()) <= 10, counts

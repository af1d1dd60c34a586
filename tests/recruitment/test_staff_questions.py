"""Questions that staff add to a role: written, put in order, retired."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from recruitment.actions.drafts import publish_form
from recruitment.actions.questions import delete_question, move_question, was_asked
from recruitment.actions.refusals import NotPossible
from recruitment.models import Role, RoleQuestion
from recruitment.rules.own_questions import MOST, MOST_FILES
from tests.factories import RoleFactory, RoleQuestionFactory
from tests.recruitment.applying import Applicant, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.either]
LIST = "/admin/questions/"
TYPED = {
    "kind": "text",
    "label_en": "Do you drive?",
    "label_zh": "你會駕駛嗎？",
    "why_en": "For outings.",
    "why_zh": "用於外出活動。",
    "is_active": "on",
}
CHOICES = {"kind": "choices", "choices_en": "Red\nGreen", "choices_zh": "紅\n綠"}


@pytest.fixture
def role() -> Role:
    """A role with the shortest form."""
    return RoleFactory(slug="events")


@pytest.fixture
def rita_s(client: Client, rita: User) -> Client:
    """The recruiter's browser."""
    client.force_login(rita)
    return client


def send(client: Client, role: Role, url: str = f"{LIST}new/", **typed: str) -> Any:
    return client.post(url, {**TYPED, "role": str(role.pk), **typed})


def test_a_question_is_added_in_words_and_gets_a_key_for_ever(rita_s: Client, role: Role) -> None:
    answer = send(rita_s, role)

    row = RoleQuestion.objects.get()
    assert answer.status_code == 302
    assert re.fullmatch(r"own-[0-9a-f]{8}", row.key)
    send(rita_s, role, f"{LIST}edit/{row.pk}/", label_en="Do you drive a car?")
    assert RoleQuestion.objects.get().key == row.key
    assert RoleQuestion.objects.get().label_en == "Do you drive a car?"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "choice", "choices_en": "", "choices_zh": ""}, "Write at least two choices"),
        ({**CHOICES, "choices_en": "Red"}, "Write at least two choices"),
        ({**CHOICES, "choices_zh": "紅\n綠\n藍"}, "as many choices in Chinese as in English: there are 3 and 2"),
        ({**CHOICES, "choices_en": "Red\nred"}, "is there twice"),
        ({**CHOICES, "choices_en": "Red\n" + "x" * 151}, "at most 150 characters"),
        ({"label_zh": ""}, "This field is required"),
        ({"why_en": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(rita_s: Client, role: Role, typed: dict[str, str], said: str) -> None:
    page = send(rita_s, role, **typed)

    assert said in page.content.decode()
    assert RoleQuestion.objects.count() == 0


def test_blank_lines_among_choices_do_not_count(rita_s: Client, role: Role) -> None:
    send(rita_s, role, **{**CHOICES, "choices_en": "\nRed\n\n  Green \n"})

    assert RoleQuestion.objects.get().choices_en == "Red\nGreen"


@pytest.mark.parametrize(("kind", "most"), [("text", MOST), ("file", MOST_FILES)])
def test_a_role_asks_no_more_than_people_will_answer(rita_s: Client, role: Role, kind: str, most: int) -> None:
    for _question in range(most):
        RoleQuestionFactory(role=role, kind=kind)
    RoleQuestionFactory(kind=kind)

    page = send(rita_s, role, kind=kind)
    assert "Retire one first." in page.content.decode()

    retired = RoleQuestion.objects.filter(role=role).first()
    assert retired is not None
    RoleQuestion.objects.filter(pk=retired.pk).update(is_active=False)
    assert send(rita_s, role, kind=kind).status_code == 302
    assert "Retire one first." in send(rita_s, role, f"{LIST}edit/{retired.pk}/", kind=kind).content.decode()


def test_what_was_asked_is_retired_not_deleted(rita_s: Client, role: Role) -> None:
    row = RoleQuestionFactory(role=role)
    publish_form(role=role)

    rita_s.post(f"{LIST}delete/{row.pk}/")
    send(rita_s, role, f"{LIST}edit/{row.pk}/", kind="number", is_active="")

    kept = RoleQuestion.objects.get()
    assert was_asked(kept)
    assert kept.kind == "text"
    assert kept.is_active is False


def test_what_was_never_asked_can_be_deleted(rita_s: Client, role: Role) -> None:
    row = RoleQuestionFactory(role=role)

    rita_s.post(f"{LIST}delete/{row.pk}/")

    assert RoleQuestion.objects.count() == 0


def test_the_questions_of_one_role_are_put_in_order_and_no_other_s_move(rita_s: Client, role: Role) -> None:
    rows = [RoleQuestionFactory(role=role, label_en=name, sort_order=5) for name in "ABC"]
    other = RoleQuestionFactory(sort_order=5)

    answer = rita_s.post(f"{LIST}reorder/{rows[2].pk}/?position=0")

    assert answer.json() == {"success": True}
    assert [str(row) for row in RoleQuestion.objects.filter(role=role)] == ["C", "A", "B"]
    assert RoleQuestion.objects.get(pk=other.pk).sort_order == 5


@pytest.mark.parametrize(("place", "order"), [(0, "BAC"), (1, "ABC"), (2, "ACB"), (9, "ACB"), (-1, "ACB")])
def test_a_question_goes_where_it_is_put(rita: User, role: Role, place: int, order: str) -> None:
    rows = [RoleQuestionFactory(role=role, label_en=name) for name in "ABC"]

    move_question(question=rows[1], place=place, actor=rita)

    assert "".join(str(row) for row in RoleQuestion.objects.filter(role=role)) == order


def test_handles_to_drag_by_are_there_for_one_role_only(rita_s: Client, role: Role) -> None:
    RoleQuestionFactory.create_batch(2, role=role)
    RoleQuestionFactory()

    assert f"{LIST}?role={role.pk}" in rita_s.get(LIST).content.decode()
    assert "w-orderable" in rita_s.get(f"{LIST}?role={role.pk}").content.decode()
    assert "w-orderable" not in rita_s.get(LIST).content.decode()
    assert "w-orderable" not in rita_s.get(f"{LIST}?ordering=sort_order").content.decode()


def test_the_list_asks_as_much_for_three_questions_as_for_one(rita_s: Client, role: Role) -> None:
    counts = []
    for _more in range(2):
        RoleQuestionFactory(role=role)
        rita_s.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            rita_s.get(LIST)
        counts.append(len(queries))
        RoleQuestionFactory(role=role)

    assert counts[0] == counts[1]


def test_what_is_written_into_a_question_runs_nowhere(rita_s: Client, role: Role) -> None:
    attack = "<script>alert(1)</script>"
    RoleQuestionFactory(role=role, label_en=attack, help_en=attack, why_en=attack)
    RoleQuestionFactory(role=role, kind="choice", choices_en=f"{attack}\nb", choices_zh="a\nb")
    applicant = Applicant(role.slug)
    applicant.start()

    pages = [applicant.client.get(applicant.url("more")), rita_s.get(LIST), rita_s.get(f"{LIST}?role={role.pk}")]

    assert all(attack not in page.content.decode() for page in pages)


def test_nobody_deletes_what_was_asked_by_the_action_either(role: Role, rita: User) -> None:
    row = RoleQuestionFactory(role=role)
    publish_form(role=role)

    with pytest.raises(NotPossible, match="Retire it instead"):
        delete_question(question=row, actor=rita)


def test_of_two_who_edit_a_question_the_second_is_told_and_may_insist(rita_s: Client, role: Role) -> None:
    row = RoleQuestionFactory(role=role, kind="text")
    url = f"{LIST}edit/{row.pk}/"
    seen = hidden(rita_s.get(url), "seen")
    send(rita_s, role, url, label_en="First?", seen=seen)
    RoleQuestion.objects.filter(pk=row.pk).update(sort_order=7)  # put in order meanwhile: no conflict

    told = send(rita_s, role, url, label_en="Second?", seen=seen)
    row.refresh_from_db()
    between = row.label_en
    send(rita_s, role, url, label_en="Second?", seen=hidden(told, "seen"))

    row.refresh_from_db()
    assert "Somebody else changed this meanwhile" in told.content.decode()
    assert "Second?" in told.content.decode()
    assert (between, row.label_en, row.sort_order) == ("First?", "Second?", 7)

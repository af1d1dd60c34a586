import re
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from recruitment.forms.steps import KINDS, StepForm
from recruitment.rules import FormKind, Question, Terms, built_in, points, questions, shown
from recruitment.urls import urlpatterns

CASEWORK = Terms(
    hours_min=5,
    hours_max=10,
    months=6,
    weekday_daytime=True,
    is_casework=True,
    recruits_by_cohort=True,
    form_kind=FormKind.CASEWORK,
)
OTHER = Terms()
OTHERS = [Terms(form_kind=kind, may_be_paid=True, months=3) for kind in FormKind if kind != FormKind.CASEWORK]
EVERY = [CASEWORK, OTHER, *OTHERS]
TEXTS = {"label", "why", "help", "title", "intro", "text"}


def texts(value: Any) -> list[dict[str, str]]:
    """Every text of a definition."""
    if isinstance(value, dict):
        if set(value) == {"en", "zh"}:
            return [value]
        return [text for item in value.values() for text in texts(item)]
    return [text for item in value for text in texts(item)] if isinstance(value, list) else []


@pytest.mark.parametrize("terms", EVERY)
def test_every_text_is_there_in_both_languages(terms: Terms) -> None:
    found = texts(built_in(terms))

    assert len(found) > 40
    assert all(text["en"].strip() and re.search(r"[\u4e00-\u9fff]", text["zh"]) for text in found)


def test_terms_left_open_are_not_spoken_of() -> None:
    hints = [
        question.get("help") for question in questions(built_in(Terms(is_casework=True, form_kind=FormKind.CASEWORK)))
    ]

    assert not [hint for hint in hints if hint and "None" in hint["en"]]


@pytest.mark.parametrize("terms", EVERY)
def test_every_question_says_why_it_is_asked_and_who_sees_it(terms: Terms) -> None:
    asked = list(questions(built_in(terms)))

    assert len({question["key"] for question in asked}) == len(asked)
    assert all(question["why"]["en"] and question["seen_by"] in {"recruiters", "supervisor"} for question in asked)
    assert all(question["kind"] in KINDS for question in asked)
    assert [question["key"] for question in asked if question["seen_by"] == "supervisor"] == ["conflict"]


@pytest.mark.parametrize("terms", EVERY)
def test_what_must_not_be_known_is_not_asked(terms: Terms) -> None:
    keys = {question["key"] for question in questions(built_in(terms))}
    labels = " ".join(question["label"]["en"].lower() for question in questions(built_in(terms)))

    assert not keys & {"hkid", "nationality", "immigration_status", "birth_date", "born_on"}
    for word in ("nationality", "identity card", "immigration", "birth", "passport", "visa"):
        assert word not in labels


def test_no_step_takes_the_address_of_a_page() -> None:
    steps = {step["key"] for terms in EVERY for step in built_in(terms)["steps"]}
    taken = {str(pattern.pattern).rstrip("/").rsplit("/", 1)[-1] for pattern in urlpatterns}

    assert not steps & taken


def test_every_free_text_asks_not_to_write_about_a_case() -> None:
    for terms in EVERY:
        for step in built_in(terms)["steps"]:
            form = StepForm(step=step)
            for question in step["questions"]:
                warned = "do not write about your own or anyone’s case" in str(form.fields[question["key"]].help_text)
                assert warned == (question["kind"] == "long_text")


def answered(question: Question, **typed: list[str]) -> StepForm:
    return StepForm(MultiValueDict(typed), step={"key": "step", "questions": [question]})


def asked(kind: str, **more: Any) -> Question:
    both = {"en": "Question", "zh": "問題"}
    return {"key": "q", "kind": kind, "label": both, "why": both, "seen_by": "recruiters", "required": True} | more


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("5123 4567", "+852 5123 4567"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("+852-51234567", "+852 5123 4567"),
        ("１", None),
        ("call me", None),
        ("999999999999999999", None),
    ],
)
def test_phone_numbers_of_any_country(typed: str, kept: str | None) -> None:
    form = answered(asked("phone"), q=[typed])

    assert form.is_valid() == (kept is not None)
    assert form.values().get("q") == kept


@pytest.mark.parametrize("typed", ["0", "61", "-1", "many", "1.5", "٣٣٣", "9" * 400])
def test_numbers_have_bounds_that_are_said(typed: str) -> None:
    form = answered(asked("number", min=1, max=60), q=[typed])

    assert form.errors["q"] == ["Enter a whole number from 1 to 60."]


def test_answers_are_kept_as_json() -> None:
    leaving = answered(asked("date"), q_day=["1"], q_month=["4"], q_year=["2027"])

    assert leaving.values() == {"q": "2027-04-01"}
    assert leaving.typed() == {"q_day": ["1"], "q_month": ["4"], "q_year": ["2027"]}
    assert answered(asked("yes_no"), q=["no"]).values() == {"q": False}
    assert answered(asked("half_days"), q=["wed-pm", "thu-pm"]).values() == {"q": ["wed-pm", "thu-pm"]}
    assert answered(asked("half_days"), q=["sun-pm"]).values() == {}


def test_only_our_own_boxes_are_kept() -> None:
    form = answered(asked("text", max=20), q=["a\x00b\u202ec"], csrfmiddlewaretoken=["x"], q_0=["y"], other=["z"])

    assert form.typed() == {"q": ["abc"]}


@pytest.mark.parametrize(
    ("kind", "value", "en", "zh"),
    [
        ("yes_no", True, "Yes", "是"),
        ("yes_no", False, "No", "否"),
        ("date", "2027-04-01", "1 April 2027", "2027年4月1日"),
        ("half_days", ["wed-pm", "fri-am"], "Wednesday afternoon, Friday morning", "星期三下午、星期五上午"),
        ("cohort", "7", "January 2027", "January 2027"),
        ("cohort", "none", "None of these suits me", "以上日期都不適合我"),
        ("number", 6, "6", "6"),
        ("text", "", "", ""),
        ("half_days", [], "", ""),
    ],
)
def test_answers_read_in_the_readers_language(kind: str, value: Any, en: str, zh: str) -> None:
    for language, words in (("en", en), ("zh-hant", zh)):
        with translation.override(language):
            assert shown(asked(kind), value, rounds={"7": "January 2027"}) == words


DAY = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, []),
        ({"hours_per_week": 5, "months": 6, "half_days": ["wed-pm"], "is_adult": True}, []),
        ({"hours_per_week": 4}, ["hours"]),
        ({"months": 5}, ["months"]),
        ({"leaves_on": "2027-02-27"}, ["leaving"]),
        ({"leaves_on": "2027-02-28"}, []),
        ({"half_days": []}, ["daytime"]),
        ({"is_adult": False}, ["age"]),
    ],
)
def test_points_to_talk_about(answers: dict[str, Any], found: list[str]) -> None:
    assert [point.value for point in points(terms=CASEWORK, answers=answers, day=DAY)] == found
    others = [point.value for point in points(terms=OTHER, answers=answers, day=DAY)]
    assert others == [point for point in found if point == "age"]

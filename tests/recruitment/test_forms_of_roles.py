"""Each of the six roles asks its own questions, and each can be walked from the first page to the receipt."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest

from recruitment.models import Application, Draft, LanguagePair, Role, SpokenLanguage
from recruitment.rendering import parts
from recruitment.rules import FormKind, Terms, built_in, questions
from tests.factories import CaseworkFactory, RoleFactory
from tests.recruitment.applying import ABOUT, CONSENTS, EXPERIENCE, TIME, WHY, Applicant, casework, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.either]

DARI = {
    "pairs_rows": "1",
    "pairs_0_source": "prs",
    "pairs_0_target": "eng",
    "pairs_0_dialect": "Herati",
    "pairs_0_ways": ["spoken", "written"],
}
AREAS = {"areas": ["other"], "examples": "A fair for three hundred people.", "languages": ["yue"]}
OWN: dict[str, dict[str, Mapping[str, Any]]] = {
    "casework": {"time": TIME, "experience": EXPERIENCE, "weekend": {"cohort": "none"}},
    "interpretation": {
        "pairs": DARI,
        "interpreting": {"examples": "At a clinic, for a neighbour.", "limits": ""},
        "pay": {"pay": "open"},
    },
    "fundraising": {"skills": {**AREAS, "writes_in": ["zh"]}},
    "events": {"skills": {**AREAS, "event_times": ["evening"]}},
    "press": {"skills": {**AREAS, "portfolio": "https://example.org"}},
    "technology": {"skills": {**AREAS, "place": "either"}},
}


def make(kind: str) -> Role:
    """The role of this kind, as its row states it."""
    if kind == "casework":
        return casework()[0]
    paid = {"may_be_paid": True} if kind == "interpretation" else {}
    return RoleFactory(slug=kind, form_kind=kind, **paid)  # type: ignore[no-any-return]


SHORT = [*((kind, "en") for kind in OWN), ("interpretation", "zh-hant")]  # the one with most kinds of fields
LONGER = [pytest.param(kind, "zh-hant", marks=pytest.mark.long) for kind in OWN if kind != "interpretation"]
WALKS = [*SHORT, *LONGER]


@pytest.mark.parametrize(("kind", "language"), WALKS)
def test_every_role_is_walked_from_first_page_to_receipt(kind: str, language: str) -> None:
    make(kind)
    applicant = Walker(kind, language)

    applicant.start()
    for step, typed in {**OWN[kind], "why": WHY, "consents": CONSENTS}.items():
        assert applicant.next.endswith(f"/{step}/")
        page = applicant.look()
        assert "<h1" in page
        assert bool(re.search("[\u4e00-\u9fff]{2}", page.split("<main")[1])) == (language == "zh-hant")
        applicant.press(step, typed)
    check = applicant.look()
    receipt = applicant.client.post(applicant.next)

    assert applicant.next.endswith("/check/")
    assert "Nguyễn Thị Łucja" in check
    assert receipt["Location"].endswith("/receipt/")
    sent = Application.objects.get()
    assert (sent.language, sent.role.slug) == (language, kind)
    assert set(sent.answers) >= {question["key"] for question in questions(sent.form.content) if question["required"]}


class Walker(Applicant):
    """Goes where each answer leads, in one language."""

    def __init__(self, role: str, language: str) -> None:
        super().__init__(role)
        self.first, self.next = f"/{language}/apply/{role}/", ""

    def start(self, token: str = "", **typed: Any) -> Any:
        answer = super().start(token, **typed)
        self.next = answer["Location"]
        return answer

    def look(self) -> str:
        """The page we were led to."""
        return unescape(self.client.get(self.next).content.decode())

    def press(self, step: str, typed: Mapping[str, Any], **buttons: str) -> None:
        """Fill the page in and go where it leads."""
        page = self.client.get(self.next)
        sent = {"application-current_step": step, "proof": hidden(page, "proof"), **typed, **buttons}
        answer = self.client.post(self.next, sent)
        assert answer.status_code == 302, re.findall(r"field-error.*?</p>", answer.content.decode())
        self.next = answer["Location"]


@pytest.fixture
def interpreter() -> Walker:
    """Somebody who stands at the pairs of languages."""
    make("interpretation")
    walker = Walker("interpretation", "en")
    walker.start()
    return walker


def test_pairs_read_in_words_and_become_rows(interpreter: Walker) -> None:
    typed = {"pairs_0_target": "other", "pairs_0_target_other": " ENGLISH "}
    interpreter.press("pairs", {**DARI, **typed})
    for step, rest in {**OWN["interpretation"], "why": WHY, "consents": CONSENTS}.items():
        if step != "pairs":
            interpreter.press(step, rest)

    assert "From Dari into English (Herati, spoken, written)" in interpreter.look()
    interpreter.client.post(interpreter.next)

    sent = Application.objects.get()
    pair = LanguagePair.objects.get()
    assert (pair.source, pair.target, pair.dialect, pair.spoken, pair.written) == ("prs", "eng", "Herati", True, True)
    assert set(SpokenLanguage.objects.values_list("language", flat=True)) == {"prs", "eng"}
    shown = [answer.value for part in parts(sent, may_read_conflict=False) for answer in part.answers]
    assert "From Dari into English (Herati, spoken, written)" in shown


def test_pairs_are_added_and_taken_away_by_buttons_that_save(interpreter: Walker) -> None:
    step = interpreter.next
    interpreter.press("pairs", DARI, pairs_add="1")
    assert interpreter.next == step + "#id_pairs_1"
    assert interpreter.look().count('class="pair"') == 2

    interpreter.press("pairs", DARI, pairs_add="back")
    page = interpreter.look()
    assert page.count('class="pair"') == 2
    assert Draft.objects.get().answers["pairs"]["pairs_1_source"] == ["eng"]
    assert Draft.objects.get().answers["pairs"]["pairs_1_dialect"] == ["Herati"]

    two = {**DARI, "pairs_rows": "2", "pairs_1_source": "som", "pairs_1_target": "yue", "pairs_1_ways": ["spoken"]}
    interpreter.press("pairs", two, pairs_remove="0")
    kept = Draft.objects.get().answers["pairs"]
    assert kept == {
        "pairs_rows": ["1"],
        "pairs_0_source": ["som"],
        "pairs_0_target": ["yue"],
        "pairs_0_ways": ["spoken"],
    }


def test_a_pair_that_is_not_whole_is_kept_and_said(interpreter: Walker) -> None:
    url = interpreter.next
    half = {"pairs_rows": "1", "pairs_0_source": "other", "pairs_0_source_other": "Zaghawa", "pairs_0_target": ""}
    sent = {"application-current_step": "pairs", **half}

    page = unescape(interpreter.client.post(url, sent).content.decode())

    assert "Pair 1: choose the language you work into." in page
    assert "Pair 1: say whether it is spoken, written or both." in page
    assert 'value="Zaghawa"' in unescape(interpreter.client.get(url).content.decode())
    assert "pairs" not in Draft.objects.get().done


@pytest.mark.parametrize("rows", ["", "x", "-1", "9" * 40, "31", "0"])
def test_a_tampered_number_of_pairs_breaks_nothing(interpreter: Walker, rows: str) -> None:
    url = interpreter.next

    page = interpreter.client.post(url, {"application-current_step": "pairs", "pairs_rows": rows, "pairs_remove": "99"})

    assert page.status_code in {200, 302}
    assert interpreter.client.get(url).status_code == 200


def test_the_sentence_on_permission_stands_beside_pay(interpreter: Walker) -> None:
    interpreter.press("pairs", DARI)
    interpreter.press("interpreting", OWN["interpretation"]["interpreting"])

    page = interpreter.look()

    assert (
        "Some people need permission before they may be paid. You need not tell us here; we will talk with you first."
        in page
    )


def test_pay_is_asked_only_where_the_role_may_be_paid() -> None:
    steps = [step["key"] for step in built_in(Terms(form_kind=FormKind.INTERPRETATION))["steps"]]

    assert steps == ["about", "age", "pairs", "interpreting", "why", "consents"]


def test_interpreters_are_not_asked_for_a_cv() -> None:
    terms = Terms(form_kind=FormKind.INTERPRETATION, may_be_paid=True)

    assert "file" not in {question["kind"] for question in questions(built_in(terms))}


def test_any_role_that_states_terms_asks_by_them_and_explains_what_does_not_fit() -> None:
    role = RoleFactory(slug="press", form_kind="press", hours_min=4, months=3, weekday_daytime=True)
    applicant = Walker("press", "en")
    applicant.start()

    assert "The role asks for at least 4 hours a week." in applicant.look()
    assert "intake session" not in applicant.look()
    applicant.press("time", {"hours_per_week": "2", "months": "4"})
    assert applicant.next.endswith("/fit/")
    assert "You can give 2 hours a week; the role asks for at least 4." in applicant.look()
    for step, typed in {"fit": {"fit_note": ""}, **OWN["press"], "why": WHY, "consents": CONSENTS}.items():
        applicant.press(step, typed)
    applicant.client.post(applicant.next)

    sent = Application.objects.get(role=role)
    assert [point.value for point in sent.points] == ["hours", "daytime"]
    assert list(Application.objects.all().to_discuss()) == [sent]


def test_half_days_are_a_column_to_filter_by() -> None:
    make("casework")
    applicant = Applicant("casework")
    applicant.fill(None)
    applicant.client.post(applicant.url("check"))

    assert Application.objects.get().half_days == " wed-pm thu-am "
    assert Application.objects.filter(half_days__contains=" thu-am ").exists()


def test_the_first_page_speaks_to_refugees_and_every_page_leads_away_quickly() -> None:
    make("interpretation")
    applicant = Walker("interpretation", "en")
    first = unescape(applicant.client.get(applicant.first).content.decode())
    applicant.start()

    assert "under the name you use" in first
    assert "For this role a modest hourly rate can be paid" in first
    for page in (first, applicant.look()):
        link = re.search(r'<a href="https://www.hko.gov.hk/"[^>]*>', page)
        assert link
        assert 'rel="noreferrer"' in link.group()
        assert not re.search(r'(src|action)="https?://', page)


def test_a_line_of_languages_in_an_old_form_still_reads_well() -> None:
    CaseworkFactory()
    applicant = Applicant("casework")
    applicant.start()
    draft = Draft.objects.get()
    for step in draft.form.content["steps"]:
        for question in step["questions"]:
            if question["key"] == "languages":
                question |= {"kind": "text", "max": 200}
                question.pop("choices")
    draft.form.save()
    line = {**EXPERIENCE, "languages": "English, some Urdu, Wolof"}
    steps: dict[str, Mapping[str, Any]] = {"time": TIME, "experience": line, "weekend": {"cohort": "none"}}
    for step, typed in {**steps, "why": WHY, "consents": CONSENTS}.items():
        applicant.send(step, typed)
    assert "English, some Urdu, Wolof" in applicant.client.get(applicant.url("check")).content.decode()
    applicant.client.post(applicant.url("check"))

    sent = Application.objects.get()
    assert sorted(sent.spoken.values_list("language", flat=True)) == ["eng", "urd", "wol"]
    assert "English, some Urdu, Wolof" in [
        answer.value for part in parts(sent, may_read_conflict=False) for answer in part.answers
    ]


def test_about_is_asked_alike_of_all() -> None:
    first = [
        [question["key"] for question in built_in(Terms(form_kind=kind))["steps"][0]["questions"]] for kind in FormKind
    ]

    assert all(keys == list(first[0]) for keys in first)
    assert set(ABOUT) <= set(first[0])

"""Finding applications by words, in Latin letters and in Chinese."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config import rounds
from recruitment.actions.searching import catch_up, keep_search_text, rebuild_search_texts
from recruitment.models import Application, SearchText
from recruitment.rules.searching import fold, searchable, words
from tests.factories import ApplicationFactory, FormDefinitionFactory
from tests.recruitment.applying import Applicant, casework


def ask(key: str, kind: str, **more: object) -> dict[str, object]:
    return {"key": key, "kind": kind, "label": {"en": key, "zh": key}, "seen_by": "recruiters", **more}


CONTENT = {
    "steps": [
        {
            "key": "one",
            "title": {"en": "One", "zh": "一"},
            "questions": [
                ask("statement", "long_text"),
                ask("own-diet", "text"),
                ask("legal", "choice", choices=[{"value": "law", "label": {"en": "Solicitor", "zh": "事務律師"}}]),
                ask("conflict", "long_text", seen_by="supervisor"),
                ask("secret", "choice", seen_by="supervisor", choices=[]),
                ask("hours", "number"),
                ask("languages", "choices", choices=[]),
                ask("pairs", "pairs"),
            ],
        }
    ]
}


def an_application(**fields: object) -> Application:
    """One application that holds something of every kind, beside another that must not be found."""
    answers = {
        "statement": "曾參與義工培訓課程。I learnt to listen.",
        "own-diet": "Végétarien",
        "legal": "law",
        "conflict": "My cousin Zebedee",
        "secret": "hushhush",
        "hours": 77,
        "languages": ["yue"],
        "pairs": [{"source": "prs", "target": "eng", "dialect": "Herati"}],
    }
    form = FormDefinitionFactory(content=CONTENT)
    known = {"name": "Nguyễn Thị Łucja", "name_other": "阮氏露西亞", "phone": "+852 5123 4567", "reference": "KM4-7QR"}
    row: Application = ApplicationFactory(form=form, answers=answers, **known, **fields)
    ApplicationFactory(form=form, answers={"statement": "培 訓"}, name="Other", reference="XXX-222")
    rebuild_search_texts()
    return row


FOUND = [
    "nguyen",
    "NGUYỄN",
    "lucja",
    "Łucja thi",
    "ｌｕｃｊａ",
    "阮氏",
    "露西",
    "km4-7qr",
    "km47qr",
    "5123 4567",
    "51234567",
    "+852-5123-4567",
    "someone@exam",
    "培訓",
    "義工培訓課程",
    "培訓 律師",
    "listen",
    "vegetarien",
    "solicitor",
    "事務律師",
    "dari",
    "達利語",
    "cantonese 廣東話",
    "herati",
]
NOT_FOUND = ["zebedee", "cousin", "hushhush", "77", "nguyen zebedee", "律師培訓", "100%", "_", "%", "\\"]


def test_each_is_found_by_what_was_written_and_not_by_what_is_for_the_supervisor(client: Client, rita: User) -> None:
    wanted = an_application(email="someone@example.org")
    client.force_login(rita)
    index = reverse("recruitment_application:index_results")

    for asked in FOUND:
        assert list(client.get(index, {"q": asked}).context["object_list"]) == [wanted], asked
    for asked in NOT_FOUND:
        assert list(client.get(index, {"q": asked}).context["object_list"]) == [], asked
    assert client.get(index, {"q": "  "}).context["items_count"] == 2


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Łucja", "lucja"), ("ＡＢＣ１", "abc1"), ("Straße", "strasse"), ("ﬁne", "fine"), ("Đỗ", "do"), ("培訓", "培訓")],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_each_word_is_kept_once_and_a_search_is_bounded() -> None:
    assert searchable(["a B a", "b　c\0"]) == "a b c"
    assert words("+852 (0) 5123-4567") == ["852", "(0)", "51234567"]
    assert len(words(" ".join(f"w{n}" for n in range(1000)))) == 12


@pytest.mark.django_db(transaction=True)
def test_submission_writes_the_words() -> None:
    _role, cohort = casework()
    person = Applicant()
    person.fill(cohort)
    person.client.get(person.url("check"))
    person.client.post(person.url("check"))

    text = SearchText.objects.get()

    assert "lucja" in text.who
    assert "lucja" not in text.text
    assert "clinic." in text.text
    assert "polish" in text.text


def test_what_has_no_words_yet_is_made_up_for_and_corrections_are_followed(db: None) -> None:
    row = ApplicationFactory(name="Before")
    assert "words to search by" in dict(rounds.ROUNDS)

    assert (catch_up(), catch_up()) == (1, 0)
    row.name = "After"
    keep_search_text(application=row)

    assert SearchText.objects.get().who.startswith("after")
    assert rebuild_search_texts() == 1
    row.refresh_from_db()
    assert SearchText.objects.get().who.startswith("before")


def test_an_erased_application_leaves_no_words(db: None) -> None:
    row = ApplicationFactory()
    rebuild_search_texts()
    row.delete()
    assert not SearchText.objects.exists()

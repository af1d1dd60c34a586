"""The list of languages, and the interpreters' directory."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from accounts.models import User
from base.dates import today
from recruitment.actions.languages import assess, keep_languages
from recruitment.actions.pipeline import may_move
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.forms.steps import StepForm
from recruitment.models import Application, LanguagePair, Volunteer
from recruitment.rules import FormKind, Terms, built_in
from recruitment.rules.languages import COMMONEST, LANGUAGES, language_code, language_name, languages_in, once
from tests.factories import (
    ApplicationFactory,
    FormDefinitionFactory,
    LanguagePairFactory,
    PlacementFactory,
    RoleFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.either]

# fmt: off
ASKED_FOR = [
    "English", "Cantonese", "Mandarin", "Dari", "Pashto", "Urdu", "Hindi", "Tagalog", "Somali", "Tigrinya",
    "Amharic", "Sinhala", "Tamil", "Bengali", "Punjabi", "Nepali", "Vietnamese", "Swahili", "Lingala",
    "Kinyarwanda", "French", "Thai", "Arabic", "Farsi", "Oromo", "Turkish", "Russian", "Spanish", "Portuguese",
]
# fmt: on


def test_every_language_has_a_code_of_three_letters_and_both_names() -> None:
    assert all(re.fullmatch("[a-z]{3}", code) for code in LANGUAGES)
    assert all(en and re.search("[\u4e00-\u9fff]", zh) for en, zh in LANGUAGES.values())
    assert len({en for en, _zh in LANGUAGES.values()}) == len({zh for _en, zh in LANGUAGES.values()}) == len(LANGUAGES)
    assert set(COMMONEST) <= set(LANGUAGES)


def test_the_list_knows_what_our_clients_speak() -> None:
    assert all(language_code(name) in LANGUAGES for name in ASKED_FOR)
    varieties = [en for en, _zh in LANGUAGES.values() if en.startswith("Arabic (")]
    assert len(varieties) == 8
    assert language_code("Bahasa Indonesia") == "ind"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  dari ", "prs"),
        ("DARI", "prs"),
        ("Ｄａｒｉ", "prs"),
        ("達利語", "prs"),
        ("Putonghua", "cmn"),
        ("Persian", "pes"),
        ("  Old   Norse ", "Old Norse"),
        ("", ""),
        ("x" * 90, "x" * 60),
    ],
)
def test_a_typed_language_becomes_its_code_or_stays_as_typed(typed: str, kept: str) -> None:
    assert language_code(typed) == kept


def test_a_line_of_languages_is_taken_apart() -> None:
    assert languages_in("English, some Urdu and Wolof；廣東話、普通話") == ["eng", "urd", "wol", "yue", "cmn"]
    assert languages_in(" , ") == []
    assert once(["Zaghawa", "zaghawa", "eng"]) == ["Zaghawa", "eng"]


def test_a_language_reads_in_both_languages() -> None:
    with translation.override("zh-hant"):
        assert [language_name(code) for code in ("prs", "Zaghawa")] == ["達利語", "Zaghawa"]
    assert language_name("prs", "en") == "Dari"


def spoken(**typed: list[str]) -> StepForm:
    steps = built_in(Terms(form_kind=FormKind.CASEWORK))["steps"]
    asked = next(q for step in steps for q in step["questions"] if q["key"] == "languages")
    return StepForm(MultiValueDict(typed), step={"key": "step", "questions": [asked]})


def test_ticked_and_typed_languages_are_one_list_without_doubles() -> None:
    form = spoken(languages=["eng", "yue"], languages_other=["Cantonese, Zaghawa"])

    assert form.values() == {"languages": ["eng", "yue", "Zaghawa"]}
    assert form.typed() == {"languages": ["eng", "yue"], "languages_other": ["Cantonese, Zaghawa"]}


@pytest.mark.parametrize("typed", [{"languages": ["xxx"]}, {"languages_other": ["a story without any comma" * 4]}])
def test_what_is_no_language_is_refused_and_kept(typed: dict[str, list[str]]) -> None:
    form = spoken(**typed)

    assert not form.is_valid()
    assert form.typed() == typed


def interpreter(name: str = "Ines", **pair: Any) -> LanguagePair:
    """Somebody who interprets for us, with a pair."""
    placement = PlacementFactory(application=ApplicationFactory(name=name), volunteer__name=name)
    return LanguagePairFactory(application=placement.application, **pair)  # type: ignore[no-any-return]


def listed(user: User, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    page: Any = client.get(f"/admin/interpreters/{query}")
    assert page.status_code == 200
    return page.content.decode()  # type: ignore[no-any-return]


def test_the_directory_lists_those_who_interpret_now(rita: User) -> None:
    interpreter("Ines Now")
    past = interpreter("Paula Past")
    past.application.placement.ends_on = today()
    past.application.placement.save()
    LanguagePairFactory(application=ApplicationFactory(name="Ada Applicant"))

    page = listed(rita)

    assert "Ines Now" in page
    assert "Paula Past" not in page
    assert "Ada Applicant" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?source=prs", {"Dora"}),
        ("?target=eng", {"Dora", "Sami"}),
        ("?target=prs", {"Vi"}),
        ("?way=written", {"Sami"}),
        ("?level=interviews", {"Sami"}),
        ("?level=everyday", {"Sami", "Vi"}),
        ("?level=none", {"Dora"}),
        ("?q=Sam", {"Sami"}),
    ],
)
def test_the_directory_is_narrowed(rita: User, query: str, names: set[str]) -> None:
    interpreter("Dora")
    interpreter("Sami", source="som", written=True, level="testimony", assessed_on=today())
    interpreter("Vi", source="eng", target="prs", level="everyday", assessed_on=today())

    page = listed(rita, query)

    assert {name for name in ("Dora", "Sami", "Vi") if f">{name}<" in re.sub(r"\s", "", page)} == names


def test_of_one_pair_those_assessed_highest_come_first(rita: User) -> None:
    interpreter("Ann")
    interpreter("Bea", level="everyday", assessed_on=today())
    interpreter("Cyd", level="testimony", assessed_on=date(2026, 5, 1))

    page = listed(rita)

    assert page.index("Cyd") < page.index("Bea") < page.index("Ann")
    assert "Testimony and legal texts" in page
    assert "1 May 2026" in page


def test_the_directory_asks_as_often_for_three_as_for_one(
    rita: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    interpreter("Ann")
    listed(rita)
    with django_assert_max_num_queries(40) as one:
        listed(rita)
    for name in ("Bea", "Cyd"):
        interpreter(name)
    with django_assert_max_num_queries(len(one)):
        listed(rita)


def test_an_assessment_is_recorded_with_its_day_and_logged(rita: User) -> None:
    pair = interpreter()
    client = Client()
    client.force_login(rita)
    url = f"/admin/interpreters/assess/{pair.pk}/?list=1"

    assert client.get(url).status_code == 200
    assert LanguagePair.objects.get().level == ""
    answer = client.post(url, {"seen": "", "level": "interviews", "on": "2026-01-05"})

    pair.refresh_from_db()
    assert answer.headers["Location"] == "/admin/interpreters/"
    assert (pair.level, pair.assessed_on, pair.assessed_by) == ("interviews", date(2026, 1, 5), rita)
    entry = ModelLogEntry.objects.get(action="recruitment.language_assessed")
    assert (entry.user, entry.data) == (rita, {"level": "interviews"})


def test_two_who_assess_at_once_do_not_overwrite_each_other(rita: User) -> None:
    pair = interpreter(level="learning", assessed_on=today())

    with pytest.raises(NotPossible):
        assess(pair=pair, level=LanguagePair.Level.TESTIMONY, actor=rita, seen="")

    assert LanguagePair.objects.get().level == "learning"


def test_an_assessment_lies_not_in_the_future(rita: User) -> None:
    with pytest.raises(NotPossible):
        assess(pair=interpreter(), level=LanguagePair.Level.EVERYDAY, actor=rita, on=today() + timedelta(days=1))


def test_nobody_assesses_their_own_languages(rita: User) -> None:
    own = interpreter()
    own.application.placement.volunteer.user = rita
    own.application.placement.volunteer.save()
    assert not may_move(User.objects.get(pk=rita.pk), Application.objects.get(pk=own.application.pk))
    applied = LanguagePairFactory(application=ApplicationFactory(email="RITA@example.org"))
    client = Client()
    client.force_login(rita)

    for pair in (own, applied):
        with pytest.raises(NotAllowed):
            assess(pair=pair, level=LanguagePair.Level.TESTIMONY, actor=rita)
        assert client.post(f"/admin/interpreters/assess/{pair.pk}/", {"level": "testimony"}).status_code in {302, 403}

    assert set(LanguagePair.objects.values_list("level", flat=True)) == {""}


def test_supervisors_look_and_others_do_not(susan: User, tom: User, eddie: User) -> None:
    pair = interpreter("Ines Now")
    assert "Ines Now" in listed(susan)
    assert "/assess/" not in listed(susan)
    for user in (susan, tom, eddie):
        with pytest.raises(NotAllowed):
            assess(pair=pair, level=LanguagePair.Level.TESTIMONY, actor=user)


def test_a_pair_is_assessed_from_the_application_too(rita: User) -> None:
    pair = LanguagePairFactory()
    client = Client()
    client.force_login(rita)

    page = client.get(f"/admin/applications/inspect/{pair.application_id}/").content.decode()

    assert "From Dari into English (spoken)" in page
    assert f"/admin/interpreters/assess/{pair.pk}/" in page


def test_keeping_languages_again_changes_nothing(rita: User) -> None:
    form = FormDefinitionFactory(
        role=RoleFactory(), content=built_in(Terms(form_kind=FormKind.INTERPRETATION, weekday_daytime=True))
    )
    told = {"source": "prs", "target": "eng", "dialect": "", "spoken": True, "written": False}
    application = ApplicationFactory(form=form, answers={"pairs": [told], "half_days": []})
    keep_languages(application=application)
    assess(pair=LanguagePair.objects.get(), level=LanguagePair.Level.TESTIMONY, actor=rita)

    keep_languages(application=application)

    assert LanguagePair.objects.get().level == "testimony"
    assert sorted(application.spoken.values_list("language", flat=True)) == ["eng", "prs"]
    application.refresh_from_db()
    assert application.half_days == " "


def test_erasing_an_application_takes_its_languages_along() -> None:
    pair = LanguagePairFactory()
    keep_languages(application=pair.application)

    pair.application.delete()

    assert not LanguagePair.objects.exists()
    assert not Volunteer.objects.exists()

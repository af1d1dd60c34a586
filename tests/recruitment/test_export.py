"""Taking the list away as a spreadsheet: inert, in Hong Kong time, in the reader's language, and written down."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.visibility import inert
from recruitment.actions.tags import add_tag
from recruitment.models import Application, LanguagePair, SpokenLanguage
from recruitment.viewsets import export
from tests.factories import ApplicationFactory, CohortFactory, FormDefinitionFactory, RoleFactory

pytestmark = pytest.mark.either

INDEX = "recruitment_application:index"
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n=", " =", "\u3000=", "＝", "＋", "－", "＠", "\u200b=", "\ufeff@", "\x0b=")
CELL = "{}cmd|' /C calc'!A0"
LIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh": f"{text}（中）"}


def question(key: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": words(f"About {key}"), "seen_by": "recruiters", **more}


def content(start: str = "") -> dict[str, Any]:
    """A form with every kind of text, each label and choice beginning as asked."""
    legal = [{"value": "law", "label": words(f"{start}Law")}]
    asked = [
        question("name", "text"),
        question("statement", "long_text"),
        question("line", "text"),
        question("legal", "choice", choices=legal),
        question("several", "choices", choices=legal),
        question("car", "yes_no"),
        question("day", "date"),
        question("conflict", "long_text", seen_by="supervisor"),
        question("cv", "file"),
    ]
    asked[2]["label"] = words(f"{start}Own question")
    return {"steps": [{"key": "one", "title": words("One"), "questions": asked}]}


def rows_of(client: Client, **query: Any) -> list[dict[str, str]]:
    response: Any = client.get(reverse(INDEX), {"export": "csv", **query})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def sheet_of(client: Client, **query: Any) -> Any:
    response: Any = client.get(reverse(INDEX), {"export": "xlsx", **query})
    return load_workbook(BytesIO(b"".join(response.streaming_content))).active


def an_application(start: str = "", **fields: Any) -> Application:
    """One with something in every text it can hold."""
    text = CELL.format(start)
    answers = {
        "name": text,
        "statement": text,
        "line": text,
        "legal": "law",
        "several": ["law", text],
        "car": True,
        "day": "2027-01-16",
        "conflict": "My cousin",
        "cv": "",
    }
    role = RoleFactory(name_en=text[:80], name_zh=text[:80])
    form = FormDefinitionFactory(role=role, content=content(start))
    texts = {"name": text, "name_other": text, "phone": text, "source": text, "email": text, "reference": text[:12]}
    return ApplicationFactory(form=form, answers=answers, **{**texts, **fields})  # type: ignore[no-any-return]


@pytest.mark.parametrize("start", STARTS)
def test_no_cell_of_any_text_is_live_in_csv_or_xlsx(client: Client, rita: User, start: str) -> None:
    row = an_application(start, cohort=CohortFactory())
    add_tag(applications=[row], name=CELL.format(start.strip() or start), actor=rita)
    SpokenLanguage.objects.create(application=row, language=CELL.format(start))
    LanguagePair.objects.create(application=row, source=CELL.format(start), target="eng")
    client.force_login(rita)

    told = rows_of(client, role=row.role_id)
    cells = [*told[0], *told[0].values()]
    sheet = list(sheet_of(client, role=row.role_id).iter_rows())
    written = [cell.value for line in sheet for cell in line if isinstance(cell.value, str)]

    assert len(told) == 1
    assert len(sheet) == 2
    assert sum("calc" in cell for cell in cells) == sum("calc" in cell for cell in written) >= 11
    assert [cell for cell in cells if bare(cell).startswith(LIVE) or cell.startswith(LIVE)] == []
    texts = [cell for line in sheet for cell in line if isinstance(cell.value, str)]
    assert {cell.data_type for cell in texts} == {"s"}
    assert [cell.value for cell in texts if bare(cell.value).startswith(LIVE) and not cell.quotePrefix] == []


def bare(cell: str) -> str:
    """A cell without what a spreadsheet may leave out at its beginning."""
    return cell.lstrip(" \u00a0\u3000\u200b\ufeff\x0b\x0c\n")


def test_the_corpus_would_be_live_without_its_guard() -> None:
    texts = [CELL.format(start) for start in STARTS]
    assert all(bare(text).startswith(LIVE) or text.startswith(LIVE) for text in texts)
    assert not any(bare(inert(text)).startswith(LIVE) for text in texts)
    assert inert("Chan Tai Man\x00\x0b") == "Chan Tai Man"


def test_answers_tags_languages_and_pairs_in_the_forms_words(client: Client, rita: User) -> None:
    at = datetime(2027, 1, 15, 17, 30, tzinfo=UTC)
    form = FormDefinitionFactory(content=content())
    answers = {"statement": "I listen.", "legal": "law", "several": ["law"], "car": False, "day": "2027-01-16"}
    row = ApplicationFactory(form=form, submitted_at=at, answers={**answers, "conflict": "My cousin"})
    SpokenLanguage.objects.create(application=row, language="yue")
    LanguagePair.objects.create(application=row, source="prs", target="eng")
    add_tag(applications=[row], name="Evening", actor=rita)
    ApplicationFactory()
    client.force_login(rita)

    (told,) = rows_of(client, role=form.role_id)

    assert told["Submitted"] == "2027-01-16 01:30"
    assert (told["Languages"], told["Interprets"], told["Tags"]) == ("Cantonese", "Dari → English", "Evening")
    assert (told["Stage"], told["About statement"], told["About legal"]) == ("Submitted", "I listen.", "Law")
    assert (told["About car"], told["About day"]) == ("No", "16 January 2027")
    assert not {"About conflict", "About cv", "About name"} & set(told)
    assert "My cousin" not in "".join(told.values())
    assert len(rows_of(client)) == 2


def test_a_file_says_words_for_codes_and_numbers_as_they_are_dialled(client: Client, rita: User) -> None:
    ApplicationFactory(phone="+852 5123 4567", source="friend", language="zh-hant")
    client.force_login(rita)

    (told,) = rows_of(client)
    sheet = sheet_of(client)
    heading, row = ([cell.value for cell in line] for line in sheet.iter_rows())

    assert (told["Phone"], told["Written to in"]) == ("(+852) 5123 4567", "Traditional Chinese")
    assert told["Heard of us through"] == "From somebody I know"
    assert dict(zip(heading, row, strict=True))["Phone"] == "+852 5123 4567"
    assert sheet.title == "Applications"


def test_a_file_asks_as_often_for_three_rows_as_for_one(client: Client, rita: User) -> None:
    form = FormDefinitionFactory(content=content())
    client.force_login(rita)
    asked = []
    for rows in (1, 2):
        for _number in range(rows):
            row = ApplicationFactory(form=form, cohort=None, first_cohort=None)
            SpokenLanguage.objects.create(application=row, language="yue")
            add_tag(applications=[row], name="Evening", actor=rita)
        rows_of(client, role=form.role_id)
        with CaptureQueriesContext(connection) as queries:
            told = rows_of(client, role=form.role_id)
        asked.append((len(told), len(queries)))

    assert [count for count, _queries in asked] == [1, 3]
    assert asked[0][1] == asked[1][1]


def test_headings_and_words_are_in_the_readers_language_in_both_files(client: Client, rita: User) -> None:
    form = FormDefinitionFactory(content=content())
    for number in range(3):
        ApplicationFactory(form=form, answers={"legal": "law"}, name=f"N{number}")
    UserProfile.objects.create(user=rita, preferred_language="zh-hant")
    client.force_login(rita)

    told = rows_of(client, role=form.role_id)
    sheet = list(sheet_of(client, role=form.role_id).iter_rows(values_only=True))

    assert [line["About legal（中）"] for line in told] == ["Law（中）"] * 3
    assert "About legal（中）" in sheet[0]
    assert "Law（中）" in sheet[1]


def test_the_conflict_only_for_one_who_may_read_it(client: Client, rita: User) -> None:
    row = an_application()
    rita.user_permissions.add(Permission.objects.get(codename="view_conflict"))
    client.force_login(rita)
    assert rows_of(client, role=row.role_id)[0]["About conflict"] == "My cousin"


def test_an_earlier_form_is_read_by_its_own_words(client: Client, rita: User) -> None:
    old = FormDefinitionFactory(content=content("Old "), version=1)
    gone = question("gone", "text")
    old.content["steps"][0]["questions"].append(gone)
    old.save()
    FormDefinitionFactory(role=old.role, content=content("New "), version=2)
    ApplicationFactory(form=old, answers={"legal": "law", "line": "mine", "gone": "kept"})
    client.force_login(rita)

    (told,) = rows_of(client, role=old.role_id)

    assert (told["About legal"], told["New Own question"], told["About gone"]) == ("Old Law", "mine", "kept")


def test_each_export_is_written_down_without_what_was_searched_for(client: Client, rita: User, susan: User) -> None:
    row = ApplicationFactory()
    client.force_login(rita)

    rows_of(client, role=row.role_id, q="secret-name")
    sheet_of(client, stage="submitted")
    client.force_login(susan)
    refused = client.get(reverse(INDEX), {"export": "csv"})

    notes = ModelLogEntry.objects.filter(action="recruitment.exported").order_by("pk")
    assert [(note.user, note.data["count"], note.data["by"], note.data["kind"]) for note in notes] == [
        (rita, 0, ["q", "role"], "csv"),
        (rita, 1, ["stage"], "xlsx"),
    ]
    assert "secret-name" not in str([(note.data, note.label) for note in notes])
    assert refused.status_code == 404


def test_more_than_a_file_holds_is_refused_in_words(
    client: Client, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST", 2)
    for _number in range(3):
        ApplicationFactory()
    client.force_login(rita)

    page = client.get(reverse(INDEX), {"export": "csv", "stage": "submitted"}, follow=True)

    assert page.redirect_chain[0][0] == reverse(INDEX) + "?stage=submitted"
    assert "More than 10,000 applications match" in page.content.decode()
    assert not ModelLogEntry.objects.filter(action="recruitment.exported").exists()


def test_a_file_begins_before_any_row_is_read(client: Client, rita: User) -> None:
    an_application()
    client.force_login(rita)
    with CaptureQueriesContext(connection) as asked:
        response: Any = client.get(reverse(INDEX), {"export": "csv"})
        before = [row["sql"] for row in asked if 'FROM "recruitment_application"' in row["sql"]]
        assert b"".join(response.streaming_content)
    assert [sql for sql in before if '"recruitment_application"."email"' in sql] == []

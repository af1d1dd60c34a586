"""The site speaks Chinese wherever it speaks English."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings as ours
from django.core.management import call_command
from pytest_django import Settings

CATALOGUE = Path("site", "locale", "zh_Hant", "LC_MESSAGES", "django.po")
SOURCES = ("site", "recruitment", "training", "certificates", "templates")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|<[^>]+>")
SIMPLIFIED = re.compile("[这们说时个为点击邮电请单证训务词动场问开关还进过难]")


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source)


def messages() -> list[Message]:
    return [message for message in read(Path(ours.BASE_DIR, CATALOGUE)) if message.id]


def forms(text: str | Sequence[str] | None) -> Sequence[str]:
    """Singular and plural; Chinese has the one form."""
    return [text] if isinstance(text, str) else text or [""]


def source(message: Message) -> str:
    """The English, in the plural where there is one."""
    return forms(message.id)[-1]


def translation(message: Message) -> str:
    return forms(message.string)[0]


def key(message: Message) -> tuple[str | None, str]:
    return message.context, forms(message.id)[0]


def test_everything_is_translated_and_nothing_is_guessed() -> None:
    assert len(messages()) > 1000
    assert [source(each) for each in messages() if each.fuzzy or not translation(each).strip()] == []


def test_a_translation_keeps_the_placeholders_and_tags() -> None:
    differing = [
        (source(each), translation(each))
        for each in messages()
        if sorted(PLACES.findall(source(each))) != sorted(PLACES.findall(translation(each)))
    ]

    assert differing == []


def test_chinese_is_traditional() -> None:
    assert [source(each) for each in messages() if SIMPLIFIED.search(translation(each))] == []


def test_the_catalogue_holds_what_the_sources_say(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SOURCES:
        shutil.copytree(Path(ours.BASE_DIR, name), tmp_path / name, ignore=shutil.ignore_patterns("locale", "static"))
    (tmp_path / CATALOGUE).parent.mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path / "site" / "locale"]
    monkeypatch.chdir(tmp_path)

    call_command("makemessages", locale=["zh_Hant"], no_location=True, verbosity=0)

    extracted = {key(each) for each in read(tmp_path / CATALOGUE) if each.id}
    assert {key(each) for each in messages()} == extracted, "run make messages, and translate what is new"

"""Settings from the environment: taken as written, or refused in one line that names the variable."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (env.flag, "perhaps"),
        (env.whole, "eighty"),
        (env.whole, "70000"),
        (env.whole, "-1"),
        (env.address, "example.org"),
        (env.address, "https://"),
        (env.database, "nonsense"),
        (env.database, "mysql://ada:hunter2@localhost/volunteers"),
        (env.database, "sqlite:///elsewhere.sqlite3"),
        (env.database, "postgres://ada:hunter2@localhost"),
        (env.mail_server, "mail.example.org"),
        (env.mail_server, "imap://ada:hunter2@mail.example.org"),
        (env.mail_server, "smtp://ada:hunter2@mail.example.org:mail"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name_and_gives_no_password_away(
    monkeypatch: pytest.MonkeyPatch, read: Callable[..., Any], value: str
) -> None:
    monkeypatch.setenv("VALUE", value)
    more = {env.whole: (80,), env.address: ("http://localhost",)}.get(read, ())

    with pytest.raises(ImproperlyConfigured, match=r"^VALUE must") as refused:
        read("VALUE", *more)

    assert "hunter2" not in str(refused.value)


def test_what_is_empty_or_missing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUE", " ")

    assert (env.text("VALUE", "kept"), env.whole("VALUE", 8000), env.words("VALUE", "a, b")) == (
        "kept",
        8000,
        ["a", "b"],
    )
    assert (env.database("VALUE"), env.mail_server("VALUE")) == ({}, None)
    with pytest.raises(ImproperlyConfigured, match="VALUE must be set"):
        env.text("VALUE")


def test_good_values_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUE", "postgres://ada:p%40ss@db.example.org:5433/volunteers")
    found = env.database("VALUE")
    monkeypatch.setenv("VALUE", "smtps://ada@mail.example.org")
    server = env.mail_server("VALUE")

    assert (found["NAME"], found["PASSWORD"], found["PORT"]) == ("volunteers", "p@ss", 5433)
    assert server
    assert (server.scheme, server.hostname, server.port) == ("smtps", "mail.example.org", None)


def test_a_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / ".env"
    path.write_text("# a word\n#OFF=1\nFIRST='one two'\nSECOND=file\n\nno sense\n")
    monkeypatch.setenv("SECOND", "environment")
    monkeypatch.setenv("FIRST", "")
    monkeypatch.delenv("FIRST")

    env.read_file(path)

    assert (env.text("FIRST"), env.text("SECOND"), env.text("OFF", "unset")) == ("one two", "environment", "unset")


def test_a_secret_is_made_once_and_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"

    made = env.kept_secret(path)

    assert len(made) > 60
    assert env.kept_secret(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]

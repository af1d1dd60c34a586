"""Test databases: one template per state of the migrations, a copy per worker, restored after each real commit."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql
from wagtail import hooks

from accounts.roles import _granted as granted

CACHE = Path(os.environ.get("TEST_CACHE", Path(__file__).parent.parent / "var" / "test"))

A_DAY = 86_400


class Database(Protocol):
    """A worker's own copy."""

    def restore(self) -> None:
        """Put it back to what the migrations left."""

    def remove(self) -> None:
        """Leave nothing behind."""


def fingerprint() -> str:
    """Changes with every migration of every app, ours or a library's, and with what each kind of staff is granted."""
    hooks.search_for_hooks()
    digest = hashlib.sha256(connection.vendor.encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    digest.update(repr(sorted((str(staff), sorted(names)) for staff, names in granted.items())).encode())
    return digest.hexdigest()[:16]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Several workers start together; one of them migrates."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def use(name: str) -> None:
    """Point Django at a database of this server, or at this file."""
    connections.close_all()
    connections.settings["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def fill() -> None:
    """Migrate, as a start does."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    connections.close_all()


class SQLite:
    """A real file with the product's own pragmas; never in memory, where locks and processes mean nothing."""

    def __init__(self) -> None:
        self.template = CACHE / f"{fingerprint()}.sqlite3"
        with one_at_a_time():
            if not self.template.exists():
                self._make()
        self.folder = Path(tempfile.mkdtemp(prefix="volunteers-db-"))
        use(str(self.folder / "test.sqlite3"))
        self.restore()

    def _make(self) -> None:
        for old in CACHE.glob("*.sqlite3"):
            if time.time() - old.stat().st_mtime > A_DAY:
                old.unlink()
        unfinished = self.template.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        use(str(unfinished))
        fill()
        with closing(sqlite3.connect(unfinished)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
        unfinished.rename(self.template)

    def restore(self) -> None:
        """Copied into the file, not over it: a server's open connections see it too."""
        connections.close_all()
        with (
            closing(sqlite3.connect(self.template)) as template,
            closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as own,
        ):
            template.backup(own)
            own.execute("PRAGMA journal_mode=WAL")

    def remove(self) -> None:
        connections.close_all()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgreSQL:
    """Copies made by the server itself."""

    def __init__(self) -> None:
        self.server = connection.settings_dict["NAME"]
        self.template = f"template_{fingerprint()}"
        self.name = f"test_{os.getpid()}"
        with one_at_a_time():
            if not self._run("SELECT 1 FROM pg_database WHERE datname = {}", sql.Literal(self.template)):
                self._make()
        self.restore()

    def _run(self, statement: str, *parts: sql.Composable) -> bool:
        """Whether the statement found or did anything."""
        with self._server() as server:
            return server.execute(sql.SQL(statement).format(*parts)).rowcount > 0  # type: ignore[arg-type]

    def _templates(self) -> list[str]:
        """Those of earlier migrations, and unfinished ones."""
        with self._server() as server:
            return [
                name for (name,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'")
            ]

    def _server(self) -> psycopg.Connection[tuple[Any, ...]]:
        settings: Any = {**connection.settings_dict, "NAME": self.server}
        connect = {
            "host": settings["HOST"],
            "port": settings["PORT"] or None,
            "user": settings["USER"],
            "password": settings["PASSWORD"] or None,
            "dbname": settings["NAME"],
        }
        return psycopg.connect(**connect, autocommit=True)

    def _make(self) -> None:
        unfinished = f"{self.template}_unfinished"
        for old in self._templates():
            self._run("DROP DATABASE {} WITH (FORCE)", sql.Identifier(old))
        self._run("CREATE DATABASE {}", sql.Identifier(unfinished))
        use(unfinished)
        fill()
        self._run("ALTER DATABASE {} RENAME TO {}", sql.Identifier(unfinished), sql.Identifier(self.template))

    def restore(self) -> None:
        connections.close_all()
        self.remove()
        self._run("CREATE DATABASE {} TEMPLATE {}", sql.Identifier(self.name), sql.Identifier(self.template))
        use(self.name)

    def remove(self) -> None:
        connections.close_all()
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", sql.Identifier(self.name))


def own_copy() -> Database:
    """This process's database, on whichever server the settings name."""
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()

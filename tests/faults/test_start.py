"""``manage.py start`` as people meet it: one clear line where it cannot, and everything ended where it can."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest
from django.db import connection

from tests.postgres import free_port

pytestmark = pytest.mark.either

ROOT = Path(__file__).parent.parent.parent
ANSWERS = {
    "ORGANISATION_NAME": "The Centre",
    "ORGANISATION_EMAIL": "hello@example.org",
    "ADMIN_EMAIL": "ada@example.org",
    "ADMIN_PASSWORD": "correct horse battery staple",
}
PATIENCE = 120.0


def surroundings(folder: Path, **given: str) -> dict[str, str]:
    """What the process sees of the world: its own folder, its own port, nothing of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "DATA_DIR": str(folder), "ENV_FILE": os.devnull, "PORT": str(free_port()), **given}


def fails(environment: dict[str, str]) -> str:
    """What it says when it cannot start: one line."""
    command = [sys.executable, "manage.py", "start"]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert ended.returncode not in {0, None}
    return ended.stderr.strip()


def has_one_line(said: str) -> bool:
    return "Traceback" not in said and len(said.splitlines()) == 1


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = fails(surroundings(tmp_path, PORT=port))
    assert has_one_line(said), said
    assert (port in said, "set PORT" in said) == (True, True), said


@pytest.mark.parametrize(
    "key", [{}, pytest.param({"SECRET_KEY": "given, so that the folder is met later"}, marks=pytest.mark.long)]
)
def test_a_folder_that_cannot_be_written_is_said_in_one_line(tmp_path: Path, key: dict[str, str]) -> None:
    (tmp_path / "file").touch()
    said = fails(surroundings(tmp_path / "file" / "folder", **key))
    assert (has_one_line(said), "cannot be written" in said) == (True, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        pytest.param("DEMO", "perhaps", marks=pytest.mark.long),
        pytest.param("SITE_URL", "example.org", marks=pytest.mark.long),
        ("DATABASE_URL", "nonsense"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_in_one_line(tmp_path: Path, name: str, value: str) -> None:
    said = fails(surroundings(tmp_path, **{name: value}))
    assert (has_one_line(said), said.startswith(name)) == (True, True)


@pytest.mark.long
def test_a_database_that_does_not_answer_is_said_in_one_line(tmp_path: Path) -> None:
    address = f"postgres://ada:hunter2@127.0.0.1:{free_port()}/volunteers"
    said = fails(surroundings(tmp_path, DEMO="1", DATABASE_URL=address))
    assert (has_one_line(said), "database does not answer" in said, "hunter2" in said) == (True, True, False), said


def entrust(folder: Path) -> dict[str, str]:
    """Give it the migrated database of this test, so that it need not migrate."""
    held = connection.settings_dict
    if connection.vendor != "sqlite":
        return {"DATABASE_URL": f"postgres://{held['USER']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"}
    with closing(sqlite3.connect(held["NAME"])) as ours, closing(sqlite3.connect(folder / "database.sqlite3")) as its:
        ours.backup(its)
    return {}


def ready(port: str) -> dict[str, bool]:
    """What it says of itself, once it says that all is well; otherwise its last words."""
    deadline, said = time.monotonic() + PATIENCE, {"answers": False}
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return dict(json.load(answer))
        except (URLError, OSError):
            time.sleep(0.3)
    return said


@contextmanager
def started(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A running copy; killed whatever happens."""
    command = [sys.executable, "manage.py", "start"]
    log = Path(environment["DATA_DIR"], "log")
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, text=True
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.mark.long
def test_without_answers_it_says_which_to_give(tmp_path: Path, transactional_db: None) -> None:
    said = fails(surroundings(tmp_path, **entrust(tmp_path)))
    last = said.splitlines()[-1]
    assert ("Traceback" not in said, "ORGANISATION_NAME" in last, "terminal" in last) == (True, True, True)


def test_it_runs_all_parts_starts_a_dead_one_again_and_ends_them_all(tmp_path: Path, transactional_db: None) -> None:
    environment = surroundings(tmp_path, **ANSWERS, **entrust(tmp_path))
    with started(environment) as process:
        state = ready(environment["PORT"])
        assert set(state.values()) == {True}, (state, Path(tmp_path, "log").read_text())
        parts = psutil.Process(process.pid).children()
        assert len(parts) == 3
        parts[1].kill()
        deadline = time.monotonic() + PATIENCE
        while {one.pid for one in psutil.Process(process.pid).children()} <= {one.pid for one in parts}:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        everyone = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == 0
        _gone, alive = psutil.wait_procs(everyone, timeout=5)
    assert alive == []
    said = Path(tmp_path, "log").read_text()
    assert ("Traceback" not in said, environment["ADMIN_PASSWORD"] not in said, "Stopped." in said) == (
        True,
        True,
        True,
    )

"""The cast: Rita recruits, Tom trains, Susan supervises, Eddie edits, Ada administers, Vera and Victor volunteer.

Around them: a database restored from a template (``tests/databases.py``), ``work`` (the worker, on demand) and
``mailbox`` (a real mail server).
"""

import gc
import os
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as product
from django.core.signals import setting_changed
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from accounts.roles import Staff
from config.prepare import compile_catalogues
from recruitment.models import Volunteer
from tests.databases import own_copy
from tests.environment import DATA_DIR
from tests.factories import UserFactory, VolunteerFactory, staff
from tests.mailserver import Mailbox
from tests.queue import Work

BEGAN = time.time()
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


def pytest_configure(config: pytest.Config) -> None:
    """Translations as they stand, cheap passwords, static files by their own names; all else as the product runs."""
    if not hasattr(config, "workerinput"):  # once, before the workers begin
        compile_catalogues()
    stores: Any = product.STORAGES
    change("PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
    change("STORAGES", {**stores, "staticfiles": {"BACKEND": PLAIN}})


def change(name: str, value: Any) -> None:
    """Set a setting for good, and tell those who already read it."""
    setattr(product, name, value)
    setting_changed.send(sender=None, setting=name, value=value, enter=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out the tests that touch no database")


def touches_database(item: pytest.Item) -> bool:
    """Whether it asks for a database, by its marker or by its fixtures."""
    asked = {"db", "transactional_db", "live_server", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long proofs and timings run when asked for by ``-m``, and are not counted as skipped."""
    later = () if config.option.markexpr else ("long", "benchmark")
    wanted = [item for item in items if not any(item.get_closest_marker(name) for name in later)]
    if config.getoption("--database-only"):
        wanted = [item for item in wanted if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the search for garbage passes it over, and begins less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """CI accepts no skipped test; the suite's own folder goes."""
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("Tests were skipped; with CI=true that is a failure.", red=True)
    shutil.rmtree(DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A copy of the migrated template; what a test really committed is undone by restoring it."""
    with django_db_blocker.unblock():
        database = own_copy()
    TransactionTestCase._fixture_teardown = lambda _self: database.restore()  # type: ignore[attr-defined] # noqa: SLF001 - a flush would delete what migrations wrote
    yield
    with django_db_blocker.unblock():
        database.remove()


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The span in which requests are counted does not turn over in the middle of a test."""
    monkeypatch.setattr("base.actions.time", lambda: BEGAN)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test begins in English, whatever the last page of the one before spoke."""
    with translation.override("en"):
        yield


@pytest.fixture
def work(db: None) -> Work:
    """The background worker: ``work()`` does all that waits."""
    return Work()


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A real mail server; mail sent from now on lands in it."""
    box = Mailbox()
    box.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", box.port, 2
    yield box
    box.controller.stop()


@pytest.fixture
def rita(db: None) -> User:
    return staff(Staff.RECRUITER, email="rita@example.org")


@pytest.fixture
def tom(db: None) -> User:
    return staff(Staff.TRAINER, email="tom@example.org")


@pytest.fixture
def susan(db: None) -> User:
    return staff(Staff.SUPERVISOR, email="susan@example.org")


@pytest.fixture
def eddie(db: None) -> User:
    return staff(Staff.EDITOR, email="eddie@example.org")


@pytest.fixture
def ada(db: None) -> User:
    return staff(Staff.ADMINISTRATOR, email="ada@example.org")


@pytest.fixture
def vera(db: None) -> Volunteer:
    """A volunteer with an account."""
    user = UserFactory(email="vera@example.org")
    return VolunteerFactory(user=user, name="Vera Lê", email="vera@example.org")


@pytest.fixture
def victor(db: None) -> Volunteer:
    """Another volunteer with an account; must never see what is Vera's."""
    user = UserFactory(email="victor@example.org")
    return VolunteerFactory(user=user, name="Victor Żak", email="victor@example.org")

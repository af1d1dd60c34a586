"""A real browser. ``open_page(width)`` is one person with a browser of their own; ``accessible(page)`` asks axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection, connections
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.queue import Work

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's event loop shares this thread
PHONE, DESK = 390, 1280
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--no-first-run"]
AXE = {"resultTypes": ["violations"], "preload": False}  # without fetching every style sheet once more
expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; without one the test fails, it is not skipped."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Chromium is needed: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS}


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Another person's browser: nothing shared, in this width (390 unless said). Script errors fail the test."""
    said: list[str] = []  # axe measures by setting styles, which our content policy refuses: those lines name no file

    def note(message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        refused = "the server responded with a status of" in message.text
        from_axe = message.text.startswith("Applying inline style") and not url
        cut_off = "net::ERR_INTERNET_DISCONNECTED" in message.text  # by a test, on purpose
        if message.type == "error" and not refused and not cut_off and not from_axe:
            said.append(f"{message.text} ({url})")

    def person(width: int = PHONE, **options: Any) -> Page:
        context = browser.new_context(
            **{
                "base_url": live_server.url,
                "viewport": {"width": width, "height": 844},
                "locale": "en-GB",
                "reduced_motion": "reduce",
                **options,
            }
        )
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield person
    for context in browser.contexts:
        context.close()
    assert said == []


@pytest.fixture
def worker(work: Work) -> Iterator[Callable[[], int]]:
    """``worker()`` does all that waits, in a thread of its own: the browser's event loop holds this one."""

    def apart() -> int:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        yield lambda: thread.submit(apart).result()


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """``accessible(page)``: axe finds nothing on it. Judged on SQLite: the page is the same whatever the database."""

    def judge(page: Page) -> None:
        if connection.vendor != "sqlite":
            return
        found = Axe().run(page, options=AXE).response["violations"]
        assert [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found] == [], page.url

    return judge

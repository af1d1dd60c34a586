"""Thirty volunteers check in while the code in the room changes: two in a browser, the rest by plain requests."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.factories import EnrolmentFactory, SessionFactory, UserFactory, VolunteerFactory
from tests.journeys.test_register import sign_in
from training.models import Attendance, Session

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PAGE = "/en/my/check-in/"
DESK = 1280
HALF_A_MINUTE = timedelta(seconds=30)
LATER = "document.getAnimations().forEach(one => { one.currentTime = 46000 })"


class Clock:
    """The server's clock: it stands still, however slow this machine, until it is put forward."""

    def __init__(self) -> None:
        self.at = timezone.now()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.at)
    return clock


@pytest.fixture
def session(db: None, clock: Clock) -> Session:
    begins = timezone.now() + timedelta(minutes=20)
    ends = begins + timedelta(hours=2)
    found: Session = SessionFactory(starts_at=begins, ends_at=ends, module__title_en="Refugee law")
    return found


@pytest.fixture
def people(session: Session) -> list[User]:
    """Thirty with a place, signed in on their phones as they were reminded to."""
    found: list[User] = [UserFactory() for _ in range(30)]
    for user in found:
        EnrolmentFactory(event=session.event, volunteer=VolunteerFactory(user=user))
    return found


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def phone(page: Page, user: User, server: LiveServer) -> Page:
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client_of(user).cookies[name].value, "url": server.url}])
    return page


def scanned(screen: Page) -> str:
    """What a camera reads from the screen."""
    found = re.search(r"\?code=(\w+)", screen.locator(".screen-code title").text_content() or "")
    assert found
    return found[1]


def say(user: User, code: str) -> bool:
    return client_of(user).post(PAGE, {"code": code}).status_code == 302


def here(session: Session) -> int:
    return Attendance.objects.filter(session=session, status="present").count()


def open_check_in(desk: Page, accessible: Callable[[Page], None]) -> None:
    """From the register, as a trainer does."""
    desk.get_by_role("link", name="Self check-in").click()
    accessible(desk)
    desk.get_by_role("button", name="Open check-in").click()
    expect(desk.get_by_text("People can check in now")).to_be_visible()
    accessible(desk)


def put_up(desk: Page, sheet: str) -> Page:
    """The screen in the room, whose clock is put forward by hand."""
    screen = desk.context.new_page()
    screen.clock.install(time=datetime.now(tz=timezone.get_current_timezone()))
    screen.goto(f"{sheet}screen/")
    return screen


def words_on(screen: Page) -> Locator:
    return screen.locator(".screen-words")


def come_by_camera(vera: Page, code: str, session: Session, accessible: Callable[[Page], None]) -> None:
    vera.goto(f"{PAGE}?code={code}")
    assert here(session) == 0  # the address alone does nothing
    accessible(vera)
    vera.get_by_role("button", name="I am here: check me in").click()
    expect(vera.get_by_text("You are checked in: Refugee law.")).to_be_visible()
    accessible(vera)


def come_by_words(victor: Page, old: str, words: str) -> None:
    """Too late with what was on the screen before, then with what is."""
    victor.goto("/en/my/")
    victor.get_by_role("link", name="Check in").click()
    victor.get_by_label("The words on the screen").fill(old)
    victor.get_by_role("button", name="Check me in").click()
    expect(victor.locator(".error-summary")).to_contain_text("changes every 30 seconds")
    expect(victor.get_by_label("The words on the screen")).to_have_value(old)
    victor.get_by_label("The words on the screen").fill(words)
    victor.get_by_role("button", name="Check me in").click()
    expect(victor.get_by_text("You are checked in: Refugee law.")).to_be_visible()


def without_a_network_the_code_grows_old(screen: Page) -> None:
    screen.reload()
    expect(screen.locator(".screen-stale")).to_be_hidden()
    screen.context.set_offline(True)
    screen.evaluate(LATER)
    expect(screen.get_by_text("This code is old.")).to_be_visible()
    expect(screen.locator(".screen-code")).to_be_hidden()


@pytest.mark.long
def test_thirty_volunteers_check_in_while_the_code_changes(
    session: Session,
    people: list[User],
    tom: User,
    clock: Clock,
    live_server: LiveServer,
    open_page: Callable[..., Page],
    accessible: Callable[[Page], None],
) -> None:
    desk, sheet = open_page(DESK), f"/en/register/{session.pk}/"
    sign_in(desk, tom, sheet)
    open_check_in(desk, accessible)
    screen = put_up(desk, sheet)
    accessible(screen)
    first, words = scanned(screen), words_on(screen).first.text_content() or ""
    come_by_camera(phone(open_page(), people[0], live_server), first, session, accessible)
    assert all(say(user, first) for user in people[1:10])

    clock.at += HALF_A_MINUTE
    screen.clock.fast_forward(31_000)
    expect(words_on(screen).first).not_to_have_text(words)
    expect(screen.get_by_text("10 of 30 are here")).to_be_visible()
    second = scanned(screen)
    assert all(say(user, first) for user in people[10:15])  # who was slow: the code before still counts
    assert all(say(user, second) for user in people[15:28])

    clock.at += HALF_A_MINUTE
    assert [say(user, first) for user in people[28:]] == [False, False]  # sent on by chat: too late
    assert here(session) == 28
    screen.reload()
    assert say(people[28], scanned(screen))
    victor = phone(open_page(java_script_enabled=False), people[29], live_server)
    come_by_words(victor, words, words_on(screen).last.text_content() or "")

    expect(desk.get_by_role("heading", name="Checked in by themselves 30")).to_be_visible()  # by itself
    assert here(session) == 30
    without_a_network_the_code_grows_old(screen)


@pytest.mark.long
def test_a_volunteer_makes_a_private_calendar_address(
    people: list[User], live_server: LiveServer, open_page: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    vera = phone(open_page(), people[0], live_server)
    vera.goto("/en/my/")
    vera.get_by_role("link", name="My sessions in my own calendar").click()
    accessible(vera)
    vera.get_by_role("button", name="Make my private address").click()
    address = vera.get_by_label("Your private address.")
    expect(address).to_have_value(re.compile(r"/my/calendar/[0-9a-f-]{36}\.ics$"))
    accessible(vera)
    before = address.input_value()
    vera.get_by_role("button", name="Make a new address").click()
    expect(vera.get_by_text("Your calendar has a new address.")).to_be_visible()
    expect(address).not_to_have_value(before)
    with vera.expect_download() as download:
        vera.get_by_role("link", name="Download the file (.ics)").click()
    assert download.value.suggested_filename == "my-training.ics"

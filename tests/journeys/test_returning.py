"""Stopping and coming back, on a phone: another device, the browser's own buttons, tabs, a session that ends."""

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from base.dates import today
from config.demonstration.assembly import lay_ground
from config.demonstration.roles import CASEWORK, TECHNOLOGY
from recruitment.models import Application, Draft
from tests.mailserver import Mailbox

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
EMAIL = "chan@example.org"
ABOUT = {"name": "Chan Tai Man", "name_other": "陳大文", "email": EMAIL, "is_adult": "yes"}
# What is typed at each step, by the name of its box; a round of training is whichever stands first.
STEPS: Mapping[str, Mapping[str, str]] = {
    "time": {"hours_per_week": "6", "months": "8", "half_days": "wed-pm"},
    "experience": {"legal_background": "student", "experience": "A year in a legal clinic.", "languages": "eng"},
    "weekend": {"cohort": ""},
    "why": {"statement": "I would like to help.\nAnd to learn. 我想幫忙。"},
    "consents": {"privacy": ""},
}
HERS = {"statement": "Computers are what I know."}

Worker = Callable[[], int]
OpenPage = Callable[..., Page]


@pytest.fixture
def ground(db: None, settings: Settings, live_server: LiveServer) -> None:
    """Roles, rounds and texts, nobody who applied; mailed links lead to this server."""
    lay_ground(today())
    settings.SITE_URL = live_server.url


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def go_on(page: Page) -> None:
    press(page, "Save and continue")


def box_of(page: Page, name: str, value: str) -> tuple[Locator, bool]:
    """Where the answer to a question goes, and whether by ticking."""
    every = page.locator(f'[name="{name}"]:not([type=hidden])')
    ticking = every.first.get_attribute("type") in {"radio", "checkbox"}
    return (every.and_(page.locator(f'[value="{value}"]')) if ticking and value else every).first, ticking


def write(page: Page, typed: Mapping[str, str]) -> None:
    for name, value in typed.items():
        box, by_ticking = box_of(page, name, value)
        box.check() if by_ticking else box.fill(value)


def shows(page: Page, typed: Mapping[str, str]) -> None:
    """All of this stands in the page's boxes."""
    for name, value in typed.items():
        box, by_ticking = box_of(page, name, value)
        expect(box).to_be_checked() if by_ticking else expect(box).to_have_value(value)


def at(page: Page, step: str) -> None:
    page.wait_for_url(re.compile(f"/{step}/"))


def begin(page: Page, role: str = CASEWORK, **more: str) -> None:
    """The first page, filled in and sent."""
    page.goto(f"/en/apply/{role}/")
    write(page, ABOUT | more)
    go_on(page)
    expect(page.locator("#step")).to_be_visible()


def send(page: Page) -> None:
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    press(page, "Send my application")
    expect(page.get_by_role("heading", name="Thank you. We have your application.")).to_be_visible()


def step_url(page: Page, step: str) -> str:
    """The address of another step of the draft this page is of."""
    return re.sub(r"[^/]+/(\?.*)?$", f"{step}/", page.url)


def mailed_link(mailbox: Mailbox, worker: Worker) -> str:
    worker()
    (link,) = [link for link in mailbox.links(EMAIL) if "/resume/" in link]
    return link


def open_link(page: Page, link: str) -> None:
    """Nothing is opened by following it alone; pressing the button does."""
    page.goto(link)
    expect(page.get_by_text("All steps")).to_have_count(0)
    press(page, "Open my application")
    expect(page.get_by_role("heading", name="Your application")).to_be_visible()


@pytest.mark.long
def test_what_was_begun_on_a_phone_is_finished_on_another_device(
    ground: None, open_page: OpenPage, mailbox: Mailbox, worker: Worker
) -> None:
    phone = open_page()
    begin(phone)
    write(phone, STEPS["time"])
    go_on(phone)
    half = {"experience": "A year in a legal cl"}
    write(phone, half)
    press(phone, "Save and come back later")
    expect(phone.get_by_text("We mailed you a link")).to_be_visible()

    other = open_page()
    open_link(other, mailed_link(mailbox, worker))
    expect(other.get_by_text("Incomplete")).to_have_count(1)
    other.get_by_role("link", name="About you").click()
    shows(other, ABOUT)
    go_on(other)
    shows(other, STEPS["time"])
    go_on(other)
    shows(other, half)
    for step in list(STEPS)[1:]:
        at(other, step)
        write(other, STEPS[step])
        go_on(other)
    send(other)

    sent = Application.objects.get()
    assert (sent.name, sent.name_other, sent.hours_per_week, sent.months) == ("Chan Tai Man", "陳大文", 6, 8)
    phone.goto(step_url(phone, "time"))
    expect(phone.get_by_text(sent.reference)).to_be_visible()


@pytest.mark.long
def test_back_and_forward_lose_nothing_at_any_step(ground: None, open_page: OpenPage) -> None:
    page = open_page()
    begin(page)
    page.go_back()
    page.get_by_role("link", name="Continue your application").click()
    page.get_by_role("link", name="Go on").click()
    done: dict[str, Mapping[str, str]] = {"about": ABOUT}
    for step, typed in STEPS.items():
        at(page, step)
        write(page, typed)
        go_on(page)
        done[step] = typed
        page.wait_for_url(re.compile(f"/(?!{step})[a-z]+/$"))
        page.go_back()
        shows(page, typed)
        page.go_forward()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    page.go_back()
    for step in reversed(done):
        at(page, step)
        shows(page, done[step])
        if step != "about":
            press(page, "Back")
    for _step in done:
        go_on(page)
    send(page)
    page.go_back()
    expect(page.get_by_text(Application.objects.get().reference)).to_be_visible()


@pytest.mark.long
def test_back_keeps_even_what_cannot_stand(ground: None, open_page: OpenPage) -> None:
    page = open_page()
    begin(page)
    write(page, {"hours_per_week": "six", "months": "8"})
    press(page, "Back")
    shows(page, ABOUT)
    go_on(page)
    shows(page, {"hours_per_week": "six", "months": "8"})
    go_on(page)
    expect(page).to_have_title(re.compile("^Error: "))
    shows(page, {"hours_per_week": "six"})


@pytest.mark.long
def test_tabs_and_two_roles_side_by_side_do_not_mix(ground: None, open_page: OpenPage) -> None:
    one = open_page()
    begin(one)
    other, second = one.context.new_page(), one.context.new_page()
    second.goto(step_url(one, "why"))
    begin(other, TECHNOLOGY, name="Somebody Else")
    other.goto(step_url(other, "why"))
    for page, typed in ((one, STEPS["time"]), (second, STEPS["why"]), (other, HERS)):
        write(page, typed)
    for page, following in ((second, "consents"), (one, "experience"), (other, "consents")):
        go_on(page)
        at(page, following)

    for page, step, typed in ((one, "why", STEPS["why"]), (second, "time", STEPS["time"]), (other, "why", HERS)):
        page.goto(step_url(page, step))
        shows(page, typed)
    kept = {draft.role.slug: draft.answers for draft in Draft.objects.select_related("role")}
    assert set(kept[CASEWORK]) == {"about", "time", "why"}
    assert set(kept[TECHNOLOGY]) == {"about", "why"}
    assert [kept[role]["about"]["name"] for role in (CASEWORK, TECHNOLOGY)] == [["Chan Tai Man"], ["Somebody Else"]]
    one.goto(f"/en/apply/{CASEWORK}/")
    offered = one.get_by_role("link", name="Continue your application").get_attribute("href")
    assert step_url(second, "time").endswith(f"{offered}time/")


@pytest.mark.long
def test_a_session_that_ends_at_any_step_loses_nothing(
    ground: None, open_page: OpenPage, mailbox: Mailbox, worker: Worker
) -> None:
    page = open_page()
    begin(page)
    link = ""
    for step, typed in STEPS.items():
        write(page, typed)
        page.context.clear_cookies()
        go_on(page)
        expect(page.get_by_role("heading", name="This page is saved")).to_be_visible()
        press(page, "Mail me a link")
        expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
        link = link or mailed_link(mailbox, worker)  # asked again at once, the first one stands
        open_link(page, link)
        page.goto(step_url(page, step) if step in page.url else f"{page.url}{step}/")
        shows(page, typed)
        go_on(page)
    send(page)
    assert Application.objects.get().answers["statement"].splitlines() == STEPS["why"]["statement"].splitlines()


@pytest.mark.long
def test_a_shared_phone_is_left_with_nothing_to_come_back_by(
    ground: None, open_page: OpenPage, mailbox: Mailbox, worker: Worker
) -> None:
    page = open_page()
    begin(page, shared="")
    assert {cookie["name"]: cookie["expires"] for cookie in page.context.cookies()}["sessionid"] == -1
    write(page, STEPS["time"])
    press(page, "Save and come back later")
    step = step_url(page, "time")
    press(page, "Close it on this phone")
    expect(page.get_by_role("heading", name="Nothing is left in this browser")).to_be_visible()

    assert "sessionid" not in {cookie["name"] for cookie in page.context.cookies()}
    for url in (step, step.removesuffix("time/"), step.replace("/time/", "/check/")):
        page.goto(url)
        expect(page.get_by_role("heading", name="This application is not open in this browser")).to_be_visible()
    page.go_back()
    expect(page.get_by_text(ABOUT["name"])).to_have_count(0)
    page.goto(f"/en/apply/{CASEWORK}/")
    expect(page.get_by_text("You have begun an application")).to_have_count(0)
    expect(page.locator('[name="name"]')).to_have_value("")

    own = open_page()
    open_link(own, mailed_link(mailbox, worker))
    own.goto(step)
    shows(own, STEPS["time"])

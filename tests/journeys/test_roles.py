"""Each role from its first page to the receipt, on a phone: as somebody who presses first and reads what is missing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from base.dates import today
from config.demonstration.assembly import lay_ground
from config.demonstration.roles import CASEWORK, EVENTS, FUNDRAISING, INTERPRETATION, PRESS, TECHNOLOGY
from mail.models import Delivery
from recruitment.models import Application

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WITHOUT_SCRIPT = {CASEWORK, INTERPRETATION, EVENTS}
TYPED = {"name": "Chan Tai Man", "email": "chan@example.org", "hours_per_week": "6", "months": "8"}
STEPS = 20
LONGER = [pytest.param(role, marks=pytest.mark.long) for role in (CASEWORK, FUNDRAISING, EVENTS, PRESS, TECHNOLOGY)]


@pytest.fixture
def ground(db: None) -> None:
    """Roles, rounds and texts, and nobody who applied."""
    lay_ground(today())


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def answer(page: Page, field: Locator) -> None:
    """Give the box that an error leads to something it can take."""
    kind = field.evaluate("box => box.tagName === 'INPUT' ? box.type : box.tagName.toLowerCase()")
    name = field.get_attribute("name") or ""
    if kind in {"radio", "checkbox"}:
        field.check()
    elif kind == "fieldset":
        for number, box in enumerate(field.locator("select").all(), start=1):
            box.select_option(index=number)
        field.get_by_role("checkbox").first.check()
    else:
        field.fill(TYPED.get(name, "A few words of mine."))


def go_on(page: Page) -> None:
    """Press on; where something is missing, follow each line of the summary to its box and answer it."""
    before = page.url
    for _try in range(4):
        press(page, "Save and continue")
        if not page.title().startswith("Error: "):
            return
        links = page.locator(".error-summary a")
        expect(links.first).to_be_visible()
        for href in [link.get_attribute("href") or "" for link in links.all()]:
            answer(page, page.locator(f'[id="{href.removeprefix("#")}"]'))
    pytest.fail(f"No way on from {before}: {page.locator('.error-summary').inner_text()}")


@pytest.mark.parametrize("role", [INTERPRETATION, *LONGER])
def test_from_the_first_page_to_the_receipt(
    ground: None, open_page: Callable[..., Page], accessible: Callable[[Page], None], role: str
) -> None:
    page = open_page(java_script_enabled=role not in WITHOUT_SCRIPT)
    page.goto(f"/en/apply/{role}/")
    for _step in range(STEPS):
        if page.url.endswith("/check/"):
            break
        go_on(page)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    press(page, "Send my application")
    expect(page.get_by_role("heading", name="Thank you. We have your application.")).to_be_visible()

    sent = Application.objects.get()
    assert page.locator(".receipt-reference").inner_text() == sent.reference
    assert sent.role.slug == role
    assert Delivery.objects.filter(kind="application_received", to=TYPED["email"]).count() == 1

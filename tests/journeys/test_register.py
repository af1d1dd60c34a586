"""A trainer with two phones in one room, one of which loses the network: nothing is lost, nothing counts twice."""

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.roles import Staff
from base.dates import at, today
from tests.factories import PASSWORD, EnrolmentFactory, SessionFactory, staff
from training.actions import tapping
from training.models import Attendance, AttendanceMark, Enrolment, Session, WalkIn

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NAMES = ("Amina Yusuf", "Bao Lê", "Chan Tai Man", "Dina Haddad")
KEPT = "async () => (await caches.keys()).filter(name => name.startsWith('register-people-')).length"


class Room(NamedTuple):
    """A session that has begun, and who is expected."""

    session: Session
    places: Mapping[str, Enrolment]


@pytest.fixture
def room(db: None) -> Room:
    began = max(timezone.now() - timedelta(minutes=20), at(today(), 0))
    session = SessionFactory(starts_at=began, ends_at=began + timedelta(hours=2))
    SessionFactory(event=session.event, starts_at=began + timedelta(days=3), module__title_en="The other day")
    places = {name: EnrolmentFactory(event=session.event, volunteer__name=name) for name in NAMES}
    return Room(session, places)


@pytest.fixture
def tess(db: None) -> User:
    """Another trainer."""
    return staff(Staff.TRAINER, email="tess@example.org", first_name="Tess", last_name="Ho")


def sign_in(page: Page, user: User, to: str = "/en/register/") -> None:
    if "/account/staff/" not in page.url:
        page.goto(f"/en/account/staff/?next={to}")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(f"{to}$"))


def row(page: Page, name: str) -> Locator:
    return page.locator(".register-row", has_text=name)


def tap(page: Page, name: str, mark: str) -> None:
    """One tap, seen at once."""
    row(page, name).get_by_role("button", name=mark, exact=True).click()
    pressed(page, name, mark)


def pressed(page: Page, name: str, mark: str) -> None:
    expect(row(page, name).get_by_role("button", name=mark, exact=True)).to_have_attribute("aria-pressed", "true")


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-bar]")).to_contain_text(text)


def mark_late(page: Page, name: str, minutes: int) -> None:
    row(page, name).locator("summary").click()
    row(page, name).get_by_label("Minutes late").fill(str(minutes))
    row(page, name).get_by_role("button", name="Present, with these minutes").click()
    is_late(page, name, minutes)


def is_late(page: Page, name: str, minutes: int) -> None:
    expect(row(page, name).locator("summary")).to_contain_text(f"Present, too short to count, {minutes} minutes late")
    expect(row(page, name).get_by_label("Minutes late")).to_have_value(str(minutes))


def the_other_day_is_ready(page: Page) -> None:
    """From the list of sessions, which says so; the network is gone from then on."""
    expect(page.get_by_text("Ready without a network", exact=True)).to_have_count(2)
    page.context.set_offline(True)
    page.get_by_role("link", name="The other day").click()
    expect(page.get_by_role("heading", name="Amina Yusuf")).to_be_visible()


def with_the_page_as_it_was_kept(page: Page, check: Callable[[], None]) -> None:
    """Before its marks were counted."""
    page.context.set_offline(True)
    page.reload()
    check()
    page.context.set_offline(False)


def statuses(room: Room) -> dict[str, str]:
    kept = dict(Attendance.objects.filter(session=room.session).values_list("enrolment", "status"))
    return {name: kept[place.pk] for name, place in room.places.items() if place.pk in kept}


def work_without_a_network(page: Page) -> None:
    """Three marks, a walk-in and a head count: all kept on the phone."""
    mark_late(page, "Amina", 25)
    tap(page, "Bao", "Absent")
    tap(page, "Bao", "Excused")
    says(page, "3 marks wait to be sent.")
    write_down_and_count_heads(page)
    says(page, "5 marks wait to be sent.")
    page.reload()
    pressed(page, "Bao", "Excused")
    is_late(page, "Amina", 25)
    expect(page.get_by_text("Somebody New")).to_be_visible()


def write_down_and_count_heads(page: Page) -> None:
    page.locator("#walk-ins summary").click()
    page.get_by_label("Name", exact=True).fill("Somebody New")
    page.get_by_role("button", name="Write down").click()
    page.get_by_label("How many people").fill("5")
    page.get_by_role("button", name="Compare").click()


def asked_about_bao(page: Page) -> Locator:
    """The network is back: what two trainers said of one person waits for a decision."""
    page.context.set_offline(False)
    says(page, "One mark needs your decision.")
    decision = row(page, "Bao").get_by_role("alert")
    expect(decision).to_contain_text("You, before")
    expect(decision).to_contain_text("Excused")
    return decision


def decide(page: Page, decision: Locator) -> None:
    decision.get_by_role("button", name="Change it to “Excused”").click()
    says(page, "All marks are sent.")
    pressed(page, "Bao", "Excused")
    expect(page.locator(".register-decision")).to_have_count(0)
    expect(page.locator("#counts")).to_contain_text("Head count 5: 3 more in the room")
    is_late(page, "Amina", 25)


def every_mark_counted_once(room: Room) -> None:
    history = AttendanceMark.objects.filter(enrolment=room.places["Bao Lê"]).values_list("from_status", "status")
    assert list(history) == [("", "present"), ("present", "excused")]
    assert AttendanceMark.objects.filter(enrolment=room.places["Amina Yusuf"]).count() == 1
    assert WalkIn.objects.get().name == "Somebody New"


def test_a_trainer_with_two_phones_one_of_which_loses_the_network(
    room: Room, tom: User, open_page: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    first, second = open_page(), open_page()
    sheet = f"/en/register/{room.session.pk}/"
    sign_in(first, tom)
    says(first, "Ready for use without a network.")
    sign_in(second, tom, sheet)

    the_other_day_is_ready(first)
    first.goto(sheet)  # from the phone alone: it was made ready
    expect(first.get_by_role("heading", name="Amina Yusuf")).to_be_visible()
    work_without_a_network(first)
    accessible(first)
    assert statuses(room) == {}

    tap(second, "Bao", "Present")
    tap(second, "Chan", "Absent")
    expect(second.locator("[data-count=present]")).to_have_text("1")

    decision = asked_about_bao(first)
    accessible(first)
    assert statuses(room) == {"Amina Yusuf": "present", "Bao Lê": "present", "Chan Tai Man": "absent"}
    decide(first, decision)
    with_the_page_as_it_was_kept(first, lambda: is_late(first, "Amina", 25))

    every_mark_counted_once(room)
    second.reload()
    pressed(second, "Bao", "Excused")
    pressed(second, "Amina", "Present")
    for part in (f"person/{room.places['Bao Lê'].pk}/", "walk-in/known/"):
        second.goto(sheet + part)
        accessible(second)


def the_service_worker_sends(page: Page) -> None:
    """Before the page does, whose own requests do not get through yet."""
    page.route("**/register/**", lambda request: request.abort("internetdisconnected"))
    page.context.set_offline(False)
    page.context.service_workers[0].evaluate("sendAll()")


def asked_about_bao_and_tess(page: Page) -> None:
    says(page, "One mark needs your decision.")
    expect(row(page, "Bao").get_by_role("alert")).to_contain_text("Tess Ho")


def test_a_page_hears_what_came_of_its_marks_whoever_sent_them(
    room: Room, tom: User, tess: User, open_page: Callable[..., Page]
) -> None:
    phone, bao = open_page(), room.places["Bao Lê"]
    sign_in(phone, tom, f"/en/register/{room.session.pk}/")
    says(phone, "Ready for use without a network.")
    phone.context.set_offline(True)
    tap(phone, "Bao", "Excused")
    tap(phone, "Chan", "Absent")
    write_down_and_count_heads(phone)
    says(phone, "4 marks wait to be sent.")
    expect(phone.get_by_text("Waits to be sent")).to_have_count(4)
    tapping.tap(
        enrolment=bao, session=room.session, status="present", client_id=uuid.uuid4(), seen_version=0, actor=tess
    )

    the_service_worker_sends(phone)
    asked_about_bao_and_tess(phone)
    expect(phone.get_by_text("Waits to be sent").locator("visible=true")).to_have_count(0)
    expect(phone.locator("#counts")).to_contain_text("Head count 5: 3 more in the room")
    assert statuses(room) == {"Bao Lê": "present", "Chan Tai Man": "absent"}

    phone.context.set_offline(True)  # undecided, the page is opened once more from the phone alone
    phone.unroute_all()
    phone.reload()
    says(phone, "No network")
    expect(row(phone, "Bao").get_by_role("alert")).to_have_count(0)
    phone.context.set_offline(False)
    asked_about_bao_and_tess(phone)


@pytest.mark.long
def test_marks_that_wait_go_with_nobody_but_the_trainer_who_made_them(
    room: Room, tom: User, tess: User, open_page: Callable[..., Page]
) -> None:
    phone, sheet = open_page(), f"/en/register/{room.session.pk}/"
    sign_in(phone, tom, sheet)
    says(phone, "Ready for use without a network.")
    phone.context.set_offline(True)
    tap(phone, "Amina", "Present")
    says(phone, "One mark waits to be sent.")
    phone.locator("[data-all] summary").click()
    phone.get_by_role("button", name="Yes, mark them present").click()
    says(phone, "4 marks wait to be sent.")

    phone.context.clear_cookies()  # the session and the form's token are over
    phone.context.set_offline(False)
    says(phone, "You are signed out.")
    phone.get_by_role("link", name="Sign in to send them").click()
    phone.wait_for_url(re.compile("/account/staff/"))
    phone.wait_for_function(f"({KEPT})().then(kept => kept === 0)")
    sign_in(phone, tess, sheet)
    says(phone, "Marks of another trainer wait on this phone until they sign in.")
    assert statuses(room) == {}

    phone.goto("/en/account/sign-out/")
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url(re.compile("/en/$"))
    phone.context.route(re.compile(r"/register/\d+/$"), lambda _sheet: None)  # they go before the sheets are ready
    sign_in(phone, tom)
    says(phone, "All marks are sent.")
    assert set(statuses(room).values()) == {"present"}
    assert set(AttendanceMark.objects.values_list("marked_by", "version")) == {(tom.pk, 1)}
    assert AttendanceMark.objects.count() == len(NAMES)


@pytest.mark.long
def test_without_a_script_it_is_a_plain_form(room: Room, tom: User, open_page: Callable[..., Page]) -> None:
    page, sheet = open_page(java_script_enabled=False), f"/en/register/{room.session.pk}/"
    sign_in(page, tom, sheet)
    page.get_by_label("Find a name").fill("le")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator(".register-row")).to_have_count(1)
    tap(page, "Bao", "Absent")
    page.locator("[data-all] summary").click()
    page.get_by_role("button", name="Yes, mark them present").click()
    expect(page.get_by_text("3 people marked present. Now mark the exceptions.")).to_be_visible()
    page.get_by_role("button", name="Undo: take these marks back").click()
    expect(page.get_by_text("3 marks taken back.")).to_be_visible()
    assert statuses(room)["Bao Lê"] == "absent"
    assert sorted(statuses(room).values()) == ["", "", "", "absent"]

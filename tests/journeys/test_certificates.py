"""Certificates by clicking: a trainer issues a weekend's, a holder shows one, an employer with a phone checks it."""

import hashlib
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Download, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from base.dates import today
from certificates.models import Certificate
from config.demonstration.assembly import lay_ground
from config.demonstration.awards import make_awards
from config.demonstration.roles import CASEWORK
from tests.factories import CompletionFactory, EnrolmentFactory, EventFactory, SessionFactory, UserFactory
from tests.factories import VolunteerFactory as PersonFactory
from tests.journeys.conftest import DESK
from tests.journeys.test_check_in import phone
from tests.journeys.test_path import follow, press, sign_in_staff

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.django_db(transaction=True)]
WEEKEND, NAME = "A weekend in the hills", "Chan Tai Man"
OTHERS = ("Nguyễn Thị Hương", "Grace Mwangi")
OpenPage = Callable[..., Page]
Judge = Callable[[Page], None]
Worker = Callable[[], int]


@pytest.fixture
def holder(db: None, settings: Settings, live_server: LiveServer) -> User:
    """Three people completed their training at a weekend; one of them has an account."""
    settings.SITE_URL = settings.VERIFY_URL = live_server.url
    role = lay_ground(today()).roles[CASEWORK]
    make_awards(role)
    event = EventFactory(title_en=WEEKEND)
    SessionFactory(event=event, starts_at=timezone.now() - timedelta(days=2))
    user: User = UserFactory()
    people = [PersonFactory(name=NAME, name_other="陳大文", user=user), *(PersonFactory(name=name) for name in OTHERS)]
    for person in people:
        EnrolmentFactory(event=event, volunteer=person)
        CompletionFactory(volunteer=person, role=role)
    return user


def issue(page: Page, accessible: Judge) -> None:
    """From the desk to the weekend's people; one of the three is left for later."""
    sign_in_staff(page, "trainer@example.org")
    page.goto("/admin/issue-desk/")
    accessible(page)
    press(page, "See who qualifies")
    expect(page.get_by_role("heading", name=WEEKEND).last).to_be_visible()
    accessible(page)
    follow(page, "Casework training")
    expect(page.get_by_role("heading", name="3 people qualify")).to_be_visible()
    page.get_by_label(OTHERS[1]).uncheck()
    accessible(page)
    press(page, "Issue to those ticked (2)")


def watch(page: Page, worker: Worker, accessible: Judge) -> None:
    """What waits is paused and goes on; the page itself says how far the worker has come."""
    expect(page.get_by_text("0 of 2 documents are made and signed.")).to_be_visible()
    press(page, "Pause")
    worker()
    expect(page.get_by_text("0 of 2 documents are made and signed.")).to_be_visible()
    press(page, "Go on")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator(".messages > ul")).to_have_css("opacity", "1")  # it fades in
    accessible(page)
    worker()
    expect(page.get_by_text("2 of 2 documents are made and signed.")).to_be_visible()  # nobody loaded it again
    expect(page.get_by_role("status").get_by_text("All are done.")).to_be_attached()
    accessible(page)


def taken(page: Page, name: str) -> Path:
    with page.expect_download() as found:
        press(page, name)
    download: Download = found.value
    return Path(download.path())


def printed_code(pdf: Path) -> str:
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\b(?:\w{4}-){4}\w{2}\b", text)
    assert found
    return found[0]


def show(page: Page, accessible: Judge) -> Path:
    """The holder's own page: the file, and the link that is the one on the paper."""
    page.goto("/en/my/certificates/")
    expect(page.get_by_text("What is printed, your name included")).to_be_visible()
    accessible(page)
    with page.expect_download() as found:
        follow(page, "Download the PDF")
    return Path(found.value.path())


def check(page: Page, code: str, pdf: Path, accessible: Judge) -> None:
    """An employer: what the code says, then the file, then one that somebody touched."""
    page.goto(f"/verify/{code}/")
    expect(page.get_by_role("heading", name="This certificate is genuine and valid")).to_be_in_viewport()
    expect(page.locator(".verdict-name")).to_be_in_viewport()
    expect(page.locator(".verdict-name")).to_have_text(re.compile(NAME))
    page.get_by_label("The PDF you were given").set_input_files(pdf)
    expect(page.get_by_text("This is the file we signed, unchanged in every byte.")).to_be_visible()
    accessible(page)
    altered = pdf.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    page.get_by_label("The PDF you were given").set_input_files(
        {"name": "altered.pdf", "mimeType": "application/pdf", "buffer": altered}
    )
    expect(page.get_by_text("This is not the file we signed: it was altered")).to_be_visible()
    expect(page).to_have_title(re.compile("^This is not the file we signed"))
    page.evaluate("() => { Blob.prototype.arrayBuffer = () => Promise.reject(new Error('gone')); }")
    page.get_by_label("The PDF you were given").set_input_files(pdf)
    expect(page.get_by_text("This file cannot be read.")).to_be_visible()


def check_without_script(page: Page, code: str, pdf: Path) -> None:
    page.goto(f"/verify/{code}/")
    page.get_by_label("The PDF you were given").set_input_files(pdf)
    press(page, "Compare")
    expect(page.get_by_text("It agrees with ours in every byte.")).to_be_visible()


def reissue(page: Page, row: Certificate) -> None:
    page.goto(f"/admin/certificates/inspect/{row.pk}/")
    page.get_by_role("link", name="Reissue").click()
    press(page, "Reissue")
    expect(page.get_by_text("was issued in place of").first).to_be_visible()


def test_issued_watched_shown_checked_and_replaced(
    holder: User,
    open_page: OpenPage,
    live_server: LiveServer,
    worker: Worker,
    accessible: Judge,
) -> None:
    trainer, owner, employer = open_page(DESK), phone(open_page(), holder, live_server), open_page()

    issue(trainer, accessible)
    watch(trainer, worker, accessible)
    rows = {row.facts["name"]: row for row in Certificate.objects.all()}
    assert set(rows) == {NAME, OTHERS[0]}
    with pikepdf.open(taken(trainer, "Print pack (one PDF)")) as pack:
        assert len(pack.pages) == 2
    with ZipFile(taken(trainer, "Signed files (ZIP)")) as archive:
        assert {hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()} == {
            row.sha256 for row in rows.values()
        }

    pdf, mine = show(owner, accessible), rows[NAME]
    assert hashlib.sha256(pdf.read_bytes()).hexdigest() == mine.sha256
    code = printed_code(pdf)
    assert code == mine.printed_code
    check(employer, code, pdf, accessible)
    check_without_script(open_page(java_script_enabled=False), code, pdf)

    reissue(trainer, mine)
    worker()
    employer.goto(f"/verify/{code}/")
    expect(employer.get_by_role("heading", name="This certificate was replaced")).to_be_visible()
    expect(employer.get_by_text(NAME)).to_have_count(0)
    accessible(employer)
    owner.goto("/en/my/certificates/")
    expect(owner.get_by_role("heading", name="Earlier certificates")).to_be_visible()
    accessible(owner)
    newer = Certificate.objects.get(supersedes=mine)
    employer.goto(newer.verify_path)
    expect(employer.get_by_role("heading", name="This certificate is genuine and valid")).to_be_visible()


def test_the_preview_follows_what_is_typed_and_leaves_it_alone(holder: User, open_page: OpenPage) -> None:
    page, fresh = open_page(DESK), "The preview shows what is typed."
    sign_in_staff(page, "admin@example.org")
    page.goto("/admin/awards/")
    follow(page, "Casework training")
    told = page.get_by_role("status").get_by_text(fresh)
    expect(told).to_be_attached()
    before = page.evaluate("history.length")

    title = page.get_by_label("Title (English)")
    with page.expect_request(lambda asked: asked.method == "POST" and "/preview/" in asked.url):
        title.fill("Casework training, advanced")
    expect(told).to_be_attached()

    expect(title).to_be_focused()
    expect(title).to_have_value("Casework training, advanced")
    assert page.evaluate("history.length") == before
    assert page.locator("iframe").count() == 1
    title.fill("")
    said = page.frame_locator("iframe:not([data-next])").get_by_text("Still to be filled in: Title (English)")
    expect(said).to_be_visible()
    expect(told).to_have_count(0)

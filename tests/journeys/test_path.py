"""The whole path, from the public page to the verified certificate, by clicking and typing as four people."""

import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from base.dates import today
from certificates.models import Certificate
from certificates.signing import certificate_pem
from config.demonstration.accounts import PASSWORD
from config.demonstration.assembly import lay_ground
from config.demonstration.awards import make_awards
from config.demonstration.calendar import bring_weekend
from config.demonstration.roles import CASEWORK
from pages.actions import publish_demonstration_site
from tests.certificates.test_rendering import REFERENCE, TOLERATED, difference, picture
from tests.mailserver import Mailbox
from training.actions.standing import rebuild

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = 1280
NAME, OTHER, EMAIL = "Chan Tai Man", "陳大文", "chan@example.org"
HERO = (275, 125, 545, 210)  # where both names stand in the reference picture, in its pixels
SHIFTS = range(-60, 60)  # more modules or fewer move the names up or down

Judge = Callable[[Page], None]
Worker = Callable[[], int]


@pytest.fixture
def organisation(db: None) -> None:
    """An organisation with its pages, roles, rounds, weekends, texts and staff, and nobody who applied yet."""
    scene = lay_ground(today())
    make_awards(scene.roles[CASEWORK])
    publish_demonstration_site(roles=scene.roles.values())
    rebuild()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def sign_in_staff(page: Page, email: str) -> None:
    page.goto("/en/account/staff/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.wait_for_url(re.compile("/admin/"))


def tick(page: Page, value: str) -> None:
    page.locator(f'input[value="{value}"]').check()


def apply(page: Page, accessible: Judge) -> str:
    """From the front page to the receipt; the reference that is shown there."""
    page.goto("/en/")
    accessible(page)
    follow(page, "Casework")
    expect(page.get_by_text("5 to 10 hours a week").first).to_be_visible()
    accessible(page)
    follow(page, "Apply for this role")
    fill_about(page, accessible)
    fill_time(page, accessible)
    fill_rest(page, accessible)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(page.get_by_text(NAME)).to_be_visible()
    accessible(page)
    press(page, "Send my application")
    expect(page.get_by_role("heading", name="Thank you. We have your application.")).to_be_visible()
    accessible(page)
    return page.locator(".receipt-reference").inner_text()


def fill_about(page: Page, accessible: Judge) -> None:
    press(page, "Save and continue")
    expect(page).to_have_title(re.compile("^Error: "))
    accessible(page)
    page.get_by_label("Your name", exact=True).fill(NAME)
    page.get_by_label("Your name in another script").fill(OTHER)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("group", name="Are you 18 or over?").get_by_label("Yes").check()
    press(page, "Save and continue")


def fill_time(page: Page, accessible: Judge) -> None:
    expect(page.get_by_role("heading", name="Your time")).to_be_visible()
    page.get_by_label("How many hours a week can you give?").fill("6")
    page.get_by_label("For how many months?").fill("8")
    tick(page, "wed-pm")
    accessible(page)
    press(page, "Back")
    expect(page.get_by_label("Your name", exact=True)).to_have_value(NAME)
    press(page, "Save and continue")
    expect(page.get_by_label("How many hours a week can you give?")).to_have_value("6")
    press(page, "Save and continue")


def fill_rest(page: Page, accessible: Judge) -> None:
    expect(page.get_by_role("heading", name="Your experience")).to_be_visible()
    page.get_by_label("I study law").check()
    page.get_by_label("What experience do you have").fill("A year in a legal clinic.")
    page.get_by_role("group", name="Which languages do you speak?").get_by_label("English", exact=True).check()
    accessible(page)
    press(page, "Save and continue")
    expect(page.get_by_role("heading", name="Your training weekend")).to_be_visible()
    page.get_by_role("radio").first.check()
    accessible(page)
    press(page, "Save and continue")
    page.get_by_label("Why would you like to join us?").fill("I would like to help.")
    accessible(page)
    press(page, "Save and continue")
    page.get_by_label("I have read how my data are used").check()
    accessible(page)
    press(page, "Save and continue")


def accept(page: Page, reference: str, accessible: Judge) -> None:
    """The recruiter brings the application to acceptance, one stage at a time."""
    sign_in_staff(page, "recruiter@example.org")
    page.goto("/admin/applications/")
    follow(page, NAME)
    expect(page.get_by_text(reference).first).to_be_visible()
    expect(page.get_by_text("A year in a legal clinic.")).to_be_visible()
    accessible(page)
    for stage in ("Screening", "Interview", "Role offered", "Accepted"):
        page.get_by_role("group", name="Next stage").get_by_label(stage).check()
        press(page, "Continue")
        expect(page.get_by_role("button", name=f"Move to “{stage}”")).to_be_visible()
        accessible(page)
        press(page, f"Move to “{stage}”")
        page.wait_for_url(lambda url: "decide" not in url)


def sign_in_by_code(page: Page, mailbox: Mailbox, worker: Worker) -> None:
    page.goto("/en/account/sign-in/")
    page.get_by_label("E-mail address").fill(EMAIL)
    press(page, "Send me a code")
    page.wait_for_url(re.compile("/code/"))
    worker()
    code = re.search(r"\n {4}(\S.*)\n", mailbox.text(EMAIL, "code to sign in"))
    assert code
    page.get_by_label("Code").fill(code.group(1))
    press(page, "Sign in")
    page.wait_for_url(re.compile("/my/"))


def prepare(page: Page, accessible: Judge) -> None:
    """The volunteer confirms the place, signs, and says when they can come."""
    expect(page.get_by_text("3 things still stand between you and casework.")).to_be_visible()
    accessible(page)
    press(page, "Confirm my place")
    expect(page.get_by_text("Confirmed").first).to_be_visible()
    page.goto("/en/my/commitment/")
    accessible(page)
    page.get_by_label("6 hours").check()
    page.get_by_label("I have read this and I agree to it").check()
    press(page, "Sign the commitment")
    for kind in ("confidentiality", "conflict"):
        page.goto(f"/en/my/declarations/{kind}/")
        page.get_by_label("I have read this and I agree to it").check()
        accessible(page)
        press(page, "Sign")
    page.goto("/en/my/")
    expect(page.get_by_text("One thing still stands between you and casework.")).to_be_visible()


def keep_register(page: Page, accessible: Judge) -> None:
    """The trainer marks every session on a phone; the last one with minutes late."""
    sign_in_staff(page, "trainer@example.org")
    page.goto("/en/register/")
    accessible(page)
    sheets = page.locator(".register-sessions a[href*='/register/']")
    addresses = sheets.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    mine = [address for address in addresses if address and chan_expected(page, address)]
    assert len(mine) == 6
    accessible(page)
    for address in mine:
        page.goto(address)
        row = page.locator(".register-row", has_text=NAME)
        with page.expect_response(re.compile(r"/mark/")):  # it shows at once, and counts when it is answered
            row.get_by_role("button", name="Present", exact=True).click()
        expect(row.get_by_role("button", name="Present", exact=True)).to_have_attribute("aria-pressed", "true")
    accessible(page)


def chan_expected(page: Page, address: str) -> bool:
    page.goto(address)
    return page.locator(".register-row", has_text=NAME).count() == 1


def issue(page: Page, accessible: Judge) -> None:
    page.goto("/admin/issue-desk/")
    accessible(page)
    page.get_by_label("People of").select_option(label="all trainings")
    page.get_by_label("Award").select_option(label="Casework training · Casework")
    press(page, "See who qualifies")
    expect(page.get_by_text(NAME, exact=True)).to_be_visible()
    accessible(page)
    press(page, "Issue to those ticked (1)")
    expect(page.locator("progress")).to_be_visible()


def download(page: Page, accessible: Judge) -> bytes:
    page.goto("/en/my/certificates/")
    accessible(page)
    with page.expect_download() as download:
        follow(page, "Download the PDF")
    return Path(download.value.path()).read_bytes()


def name_differs_by(page: Image.Image) -> int:
    """How many pixels of the names are clearly another shade than in the reference picture."""
    left, top, right, bottom = HERO
    wanted = Image.open(REFERENCE / "chan.png").convert("L").crop(HERO)
    return min(difference(page.crop((left, top + by, right, bottom + by)), wanted) for by in SHIFTS)


def check_document(pdf: bytes, folder: Path) -> None:
    """The signature by pyHanko, the text by poppler, the name as it is drawn against the reference picture."""
    (folder / "root.pem").write_bytes(certificate_pem())
    (folder / "c.pdf").write_bytes(pdf)
    ours = load_cert_from_pemder(folder / "root.pem")  # type: ignore[no-untyped-call]
    trusted = ValidationContext(trust_roots=[ours])
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    with ThreadPoolExecutor(1) as apart:  # the validator wants an event loop of its own
        verdict = apart.submit(validate_pdf_signature, signature, trusted).result()
    text = subprocess.run(["pdftotext", folder / "c.pdf", "-"], capture_output=True, text=True, check=True).stdout

    assert verdict.bottom_line
    assert NAME in text
    assert OTHER in text
    assert name_differs_by(picture(pdf)) <= TOLERATED


def verify(page: Page, code: str, accessible: Judge) -> None:
    """Anybody checks the code; one altered character says no."""
    page.goto("/verify/")
    accessible(page)
    page.get_by_label("Code").fill(code)
    press(page, "Check")
    expect(page.get_by_role("heading", name="This certificate is genuine and valid")).to_be_visible()
    expect(page.locator(".verdict-name")).to_have_text(re.compile(NAME))
    accessible(page)
    altered = ("2" if code[0] != "2" else "3") + code[1:]
    page.goto(f"/verify/{altered}/")
    expect(page.get_by_role("heading", name="No certificate has this code")).to_be_visible()
    accessible(page)


def supervise(page: Page, accessible: Judge) -> None:
    sign_in_staff(page, "supervisor@example.org")
    page.goto("/admin/training/eligibility/")
    row = page.get_by_role("row", name=re.compile(NAME))
    expect(row.get_by_text("Eligible", exact=True)).to_be_visible()
    accessible(page)


def test_from_the_public_page_to_a_certificate_anybody_can_check(
    organisation: None,
    open_page: Callable[..., Page],
    accessible: Judge,
    mailbox: Mailbox,
    worker: Worker,
    settings: Settings,
    live_server: LiveServer,
    tmp_path: Path,
) -> None:
    settings.SITE_URL = settings.VERIFY_URL = live_server.url
    applicant, recruiter, trainer, supervisor = open_page(), open_page(DESK), open_page(), open_page(DESK)

    reference = apply(applicant, accessible)
    worker()
    assert reference in mailbox.text(EMAIL)

    accept(recruiter, reference, accessible)
    worker()
    assert len(mailbox.to(EMAIL)) >= 5

    sign_in_by_code(applicant, mailbox, worker)
    prepare(applicant, accessible)

    bring_weekend(today())  # nobody waits for January
    keep_register(trainer, accessible)
    applicant.goto("/en/my/")
    expect(applicant.get_by_text("All is in place: you can be rostered for casework.")).to_be_visible()
    supervise(supervisor, accessible)

    issue(trainer, accessible)
    worker()
    assert list(Certificate.objects.values_list("work", "error")) == [("done", "")]
    assert "/my/certificates/" in mailbox.text(EMAIL)
    check_document(download(applicant, accessible), tmp_path)
    code = Certificate.objects.get().code
    verify(open_page(), code, accessible)

"""From the first day to the last: two weekends, one of them to make up a module, then six months of hours."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from base.dates import at, today
from config.demonstration.assembly import lay_ground
from config.demonstration.roles import CASEWORK
from config.rounds import go_round
from recruitment.actions.acceptance import NEW_PERSON
from recruitment.actions.pipeline import move
from recruitment.models import Placement, Stage
from tests.factories import ApplicationFactory
from tests.journeys.test_path import DESK, NAME, OTHER, follow, press, sign_in_by_code, sign_in_staff
from tests.journeys.test_path import EMAIL as ADDRESS
from tests.mailserver import Mailbox
from training.actions.hours import Wanted, log_hours
from training.models import Commitment, Enrolment, Event, Session

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.django_db(transaction=True)]
Judge = Callable[[Page], None]
Worker = Callable[[], int]
MISSED = 1  # the second session of the first weekend


class Clock:
    """What everybody takes for now: it goes on from wherever it was set."""

    def __init__(self) -> None:
        self.real, self.ahead = timezone.now, timedelta()

    def now(self) -> datetime:
        return self.real() + self.ahead

    def go_to(self, day: date, hour: int = 12) -> None:
        self.ahead = at(day, hour) - self.real()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", made.now)
    return made


@pytest.fixture
def accepted(clock: Clock, settings: Settings, live_server: LiveServer) -> Placement:
    """Somebody accepted for casework today, who is offered a place on the next weekend."""
    settings.SITE_URL = live_server.url
    scene = lay_ground(today())
    application = ApplicationFactory(
        form=scene.forms[CASEWORK],
        cohort=scene.round(0),
        stage=Stage.OFFERED,
        name=NAME,
        name_other=OTHER,
        email=ADDRESS,
        answers={"half_days": ["wed-pm"]},
    )
    recruiter = User.objects.get(email="recruiter@example.org")
    move(application=application, to=Stage.ACCEPTED, actor=recruiter, seen_version=0, person=NEW_PERSON)
    return Placement.objects.get(application=application)


def sign_everything(page: Page) -> None:
    press(page, "Confirm my place")
    expect(page.get_by_text("Confirmed").first).to_be_visible()
    page.goto("/en/my/commitment/")
    page.get_by_label("6 hours").check()
    page.get_by_label("I have read this and I agree to it").check()
    press(page, "Sign the commitment")
    for kind in ("confidentiality", "conflict"):
        page.goto(f"/en/my/declarations/{kind}/")
        page.get_by_label("I have read this and I agree to it").check()
        press(page, "Sign")


def mark(page: Page, session: Session, said: str) -> None:
    page.goto(f"/en/register/{session.pk}/")
    row = page.locator(".register-row", has_text=NAME)
    with page.expect_response(re.compile(r"/mark/")):  # it shows at once, and counts when it is answered
        row.get_by_role("button", name=said, exact=True).click()
    expect(row.get_by_role("button", name=said, exact=True)).to_have_attribute("aria-pressed", "true")


def keep_first_weekend(trainer: Page, event: Event, clock: Clock, accessible: Judge) -> None:
    """Every session is marked on its day, one of them absent; afterwards a make-up is offered."""
    sessions = list(event.sessions.order_by("starts_at"))
    for number, session in enumerate(sessions):
        if number == 0 or session.day != sessions[number - 1].day:
            clock.go_to(session.day, 17)
            sign_in_staff(trainer, "trainer@example.org")
        mark(trainer, session, "Absent" if number == MISSED else "Present")
    trainer.goto(f"/en/register/event/{event.pk}/")
    risk = trainer.locator(".risk", has_text=NAME)
    expect(risk.get_by_text("5 of 6 required modules")).to_be_visible()
    accessible(trainer)
    press(trainer, "Offer the next session to everybody")
    expect(trainer.get_by_text("1 make-up offered.")).to_be_visible()


def take_up_make_up(page: Page, mailbox: Mailbox, worker: Worker, accessible: Judge) -> Session:
    """The volunteer reads of it, signs in and confirms; the session it is at, on a later weekend."""
    sign_in_by_code(page, mailbox, worker)
    place = page.locator("article.place", has_text="Make-up: ")
    expect(place.get_by_role("button", name="Confirm my place")).to_be_visible()
    accessible(page)
    press(page, "Confirm my place")
    expect(place.get_by_text("Confirmed")).to_be_visible()
    made_up = Enrolment.objects.get(event=None, state=Enrolment.State.CONFIRMED)
    assert made_up.session
    return made_up.session


def log_first_week(page: Page, accessible: Judge) -> None:
    follow(page, "Log hours")
    page.get_by_label("Hours", exact=True).fill("6")
    page.get_by_label("What for").fill("Intake session")
    press(page, "Log these hours")
    expect(page.get_by_text("A colleague confirms them.")).to_be_visible()
    accessible(page)


def log_the_rest(commitment: Commitment, first: date) -> None:
    """Seven hours a week until the end, as the phone would send them."""
    assert commitment.ends_on
    for week in range((commitment.ends_on - first).days // 7 + 1):
        wanted = Wanted(day=first + timedelta(days=7 * week), minutes=7 * 60, what="Intake session")
        log_hours(placement=commitment.placement, wanted=wanted, client_id=uuid4(), actor=None)


def confirm_all(page: Page, accessible: Judge) -> None:
    sign_in_staff(page, "supervisor@example.org")
    page.goto("/admin/training/hours/confirm/")
    accessible(page)
    page.get_by_role("button", name=re.compile("^Confirm all")).click()
    expect(page.get_by_text("entries are confirmed.")).to_be_visible()


def test_from_the_first_day_to_the_last(
    accepted: Placement,
    clock: Clock,
    open_page: Callable[..., Page],
    accessible: Judge,
    mailbox: Mailbox,
    worker: Worker,
) -> None:
    volunteer, trainer, supervisor = open_page(), open_page(), open_page(DESK)
    weekend = Event.objects.get(cohort__applications__placement=accepted)

    sign_in_by_code(volunteer, mailbox, worker)
    sign_everything(volunteer)

    keep_first_weekend(trainer, weekend, clock, accessible)
    made_up = take_up_make_up(volunteer, mailbox, worker, accessible)
    assert made_up.event_id != weekend.pk

    clock.go_to(made_up.day, 17)
    sign_in_staff(trainer, "trainer@example.org")
    mark(trainer, made_up, "Present")
    sign_in_by_code(volunteer, mailbox, worker)
    expect(volunteer.get_by_text("All is in place: you can be rostered for casework.")).to_be_visible()
    commitment = Commitment.objects.select_related("placement__volunteer").get()
    assert commitment.anchor_on == made_up.day + timedelta(days=1)
    assert commitment.ends_on

    clock.go_to(commitment.anchor_on + timedelta(days=1))
    sign_in_by_code(volunteer, mailbox, worker)
    log_first_week(volunteer, accessible)
    volunteer.goto("/en/my/six-months/")
    expect(volunteer.get_by_role("heading", name="My 6 months")).to_be_visible()
    accessible(volunteer)

    clock.go_to(commitment.ends_on + timedelta(days=1))
    log_the_rest(commitment, commitment.anchor_on + timedelta(days=8))
    confirm_all(supervisor, accessible)
    go_round()
    sign_in_by_code(volunteer, mailbox, worker)
    volunteer.goto("/en/my/six-months/")
    expect(volunteer.get_by_text(re.compile("Done: .* given, everything fulfilled on"))).to_be_visible()
    accessible(volunteer)

"""axe finds nothing on any screen of recruitment, in either language, and nothing hangs over a phone's edge.

The screens are not listed by hand: the staff's are those of the permission matrix, an applicant's are whatever the
page of an application in each stage leads to. ``make test`` looks at each once, half of them in each language.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from wagtail.users.models import UserProfile

from accounts.models import User
from base.dates import today
from certificates.models import Certificate
from config.demonstration.applications import make_waiting
from config.demonstration.assembly import lay_ground
from config.demonstration.awards import make_awards
from config.demonstration.certificates import issue_some, made
from config.demonstration.conversations import make_conversations
from config.demonstration.names import people
from config.demonstration.outbox import make_outbox
from config.demonstration.roles import CASEWORK, INTERPRETATION
from config.demonstration.training import count_seats
from config.demonstration.volunteers import make_volunteers
from pages.actions import publish_demonstration_site
from recruitment.actions.saved import save_filter
from recruitment.models import Application, Reference, Stage
from recruitment.urls import urlpatterns
from tests.journeys import screens
from tests.journeys.conftest import DESK
from tests.journeys.screens import DOWNLOADS, Inspector
from tests.journeys.test_check_in import phone
from tests.journeys.test_path import sign_in_staff
from training.actions.standing import rebuild

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ENGLISH, CHINESE = "en", "zh-hant"
ADMINISTRATOR = "admin@example.org"
long = pytest.mark.long
once = pytest.param([ENGLISH, CHINESE], id="once", marks=long)
fully = [pytest.param([language], id=language, marks=long) for language in (ENGLISH, CHINESE)]
NO_PAGES = {f"recruitment:{name}" for name in (*DOWNLOADS, "link", "referee_take_back")}
OpenPage = Callable[..., Page]


def apart(act: Callable[[], object]) -> None:
    """Do what signs documents in a thread of its own: the browser's event loop holds this one."""

    def done() -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(done).result()


@pytest.fixture
def demonstration(db: None) -> None:
    """The demonstration, really committed; certificates are still on their way but for those no longer valid."""
    scene, everybody = lay_ground(today()), people()
    cast = make_volunteers(scene, everybody)
    apart(lambda: issue_some(scene, cast, make_awards(scene.roles[CASEWORK])))
    make_waiting(scene, list(everybody), cast.volunteers[1:6:3])
    make_conversations(scene)
    count_seats()
    make_outbox()
    rebuild()
    publish_demonstration_site(roles=scene.roles.values())


@pytest.mark.parametrize("languages", [once, *fully])
def test_public_screens(demonstration: None, open_page: OpenPage, languages: list[str]) -> None:
    page, seen = open_page(), set[str]()
    looks = [Inspector(page, language, seen) for language in languages]
    one, other = looks[0], looks[-1]
    screens.apply(one, CASEWORK)
    screens.apply(other, INTERPRETATION)
    screens.find_a_role(one)
    for number, stage in enumerate(Stage):
        screens.follow(looks[number % len(looks)], screens.at(stage))
    screens.follow(one, screens.at(Stage.OFFERED, offer_taken_at=None))
    with_referees = screens.at(Stage.OFFERED, references__isnull=False)
    Application.objects.filter(pk=with_referees.pk).update(offer_taken_at=timezone.now())
    screens.follow(other, with_referees)
    screens.by_mail(other, screens.first(Reference), screens.at(Stage.SCREENING))
    assert {url: faults for look in looks for url, faults in look.faults.items()} == {}
    assert {f"recruitment:{pattern.name}" for pattern in urlpatterns} - seen == NO_PAGES


@pytest.mark.parametrize("languages", [once, *fully])
def test_staff_screens(demonstration: None, open_page: OpenPage, languages: list[str]) -> None:
    page = open_page(DESK)
    user = User.objects.get(email=ADMINISTRATOR)
    save_filter(user=user, name="Waiting", query="stage=screening")
    sign_in_staff(page, ADMINISTRATOR)
    every = list(screens.of_staff())
    faults: dict[str, list[str]] = {}
    for number, language in enumerate(languages):
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
        look = Inspector(page, language, set())
        for url in every[number :: len(languages)]:
            look.open(url)
        faults |= look.faults
    assert faults == {}


@pytest.mark.parametrize("languages", [once, *fully])
def test_certificate_screens(
    demonstration: None, open_page: OpenPage, live_server: LiveServer, languages: list[str]
) -> None:
    row = Certificate.objects.filter(volunteer__user__isnull=False, supersedes__isnull=False).get()
    apart(lambda: made(row))
    holder = row.volunteer.user
    assert holder is not None
    for language in languages:
        page = open_page()
        phone(page, holder, live_server)
        look = Inspector(page, language, set())
        screens.certificates(look, row)
        assert look.faults == {}


@pytest.mark.long
def test_what_is_wrong_would_be_seen(db: None, open_page: OpenPage) -> None:
    look = Inspector(open_page(), ENGLISH, set())
    look.open("/en/ask/")
    assert look.faults == {}
    look.page.evaluate("document.querySelector('main label').remove()")
    look.page.evaluate("document.querySelector('h1').style.minInlineSize = '99rem'")
    look.look()
    ((_url, wrong),) = look.faults.items()
    assert wrong[0].startswith("label")
    assert wrong[-1].endswith("pixels too wide")

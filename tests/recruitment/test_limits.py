"""Programs are slowed and told apart from people; nobody loses what they typed, and a shared network goes on."""

import secrets
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from base import rules
from base.actions import allow, is_over
from base.models import RateCount
from mail.models import Delivery
from recruitment.actions import drafts
from recruitment.models import Draft, Enquiry
from recruitment.wizard import limits
from tests.faults.racers import race
from tests.recruitment.applying import Applicant, casework, hidden

NAME = "Nguyễn Thị Łucja"
HOUR = {"allowed": 20, "seconds": 3600}


@pytest.fixture
def limited(settings: Settings, db: None) -> None:
    """As the product runs."""
    settings.SPAM_LIMITS = True


@pytest.fixture
def applicant(limited: None) -> Applicant:
    casework()
    return Applicant()


def token(seconds: float = 10) -> str:
    """A token of a page that was opened so long ago."""
    told = f"{int(time.time() - seconds):08x}" + secrets.token_urlsafe(20)[:20]
    return told + rules._seal(told)  # noqa: SLF001 - a page opened earlier, without waiting


def test_our_tokens_tell_their_age_and_nobody_elses_do() -> None:
    age = rules.token_age(token(60))

    assert age is not None
    assert timedelta(seconds=59) <= age <= timedelta(seconds=62)
    assert rules.token_age(rules.new_token()) is not None
    assert len({rules.new_token() for _one in range(100)}) == 100
    whole = token()
    for wrong in ("", "x" * 50, whole[:-1], f"{int(time.time()):08x}{whole[8:]}", f"é{whole[1:]}"):
        assert rules.token_age(wrong) is None


def test_somebody_very_quick_is_asked_once_more_and_loses_nothing(applicant: Applicant) -> None:
    page = applicant.start()

    assert "That was very quick" in page.content.decode()
    assert NAME in page.content.decode()
    assert not Draft.objects.exists()

    kept = hidden(page, "started_with")
    assert f'name="name" value="{NAME}"' in page.content.decode()
    assert "There is a problem" not in page.content.decode()
    assert applicant.start(token(3))["Location"] == applicant.url("time")
    assert rules.token_age(kept) is not None


def test_a_page_left_open_for_days_is_asked_again_with_a_fresh_token(applicant: Applicant) -> None:
    page = applicant.start(token(25 * 3600))

    fresh = rules.token_age(hidden(page, "started_with"))
    assert (NAME in page.content.decode(), Draft.objects.count()) == (True, 0)
    assert fresh is not None
    assert fresh < timedelta(minutes=1)


@pytest.mark.parametrize("made_up", ["x" * 50, "0" * 50])
def test_a_made_up_token_begins_nothing_and_shows_back_what_was_typed(applicant: Applicant, made_up: str) -> None:
    page = applicant.start(made_up)

    assert (page.status_code, NAME in page.content.decode(), Draft.objects.count()) == (400, True, 0)


@pytest.mark.either
def test_a_library_may_begin_thirty_an_hour_and_the_next_can_send_it_again(applicant: Applicant) -> None:
    for number in range(30):
        assert Applicant().start(token(), email=f"reader{number}@example.org").status_code == 302
    sent = token()
    page = Applicant().start(sent, email="late@example.org")

    html = page.content.decode()
    assert (page.status_code, page["Retry-After"], Draft.objects.count()) == (429, "3600", 30)
    assert NAME in html
    assert f'name="started_with" value="{sent}"' in html
    assert 'name="email" value="late@example.org"' in html
    elsewhere = Applicant(client=Client(REMOTE_ADDR="192.0.2.7"))
    assert elsewhere.start(token(), email="late@example.org").status_code == 302


@pytest.mark.either
def test_one_address_begins_ten_an_hour_from_wherever(applicant: Applicant) -> None:
    clients = [Applicant(client=Client(REMOTE_ADDR=f"192.0.2.{number}")) for number in range(11)]

    answers = [one.start(token(), email="Same@example.org").status_code for one in clients]

    assert answers == [302] * 10 + [429]


@pytest.mark.either
def test_without_the_switch_nothing_is_limited(applicant: Applicant, settings: Settings) -> None:
    settings.SPAM_LIMITS = False

    assert [Applicant().start().status_code for _one in range(11)] == [302] * 11


def test_one_address_gets_five_links_an_hour_and_nobody_is_told_why(applicant: Applicant) -> None:
    applicant.start(token())
    for number in range(7):
        Draft.objects.update(link_sent_at=None)
        answer = Client(REMOTE_ADDR=f"192.0.2.{number}").post(applicant.url("link"))
        assert answer["Location"] == "/en/apply/casework/link-sent/"

    assert Delivery.objects.filter(kind="draft_link").count() == 5


@pytest.mark.either
def test_one_client_asks_for_thirty_links_an_hour(applicant: Applicant) -> None:
    url = "/en/apply/casework/00000000-0000-4000-8000-000000000000/link/"

    assert [Client().post(url).status_code for _one in range(31)] == [302] * 30 + [429]


@pytest.mark.either
def test_guessing_at_links_is_slowed_after_twenty_a_minute_also_for_a_right_one(applicant: Applicant) -> None:
    applicant.start(token())
    drafts.send_link(draft=applicant.draft)
    right = secrets.token_urlsafe(32)
    Draft.objects.update(token_hash=drafts.hashed(right))
    guesser = Client()

    tried = [guesser.get(f"/en/apply/resume/{secrets.token_urlsafe(32)}/").status_code for _one in range(21)]

    assert tried == [404] * 20 + [429]
    assert guesser.post(f"/en/apply/resume/{right}/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/en/apply/resume/{right}/").status_code == 200


@pytest.mark.either
@pytest.mark.parametrize(
    "page", ["status", *(pytest.param(page, marks=pytest.mark.long) for page in ("check", "time"))]
)
def test_guessing_at_applications_is_slowed_after_twenty_a_minute(applicant: Applicant, page: str) -> None:
    applicant.start(token())
    url = applicant.url(page)
    stranger = Client(REMOTE_ADDR="192.0.2.7")

    assert [stranger.get(url).status_code for _one in range(21)] == [404] * 20 + [429]
    assert applicant.client.get(applicant.url("time")).status_code == 200


@pytest.mark.either
def test_a_page_sent_by_somebody_slowed_is_shown_back(applicant: Applicant) -> None:
    applicant.start(token())
    stranger = Client(REMOTE_ADDR="192.0.2.7")
    for _one in range(20):
        stranger.get(applicant.url("why"))

    page = stranger.post(applicant.url("why"), {"statement": "What I wrote for an hour."})

    assert (page.status_code, "What I wrote for an hour." in page.content.decode()) == (429, True)


def ask(client: Client, **typed: str) -> Any:
    details = {"name": NAME, "email": "lucja@example.org", "phone": "", "text": "A question."}
    return client.post("/en/ask/", {**details, "started_with": token(), **typed})


@pytest.mark.either
def test_enquiries_are_limited_by_address_and_by_client(limited: None) -> None:
    by_address = [ask(Client(REMOTE_ADDR=f"192.0.2.{number}")).status_code for number in range(6)]
    by_client = [ask(Client(), email=f"person{number}@example.org") for number in range(21)]

    assert by_address == [302] * 5 + [429]
    assert [answer.status_code for answer in by_client] == [302] * 20 + [429]
    assert "A question." in by_client[-1].content.decode()
    assert Enquiry.objects.count() == 25


def test_a_quick_enquiry_is_asked_once_more(limited: None) -> None:
    page = ask(Client(), started_with=rules.new_token())

    assert "That was very quick" in page.content.decode()
    assert 'name="text" value="A question."' in page.content.decode()
    assert ask(Client(), started_with=token(3)).status_code == 302


@pytest.mark.either
def test_behind_a_proxy_of_ours_each_client_counts_for_itself(applicant: Applicant, settings: Settings) -> None:
    url = applicant.first.replace("casework/", "resume/x/")

    def last(address: str, times: int) -> int:
        client = Client(HTTP_X_FORWARDED_FOR=address)
        return [client.get(url).status_code for _one in range(times)][-1]

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert [last("198.51.100.1", 21), last("198.51.100.2", 1)] == [429, 404]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0  # nobody is believed
    assert [last("198.51.100.3", 21), last("198.51.100.4", 1)] == [429, 429]


def test_no_address_is_kept_and_old_counts_go(limited: None) -> None:
    assert limits.spent(limits.LINKS_TO, "lucja@example.org") is False
    row = RateCount.objects.get()
    assert "lucja" not in f"{row.key} {row}"
    RateCount.objects.update(until=timezone.now() - timedelta(minutes=1))

    call_command("retain", verbosity=0)

    assert not RateCount.objects.exists()


def test_what_is_counted_is_told_apart(db: None) -> None:
    assert allow(what="a", who="x", allowed=1, seconds=3600)
    assert not allow(what="a", who="X ", allowed=1, seconds=3600)
    assert allow(what="b", who="x", allowed=1, seconds=3600)
    assert allow(what="a", who="y", allowed=1, seconds=3600)
    assert is_over(what="a", who="x", allowed=1, seconds=3600)
    assert not is_over(what="c", who="x", allowed=1, seconds=3600)


def granted(number: int, turn: int) -> None:
    """Write down that one was allowed."""
    RateCount.objects.create(key=f"granted {number} {turn}", until=timezone.now())


def take_ten(number: int) -> None:
    for turn in range(10):
        if allow(what="race", who="one client", **HOUR):
            granted(number, turn)


def take_ten_carelessly(number: int) -> None:
    """Look, then count: what the conditional update is there against."""
    for turn in range(10):
        row = RateCount.objects.get(key="careless")
        time.sleep(0.01)
        if row.count < HOUR["allowed"]:
            RateCount.objects.filter(pk=row.pk).update(count=row.count + 1)
            granted(number, turn)


@pytest.mark.django_db(transaction=True)
def test_ten_processes_at_once_get_exactly_what_is_allowed() -> None:
    race(take_ten, range(10))

    assert RateCount.objects.filter(key__startswith="granted").count() == 20


@pytest.mark.django_db(transaction=True)
def test_control_looking_first_allows_more() -> None:
    RateCount.objects.create(key="careless", until=timezone.now())

    race(take_ten_carelessly, range(10))

    assert RateCount.objects.filter(key__startswith="granted").count() > 20


@pytest.mark.long
def test_ten_thousand_guesses_open_nothing(applicant: Applicant) -> None:
    for _one in range(50):
        Applicant(client=Client(REMOTE_ADDR=f"192.0.2.{_one}")).start(token(), email=f"p{_one}@example.org")
    for draft in Draft.objects.all():
        drafts.send_link(draft=draft)

    answers = [Client().get(f"/en/apply/resume/{secrets.token_urlsafe(32)}/").status_code for _one in range(10_000)]

    minutes = RateCount.objects.filter(count=20).count() + 1
    assert set(answers) == {404, 429}
    assert answers[:21] == [404] * 20 + [429]
    assert answers.count(404) <= 20 * minutes

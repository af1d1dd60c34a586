"""Guessing codes: nothing is found, it is slow, and an answer tells no more by its time than by its words."""

import random
import secrets
import statistics
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import Certificate
from certificates.rules import ALPHABET, LENGTH, grouped, new_code
from tests.certificates.samples import facts
from tests.factories import AwardFactory, CompletionFactory

SMALL, GUESSES = 60, 10_000
ASKED, NOISE = 200, 0.15


@pytest.fixture
def many(db: None) -> None:
    """A hundred issued certificates."""
    award, done = AwardFactory(), CompletionFactory()
    Certificate.objects.bulk_create(
        Certificate(
            code=new_code(),
            serial=f"HKRAC-2027-{number:05d}",
            award=award,
            volunteer=done.volunteer,
            given_for="x",
            state="revoked",
            facts=facts(),
            issued_on="2027-01-18",
            sha256="0" * 64,
        )
        for number in range(100)
    )


def typed_at_random() -> str:
    """Eighteen characters of the alphabet: one in 37 has the right check symbol."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


SIZES = pytest.mark.parametrize(
    "guesses", [SMALL, pytest.param(GUESSES, marks=pytest.mark.long)], ids=["small", "full"]
)


@SIZES
def test_one_who_guesses_gets_twenty_answers_a_minute(many: None, guesses: int) -> None:
    client = Client()

    statuses = Counter(
        client.get(reverse("verify_json", args=[guess()])).status_code
        for guess in random.choices([new_code, typed_at_random], k=guesses)
    )

    assert statuses == {404: 20, 429: guesses - 20}


@SIZES
def test_many_who_guess_together_find_nothing(many: None, guesses: int) -> None:
    """Each from another network, so that none is slowed down."""
    found = Counter(
        Client(REMOTE_ADDR=f"198.{number // 62_500}.{number // 250 % 250}.{number % 250}")
        .get(reverse("verify_json", args=[new_code()]))
        .content
        for number in range(guesses)
    )

    assert found == {b'{"status": "unknown"}': guesses}


def test_a_slow_answer_says_nothing_and_when_to_come_again(many: None) -> None:
    client, code, other = Client(), Certificate.objects.all()[0].code, new_code()
    for _ in range(20):
        client.get(reverse("verify", args=["x"]))

    right, wrong = (client.get(reverse("verify", args=[typed])) for typed in (code, other))

    assert right.content.replace(code.encode(), b"") == wrong.content.replace(other.encode(), b"")
    assert (right.status_code, right["Retry-After"]) == (429, "60")


MALFORMED = ("nonsense", "☃", "A" * 300, "7K3U-2Q9X-WT5H-RD8P-C2", "7K3M", "-", "%00", "' OR 1=1")


@pytest.mark.parametrize("name", ["verify", "verify_json"])
def test_unknown_and_malformed_ask_the_database_the_same(many: None, name: str) -> None:
    def asked(typed: str) -> list[str]:
        """Our queries without their values. Wagtail looks for a redirect from whatever path is not found."""
        with CaptureQueriesContext(connection) as queries:
            Client().get(reverse(name, args=[typed]))
        return [sql.partition("=")[0] for query in queries if "wagtailredirects" not in (sql := query["sql"])]

    asked("warm")
    wanted = asked(grouped(new_code()))

    assert any("certificates_certificate" in sql for sql in wanted)
    assert {typed: asked(typed) for typed in MALFORMED} == dict.fromkeys(MALFORMED, wanted)


@pytest.mark.long
@pytest.mark.parametrize("name", ["verify", "verify_json"])
def test_unknown_and_malformed_take_the_same_time(many: None, name: str) -> None:
    """Asked by turns, each by somebody else; a code that exists takes another time: the clock is fine enough."""
    code = Certificate.objects.all()[0].code
    kinds: dict[str, Callable[[], str]] = {
        "unknown": lambda: grouped(new_code()),
        "malformed": lambda: "nonsense",
        "wrong symbol": lambda: f"{code[:-1]}{'0' if code[-1] != '0' else '1'}",
        "known": lambda: code,
    }
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(ASKED):
        for kind in random.sample(sorted(kinds), len(kinds)):
            client = Client(REMOTE_ADDR=f"198.51.{number // 250}.{number % 250}")
            begun = time.process_time()
            client.get(reverse(name, args=[kinds[kind]()]))
            times[kind].append(time.process_time() - begun)

    medians = {kind: statistics.median(taken) for kind, taken in times.items()}
    print({kind: f"{1000 * median:.2f} ms" for kind, median in medians.items()})  # noqa: T201 - figures for -s
    for kind in ("malformed", "wrong symbol"):
        assert abs(medians[kind] / medians["unknown"] - 1) < NOISE
    assert abs(medians["known"] / medians["unknown"] - 1) > NOISE

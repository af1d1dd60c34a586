"""Who gets an answer from which of our staff screens, by GET and by POST. A screen not listed here fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from accounts.models import User
from accounts.roles import Staff
from tests.accounts.matrix import MATRIX, ROWS
from tests.factories import UserFactory, staff

pytestmark = pytest.mark.either

LETTERS = {
    "E": Staff.EDITOR,
    "R": Staff.RECRUITER,
    "T": Staff.TRAINER,
    "S": Staff.SUPERVISOR,
    "A": Staff.ADMINISTRATOR,
}
HOME = "/admin/"
ROOMS = {"recruitment", "training", "certificates", "mail", "pages", "accounts", "config", "base"}


def routes(patterns: Any = None, place: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every address beneath the admin: its full name, its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = place + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if here.startswith("admin/"):
                yield ":".join((*spaces, pattern.name or "")), pattern
        else:
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from routes(pattern.url_patterns, here, spaces + space)


def is_ours(pattern: URLPattern) -> bool:
    """Whether the screen is written here, or shows rows of a model that is."""
    view = getattr(pattern.callback, "view_class", pattern.callback)
    model = getattr(pattern.callback, "view_initkwargs", {}).get("model")
    homes = {part.__module__.split(".")[0] for part in (model, view) if hasattr(part, "__module__")}
    return bool(homes & ROOMS)


OURS = {name: pattern for name, pattern in routes() if is_ours(pattern)}


def address(name: str) -> str:
    """The address of a screen, of a row made for this where it is about one."""
    names = OURS[name].pattern.converters
    given = (ROWS.get(name) or ROWS[name.split(":", maxsplit=1)[0]])() if names else {}
    # Deciding needs a target; other screens take no notice of it.
    return reverse(name, kwargs={key: given[key] for key in names}) + "?to=screening"


def answers(response: Any) -> bool:
    """Whether the screen did its work, rather than refuse."""
    turned_away = response.status_code == 302 and response.headers["Location"].split("?")[0] == HOME
    return response.status_code not in {401, 403, 404, 405} and not turned_away


@pytest.fixture(scope="module")
def keys(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """The session of one of each kind of staff, and of a volunteer: signed in once for all the screens."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = {letter: staff(kind) for letter, kind in LETTERS.items()} | {"volunteer": UserFactory()}
        yield {letter: session_of(user) for letter, user in people.items()}
        transaction.set_rollback(True)


@pytest.fixture(autouse=True, params=["undrawn", pytest.param("drawn", marks=pytest.mark.long)])
def drawing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a screen answers is settled before it is drawn: the short suite leaves that to the tests of each."""
    if request.param == "undrawn":
        monkeypatch.setattr(TemplateResponse, "rendered_content", "")


def session_of(user: User) -> str:
    """The key that a browser holds of somebody signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def holding(key: str) -> Client:
    """A browser that holds such a key, and nothing else."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def tried(key: str, url: str) -> tuple[bool, bool]:
    """Whether GET and POST are answered; whatever was written is undone."""
    client = holding(key)
    with transaction.atomic():
        outcome = answers(client.get(url)), answers(client.post(url, {}))
        transaction.set_rollback(True)
    return outcome


def test_every_staff_screen_of_ours_is_listed() -> None:
    assert set(OURS) == set(MATRIX)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_each_kind_of_staff_gets_what_is_listed_and_nothing_else(keys: dict[str, str], db: None, name: str) -> None:
    url = address(name)

    found = {letter: tried(keys[letter], url) for letter in LETTERS}

    by_get = "".join(letter for letter in LETTERS if found[letter][0])
    by_post = "".join(letter for letter in LETTERS if found[letter][1])
    assert (by_get, by_post) == MATRIX[name]


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_volunteers_and_strangers_get_nothing(client: Client, keys: dict[str, str], db: None, name: str) -> None:
    url = address(name)

    stranger = client.get(url), client.post(url, {})
    signed_in = holding(keys["volunteer"])
    volunteer = signed_in.get(url), signed_in.post(url, {})

    assert [response.status_code in {302, 403, 404, 405} for response in (*stranger, *volunteer)] == [True] * 4
    assert not any("/admin/" in response.headers.get("Location", "")[:8] for response in stranger)

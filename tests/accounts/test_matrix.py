"""Who gets an answer from which of our staff screens, by GET and by POST. A screen not listed here fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

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


def tried(client: Client, user: User, url: str) -> tuple[bool, bool]:
    """Whether GET and POST are answered; whatever was written is undone."""
    client.force_login(user)
    with transaction.atomic():
        outcome = answers(client.get(url)), answers(client.post(url, {}))
        transaction.set_rollback(True)
    return outcome


def test_every_staff_screen_of_ours_is_listed() -> None:
    assert set(OURS) == set(MATRIX)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_each_kind_of_staff_gets_what_is_listed_and_nothing_else(client: Client, db: None, name: str) -> None:
    url = address(name)

    found = {letter: tried(client, staff(kind), url) for letter, kind in LETTERS.items()}

    by_get = "".join(letter for letter in LETTERS if found[letter][0])
    by_post = "".join(letter for letter in LETTERS if found[letter][1])
    assert (by_get, by_post) == MATRIX[name]


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_volunteers_and_strangers_get_nothing(client: Client, db: None, name: str) -> None:
    url = address(name)

    stranger = client.get(url), client.post(url, {})
    client.force_login(UserFactory())
    volunteer = client.get(url), client.post(url, {})

    assert [response.status_code in {302, 403, 404, 405} for response in (*stranger, *volunteer)] == [True] * 4
    assert not any("/admin/" in response.headers.get("Location", "")[:8] for response in stranger)

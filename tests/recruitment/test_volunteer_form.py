"""What recruiters may write down of a volunteer."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from recruitment.models import Volunteer
from tests.factories import VolunteerFactory

pytestmark = pytest.mark.either


def typed(person: Volunteer, **changed: Any) -> dict[str, Any]:
    names = ("name", "name_other", "email", "phone", "language")
    return {**{name: getattr(person, name) for name in names}, **changed}


@pytest.mark.parametrize(("language", "kept"), [("zh-hant", "zh-hant"), ("xx", "en"), ('"><scri', "en")])
def test_a_language_is_one_we_write(client: Client, rita: User, language: str, kept: str) -> None:
    person = VolunteerFactory(language="en")
    client.force_login(rita)

    client.post(reverse("recruitment_volunteer:edit", args=[person.pk]), typed(person, language=language))

    person.refresh_from_db()
    assert person.language == kept


def test_an_address_another_has_is_asked_about_and_may_be_shared(client: Client, rita: User) -> None:
    person, other = VolunteerFactory(email="a@example.org"), VolunteerFactory(name="Olga Other", email="b@example.org")
    client.force_login(rita)
    address, wish = reverse("recruitment_volunteer:edit", args=[person.pk]), typed(person, email="B@example.org")
    assert "They share" not in client.get(address).content.decode()

    asked = client.post(address, wish).content.decode()

    assert f"Olga Other ({other}) has this address already" in asked
    assert "They share this e-mail address" in asked
    person.refresh_from_db()
    assert person.email == "a@example.org"

    client.post(address, {**wish, "shared": "on"})
    person.refresh_from_db()
    assert person.email == "B@example.org"

"""Signing in: volunteers by a mailed code, staff by a password, and nothing told to strangers."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mail.models import Delivery
from recruitment.models import Volunteer
from tests.factories import UserFactory

ASK, ENTER, STAFF = "/en/account/sign-in/", "/en/account/sign-in/code/", "/en/account/staff/"


def code_for(user: User) -> str:
    """The code in the newest mail to somebody."""
    body = Delivery.objects.filter(to=user.email, kind="sign_in_code").latest("created_at").body
    found = re.search(r"^\s+(\S.*)$", body, re.MULTILINE)
    assert found
    return found.group(1)


def test_a_volunteer_signs_in_by_a_mailed_code_that_works_once(client: Client, vera: Volunteer) -> None:
    assert vera.user
    client.post(ASK, {"email": vera.user.email.upper()})
    code = code_for(vera.user)

    entered = client.post(ENTER, {"code": code})

    assert entered["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(vera.user.pk)
    again = Client()
    again.post(ENTER, {"code": code})
    assert "_auth_user_id" not in again.session


def test_an_unknown_address_gets_the_same_answer_and_another_mail(client: Client, vera: Volunteer) -> None:
    assert vera.user
    known = Client().post(ASK, {"email": vera.user.email})

    unknown = client.post(ASK, {"email": "nobody@example.org"})

    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert "nobody@example.org" in client.get(ENTER).content.decode()
    assert Delivery.objects.get(to="nobody@example.org").kind == "no_account"
    client.post(ENTER, {"code": "123456"})
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 1


@pytest.mark.parametrize("address", ["/en/account/sign-up/", "/en/account/signup/"])
def test_nobody_makes_an_account(client: Client, db: None, address: str) -> None:
    client.post(address, {"email": "new@example.org", "password1": "correct horse battery staple"})

    assert User.objects.count() == 0


def test_a_wrong_password_opens_nothing_and_too_many_are_slowed_down_in_words(client: Client, db: None) -> None:
    user = UserFactory(is_staff=True)
    user.set_password("correct horse battery staple")
    user.save()

    tries = [client.post(STAFF, {"login": user.email, "password": f"wrong {n}"}) for n in range(6)]
    right = client.post(STAFF, {"login": user.email, "password": "correct horse battery staple"})

    assert {answer.status_code for answer in (*tries, right)} == {200}
    assert "_auth_user_id" not in client.session
    assert "Too many" in right.content.decode()


def test_who_mistyped_the_address_asks_again_or_goes_to_the_staffs_page(client: Client, vera: Volunteer) -> None:
    assert vera.user
    client.post(ASK, {"email": "mistyped@example.org"})

    assert (client.get(ASK).status_code, client.get(STAFF).status_code) == (200, 200)
    client.post(ASK, {"email": vera.user.email})
    assert client.post(ENTER, {"code": code_for(vera.user)})["Location"] == reverse("home")


def test_asking_for_codes_without_end_is_refused_in_words(client: Client, db: None) -> None:
    answers = [client.post(ASK, {"email": "nobody@example.org"}) for _time in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert "Too many" in answers[-1].content.decode()
    assert Delivery.objects.count() == 3


@pytest.mark.either
def test_a_flood_is_slowed_down_on_a_page_of_ours(client: Client, db: None) -> None:
    answers = [client.post(STAFF, {"login": f"{n}@example.org", "password": "x"}) for n in range(31)]

    assert answers[-1].status_code == 429
    assert "Wait a few minutes" in answers[-1].content.decode()


@pytest.mark.either
def test_a_volunteer_is_led_away_from_the_staff_s_screens(client: Client, vera: Volunteer) -> None:
    assert vera.user
    client.force_login(vera.user)

    answer = client.get("/admin/", follow=True)

    assert answer.status_code == 200
    assert [url for url, _status in answer.redirect_chain][-1] == "/en/my/"


@pytest.mark.either
@pytest.mark.parametrize(
    ("url", "leads_to"), [("/en/my/certificates/", ASK), ("/en/my/", ASK), ("/en/register/", STAFF)]
)
def test_everybody_is_asked_to_sign_in_in_their_own_way(client: Client, db: None, url: str, leads_to: str) -> None:
    assert client.get(url)["Location"].startswith(leads_to)

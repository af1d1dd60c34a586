"""What browsers are told with every answer, and where old addresses lead."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.contrib.redirects.models import Redirect

from accounts.models import User

STRICT = {
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
    "img-src 'self'",
    "manifest-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
}


def policy(header: str) -> set[str]:
    return {part.strip() for part in header.split(";")}


@pytest.mark.parametrize("path", ["/en/account/sign-in/", "/en/nowhere/", "/verify/NONE-0000/"])
def test_public_answers_carry_the_strict_policy(client: Client, db: None, path: str) -> None:
    answer = client.get(path)

    assert policy(answer["Content-Security-Policy"]) == STRICT
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Permissions-Policy"].startswith("camera=()")


def test_the_staffs_screens_allow_styles_but_no_inline_script(client: Client, ada: User) -> None:
    client.force_login(ada)

    answer = client.get(reverse("wagtailadmin_home"))

    directives = policy(answer["Content-Security-Policy"])
    assert "script-src 'self'" in directives
    assert directives - STRICT == {"style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "frame-src 'self'"}
    assert "no-store" in answer["Cache-Control"]


def test_behind_tls_everything_else_than_the_health_checks_moves_there(
    client: Client, db: None, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/en/account/sign-in/")["Location"].startswith("https://")


def test_an_address_that_moved_leads_on(client: Client, db: None) -> None:
    Redirect.objects.create(old_path="/en/old", redirect_link="/en/account/sign-in/")

    assert client.get("/en/old/")["Location"] == "/en/account/sign-in/"
    assert client.get("/en/older/").status_code == 404

"""A name that staff search for stands in the address of a list, and goes nowhere from there."""

import logging

import pytest
from django.test import Client

from accounts.models import User
from config.processes import Web

LISTS = ("/admin/certificates/", "/admin/volunteers/", "/admin/applications/")


def test_an_address_with_a_name_is_told_to_no_other_site_and_kept_by_no_cache(client: Client, ada: User) -> None:
    client.force_login(ada)

    for address in LISTS:
        answer = client.get(address, {"q": "Vera"})
        assert (answer.status_code, answer["Referrer-Policy"]) == (200, "same-origin"), address
        assert "no-store" in answer["Cache-Control"]


def test_no_log_of_ours_keeps_what_was_searched_for(client: Client, db: None, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/en/nowhere/", {"q": "Vera"})
    logging.getLogger("gunicorn.error").error("Error handling request %s %s", "GET", "/admin/volunteers/?q=Vera")

    assert "Not Found: /en/nowhere/" in caplog.messages
    assert "Error handling request GET /admin/volunteers/" in caplog.messages
    assert "Vera" not in caplog.text
    assert Web().cfg.accesslog is None

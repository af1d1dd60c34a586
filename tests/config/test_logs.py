"""What an address holds, a name that staff search for or a code, goes nowhere from there."""

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


def test_no_log_of_ours_keeps_a_code_or_another_secret(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is said of a request: too many, not found, forbidden, a fault."""
    code, token = "7K3M-2Q9X-WT5H-RD8P-C2", "dG9rZW4tb2Ytc29tZWJvZHk"
    for _ in range(21):
        client.get(f"/verify/{code}/")
    client.get(f"/verify/{code}/json/")
    client.get(f"/verify/{code}/a/b")
    Client(enforce_csrf_checks=True).post(f"/verify/{code}/", REMOTE_ADDR="192.0.2.1")
    for folder in ("resume", "confirm", "reference"):
        client.get(f"/en/apply/{folder}/{token}/nowhere/")
    logging.getLogger("gunicorn.error").error("Error handling request %s", f"/verify/{code}/")

    assert "Too Many Requests: /verify/…" in caplog.messages
    assert "Not Found: /en/apply/reference/…" in caplog.messages
    assert "Error handling request /verify/…" in caplog.messages
    assert code not in caplog.text
    assert token not in caplog.text

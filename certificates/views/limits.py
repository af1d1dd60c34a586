"""Keeping guesses slow: so many answers a minute for one client."""

from typing import Any

from django.http import HttpRequest

from accounts.adapter import client_address
from base.actions import allow, left
from certificates.models import Certificate

A_MINUTE = 60
ALLOWED = 20  # lookups a minute for one client
AN_HOUR = 60 * A_MINUTE
TRIES = 10  # guesses an hour at the name on one certificate, for one client
LAST = 3  # tries at a name before which the client is told how many are left


def too_many(request: HttpRequest, *, what: str, allowed: int = ALLOWED) -> bool:
    """Count one request of this client; True once it made more than allowed in this minute."""
    return not allow(what=what, who=client_address(request), allowed=allowed, seconds=A_MINUTE)


def may_try_name(request: HttpRequest, row: Certificate) -> bool:
    """Count one try at the name on a certificate; False once there were too many. Right ones count too: many sent at
    once would otherwise all be compared.
    """
    return allow(**_names(request, row))


def names_left(request: HttpRequest, row: Certificate) -> int | None:
    """How many tries at the name are left to this client, once they are few; None before."""
    tries = left(**_names(request, row))
    return tries if tries <= LAST else None


def _names(request: HttpRequest, row: Certificate) -> Any:
    who = f"{row.pk} {client_address(request)}"
    return {"what": "verify name", "who": who, "allowed": TRIES, "seconds": AN_HOUR}

"""Keeping guesses slow: so many answers a minute for one client."""

from django.http import HttpRequest

from accounts.adapter import client_address
from base.actions import allow

A_MINUTE = 60
ALLOWED = 20  # lookups a minute for one client


def too_many(request: HttpRequest, *, what: str, allowed: int = ALLOWED) -> bool:
    """Count one request of this client; True once it made more than allowed in this minute."""
    return not allow(what=what, who=client_address(request), allowed=allowed, seconds=A_MINUTE)

"""Keeping guesses slow: so many answers a minute for one client."""

import hashlib
import hmac
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

A_MINUTE = 60
ALLOWED = 20  # lookups a minute for one client


def client(request: HttpRequest) -> str:
    """Who asks, as a key that tells no address."""
    address = get_adapter().get_client_ip(request)
    return hmac.new(settings.SECRET_KEY.encode(), str(address).encode(), hashlib.sha256).hexdigest()[:32]


def too_many(request: HttpRequest, *, what: str, allowed: int = ALLOWED) -> bool:
    """Count one request of this client; True once it made more than allowed in this minute."""
    key = f"limit:{what}:{client(request)}:{int(time.time() // A_MINUTE)}"
    if cache.add(key, 1, timeout=2 * A_MINUTE):
        return allowed < 1
    try:
        return cache.incr(key) > allowed
    except ValueError:  # it ran out between the two
        return False

"""The one-use token of a form that anybody may send: it makes two clicks one, and tells when its page was opened."""

import hashlib
import hmac
import secrets
import time
from datetime import timedelta

from django.conf import settings

TIME, CHANCE, SEAL = 8, 20, 22  # characters: hexadecimal seconds, 120 bits of chance, 132 bits of seal
A_DAY = timedelta(days=1)


def new_token() -> str:
    """A token of 50 letters, figures, "-" and "_", signed with the moment it was made."""
    told = f"{int(time.time()):0{TIME}x}" + secrets.token_urlsafe(CHANCE)[:CHANCE]
    return told + _seal(told)


def token_age(token: str) -> timedelta | None:
    """How long ago one of our tokens was made; None for anything else."""
    told, seal = token[: TIME + CHANCE], token[TIME + CHANCE :]
    if not token.isascii() or not hmac.compare_digest(seal, _seal(told)):
        return None
    return timedelta(seconds=max(0.0, time.time() - int(told[:TIME], 16)))


def _seal(told: str) -> str:
    key = b"base.token" + settings.SECRET_KEY.encode()
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()[:SEAL]

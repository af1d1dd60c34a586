"""How often one client, or one e-mail address, may do what anybody may do. Generous: a library shares one network."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from accounts.adapter import client_address
from base.actions import allow, is_over

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many of one thing within a span of seconds."""

    what: str
    allowed: int
    seconds: int


# By the client's network: what a class in a library may need; by address: what one person may need.
STARTS = Limit(what="start", allowed=30, seconds=HOUR)
STARTS_FOR = Limit(what="start for", allowed=10, seconds=HOUR)
LINKS = Limit(what="link", allowed=30, seconds=HOUR)
LINKS_TO = Limit(what="link to", allowed=5, seconds=HOUR)
ENQUIRIES = Limit(what="enquiry", allowed=20, seconds=HOUR)
ENQUIRIES_OF = Limit(what="enquiry of", allowed=5, seconds=HOUR)
# Links and addresses of applications that are not there, or not this browser's: who guesses is slowed.
GUESSES = Limit(what="guess", allowed=20, seconds=MINUTE)


def too_many(request: HttpRequest, limit: Limit) -> bool:
    """Count one of this client; True once it did more than allowed."""
    return spent(limit, client_address(request))


def spent(limit: Limit, who: str) -> bool:
    """Count one of this e-mail address or client; True once there were more than allowed. Nobody is not counted."""
    if not settings.SPAM_LIMITS or not who.strip():
        return False
    return not allow(what=limit.what, who=who, allowed=limit.allowed, seconds=limit.seconds)


def is_guessing(request: HttpRequest) -> bool:
    """Whether this client asked too often, within this minute, for what is not there."""
    if not settings.SPAM_LIMITS:
        return False
    limit = GUESSES
    return is_over(what=limit.what, who=client_address(request), allowed=limit.allowed, seconds=limit.seconds)

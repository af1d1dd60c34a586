"""What the room's screen shows for self check-in, and for how long it counts. Everything follows from a secret."""

import hmac
import unicodedata
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from training.rules.words import WORDS

STEP = 30  # seconds that one code is shown
GRACES = (30, 60, 120, 300, 600)  # seconds that it counts afterwards: the shortest is the code before the current one
LENGTH = 12  # letters and figures of a code: 60 bits


@dataclass(frozen=True)
class Shown:
    """What a screen shows in one span of 30 seconds: a code for cameras, two words for voices."""

    code: str
    words: tuple[str, str]

    def said(self) -> Iterator[str]:
        """Everything that counts as having seen or heard it."""
        yield self.code
        yield from self.words


def step_at(moment: datetime) -> int:
    """The span of 30 seconds that a moment lies in."""
    return int(moment.timestamp()) // STEP


def seconds_left(moment: datetime) -> int:
    """How long what is shown at a moment is still the current one: 1 to 30."""
    return STEP - int(moment.timestamp()) % STEP


def shown(secret: str, step: int) -> Shown:
    """What the screen shows in a span: nobody can tell it without the secret, nor from what was shown before."""
    digest = hmac.new(secret.encode(), str(step).encode(), sha256).digest()
    first, second = (WORDS[byte % len(WORDS)] for byte in digest[-2:])
    english, chinese = f"{first[0]} {second[0]}", f"{first[1]}{second[1]}"
    return Shown(b32encode(digest[:10]).decode()[:LENGTH].lower(), (english, chinese))


def accepts(secret: str, said: str, *, now: datetime, grace: int) -> bool:
    """Whether somebody says what is shown now, or was shown until ``grace`` seconds ago at most."""
    if not secret:
        return False
    given = plain(said).encode()
    steps = range(int(now.timestamp() - grace) // STEP, step_at(now) + 1)
    valid = [plain(one).encode() for step in steps for one in shown(secret, step).said()]
    return sum(hmac.compare_digest(given, one) for one in valid) > 0  # all are compared: time tells nothing


def minutes_late(begins: datetime, now: datetime) -> int:
    """Whole minutes since a session began; none before."""
    return max(0, int((now - begins).total_seconds()) // 60)


def plain(said: str) -> str:
    """Without case, spaces and signs, as people type what they hear."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", said).casefold() if sign.isalnum())

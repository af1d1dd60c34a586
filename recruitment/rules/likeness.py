"""When two names, addresses or phones are perhaps one person's; and the keys by which such are found."""

import re
from collections.abc import Iterable, Iterator

from recruitment.rules.searching import digits, fold

LONGEST = 250  # of a key; no name is so long, but some letters unfold into many
SHORTEST = 6  # letters: shorter names that differ in one are too often two people's
PHONE_END, PHONE_SHORTEST = 8, 6  # digits: with and without the code of the country it is the same phone
# Hanzi, kana and hangul: each sign is a syllable or more, so one that differs makes another name.
SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
BETWEEN = re.compile(r"[\W_]+")


def near_names(one: str, other: str) -> bool:
    """Whether two names may be one: the same words in any order, or all but one letter.

    Case, accents, spaces and hyphens make no difference. Names in Chinese, Japanese or Korean have to be the same.
    """
    mine, theirs = _words(one), _words(other)
    if not mine or not theirs:
        return False
    if sorted(mine) == sorted(theirs) or "".join(mine) == "".join(theirs):
        return True
    return not (_has_signs(one) or _has_signs(other)) and _all_but_one("".join(mine), "".join(theirs))


def same_phone(one: str, other: str) -> bool:
    """Whether two numbers end in the same digits: eight of them, or all where there are fewer."""
    return bool(_phone(one)) and _phone(one) == _phone(other)


def same_address(one: str, other: str) -> bool:
    """Whether two e-mail addresses are the same but for case."""
    return bool(one) and one.casefold() == other.casefold()


def keys(*, names: Iterable[str], email: str, phone: str) -> list[str]:
    """What somebody is found by: kept as rows."""
    found = [f"e:{email.casefold()}"] if email else []
    found += [f"p:{_phone(phone)}"] if _phone(phone) else []
    for name in names:
        found += _name_keys(name)
    return list(dict.fromkeys(key[:LONGEST] for key in found)) or ["-"]


def asked(*, names: Iterable[str], email: str, phone: str) -> list[str]:
    """The keys that others have who may be this person: looked up, and then judged by the rules above."""
    own = [key for key in keys(names=(), email=email, phone=phone) if key != "-"]
    for name in names:
        own += _asked_names(name)
    return list(dict.fromkeys(key[:LONGEST] for key in own))


def _words(name: str) -> list[str]:
    return [word for word in BETWEEN.split(fold(name)) if word]


def _has_signs(name: str) -> bool:
    return SIGNS.search(name) is not None


def _phone(phone: str) -> str:
    number = digits(phone)
    return number[-PHONE_END:] if len(number) >= PHONE_SHORTEST else ""


def _name_keys(name: str) -> Iterator[str]:
    words = _words(name)
    if not words:
        return
    letters = "".join(words)
    yield from _whole(words)
    if len(letters) >= SHORTEST and not _has_signs(name):
        yield from _halves(letters, len(letters))


def _asked_names(name: str) -> Iterator[str]:
    """With one letter changed, added or left out, one half of a name is still as it was."""
    words = _words(name)
    if not words:
        return
    letters = "".join(words)
    yield from _whole(words)
    if not _has_signs(name):
        for length in range(max(SHORTEST, len(letters) - 1), len(letters) + 2):
            yield from _halves(letters, length)


def _whole(words: list[str]) -> tuple[str, str]:
    """The words in any order, and the letters without spaces."""
    return f"n:{' '.join(sorted(words))}", f"j:{''.join(words)}"


def _halves(letters: str, length: int) -> tuple[str, str]:
    """The first and the last half of a name of this length that would share these letters."""
    half = length // 2
    return f"h{length}:{letters[:half]}", f"t{length}:{letters[-half:]}"


def _all_but_one(one: str, other: str) -> bool:
    """Whether one letter is changed, added or left out."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST or len(long) - len(short) > 1:
        return False
    start = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    return short[start + (len(short) == len(long)) :] == long[start + 1 :]

"""Codes, initials and what may be printed: pure, without a database."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, gettext_noop, pgettext

# Crockford's base 32: no I, L, O or U, so nothing is mistaken when read aloud or typed from paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_ALPHABET = f"{ALPHABET}*~$=U"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
RANDOM = 17  # characters of five bits: 85 random bits
LENGTH = RANDOM + 1
LINK = re.compile(r"/verify/([^/?#\s]+)", re.IGNORECASE)
SERIAL = re.compile(r"[A-Z]{1,8}\W*(?:19|20)[0-9]{2}\W*[0-9]{5,6}")
ACCENTS = re.compile("[\u0300-\u036f]")  # those of Latin, Greek and Cyrillic letters: the marks of others spell words
UNDIVIDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe"})
# What a document is refused for where no page holds it; kept with its certificate, in English.
TOO_LONG = gettext_noop("Names, text and modules are too long together for one page.")
WHAT_HELPS = gettext_lazy(
    "Making it again from the same name and texts would not help. Shorten the person’s name, then make it again; "
    "or shorten the text of the award or the titles of its modules, then reissue."
)
JOINERS = {"\u200c", "\u200d"}  # needed to spell names in Persian and in several Indic scripts
BLANKS = set("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters and signs that draw nothing
STACKERS = set("\u1039\u17d2\u1a60\u1b44\ua9c0")  # the letter after one of these is drawn beneath the one before
# Marks on one letter: four accents in Latin, five signs in Hebrew, six in Burmese and Tibetan, and no writing has more.
MOST_MARKS = 6


class Refused(Exception):  # noqa: N818 - a decision, not a fault
    """A certificate cannot be issued, reissued or revoked. The text says why and is shown to staff."""


class AlreadyIssued(Refused):
    """There is a valid certificate of this award for this achievement."""


def check_symbol(payload: str) -> str:
    """Crockford's check symbol: the value modulo 37. It finds every single wrong character and every swap of two."""
    value = 0
    for character in payload:
        value = value * 32 + ALPHABET.index(character)
    return CHECK_ALPHABET[value % 37]


def new_code() -> str:
    """A code that cannot be guessed, whose check symbol is a letter or a digit too."""
    while True:
        payload = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
        if (symbol := check_symbol(payload)) in ALPHABET:
            return payload + symbol


def grouped(code: str) -> str:
    """A code as printed, for reading aloud: ``XXXX-XXXX-XXXX-XXXX-XX``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def verify_address(facts: Mapping[str, Any], code: str) -> str:
    """Where a printed certificate is checked; the address as it was when it was issued."""
    return f"{facts['verify_url']}/verify/{grouped(code)}/"


def tidy(typed: str) -> str:
    """What was typed, as far as it can be meant: capitals, without blanks and hyphens, O as 0, I and L as 1, and the
    wide letters of Chinese keyboards as plain ones.
    """
    kept = "".join(character for character in unicodedata.normalize("NFKC", typed[:100]) if character.isalnum())
    return kept.upper().translate(MISREAD)


def out_of_link(typed: str) -> str:
    """What was typed; of a link to the page of a certificate, wherever that stands, only the code."""
    plain = unicodedata.normalize("NFKC", typed)
    link = LINK.search(plain)
    return link[1] if link else plain


def parse(typed: str) -> str | None:
    """The code meant by what was typed, None if it cannot be one."""
    code = tidy(typed)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return None
    return code if check_symbol(code[:-1]) == code[-1] else None


def strangers(typed: str) -> str:
    """Characters that occur in no code, in the order typed."""
    return "".join(dict.fromkeys(character for character in tidy(typed) if character not in ALPHABET))


def is_serial(typed: str) -> bool:
    """Whether somebody typed a serial number, HKRAC-2027-00017, where a code is asked for."""
    return parse(typed) is None and SERIAL.fullmatch(typed.strip().upper()) is not None


def initials(name: str) -> str:
    """Chan Tai Man as C. T. M., 陳大文 as 陳◯◯."""
    words = name.split()
    if not words:
        return ""
    if all(unicodedata.category(character) == "Lo" for character in "".join(words)):
        return name[0] + "◯" * (len("".join(words)) - 1)
    return " ".join(f"{word[0]}." for word in words)


def same_name(typed: str, *printed: str) -> str:
    """Whether somebody typed a printed name: "same", "accents" if it is the same apart from accents, else "other".

    Capitals, blanks, hyphens and stops do not matter.
    """
    names = [name for name in (*printed, " ".join(printed)) if _plain(name)]
    if _plain(typed) in map(_plain, names):
        return "same"
    return "accents" if _bare(typed) in map(_bare, names) else "other"


def _bare(name: str) -> str:
    """Without accents, as keyboards that lack them write it: Łukasz as lukasz."""
    bare = ACCENTS.sub("", unicodedata.normalize("NFD", _plain(name))).translate(UNDIVIDED)
    return unicodedata.normalize("NFC", bare)


def changed_places(name: str, other: str) -> bool:
    """Whether 陳大文 stands where Chan Tai Man is printed, and the other way round."""
    return _latin(other) and bool(name) and not _latin(name)


def _latin(name: str) -> bool:
    """Whether a name begins with a Latin letter."""
    first = next((character for character in name if character.isalpha()), "")
    return "LATIN" in unicodedata.name(first or " ")


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in unicodedata.normalize("NFC", folded) if unicodedata.category(c)[0] in "LMN")


def unprintable(text: str) -> list[str]:
    """Characters that must not reach a document: controls, direction overrides, breaks of line and paragraph, what
    draws nothing, private and unassigned ones.
    """
    return [c for c in dict.fromkeys(text) if c in BLANKS or (_unseen(c) and c not in JOINERS)]


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def without_letters(name: str) -> bool:
    """Whether something is written where a name should be, and no letter of it can be seen."""
    return bool(name) and not any(unicodedata.category(c)[0] == "L" and c not in BLANKS for c in name)


def overloaded(text: str) -> bool:
    """Whether a letter has more marks on it than any writing puts there: they would leave the line."""
    previous, marks = "", 0
    for character in text:
        category = unicodedata.category(character)
        if category[0] != "M" and character not in JOINERS and previous not in STACKERS:
            marks = 0
        marks += category in {"Mn", "Me"} or character in STACKERS
        if marks > MOST_MARKS:
            return True
        previous = character
    return False


def without_marks(text: str) -> str:
    """A text with the marks that sit on its letters left out, where these would hide what stands around it."""
    return "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Me"})


def one_line(text: str) -> str:
    """A statement as it is printed: where somebody typed a new line there is a blank."""
    return re.sub(r"[\r\n]+", " ", text)


def printed(facts: Mapping[str, Any]) -> list[str]:
    """Every text of somebody's writing that a certificate prints; statements on one line."""
    award, signatory = facts["award"], facts["signatory"]
    texts = [facts["name"], facts["name_other"]]
    texts += [award["title_en"], award["title_zh"]]
    texts += [one_line(award[name]) for name in ("text_en", "text_zh")]
    texts += [signatory[name] for name in ("name", "title_en", "title_zh")]
    texts += [value[language] for value in (facts["role"], facts["organisation"]) for language in ("en", "zh")]
    texts += [module[name] for module in facts["modules"] for name in ("title_en", "title_zh")]
    return texts


def named(character: str) -> str:
    """A character as staff can find it: “ŵ” U+0175 LATIN SMALL LETTER W WITH CIRCUMFLEX."""
    shown = f"“{character}” " if character.isprintable() else ""
    return f"{shown}U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def written(day: date) -> str:
    """A day as certificates print it, in the reader's language: 18 January 2027."""
    return date_format(day, pgettext("a date without its weekday", "j F Y"))


def day_in_both(iso: str) -> dict[str, str]:
    """A day as paper and badge say it, whatever the reader's language: 18 January 2027, 2027年1月18日."""
    day = date.fromisoformat(iso)
    with translation.override("en"):
        return {"en": date_format(day, "j F Y"), "zh": f"{day.year}年{day.month}月{day.day}日"}


def prefix(organisation: str) -> str:
    """The capitals of an organisation's name, to begin its serial numbers with: HKRAC."""
    capitals = "".join(c for c in organisation if c.isascii() and c.isupper())[:8]
    return capitals or "CERT"

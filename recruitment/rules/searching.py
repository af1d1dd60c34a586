"""Words folded to one form, so that a search finds them however they are written."""

import re
import unicodedata
from collections.abc import Iterable

# Letters that are their own in Unicode, yet are typed plainly; and apostrophes of all kinds.
PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"} | dict.fromkeys("’‘ʼ´`", "'")
)
PHONE = re.compile(r"[+()\d][\d()./+-]{3,}")
LONGEST_SEARCH, MOST_WORDS = 200, 12


def fold(text: str) -> str:
    """A text without case, accents and differences of width: "Łucja" and "lucja", "ＡＢ" and "ab" are the same."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare).translate(PLAIN).replace("\0", "")


def digits(phone: str) -> str:
    """The digits of a phone number."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", phone) if letter.isdecimal())


def searchable(texts: Iterable[str]) -> str:
    """The words of these texts, folded, each once: a word searched for never spans a space."""
    return " ".join(dict.fromkeys(word for text in texts for word in fold(text).split()))


def words(asked: str) -> list[str]:
    """What somebody searches for, word by word; each has to occur. A phone number's signs are left out."""
    typed = fold(asked[:LONGEST_SEARCH]).split()
    bare = (digits(word) if PHONE.fullmatch(word) else word for word in typed)
    return [word for word in dict.fromkeys(bare) if word][:MOST_WORDS]

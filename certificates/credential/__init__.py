"""Open Badges 3.0: the same certificate as a credential that wallets import and anyone can verify without us.

What works on linked data is in :mod:`certificates.credential.proof`, imported when the first badge is signed.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from certificates.credential.baking import baked, unbaked
from certificates.credential.document import unsigned
from certificates.credential.keys import badges_ready, check_keys, did, did_document, ensure_key, public_key
from certificates.credential.status import status_list

__all__ = [
    "as_json",
    "attached",
    "badge",
    "badges_ready",
    "baked",
    "check_keys",
    "did",
    "did_document",
    "ensure_key",
    "signed_status_list",
    "unbaked",
]

KEPT_LISTS = 16


def as_json(document: Mapping[str, Any]) -> bytes:
    """A document as it is written to files: readable, in the order it was made."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def badge(facts: Mapping[str, Any], *, code: str, serial: str, named: bool = True, email: str = "") -> bytes:
    """The signed credential of a certificate's frozen facts, as JSON: same facts, same key, same bytes.

    With ``email``, a wallet can tell that it is its owner's: salted and hashed, as the holder chose. Without
    ``named``, it says nothing of who holds it.
    """
    from certificates.credential.proof import signed  # noqa: PLC0415 - a slow import, needed to sign only

    document = unsigned(facts, code=code, serial=serial, named=named, email=email)
    return as_json(signed(document, at=document["validFrom"], issuer=document["issuer"]["id"]))


def attached(facts: Mapping[str, Any], *, code: str, serial: str) -> bytes:
    """The credential that travels inside the PDF: it says what the page says, and has no address of the holder."""
    return badge(facts, code=code, serial=serial)


@lru_cache(maxsize=KEPT_LISTS)
def _signed_list(origin: str, year: int, fallen: frozenset[int], day: str, _key: str) -> bytes:
    from certificates.credential.proof import signed  # noqa: PLC0415 - a slow import, needed to sign only

    document = status_list(origin, year, fallen, day)
    return as_json(signed(document, at=document["validFrom"], issuer=document["issuer"]))


def signed_status_list(origin: str, year: int, fallen: frozenset[int], day: str) -> bytes:
    """A year's list of what no longer stands, signed; kept for as long as it says the same, by the same key."""
    return _signed_list(origin, year, fallen, day, public_key())

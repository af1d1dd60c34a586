"""Whether a badge still stands: one bit in a year's signed list, so that asking tells us nothing of whose it is."""

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from certificates.credential.keys import did

BITS = 131_072  # the least a list may have, so that one among many is meant
FRESH_DAYS = 2


def list_address(origin: str, year: int) -> str:
    """Where a year's list is."""
    return f"{origin}/verify/status/{year}.json"


def place(serial: str) -> tuple[int, int]:
    """The year and the bit of a serial number: ``HKRAC-2027-00017`` is bit 17 of 2027."""
    _prefix, year, number = serial.rsplit("-", 2)
    return int(year), int(number)


def status_entry(origin: str, serial: str) -> dict[str, str]:
    """What a credential says of where its standing can be read."""
    year, number = place(serial)
    address = list_address(origin, year)
    return {
        "id": f"{address}#{number}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(number),
        "statusListCredential": address,
    }


def encoded(numbers: Iterable[int]) -> str:
    """The list with these bits set: the first bit is the left one of the first byte."""
    bits = bytearray(BITS // 8)
    for number in numbers:
        bits[number // 8] |= 0x80 >> number % 8
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def status_list(origin: str, year: int, fallen: Iterable[int], day: str) -> dict[str, Any]:
    """A year's list as of a day, to be signed. It is good for two days, so that no old one can be shown for long."""
    address = list_address(origin, year)
    until = date.fromisoformat(day) + timedelta(days=FRESH_DAYS)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did(origin),
        "validFrom": f"{day}T00:00:00+08:00",
        "validUntil": f"{until}T00:00:00+08:00",
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(fallen),
        },
    }

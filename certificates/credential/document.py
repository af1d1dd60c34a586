"""The facts of a certificate as an OpenBadgeCredential with an AchievementSubject, before it is signed."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from certificates.credential.keys import did
from certificates.credential.status import status_entry
from certificates.rules import day_in_both, verify_address

VC = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
# Of the achievement types that Open Badges know; whatever else is awarded is a certificate.
TYPES = {"training": "CertificateOfCompletion", "service": "CommunityService"}


def urn(*parts: object) -> str:
    """A name that the same parts always give, and that leads nowhere."""
    return uuid5(NAMESPACE_URL, " ".join(map(str, parts))).urn


def both(value: Mapping[str, Any], name: str = "") -> str:
    """A text in English and Chinese, as it stands on paper."""
    start = f"{name}_" if name else ""
    return " ".join(filter(None, (value.get(f"{start}en"), value.get(f"{start}zh"))))


def identities(facts: Mapping[str, Any], *, code: str, named: bool, email: str) -> list[dict[str, Any]]:
    """Whom it was issued to: the names as printed, and the hash of an address where the holder chose so."""
    names = [facts["name"], facts["name_other"]] if named else []
    found: list[dict[str, Any]] = [
        {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}
        for name in filter(None, names)
    ]
    if email:
        salt = hashlib.sha256(f"salt {code}".encode()).hexdigest()[:16]
        hashed = f"sha256${hashlib.sha256(f'{email.lower()}{salt}'.encode()).hexdigest()}"
        kind = {"identityHash": hashed, "identityType": "emailAddress", "salt": salt}
        found.append({"type": "IdentityObject", "hashed": True, **kind})
    return found


def narrative(facts: Mapping[str, Any], serial: str) -> str:
    """What this holder did: modules with their dates, hours given, the number on the paper."""
    lines = [f"{both(module, 'title')}: {both(day_in_both(module['on']))}" for module in facts.get("modules") or ()]
    if (service := facts.get("service")) and service.get("hours"):
        lines.append(f"{service['hours']} hours {service['hours']}小時")
    return "\n\n".join([*lines, f"Certificate 證書 {serial}"])


def achievement(facts: Mapping[str, Any], issuer: str) -> dict[str, Any]:
    """What was awarded, the same for everybody who has it in these words."""
    award = facts["award"]
    text = both(award, "text")
    return {
        "id": urn(issuer, "award", award["key"], award["version"]),
        "type": ["Achievement"],
        "achievementType": TYPES.get(award["kind"], "Certificate"),
        "name": both(award, "title"),
        "description": text,
        "criteria": {"narrative": text},
        "version": str(award["version"]),
    }


def subject(facts: Mapping[str, Any], *, code: str, serial: str, named: bool, email: str) -> dict[str, Any]:
    """Whom it is about: a name of this one certificate only, so that two badges of one person cannot be linked."""
    issuer = did(facts["verify_url"])
    about: dict[str, Any] = {"id": urn(issuer, "holder", code), "type": ["AchievementSubject"]}
    if who := identities(facts, code=code, named=named, email=email):
        about["identifier"] = who
    if role := both(facts.get("role") or {}):
        about["role"] = role
    if service := facts.get("service"):
        about |= {"activityStartDate": service["from"], "activityEndDate": service["until"]}
    elif facts.get("completed_on"):
        about["activityEndDate"] = facts["completed_on"]
    return {**about, "narrative": narrative(facts, serial), "achievement": achievement(facts, issuer)}


def unsigned(
    facts: Mapping[str, Any], *, code: str, serial: str, named: bool = True, email: str = ""
) -> dict[str, Any]:
    """The credential of a certificate, to be signed."""
    origin, house = facts["verify_url"], facts["organisation"]
    ends = {"validUntil": f"{facts['expires_on']}T23:59:59+08:00"} if facts["expires_on"] else {}
    return {
        "@context": [VC, BADGES],
        "id": verify_address(facts, code),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": both(facts["award"], "title"),
        "issuer": {"id": did(origin), "type": ["Profile"], "name": both(house), "url": origin},
        "validFrom": f"{facts['issued_on']}T00:00:00+08:00",
        **ends,
        "credentialSubject": subject(facts, code=code, serial=serial, named=named, email=email),
        "credentialStatus": status_entry(origin, serial),
    }

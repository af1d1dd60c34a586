"""The proof on a credential: ``eddsa-rdfc-2022``, over linked data whose every term is defined in this folder.

The only user of PyLD, which would fetch what it does not know and silently leave undefined terms unsigned.
"""

import hashlib
import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pyld import jsonld
from pyld.canon import URDNA2015

from certificates.credential.document import BADGES, VC
from certificates.credential.keys import base58, ensure_key, method, multikey, private_key
from certificates.rules import Refused

PINNED = {VC: "credentials-v2.json", BADGES: "open-badges-3.0.3.json"}
FOLDER = Path(__file__).parent / "contexts"
DAYS_KEPT = 64
BASE = "relative:/"  # what names are completed with that lead nowhere, to find them by


def _undefined(term: str) -> Refused:
    return Refused(_("The badge cannot be signed: “%(term)s” is not defined.") % {"term": term})


@cache
def _context(address: str) -> Any:
    return json.loads((FOLDER / PINNED[address]).read_text())


def pinned(address: Any, _options: Any = None) -> dict[str, Any]:
    """A context kept with the project. Nothing else is ever loaded, least of all from the network."""
    if not isinstance(address, str) or address not in PINNED:
        raise _undefined(str(address))
    return {"contextUrl": None, "documentUrl": address, "document": _context(address)}


def _absolute(expanded: Any) -> None:
    """Refuse names that lead nowhere: whatever has one would be left out of what is signed."""
    if isinstance(expanded, list):
        for item in expanded:
            _absolute(item)
    elif isinstance(expanded, dict):
        kinds = expanded.get("@type", [])
        for name in [*([kinds] if isinstance(kinds, str) else kinds), expanded.get("@id", "a:b")]:
            if ":" not in name or name.startswith(BASE):
                raise _undefined(name.removeprefix(BASE))
        for value in expanded.values():
            _absolute(value)


def canonical(document: dict[str, Any]) -> bytes:
    """What is signed of a document: its statements in the one order (RDFC-1.0). Refused where a term is undefined."""
    for context in document["@context"]:
        pinned(context)
    dropped: list[Any] = []
    options = {"documentLoader": pinned, "base": BASE}
    try:
        expanded = jsonld.JsonLdProcessor(on_property_dropped=dropped.append).expand(document, options)
    except jsonld.JsonLdError as error:
        raise error.__cause__ if isinstance(error.__cause__, Refused) else _undefined(str(error)) from error
    if dropped:
        raise _undefined(str(dropped[0]))
    _absolute(expanded)
    statements = jsonld.to_rdf(expanded, options)
    return str(URDNA2015().main(statements, {"format": "application/n-quads"})).encode()


@lru_cache(maxsize=DAYS_KEPT)
def _configured(contexts: tuple[str, ...], verification: str, at: str) -> tuple[dict[str, str], bytes]:
    """A proof before its value, and its hash: made once for all the badges of a day."""
    config = {
        "type": "DataIntegrityProof",
        "created": at,
        "verificationMethod": verification,
        "cryptosuite": "eddsa-rdfc-2022",
        "proofPurpose": "assertionMethod",
    }
    return config, hashlib.sha256(canonical({"@context": list(contexts), **config})).digest()


def signed(document: dict[str, Any], *, at: str, issuer: str) -> dict[str, Any]:
    """The document with its proof, made by today's key. The same document and key give the same proof."""
    ensure_key()
    key = private_key()
    verification = method(issuer, multikey(key.public_key()))
    config, hashed = _configured(tuple(document["@context"]), verification, at)
    value = key.sign(hashed + hashlib.sha256(canonical(document)).digest())
    return {**document, "proof": {**config, "proofValue": base58(value)}}

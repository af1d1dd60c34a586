"""How a certificate is shown on a page: every printed claim, and what it is worth today."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from base.localised import suffix
from certificates.models import Certificate
from certificates.rules import initials, written

STANDINGS: dict[str, tuple[str | Promise, str]] = {
    "valid": (gettext_lazy("Valid"), "good"),
    "expired": (gettext_lazy("Expired"), "waiting"),
    "superseded": (gettext_lazy("Replaced by a newer one"), "waiting"),
    "revoked": (gettext_lazy("Withdrawn"), "bad"),
}
# What is answered to whoever holds a file or a paper.
FILES: dict[str, str | Promise] = {
    "same": gettext_lazy("This is the file we signed"),
    "earlier": gettext_lazy("This is an earlier file of ours, replaced by this certificate"),
    "other": gettext_lazy("This is not the file we signed"),
}
NAMES: dict[str, str | Promise] = {
    "same": gettext_lazy("This is the name on the certificate"),
    "accents": gettext_lazy("This is the name on the certificate, apart from accents"),
    "other": gettext_lazy("This is not the name on the certificate"),
}
LANGUAGES = {"en": "en", "zh": "zh-Hant"}


def both(english: str, chinese: str) -> SafeString | str:
    """A claim as printed, in both languages: the reader's first."""
    texts = {"en": english, "zh": chinese}
    first = suffix()
    second = "zh" if first == "en" else "en"
    if not texts[first] or not texts[second]:
        return texts[first] or texts[second]
    marked = '{} <span class="quiet other-language" lang="{}">{}</span>'
    return format_html(marked, texts[first], LANGUAGES[second], texts[second])


def pair(value: dict[str, str], name: str = "") -> SafeString | str:
    """The same, of ``{"en": …, "zh": …}`` or ``{"title_en": …, "title_zh": …}``."""
    start = f"{name}_" if name else ""
    return both(value[f"{start}en"], value[f"{start}zh"])


def day(iso: str) -> str:
    """A day written out, in the reader's language."""
    return written(date.fromisoformat(iso))


def name_rows(row: Certificate) -> list[tuple[str, Any]]:
    """The name as printed, or its initials where the holder wishes no more to be shown."""
    facts = row.facts
    if row.initials_only:
        return [(_("Name (initials, at the holder's wish)"), initials(facts["name"]))]
    rows = [(_("Name as printed"), facts["name"])]
    return [*rows, (_("Name in another script"), facts["name_other"])] if facts["name_other"] else rows


def claims(row: Certificate) -> list[tuple[str, Any]]:
    """Everything the paper says, so that an altered one is caught."""
    facts = row.facts
    rows = [
        *name_rows(row),
        (_("Certifies"), pair(facts["award"], "title")),
        (_("In full"), pair(facts["award"], "text")),
    ]
    if facts["role"]["en"]:
        rows.append((_("Role"), pair(facts["role"])))
    if service := facts["service"]:
        rows.append((_("Service"), _("%(from)s to %(until)s") % {n: day(service[n]) for n in ("from", "until")}))
        if service["hours"]:
            rows.append((_("Hours given"), service["hours"]))
    rows.append((_("Issued on"), day(facts["issued_on"])))
    if facts["expires_on"]:
        label = _("Valid until, as printed") if early_end(row) else _("Valid until")
        rows.append((label, day(facts["expires_on"])))
    return [
        *rows,
        (_("Signed for us by"), _signed_by(facts["signatory"])),
        (_("Issued by"), pair(facts["organisation"])),
        (_("Serial number"), row.serial),
        (_("Code of the certificate"), row.printed_code),
    ]


def _signed_by(signatory: dict[str, str]) -> SafeString:
    """The signatory's name and office, the reader's language first."""
    comma = pgettext("between a name and an office", ", ")
    return format_html("{}{}{}", signatory["name"], comma, pair(signatory, "title"))


def headline(row: Certificate) -> dict[str, Any]:
    """What is read first: of whom and of what, both as printed, and when it was looked up."""
    names = [value for _label, value in name_rows(row)]
    return {"printed_names": names, "title": row.facts["award"][f"title_{suffix()}"], "checked_at": timezone.now()}


def modules(row: Certificate) -> list[list[Any]]:
    """The modules it lists, each with its own date."""
    return [[pair(module, "title"), day(module["on"])] for module in row.facts["modules"]]


def early_end(row: Certificate) -> str:
    """What explains why the paper names another last day, or none; empty where we did not end it early."""
    printed = row.facts["expires_on"]
    if row.expires_on is None or row.expires_on.isoformat() == printed:
        return ""
    last = written(row.expires_on)
    if printed is None:
        return _("We ended it early, with %(day)s as its last day. The paper still names no last day.") % {"day": last}
    said = _("We ended it early, with %(day)s as its last day. The paper still says “valid until %(printed)s”.")
    return said % {"day": last, "printed": day(printed)}


def may_tell(row: Certificate) -> bool:
    """Whether the public sees what it says: always, but for a replaced one whose holder did not agree."""
    return row.standing != "superseded" or row.show_replaced


def earlier_files(row: Certificate) -> list[str]:
    """The fingerprints of the files it took the place of; where a name was changed only if the holder lets the old one
    be shown, for nobody else learns that both names are one person's.
    """
    found, older = [], row.supersedes
    while older is not None:
        if older.sha256 and (older.show_replaced or _names(older) == _names(row)):
            found.append(older.sha256)
        older = older.supersedes
    return found


def _names(row: Certificate) -> tuple[str, ...]:
    return tuple(row.facts.get(name, "") for name in ("name", "name_other"))


def told(row: Certificate) -> dict[str, Any]:
    """What the page shows, for a machine. ``valid_until`` is the last day it holds, whatever the paper says."""
    answer: dict[str, Any] = {
        "status": row.standing,
        "code": row.printed_code,
        "serial": row.serial,
        "issued_on": row.issued_on.isoformat(),
        "valid_until": row.expires_on and row.expires_on.isoformat(),
        "ended_early": bool(early_end(row)),
    }
    if not may_tell(row):
        return answer
    facts = row.facts
    named = {"name": facts["name"], "name_other": facts["name_other"]}
    hidden = {"initials": initials(facts["name"])}
    printed = ("award", "role", "service", "modules", "completed_on", "organisation")
    said = {name: facts[name] for name in printed}
    signatory = {name: facts["signatory"][name] for name in ("name", "title_en", "title_zh")}
    printed_until = {"printed_valid_until": facts["expires_on"]}
    claimed = {**(hidden if row.initials_only else named), **said, "signatory": signatory, **printed_until}
    return {**answer, "claims": claimed, "sha256": row.sha256}

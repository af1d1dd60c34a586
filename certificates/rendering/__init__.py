"""Drawing certificates: the same facts give the same bytes, archival and tagged.

WeasyPrint is imported when the first document is drawn: it takes a second, and the web server seldom draws.
"""

import base64
import hashlib
import json
import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from base.dates import at
from base.rendering import NoFontsError, drawing, fetcher, fonts
from base.rendering.embedding import embed_what_is_used
from base.rendering.fonts import uncovered
from base.storage import private_storage
from certificates.rendering import archive, ink, medal, pattern, spoken
from certificates.rules import (
    TOO_LONG,
    Refused,
    day_in_both,
    grouped,
    named,
    overloaded,
    unprintable,
    verify_address,
    without_marks,
)

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

__all__ = [
    "NOBODYS",
    "WIDEST",
    "check_fit",
    "check_names",
    "is_tried",
    "medal_png",
    "of_plain_width",
    "render",
    "rosette_svg",
]

rosette_svg = pattern.rosette_svg
medal_png = medal.medal_png
VARIANT = "pdf/a-3a"
NOBODYS = "0" * 18  # a code that no certificate has
BADGE_NAME = "openbadge.json"
# Widest names, in half-width characters, that fit the line at each size; longer ones take two lines.
NAME_SIZES = ((18, "xl"), (22, "l"), (27, "m"), (33, "s"))
WIDEST = " ".join(["W" * 10] * 3)
WIDER = re.compile("[^\u0020-\u024f\u1e00-\u1eff\u3000-\u9fff]")  # what may be wider than it counts for
# From airy to close. Where each part must end, in millimetres from the page's left and top: the words above the
# signatory, or above the picture of a signature; nothing beyond its column, nothing in the foot.
FITS = ("", "snug", "tight", "tight close", "tight close least")
ENDS = {"words": (279, 164), "hand": (189, 188), "dates": (279, 188)}
SIGNED_WORDS_END = 154
MILLIMETRE = 96 / 25.4

# Pictures of signatures, decoded: as many as a bulk issue has, not every one that was ever previewed.
_images: dict[str, Any] = {}
IMAGES_KEPT = 4
# Pages that were laid out before anything was issued, and whether everything went on them.
_tried: dict[str, bool] = {}
TRIED_KEPT = 1_000
MOST_TOLD = 60  # characters of a text that is refused: its beginning tells which it is


class TooLong(Refused):
    """What is to be printed goes on no page."""


def check_names(*names: str) -> None:
    """Refuse names and other texts that cannot be set in type, naming the text and the character."""
    for name in names:
        shown = "".join(c for c in name if c.isprintable())
        told = {"text": Truncator(shown).chars(MOST_TOLD)}
        for character in unprintable(name):
            said = translation.gettext("“%(text)s” holds what is not seen and must not be printed: %(character)s.")
            raise Refused(said % {**told, "character": named(character)})
        for character in uncovered(name):
            said = translation.gettext("“%(text)s” cannot be printed: our fonts have no shape for %(character)s.")
            raise Refused(said % {**told, "character": named(character)})
        if overloaded(name):
            raise _stacked(shown)


def _stacked(text: str) -> Refused:
    said = translation.gettext("%(text)s: too many marks above or below one letter.")
    return Refused(said % {"text": without_marks(text)})


def _fonts() -> "FontConfiguration":
    try:
        return fonts()
    except NoFontsError as none:
        raise Refused(str(none)) from none


@cache
def _style() -> "CSS":
    from weasyprint import CSS  # noqa: PLC0415 - a slow import

    path = Path(settings.BASE_DIR) / "templates" / "certificates" / "certificate.css"
    return CSS(string=path.read_text(), font_config=_fonts(), url_fetcher=fetcher())


class Collector(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, found: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self.found = found

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record)


@contextmanager
def _without_faults() -> Iterator[None]:
    """Anything the layout library warns of, a missing glyph first, stops the document: it would be signed for ever."""
    found: list[logging.LogRecord] = []
    handler = Collector(found)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
    if found:
        raise Refused("; ".join(dict.fromkeys(record.getMessage() for record in found)))


def width(name: str) -> int:
    """How wide a name is, in half-width characters; marks that sit on another character take no room."""
    return sum(
        0 if unicodedata.category(c) in {"Mn", "Me", "Cf"} else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in name
    )


def of_plain_width(name: str) -> bool:
    """Whether a name is no wider than ``WIDEST``: of Latin letters or Chinese characters, and not too many."""
    return width(name) <= width(WIDEST) and not WIDER.search(name)


def size(name: str) -> str:
    """The size a name is set in, so that long ones still fit."""
    return next((label for limit, label in NAME_SIZES if width(name) <= limit), "xs")


def _day(written: str | None) -> dict[str, str] | None:
    return day_in_both(written) if written else None


def _service(facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not facts:
        return None
    return {"hours": facts["hours"], "from": _day(facts["from"]), "until": _day(facts["until"])}


def _qr(address: str) -> SafeString:
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=0, omitsize=True, svgclass=None, title=f"QR code: {address}")
    return mark_safe(drawn)  # noqa: S308 - segno escapes the title; the rest is numbers


def _context(facts: Mapping[str, Any], code: str, serial: str) -> dict[str, Any]:
    address = verify_address(facts, code)
    return {
        **facts,
        "serial": serial,
        "code": grouped(code),
        "address": address,
        "address_shown": address.split("://")[1].split("/verify/")[0] + "/verify",
        "qr": _qr(address),
        "name_size": size(facts["name"]),
        "other_size": size(facts["name_other"]),
        "modules": [{**module, "day": _day(module["on"])} for module in facts["modules"]],
        "issued": _day(facts["issued_on"]),
        "expires": _day(facts["expires_on"]),
        "service": _service(facts["service"]),
        "signature": _signature(facts["signatory"].get("signature", "")),
    }


def markup(facts: Mapping[str, Any], code: str, serial: str, fit: str = "") -> str:
    """The page as HTML: every fact escaped, in English and Chinese at once."""
    return render_to_string("certificates/certificate.html", {**_context(facts, code, serial), "fit": fit})


def _signature(kept: str) -> str:
    """The picture of a signature as the page carries it: nothing is fetched from anywhere while it is drawn."""
    if not kept or kept.startswith("data:image/png;base64,"):
        return kept
    try:
        with private_storage().open(kept) as file:
            return f"data:image/png;base64,{base64.b64encode(file.read()).decode()}"
    except OSError as gone:
        raise Refused(translation.gettext("The picture of the signature is missing.")) from gone


def _fits(document: Any, ends: Mapping[str, tuple[int, int]]) -> bool:
    """Whether every part ends where it must, on the one page there is."""
    if len(document.pages) != 1:
        return False
    boxes = document.pages[0]._page_box.descendants()  # noqa: SLF001 - WeasyPrint offers no measure of its own
    parts = {box.element.get("class", "").split(" ")[0]: box for box in boxes if box.element_tag == "div"}
    return all(_ends(parts[name], right * MILLIMETRE, bottom * MILLIMETRE) for name, (right, bottom) in ends.items())


def _ends(part: Any, right: float, bottom: float) -> bool:
    """Whether a part, and every run of letters in it, ends before these edges; half a dot is nothing."""
    runs = [box.position_x + box.width for box in part.descendants() if hasattr(box, "text")]
    return bool(part.position_y + part.margin_height() <= bottom and max(runs, default=0) <= right + 0.5)


def _laid_out(
    facts: Mapping[str, Any], code: str, serial: str, variant: str | None, fits: tuple[str, ...] = FITS
) -> Any:
    """The page, as airy as its words allow."""
    from weasyprint import HTML  # noqa: PLC0415 - a slow import

    signed = {"words": (ENDS["words"][0], SIGNED_WORDS_END)} if facts["signatory"].get("signature") else {}
    for fit in fits:
        html = HTML(string=markup(facts, code, serial, fit), url_fetcher=fetcher())
        document = html.render(stylesheets=[_style()], font_config=_fonts(), cache=_images, pdf_variant=variant)
        if text := ink.astray(document):
            raise _stacked(text)
        if _fits(document, {**ENDS, **signed}):
            return document
    raise TooLong(translation.gettext(TOO_LONG))


def check_fit(facts: Mapping[str, Any]) -> None:
    """Refuse facts that do not go on one page, before anything is issued or taken back for them."""
    if not _goes_on_closest(json.dumps(facts, sort_keys=True)):
        raise TooLong(translation.gettext(TOO_LONG))


def is_tried(facts: Mapping[str, Any]) -> bool:
    """Whether it is known already if facts go on one page, so that nothing need be laid out to tell."""
    return json.dumps(facts, sort_keys=True) in _tried


def _goes_on_closest(written: str) -> bool:
    """Lay the page out once, as close as it can be. What was found is kept, whether it fits or not; any other refusal,
    as of a picture that is missing, may be mended and is found anew.
    """
    if (known := _tried.get(written)) is not None:
        return known
    with drawing:
        try:
            with _without_faults():
                _laid_out(json.loads(written), NOBODYS, "", None, FITS[-1:])
        except TooLong:
            fits = False
        else:
            fits = True
        while len(_tried) >= TRIED_KEPT:
            del _tried[next(iter(_tried))]
        _tried[written] = fits
    return fits


def _attachments(facts: Mapping[str, Any], badge: bytes | None) -> list[Any]:
    """The badge as a file of the document's own data, dated as the certificate is."""
    from weasyprint import Attachment  # noqa: PLC0415 - a slow import

    if badge is None:
        return []
    dated = at(date.fromisoformat(facts["issued_on"]), 0).astimezone(UTC)
    about = "Open Badges 3.0 credential of this certificate"
    made = {"created": dated, "modified": dated, "relationship": "Data", "url_fetcher": fetcher()}
    return [Attachment(file_obj=BytesIO(badge), name=BADGE_NAME, description=about, **made)]


def render(
    facts: Mapping[str, Any], *, code: str, serial: str, badge: bytes | None = None, variant: str | None = VARIANT
) -> bytes:
    """The unsigned document: PDF/A-3a and PDF/UA-1, fonts embedded, its badge attached. The same facts give the same
    bytes.

    Raises Refused where a character has no glyph, naming it, or the page would not be as designed.
    """
    identifier = hashlib.sha256(f"{serial} {code}".encode()).hexdigest()[:32].encode()

    def finish(_document: Any, pdf: Any) -> None:
        archive.draw_behind(pdf, pattern.backdrop(), pattern.backdrop_rosette(code))
        archive.name_the_chinese(pdf)
        words.finish(pdf)
        archive.relate_once(pdf)
        embedded.finish(pdf)
        archive.compress_once(pdf)

    with drawing, _without_faults():
        if len(_images) > IMAGES_KEPT:
            _images.clear()
        document = _laid_out(facts, code, serial, variant)
        if variant == VARIANT:
            archive.claim_both(document)
        words = spoken.Spoken(document)
        embedded = embed_what_is_used(document)
        pdf = document.write_pdf(
            pdf_variant=variant,
            pdf_identifier=identifier,
            finisher=finish,
            attachments=_attachments(facts, badge),
        )
    return bytes(pdf)

"""Which part of a font goes into a document: the characters it uses and nothing else.

WeasyPrint keeps the number of every glyph, and with it 60,000 empty glyphs of a Chinese font in each document: a
quarter of the time and more than half the bytes of a certificate. Such a font (CFF, keyed by character identifiers)
lists the identifier of each glyph it holds, and readers find glyphs by it, so that the empty ones can go.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pydyf  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from weasyprint.document import Document

# Of use to a program that types, not to one that shows what was typed. In alphabetical order, as HarfBuzz wants them.
USELESS = (b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ")


class Fonts(dict[int, Any]):
    """The fonts of one document, each cut to what is used where that can be done."""

    def __init__(self) -> None:
        super().__init__()
        self.cut: dict[bytes, bytes] = {}  # the outlines alone by the font file they are of

    def __setitem__(self, key: int, font: Any) -> None:
        by_number = font.subset

        def subset(used: dict[int, str], hinting: bool) -> None:  # noqa: FBT001 - WeasyPrint's signature
            if font.missing or not used or "CFF " not in font.tables:
                by_number(used, hinting)
                return
            whole, outlines = _cut(font.hb_face, [*used])
            if not _found_by_number(outlines, [*used]):
                by_number(used, hinting)
                return
            font.file_content = whole
            self.cut[whole] = outlines

        font.subset = subset
        super().__setitem__(key, font)

    def finish(self, pdf: Any) -> None:
        """Embed the outlines alone: readers then go by the identifiers in them, as they do not all with a font file."""
        cut: set[bytes] = set()
        for stream in pdf.objects:
            if isinstance(stream, pydyf.Stream) and stream.extra.get("Subtype") == "/OpenType":
                outlines = self.cut.get(stream.stream[0])
                if outlines:
                    stream.stream, stream.extra["Subtype"] = [outlines], "/CIDFontType0C"
                    cut.add(stream.reference)
        dictionaries = [item for item in pdf.objects if isinstance(item, pydyf.Dictionary)]
        described = {item.reference for item in dictionaries if item.get("FontFile3") in cut}
        for item in dictionaries:
            if item.get("FontDescriptor") in described:
                item.pop("CIDToGIDMap")  # it is for fonts without identifiers


def embed_what_is_used(document: "Document") -> Fonts:
    """Let a document that is laid out carry only the glyphs it shows; what is returned finishes its file."""
    fonts = Fonts()
    document.fonts = fonts
    return fonts


def _cut(face: Any, glyphs: list[int]) -> tuple[bytes, bytes]:
    """A font of these glyphs alone, and its outlines; nothing where it cannot be made."""
    from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset  # noqa: PLC0415 - a slow import
    from weasyprint.text.fonts import get_hb_object_data  # noqa: PLC0415 - a slow import

    if harfbuzz_subset is None:
        return b"", b""
    wanted = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    kept = harfbuzz_subset.hb_subset_input_glyph_set(wanted)
    _add(kept, sorted(glyphs))
    dropped = harfbuzz_subset.hb_subset_input_set(wanted, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
    _add(dropped, [harfbuzz.hb_tag_from_string(name, -1) for name in USELESS])
    flags = harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING | harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
    harfbuzz_subset.hb_subset_input_set_flags(wanted, flags)
    made = harfbuzz_subset.hb_subset_or_fail(face, wanted)
    if made == ffi.NULL:
        return b"", b""
    made = ffi.gc(made, harfbuzz.hb_face_destroy)
    return get_hb_object_data(made) or b"", _table(made, b"CFF ")


def _add(numbers: Any, more: list[int]) -> None:
    from weasyprint.text.ffi import ffi, harfbuzz  # noqa: PLC0415 - a slow import

    harfbuzz.hb_set_add_sorted_array(numbers, ffi.new("hb_codepoint_t[]", more), len(more))


def _table(face: Any, name: bytes) -> bytes:
    from weasyprint.text.ffi import ffi, harfbuzz  # noqa: PLC0415 - a slow import

    blob = ffi.gc(
        harfbuzz.hb_face_reference_table(face, harfbuzz.hb_tag_from_string(name, -1)), harfbuzz.hb_blob_destroy
    )
    length = ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(blob, length)
    return bytes(ffi.unpack(data, length[0])) if length[0] else b""


def _found_by_number(outlines: bytes, glyphs: list[int]) -> bool:
    """Whether a font is keyed by identifiers and these are the numbers that the glyphs had."""
    from fontTools.cffLib import CFFFontSet  # type: ignore[import-untyped] # noqa: PLC0415 - a slow import

    if not outlines:
        return False
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(outlines), None)
    top = fonts.topDictIndex[0]
    return hasattr(top, "ROS") and {f"cid{number:05d}" for number in glyphs if number} <= {*top.charset}

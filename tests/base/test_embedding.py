"""Documents carry the glyphs they show, and a reader finds each of them."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from weasyprint import HTML

from base.rendering import fetcher, fonts
from base.rendering.embedding import embed_what_is_used

pytestmark = pytest.mark.either


@dataclass
class Embedded:
    """A Chinese font in a document."""

    size: int  # of the document, in bytes
    kind: str
    keys: set[str]
    numbers: list[int]  # by which the page calls glyphs
    outlines: CFFFontSet

    def shape(self, number: int) -> list[Any]:
        """How the glyph is drawn that a reader finds by this number; its width apart."""
        top = self.outlines.topDictIndex[0]
        drawn = top.CharStrings[f"cid{number:05d}"]
        drawn.decompile()
        return list(drawn.program[-20:])


def chinese(words: str, *, lean: bool = True) -> Embedded:
    """The font of these words, as we embed it or as the layout library does."""
    html = HTML(string=f'<html lang="zh"><p style="font-family: Noto Serif CJK HK">{words}', url_fetcher=fetcher())
    document = html.render(font_config=fonts())
    finish = embed_what_is_used(document).finish if lean else lambda _pdf: None
    pdf = document.write_pdf(finisher=lambda _document, pdf: finish(pdf))
    with pikepdf.open(BytesIO(pdf)) as opened:
        dictionaries = (item for item in opened.objects if isinstance(item, pikepdf.Dictionary))
        font = next(item for item in dictionaries if "/FontDescriptor" in item)
        file = font.FontDescriptor.FontFile3
        outlines = CFFFontSet()
        if file.Subtype == "/CIDFontType0C":
            outlines.decompile(BytesIO(file.read_bytes()), None)
        else:
            outlines = TTFont(BytesIO(file.read_bytes()))["CFF "].cff
        numbers = [int(part) for part in list(font.W) if not isinstance(part, pikepdf.Array)]
        return Embedded(len(pdf), str(file.Subtype), {*font.keys()}, numbers, outlines)


def test_a_chinese_font_leaves_out_what_is_not_shown() -> None:
    ours = chinese("難民身分")
    usual = chinese("難民身分", lean=False)

    assert ours.kind == "/CIDFontType0C"
    assert "/CIDToGIDMap" not in ours.keys  # some readers would go by it and draw other characters
    assert ours.size * 8 < usual.size
    assert len(ours.outlines.topDictIndex[0].charset) < 12
    assert len(ours.numbers) == 4
    assert ours.numbers == usual.numbers
    assert [ours.shape(number) for number in ours.numbers] == [usual.shape(number) for number in usual.numbers]
    assert len({str(ours.shape(number)) for number in ours.numbers}) == 4


def test_a_missing_glyph_is_left_to_the_layout_library(caplog: pytest.LogCaptureFixture) -> None:
    font = chinese("民\ue123")

    assert "notdef" in caplog.text
    assert font.kind == "/OpenType"  # its place is held by a number beyond the font

"""What the page says to those who hear, search or copy it: every word whole, in the order it is read.

Letters are drawn as they stand on paper: Arabic and Hebrew from the left, the vowels of Tamil before their consonants,
no space where a line ends. Where the letters alone would not give the text back, the text is put beside them.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pydyf  # type: ignore[import-untyped]

from certificates.rendering.archive import CHINESE

# Latin, Greek, Cyrillic, Ethiopic and Chinese letters: one after the other, each its own shape. What is not known to
# be so is taken not to be: other scripts, marks, what joins or cannot be seen.
PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1200-\u135a\u1360-\u137c\u1e00-\u1fff"
    "\u2010-\u2027\u2030-\u205e\u3000-\u3029\u3030-\u3096\u309b-\u9fff\uac00-\ud7a3\uff01-\uff60]*"
)
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
HAN = re.compile("[\u3400-\u9fff\u00b7]+")
PARAGRAPHS = {"p", "h1"}
DOTS_PER_POINT = 96 / 72


class Piece(NamedTuple):
    """Letters that stand together on a line, and what they say, with the space after them if there is one."""

    box: Any
    text: str

    @property
    def plain(self) -> bool:
        """Whether its letters give the text back by themselves."""
        return bool(PLAIN.fullmatch(self.text))


class Spoken:
    """The words of a document that is laid out."""

    def __init__(self, document: Any) -> None:
        self.pieces = list(_pieces(document.pages[0]._page_box))  # noqa: SLF001 - WeasyPrint offers no list of its own
        for piece in self.pieces:
            if piece.plain and piece.text != piece.box.text:
                piece.box.pango_layout.text = piece.text  # a space after the last letter moves none of them

    def finish(self, pdf: Any) -> None:
        """Put the text beside letters that do not give it back, and mend the tree that is read aloud."""
        if "StructTreeRoot" not in pdf.catalog:
            return
        marks = {mark["MCID"]: mark for mark in _marks(pdf)}
        elements = list(_elements(pdf, pdf.catalog["StructTreeRoot"]))
        _name_the_inner(elements)
        _place_pictures(pdf, elements)
        letters = [(element, kid) for element in elements for kid in element["K"] if isinstance(kid, int)]
        words = [(element, kid) for element, kid in letters if element["S"] != "/Figure"]
        for (element, kid), piece in zip(words, self.pieces, strict=True):
            if not piece.plain:
                element["ActualText"] = pydyf.String(piece.text)
                if not FROM_THE_RIGHT.search(piece.text):  # readers would turn it around, as they do letters
                    marks[kid]["ActualText"] = pydyf.String(piece.text)
            elif HAN.fullmatch(piece.text):
                element.setdefault("Lang", pydyf.String(CHINESE))


def _inner(box: Any) -> list[Any]:
    """The boxes in a box, those placed by themselves too."""
    return [getattr(child, "_box", child) for child in box.children]


def _letters(box: Any) -> Iterator[Any]:
    for child in _inner(box):
        yield from [child] if hasattr(child, "text") else _letters(child)


def _pieces(box: Any) -> Iterator[Piece]:
    """Every piece of text in the order it is read."""
    for child in _inner(box):
        if child.element_tag in PARAGRAPHS:
            yield from _paragraph(child)
        else:
            yield from [Piece(child, child.text)] if hasattr(child, "text") else _pieces(child)


def _paragraph(box: Any) -> Iterator[Piece]:
    """The pieces of a paragraph. A space where a line ends, or between two passages, is said with what precedes it."""
    rest = re.sub(r"[ \t\r\n\f]+", " ", "".join(box.element.itertext()))
    letters = list(_letters(box))
    texts = [piece.text for piece in letters]
    for number, piece in enumerate(letters):
        following = next((text for text in texts[number + 1 :] if text.strip()), " ")
        rest = rest.partition(piece.text)[2] if piece.text.strip() else rest
        spaced = piece.text.strip() and rest.startswith(" ") and not following.startswith(" ")
        yield Piece(piece, f"{piece.text} " if spaced else piece.text)


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _elements(pdf: Any, reference: bytes) -> Iterator[Any]:
    """Every element of the structure tree in the order it is read."""
    for kid in _at(pdf, reference)["K"]:
        if isinstance(kid, bytes):
            yield _at(pdf, kid)
            yield from _elements(pdf, kid)


def _marks(pdf: Any) -> Iterator[Any]:
    """What is said of each marked passage where it is drawn."""
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream):
            yield from (item for item in stream.stream if isinstance(item, pydyf.Dictionary) and "MCID" in item)


def _name_the_inner(elements: list[Any]) -> None:
    """A passage on a line of its own is part of its paragraph, not another within it."""
    paragraphs = {element.reference for element in elements if element["S"] == "/P"}
    for element in elements:
        if element["S"] == "/P" and element["P"] in paragraphs:
            element["S"] = "/Span"


def _place_pictures(pdf: Any, elements: list[Any]) -> None:
    """Where a picture is, in points from the foot of the page: WeasyPrint writes dots from its head."""
    for element in elements:
        if element["S"] == "/Figure":
            height = _at(pdf, element["Pg"])["MediaBox"][3]
            left, top, right, bottom = (edge / DOTS_PER_POINT for edge in element["A"]["BBox"])
            element["A"]["BBox"] = pydyf.Array([left, height - bottom, right, height - top])

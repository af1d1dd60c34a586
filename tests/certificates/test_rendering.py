"""The document: looks as designed, archival, tagged, and nothing gets in from outside."""

import subprocess
from base64 import b64encode
from datetime import date
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageDraw

from base.rendering import fetcher
from certificates import rendering
from certificates.management.samples import AWARDS
from certificates.management.samples import NAMES as EVERYONE
from certificates.rendering import render
from certificates.rules import Refused
from tests.certificates.samples import CODE, SERIAL, facts

pytestmark = pytest.mark.either

REFERENCE = Path(__file__).parent / "reference"
DPI = "60"
CLEAR = 80  # of 255: no smoothing of edges differs by as much
TOLERATED = 6  # such pixels on a page, for another version of the tool that draws the picture
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def drawn(**changed: Any) -> bytes:
    return render(facts(**changed), code=CODE, serial=SERIAL)


def picture(pdf: bytes) -> Image.Image:
    command = ["pdftoppm", "-r", DPI, "-png", "-singlefile", "-gray", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(BytesIO(done.stdout)).convert("L")


def day(written: str) -> str:
    """A date as the list of modules says it."""
    on = date.fromisoformat(written)
    return f"{on.day} {on:%B %Y} {on.year}年{on.month}月{on.day}日"


def difference(one: Image.Image, other: Image.Image) -> int:
    """How many pixels are clearly another shade."""
    return sum(ImageChops.difference(one, other).histogram()[CLEAR:])


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return drawn()


SOON = ("chan", "fatima")  # one of each direction of writing; the other names with the full figures


@pytest.mark.parametrize("key", [key if key in SOON else pytest.param(key, marks=pytest.mark.long) for key in EVERYONE])
def test_the_page_looks_as_designed(key: str) -> None:
    """Pictures, since extracted text stays right where the wrong characters are drawn."""
    name, other = EVERYONE[key]

    seen = picture(drawn(name=name, other=other))

    wanted = Image.open(REFERENCE / f"{key}.png").convert("L")
    assert seen.size == wanted.size
    assert difference(seen, wanted) <= TOLERATED


def signed_by_hand() -> dict[str, str]:
    """A signatory whose signature is a few strokes."""
    hand, content = Image.new("L", (420, 140), 255), BytesIO()  # on paper, as most are scanned
    strokes = [(20, 90), (70, 20), (90, 110), (130, 50), (160, 100), (210, 60), (240, 95), (400, 70)]
    ImageDraw.Draw(hand).line(strokes, fill=0, width=7, joint="curve")
    hand.save(content, "PNG")
    return {**facts()["signatory"], "signature": f"data:image/png;base64,{b64encode(content.getvalue()).decode()}"}


def test_service_that_expires_signed_by_hand_looks_as_designed() -> None:
    seen = picture(drawn(**{**AWARDS["service"], "expires_on": "2028-09-30", "signatory": signed_by_hand()}))

    wanted = Image.open(REFERENCE / "service.png").convert("L")
    assert seen.size == wanted.size
    assert difference(seen, wanted) <= TOLERATED


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Chan Tai Man", "陳文大"),
        pytest.param("Chan Tai Men", "陳大文", marks=pytest.mark.long),
        pytest.param("Chan Tai Man", "", marks=pytest.mark.long),
    ],
)
def test_another_name_does_not_pass_for_the_reference(name: str, other: str) -> None:
    seen = picture(drawn(name=name, other=other))

    assert difference(seen, Image.open(REFERENCE / "chan.png").convert("L")) > TOLERATED


def test_the_same_facts_give_the_same_bytes(pdf: bytes) -> None:
    assert drawn() == pdf


def test_pictures_of_signatures_do_not_pile_up() -> None:
    kept = rendering._images  # noqa: SLF001 - what a process keeps is seen nowhere else
    for shade in range(rendering.IMAGES_KEPT + 1):
        kept[f"a hand {shade}"] = None

    drawn()

    assert len(kept) <= rendering.IMAGES_KEPT


def test_another_fact_gives_other_bytes(pdf: bytes) -> None:
    assert drawn(issued_on="2027-01-19") != pdf


def test_it_claims_to_be_archival_and_accessible_in_one_packet(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        packet = document.Root.Metadata.read_bytes().decode()
        meta = document.open_metadata()

        assert packet.count("<rdf:RDF") == 1
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        assert meta["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        for name in ("pdfaExtension:schemas", "pdfaSchema:namespaceURI", "pdfaProperty:valueType"):
            assert name in packet
        assert meta["dc:title"] == f"Casework training – {SERIAL}"


def elements(node: Any) -> Any:
    """Every element of a structure tree below a node."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_it_is_tagged_titled_and_speaks_both_languages(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        root = document.Root
        tags = list(elements(root.StructTreeRoot))
        kinds = [str(tag.S) for tag in tags]

        assert str(root.Lang) == "en"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert kinds.count("/H1") == 1
        assert kinds.count("/LI") == 4
        assert "/Link" not in kinds
        assert {str(tag.Alt) for tag in tags if tag.S == "/Figure"} == {
            "QR code: https://volunteers.example.org/verify/7K3M-2Q9X-WT5H-RD8P-C2/"
        }
        chinese = [tag for tag in tags if tag.get("/Lang") == "zh-Hant-HK"]
        assert len(chinese) > 10
        assert {str(tag.S) for tag in chinese} == {"/Span"}


def test_every_font_is_embedded(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        fonts = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]

        assert len(fonts) >= 4
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_the_security_lines_are_decoration_for_a_reader(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        streams = [stream.read_bytes() for stream in document.pages[0].Contents]

        assert len(streams) == 3
        assert all(stream.startswith(b"/Artifact BMC") and stream.endswith(b"EMC") for stream in streams[:2])


def test_the_text_can_be_copied(pdf: bytes) -> None:
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    said = text.stdout.decode()

    for claim in ("Chan Tai Man", "陳大文", SERIAL, "7K3M-2Q9X-WT5H-RD8P-C2", "18 January 2027", "保密與專業操守"):
        assert claim in said


def spoken(pdf: bytes) -> list[str]:
    """Each paragraph as it is read aloud: the text beside its letters where there is one, else what the letters say."""
    command = ["pdfinfo", "-struct-text", "-"]
    listed = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode().splitlines()
    letters = iter([line.strip()[1:-1] for line in listed if line.strip().startswith('"')])

    def said(tag: Any) -> str:
        inner = [next(letters) if isinstance(kid, int) else said(kid) for kid in tag.K]
        return str(tag.get("/ActualText", "".join(inner)))

    def paragraphs(tag: Any) -> Any:
        for kid in tag.K:
            if isinstance(kid, int):
                next(letters)
            elif kid.S in {"/P", "/H1"}:
                yield said(kid).strip()
            else:
                yield from paragraphs(kid)

    with pikepdf.open(BytesIO(pdf)) as document:
        return list(paragraphs(document.Root.StructTreeRoot))


ALOUD = ("reza",)  # from the right, with a joiner


@pytest.mark.parametrize(
    "key", [key if key in ALOUD else pytest.param(key, marks=pytest.mark.long) for key in EVERYONE]
)
def test_a_name_is_read_aloud_as_it_is_written(key: str) -> None:
    name, other = EVERYONE[key]

    said = spoken(drawn(name=name, other=other))

    assert said[3:5] == [name, other or facts()["award"]["text_en"]]


def test_whatever_is_printed_is_read_aloud_in_order() -> None:
    """Thai and pointed Hebrew lose letters or order when drawn; other texts than names may hold them too."""
    thai, hebrew, arabic = "สมชาย น้ำทิพย์", "שָׁלוֹם בֶּן־דָּוִד", "د. ليلى حداد"
    signatory = {"name": arabic, "title_en": "Executive Director", "title_zh": "行政總監"}
    award, modules = facts()["award"], facts()["modules"]

    said = spoken(drawn(name=thai, other=hebrew, signatory=signatory))

    assert said == [
        "Hong Kong Refugee Advice Centre 香港難民諮詢中心",
        "Casework training 個案工作培訓",
        "This certifies that 茲證明",
        thai,
        hebrew,
        award["text_en"],
        award["text_zh"],
        "Role 崗位 Casework 個案工作",
        *chain.from_iterable((f"{module['title_en']} {module['title_zh']}", day(module["on"])) for module in modules),
        arabic,
        "Executive Director 行政總監",
        "Issued 簽發日期 18 January 2027 2027年1月18日",
        "7K3M-2Q9X-WT5H-RD8P-C2",
        "Scan, or type this code at 掃描或輸入代碼查核",
        "volunteers.example.org/verify",
        SERIAL,
        said[-1],
    ]


def test_names_of_many_marks_can_be_copied() -> None:
    tamil, thai = "லட்சுமி வெங்கடராமன்", "สมชาย น้ำทิพย์"

    text = subprocess.run(["pdftotext", "-", "-"], input=drawn(name=tamil, other=thai), capture_output=True, check=True)

    assert f"{tamil} {thai}" in " ".join(text.stdout.decode().split())


def test_a_chinese_name_is_read_aloud_as_chinese(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        name = [tag for tag in elements(document.Root.StructTreeRoot) if tag.S == "/P"][3]

        assert str(name.K[0].Lang) == "zh-Hant-HK"


@pytest.mark.parametrize("character", ["\ue000", "\U0001f9ff", "\U000e0041"])
def test_a_missing_glyph_stops_it_and_is_named(character: str) -> None:
    with pytest.raises(Refused, match=f"U\\+{ord(character):04X}"):
        rendering.check_names(f"Chan {character}Tai Man")


def test_a_missing_glyph_that_was_not_foreseen_stops_the_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match=r"U\+E000"):
        drawn(name="Chan \ue000")


def test_a_direction_override_is_refused() -> None:
    with pytest.raises(Refused, match=r"U\+202E"):
        rendering.check_names("Chan \u202enaM iaT")


def test_names_of_the_people_here_can_be_set() -> None:
    rendering.check_names(
        "Chan Tai Man", "陳大文", "Lê Thị Ánh", "فاطمة الزهراء", "Żółć", "லட்சுமி", "አበበ", "नेपाल", "محمد رضا حسینی‌نژاد"
    )


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/x", "https://example.org/x", "ftp://x/"])
def test_nothing_is_fetched(address: str) -> None:
    with pytest.raises(Exception, match="disallowed protocol"):
        fetcher().fetch(address)


@pytest.mark.parametrize(
    "name",
    [
        "<b>Chan</b> &amp; <script>alert(1)</script>",
        "<a rel=attachment href=file:///etc/passwd>x</a>",
        pytest.param("<img src=file:///etc/passwd>", marks=pytest.mark.long),
        pytest.param("{{ settings.SECRET_KEY }}", marks=pytest.mark.long),
    ],
)
def test_markup_in_a_name_is_only_text(name: str) -> None:
    pdf = drawn(name=name, other="")

    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert "".join(name.split()) in "".join(text.split())
    with pikepdf.open(BytesIO(pdf)) as document:
        assert not document.attachments


def test_the_longest_names_and_lists_still_fit_one_page() -> None:
    long = "Muhammad Abdulrahman ibn Khalid al-Farsi al-Baghdadi"

    pdf = drawn(name=long, other="محمد عبد الرحمن بن خالد الفارسي", modules=facts()["modules"] * 2)

    with pikepdf.open(BytesIO(pdf)) as document:
        assert len(document.pages) == 1


def test_a_signatory_with_honours_and_a_long_title_still_fits() -> None:
    titles = {
        "title_en": "Executive Director and Head of Volunteer Programmes",
        "title_zh": "行政總監兼義務工作計劃主管",
    }

    pdf = drawn(signatory={"name": "The Hon. Margaret Ho Man-yee, SBS, JP 何敏儀", **titles})

    with pikepdf.open(BytesIO(pdf)) as document:
        assert len(document.pages) == 1


def test_too_much_for_one_page_is_refused() -> None:
    with pytest.raises(Refused, match="too long"):
        drawn(modules=facts()["modules"] * 12)

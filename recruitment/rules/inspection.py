"""What an uploaded file really is, found by reading it: never by its name, nor by what a browser says of it.

Run as a program on a file as its standard input, with little memory and time, so that a file made to exhaust or
crash whatever reads it harms this one process. It prints the kind, or "!" and why the file is refused. For that it
imports nothing of ours.
"""

import os
import re
import resource
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final
from xml.parsers import expat

import pikepdf
from PIL import Image, ImageFile

MEMORY: Final = 220 * 1024 * 1024  # bytes of address space; the libraries alone take about half
SECONDS: Final = 15

PIXELS: Final = 60_000_000
COEFFICIENTS: Final = 68_000_000  # bytes that a progressive picture needs at once: 11 million pixels at least
PARTS: Final = 1_000
UNPACKED: Final = 60 * 1024 * 1024
RATIO: Final = 200
RATIO_FROM: Final = 1024 * 1024  # small parts may pack well
DIRECTORY: Final = 256 * 1024
XML_READ: Final = 2 * 1024 * 1024
STREAM_MEMORY: Final = 50 * 1024 * 1024
TRAILER: Final = 2048
HEAD: Final = 1024

MARKUP = (b"<script", b"<html", b"<!doctype", b"<?php", b"<iframe", b"<svg ")
BLANK = b"\0\t\n\x0c\r "
HEIF = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc", b"ftypavif")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
END_OF_ZIP = struct.Struct("<4s4H2LH")
ENCRYPTED = 0x1
LINKS = ("/hyperlink",)
OWN_TEMPLATE = re.compile(r"(file:///)?[A-Za-z]:[\\/]|(?![\w+.-]+:|[\\/]{2})[^\\/]*$")

PDF_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/RichMediaExecute", "/Rendition"}
)
PDF_ACTIVE = frozenset({"/JS", "/JavaScript", "/XFA"})
PDF_ATTACHED = frozenset({"/EF", "/EmbeddedFiles", "/RichMediaContent"})


class Refused(Exception):  # noqa: N818 - it reads as what happened
    """The file is not taken; the argument says why, in a word."""


def kind_of(file: BinaryIO) -> str:
    """Which of "pdf", "docx", "jpeg" and "png" a file is. Raises Refused."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    for begins, (name, look) in LOOKS.items():
        if head.startswith(begins):
            look(file)
            return name
    raise Refused(_otherwise(head))


def _otherwise(head: bytes) -> str:
    """Why a file that begins like none we take is refused."""
    if not head:
        return "empty"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "word_old"
    if head[4:12] in HEIF:
        return "heic"
    if head.lstrip(b"\xef\xbb\xbf" + BLANK).startswith(b"<"):
        return "web_page"
    return "pdf_broken" if b"%PDF-" in head else "unknown"


def _refuse_second_nature(file: BinaryIO, *parts: bytes) -> None:
    """A file that a program could also take for an archive or a web page is none of ours."""
    if zipfile.is_zipfile(file) or any(mark in part.lower() for part in parts for mark in MARKUP):
        raise Refused("two_in_one")


def _pdf(file: BinaryIO) -> None:
    head, tail = _ends(file)
    _before, found, after = tail.rpartition(b"%%EOF")
    _refuse_second_nature(file, head, after)
    if not re.match(rb"%PDF-[12]\.\d", head) or not found or after.strip(BLANK):
        raise Refused("pdf_broken")
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=STREAM_MEMORY,
        png_max_memory=STREAM_MEMORY,
        tiff_max_memory=STREAM_MEMORY,
        run_length_max_memory=STREAM_MEMORY,
        parser_max_container_size=1_000_000,
    )
    try:
        with pikepdf.open(file, attempt_recovery=False, suppress_warnings=True) as pdf:
            _read_through(pdf)
    except pikepdf.PasswordError:
        raise Refused("pdf_locked") from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError, RecursionError):
        raise Refused("pdf_broken") from None


def _ends(file: BinaryIO) -> tuple[bytes, bytes]:
    head = file.read(HEAD)
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - TRAILER, 0))
    tail = file.read()
    file.seek(0)
    return head, tail


def _read_through(pdf: Any) -> None:
    if pdf.is_encrypted:
        raise Refused("pdf_locked")
    if not len(pdf.pages):
        raise Refused("pdf_broken")
    for top in pdf.objects:
        for item in _within(top):
            _refuse_active(item)


def _within(top: Any) -> Iterator[Any]:
    """The dictionaries of one object; what it points to has its own turn."""
    waiting = [top]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Array):
            inner = list(item)
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield item
            inner = [item[key] for key in item.keys()]  # noqa: SIM118 - not a Python dictionary
        else:
            continue
        waiting += [part for part in inner if isinstance(part, pikepdf.Object) and not part.is_indirect]


def _refuse_active(item: Any) -> None:
    keys = set(item.keys())
    if keys & PDF_ATTACHED or str(item.get("/Type", "")) == "/EmbeddedFile":
        raise Refused("pdf_attached")
    elsewhere = isinstance(item, pikepdf.Stream) and "/F" in keys
    if keys & PDF_ACTIVE or elsewhere or str(item.get("/S", "")) in PDF_ACTIONS:
        raise Refused("pdf_active")


def _word(file: BinaryIO) -> None:
    _refuse_odd_archive(file)
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_bomb(archive.infolist())
            _refuse_odd_names([part.filename for part in archive.infolist()])
            _refuse_live_parts(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, expat.ExpatError, EOFError, KeyError, ValueError):
        raise Refused("word_broken") from None


def _refuse_odd_archive(file: BinaryIO) -> None:
    """The archive is the whole file: nothing before, between or behind, and a directory of a sensible size."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - END_OF_ZIP.size, 0))
    last = file.read()
    file.seek(0)
    if len(last) < END_OF_ZIP.size:
        raise Refused("word_broken")
    sign, disk, first_disk, here, count, length, start, comment = END_OF_ZIP.unpack(last)
    if sign != b"PK\x05\x06":
        raise Refused("two_in_one" if zipfile.is_zipfile(file) else "word_broken")
    if (disk, first_disk, comment) != (0, 0, 0) or here != count or start + length != size - END_OF_ZIP.size:
        raise Refused("two_in_one")
    if count > PARTS or length > DIRECTORY:
        raise Refused("word_bomb")


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Refused("word_old")
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Refused("word_bomb")
    if any(part.file_size > max(RATIO_FROM, RATIO * part.compress_size) for part in parts):
        raise Refused("word_bomb")
    if min((part.header_offset for part in parts), default=1) != 0:
        raise Refused("two_in_one")


def _refuse_odd_names(names: list[str]) -> None:
    if len({name.lower() for name in names}) != len(names):
        raise Refused("word_broken")
    for name in names:
        steps = name.split("/")
        if ".." in steps or not steps[0] or re.search(r"[\\:\0-\x1f]", name):
            raise Refused("word_live")
        if steps[0].upper() == "META-INF" or name.lower().endswith((".class", ".exe", ".dll", ".js", ".html", ".svgz")):
            raise Refused("two_in_one")


def _refuse_live_parts(archive: zipfile.ZipFile) -> None:
    """Every part reads whole, the main one is a text document, and nothing in it runs or is fetched from elsewhere."""
    names = archive.namelist()
    if "[Content_Types].xml" not in names:
        raise Refused("unknown")
    types = [given for _tag, given in _elements(_read(archive, "[Content_Types].xml"))]
    main = [given.get("PartName", "") for given in types if given.get("ContentType") == WORD]
    if any("macroEnabled" in given.get("ContentType", "") or "vba" in given.get("ContentType", "") for given in types):
        raise Refused("word_live")
    if len(main) != 1 or main[0].lstrip("/") not in names:
        raise Refused("unknown")
    for name in names:
        lowered = name.lower()
        content = _read(archive, name)
        if "vba" in lowered.rpartition("/")[2] or "activex" in lowered or "oleobject" in lowered:
            raise Refused("word_live")
        if lowered.endswith(".rels"):
            _refuse_fetching(content)
        elif lowered.endswith(".xml") and b"<!DOCTYPE" in content[:4096].upper():
            raise Refused("word_live")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part; all of it is unpacked and its checksum compared."""
    kept = b""
    with archive.open(name) as part:
        while chunk := part.read(64 * 1024):
            kept += chunk if len(kept) < XML_READ else b""
    return kept


def _elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small document with their attributes; one that declares entities is refused."""
    found: list[tuple[str, dict[str, str]]] = []

    def declared(*_args: Any) -> None:
        raise Refused("word_live")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = lambda tag, given: found.append((tag, given))
    parser.Parse(xml, True)
    return found


def _refuse_fetching(xml: bytes) -> None:
    """Links that somebody may follow are fine, and the name of the template it was made with; nothing else outside."""
    for _tag, given in _elements(xml):
        kind, target = given.get("Type", ""), given.get("Target", "")
        if kind.endswith(("/oleObject", "/vbaProject")):
            raise Refused("word_live")
        if given.get("TargetMode", "").lower() != "external" or kind.endswith(LINKS):
            continue
        if not (kind.endswith("/attachedTemplate") and OWN_TEMPLATE.match(target)):
            raise Refused("word_live")


def _picture(file: BinaryIO, name: str) -> None:
    _refuse_second_nature(file, file.read())
    file.seek(0)
    try:
        with Image.open(file, formats=[name]) as image:
            _decode(image, name)
    except Refused:
        raise
    except (MemoryError, Image.DecompressionBombError):
        raise Refused("picture_large") from None
    except Exception:  # noqa: BLE001 - what a broken picture raises is as various as pictures
        raise Refused("picture_broken") from None


def _at_once(image: Any) -> int:
    """The bytes to be held until the last pass over a progressive JPEG, however small it is then made."""
    if not image.info.get("progressive"):
        return 0
    samples = [across * down for _number, across, down, _table in image.layer]
    return int(2 * image.width * image.height * sum(samples) / max(samples))


def _decode(image: Image.Image, name: str) -> None:
    """A PNG carries checksums; a JPEG is read whole, an eighth as large each way."""
    if image.width * image.height > PIXELS or _at_once(image) > COEFFICIENTS:
        raise Refused("picture_large")
    if name == "PNG":
        image.verify()
    else:
        image.draft("L", (max(image.width // 8, 1), max(image.height // 8, 1)))
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, where it is loaded too, allows half a picture
        image.load()


def _jpeg(file: BinaryIO) -> None:
    _picture(file, "JPEG")


def _png(file: BinaryIO) -> None:
    _picture(file, "PNG")


LOOKS: dict[bytes, tuple[str, Callable[[BinaryIO], None]]] = {
    b"%PDF-": ("pdf", _pdf),
    b"PK\x03\x04": ("docx", _word),
    b"\xff\xd8\xff": ("jpeg", _jpeg),
    b"\x89PNG\r\n\x1a\n": ("png", _png),
}


def main() -> None:
    """Look at the standard input, within bounds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        verdict = kind_of(sys.stdin.buffer)
    except Refused as refused:
        verdict = f"!{refused}"
    except MemoryError:
        verdict = "!too_much"
    sys.stdout.write(verdict)


if __name__ == "__main__":
    main()

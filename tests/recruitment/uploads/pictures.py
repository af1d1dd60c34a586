"""Pictures, as people have them and as they are made to harm; and what is none of what we take."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

from tests.recruitment.uploads.archives import zipped
from tests.recruitment.uploads.sample import Sample

HTML = b"<html><script>alert(1)</script></html>"


def picture(form: str, *, mode: str = "RGB", size: tuple[int, int] = (60, 40), **saving: Any) -> bytes:
    """A picture in one colour."""
    out = BytesIO()
    Image.new(mode, size, color=1 if mode in {"1", "P"} else None).save(out, form, **saving)
    return out.getvalue()


def placed() -> bytes:
    """A photo that knows where it was taken."""
    facts = Image.Exif()
    facts[0x010F] = "Camera"
    return picture("JPEG", exif=facts)


def huge_png() -> bytes:
    """A PNG that says it is 40,000 by 40,000 pixels."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">2L5B", 40_000, 40_000, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))


def huge_jpeg() -> bytes:
    """A JPEG whose header says 60,000 by 60,000 pixels."""
    plain = bytearray(picture("JPEG"))
    at = plain.index(b"\xff\xc0")
    plain[at + 5 : at + 9] = struct.pack(">2H", 60_000, 60_000)
    return bytes(plain)


def spoken_png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", HTML.decode())
    return picture("PNG", pnginfo=words)


def flipped(content: bytes) -> bytes:
    """One bit of the picture itself is wrong."""
    at = content.index(b"IDAT") + 6
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


TAKEN = [
    Sample("photo.jpg", lambda: picture("JPEG"), "jpeg"),
    Sample("photo.jpeg", lambda: picture("JPEG", progressive=True, size=(900, 700)), "jpeg"),
    Sample("grey.jpg", lambda: picture("JPEG", mode="L"), "jpeg"),
    Sample("print.jpg", lambda: picture("JPEG", mode="CMYK"), "jpeg"),
    Sample("placed.jpg", placed, "jpeg"),
    Sample("two-exposures.jpg", lambda: picture("JPEG") + picture("JPEG", mode="L"), "jpeg"),
    Sample("scan.png", lambda: picture("PNG"), "png"),
    Sample("clear.png", lambda: picture("PNG", mode="RGBA"), "png"),
    Sample("fax.png", lambda: picture("PNG", mode="1"), "png"),
    Sample("few-colours.png", lambda: picture("PNG", mode="P"), "png"),
]
REFUSED = [
    Sample("archive.jpg", lambda: picture("JPEG") + zipped({"A.class": b"\xca\xfe\xba\xbe"}), "!two_in_one"),
    Sample("spoken.jpg", lambda: picture("JPEG", comment=HTML), "!two_in_one"),
    Sample("page-behind.jpg", lambda: picture("JPEG") + HTML, "!two_in_one"),
    Sample("spoken.png", spoken_png, "!two_in_one"),
    Sample("program.png", lambda: picture("PNG") + b"<?php system($_GET[1]); ?>", "!two_in_one"),
    Sample("half.jpg", lambda: picture("JPEG", size=(900, 700))[:2000], "!picture_broken"),
    Sample("half.png", lambda: picture("PNG")[:-30], "!picture_broken"),
    Sample("flipped.png", lambda: flipped(picture("PNG")), "!picture_broken"),
    Sample("only-begins.jpg", lambda: b"\xff\xd8\xff\xe0", "!picture_broken"),
    Sample("huge.png", huge_png, "!picture_large"),
    Sample(
        "waves.jpg",
        lambda: picture("JPEG", progressive=True, subsampling=0, size=(4000, 3000)),
        "!picture_large",
    ),
    Sample("huge.jpg", huge_jpeg, "!picture_large"),
    Sample("photo.heic", lambda: b"\0\0\0\x18ftypheic" + bytes(100), "!heic"),
    Sample("moving.gif", lambda: picture("GIF", mode="P"), "!unknown"),
    Sample("moving.jpg", lambda: picture("GIF", mode="P") + zipped({"A.class": b"x"}), "!unknown"),
    Sample("page.pdf", lambda: b"\xef\xbb\xbf  <!DOCTYPE html>" + HTML, "!web_page"),
    Sample("drawing.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "!web_page"),
    Sample("drawing.svg", lambda: b'<?xml version="1.0"?><svg onload="alert(1)"/>', "!web_page"),
    Sample("empty.pdf", lambda: b"", "!empty"),
    Sample("cv.pdf.exe", lambda: b"MZ" + bytes(200), "!unknown"),
    Sample("notes.txt", lambda: b"Curriculum vitae", "!unknown"),
    Sample("letter.rtf", lambda: b"{\\rtf1 cv}", "!unknown"),
    Sample("run.pdf", lambda: b"#!/bin/sh\nrm -rf /\n", "!unknown"),
    Sample("nothing.png", lambda: bytes(4096), "!unknown"),
]

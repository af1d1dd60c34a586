"""Word documents, as people have them and as they are made to harm."""

import warnings
import zipfile
from collections.abc import Mapping

from tests.recruitment.uploads.archives import zipped
from tests.recruitment.uploads.pictures import picture
from tests.recruitment.uploads.sample import Sample

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def types(main: str = MAIN, more: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{more}'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    ).encode()


def relations(kind: str = "officeDocument", target: str = "word/document.xml", mode: str = "") -> bytes:
    mode = f' TargetMode="{mode}"' if mode else ""
    one = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
    return f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{one}</Relationships>'.encode()


def word(more: Mapping[str, bytes] | None = None, **archive: object) -> bytes:
    """A document of one line, with other parts."""
    parts = {
        "[Content_Types].xml": types(),
        "_rels/.rels": relations(),
        "word/document.xml": '<w:document xmlns:w="http://x"><w:body>Łucja 履歷</w:body></w:document>'.encode(),
    }
    return zipped(parts | dict(more or {}), **archive)  # type: ignore[arg-type]


def related(kind: str, target: str) -> bytes:
    """A document that points outside itself."""
    return word({"word/_rels/document.xml.rels": relations(kind, target, "External")})


def of_type(main: str, more: str = "") -> bytes:
    return word({"[Content_Types].xml": types(main, more)})


def twice() -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return word(again="word/document.xml")


def flagged_encrypted() -> bytes:
    """The mark of encryption on every part."""
    plain = bytearray(word())
    for sign, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = plain.find(sign)
        while at >= 0:
            plain[at + offset] |= 1
            at = plain.find(sign, at + 4)
    return bytes(plain)


def lying() -> bytes:
    """A part that says it is small and unpacks to far more."""
    content = bytes(word({"word/big.xml": b"a" * 3_000_000}))
    return content.replace((3_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


def entities() -> bytes:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Relationships>&b;</Relationships>'
    return word({"word/_rels/document.xml.rels": bomb})


def hidden_entities() -> bytes:
    """The same in an encoding that a search for bytes does not see through."""
    bomb = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "aaaa">]><Relationships>&a;</Relationships>'
    return word({"word/_rels/document.xml.rels": bomb.encode("utf-16")})


TEMPLATE = "file:///C:\\Users\\A\\AppData\\Roaming\\Microsoft\\Templates\\CV.dotx"
TAKEN = [
    Sample("cv.docx", word, "docx"),
    Sample("stored.docx", lambda: word(packing=zipfile.ZIP_STORED), "docx"),
    Sample("picture.docx", lambda: word({"word/media/image1.png": picture("PNG")}), "docx"),
    Sample("link.docx", lambda: related("hyperlink", "https://example.org/me"), "docx"),
    Sample("from-template.docx", lambda: related("attachedTemplate", TEMPLATE), "docx"),
    Sample("long.docx", lambda: word({"word/styles.xml": b"<w:style/>" * 90_000}), "docx"),
]
REFUSED = [
    Sample("macro.docm", lambda: of_type(MACROS), "!word_live"),
    Sample("macro.docx", lambda: word({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "!word_live"),
    Sample("object.docx", lambda: word({"word/embeddings/oleObject1.bin": b"\xd0\xcf"}), "!word_live"),
    Sample("control.docx", lambda: word({"word/activeX/activeX1.bin": b"x"}), "!word_live"),
    Sample("template.docx", lambda: related("attachedTemplate", "https://x.example/a.dotm"), "!word_live"),
    Sample("share.docx", lambda: related("attachedTemplate", "file:///\\\\x.example\\a\\b.dotm"), "!word_live"),
    Sample("linked-picture.docx", lambda: related("image", "https://x.example/pixel.png"), "!word_live"),
    Sample("linked-object.docx", lambda: related("oleObject", "mhtml:https://x.example!x"), "!word_live"),
    Sample("up.docx", lambda: word({"../../etc/cron.d/x": b"x"}), "!word_live"),
    Sample("root.docx", lambda: word({"/etc/passwd": b"x"}), "!word_live"),
    Sample("backslash.docx", lambda: word({"word\\..\\..\\x": b"x"}), "!word_live"),
    Sample("entities.docx", entities, "!word_live"),
    Sample("entities-hidden.docx", hidden_entities, "!word_live"),
    Sample("jar.docx", lambda: word({"META-INF/MANIFEST.MF": b"Main-Class: A", "A.class": b"\xca\xfe"}), "!two_in_one"),
    Sample("prefixed.docx", lambda: b"PK\x03\x04" + b"x" * 100 + word(), "!two_in_one"),
    Sample("commented.docx", lambda: word(comment=b"<script>alert(1)</script>"), "!two_in_one"),
    Sample("page-behind.docx", lambda: word() + b"<html>", "!two_in_one"),
    Sample("bomb.docx", lambda: word({"word/big.xml": bytes(50_000_000)}), "!word_bomb"),
    Sample("total.docx", lambda: word({f"word/{n}.xml": bytes(900_000) for n in range(80)}), "!word_bomb"),
    Sample("parts.docx", lambda: word({f"word/{n}.xml": b"" for n in range(1_001)}), "!word_bomb"),
    Sample("lying.docx", lying, "!word_broken"),
    Sample("twice.docx", twice, "!word_broken"),
    Sample("half.docx", lambda: word()[:-60], "!word_broken"),
    Sample("damaged.docx", lambda: word(packing=zipfile.ZIP_STORED).replace(b"body", b"bXdy"), "!word_broken"),
    Sample("encrypted.docx", flagged_encrypted, "!word_old"),
    Sample("sheet.docx", lambda: of_type(SHEET), "!unknown"),
    Sample("archive.docx", lambda: zipped({"cv.txt": b"cv"}), "!unknown"),
    Sample("locked.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "!word_old"),
]

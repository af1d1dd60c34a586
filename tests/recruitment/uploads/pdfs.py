"""PDFs, as people have them and as they are made to harm."""

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.recruitment.uploads.archives import zipped
from tests.recruitment.uploads.sample import Sample

HTML = b"<html><script>alert(1)</script></html>"


def pdf(change: Callable[[pikepdf.Pdf], Any] | None = None, **saving: Any) -> bytes:
    """A page of A4, changed as asked."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    page.Contents = document.make_stream(b"BT /F1 12 Tf 72 720 Td (Curriculum vitae) Tj ET")
    if change:
        change(document)
    out = BytesIO()
    document.save(out, **saving)
    return out.getvalue()


def action(kind: str, **more: Any) -> Any:
    """An action of the kind named."""
    return Dictionary(S=Name(kind), **more)


def link(document: pikepdf.Pdf, what: Any) -> None:
    """A link on the first page."""
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=what)
    document.pages[0].Annots = Array([document.make_indirect(annotation)])


def at_open(what: Any) -> Callable[[pikepdf.Pdf], None]:
    """Done when the document opens."""

    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = what

    return change


def script() -> Any:
    return action("/JavaScript", JS=String("app.alert(1)"))


def named_script(document: pikepdf.Pdf) -> None:
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))


def on_page_open(document: pikepdf.Pdf) -> None:
    document.pages[0].AA = Dictionary(O=script())


def form_field(document: pikepdf.Pdf) -> None:
    field = Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=document.make_indirect(script())))
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(field)]))


def dynamic_form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=document.make_stream(b"<xdp:xdp/>"))


def attachment(document: pikepdf.Pdf) -> None:
    document.attachments["evil.exe"] = b"MZ"


def page_attachment(document: pikepdf.Pdf) -> None:
    kept = document.make_stream(b"MZ", Type=Name.EmbeddedFile)
    what = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=kept))
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=what)
    document.pages[0].Annots = Array([document.make_indirect(note)])


def outside_stream(document: pikepdf.Pdf) -> None:
    document.pages[0].Contents = document.make_stream(b"", F=String("file:///etc/passwd"))


def bomb() -> bytes:
    """An object stream that unpacks to 300 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _part in range(300)) + packer.flush()
    plain = pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)
    start = plain.index(b"/ObjStm")
    begin = plain.rindex(b" obj", 0, start) - 3
    head = b"%%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        packed
    )
    body = head + packed + b"\nendstream\nendobj\n"
    at = len(body)
    assert begin > 0
    entries = b"".join(
        [
            bytes([0, 0, 0, 0, 0, 255]),
            bytes([1]) + (9).to_bytes(4, "big") + bytes([0]),
            bytes([2]) + (1).to_bytes(4, "big") + bytes([0]),
            bytes([1]) + at.to_bytes(4, "big") + bytes([0]),
        ]
    )
    table = b"3 0 obj\n<< /Type /XRef /Size 4 /W [1 4 1] /Root 2 0 R /Length %d >>\nstream\n" % len(entries)
    return body + table + entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


def no_pages(document: pikepdf.Pdf) -> None:
    del document.pages[0]


def in_picture(document: pikepdf.Pdf) -> None:
    image = document.make_stream(zlib.compress(bytes(300)), Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10)
    image.BitsPerComponent, image.ColorSpace, image.Filter = 8, Name.DeviceRGB, Name.FlateDecode
    document.pages[0].Resources = Dictionary(XObject=Dictionary(Im0=image))


def many_pages(document: pikepdf.Pdf) -> None:
    for _page in range(40):
        document.add_blank_page()


def web_link(document: pikepdf.Pdf) -> None:
    link(document, action("/URI", URI=String("https://example.org/me")))


def fill_in_form(document: pikepdf.Pdf) -> None:
    field = Dictionary(FT=Name.Tx, T=String("name"), V=String("Łucja"))
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(field)]))


def locked(**more: Any) -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="owner", R=6, **more))


def zip_behind() -> bytes:
    """A PDF whose end is an archive that holds the PDF's own end as its comment."""
    return pdf() + zipped({"a.txt": b"a"}, comment=b"\n%%EOF\n")


TAKEN = [
    Sample("cv.pdf", pdf, "pdf"),
    Sample("CV.PDF", lambda: pdf(linearize=True), "pdf"),
    Sample("packed.pdf", lambda: pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "pdf"),
    Sample("two.pdf", lambda: pdf(force_version="2.0"), "pdf"),
    Sample("link.pdf", lambda: pdf(web_link), "pdf"),
    Sample("picture.pdf", lambda: pdf(in_picture), "pdf"),
    Sample("pages.pdf", lambda: pdf(many_pages), "pdf"),
    Sample("form.pdf", lambda: pdf(fill_in_form), "pdf"),
    Sample("padded.pdf", lambda: pdf() + b"\r\n\0\0\0", "pdf"),
    Sample("履歷 سيرة.pdf", pdf, "pdf"),
]
REFUSED = [
    Sample("script-at-open.pdf", lambda: pdf(at_open(script())), "!pdf_active"),
    Sample("script-by-name.pdf", lambda: pdf(named_script), "!pdf_active"),
    Sample("script-on-page.pdf", lambda: pdf(on_page_open), "!pdf_active"),
    Sample("script-in-field.pdf", lambda: pdf(form_field), "!pdf_active"),
    Sample(
        "script-packed.pdf",
        lambda: pdf(at_open(script()), object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "!pdf_active",
    ),
    Sample("launch.pdf", lambda: pdf(at_open(action("/Launch", F=String("cmd.exe")))), "!pdf_active"),
    Sample("launch-by-link.pdf", lambda: pdf(lambda d: link(d, action("/Launch", F=String("a.exe")))), "!pdf_active"),
    Sample(
        "sends-form.pdf", lambda: pdf(lambda d: link(d, action("/SubmitForm", F=String("https://x")))), "!pdf_active"
    ),
    Sample(
        "next-action.pdf",
        lambda: pdf(at_open(action("/URI", URI=String("https://x"), Next=Array([script()])))),
        "!pdf_active",
    ),
    Sample("dynamic-form.pdf", lambda: pdf(dynamic_form), "!pdf_active"),
    Sample("outside.pdf", lambda: pdf(outside_stream), "!pdf_active"),
    Sample("attachment.pdf", lambda: pdf(attachment), "!pdf_attached"),
    Sample("page-attachment.pdf", lambda: pdf(page_attachment), "!pdf_attached"),
    Sample("password.pdf", lambda: locked(user="secret"), "!pdf_locked"),
    Sample("protected.pdf", lambda: locked(user=""), "!pdf_locked"),
    Sample("half.pdf", lambda: pdf(in_picture)[:-300], "!pdf_broken"),
    Sample("no-table.pdf", lambda: pdf().replace(b"startxref", b"startxxxx"), "!pdf_broken"),
    Sample("no-pages.pdf", lambda: pdf(no_pages), "!pdf_broken"),
    Sample("only-begins.pdf", lambda: b"%PDF-1.7\n%%EOF\n", "!pdf_broken"),
    Sample("late.pdf", lambda: b"junk\n" + pdf(), "!pdf_broken"),
    Sample("page-behind.pdf", lambda: pdf() + HTML, "!two_in_one"),
    Sample("page-within.pdf", lambda: pdf().replace(b"\n", b"\n%" + HTML + b"\n", 1), "!two_in_one"),
    Sample("zip-behind.pdf", zip_behind, "!two_in_one"),
    Sample("bomb.pdf", bomb, "!pdf_broken"),
]

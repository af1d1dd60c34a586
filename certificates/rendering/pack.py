"""Many issued documents as one file: the pages of all for the printer, or the signed files in an archive.

Nothing is drawn anew: what is printed are the pages that were signed.
"""

import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pikepdf
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.rules import Refused

PIECE = 64 * 1024


def check_there(rows: Iterable[Certificate]) -> None:
    """Raises Refused where a file is gone, naming it: an archive that is being sent can no longer say so."""
    for row in rows:
        if not row.file.storage.exists(str(row.file.name)):
            raise _unreadable(row)


def _unreadable(row: Certificate) -> Refused:
    return Refused(_("The document of %(serial)s cannot be read.") % {"serial": row})


def print_pack(rows: Iterable[Certificate], *, title: str) -> BinaryIO:
    """One PDF of all pages in the order given, under a title. Raises Refused where a file cannot be read, naming it.

    Of each document only its pages stay in memory: about a quarter of a megabyte.
    """
    version = "1.7"
    with pikepdf.new() as pack:
        for row in rows:
            try:
                with (
                    row.file.open("rb") as file,
                    pikepdf.open(cast("BinaryIO", file)) as source,
                    _pages(source) as pages,
                ):
                    pack.pages.extend(pages.pages)
                    version = max(version, source.pdf_version)
            except (OSError, pikepdf.PdfError) as broken:
                raise _unreadable(row) from broken
        with pack.open_metadata() as about:
            about["dc:title"] = title
        made: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
        pack.save(made, min_version=version)
    made.seek(0)
    return made


def _pages(source: pikepdf.Pdf) -> pikepdf.Pdf:
    """The pages of a document by themselves, which no longer need it: pikepdf would read from it until all is saved."""
    for page in source.pages:
        for name in ("/Annots", "/StructParents"):  # they point into the document that is left behind
            if name in page:
                del page[name]
    pages = pikepdf.new()
    pages.pages.extend(source.pages)
    for part in pages.objects:
        if isinstance(part, pikepdf.Stream):
            packed: dict[str, Any] = {"filter": part.get("/Filter"), "decode_parms": part.get("/DecodeParms")}
            part.write(part.read_raw_bytes(), **packed)
    return pages


class Sink:
    """Takes what an archive writes and hands it on, so that none of it piles up."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        """What was written since."""
        found, self.pieces = b"".join(self.pieces), []
        return found


def archive(rows: Iterable[Certificate]) -> Iterator[bytes]:
    """A ZIP of the signed files by their serial numbers, piece by piece. They are compressed already."""
    sink = Sink()
    with ZipFile(sink, "w", ZIP_STORED) as zipped:  # type: ignore[call-overload] # it need not be sought in
        for row in rows:
            entry = ZipInfo(f"{row.serial}.pdf", date_time=(*row.issued_on.timetuple()[:3], 0, 0, 0))
            entry.external_attr = 0o600 << 16
            with zipped.open(entry, "w") as target, row.file.open("rb") as source:
                while piece := source.read(PIECE):
                    target.write(piece)
                    yield sink.taken()
    yield sink.taken()

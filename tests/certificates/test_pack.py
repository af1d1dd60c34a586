"""A pack for the printer takes the pages of many documents, and room for no more than them."""

import os
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import pikepdf

from certificates.rendering.pack import print_pack

MEGABYTE = 1_000_000


def test_a_pack_keeps_of_each_document_its_pages_only(tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    with pikepdf.new() as document:
        document.add_blank_page().contents_add(b"0 0 10 10 re f")
        document.Root["/Badge"] = document.make_stream(os.urandom(MEGABYTE))
        document.save(path, min_version="2.0")
    rows = [SimpleNamespace(file=SimpleNamespace(open=path.open)) for _ in range(20)]

    tracemalloc.start()
    try:
        made = print_pack(rows, title="Twenty")  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 5 * MEGABYTE
    with pikepdf.open(made) as pack:
        assert pack.pdf_version == "2.0"
        assert [b"re" in page.Contents[-1].read_bytes() for page in pack.pages] == [True] * 20

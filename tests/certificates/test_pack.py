"""A pack for the printer takes the pages of many documents, and room for no more than them."""

import os
import resource
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest

from certificates.rendering.pack import print_pack

MEGABYTE = 1_000_000


@pytest.fixture
def rows(tmp_path: Path) -> list[Any]:
    """Sixty documents of a megabyte, next to nothing of it on their pages."""
    path = tmp_path / "signed.pdf"
    with pikepdf.new() as document:
        document.add_blank_page().contents_add(b"0 0 10 10 re f")
        document.Root["/Badge"] = document.make_stream(os.urandom(MEGABYTE))
        document.save(path, min_version="2.0")
    return [SimpleNamespace(file=SimpleNamespace(open=path.open)) for _ in range(60)]


def resident(work: Callable[[], object]) -> int:
    """The most memory a process of its own ever held while it worked, in bytes, the libraries' included."""
    reads, writes = os.pipe()
    if (child := os.fork()) == 0:
        try:
            work()
            os.write(writes, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024).encode())
        finally:
            os._exit(0)
    os.close(writes)
    os.waitpid(child, 0)
    with os.fdopen(reads) as told:
        return int(told.read())


def test_a_pack_keeps_of_each_document_its_pages_only(rows: list[Any]) -> None:
    one, all_of_them = (resident(partial(print_pack, few, title="Few")) for few in (rows[:1], rows))

    assert all_of_them - one < 15 * MEGABYTE


def test_a_pack_holds_every_page_in_the_latest_version_of_them(rows: list[Any]) -> None:
    with print_pack(rows[:3], title="Three") as made, pikepdf.open(made) as pack:
        assert pack.pdf_version == "2.0"
        assert [b"re" in page.Contents[-1].read_bytes() for page in pack.pages] == [True] * 3

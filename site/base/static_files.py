"""How static files are served: hashed, compressed, and the style sheets folded into one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
IMPORT = re.compile(r'@import url\("(?P<name>[\w.]+)"\) layer\((?P<layer>\w+)\);')

QUICK_FROM = 60_000  # bytes: above that are only libraries of the staff screens, which would keep a first start waiting


class QuickCompressor(Compressor):
    """The smallest form of small files, and a small one of large files."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        small: bytes = brotli.compress(data, quality=11 if len(data) < QUICK_FROM else 5)
        return small


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Collected files. One file per component is right for people; one request is right for phones."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: FBT001, FBT002 - the signature of Django's
        if SHEET in paths and not dry_run:
            self._fold(paths)
        yield from super().post_process(paths, dry_run, **options)

    def create_compressor(self, **options: Any) -> Compressor:
        return QuickCompressor(**options)

    def _fold(self, paths: dict[str, Any]) -> None:
        folded = IMPORT.sub(lambda found: self._layer(paths, found), self._read(paths, SHEET))
        Path(self.path(SHEET)).write_text(folded)
        paths[SHEET] = (self, SHEET)

    def _layer(self, paths: dict[str, Any], found: re.Match[str]) -> str:
        return f"@layer {found['layer']} {{\n{self._read(paths, 'css/' + found['name'])}}}"

    def _read(self, paths: dict[str, Any], name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as sheet:
            return bytes(sheet.read()).decode()

"""Archives, which Word documents are."""

import zipfile
from collections.abc import Mapping
from io import BytesIO


def zipped(
    parts: Mapping[str, bytes], *, comment: bytes = b"", packing: int = zipfile.ZIP_DEFLATED, again: str = ""
) -> bytes:
    """An archive of these parts; ``again`` puts one of them in twice."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, packing)
        if again:
            archive.writestr(zipfile.ZipInfo(again), b"<other/>", packing)
        archive.comment = comment
    return out.getvalue()

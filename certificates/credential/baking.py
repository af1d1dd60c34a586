"""A badge as a picture that carries its credential, as Open Badges bake it into PNG."""

import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER_END = len(SIGNATURE) + 4 + 4 + 13 + 4  # the first chunk is the header, of 13 bytes
KEYWORD = b"openbadgecredential"


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def baked(png: bytes, credential: bytes) -> bytes:
    """The picture with the credential in it, as an uncompressed international text."""
    text = KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + credential
    return png[:HEADER_END] + _chunk(b"iTXt", text) + png[HEADER_END:]


def unbaked(png: bytes) -> bytes | None:
    """The credential in a picture, None where there is none."""
    at = len(SIGNATURE)
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        content = png[at + 8 : at + 8 + length]
        if kind == b"iTXt" and content.startswith(KEYWORD + b"\0"):
            return content[len(KEYWORD) + 5 :]
        at += 12 + length
    return None

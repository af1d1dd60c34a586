"""Which characters the fonts of this machine can draw."""

import subprocess
from bisect import bisect_right
from functools import cache

# Characters that shape their neighbours and have no picture of their own.
SILENT = {0x200C, 0x200D, *range(0xFE00, 0xFE10)}


def _listed(*query: str) -> str:
    return subprocess.run(["fc-list", *query], capture_output=True, text=True, check=True, timeout=30).stdout


@cache
def coverage() -> tuple[list[int], list[int]]:
    """First and last code points of what any font here can draw, in order. Looked up once per process."""
    spans: set[tuple[int, int]] = set()
    for word in _listed("--format", "%{charset} ").split():
        first, _dash, last = word.partition("-")
        spans.add((int(first, 16), int(last or first, 16)))
    merged: list[list[int]] = []
    for first_point, last_point in sorted(spans):
        if merged and first_point <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last_point)
        else:
            merged.append([first_point, last_point])
    return [span[0] for span in merged], [span[1] for span in merged]


def uncovered(text: str) -> list[str]:
    """The characters that no font here can draw, each once."""
    firsts, lasts = coverage()

    def drawn(character: str) -> bool:
        point = ord(character)
        place = bisect_right(firsts, point) - 1
        return point in SILENT or (place >= 0 and point <= lasts[place])

    return [character for character in dict.fromkeys(text) if not drawn(character)]


@cache
def any_fonts() -> bool:
    """Whether there is any font at all: without one the layout library takes the whole process down."""
    try:
        return bool(_listed(":", "family").strip())
    except (OSError, subprocess.SubprocessError):
        return False

"""The fine lines of a certificate, as vectors: an open door, its light, and a rosette drawn from the code.

Lengths are millimetres. Curves are few smooth Béziers, written straight into the page as PDF (a hundred times
faster than by way of SVG) and, for the verification page, as SVG.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, pi, sin

from django.utils.safestring import SafeString, mark_safe

Point = tuple[float, float]
# A start and then curves, each by two handles and an end; a straight line is a curve that does not bend.
Curve = tuple[Point, Point, Point]

WIDTH, HEIGHT = 297.0, 210.0
DOOR_X, DOOR_FOOT, DOOR_SPRING, DOOR_RADIUS = 57.0, 188.0, 70.0, 32.0
ROSETTE_AT, ROSETTE_SIZE = (57.0, 70.5), 51.0
INK, LEAF, GOLD, PAPER = (15, 76, 61), (127, 163, 148), (185, 138, 44), (255, 255, 255)
NEAR, FAR = (201, 215, 204), (246, 248, 244)  # the light's colour at the door and where it is lost
ROUND = 0.5522847498  # the handle that makes four Béziers a circle
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Line:
    """One drawn path: a line of a width, or a filled shape where the width is 0."""

    start: Point
    curves: tuple[Curve, ...]
    colour: Colour
    width: float
    closed: bool = False


def smooth(points: Iterable[Point], *, closed: bool = False) -> tuple[Point, tuple[Curve, ...]]:
    """A curve through the points, by Catmull-Rom."""
    known = list(points)
    around = [known[-1], *known, known[0], known[1]] if closed else [known[0], *known, known[-1]]
    quads = zip(around, around[1:], around[2:], around[3:], strict=False)
    return known[0], tuple(
        ((bx + (cx - ax) / 6, by + (cy - ay) / 6), (cx - (dx - bx) / 6, cy - (dy - by) / 6), (cx, cy))
        for (ax, ay), (bx, by), (cx, cy), (dx, dy) in quads
    )


def straight(*points: Point) -> tuple[Point, tuple[Curve, ...]]:
    """Straight lines from point to point."""
    return points[0], tuple((a, b, b) for a, b in pairwise(points))


def ring(radius: Callable[[float], float], *, at: Point, points: int) -> tuple[Point, tuple[Curve, ...]]:
    """A closed curve around a point, given by its radius at each angle."""
    angles = [2 * pi * step / points for step in range(points)]
    around = ((at[0] + radius(angle) * sin(angle), at[1] - radius(angle) * cos(angle)) for angle in angles)
    return smooth(around, closed=True)


def arch(radius: float, *, foot: float = DOOR_FOOT) -> tuple[Point, tuple[Curve, ...]]:
    """A plain arch around the door."""
    left, right, top, bend = DOOR_X - radius, DOOR_X + radius, DOOR_SPRING - radius, radius * ROUND
    return (left, foot), (
        ((left, foot), (left, DOOR_SPRING), (left, DOOR_SPRING)),
        ((left, DOOR_SPRING - bend), (DOOR_X - bend, top), (DOOR_X, top)),
        ((DOOR_X + bend, top), (right, DOOR_SPRING - bend), (right, DOOR_SPRING)),
        ((right, DOOR_SPRING), (right, foot), (right, foot)),
    )


def braided_arch(radius: float, *, swing: float, phase: float, waves: int) -> tuple[Point, tuple[Curve, ...]]:
    """An arch that swings to both sides of its radius; several with other phases make a braid."""
    post, bow = DOOR_FOOT - DOOR_SPRING, pi * radius
    length, steps = 2 * post + bow, waves * 6

    def place(step: int) -> Point:
        way = length * step / steps
        off = swing * sin(2 * pi * waves * step / steps + phase)
        if way < post:
            return DOOR_X - radius - off, DOOR_FOOT - way
        if way > post + bow:
            return DOOR_X + radius + off, DOOR_SPRING + (way - post - bow)
        angle = (way - post) / radius
        return DOOR_X - (radius + off) * cos(angle), DOOR_SPRING - (radius + off) * sin(angle)

    return smooth(place(step) for step in range(steps + 1))


def faded(part: float) -> Colour:
    """The light's colour on its way out, from 0 at the door to 1."""
    red, green, blue = (round(near + (far - near) * part**0.5) for near, far in zip(NEAR, FAR, strict=True))
    return red, green, blue


def door() -> list[Line]:
    """The page behind every certificate: the doorway and the light that spreads from it."""
    light = [Line(*arch(43 + 2.2 * n + 0.06 * n * n, foot=HEIGHT), faded(min(1, n / 26)), 0.2) for n in range(1, 56)]
    floor = straight((0, DOOR_FOOT), (WIDTH, DOOR_FOOT), (WIDTH, HEIGHT), (0, HEIGHT))
    clear = [Line(*arch(DOOR_RADIUS + 10), PAPER, 0, closed=True), Line(*floor, PAPER, 0, closed=True)]
    braid = [
        Line(*braided_arch(DOOR_RADIUS + 5, swing=2.6, phase=2 * pi * n / 6, waves=44), LEAF, 0.14) for n in range(6)
    ]
    frame = [
        Line(*arch(DOOR_RADIUS + out), INK, width) for out, width in ((0, 0.5), (1.1, 0.14), (8.9, 0.14), (10, 0.5))
    ]
    return [*light, *clear, *braid, *frame, Line(*straight((0, DOOR_FOOT), (WIDTH, DOOR_FOOT)), INK, 0.5)]


def rosette(code: str, *, at: Point, size: float) -> list[Line]:
    """The drawing that belongs to one code, to be compared by eye: the same code always gives the same one."""
    seed = hashlib.sha256(code.encode()).digest()
    petals, fold = 7 + seed[0] % 9, 2 + seed[1] % 3
    deep, fine = 5 + seed[2] % 6, 1 + seed[3] % 3
    turn, heart, unit = 2 * pi * seed[4] / 256, 9 + seed[5] % 8, size / 100

    def outer(phase: float) -> Callable[[float], float]:
        return lambda a: unit * (37 + deep * cos(petals * a + turn + phase) + fine * cos(petals * fold * a - phase))

    def inner(phase: float) -> Callable[[float], float]:
        return lambda a: unit * (heart + 6 + (heart / 2) * cos((petals - 2) * a - turn + phase))

    points = petals * fold * 6
    lines = [Line(*ring(outer(2 * pi * n / 8), at=at, points=points), INK, 0.28 * unit, closed=True) for n in range(8)]
    heart_lines = (ring(inner(2 * pi * n / 5), at=at, points=petals * 8) for n in range(5))
    return [*lines, *(Line(*path, GOLD, 0.3 * unit, closed=True) for path in heart_lines)]


def as_pdf(lines: Iterable[Line]) -> bytes:
    """Drawing operators of a page, marked as decoration, which nobody has to hear read aloud."""
    scale = 72 / 25.4
    out = [f"/Artifact BMC\nq {scale:.6f} 0 0 {-scale:.6f} 0 {HEIGHT * scale:.4f} cm 1 j"]
    for line in lines:
        red, green, blue = (f"{part / 255:.3f}" for part in line.colour)
        out.append(f"{red} {green} {blue} {'RG ' + format(line.width, '.3f') + ' w' if line.width else 'rg'}")
        out.append(f"{line.start[0]:.2f} {line.start[1]:.2f} m")
        out += [f"{a:.2f} {b:.2f} {c:.2f} {d:.2f} {e:.2f} {f:.2f} c" for (a, b), (c, d), (e, f) in line.curves]
        out.append("f" if not line.width else "s" if line.closed else "S")
    return "\n".join([*out, "Q\nEMC"]).encode()


def as_svg(lines: Iterable[Line]) -> str:
    """The same lines as SVG paths."""
    paths = []
    for line in lines:
        curves = "".join(f"C{a:.2f} {b:.2f} {c:.2f} {d:.2f} {e:.2f} {f:.2f}" for (a, b), (c, d), (e, f) in line.curves)
        path = f"M{line.start[0]:.2f} {line.start[1]:.2f}{curves}{'Z' if line.closed else ''}"
        colour = "#{:02x}{:02x}{:02x}".format(*line.colour)
        paint = f'fill="none" stroke="{colour}" stroke-width="{line.width:.2f}"' if line.width else f'fill="{colour}"'
        paths.append(f'<path d="{path}" {paint}/>')
    return "".join(paths)


@cache
def backdrop() -> bytes:
    """The doorway as compressed drawing operators: made once per process."""
    return zlib.compress(as_pdf(door()), 9)


def backdrop_rosette(code: str) -> bytes:
    """The rosette in its place in the doorway."""
    return as_pdf(rosette(code, at=ROSETTE_AT, size=ROSETTE_SIZE))


def rosette_svg(code: str) -> SafeString:
    """The rosette of a code as a whole SVG for a web page; the page beside it says what it is."""
    paper = '<circle cx="50" cy="50" r="50" fill="#fff"/>'  # in dark colours too, the lines are dark on paper
    lines = as_svg(rosette(code, at=(50, 50), size=100))
    head = '<svg viewBox="0 0 100 100" width="160" height="160" aria-hidden="true" focusable="false">'
    return mark_safe(f"{head}{paper}{lines}</svg>")  # noqa: S308 - numbers and colours of our own

"""The picture of a badge: the rosette of its code within the braid of the doorway, on paper."""

from collections.abc import Iterator
from io import BytesIO
from math import cos, pi

from PIL import Image, ImageDraw

from certificates.rendering.pattern import GOLD, INK, LEAF, PAPER, Line, Point, ring, rosette

SIZE = 480  # pixels
FINER = 3  # drawn so much larger first, for smooth edges
STEPS = 5  # straight pieces of one curve
COLOURS = 64  # with their shades towards paper
MIDDLE: Point = (50, 50)


def _frame() -> list[Line]:
    """Rings and a braid around the rosette."""
    rings = ((48.5, INK, 0.9), (46.9, GOLD, 0.3), (38.9, GOLD, 0.3), (37.6, INK, 0.4))
    braid = [
        ring(lambda a, n=n: 42.9 + 2.4 * cos(36 * a + 2 * pi * n / 6), at=MIDDLE, points=432)  # type: ignore[misc]
        for n in range(6)
    ]
    return [
        *(Line(*ring(lambda _a, r=r: r, at=MIDDLE, points=48), colour, width) for r, colour, width in rings),  # type: ignore[misc]
        *(Line(*path, LEAF, 0.22) for path in braid),
    ]


def _points(line: Line) -> Iterator[Point]:
    """A line as a way through points, on a square of 100."""
    (x, y) = line.start
    yield x, y
    for (ax, ay), (bx, by), (cx, cy) in line.curves:
        for step in range(1, STEPS + 1):
            t = step / STEPS
            u = 1 - t
            parts = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            yield (
                parts[0] * x + parts[1] * ax + parts[2] * bx + parts[3] * cx,
                parts[0] * y + parts[1] * ay + parts[2] * by + parts[3] * cy,
            )
        x, y = cx, cy


def medal_png(code: str) -> bytes:
    """The picture as PNG; the same code always gives the same one."""
    scale = SIZE * FINER / 100
    picture = Image.new("RGB", (SIZE * FINER, SIZE * FINER), PAPER)
    pen = ImageDraw.Draw(picture)
    for line in [*_frame(), *rosette(code, at=MIDDLE, size=74)]:
        way = [(x * scale, y * scale) for x, y in _points(line)]
        pen.line(way, fill=line.colour, width=max(2, round(line.width * scale)))
    file = BytesIO()
    small = picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, Image.Quantize.MEDIANCUT).save(file, "PNG")
    return file.getvalue()

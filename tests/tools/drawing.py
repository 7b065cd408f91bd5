"""Drawing our mark as a picture. `turnout.svg` is a rounded square with a few strokes on it; no more is read here."""

import io
import math
import re
from collections.abc import Iterator

from PIL import Image, ImageDraw

Point = tuple[float, float]

# Drawn this much larger, then made small: soft edges.
FINER = 8
STEPS = 24
# How many numbers each command of a path takes (SVG 1.1, 8.3).
TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "a": 7}


def draw_mark(svg: str, *, size: int, is_square: bool) -> bytes:
    """Return the mark as a PNG of `size` pixels a side.

    A square one is for a launcher that cuts its own shape. It may be a circle of 80 % across (W3C, Web App Manifest,
    "Icon masks and safe zone"), in which our strokes stay: they reach 12 of its 12.8 units from the middle.
    """
    side, scale = size * FINER, size * FINER / 32
    ground, ink = (re.findall(pattern, svg)[0] for pattern in (r'fill="(#\w+)"', r'stroke="(#\w+)"'))
    image = Image.new("RGBA", (side, side), ground if is_square else "#0000")
    draw = ImageDraw.Draw(image)
    if not is_square:
        draw.rounded_rectangle((0, 0, side - 1, side - 1), radius=8 * scale, fill=ground)
    for path in re.findall(r' d="([^"]+)"', svg):
        for line in flatten(path):
            # The drawing of 24 stands in the middle of 32.
            points = [((x + 4) * scale, (y + 4) * scale) for x, y in line]
            _stroke(draw, points, width=2 * scale, ink=ink)
    stored = io.BytesIO()
    small = image.resize((size, size), Image.Resampling.LANCZOS)
    # Two colours and what lies between them: 64 are plenty.
    small.quantize(64, Image.Quantize.FASTOCTREE).save(stored, "PNG", optimize=True)
    return stored.getvalue()


def _stroke(draw: ImageDraw.ImageDraw, points: list[Point], *, width: float, ink: str) -> None:
    """Draw a line with round ends and joints."""
    draw.line(points, fill=ink, width=round(width))
    half = width / 2
    for x, y in points:
        draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)


def flatten(path: str) -> Iterator[list[Point]]:
    """Give a path's lines as points. Knows moves, lines, cubic curves and arcs of a circle, as our mark has them."""
    line: list[Point] = []
    for command, numbers in _read_commands(path):
        here = line[-1] if line else (0.0, 0.0)
        if command.islower():
            numbers = _make_absolute(command, numbers, here)
        match command.lower():
            case "m":
                if len(line) > 1:
                    yield line
                line = [(numbers[0], numbers[1])]
            case "l":
                line.append((numbers[0], numbers[1]))
            case "h":
                line.append((numbers[0], here[1]))
            case "v":
                line.append((here[0], numbers[0]))
            case "c":
                line.extend(_curve(here, *zip(numbers[::2], numbers[1::2], strict=True)))
            case "a":
                line.extend(_arc(here, numbers[0], bool(numbers[3]), bool(numbers[4]), (numbers[5], numbers[6])))
    if len(line) > 1:
        yield line


def _read_commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Give each command with its numbers, one at a time where several share a letter."""
    for letter, text in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path):
        numbers = [float(number) for number in re.findall(r"[-+]?(?:\d*\.\d+|\d+)", text)]
        takes = TAKES[letter.lower()]
        for start in range(0, len(numbers), takes):
            # What follows a move without a letter of its own is a line.
            command = {"m": "l", "M": "L"}.get(letter, letter) if start else letter
            yield command, numbers[start : start + takes]


def _make_absolute(command: str, numbers: list[float], here: Point) -> list[float]:
    x, y = here
    match command:
        case "h":
            return [numbers[0] + x]
        case "v":
            return [numbers[0] + y]
        case "a":
            return [*numbers[:5], numbers[5] + x, numbers[6] + y]
    return [number + here[n % 2] for n, number in enumerate(numbers)]


def _curve(a: Point, b: Point, c: Point, d: Point) -> Iterator[Point]:
    for step in range(1, STEPS + 1):
        t = step / STEPS
        parts = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        x, y = (sum(part * point[axis] for part, point in zip(parts, (a, b, c, d), strict=True)) for axis in (0, 1))
        yield x, y


def _arc(start: Point, radius: float, is_large: bool, is_clockwise: bool, end: Point) -> Iterator[Point]:
    """Give the points of a circle's arc (SVG 1.1, appendix F.6.5, for equal radii and no rotation)."""
    (x1, y1), (x2, y2) = start, end
    chord = math.dist(start, end)
    radius = max(radius, chord / 2)
    away = math.sqrt(max(radius**2 - (chord / 2) ** 2, 0)) * (1 if is_large != is_clockwise else -1)
    cx = (x1 + x2) / 2 - away * (y2 - y1) / chord
    cy = (y1 + y2) / 2 + away * (x2 - x1) / chord
    first, last = math.atan2(y1 - cy, x1 - cx), math.atan2(y2 - cy, x2 - cx)
    turn = (last - first) % math.tau
    if not is_clockwise:
        turn -= math.tau
    for step in range(1, STEPS + 1):
        angle = first + turn * step / STEPS
        yield cx + radius * math.cos(angle), cy + radius * math.sin(angle)

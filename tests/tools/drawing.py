"""Drawing our mark as a picture. `turnout.svg` is a rounded square with a few strokes on it; no more is read here."""

import io
import re

from PIL import Image, ImageDraw

from turnout.prints.paths import Point, trace_path

# Drawn this much larger, then made small: soft edges.
FINER = 8


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
        for line in trace_path(path):
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

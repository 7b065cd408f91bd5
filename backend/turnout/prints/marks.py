"""Our icons as masks to paint through: the same sprite that the pages show, drawn by its strokes.

Reads what Lucide's icons are made of: paths, lines, rectangles and circles in a field of 24 by 24, drawn with round
ends and joints. Anything else is an error, which a test finds before anybody else does.
"""

from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree

from django.conf import settings
from PIL import Image, ImageDraw

from .paths import Line, trace_path

SPRITE = settings.FRONTEND / "static" / "icons" / "sprite.svg"
FIELD = 24
STROKE = 2
# Drawn so many times larger, then made smaller: that smooths the edges.
FINER = 4


@lru_cache(maxsize=64)
def draw_mark(name: str, size: int) -> Image.Image:
    """Return an icon as a mask of `size` by `size` pixels, white where its strokes are. Raises KeyError for no icon."""
    scale = size * FINER / FIELD
    mask = Image.new("L", (size * FINER, size * FINER))
    draw = ImageDraw.Draw(mask)
    reach = STROKE * scale / 2
    for line in trace_mark(name):
        points = [(x * scale, y * scale) for x, y in line]
        draw.line(points, fill=255, width=round(2 * reach) + 1, joint="curve")
        for x, y in points:
            draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
    return mask.resize((size, size), Image.Resampling.BOX)


def trace_mark(name: str) -> list[Line]:
    """Return the lines of an icon, in its field. Raises KeyError for no icon, ValueError for what is not read here."""
    return [line for shape in _read_sprite()[name] for line in _trace(shape)]


@lru_cache(maxsize=1)
def _read_sprite() -> dict[str, ElementTree.Element]:
    root = ElementTree.parse(SPRITE).getroot()  # noqa: S314 - a file of our own
    return {symbol.attrib["id"]: symbol for symbol in root}


def _trace(shape: ElementTree.Element) -> Iterator[Line]:
    tag = shape.tag.rpartition("}")[2]
    if tag == "path":
        yield from trace_path(shape.attrib["d"])
    elif tag == "line":
        x1, y1, x2, y2 = (float(shape.attrib[name]) for name in ("x1", "y1", "x2", "y2"))
        yield [(x1, y1), (x2, y2)]
    elif tag == "rect":
        yield from trace_path(_outline_rect(shape))
    elif tag == "circle":
        x, y, r = (float(shape.attrib[name]) for name in ("cx", "cy", "r"))
        yield from trace_path(f"M{x - r} {y}a{r} {r} 0 1 1 {2 * r} 0a{r} {r} 0 1 1 {-2 * r} 0z")
    else:
        raise ValueError(tag)


def _outline_rect(shape: ElementTree.Element) -> str:
    x, y, width, height = (float(shape.attrib.get(name, 0)) for name in ("x", "y", "width", "height"))
    r = float(shape.attrib.get("rx", shape.attrib.get("ry", 0)))
    corner = f"a{r} {r} 0 0 1"
    return (
        f"M{x + r} {y}h{width - 2 * r}{corner} {r} {r}v{height - 2 * r}{corner} {-r} {r}"
        f"h{2 * r - width}{corner} {-r} {-r}v{2 * r - height}{corner} {r} {-r}z"
    )

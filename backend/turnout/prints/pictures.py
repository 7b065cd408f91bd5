"""The picture that stands beside a link to an event or a chapter: 1200 by 630 pixels, as messengers show it.

What it says is a frozen value: nothing of people, no address, no count that is old tomorrow. Equal values are equal
pictures, so one may be kept by its name for as long as anybody likes.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from turnout.models import Chapter, Event, Kind
from turnout.rules.times import say_clock, say_date

from .colours import colour_of
from .letters import Letters, cut_lines, find_letters, set_lines
from .marks import draw_mark

WIDTH, HEIGHT = 1200, 630
# To be raised with every change of what pictures look like: those drawn by older code are then drawn anew.
DRAWING = 1

PAPER = "#f7f5f0"
CARD = "#ffffff"
LINE = "#e2ded4"
INK = "#1a211e"
QUIET = "#56605b"
RED = "#a3271c"
RED_WASH = "#fbe5e2"
# As in the style sheet, in the light.
TINTS: dict[str, str] = {
    Kind.OUTREACH: "#0b6b4f",
    Kind.PRAYER: "#7a3f8f",
    Kind.ADVOCACY: "#1f5c99",
    Kind.LECTURE: "#8a4b12",
    Kind.FUNDRAISER: "#8c2f55",
    Kind.TRAINING: "#4a5a12",
}

MARGIN = 72
INNER = WIDTH - 2 * MARGIN
# From large to small: a title takes the first in which it fits into so many lines.
TITLE_SIZES = ((100, 1), (84, 2), (64, 3), (54, 3))
TITLE_LEADING = 1.1
FACT_SIZE = 36
FACT_LEADING = 1.32


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a picture says, in its readers' language."""

    mark: str
    word: str
    title: str
    facts: tuple[str, ...]
    chapter: str
    warning: str = ""
    # The chapter's colour, by its name.
    accent: str = "evergreen"

    @property
    def name(self) -> str:
        """What it is known again by: 32 characters that are others for any other picture."""
        return hashlib.sha256(repr((DRAWING, self)).encode()).hexdigest()[:32]


def describe_event(event: Event) -> Picture:
    """Return what an event's picture says, in the active language. The event must come with its chapter and site."""
    return Picture(
        mark=event.kind,
        word=event.get_kind_display(),
        title=event.title,
        facts=(
            capfirst(say_date(event.starts_at, event.zone)),
            say_clock(event.starts_at, event.ends_at, event.zone),
            event.public_place,
        ),
        chapter=event.chapter.name,
        warning=_("Cancelled") if event.is_cancelled else "",
        accent=str(event.chapter.accent),
    )


def describe_chapter(chapter: Chapter) -> Picture:
    """Return what a chapter's picture says, in the active language."""
    return Picture(
        mark="turnout",
        word=_("Volunteer"),
        title=chapter.name,
        facts=(_("Where can you help?"), f"{settings.BASE_URL.partition('://')[2]}/{chapter.slug}"),
        chapter="",
        accent=str(chapter.accent),
    )


def draw_picture(picture: Picture) -> bytes:
    """Return a picture as PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    tint = TINTS.get(picture.mark, colour_of(picture.accent).light)
    _paint_mark(image, picture.mark, _mix(tint, PAPER, 0.07), 430, (WIDTH - 352, 92))
    draw.rectangle((0, 0, WIDTH, 11), fill=tint)
    _draw_head(image, draw, picture, tint)
    _draw_middle(draw, picture)
    _draw_foot(image, draw, picture)
    png = BytesIO()
    image.quantize(192, dither=Image.Dither.NONE).save(png, "PNG", optimize=True)
    return png.getvalue()


def _draw_head(image: Image.Image, draw: ImageDraw.ImageDraw, picture: Picture, tint: str) -> None:
    """Draw the kind: its glyph on its tint, and its word. At the other side, that it is cancelled."""
    top, tile = 52, 68
    _round(image, (MARGIN, top, MARGIN + tile, top + tile), 18, tint)
    _paint_mark(image, picture.mark, CARD, 44, (MARGIN + 12, top + 12))
    word = find_letters(picture.word, weight=700)
    draw.text((MARGIN + tile + 22, top + tile / 2), word.text, font=word.font(38), fill=tint, anchor="lm")
    if picture.warning:
        warning = find_letters(picture.warning, weight=700)
        width = warning.measure(38)(warning.text)
        box = (int(WIDTH - MARGIN - width - 64), top, WIDTH - MARGIN, top + tile)
        _round(image, box, 34, RED_WASH)
        draw.text((WIDTH - MARGIN - 32, top + tile / 2), warning.text, font=warning.font(38), fill=RED, anchor="rm")


def _draw_middle(draw: ImageDraw.ImageDraw, picture: Picture) -> None:
    """Draw the title and the facts under it, together in the middle of the room that there is."""
    title = find_letters(picture.title, weight=700)
    if not title.text:
        title = find_letters(picture.word, weight=700)
    size, lines = _fit_title(title)
    # The day stands out.
    facts = [find_letters(fact, weight=500 if n else 700) for n, fact in enumerate(picture.facts)]
    facts = [fact for fact in facts if fact.text]
    gap = 22
    tall = len(lines) * size * TITLE_LEADING + gap + len(facts) * FACT_SIZE * FACT_LEADING
    top, bottom = 138, 520
    y = top + max(0.0, (bottom - top - tall) / 2)
    for line in lines:
        _write(draw, line, title, size, y + size * TITLE_LEADING / 2, INK)
        y += size * TITLE_LEADING
    y += gap
    for n, fact in enumerate(facts):
        line = cut_lines(fact.text, INNER, fact.measure(FACT_SIZE), most=1)[0]
        _write(draw, line, fact, FACT_SIZE, y + FACT_SIZE * FACT_LEADING / 2, QUIET if n else INK)
        y += FACT_SIZE * FACT_LEADING


def _draw_foot(image: Image.Image, draw: ImageDraw.ImageDraw, picture: Picture) -> None:
    """Draw whose it is: the chapter, and the house's name at the other side."""
    top, tile = 536, 52
    draw.line((MARGIN, top - 6, WIDTH - MARGIN, top - 6), fill=LINE, width=2)
    _round(image, (MARGIN, top + 8, MARGIN + tile, top + 8 + tile), 14, colour_of(picture.accent).light)
    _paint_mark(image, "turnout", CARD, 34, (MARGIN + 9, top + 17))
    middle = top + 8 + tile / 2
    house = find_letters("Turnout", weight=600)
    if not picture.chapter:
        draw.text((MARGIN + tile + 20, middle), house.text, font=house.font(32), fill=INK, anchor="lm")
        return
    draw.text((WIDTH - MARGIN, middle), house.text, font=house.font(32), fill=QUIET, anchor="rm")
    chapter = find_letters(picture.chapter, weight=600)
    room = INNER - tile - 20 - house.measure(32)(house.text) - 40
    for line in cut_lines(chapter.text, room, chapter.measure(32), most=1)[:1]:
        draw.text((MARGIN + tile + 20, middle), line, font=chapter.font(32), fill=INK, anchor="lm")


def _fit_title(title: Letters) -> tuple[int, list[str]]:
    for size, most in TITLE_SIZES:
        if lines := set_lines(title.text, INNER, title.measure(size), most=most):
            return size, lines
    size, most = TITLE_SIZES[-1]
    return size, cut_lines(title.text, INNER, title.measure(size), most=most)


def _write(draw: ImageDraw.ImageDraw, line: str, letters: Letters, size: int, y: float, fill: str) -> None:
    """Write a line at the side where its script begins."""
    x, anchor = (WIDTH - MARGIN, "rm") if letters.is_from_the_right else (MARGIN, "lm")
    draw.text((x, y), line, font=letters.font(size), fill=fill, anchor=anchor)


def _paint_mark(image: Image.Image, name: str, color: str, size: int, at: tuple[int, int]) -> None:
    image.paste(Image.new("RGB", (size, size), color), at, draw_mark(name, size))


def _round(image: Image.Image, box: tuple[int, int, int, int], radius: int, color: str) -> None:
    """Fill a box with round corners, smoothly."""
    finer = 4
    width, height = box[2] - box[0], box[3] - box[1]
    mask = Image.new("L", (width * finer, height * finer))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width * finer - 1, height * finer - 1), radius * finer, fill=255)
    smooth = mask.resize((width, height), Image.Resampling.BOX)
    image.paste(Image.new("RGB", (width, height), color), (box[0], box[1]), smooth)


def _mix(color: str, ground: str, share: float) -> str:
    """Return a colour of which a share lies over the ground."""
    over, under = (bytes.fromhex(value[1:]) for value in (color, ground))
    return "#" + bytes(round(share * a + (1 - share) * b) for a, b in zip(over, under, strict=True)).hex()

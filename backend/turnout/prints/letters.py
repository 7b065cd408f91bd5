"""Setting text in a picture: in our font where it has the letters, in one of the machine's where not, and in lines."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from PIL import ImageFont, features

FIGTREE = str(settings.FRONTEND / "static" / "fonts" / "figtree.woff2")
# Fonts that machines may have, for letters that ours lacks: a bold and a regular one, searched in the usual folders.
SPARE = (
    ("NotoSans-Bold.ttf", "NotoSans-Regular.ttf"),
    ("DejaVuSans-Bold.ttf", "DejaVuSans.ttf"),
    ("Arial Unicode.ttf", "Arial Unicode.ttf"),
    ("arialbd.ttf", "arial.ttf"),
    ("NotoSansArabic-Bold.ttf", "NotoSansArabic-Regular.ttf"),
    ("NotoSansHebrew-Bold.ttf", "NotoSansHebrew-Regular.ttf"),
    ("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"),
)
BOLD_FROM = 600
ELLIPSIS = "…"
# Joins and parts letters of some scripts; means nothing between others.
JOINERS = "\u200c\u200d"

Measure = Callable[[str], float]


@lru_cache(maxsize=64)
def load_font(name: str, weight: int, size: int) -> ImageFont.FreeTypeFont:
    """Return a font. Raises OSError where this machine has none of that name."""
    font = ImageFont.truetype(name, size)
    if name == FIGTREE:
        font.set_variation_by_axes([weight])
    return font


@dataclass(frozen=True, slots=True)
class Letters:
    """A text as it can be drawn here, and the font that has all of its letters."""

    text: str
    name: str
    weight: int

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        return load_font(self.name, self.weight, size)

    def measure(self, size: int) -> Measure:
        """Return what tells the width of a piece of text in pixels."""
        return self.font(size).getlength

    @property
    def is_from_the_right(self) -> bool:
        """Whether the text is read from right to left, by its first letter that has a direction (UAX 9, P2)."""
        ways = (unicodedata.bidirectional(char) for char in self.text)
        return next((way in {"R", "AL"} for way in ways if way in {"L", "R", "AL"}), False)


def find_letters(text: str, *, weight: int) -> Letters:
    """Return a text with a font for it. What no font here can draw is left out, accents before the letters under them.

    Nothing may be left: then the text is empty.
    """
    text = _tidy(text)
    for name in (FIGTREE, *(pair[weight < BOLD_FROM] for pair in SPARE)):
        if _can_draw(name, text):
            return Letters(text, name, weight)
    return Letters(_squeeze("".join(map(_make_plain, text))), FIGTREE, weight)


def set_lines(text: str, width: float, measure: Measure, *, most: int) -> list[str] | None:
    """Return the text in as few lines as the width allows, of much the same length; None for more lines than `most`."""
    if len(lines := _fill(text, width, measure)) > most:
        return None
    # The narrowest column that takes no more lines is the one where they are most alike.
    low, high = 0.0, width
    while high - low > 2:
        middle = (low + high) / 2
        tried = _fill(text, middle, measure)
        if len(tried) <= len(lines) and all(measure(line) <= middle for line in tried):
            lines, high = tried, middle
        else:
            low = middle
    return lines


def cut_lines(text: str, width: float, measure: Measure, *, most: int) -> list[str]:
    """Return the text in `most` lines at most, the last of them ending in an ellipsis where it does not all fit."""
    lines = _fill(text, width, measure)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and measure(last + ELLIPSIS) > width:
        last = last[:-1].rstrip()
    return [*lines[: most - 1], last.rstrip(" ,.;:-–—") + ELLIPSIS]


def _fill(text: str, width: float, measure: Measure) -> list[str]:
    """Return lines that are each as full as they can be. A word that is wider than a line is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *cut, line = _cut_word(word, width, measure)
        lines += cut
    return [*lines, line] if line else lines


def _cut_word(word: str, width: float, measure: Measure) -> Iterator[str]:
    piece = ""
    for char in word:
        if piece and measure(piece + char) > width and not unicodedata.combining(char):
            yield piece
            piece = ""
        piece += char
    yield piece


def _tidy(text: str) -> str:
    """Return a text without what is no letter to anybody: controls, directions, emoji that our own font lacks."""
    text = unicodedata.normalize("NFC", text)
    return _squeeze("".join(char for char in text if not _is_noise(char)))


def _is_noise(char: str) -> bool:
    match unicodedata.category(char):
        case "Cc":
            return not char.isspace()
        case "Cf":
            return char not in JOINERS
        case "So" | "Sk" | "Sm":
            return not _has_glyph(FIGTREE, char)
        case "Me" | "Cn" | "Co" | "Cs":
            return True
    # Variation selectors say how an emoji is to look.
    return "\ufe00" <= char <= "\ufe0f"


def _squeeze(text: str) -> str:
    """Return a text with single blanks, and without joiners that join no letters."""
    kept = [
        char
        for n, char in enumerate(text)
        if char not in JOINERS or (text[n - 1 : n].isalpha() and text[n + 1 : n + 2].isalpha())
    ]
    return " ".join("".join(kept).split())


def _make_plain(char: str) -> str:
    """Return what our own font has for a character: itself, the letter under its accents, or nothing."""
    if char.isspace() or _has_glyph(FIGTREE, char):
        return char
    bare = unicodedata.normalize("NFKD", char)
    if bare == char:
        # Unicode takes a stroke for no accent: "LATIN SMALL LETTER L WITH STROKE".
        name, _with, _rest = unicodedata.name(char, "").partition(" WITH ")
        bare = unicodedata.lookup(name) if _with and name.startswith("LATIN ") else ""
    return "".join(piece for piece in bare if piece.isspace() or _has_glyph(FIGTREE, piece))


def _can_draw(name: str, text: str) -> bool:
    try:
        load_font(name, 700, 32)
    except OSError:
        return False
    return (_can_shape() or not any(map(_needs_shaping, text))) and all(
        char.isspace() or char in JOINERS or _has_glyph(name, char) for char in set(text)
    )


def _needs_shaping(char: str) -> bool:
    return unicodedata.bidirectional(char) in {"R", "AL"} or unicodedata.category(char) in {"Mn", "Mc"}


def _can_shape() -> bool:
    """Whether this machine can join letters and turn lines around: raqm with FriBiDi."""
    return bool(features.check("raqm"))


@lru_cache(maxsize=4096)
def _has_glyph(name: str, char: str) -> bool:
    """Whether a font has a character: what it lacks looks like a character that no font has."""
    font = load_font(name, 700, 32)
    drawn, missing = font.getmask(char), font.getmask("\U0010fffe")
    return (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))

"""The colours of chapters, by their names: one for paper and pictures, one for dark pages.

Each is read well on both grounds (WCAG 2.2, 1.4.3), and white on the first; a test measures it.
"""

from dataclasses import dataclass

from turnout.models import Accent


@dataclass(frozen=True)
class Colour:
    light: str
    dark: str


COLOURS: dict[str, Colour] = {
    Accent.EVERGREEN: Colour("#0b6b4f", "#63d2a8"),
    Accent.LAKE: Colour("#1f5c99", "#93c4f5"),
    Accent.PLUM: Colour("#7a3f8f", "#d9a8ea"),
    Accent.CLAY: Colour("#8a4b12", "#f0b585"),
    Accent.ROSE: Colour("#8c2f55", "#f2a3c1"),
    Accent.MOSS: Colour("#4a5a12", "#c6d77c"),
}


def colour_of(accent: str) -> Colour:
    """Return the colour of that name; evergreen where there is none of it."""
    return COLOURS.get(accent, COLOURS[Accent.EVERGREEN])

"""The colours of chapters are read well, on paper and in the dark."""

import pytest

from config.environment import ROOT
from turnout.models import Accent
from turnout.prints.colours import COLOURS, colour_of

PAPER, CARD, NIGHT, NIGHT_CARD = "#f7f5f0", "#ffffff", "#131715", "#1b211e"


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("accent", Accent.values)
def test_each_is_read_on_both_grounds(accent: str) -> None:
    colour = COLOURS[accent]
    assert min(contrast(colour.light, PAPER), contrast(colour.light, CARD)) >= 4.5
    assert min(contrast(colour.dark, NIGHT), contrast(colour.dark, NIGHT_CARD)) >= 4.5


@pytest.mark.parametrize("accent", Accent.values)
def test_a_poster_has_it_as_on_paper(accent: str) -> None:
    sheet = (ROOT / "frontend" / "static" / "css" / "print.css").read_text(encoding="utf-8")
    assert f".poster.accent-{accent} {{ --accent: {COLOURS[accent].light}; }}" in sheet


def test_an_unknown_name_is_evergreen() -> None:
    assert colour_of("neon") == COLOURS[Accent.EVERGREEN]

"""A letter of hours as a PDF: one sheet, which somebody hands to a school or an employer.

Our font sets it; letters that ours lacks come from Noto Sans, which has the Latin, Greek and Cyrillic ones. Names in
other scripts are refused before (`find_undrawable`): a letter with boxes for a name is worth nothing.
"""

import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from turnout.models import Kind, Letter
from turnout.models.letters import LETTER_CODE_LENGTH
from turnout.rules.languages import active_language
from turnout.rules.times import say_date, say_days

from .codes import write_code_png

if TYPE_CHECKING:
    from pathlib import Path

FONTS: "Path" = settings.FRONTEND / "static" / "fonts"
REGULAR, BOLD, SPARE = "figtree-regular.ttf", "figtree-bold.ttf", "noto-sans.ttf"
# Scripts that are set letter by letter, from left to right.
SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
INK, QUIET, LINE = (26, 33, 30), (86, 96, 91), (200, 200, 195)
MARGIN = 25.0  # millimetres
QUARTER = LETTER_CODE_LENGTH // 4


def name_file(letter: Letter) -> str:
    return f"hours-{letter.starts_on}-{letter.ends_on}.pdf"


def write_letter(letter: Letter) -> bytes:
    """Return a letter in the active language, with a code that leads to the page that verifies it."""
    chapter = letter.chapter
    pdf = FPDF(unit="mm", format="letter")
    pdf.add_font("Figtree", "", FONTS / REGULAR)
    pdf.add_font("Figtree", "B", FONTS / BOLD)
    pdf.add_font("Noto", "", FONTS / SPARE)
    pdf.add_font("Noto", "B", FONTS / SPARE)
    pdf.set_fallback_fonts(["Noto"])
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_lang(active_language())
    pdf.set_title(say_title())
    pdf.set_author(chapter.name)
    pdf.set_creator("Turnout")
    pdf.set_creation_date(letter.created_at)
    pdf.add_page()

    _write(pdf, _clean(chapter.name), size=13, bold=True)
    _write(pdf, say_issued(letter), size=11, color=QUIET)
    pdf.ln(18)
    _write(pdf, say_title(), size=26, bold=True)
    pdf.ln(8)
    _write(pdf, say_sentence(letter), size=13)
    pdf.ln(10)
    for word, fact in list_facts(letter):
        _write_fact(pdf, word, fact)
    pdf.ln(14)
    _write_check(pdf, letter)
    return bytes(pdf.output())


def say_title() -> str:
    return _("Volunteer hours")


def say_sentence(letter: Letter) -> str:
    facts = {"name": letter.name, "chapter": _clean(letter.chapter.name), "hours": say_length(letter.minutes)}
    return _("%(chapter)s confirms that %(name)s volunteered %(hours)s.") % facts


def say_issued(letter: Letter) -> str:
    return _("Issued on %(day)s") % {"day": say_date(_issued(letter), letter.chapter.zone)}


def list_facts(letter: Letter) -> list[tuple[str, str]]:
    """Return what a letter says, each fact with its word: all that its page may show, too."""
    return [
        (_("Name"), letter.name),
        (_("Dates"), say_days(letter.starts_on, letter.ends_on)),
        (_("Hours"), say_length(letter.minutes)),
        (_("Shifts"), number_format(letter.shifts)),
        (_("Kinds of events"), ", ".join(str(Kind(kind).label) for kind in letter.kinds if kind in Kind)),
    ]


def say_length(minutes: int) -> str:
    """Return a length in hours and minutes, to the minute."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        shown = number_format(hours, force_grouping=True)
        parts.append(ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": shown})
    if rest or not hours:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(parts)


def group_code(code: str) -> str:
    """Return a code in four groups, as people read it."""
    return "-".join(code[start : start + QUARTER] for start in range(0, len(code), QUARTER))


def find_undrawable(text: str) -> str:
    """Return the letters of a text that no letter can show, each once."""
    known = _letters()
    lacking = dict.fromkeys(char for char in unicodedata.normalize("NFC", text) if not _can_draw(char, known))
    return "".join(lacking)


def _can_draw(char: str, known: frozenset[int]) -> bool:
    if ord(char) not in known or not char.isprintable():
        return False
    return not char.isalpha() or unicodedata.name(char, "").startswith(SCRIPTS) or ord(char) < 0x250


@lru_cache(1)
def _letters() -> frozenset[int]:
    """Return the characters that our fonts have, by their numbers."""
    return frozenset().union(*(TTFont(FONTS / name, lazy=True).getBestCmap() or () for name in (REGULAR, SPARE)))


def _clean(text: str) -> str:
    """Return a text as it can be set; letters that cannot be are left out."""
    text = unicodedata.normalize("NFC", text)
    lacking = find_undrawable(text)
    return "".join(char for char in text if char not in lacking)


def _issued(letter: Letter) -> datetime:
    return letter.created_at


def _write(
    pdf: FPDF, text: str, *, size: float, bold: bool = False, color: tuple[int, int, int] = INK, width: float = 0
) -> None:
    pdf.set_font("Figtree", "B" if bold else "", size)
    pdf.set_text_color(*color)
    pdf.multi_cell(width, size * 0.5, _set(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _set(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\u202f", "\u00a0")


def _write_fact(pdf: FPDF, word: str, fact: str) -> None:
    pdf.set_draw_color(*LINE)
    pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
    pdf.ln(3)
    top = pdf.get_y()
    pdf.set_font("Figtree", "", 11)
    pdf.set_text_color(*QUIET)
    pdf.multi_cell(48, 6, word, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    under = pdf.get_y()
    pdf.set_xy(pdf.l_margin + 52, top)
    pdf.set_font("Figtree", "B", 12)
    pdf.set_text_color(*INK)
    pdf.multi_cell(0, 6, _set(fact), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_y(max(under, pdf.get_y()) + 3)


def _write_check(pdf: FPDF, letter: Letter) -> None:
    """Write how anybody finds out whether it is true: a code to scan, and the same to type."""
    side = 34
    top = pdf.get_y()
    pdf.image(
        write_code_png(settings.BASE_URL + reverse("letter", args=[letter.code])), x=pdf.l_margin, y=top, w=side, h=side
    )
    pdf.set_left_margin(MARGIN + side + 8)
    pdf.set_xy(pdf.l_margin, top + 3)
    _write(pdf, _("Check this letter"), size=12, bold=True)
    pdf.ln(1)
    _write(pdf, settings.BASE_URL.partition("://")[2] + reverse("letters"), size=11)
    _write(pdf, group_code(letter.code), size=14, bold=True)
    pdf.ln(1)
    _write(
        pdf, _("The page says the same as this letter. If it does not, the letter was changed."), size=10, color=QUIET
    )
    pdf.set_left_margin(MARGIN)

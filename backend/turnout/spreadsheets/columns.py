"""The columns of a schedule: what they are called in a file, in each language, and what they are for."""

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .cells import tidy_line

# In the order of the sample, which is the order in which a row's cells are judged: the name in code, and for people.
LABELS: dict[str, Promise] = {
    "kind": _("Kind"),
    "event": _("Event"),
    "summary": _("Summary"),
    "site": _("Site"),
    "address": _("Address"),
    "date": _("Date"),
    "start": _("Start"),
    "end": _("End"),
    "end_date": _("End date"),
    "timezone": _("Time zone"),
    "role": _("Role"),
    "capacity": _("Places"),
    "min_needed": _("Needed at least"),
    "requires": _("Training needed"),
    "visibility": _("Who sees it"),
    "notes": _("Notes"),
}
COLUMNS = tuple(LABELS)
# Without one of these no row could be understood. What another column would say keeps its usual value.
NEEDED_COLUMNS = ("kind", "event", "site", "date", "start", "end", "role", "capacity")


def read_heading(text: str) -> str:
    """Return the column that a heading names, in any of our languages; what is none of ours in small letters."""
    name = _fold(text)
    return _known_headings().get(name, name)


def say_columns(columns: Iterable[str]) -> str:
    """Return what some columns are called, as a sentence may list them."""
    return ", ".join(str(LABELS[column]) for column in columns)


def words_for(choice: str | Promise) -> frozenset[str]:
    """Return how a word that is translated is written in each of our languages, in small letters."""
    return frozenset(_say_in_each(choice))


@cache
def _known_headings() -> dict[str, str]:
    headings = {_fold(label): column for column in COLUMNS for label in _say_in_each(LABELS[column])}
    return headings | {column: column for column in COLUMNS}


def _say_in_each(word: str | Promise) -> Iterable[str]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield tidy_line(str(word)).lower()


def _fold(text: str) -> str:
    """Return a name in small letters, with `_` for spaces and hyphens."""
    return "_".join(tidy_line(text).lower().replace("-", " ").split())

"""`make messages`: gathers every string that people read, and keeps the Spanish catalog in step with them.

Python and Babel do all of it, so that no machine needs gettext's programs. What is new stands in the catalog without a
translation until somebody writes one; what is gone leaves it. The catalog has no dates and no line numbers, so that a
change shows the words that changed and nothing else.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from config.environment import ROOT

LANGUAGE = "es"
CATALOG = ROOT / "backend" / "turnout" / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
COMPILED = CATALOG.with_suffix(".mo")
BACKEND, TEMPLATES = ROOT / "backend", ROOT / "frontend" / "templates"

# Which arguments of each function are the words, in Babel's notation.
FUNCTIONS: dict[str, Any] = {
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
FUNCTIONS |= {f"{name}_lazy": words for name, words in FUNCTIONS.items() if name != "gettext_noop"}

HEADER = [
    ("Project-Id-Version", "Turnout"),
    ("Language", LANGUAGE),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=UTF-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=2; plural=(n != 1);\n"),
]


class StableCatalog(Catalog):
    """A catalog whose header never changes by itself."""

    def __init__(self) -> None:
        comment = "# Turnout in Spanish. `make messages` keeps it in step."
        super().__init__(locale=LANGUAGE, header_comment=comment, fuzzy=False)

    def _get_mime_headers(self) -> list[tuple[str, str]]:
        return HEADER

    mime_headers = property(_get_mime_headers)


def gather_messages() -> StableCatalog:
    """Return every string of the code and the templates, without translations."""
    gathered = StableCatalog()
    for path in _sources():
        for words, comments, context in _extract_from(path):
            where = (path.relative_to(ROOT).as_posix(), 0)
            gathered.add(words, locations=[where], auto_comments=comments, context=context)
    return gathered


def read_catalog(path: Path = CATALOG) -> Catalog:
    """Return the catalog as it is kept; an empty one where there is none."""
    if not path.exists():
        return StableCatalog()
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def merge_messages(gathered: StableCatalog, kept: Catalog) -> StableCatalog:
    """Return the strings that there are now, each with the translation that it had. Nothing is guessed."""
    merged = StableCatalog()
    for message in list_messages(gathered):
        known = kept.get(message.id, message.context)
        string = known.string if known and not known.fuzzy and _same_shape(known, message) else ""
        merged.add(
            message.id,
            string or ("" if isinstance(message.id, str) else ("", "")),
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            context=message.context,
        )
    return merged


def list_messages(catalog: Catalog) -> list[Message]:
    """Return a catalog's messages without its header."""
    return [message for message in catalog if message.id]


def write_catalog(catalog: StableCatalog) -> bytes:
    """Return the catalog as text, sorted."""
    out = BytesIO()
    write_po(out, catalog, width=110, sort_output=True, include_lineno=False)
    return out.getvalue()


def compile_catalog(catalog: Catalog) -> bytes:
    """Return the catalog as gettext reads it."""
    stable = StableCatalog()
    for message in filter(is_translated, list_messages(catalog)):
        stable.add(message.id, message.string, context=message.context)
    out = BytesIO()
    write_mo(out, stable)
    return out.getvalue()


def is_translated(message: Message) -> bool:
    """Whether every form of a message has words."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def find_aliases(source: str) -> dict[str, str]:
    """Return the names under which a module knows gettext's functions, each with the function's own."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in FUNCTIONS
    }


def _same_shape(known: Message, message: Message) -> bool:
    return isinstance(known.id, tuple) is isinstance(message.id, tuple)


def _sources() -> Iterator[Path]:
    yield from sorted(path for path in BACKEND.rglob("*.py") if "migrations" not in path.parts)
    yield from sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def _extract_from(path: Path) -> Iterator[tuple[Any, list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    names = dict(FUNCTIONS)
    if path.suffix == ".py":
        names |= {name: FUNCTIONS[function] for name, function in find_aliases(text).items()}
    else:
        # Only the calls in it are Python; without the spaces before them nothing looks like an indent gone wrong.
        names["_"] = None
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    found = extract("python", BytesIO(text.encode()), names, comment_tags=("Translators:",), strip_comment_tags=True)
    for _line, words, comments, context in found:
        yield words, comments, context


def main() -> None:
    merged = merge_messages(gather_messages(), read_catalog())
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    CATALOG.write_bytes(write_catalog(merged))
    COMPILED.write_bytes(compile_catalog(merged))
    missing = [message for message in list_messages(merged) if not is_translated(message)]
    for message in missing:
        sys.stdout.write(f"untranslated: {message.id!r}\n")
    sys.stdout.write(f"turnout: {len(list_messages(merged))} strings, {len(missing)} without a translation\n")


if __name__ == "__main__":
    main()

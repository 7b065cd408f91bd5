"""Finding English where Spanish should stand: our own strings, in what a page or a mail shows."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser

from babel.messages.catalog import Message

from tests.tools.messages import list_messages, read_catalog

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
TAG = re.compile(r"<[^>]+>")
# Attributes that are read out or shown.
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "value"}
# What others show of a page.
SHOWN_META = re.compile(r"description|(?:og|twitter):(?:title|description|site_name|image:alt)")
# What is not shown, or what people or others wrote.
UNSEEN = {"script", "style", "template"}
# Words of ours that are Spanish words, too.
FALSE_FRIENDS = {"Me", "No", "a.m.", "p.m."}


class Texts(HTMLParser):
    """The texts of a page, one by one, with the attributes that are texts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._within.append(tag)
        given = dict(attrs)
        # The name of a language stands in that language.
        if given.get("type") in {"hidden", "radio", "checkbox"} or tag in {"button", "option"}:
            given.pop("value", None)
        self.found += [value for name, value in given.items() if value and is_text(name, value)]
        if tag == "meta" and SHOWN_META.fullmatch(given.get("name") or given.get("property") or ""):
            self.found.append(given.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN and self._within:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.found.append(data)


def is_text(name: str, value: str) -> bool:
    """Whether an attribute is read by people: scripts take whole sentences from `data-`, and much else."""
    return name in SPOKEN or (name.startswith("data-") and " " in value)


# What an organizer types into a message just so, in every language: {name}.
TYPED = re.compile(r"\{\w+\}")


def texts_of(html: str) -> list[str]:
    """Return what a page shows, text by text."""
    parser = Texts()
    parser.feed(html)
    return [text for text in (" ".join(found.split()) for found in parser.found) if text]


def find_english(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Give our English strings that stand in the texts although they have Spanish words, each with its text."""
    said = {text: TYPED.sub("", text) for text in texts}
    return [(words, text) for text in said for words, pattern in _patterns() if pattern.search(said[text])]


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    pieces = {piece for message in list_messages(read_catalog()) for piece in _english_pieces(message)}
    return [(piece, _compile(piece)) for piece in sorted(pieces - FALSE_FRIENDS)]


def _english_pieces(message: Message) -> Iterator[str]:
    """Give what of a message is English alone; what stands between tags is a text of its own on a page."""
    spanish = {piece for form in _forms(message.string) for piece in _cut(form)}
    for form in _forms(message.id):
        yield from (piece for piece in _cut(form) if piece not in spanish)


def _forms(words: object) -> tuple[str, ...]:
    return words if isinstance(words, tuple) else (str(words),)


def _cut(words: str) -> Iterator[str]:
    for piece in TAG.split(words):
        if re.search(r"[^\W\d_]{2}", PLACEHOLDER.sub("", piece)):
            yield " ".join(piece.split())


def _compile(words: str) -> re.Pattern[str]:
    pattern = r".+?".join(re.escape(part.replace("%%", "%")) for part in PLACEHOLDER.split(words))
    return re.compile(rf"(?<!\w){pattern}(?!\w)")

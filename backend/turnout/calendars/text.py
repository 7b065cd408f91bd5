"""Text and lines as RFC 5545 wants them: clean (3.3.11), escaped, folded (3.1)."""

import re

from icalendar import vText

OCTETS_A_LINE = 75
BACKSLASH = ord("\\")

_LINE_BREAKS = re.compile(r"\r\n?")
# Controls (C0, DEL and C1, with NEL among them), halves of surrogate pairs, byte order marks, and the separators
# U+2028 and U+2029: the first break the grammar, the last three break vdirsyncer, khal and node-ical.
_UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
# No line may be folded right after a backslash, and escaping doubles them: a longer run would leave no place to fold.
_LONG_RUNS = re.compile(r"(\\{30})\\+")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def clean_text(text: str) -> str:
    r"""Return text without what a calendar may not hold. Line breaks are all `\n`, tabs are spaces."""
    text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    return _LONG_RUNS.sub(r"\1", _UNWANTED.sub("", text))


def clean_line(text: str) -> str:
    """Return text for a property of one line: as `clean_text`, with spaces for line breaks."""
    return clean_text(text).replace("\n", " ")


class Text(vText):
    """A TEXT value. The library's own takes a backslash before an N for a line break when it writes."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()


def fold_line(line: str) -> bytes:
    """Return a content line in lines of 75 octets at most, each with its CRLF.

    No fold is inside a UTF-8 character or right after a backslash.
    """
    octets = line.encode()
    pieces: list[bytes] = []
    start, room = 0, OCTETS_A_LINE
    while len(octets) - start > room:
        cut = start + room
        while cut > start + 1 and (_is_inside_character(octets, cut) or octets[cut - 1] == BACKSLASH):
            cut -= 1
        pieces.append(octets[start:cut])
        # The space that begins each line but the first is one of its octets.
        start, room = cut, OCTETS_A_LINE - 1
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def _is_inside_character(octets: bytes, cut: int) -> bool:
    return octets[cut] & 0b1100_0000 == 0b1000_0000

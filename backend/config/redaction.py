"""Keeps the tokens of private addresses, and what people look for, out of the logs."""

import logging
import re

# As it is typed, or inside another address: `?next=%2Fjoin%2F…`, once more encoded with each step.
SLASH = r"(?:/|%(?:25)*2F)"
AMPERSAND = r"(?:[?&]|%(?:25)*(?:3F|26))"
EQUALS = r"(?:=|%(?:25)*3D)"
PRIVATE_PATH = re.compile(
    rf"({SLASH}(?:feeds{SLASH}private|join|letters|p){SLASH})(?:(?!{SLASH}|{AMPERSAND})[^\s#\"'])+", re.IGNORECASE
)
# A search may be for a name or a mail address; a code opens something.
PRIVATE_PARAMETER = re.compile(rf"({AMPERSAND}(?:q|code){EQUALS})(?:(?!{AMPERSAND})[^\s#\"'])+", re.IGNORECASE)


class RedactTokens(logging.Filter):
    """Blanks what a private address or a search carries, wherever a record has it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = PRIVATE_PATH.sub(r"\1…", record.getMessage())
        record.msg = PRIVATE_PARAMETER.sub(r"\1…", said)
        record.args = ()
        return True

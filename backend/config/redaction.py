"""Keeps the tokens of private addresses out of the logs."""

import logging
import re

PRIVATE_PATH = re.compile(r"(/feeds/private/)[^\s/?\"']+")


class RedactTokens(logging.Filter):
    """Blanks the token of a private feed's path, wherever a record carries it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = PRIVATE_PATH.sub(r"\1…", record.getMessage())
        record.args = ()
        return True

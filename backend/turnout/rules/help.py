"""Where somebody in danger finds help: a chapter's own line, or the site's."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from turnout.models import Chapter

# As people write a telephone number: digits, with what stands between them.
NUMBER = re.compile(r"\+?[0-9(][0-9 ().-]{1,30}[0-9]")


@dataclass(frozen=True)
class HelpLine:
    """Who answers, and how to reach them. Numbers are as people write them; each may be empty."""

    name: str
    phone: str = ""
    text_to: str = ""
    text_word: str = ""

    @property
    def phone_link(self) -> str:
        """The address that dials the number (RFC 3966, 3): digits, with a plus where it was written."""
        return f"tel:{dial(self.phone)}"

    @property
    def text_link(self) -> str:
        """The address that begins a text message (RFC 5724, 2.2), with the word in it."""
        return f"sms:{dial(self.text_to)}" + (f"?body={self.text_word}" if self.text_word.isalnum() else "")


def default_help_line() -> HelpLine:
    """Return the line for the United States."""
    return HelpLine(_("National Human Trafficking Hotline"), "1-888-373-7888", "233733", "BEFREE")


def help_line_of(chapter: Chapter | None) -> HelpLine:
    """Return a chapter's own line; the site's where it has none, or where there is no chapter."""
    if chapter is None or not (chapter.help_phone or chapter.help_text_to):
        return default_help_line()
    return HelpLine(chapter.help_name, chapter.help_phone, chapter.help_text_to, chapter.help_text_word)


def dial(number: str) -> str:
    """Return a number as it is dialled: digits, with a plus where it was written."""
    return ("+" if number.strip().startswith("+") else "") + "".join(c for c in number if c.isdigit())

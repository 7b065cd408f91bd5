"""The languages that Turnout speaks, each by its code and its own name."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from .refusals import Reason, Refused


def active_language() -> str:
    """Return the code of the language in which we speak at this moment, always one of ours."""
    language = translation.get_language()
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def check_language(code: str) -> str:
    """Return the code of one of our languages. Raises `Refused` at `language`."""
    names = dict(settings.LANGUAGES)
    if code not in names:
        known = ", ".join(f"{known} ({name})" for known, name in names.items())
        raise Refused(Reason.INVALID, _("Choose one of these: %(known)s.") % {"known": known}, field="language")
    return code

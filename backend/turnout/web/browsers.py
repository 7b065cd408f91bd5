"""A browser in words, as far as its user agent says so honestly."""

from django.utils.translation import gettext as _

# The first that is found counts: nearly every browser also claims to be those after it.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def say_browser(user_agent: str) -> str:
    """Return "Firefox on Android"; less where less is known."""
    browser, system = _find(BROWSERS, user_agent), _find(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


def _find(words: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((word for mark, word in words if mark in user_agent), "")

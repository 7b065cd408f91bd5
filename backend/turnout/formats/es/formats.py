"""Dates and times as readers of Spanish in the United States and Mexico expect them, and a few words of Django's."""

from django.utils.translation import gettext_noop, ngettext_lazy

TIME_FORMAT = "g:i\xa0a"
DATE_FORMAT = r"l j \d\e F"
SHORT_DATE_FORMAT = "D j b"
DATETIME_FORMAT = "D j b, g:i\xa0a"
YEAR_MONTH_FORMAT = r"F \d\e Y"
# Sunday: there it begins the week in Spanish, too.
FIRST_DAY_OF_WEEK = 0
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","

# What of Django's own our catalog says anew: its Spanish has no space in "a. m.", a capital in "jue", and says "usted".
RESTATED = (
    gettext_noop("a.m."),
    gettext_noop("p.m."),
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    gettext_noop("Null characters are not allowed."),
    gettext_noop("Enter a valid URL."),
)

"""Rows: fields, constraints, and facts about one row. Nothing here asks who is looking."""

from .chapters import RESERVED_SLUGS, Break, Chapter, Membership, MembershipRole, Role, Site, Training
from .events import Event, Kind, Series, Visibility
from .feeds import CalendarFeed, RetiredToken
from .imports import ImportDraft
from .limits import LimitWindow
from .notices import Notice
from .people import Person
from .records import Record
from .shifts import Shift
from .signin import SignInCode
from .signups import Signup
from .taps import Tap
from .tokens import ApiToken

__all__ = [
    "RESERVED_SLUGS",
    "ApiToken",
    "Break",
    "CalendarFeed",
    "Chapter",
    "Event",
    "ImportDraft",
    "Kind",
    "LimitWindow",
    "Membership",
    "MembershipRole",
    "Notice",
    "Person",
    "Record",
    "RetiredToken",
    "Role",
    "Series",
    "Shift",
    "SignInCode",
    "Signup",
    "Site",
    "Tap",
    "Training",
    "Visibility",
]

"""Rows: fields, constraints, and facts about one row. Nothing here asks who is looking."""

from .attendance import Attended
from .chapters import (
    RESERVED_SLUGS,
    Accent,
    Break,
    Chapter,
    Joining,
    Membership,
    MembershipRole,
    Role,
    Site,
    Training,
)
from .events import Event, Kind, Series, Visibility
from .feeds import CalendarFeed, RetiredToken
from .handovers import HandOver
from .imports import ImportDraft
from .invitations import Invitation
from .letters import Letter
from .limits import LimitWindow
from .messages import Audience, Message
from .notes import Note
from .notices import Notice
from .people import Person
from .posters import Poster
from .records import Record
from .removals import Removal
from .reports import Report
from .shifts import Shift
from .signin import SignInCode
from .signups import Signup
from .taps import Tap
from .tokens import ApiToken
from .trainings import Completion
from .walkins import WalkIn

__all__ = [
    "RESERVED_SLUGS",
    "Accent",
    "ApiToken",
    "Attended",
    "Audience",
    "Break",
    "CalendarFeed",
    "Chapter",
    "Completion",
    "Event",
    "HandOver",
    "ImportDraft",
    "Invitation",
    "Joining",
    "Kind",
    "Letter",
    "LimitWindow",
    "Membership",
    "MembershipRole",
    "Message",
    "Note",
    "Notice",
    "Person",
    "Poster",
    "Record",
    "Removal",
    "Report",
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
    "WalkIn",
]

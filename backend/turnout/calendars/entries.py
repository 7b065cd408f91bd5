"""What an entry in a calendar says: of a shift to everyone, of a signup to the person who holds it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from turnout.models import Shift, Signup

# An entry, its path and its bytes take some three kilobytes together.
ENTRIES_KEPT = 16_384
# A private address that leaks gives away as little as will do.
PRIVATE_SUMMARY_LENGTH = 200


class Status(StrEnum):
    """RFC 5545, 3.8.1.11."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """All that one entry says, in its reader's words. Times are aware; equal entries are equal bytes."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    place: str
    url: str
    kind: str
    status: Status
    # Whether it takes up the reader's time: an offer to everyone does not.
    is_busy: bool
    is_private: bool


def describe_shift(shift: Shift) -> Entry:
    """Return what anybody may read of a shift, in the active language. It must come with its event and site."""
    event = shift.event
    cancelled = shift.is_cancelled
    url = _link(shift)
    return Entry(
        uid=_uid(shift),
        sequence=shift.sequence,
        changed_at=shift.changed_at,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        summary=_mark_cancelled(_title(shift)) if cancelled else _title(shift),
        description=_describe(event.summary, url),
        place=event.public_place,
        url=url,
        kind=event.kind,
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
        is_busy=False,
        is_private=False,
    )


def describe_signup(signup: Signup) -> Entry:
    """Return what the person who holds a signup may read of it. The address is for those confirmed.

    SEQUENCE is the shift's and the signup's together, so that it rises with every change of either.
    """
    shift = signup.shift
    event = shift.event
    status = _status_of(signup)
    url = _link(shift)
    return Entry(
        uid=_uid(shift),
        sequence=shift.sequence + signup.sequence,
        changed_at=max(shift.changed_at, signup.changed_at),
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        summary=_mark_status(_title(shift), signup, status),
        description=_describe(Truncator(event.summary).chars(PRIVATE_SUMMARY_LENGTH), url),
        place=event.full_place if signup.is_confirmed and not shift.is_sensitive else event.public_place,
        url=url,
        kind=event.kind,
        status=status,
        is_busy=status == Status.CONFIRMED,
        is_private=True,
    )


def _uid(shift: Shift) -> str:
    return f"{shift.public_id}@{settings.CALENDAR_UID_DOMAIN}"


def _link(shift: Shift) -> str:
    return settings.BASE_URL + _path_to_shift(shift.public_id)


@lru_cache(maxsize=ENTRIES_KEPT)
def _path_to_shift(public_id: str) -> str:
    """Return the path of a shift's page. Django takes as long to find it as the rest of an entry needs."""
    return reverse("shift", args=[public_id])


def _title(shift: Shift) -> str:
    return _("%(role)s: %(title)s") % {"role": shift.role, "title": shift.event.title}


def _mark_cancelled(title: str) -> str:
    return _("Cancelled: %(title)s") % {"title": title}


def _mark_status(title: str, signup: Signup, status: Status) -> str:
    if status == Status.CANCELLED:
        return _mark_cancelled(title)
    if signup.is_waitlisted:
        return _("Waitlist: %(title)s") % {"title": title}
    return title


def _status_of(signup: Signup) -> Status:
    if signup.shift.is_cancelled:
        return Status.CANCELLED
    return Status.CONFIRMED if signup.is_confirmed else Status.TENTATIVE


def _describe(summary: str, url: str) -> str:
    return "\n\n".join(filter(None, (summary.strip(), url)))

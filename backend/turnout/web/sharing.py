"""What a page says of itself to those who show a link to it: search engines, messengers, the share sheet of a phone.

Nothing of people is in any of it, and nothing that is not public: pages for members only say nothing at all. Addresses
begin with BASE_URL, never with what a request claims to have asked for.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from turnout.models import Chapter, Event, Shift, Visibility
from turnout.prints.pictures import HEIGHT, WIDTH, Picture, describe_chapter, describe_event
from turnout.rules.times import say_clock, say_date
from turnout.rules.visibility import events_visible_to

from .requests import viewer_of

# What search engines and messengers show of a description.
WORDS_LENGTH = 200
# So that nothing in a text ends the element that it stands in. JSON reads them as the same characters.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Sharing:
    """What stands in a public page's head. `data` is its JSON-LD, empty where it has none."""

    title: str
    words: str
    address: str
    picture: str
    picture_words: str
    data: str = ""
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Invitation:
    """What the Share button hands on: a title, a sentence, and the short address, also as a code."""

    title: str
    words: str
    address: str
    code: str

    @property
    def shown(self) -> str:
        """The address as people read it aloud."""
        return self.address.partition("://")[2]


@require_safe
def follow_short_address(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from a poster's or a message's short address to the event."""
    event = get_object_or_404(events_visible_to(viewer_of(request)), short_code=code)
    return redirect("event", event.public_id)


def make_short_address(event: Event) -> str:
    return settings.BASE_URL + reverse("short", args=[event.short_code])


def version_of(picture: Picture) -> str:
    """Return what stands in a picture's address, so that messengers ask anew after a change."""
    return picture.name[:12]


def share_event(event: Event) -> Sharing | None:
    """Return what the head of an event's page says, in the active language; nothing where it is not public."""
    if not _is_public(event):
        return None
    title = _say_title(event.title, is_cancelled=event.is_cancelled)
    return _share(event, "event", event, title, event.title, is_cancelled=event.is_cancelled)


def share_shift(shift: Shift) -> Sharing | None:
    """Return what the head of a shift's page says: as its event's, with its own role and times."""
    event = shift.event
    if not _is_public(event):
        return None
    name = _("%(role)s: %(title)s") % {"role": shift.role, "title": event.title}
    title = _say_title(name, is_cancelled=shift.is_cancelled)
    return _share(event, "shift", shift, title, name, is_cancelled=shift.is_cancelled)


def share_chapter(chapter: Chapter) -> Sharing:
    with translation.override(chapter.language):
        picture = describe_chapter(chapter)
    return Sharing(
        title=chapter.name,
        words=_("Open volunteer shifts of %(chapter)s.") % {"chapter": chapter.name},
        address=settings.BASE_URL + reverse("chapter", args=[chapter.slug]),
        picture=_link_picture("chapter-picture", chapter.slug, picture),
        picture_words=_say_picture(describe_chapter(chapter)),
    )


def invite_to(event: Event) -> Invitation | None:
    """Return what the Share button of an event and its shifts hands on; nothing for what is not online yet."""
    if event.published_at is None:
        return None
    when = _say_when(event.starts_at, event.ends_at, event)
    return Invitation(
        title=_say_title(event.title, is_cancelled=event.is_cancelled),
        words=". ".join(filter(None, (when, event.public_place))),
        address=make_short_address(event),
        code=reverse("event-code", args=[event.public_id]),
    )


def _share(event: Event, view: str, row: Event | Shift, title: str, name: str, *, is_cancelled: bool) -> Sharing:
    with translation.override(event.chapter.language):
        picture = describe_event(event)
    when = _say_when(row.starts_at, row.ends_at, event)
    words = ". ".join(filter(None, (when, event.public_place, " ".join(event.summary.split()))))
    address = settings.BASE_URL + reverse(view, args=[row.public_id])
    link = _link_picture("event-picture", event.public_id, picture)
    return Sharing(
        title=title,
        words=Truncator(words).chars(WORDS_LENGTH),
        address=address,
        picture=link,
        picture_words=_say_picture(describe_event(event)),
        data=_write_data(_describe_event(event, row, name, address, link, is_cancelled=is_cancelled)),
    )


def _describe_event(
    event: Event, row: Event | Shift, name: str, address: str, picture: str, *, is_cancelled: bool
) -> dict[str, Any]:
    """Return an event, or a shift of it, as schema.org has one. The place is the public area, the room is our page."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": name,
        "startDate": row.starts_at.astimezone(event.zone).isoformat(),
        "endDate": row.ends_at.astimezone(event.zone).isoformat(),
        "eventStatus": f"https://schema.org/{'EventCancelled' if is_cancelled else 'EventScheduled'}",
        "url": address,
        "image": [picture],
        "organizer": {
            "@type": "Organization",
            "name": event.chapter.name,
            "url": settings.BASE_URL + reverse("chapter", args=[event.chapter.slug]),
        },
    }
    if summary := event.summary.strip():
        data["description"] = summary
    if event.is_online:
        data["eventAttendanceMode"] = "https://schema.org/OnlineEventAttendanceMode"
        data["location"] = {"@type": "VirtualLocation", "url": address}
    elif event.public_place:
        data["eventAttendanceMode"] = "https://schema.org/OfflineEventAttendanceMode"
        data["location"] = {"@type": "Place", "name": event.public_place}
    return data


def _write_data(data: dict[str, Any]) -> SafeString:
    """Return data as JSON that may stand in a script element, whatever people wrote into it."""
    return SafeString(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def _is_public(event: Event) -> bool:
    return event.visibility == Visibility.PUBLIC and event.published_at is not None


def _say_picture(picture: Picture) -> str:
    """Return what is to be read in a picture, for those who do not see it."""
    return " · ".join(filter(None, (picture.warning, picture.title, *picture.facts, picture.chapter)))


def _say_title(title: str, *, is_cancelled: bool) -> str:
    return _("Cancelled: %(title)s") % {"title": title} if is_cancelled else title


def _say_when(starts_at: datetime, ends_at: datetime, event: Event) -> str:
    day, times = say_date(starts_at, event.zone), say_clock(starts_at, ends_at, event.zone)
    return capfirst(f"{day}, {times}")


def _link_picture(view: str, name: str, picture: Picture) -> str:
    return f"{settings.BASE_URL}{reverse(view, args=[name])}?v={version_of(picture)}"

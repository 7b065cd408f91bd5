"""The calendars. Plain views: they answer whatever the Accept header says, HEAD as well as GET."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from turnout.actions.feeds import note_fetch
from turnout.calendars import Header, write_calendar
from turnout.models import CalendarFeed, Chapter, Kind, RetiredToken
from turnout.models.base import hash_token
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import announced, events_visible_to, public_shifts, shifts_visible_to

from .answers import Answer, answer_calendar, calendar_view, say_gone, say_not_found
from .askers import read_asker
from .conditional import Validators
from .contents import describe_for, describe_for_everyone, describe_signups
from .windows import Window


@calendar_view
def show_chapter(request: HttpRequest, slug: str, kind: str = "") -> HttpResponse:
    """A chapter's public shifts, or those of one kind. One query where the asker's copy is good."""
    chapter = Chapter.objects.filter(slug=slug).first()
    if chapter is None or kind not in {"", *Kind.values}:
        return say_not_found()
    window = Window.of_today(chapter.zone)

    def write() -> bytes:
        shifts = public_shifts().filter(window.shows(), chapter=chapter)
        if not kind:
            return write_calendar(Header(chapter.name), describe_for_everyone(shifts))
        name = _("%(chapter)s: %(kind)s") % {"chapter": chapter.name, "kind": Kind(kind).label}
        return write_calendar(Header(name, kind), describe_for_everyone(shifts.filter(event__kind=kind)))

    answer = Answer(
        file_name=f"{slug}-{kind}.ics" if kind else f"{slug}.ics",
        language=chapter.language,
        validators=Validators.of(
            chapter.calendar_changed_at,
            window.midnight,
            about=("chapter", slug, kind, chapter.name, chapter.language),
        ),
    )
    return answer_calendar(request, answer, write)


@calendar_view
def show_event(request: HttpRequest, public_id: str) -> HttpResponse:
    """An event's shifts, for whoever may see them: members-only ones for a member who is signed in."""
    viewer = Viewer(read_asker(request))
    event = events_visible_to(viewer).filter(announced(), public_id=public_id).select_related("chapter").first()
    if event is None:
        return say_not_found()
    window = Window.of_today(event.chapter.zone)

    def write() -> bytes:
        shifts = shifts_visible_to(viewer).filter(window.shows(), event=event)
        return write_calendar(Header(event.title, event.kind), describe_for(viewer, shifts))

    answer = _answer_to(viewer, event.chapter, window.midnight, file_name=f"event-{public_id}.ics")
    return answer_calendar(request, answer, write)


@calendar_view
def download_shift(request: HttpRequest, public_id: str) -> HttpResponse:
    """One shift, whenever it is, for whoever may see it."""
    viewer = Viewer(read_asker(request))
    shifts = shifts_visible_to(viewer).filter(announced("event__"), public_id=public_id)
    shift = shifts.first()
    if shift is None:
        return say_not_found()

    def write() -> bytes:
        return write_calendar(Header(shift.event.title, shift.event.kind), describe_for(viewer, shifts))

    answer = _answer_to(viewer, shift.chapter, file_name=f"shift-{public_id}.ics", is_download=True)
    return answer_calendar(request, answer, write)


@calendar_view
def show_private(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own signups, for whoever holds the address."""
    token_hash = hash_token(token)
    feed = CalendarFeed.objects.select_related("person").filter(token_hash=token_hash).first()
    if feed is None:
        return say_gone() if RetiredToken.objects.filter(token_hash=token_hash).exists() else say_not_found()
    if feed.revoked_at or not feed.person.is_active:
        return say_gone()
    note_fetch(feed)
    # At midnight in UTC: the person's chapters may lie in several zones, and asking for them would cost a query.
    window = Window.of_today()

    def write() -> bytes:
        return write_calendar(Header(_("My shifts")), describe_signups(Viewer(feed.person), window))

    answer = Answer(
        file_name="my-shifts.ics",
        language=feed.person.language,
        validators=Validators.of(
            feed.person.calendar_changed_at,
            window.midnight,
            about=("private", feed.person.public_id, feed.person.language),
        ),
        is_private=True,
    )
    return answer_calendar(request, answer, write)


def _answer_to(viewer: Viewer, chapter: Chapter, *edges: datetime, file_name: str, is_download: bool = False) -> Answer:
    """Return how a calendar that is opened from a page goes out: privately to whoever is signed in."""
    person = viewer.person
    changes = [chapter.calendar_changed_at, *edges, *([person.calendar_changed_at] if person else [])]
    language = person.language if person else chapter.language
    return Answer(
        file_name=file_name,
        language=language,
        validators=Validators.of(*changes, about=(file_name, person.public_id if person else "", language)),
        is_private=person is not None,
        is_download=is_download,
        varies_by_cookie=True,
    )

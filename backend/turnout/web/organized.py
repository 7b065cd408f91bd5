"""What an organizer's page is about: a chapter, an event or a shift that the asker organizes, or nothing at all."""

from django.shortcuts import get_object_or_404

from turnout.models import Chapter, Event, Shift
from turnout.rules.visibility import chapters_organized_by, events_organized_by, shifts_organized_by

from .requests import MemberRequest, viewer_of


def find_organized_chapter(request: MemberRequest, slug: str) -> Chapter:
    """Return a chapter. Raises Http404 where the asker does not organize it."""
    return get_object_or_404(chapters_organized_by(viewer_of(request)), slug=slug)


def find_organized_event(request: MemberRequest, public_id: str) -> Event:
    """Return an event. Raises Http404 where the asker does not organize it."""
    return get_object_or_404(events_organized_by(viewer_of(request)), public_id=public_id)


def find_organized_shift(request: MemberRequest, public_id: str) -> Shift:
    """Return a shift. Raises Http404 where the asker does not organize it."""
    return get_object_or_404(shifts_organized_by(viewer_of(request)), public_id=public_id)

"""When a calendar last changed. The stamps are whole seconds and only grow, so that Last-Modified never lies."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Value
from django.db.models.functions import Greatest

from turnout.models import Chapter, Person, Shift, Signup
from turnout.models.base import this_second

from .locks import lock_people

ONE_SECOND = timedelta(seconds=1)


def touch_chapter_calendar(chapter_id: int) -> None:
    """Say that a chapter's public calendars changed."""
    Chapter.objects.filter(pk=chapter_id).update(calendar_changed_at=_later())


def touch_people_calendars(people: Iterable[int]) -> None:
    """Say that the private calendars of these people changed."""
    Person.objects.filter(pk__in=list(people)).update(calendar_changed_at=_later())


def touch_calendars_of_shifts(shifts: Iterable[Shift]) -> None:
    """Say that what calendars show of these shifts of one chapter changed: for everyone who may see them there.

    People are touched by id, in one order, so that two such changes never wait for each other in a circle.
    """
    shifts = list(shifts)
    if not shifts:
        return
    people = Signup.objects.filter(shift__in=shifts, state__in=Signup.CURRENT).values_list("person_id", flat=True)
    keys = set(people)
    lock_people(keys)
    touch_people_calendars(keys)
    touch_chapter_calendar(shifts[0].chapter_id)


def next_change(*before: datetime) -> datetime:
    """Return the time of a change that is made now: later than those before by a whole second at least.

    An entry in a private calendar changed when its shift or its signup did, whichever was later. So a change of either
    must be later than both, or it would not show.
    """
    return max(this_second(), max(before) + ONE_SECOND)


def _later() -> Greatest:
    return Greatest(Value(this_second()), F("calendar_changed_at") + ONE_SECOND)

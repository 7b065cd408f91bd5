"""The times of change of calendars."""

from datetime import timedelta
from itertools import pairwise

from tests.builders import NOW
from turnout.actions.stamps import next_change, touch_chapter_calendar, touch_people_calendars
from turnout.models import Chapter, Person


def test_two_changes_in_one_second_are_two_seconds(carolina: Chapter) -> None:
    stamps = []
    for _n in range(3):
        touch_chapter_calendar(carolina.pk)
        carolina.refresh_from_db()
        stamps.append(carolina.calendar_changed_at)
    assert [b - a for a, b in pairwise(stamps)] == [timedelta(seconds=1)] * 2


def test_a_stamp_catches_up_with_the_clock(maya: Person) -> None:
    Person.objects.filter(pk=maya.pk).update(calendar_changed_at=NOW - timedelta(days=1))
    touch_people_calendars([maya.pk])
    maya.refresh_from_db()
    assert maya.calendar_changed_at == NOW


def test_a_change_is_never_before_the_last_one() -> None:
    assert next_change(NOW + timedelta(seconds=5)) == NOW + timedelta(seconds=6)
    assert next_change(NOW - timedelta(hours=5)) == NOW

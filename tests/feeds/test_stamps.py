"""Every fact that a calendar shows moves the stamps when it changes: rules 7, 8 and 17.

Each change below is made while the clock stands still, the hardest case for stamps of whole seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest

from tests.builders import at, draft, make_event, make_shift, membership_of
from tests.calendars.reading import SeenEvent, read_events
from tests.feeds.fetching import chapter_path, event_path, fetch, private_path, shift_path, status_of
from turnout.actions.chapters import save_site
from turnout.actions.departures import end_membership
from turnout.actions.events import edit_event, publish_event
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.shifts import add_shifts, edit_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Kind, Person, Shift, Visibility

Change = Callable[[Shift, Person], Any]


def edit_the_event(**changes: Any) -> Change:
    return lambda shift, by: edit_event(shift.event, by=by, **changes)


def edit_the_shift(**changes: Any) -> Change:
    return lambda shift, by: edit_shift(shift, by=by, **changes)


def move_start(shift: Shift, by: Person) -> None:
    edit_shift(shift, by=by, starts_at=at(shift.chapter, "2027-02-04 09:30"))


def move_end(shift: Shift, by: Person) -> None:
    edit_shift(shift, by=by, ends_at=at(shift.chapter, "2027-02-04 11:30"))


def change_area(shift: Shift, by: Person) -> None:
    save_site(shift.chapter, "The Pit", area="Behind the library", by=by)


def change_address(shift: Shift, by: Person) -> None:
    save_site(shift.chapter, "The Pit", address="S South Rd 2", by=by)


def change_site(shift: Shift, by: Person) -> None:
    site = save_site(shift.chapter, "The Quad", area="Near the chapel", address="E Cameron Ave 3", by=by)
    edit_event(shift.event, by=by, site=site)


def cancel_the_shift(shift: Shift, by: Person) -> None:
    cancel_shift(shift, by=by)


def cancel_the_event(shift: Shift, by: Person) -> None:
    cancel_event(shift.event, by=by)


@dataclass(frozen=True)
class Case:
    """A change, and whether it moves the entry: rule 8 asks SEQUENCE to rise with start, end, place and status."""

    change: Change
    raises_sequence: bool


# What everyone sees.
PUBLIC = {
    "title": Case(edit_the_event(title="Outreach table at the Union"), False),
    "summary": Case(edit_the_event(summary="Bring a friend."), False),
    "kind": Case(edit_the_event(kind=Kind.ADVOCACY), False),
    "role": Case(edit_the_shift(role="Usher"), False),
    "start": Case(move_start, True),
    "end": Case(move_end, True),
    "area": Case(change_area, True),
    "site": Case(change_site, True),
    "no site": Case(edit_the_event(site=None), True),
    "online": Case(edit_the_event(site=None, is_online=True), True),
    "shift cancelled": Case(cancel_the_shift, True),
    "event cancelled": Case(cancel_the_event, True),
}
# What those confirmed see besides.
PRIVATE = {
    "address": Case(change_address, True),
    "room": Case(edit_the_event(site=None, is_online=True, online_url="https://meet.test/1"), True),
    "sensitive": Case(edit_the_shift(is_sensitive=True), True),
}


def cases(table: dict[str, Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", list(table.values()), ids=list(table))


@cases(PUBLIC)
def test_rule_07_08_17_what_everyone_sees_moves_the_public_stamps(carolina: Chapter, ruth: Person, case: Case) -> None:
    shift = make_shift(carolina)
    for path in (chapter_path(carolina), event_path(shift.event), shift_path(shift)):
        _check_change(path, lambda: None, moved=False)
    before, after = _check_change(chapter_path(carolina), lambda: case.change(shift, ruth), moved=True)
    _check_entry(before, after, raises_sequence=case.raises_sequence)


@cases(PUBLIC | PRIVATE)
def test_rule_07_08_17_what_maya_sees_moves_her_private_stamps(
    carolina: Chapter, maya: Person, ruth: Person, case: Case
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    before, after = _check_change(private_path(maya), lambda: case.change(shift, ruth), moved=True)
    _check_entry(before, after, raises_sequence=case.raises_sequence)


@pytest.mark.parametrize("path_of", [event_path, shift_path], ids=["event", "shift"])
def test_rule_17_an_events_and_a_shifts_own_calendar_follow(
    carolina: Chapter, ruth: Person, path_of: Callable[[Any], str]
) -> None:
    shift = make_shift(carolina)
    path = path_of(shift.event if path_of is event_path else shift)
    _check_change(path, lambda: move_start(shift, ruth), moved=True)


def test_rule_17_a_shift_that_comes_moves_the_stamps(carolina: Chapter, ruth: Person) -> None:
    event = make_shift(carolina).event
    new = draft(carolina, role="Usher")
    _before, after = _check_change(chapter_path(carolina), lambda: add_shifts(event, [new], by=ruth), moved=True)
    assert len(after) == 2


def test_rule_17_publishing_moves_the_stamps(carolina: Chapter, ruth: Person) -> None:
    event = make_event(carolina, draft(carolina), publish=False)
    before, after = _check_change(chapter_path(carolina), lambda: publish_event(event, by=ruth), moved=True)
    assert (len(before), len(after)) == (0, 1)


def test_rule_17_hiding_from_the_public_moves_the_stamps(carolina: Chapter, ruth: Person) -> None:
    hide = edit_the_event(visibility=Visibility.MEMBERS)
    shift = make_shift(carolina)
    before, after = _check_change(chapter_path(carolina), lambda: hide(shift, ruth), moved=True)
    assert (len(before), len(after)) == (1, 0)


def test_rule_17_claiming_and_dropping_move_the_private_stamps_and_not_the_public_ones(
    carolina: Chapter, maya: Person
) -> None:
    shift = make_shift(carolina)
    public, private = chapter_path(carolina), private_path(maya)
    etag = fetch(public).headers["ETag"]
    before, held = _check_change(private, lambda: claim_shift(shift, person=maya), moved=True)
    _held, after = _check_change(private, lambda: drop_signup(maya.signups.get(), by=maya), moved=True)
    assert (len(before), len(held), len(after)) == (0, 1, 0)
    assert status_of(public, if_none_match=etag) == HTTPStatus.NOT_MODIFIED


def test_rule_08_17_a_promotion_moves_the_private_stamps(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    before, after = _check_change(private_path(maya), lambda: drop_signup(held, by=jordan), moved=True)
    _check_entry(before, after, raises_sequence=True)


def test_rule_07_a_promotion_shows_right_after_many_edits_too(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    # All within one second, so the shift's stamp runs far ahead of the signup's.
    for number in range(5):
        edit_shift(shift, by=ruth, role=f"Role {number}")
    before, after = _check_change(private_path(maya), lambda: drop_signup(held, by=jordan), moved=True)
    _check_entry(before, after, raises_sequence=True)


def test_rule_08_17_more_places_promote_and_move_the_private_stamps(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    before, after = _check_change(private_path(maya), lambda: edit_shift(shift, by=ruth, capacity=2), moved=True)
    _check_entry(before, after, raises_sequence=True)


def test_rule_17_leaving_a_chapter_moves_the_private_stamps(carolina: Chapter, maya: Person) -> None:
    claim_shift(make_shift(carolina), person=maya)
    leave = membership_of(maya, carolina)
    before, after = _check_change(private_path(maya), lambda: end_membership(leave, by=maya), moved=True)
    assert (len(before), len(after)) == (1, 0)


def test_a_claim_again_after_a_drop_raises_the_sequence_past_what_was_seen(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina)
    path = private_path(maya)
    sequences = []
    for _time in range(3):
        signup = claim_shift(shift, person=maya)
        sequences.append(read_events(fetch(path).content)[0].sequence)
        drop_signup(signup, by=maya)
    assert sequences == sorted(set(sequences))


def test_somebody_elses_claim_leaves_a_calendar_as_it_was(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    _check_change(private_path(maya), lambda: claim_shift(shift, person=jordan), moved=False)


def _check_change(path: str, change: Callable[[], Any], *, moved: bool) -> tuple[list[SeenEvent], list[SeenEvent]]:
    """Make a change between two fetches, and check that the second is told of it, or is not. Return both contents."""
    before = fetch(path)
    change()
    expected = HTTPStatus.OK if moved else HTTPStatus.NOT_MODIFIED
    assert status_of(path, if_none_match=before.headers["ETag"]) == expected
    if moved:
        assert status_of(path, if_modified_since=before.headers["Last-Modified"]) == HTTPStatus.OK
    after = fetch(path)
    assert (before.content != after.content) is moved
    return read_events(before.content), read_events(after.content)


def _check_entry(before: list[SeenEvent], after: list[SeenEvent], *, raises_sequence: bool) -> None:
    """Check that the only entry changed: LAST-MODIFIED and DTSTAMP moved on, and SEQUENCE where it must."""
    (old,), (new,) = before, after
    assert new.uid == old.uid
    assert new.modified_at > old.modified_at
    assert new.stamped_at == new.modified_at
    assert (new.sequence > old.sequence) is raises_sequence

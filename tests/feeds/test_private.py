"""A person's private calendar: their own signups, for whoever holds the address."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from time_machine import Traveller

from tests.builders import make_shift, membership_of
from tests.calendars.reading import read_calendar, read_event, summaries
from tests.feeds.fetching import fetch, private_path, read, status_of
from turnout.actions.departures import end_membership
from turnout.actions.feeds import make_feed, revoke_feed, rotate_feed
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import CalendarFeed, Chapter, Membership, Person, RetiredToken, Visibility


def path_of(token: str) -> str:
    return reverse("feed-private", args=[token])


def test_maya_finds_what_she_is_on_in_all_her_chapters(
    carolina: Chapter, nashville: Chapter, maya: Person, leo: Person
) -> None:
    claim_shift(make_shift(carolina, "2027-02-04 10:00", role="Table host"), person=maya)
    claim_shift(make_shift(nashville, "2027-02-03 10:00", role="Usher"), person=maya)
    claim_shift(make_shift(carolina, "2027-02-06 10:00", role="Not hers"), person=leo)
    raw = read(private_path(maya))
    assert summaries(raw) == ["Usher: Outreach table in the Pit", "Table host: Outreach table in the Pit"]
    assert read_calendar(raw)["X-WR-CALNAME"] == "My shifts"


def test_her_entry_is_as_the_database_has_it(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina)
    signup = claim_shift(shift, person=maya)
    seen = read_event(read(private_path(maya)))
    assert (seen.uid, seen.starts_at, seen.ends_at) == (f"{shift.public_id}@turnout", shift.starts_at, shift.ends_at)
    assert (seen.sequence, seen.stamped_at, seen.modified_at) == (1, signup.changed_at, signup.changed_at)
    assert (seen.location, seen.status, seen.transparency, seen.privacy) == (
        "The Pit, S South Rd 1", "CONFIRMED", "OPAQUE", "PRIVATE"
    )  # fmt: skip


def test_a_members_only_shift_is_there_for_a_member(carolina: Chapter, maya: Person) -> None:
    claim_shift(make_shift(carolina, event={"visibility": Visibility.MEMBERS}), person=maya)
    assert summaries(read(private_path(maya))) == ["Table host: Outreach table in the Pit"]


def test_rule_09_a_shift_that_the_volunteer_dropped_leaves(carolina: Chapter, maya: Person) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    path = private_path(maya)
    drop_signup(signup, by=maya)
    assert summaries(read(path)) == []


def test_rule_09_a_shift_that_the_organizer_cancelled_stays(carolina: Chapter, maya: Person, ruth: Person) -> None:
    alone, with_event = make_shift(carolina, "2027-02-04 10:00"), make_shift(carolina, "2027-02-05 10:00")
    for shift in (alone, with_event):
        claim_shift(shift, person=maya)
    cancel_shift(alone, by=ruth)
    cancel_event(with_event.event, by=ruth)
    assert summaries(read(private_path(maya))) == ["Cancelled: Table host: Outreach table in the Pit"] * 2


def test_who_waits_sees_it_and_then_sees_the_promotion(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    path = private_path(maya)
    before = read_event(read(path))
    drop_signup(held, by=jordan)
    after = read_event(read(path))
    assert (before.summary, before.status) == ("Waitlist: Table host: Outreach table in the Pit", "TENTATIVE")
    assert (after.summary, after.status) == ("Table host: Outreach table in the Pit", "CONFIRMED")
    assert after.sequence > before.sequence
    assert after.modified_at > before.modified_at


@pytest.mark.parametrize("state", [Membership.State.LEFT, Membership.State.REMOVED])
def test_rule_23_a_former_members_shifts_are_gone_on_the_next_request(
    carolina: Chapter, nashville: Chapter, maya: Person, state: Membership.State
) -> None:
    claim_shift(make_shift(carolina), person=maya)
    claim_shift(make_shift(nashville, "2027-02-06 10:00", role="Usher"), person=maya)
    path = private_path(maya)
    before = fetch(path)
    end_membership(membership_of(maya, carolina), by=None, state=state)
    # Not even a copy that was good a moment ago is.
    assert status_of(path, if_none_match=before.headers["ETag"]) == HTTPStatus.OK
    assert summaries(read(path)) == ["Usher: Outreach table in the Pit"]


def test_rule_23_past_shifts_of_a_chapter_that_she_left_are_gone_too(
    carolina: Chapter, maya: Person, clock: Traveller
) -> None:
    claim_shift(make_shift(carolina), person=maya)
    clock.shift(timedelta(days=7))
    path = private_path(maya)
    assert len(summaries(read(path))) == 1
    end_membership(membership_of(maya, carolina), by=maya)
    assert summaries(read(path)) == []


def test_rule_23_an_address_has_128_bits_and_is_kept_as_a_hash(maya: Person) -> None:
    feed, token = make_feed(person=maya, name="Phone")
    assert re.fullmatch(r"[\w-]{32}", token)
    assert token not in repr(CalendarFeed.objects.filter(pk=feed.pk).values())


def test_rule_23_a_person_has_several_addresses_each_with_its_own_end(carolina: Chapter, maya: Person) -> None:
    phone, phone_token = make_feed(person=maya, name="Phone")
    _laptop, laptop_token = make_feed(person=maya, name="Laptop")
    revoke_feed(phone, by=maya)
    assert status_of(path_of(phone_token)) == HTTPStatus.GONE
    assert status_of(path_of(laptop_token)) == HTTPStatus.OK


def test_rule_21_an_unknown_token_is_not_found(carolina: Chapter, maya: Person) -> None:
    _feed, token = make_feed(person=maya, name="Phone")
    for wrong in (token[:-1], token.swapcase(), token + "x", "x"):
        assert status_of(path_of(wrong)) == HTTPStatus.NOT_FOUND


def test_rule_21_a_revoked_token_is_gone(maya: Person) -> None:
    feed, token = make_feed(person=maya, name="Phone")
    revoke_feed(feed, by=maya)
    response = fetch(path_of(token))
    assert response.status_code == HTTPStatus.GONE
    assert response.content == b"This calendar link has ended. Make a new one on your page.\n"


def test_rule_21_a_token_that_was_rotated_away_is_gone_and_the_new_one_works(maya: Person) -> None:
    feed, first = make_feed(person=maya, name="Phone")
    _feed, second = rotate_feed(feed, by=maya)
    _feed, third = rotate_feed(feed, by=maya)
    assert [status_of(path_of(token)) for token in (first, second, third)] == [410, 410, 200]
    assert RetiredToken.objects.count() == 2


def test_an_account_that_was_closed_has_no_calendar_any_more(maya: Person) -> None:
    path = private_path(maya)
    maya.is_active = False
    maya.save()
    assert status_of(path) == HTTPStatus.GONE


def test_a_token_is_good_for_its_path_alone(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina, event={"visibility": Visibility.MEMBERS})
    _feed, token = make_feed(person=maya, name="Phone")
    for path in (f"/shifts/{shift.public_id}.ics?token={token}", f"/feeds/private/{token}", f"/feeds/{token}.ics"):
        assert status_of(path, authorization=f"Bearer {token}") == HTTPStatus.NOT_FOUND


def test_rule_23_the_last_fetch_is_noted_hourly_at_most_and_when_nothing_changed_too(
    carolina: Chapter, maya: Person, clock: Traveller
) -> None:
    feed, token = make_feed(person=maya, name="Phone")
    etag = fetch(path_of(token)).headers["ETag"]
    feed.refresh_from_db()
    first = feed.last_fetched_at
    assert first is not None
    clock.shift(timedelta(minutes=59))
    fetch(path_of(token))
    feed.refresh_from_db()
    assert feed.last_fetched_at == first
    clock.shift(timedelta(minutes=2))
    assert status_of(path_of(token), if_none_match=etag) == HTTPStatus.NOT_MODIFIED
    feed.refresh_from_db()
    assert feed.last_fetched_at == first + timedelta(minutes=61)


def test_an_ended_address_notes_no_fetch(maya: Person) -> None:
    feed, token = make_feed(person=maya, name="Phone")
    revoke_feed(feed, by=maya)
    fetch(path_of(token))
    feed.refresh_from_db()
    assert feed.last_fetched_at is None

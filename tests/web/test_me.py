"""What is mine."""

import re
from datetime import timedelta

from time_machine import Traveller

from tests.builders import make_shift, membership_of
from tests.web.pages import ClientOf, text_of
from turnout.actions.departures import end_membership
from turnout.actions.feeds import make_feed
from turnout.actions.signups import claim_shift
from turnout.models import CalendarFeed, Chapter, Person
from turnout.models.base import hash_token


def test_maya_finds_her_shifts_by_day_and_past_ones_apart(
    carolina: Chapter, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    claim_shift(make_shift(carolina, "2027-02-02 10:00", role="Usher"), person=maya)
    claim_shift(make_shift(carolina, "2027-02-05 10:00", role="Reader"), person=maya)
    clock.shift(timedelta(days=2))
    page = text_of(client_of(maya).get("/mine/"))
    assert re.findall(r"Friday, February 5|Reader|Past shifts|Usher", page) == [
        "Friday, February 5", "Reader", "Past shifts", "Usher",
    ]  # fmt: skip


def test_somebody_signed_out_is_led_to_sign_in(client_of: ClientOf) -> None:
    assert client_of(None).get("/me/")["Location"] == "/signin/?next=%2Fme%2F"


def test_who_left_finds_nothing_of_that_chapter(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    claim_shift(make_shift(carolina, role="Usher"), person=maya)
    client = client_of(maya)
    end_membership(membership_of(maya, carolina), by=maya)
    assert "Usher" not in text_of(client.get("/mine/"))


def test_an_address_is_shown_once_and_only_its_hash_is_kept(maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    page = client.post("/me/feeds/", {"name": "My phone"}).content.decode()
    addresses = re.findall(r"http://turnout\.test/feeds/private/([^.]+)\.ics", page)
    assert len(addresses) == 1
    assert f'href="webcal://turnout.test/feeds/private/{addresses[0]}.ics"' in page
    feed = CalendarFeed.objects.get()
    assert (feed.name, feed.token_hash) == ("My phone", hash_token(addresses[0]))
    again = client.get("/me/").content.decode()
    assert "My phone" in again
    assert addresses[0] not in again


def test_a_rotated_address_is_a_new_one(maya: Person, client_of: ClientOf) -> None:
    feed, token = make_feed(person=maya, name="My phone")
    page = client_of(maya).post(f"/me/feeds/{feed.public_id}/rotate/").content.decode()
    feed.refresh_from_db()
    assert token not in page
    assert feed.token_hash != hash_token(token)


def test_a_revoked_address_leaves_the_page(maya: Person, client_of: ClientOf) -> None:
    feed, _token = make_feed(person=maya, name="Old tablet")
    client = client_of(maya)
    client.post(f"/me/feeds/{feed.public_id}/revoke/")
    assert "Old tablet" not in text_of(client.get("/me/"))
    assert client.post(f"/me/feeds/{feed.public_id}/rotate/").status_code == 404


def test_nobody_touches_another_persons_address(maya: Person, leo: Person, client_of: ClientOf) -> None:
    feed, _token = make_feed(person=maya, name="My phone")
    for act in ("rotate", "revoke"):
        assert client_of(leo).post(f"/me/feeds/{feed.public_id}/{act}/").status_code == 404
    feed.refresh_from_db()
    assert feed.revoked_at is None


def test_a_twenty_first_address_is_refused_in_words(maya: Person, client_of: ClientOf) -> None:
    for n in range(20):
        make_feed(person=maya, name=f"No. {n}")
    answer = client_of(maya).post("/me/feeds/", {"name": "One more"})
    assert answer.status_code == 409
    assert "You have 20 addresses. Revoke one first." in text_of(answer)
    assert b'value="One more"' in answer.content


def test_a_new_name_shows_in_every_chapter(
    carolina: Chapter, nashville: Chapter, maya: Person, client_of: ClientOf
) -> None:
    claim_shift(make_shift(nashville), person=maya)
    client_of(maya).post("/me/name/", {"name": "  Blue   Heron "})
    assert {membership_of(maya, c).display_name for c in (carolina, nashville)} == {"Blue Heron"}


def test_an_empty_name_is_refused_at_its_field(maya: Person, client_of: ClientOf) -> None:
    answer = client_of(maya).post("/me/name/", {"name": " "})
    assert answer.status_code == 422
    assert "Type a name. A made-up one is fine." in text_of(answer)


def test_maya_leaves_a_chapter_and_her_place_goes_to_who_waits(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift, client = make_shift(carolina, capacity=1), client_of(maya)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=jordan, if_full="waitlist")
    client.post("/me/chapters/carolina/leave/")
    assert "You left Carolina Against Trafficking." in text_of(client.get("/me/"))
    assert not membership_of(maya, carolina).is_current
    assert shift.signups.get(person=jordan).state == "confirmed"
    assert client.post("/me/chapters/carolina/leave/").status_code == 404


def test_shifts_of_two_chapters_say_zone_and_chapter(
    carolina: Chapter, nashville: Chapter, maya: Person, client_of: ClientOf
) -> None:
    claim_shift(make_shift(carolina), person=maya)
    claim_shift(make_shift(nashville, "2027-02-05 10:00"), person=maya)
    page = text_of(client_of(maya).get("/mine/"))
    assert "Outreach · Near the library · EST · Carolina Against Trafficking" in page
    assert "Outreach · Near the library · CST · Nashville Freedom Network" in page


def test_a_tab_with_an_address_that_is_opened_again_leads_to_mine(maya: Person, client_of: ClientOf) -> None:
    assert client_of(maya).get("/me/feeds/")["Location"] == "/me/"

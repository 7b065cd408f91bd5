"""One's own calendar addresses."""

import re

from tests.web.pages import ClientOf, text_of
from turnout.actions.feeds import make_feed
from turnout.models import CalendarFeed, Person
from turnout.models.base import hash_token


def test_an_address_is_shown_once_and_only_its_hash_is_kept(maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    page = client.post("/me/feeds/", {"name": "My phone"}).content.decode()
    addresses = re.findall(r"http://turnout\.test/feeds/private/([^.]+)\.ics", page)
    assert len(addresses) == 1
    assert f'href="webcal://turnout.test/feeds/private/{addresses[0]}.ics"' in page
    feed = CalendarFeed.objects.get()
    assert (feed.name, feed.token_hash) == ("My phone", hash_token(addresses[0]))
    again = client.get("/me/feeds/").content.decode()
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
    assert "Old tablet" not in text_of(client.get("/me/feeds/"))
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
    assert "You have 20 calendar links. Remove one first." in text_of(answer)
    assert b'value="One more"' in answer.content


def test_a_tab_with_an_address_that_is_opened_again_leads_to_the_list(maya: Person, client_of: ClientOf) -> None:
    feed, token = make_feed(person=maya, name="My phone")
    client = client_of(maya)
    assert client.get(f"/me/feeds/{feed.public_id}/rotate/")["Location"] == "/me/feeds/"
    assert token not in client.get("/me/feeds/").content.decode()

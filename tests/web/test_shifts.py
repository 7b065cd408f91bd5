"""A shift's page."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from time_machine import Traveller

from tests.builders import make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.chapters import save_site
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person, Signup


def links_to(page: str, host: str) -> list[dict[str, list[str]]]:
    """Return the queries of the links that lead to a host."""
    found = re.findall(r'href="([^"]+)"', page.replace("&amp;", "&"))
    return [parse_qs(urlsplit(link).query) for link in found if urlsplit(link).hostname == host]


def test_it_says_when_with_the_zone_and_how_long_until_then(carolina: Chapter, client_of: ClientOf) -> None:
    shift = make_shift(carolina, "2027-02-01 13:00")
    page = text_of(client_of(None).get(f"/shifts/{shift.public_id}/"))
    assert "Monday, February 1, 2027 1:00 PM to 2:00 PM EST in 3 hours" in page


def test_before_a_claim_the_address_the_kit_and_the_map_are_promised_not_shown(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, notes="Bring the blue box")
    page = client_of(maya).get(f"/shifts/{shift.public_id}/")
    assert "Near the library You get the address once you're in." in text_of(page)
    assert "What to do and bring: you read it here once you're in." in text_of(page)
    assert "blue box" not in text_of(page)
    assert "google.com" not in page.content.decode()


def test_once_in_maya_finds_her_way_and_puts_it_in_any_calendar(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, notes="Bring the blue box")
    claim_shift(shift, person=maya)
    page = client_of(maya).get(f"/shifts/{shift.public_id}/")
    text, html = text_of(page), page.content.decode()
    assert "The Pit, S South Rd 1 Open in maps" in text
    assert "Bring the blue box" in text
    assert links_to(html, "www.google.com") == [{"api": ["1"], "query": ["The Pit, S South Rd 1"]}]
    (google,) = links_to(html, "calendar.google.com")
    assert google["dates"] == ["20270204T150000Z/20270204T160000Z"]
    assert google["text"] == ["Table host: Outreach table in the Pit"]
    assert google["location"] == ["The Pit, S South Rd 1"]
    (outlook,) = links_to(html, "outlook.live.com")
    assert (outlook["startdt"], outlook["enddt"]) == (["2027-02-04T15:00:00Z"], ["2027-02-04T16:00:00Z"])
    assert html.count(f'href="/shifts/{shift.public_id}.ics"') == 2


def test_a_sensitive_shifts_address_is_handed_to_no_other_calendar(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, is_sensitive=True)
    claim_shift(shift, person=maya)
    html = client_of(maya).get(f"/shifts/{shift.public_id}/").content.decode()
    assert links_to(html, "calendar.google.com")[0]["location"] == ["Near the library"]
    assert links_to(html, "outlook.live.com")[0]["location"] == ["Near the library"]


def test_the_room_online_is_for_those_confirmed(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    room = "https://meet.example.org/vigil"
    shift = make_shift(carolina, event={"site": None, "is_online": True, "online_url": room})
    path = f"/shifts/{shift.public_id}/"
    before = client_of(maya).get(path)
    assert "Online You get the link to the room once you're in." in text_of(before)
    assert room not in before.content.decode()
    claim_shift(shift, person=maya)
    assert f'href="{room}" rel="noreferrer"' in client_of(maya).get(path).content.decode()


def test_a_cancelled_shift_offers_no_calendar(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    cancel_event(shift.event, by=jordan)
    page = text_of(client_of(maya).get(f"/shifts/{shift.public_id}/"))
    assert "This shift is cancelled. Please don't come." in page
    assert "Add to calendar" not in page


def test_a_cancelled_shift_promises_nothing_and_asks_nobody_along(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, notes="Bring the blue box")
    cancel_shift(shift, by=jordan)
    page = client_of(maya).get(f"/shifts/{shift.public_id}/")
    assert "once you're in" not in text_of(page)
    assert "Share" not in text_of(page)
    assert b'class="bottom"' not in page.content
    assert b'class="said off"' in page.content


def test_a_tap_on_a_shift_that_was_cancelled_meanwhile_is_answered(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    cancel_shift(shift, by=jordan)
    answer = client_of(maya).post(f"/shifts/{shift.public_id}/claim/")
    assert answer.status_code == 409
    assert "This shift is cancelled. Cancelled Please don't come." in text_of(answer)


def test_a_shift_that_is_over_recruits_nobody(
    carolina: Chapter, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    shift = make_shift(carolina, notes="Bring the blue box", min_needed=2)
    clock.shift(timedelta(days=7))
    for person in (None, maya):
        page = client_of(person).get(f"/shifts/{shift.public_id}/")
        assert re.search(r'<span class="tag">Over</span>\s*</div>', page.content.decode())
        for words in ("once you're in", "Share", "Needs 2 more", "This shift is over."):
            assert words not in text_of(page)


@pytest.mark.parametrize(
    ("attendance", "said"),
    [
        ("unknown", "You were signed up."),
        ("attended", "You were there."),
        ("no-show", "You were marked as missed."),
    ],
)
def test_a_shift_that_is_over_remembers_who_was_on_it(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf, clock: Traveller, attendance: str, said: str
) -> None:
    shift = make_shift(carolina)
    signup = claim_shift(shift, person=maya)
    Signup.objects.filter(pk=signup.pk).update(attendance=attendance)
    clock.shift(timedelta(days=7))
    pages = [text_of(client_of(person).get(f"/shifts/{shift.public_id}/")) for person in (maya, jordan, None)]
    assert [f"Over {said}" in page for page in pages] == [True, False, False]


def test_how_one_gets_in_is_for_all_and_the_way_itself_for_those_confirmed(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    save_site(carolina, "The Pit", is_step_free=True, access="The lift is behind the stage", by=None)
    path = f"/shifts/{shift.public_id}/"
    before = text_of(client_of(maya).get(path))
    claim_shift(shift, person=maya)
    after = text_of(client_of(maya).get(path))
    assert ["Step-free" in page for page in (before, after)] == [True, True]
    assert ["behind the stage" in page for page in (before, after)] == [False, True]

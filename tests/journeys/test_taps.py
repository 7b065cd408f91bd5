"""What becomes of a tap: at once, on a slow network, where it fails, and where it was not meant."""

import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.journeys import scenes
from tests.journeys.conftest import PHONE
from tests.journeys.test_journeys import continue_as
from tests.tools.servers import Server

CLAIM = "**/claim/"


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def hand(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    return open_page(**PHONE, java_script_enabled=request.param == "with JavaScript")


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A phone without our worker: what passes through it, Playwright does not get to hold up or lose."""
    return open_page(**PHONE, service_workers="block")


def open_card(page: Page, shift: str, role: str) -> Locator:
    """Search the list of open shifts as Maya, and return the card of one."""
    continue_as(page, "Maya")
    page.goto(f"/carolina/?q={quote(role)}")
    return page.locator(f"#s-{shift}")


def keys_of(page: Page) -> list[str]:
    """Return the list into which the keys of taps come, one for each request that goes out."""
    keys: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and "idempotency-key" in request.headers:
            keys.append(request.headers["idempotency-key"])

    page.on("request", note)
    return keys


def tap_twice(page: Page, button: Locator) -> None:
    """Tap as somebody does whose finger trembles: twice within a tenth of a second, at the same spot."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    time.sleep(0.1)
    page.touchscreen.tap(x, y)


def test_a_drop_is_undone_in_one_tap(hand: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Undone")
    server.call(scenes.hold, email="maya@demo.test", shift=shift)
    continue_as(hand, "Maya")
    hand.goto(f"/shifts/{shift}/")
    hand.get_by_role("button", name="Drop").tap()
    expect(hand.get_by_text("You can undo this for 10 seconds.")).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "dropped"}
    hand.get_by_role("button", name="Undo").tap()
    expect(hand.get_by_text("You're in again.").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "confirmed"}


def test_a_dropped_card_settles_by_itself_and_the_place_is_the_next_ones(phone: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Settles", capacity=1)
    server.call(scenes.hold, email="maya@demo.test", shift=shift)
    server.call(scenes.hold, email="ruth@demo.test", shift=shift)
    card = open_card(phone, shift, "Settles")
    card.get_by_role("button", name="Drop").tap()
    expect(card.get_by_role("button", name="Undo")).to_be_focused()
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "dropped", "ruth@demo.test": "waitlisted"}
    expect(card.get_by_role("button", name="Join waitlist")).to_be_visible(timeout=15_000)
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "dropped", "ruth@demo.test": "confirmed"}


def test_a_double_tap_claims_once_and_drops_nothing(phone: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Double tap")
    card = open_card(phone, shift, "Double tap")
    keys = keys_of(phone)
    tap_twice(phone, card.get_by_role("button", name="Claim"))
    expect(card.get_by_role("button", name="Drop")).to_be_enabled()
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "confirmed"}
    tap_twice(phone, card.get_by_role("button", name="Drop"))
    expect(card.get_by_role("button", name="Undo")).to_be_enabled()
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "dropped"}
    assert len(set(keys)) == len(keys) == 2


def test_a_slow_network_shows_at_once_that_the_tap_was_taken(phone: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Slow")
    card = open_card(phone, shift, "Slow")
    button = card.get_by_role("button", name="Claim")
    held: list[Route] = []
    phone.route(CLAIM, lambda route: held.append(route))
    button.scroll_into_view_if_needed()
    before = button.bounding_box()
    button.tap()
    busy = card.locator("button[aria-busy=true]")
    expect(busy).to_be_visible()
    assert busy.bounding_box() == before
    busy.tap(force=True)
    expect(card.locator("button[data-wait='One moment']")).to_be_visible()
    expect(phone.locator("#live")).to_have_text("One moment")
    assert busy.bounding_box() == before
    assert len(held) == 1
    held[0].continue_()
    expect(card.get_by_text("You're in. Thank you.")).to_be_visible()


def test_a_failed_tap_says_so_and_the_next_one_has_the_same_key(phone: Page, server: Server) -> None:
    """The claim is made, and its answer lost on the way back."""
    shift = server.call(scenes.make_shift, role="Lost answer")
    card = open_card(phone, shift, "Lost answer")
    keys = keys_of(phone)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.route(CLAIM, lose_the_answer)
    card.get_by_role("button", name="Claim").tap()
    sentence = "That did not go through. Check your connection, then try again."
    expect(card.get_by_text(sentence)).to_be_visible()
    expect(phone.locator("#live")).to_have_text(sentence)
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "confirmed"}
    phone.unroute(CLAIM)
    card.get_by_role("button", name="Try again").tap()
    expect(card.get_by_text("You're in. Thank you.")).to_be_visible()
    expect(card.get_by_text(sentence)).to_have_count(0)
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_claim_that_never_gets_an_answer_has_failed_after_fifteen_seconds(phone: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="No answer")
    card = open_card(phone, shift, "No answer")
    phone.route(CLAIM, lambda _route: None)
    began = time.monotonic()
    card.get_by_role("button", name="Claim").tap()
    expect(card.get_by_role("button", name="Try again")).to_be_visible(timeout=20_000)
    assert timedelta(seconds=14) < timedelta(seconds=time.monotonic() - began) < timedelta(seconds=18)
    phone.unroute(CLAIM)
    card.get_by_role("button", name="Try again").tap()
    expect(card.get_by_text("You're in. Thank you.")).to_be_visible()


def test_a_double_tap_without_htmx_is_one_claim(hand: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Whole page")
    continue_as(hand, "Maya")
    hand.goto(f"/shifts/{shift}/")
    tap_twice(hand, hand.get_by_role("button", name="Claim"))
    expect(hand.get_by_text("You're in").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "confirmed"}


def test_anybody_can_have_a_sentence_read_aloud(phone: Page) -> None:
    phone.goto("/carolina/")
    phone.evaluate("document.dispatchEvent(new CustomEvent('turnout:say', {detail: 'You are offline.'}))")
    expect(phone.locator("#live")).to_have_text("You are offline.")


def test_several_shifts_of_one_event_are_ticked_and_claimed_together(hand: Page, server: Server) -> None:
    event = server.call(scenes.make_shifts, role="Together", count=4)
    continue_as(hand, "Maya")
    hand.goto(f"/events/{event}/")
    button = hand.get_by_role("button", name="Claim selected")
    boxes = hand.get_by_role("checkbox")
    expect(boxes).to_have_count(4)
    for number in (0, 1, 3):
        boxes.nth(number).check()
    # Always in reach, above the bar at the bottom, wherever one is in the list.
    expect(button).to_be_in_viewport()
    server.call(scenes.fill_second, event=event)
    button.tap()
    expect(hand.get_by_text("2 claimed, 1 not: 11:00 AM is full.").first).to_be_visible()
    expect(hand.get_by_role("button", name="Drop")).to_have_count(2)
    assert server.call(scenes.hours_of, email="maya@demo.test", event=event) == [10, 13]


def test_the_bar_counts_what_is_ticked_and_goes_when_nothing_is(phone: Page, server: Server) -> None:
    event = server.call(scenes.make_shifts, role="Counted", count=3)
    continue_as(phone, "Maya")
    phone.goto(f"/events/{event}/")
    button = phone.get_by_role("button", name="Claim selected")
    expect(button).to_have_count(0)
    boxes = phone.get_by_role("checkbox")
    for number, said in enumerate(["(1)", "(2)", "(3)"]):
        boxes.nth(number).check()
        expect(button).to_have_text(f"Claim selected{said}")
    for number in range(3):
        boxes.nth(number).uncheck()
    expect(button).to_have_count(0)


def test_the_enter_key_on_a_box_claims_what_is_ticked_and_not_the_first_card(phone: Page, server: Server) -> None:
    event = server.call(scenes.make_shifts, role="By keys", count=3)
    continue_as(phone, "Maya")
    phone.goto(f"/events/{event}/")
    phone.get_by_role("checkbox").nth(1).check()
    phone.get_by_role("checkbox").nth(1).press("Enter")
    expect(phone.get_by_text("1 shift claimed. Thank you.").first).to_be_visible()
    assert server.call(scenes.hours_of, email="maya@demo.test", event=event) == [11]


def test_what_is_tapped_stays_where_it_stands(phone: Page, server: Server) -> None:
    """Also at the upper edge, where the browser would rather keep what it saw first."""
    event = server.call(scenes.make_shifts, role="Steady", count=6)
    continue_as(phone, "Maya")
    phone.goto(f"/events/{event}/")
    card = phone.locator("article.shift").nth(2)
    card.evaluate("card => window.scrollTo(0, card.offsetTop + card.offsetHeight - 150)")

    def top() -> float:
        box = card.bounding_box()
        assert box
        return box["y"]

    before = top()
    card.get_by_role("button", name="Claim").tap()
    expect(card.get_by_role("button", name="Drop")).to_be_enabled()
    assert top() == pytest.approx(before, abs=1)
    phone.get_by_role("checkbox").nth(2).check()
    before = top()
    phone.get_by_role("button", name="Claim selected").tap()
    expect(phone.get_by_text("1 shift claimed. Thank you.").first).to_be_in_viewport()
    # Cards above may have grown or shrunk by a line.
    assert top() == pytest.approx(before, abs=40)

"""A thin shift is filled: somebody is asked, somebody signed up, moved and promoted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_jordan_fills_a_thin_shift(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object], has_script: bool
) -> None:
    page = open_page(**screen, java_script_enabled=has_script)
    size = "phone" if screen is PHONE else "desk"
    role = f"Thin {size} {has_script}"
    shift = server.call(scenes.make_shift, role=role, capacity=1)
    other = server.call(scenes.make_shift, role=f"Other {role}", capacity=2)
    server.call(scenes.need_people, shift=shift, needed=1)
    page.goto("/signin/?next=/organize/carolina/fill/")
    page.get_by_role("button", name="Continue as Jordan").click()
    card = page.locator(".thin-shift", has_text=role)
    asking = card.get_by_role("button", name="Ask ").first
    asking.click()
    expect(page.get_by_text("Asked 1 person by email.").first).to_be_visible()
    expect(card.get_by_text("asked today")).to_be_visible()
    assert server.call(scenes.count_asked, shift=shift) == 1
    card.get_by_role("link", name="Sign somebody up").click()
    page.get_by_label("A member's name").fill("maya")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Sign up Maya").click()
    expect(page.get_by_text("Signed up. An email says so.").first).to_be_visible()
    # It is full: somebody new waits, and gets a place with one more of them.
    page.get_by_text("Somebody new", exact=True).click()
    email = f"zoe-{size}-{has_script}@example.org".lower()
    page.get_by_label("Their name").fill("Zoe")
    page.get_by_label("Email address").fill(email)
    page.locator("details.new").get_by_role("button", name="Sign up").click()
    page.get_by_role("button", name="Put on the waitlist").click()
    page.get_by_role("button", name="Add a place for Zoe").click()
    expect(page.get_by_text("Zoe has a place now. An email says so.").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "confirmed", email: "confirmed"}
    # And Maya goes to another day.
    page.get_by_role("link", name="Move Maya").click()
    page.get_by_role("button", name=f"Move to Other {role}").click()
    expect(page.get_by_text("Moved. Maya gets one email about it.").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "dropped", email: "confirmed"}
    assert server.call(scenes.states_of, shift=other) == {"maya@demo.test": "confirmed"}

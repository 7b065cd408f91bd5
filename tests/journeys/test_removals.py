"""An event cancelled by mistake, and taken back within fifteen seconds."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_jordan_cancels_the_wrong_event_and_undoes_it(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object], has_script: bool
) -> None:
    page = open_page(**screen, java_script_enabled=has_script)
    role = f"Not this one {'phone' if screen is PHONE else 'desk'} {has_script}"
    shift = server.call(scenes.make_shift, role=role)
    server.call(scenes.hold, email="maya@demo.test", shift=shift)
    page.goto(f"/signin/?next=/organize/events/{server.call(scenes.event_of, shift=shift)}/")
    page.get_by_role("button", name="Continue as Jordan").click()
    page.get_by_text("Cancel the event", exact=True).click()
    page.get_by_role("button", name="Yes, cancel this event").click()
    offer = page.locator(".undo")
    expect(offer).to_contain_text("is cancelled. 1 person gets an email in a moment.")
    assert server.call(scenes.find_event, title=f"Table for {role}")["state"] == "cancelled"
    offer.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Back as it was. Nobody was told.")).to_be_visible()
    expect(offer).to_have_count(0)
    assert server.call(scenes.find_event, title=f"Table for {role}")["state"] == "published"
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "confirmed"}

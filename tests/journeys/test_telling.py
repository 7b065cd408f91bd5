"""A shift with people on it is moved, and they are told when the organizer says so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_jordan_moves_a_shift_with_people_on_it_then_tells_them(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object], has_script: bool
) -> None:
    page = open_page(**screen, java_script_enabled=has_script)
    shift = server.call(scenes.make_shift, role=f"Told {'phone' if screen is PHONE else 'desk'} {has_script}")
    for name in ("maya", "ruth"):
        server.call(scenes.hold, email=f"{name}@demo.test", shift=shift)
    day, hour = server.call(scenes.time_of, shift=shift)[0].split("T")
    assert hour == "10:00"
    page.goto(f"/signin/?next=/organize/carolina/week/?week={day}%26shift={shift}")
    page.get_by_role("button", name="Continue as Jordan").click()
    page.get_by_role("button", name="15 minutes later").click()
    expect(page.locator(".change")).to_contain_text(
        "2 people are on it. They keep their places. No email goes out before you say so."
    )
    page.get_by_role("button", name="Yes, change it").click()
    banner = page.locator(".untold")
    expect(banner.get_by_role("heading")).to_have_text("2 people do not know yet what changed")
    expect(banner.locator(".old")).to_contain_text("10:00 AM to 11:00 AM")
    expect(banner.locator(".new")).to_contain_text("10:15 AM to 11:15 AM")
    assert server.call(scenes.count_told, shift=shift) == 0
    # The event's page says it, too.
    page.get_by_role("link", name="The event", exact=True).click()
    expect(banner.locator(".new")).to_contain_text("10:15 AM to 11:15 AM")
    banner.get_by_role("button", name="Tell 2 people").click()
    expect(page.get_by_text("2 people get an email each.").first).to_be_visible()
    expect(banner).to_have_count(0)
    assert server.call(scenes.count_told, shift=shift) == 2

"""A term put online in minutes, on a phone and on a laptop."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_jordan_plans_a_term_looks_at_it_and_saves_it(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object], has_script: bool
) -> None:
    page = open_page(**screen, java_script_enabled=has_script)
    title = f"Term {'phone' if screen is PHONE else 'desk'} {has_script}"
    first = datetime.now(UTC).date() + timedelta(days=200)
    page.goto("/signin/?next=/organize/carolina/")
    page.get_by_role("button", name="Continue as Jordan").click()
    page.get_by_role("link", name="New event").click()
    page.get_by_label("Title").fill(title)
    for name in ("starts_at", "shifts-0-starts_at"):
        page.locator(f"[name={name}]").fill(f"{first}T18:00")
    for name in ("ends_at", "shifts-0-ends_at"):
        page.locator(f"[name={name}]").fill(f"{first}T19:00")
    page.get_by_label("Repeats").select_option("Every week")
    page.get_by_label("Until").fill(f"{first + timedelta(days=21)}")
    page.get_by_label("Except").fill(f"{first + timedelta(days=7)}")
    page.get_by_label("Role").first.fill("Watch")
    page.get_by_label("Places").first.fill("2")
    page.get_by_label("One for every").first.fill("30")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("3 events with 6 shifts.")).to_be_in_viewport()
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Published. Everyone can see it now.").first).to_be_visible()
    found = server.call(scenes.find_event, title=title)
    assert found == {"state": "published", "shifts": [["Watch", 2]] * 6}

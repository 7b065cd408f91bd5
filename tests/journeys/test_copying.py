"""A term copied to the next one, looked at first, on a phone and on a laptop."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_jordan_copies_a_term_of_a_series_and_finds_its_drafts(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object], has_script: bool
) -> None:
    page = open_page(**screen, java_script_enabled=has_script)
    title = f"Copied {'phone' if screen is PHONE else 'desk'} {has_script}"
    number = 2 * (screen is PHONE) + has_script
    # Days of its own: nothing else is planned then.
    first = datetime.now(UTC).date() + timedelta(days=400 + 7 * number)
    to = first + timedelta(weeks=30)
    server.call(scenes.make_weekly, title=title, first=f"{first}", count=3)
    page.goto("/signin/?next=/organize/carolina/")
    page.get_by_role("button", name="Continue as Jordan").click()
    page.get_by_role("link", name="Copy a term").click()
    page.get_by_label("From").fill(f"{first}")
    page.get_by_label("To", exact=True).fill(f"{first}")
    # The day before: what begins on a day of the week stays on it.
    page.get_by_label("New first day").fill(f"{to - timedelta(days=1)}")
    page.get_by_role("button", name="See what it comes to").click()
    expect(page.get_by_text("1 event with 1 shift.")).to_be_in_viewport()
    expect(page.get_by_text("30 weeks later")).to_be_visible()
    page.get_by_label("To", exact=True).fill(f"{first + timedelta(days=14)}")
    page.get_by_role("button", name="Copy 1 event").click()
    # Another plan is shown again first.
    expect(page.get_by_text("3 events with 3 shifts.")).to_be_in_viewport()
    page.get_by_role("button", name="Copy 3 events").click()
    expect(page.get_by_text("Copied: 3 drafts.").first).to_be_visible()
    assert server.call(scenes.days_of, title=title, state="draft") == [
        f"{to + timedelta(weeks=week)} 18:00" for week in range(3)
    ]

"""Jordan and Ruth edit one event at once, each in a browser of their own: both see what the other did."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server


def open_as(page: Page, who: str, event: str) -> None:
    page.goto(f"/signin/?next=/organize/events/{event}/")
    page.get_by_role("button", name=f"Continue as {who}").click()
    expect(page.get_by_label("Title")).to_be_visible()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_second_to_save_sees_both_versions_and_chooses(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object], has_script: bool
) -> None:
    ruths, jordans = (open_page(**screen, java_script_enabled=has_script) for _browser in range(2))
    event = server.call(scenes.make_shifts, role=f"Both {screen is PHONE} {has_script}", count=2)
    open_as(ruths, "Ruth", event)
    open_as(jordans, "Jordan", event)

    ruths.get_by_label("Title").fill("Ruth's table")
    ruths.get_by_label("What is it about?").fill("Ruth wrote this.")
    ruths.locator("[name=shifts-0-capacity]").fill("4")
    ruths.get_by_role("button", name="Save", exact=True).click()
    expect(ruths.get_by_text("Saved.").first).to_be_visible()

    jordans.get_by_label("Title").fill("Jordan's table")
    jordans.get_by_label("Who is in charge").fill("Jordan")
    jordans.locator("[name=shifts-0-capacity]").fill("6")
    jordans.get_by_role("button", name="Save", exact=True).click()
    expect(jordans.get_by_role("heading", name="Two of you changed this event")).to_be_visible()
    title = jordans.get_by_role("group", name="Title")
    expect(title.get_by_text("Ruth's table")).to_be_visible()
    expect(title.get_by_text("Jordan's table")).to_be_visible()
    expect(jordans.get_by_text("Ruth wrote this.")).to_be_visible()
    assert server.call(scenes.facts_of, event=event) == ["Ruth's table", "Ruth wrote this.", "", 4]

    # Ruth saves once more before Jordan does.
    ruths.get_by_label("What is it about?").fill("Ruth wrote more.")
    ruths.get_by_role("button", name="Save", exact=True).click()
    expect(ruths.get_by_text("Saved.").first).to_be_visible()
    title.get_by_role("radio", name="Yours").check()
    jordans.get_by_role("button", name="Save", exact=True).click()
    expect(jordans.get_by_text("Ruth wrote more.")).to_be_visible()
    jordans.get_by_role("button", name="Save", exact=True).click()
    expect(jordans.get_by_text("Saved.").first).to_be_visible()
    # Of the places nothing was chosen, and so Ruth's stay.
    assert server.call(scenes.facts_of, event=event) == ["Jordan's table", "Ruth wrote more.", "Jordan", 4]

"""A chapter handed over, on a phone and on a laptop; and somebody who joins by an invitation."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server

SIZES = pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])


def come(open_page: Callable[..., Page], screen: dict[str, object], name: str, path: str) -> Page:
    page = open_page(**screen)
    page.goto(f"/signin/?next={path}")
    page.get_by_role("button", name=f"Continue as {name}").click()
    return page


@SIZES
def test_ruth_hands_a_chapter_over_to_maya(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object]
) -> None:
    slug = f"boone-{'phone' if screen is PHONE else 'desk'}"
    server.call(scenes.make_chapter, slug=slug)
    ruths = come(open_page, screen, "Ruth", f"/organize/{slug}/settings/")
    ruths.get_by_role("link", name="Hand the chapter over").click()
    ruths.get_by_label("Search by name").fill("may")
    ruths.get_by_label("Search by name").press("Enter")
    ruths.get_by_role("link", name="Maya").click()
    ruths.get_by_label("Volunteer, like every member").check()
    ruths.get_by_role("button", name="Offer it").click()
    expect(ruths.get_by_text("You wait for Maya to accept.")).to_be_visible()
    mayas = come(open_page, screen, "Maya", "/me/")
    mayas.get_by_role("link", name=f"{slug} is offered to you").click()
    mayas.get_by_role("button", name="Accept").click()
    expect(mayas.get_by_text(f"You own {slug} now.")).to_be_visible()
    expect(mayas.get_by_role("link", name="How people join")).to_be_visible()
    ruths.reload()
    expect(ruths.get_by_role("heading", name="There is nothing here")).to_be_visible()


@SIZES
@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_leo_joins_by_an_invitation_and_a_late_one_is_told_kindly(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object], has_script: bool
) -> None:
    slug = f"wilson-{'phone' if screen is PHONE else 'desk'}-{'script' if has_script else 'plain'}"
    server.call(scenes.make_chapter, slug=slug)
    abilities = {**screen, "java_script_enabled": has_script}
    ruths = come(open_page, abilities, "Ruth", f"/organize/{slug}/people/")
    ruths.get_by_role("link", name="Invite people").click()
    ruths.get_by_label("What is it for?").fill("Club fair")
    ruths.get_by_label("People who can join by it").fill("1")
    ruths.get_by_role("button", name="Make a link").click()
    expect(ruths.get_by_role("img", name="QR code")).to_be_visible()
    address = ruths.locator(".address code").inner_text()
    link = re.sub(r"^https?://[^/]+", "", address)
    leos = open_page(**abilities)
    leos.goto(link)
    leos.get_by_role("button", name="Join").click()
    leos.get_by_role("button", name="Continue as Leo").click()
    leos.get_by_role("button", name="Join").click()
    expect(leos.get_by_text(f"You are a member of {slug}. Welcome.")).to_be_visible()
    anas = come(open_page, abilities, "Ana", link)
    expect(anas.get_by_text("This invitation was for so many people, and they joined.")).to_be_visible()

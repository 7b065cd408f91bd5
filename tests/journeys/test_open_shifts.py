"""Finding a shift: by words, by kind, by scrolling, by day; and beside the list on a wide screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys import scenes
from tests.journeys.conftest import DESK
from tests.tools.servers import Server


def test_what_is_typed_narrows_the_list_without_a_page(phone: Page, server: Server) -> None:
    server.call(scenes.make_shift, role="Heron watcher")
    phone.goto("/carolina/")
    phone.get_by_label("Search shifts").press_sequentially("heron", delay=20)
    expect(phone.locator(".shift")).to_have_count(1)
    expect(phone.locator(".shift h3")).to_have_text("Heron watcher")
    assert phone.url.endswith("?q=heron")


def test_without_a_script_one_searches_and_filters_all_the_same(phone_without_script: Page, server: Server) -> None:
    page = phone_without_script
    server.call(scenes.make_shift, role="Egret watcher")
    page.goto("/carolina/")
    page.get_by_label("Search shifts").fill("egret")
    page.get_by_label("Search shifts").press("Enter")
    expect(page.locator(".shift h3")).to_have_text("Egret watcher")
    page.get_by_role("link", name="Prayer").tap()
    expect(page.get_by_text("No open shifts are like that.")).to_be_visible()
    page.get_by_role("link", name="Show all open shifts").tap()
    expect(page.locator(".shift").first).to_be_visible()


def test_more_comes_as_one_scrolls_and_by_a_link_without_a_script(phone: Page, phone_without_script: Page) -> None:
    phone.goto("/carolina/")
    expect(phone.locator(".shift")).to_have_count(50)
    phone.locator("#more").scroll_into_view_if_needed()
    expect(phone.locator(".shift").nth(60)).to_be_attached()
    phone_without_script.goto("/carolina/")
    phone_without_script.get_by_role("link", name="Show more").tap()
    phone_without_script.wait_for_url("**/carolina/?page=2")


def test_a_day_of_the_month_shows_its_shifts(phone: Page) -> None:
    phone.goto("/carolina/calendar/")
    day = phone.locator(".days a").nth(2)
    day.tap()
    expect(phone.locator(".days a[aria-current=date]")).to_have_count(1)
    expect(phone.locator(".shift").first).to_be_visible()
    phone.wait_for_url("**/carolina/calendar/?day=*")


def test_a_shift_opens_beside_the_list_and_escape_leads_back(desk: Page, server: Server) -> None:
    server.call(scenes.make_shift, role="Stork watcher")
    desk.goto("/signin/")
    desk.get_by_role("button", name="Continue as Maya").click()
    desk.wait_for_url("**/mine/")
    desk.goto("/carolina/?q=stork")
    link = desk.get_by_role("link", name="Stork watcher")
    link.click()
    expect(desk.locator("#beside").get_by_role("heading", name="Stork watcher")).to_be_focused()
    assert desk.url.endswith("?q=stork")
    desk.keyboard.press("Escape")
    expect(desk.locator("#beside")).to_be_hidden()
    expect(link).to_be_focused()
    link.click()
    desk.locator("#beside").get_by_role("button", name="Claim").click()
    expect(desk.get_by_text("You're in. Thank you.")).to_be_visible()


@pytest.mark.parametrize("part", [0, 0.4, 0.8])
def test_the_claim_is_within_reach_wherever_one_reads(phone: Page, server: Server, part: float) -> None:
    shift = server.call(scenes.make_shift, role=f"Reach {part}")
    phone.goto(f"/shifts/{shift}/")
    phone.evaluate("(part) => scrollTo(0, part * (document.querySelector('main').scrollHeight - innerHeight))", part)
    box = phone.get_by_role("button", name="Claim").bounding_box()
    assert box is not None
    assert box["y"] > 0
    assert box["y"] + box["height"] < 844 - 60


def test_a_shift_opens_beside_the_list_after_a_search_that_was_taken_back(desk: Page, server: Server) -> None:
    server.call(scenes.make_shift, role="Crane watcher")
    desk.goto("/carolina/")
    search = desk.get_by_label("Search shifts")
    search.press_sequentially("cra", delay=20)
    desk.wait_for_url("**/?q=cra")
    search.press_sequentially("ne watcher", delay=20)
    desk.wait_for_url("**/?q=crane*watcher")
    expect(desk.locator(".shift")).to_have_count(1)
    desk.go_back()
    desk.wait_for_url("**/?q=cra")
    desk.get_by_role("link", name="Crane watcher").click()
    expect(desk.locator("#beside").get_by_role("heading", name="Crane watcher")).to_be_focused()


def test_of_two_that_are_picked_quickly_the_second_stays(open_page: Callable[..., Page], server: Server) -> None:
    desk = open_page(**DESK, service_workers="block")
    slow, quick = (server.call(scenes.make_shift, role=f"Pelican {word}") for word in ("slow", "quick"))
    desk.goto("/carolina/?q=pelican")
    held: list[Route] = []
    desk.route(f"**/shifts/{slow}/", lambda route: held.append(route))
    desk.locator(f"#s-{slow} h3 a").click()
    desk.locator(f"#s-{quick} h3 a").click()
    expect(desk.locator("#beside").get_by_role("heading", name="Pelican quick")).to_be_focused()
    for route in held:
        route.continue_()
    desk.wait_for_timeout(500)
    expect(desk.locator("#beside h1")).to_have_text("Pelican quick")
    expect(desk.locator(".picked h3")).to_have_text("Pelican quick")

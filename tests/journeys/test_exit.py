"""Leaving at once: out of sight, to a neutral site, and no way back to what was seen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESK, PHONE

NEUTRAL = "https://www.weather.gov/"


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A browser in which the neutral site, which is not on this machine, answers."""
    page = open_page(**DESK)
    answer_for_the_weather(page)
    return page


def answer_for_the_weather(page: Page) -> None:
    def answer(route: Route) -> None:
        route.fulfill(content_type="text/html", body="<title>Weather</title><h1>Sunny</h1>")

    page.route(f"{NEUTRAL}**", answer)


def press_shift(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def expect_gone(page: Page) -> None:
    page.wait_for_url(NEUTRAL)
    expect(page.get_by_role("heading", name="Sunny")).to_be_visible()


def test_a_click_leads_away_and_back_shows_nothing_of_any_page(page: Page) -> None:
    page.goto("/carolina/")
    page.goto("/carolina/calendar/")
    page.goto("/signin/")
    page.locator("#exit").click()
    expect_gone(page)
    for _page_before in ("/carolina/calendar/", "/carolina/"):
        page.evaluate("setTimeout(() => history.back())")
        expect(page.locator("main")).to_be_hidden()
        expect_gone(page)


def test_three_presses_of_shift_lead_away(page: Page) -> None:
    page.goto("/carolina/")
    press_shift(page, 2)
    expect(page.locator("#live")).to_have_text("Press Shift once more to exit.")
    press_shift(page, 1)
    expect_gone(page)


def test_a_capital_letter_is_not_a_wish_to_leave(page: Page) -> None:
    page.goto("/carolina/")
    for _ in range(4):
        page.keyboard.press("Shift+A")
    expect(page.get_by_role("heading", name="Where can you help?")).to_be_visible()


def test_all_of_the_page_is_out_of_sight_at_once(page: Page) -> None:
    page.goto("/carolina/")
    seen = page.evaluate(
        "() => { document.getElementById('exit').click();"
        " return [getComputedStyle(document.body).display, document.title.trim()]; }"
    )
    assert seen == ["none", ""]
    expect_gone(page)


def test_who_types_the_address_again_reads_the_page(page: Page) -> None:
    page.goto("/carolina/")
    page.locator("#exit").click()
    expect_gone(page)
    page.goto("/carolina/")
    expect(page.get_by_role("heading", name="Where can you help?")).to_be_visible()


def test_without_a_script_it_is_a_link_there(open_page: Callable[..., Page]) -> None:
    page = open_page(**PHONE, java_script_enabled=False)
    answer_for_the_weather(page)
    page.goto("/carolina/")
    page.locator("#exit").tap()
    expect_gone(page)

"""Handing an event on: by the phone's share sheet, by hand, and without any script."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server

# Headless browsers have no share sheet: one that notes what it was given.
SHEET = "navigator.share = async (given) => { globalThis.shared = given; };"
CLOSED_SHEET = "navigator.share = async () => { throw new DOMException('closed', 'AbortError'); };"
BROKEN_SHEET = "navigator.share = async () => { throw new DOMException('no', 'NotAllowedError'); };"


# Playwright's own waiting needs eval, which our policy forbids.
WAIT_FOR_SHARED = """() => new Promise((resolve) => {
  const look = () => (globalThis.shared ? resolve(globalThis.shared) : setTimeout(look, 50));
  look();
})"""


def open_event(page: Page, server: Server) -> None:
    page.goto(f"/shifts/{server.call(scenes.make_shift, role='Guide')}/")
    page.get_by_role("link", name="Table for Guide").click()
    page.wait_for_url("**/events/**")


def test_the_phones_own_sheet_gets_the_short_address_and_nothing_of_people(phone: Page, server: Server) -> None:
    phone.add_init_script(SHEET)
    open_event(phone, server)
    phone.get_by_role("button", name="Share").tap()
    shared = phone.evaluate(WAIT_FOR_SHARED)
    assert shared["title"] == "Table for Guide"
    assert shared["text"].startswith("Table for Guide. ")
    assert shared["text"].endswith(" Online")
    phone.goto(shared["url"])
    phone.wait_for_url("**/events/**")
    expect(phone.get_by_role("heading", name="Table for Guide")).to_be_visible()


def test_beside_the_sheet_the_code_is_there_to_be_shown_around(phone: Page, server: Server) -> None:
    phone.add_init_script(CLOSED_SHEET)
    open_event(phone, server)
    phone.get_by_role("button", name="Share").tap()
    code = phone.get_by_role("img", name="QR code")
    expect(code).to_be_hidden()
    phone.locator("summary", has_text="QR code").tap()
    expect(code).to_be_visible()
    assert code.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")


def test_a_sheet_that_does_not_open_gives_way_to_the_address(phone: Page, server: Server) -> None:
    phone.add_init_script(BROKEN_SHEET)
    open_event(phone, server)
    phone.get_by_role("button", name="Share").tap()
    expect(phone.get_by_role("link", name="/e/")).to_be_visible()


def test_at_a_desk_the_address_is_copied_with_one_click(open_page: Callable[..., Page], server: Server) -> None:
    desk = open_page(**DESK, permissions=["clipboard-read", "clipboard-write"])
    open_event(desk, server)
    desk.locator("summary", has_text="Share").click()
    address = desk.get_by_role("link", name="/e/").get_attribute("href")
    desk.get_by_role("button", name="Copy").click()
    expect(desk.get_by_role("button", name="Copied.")).to_be_visible()
    assert desk.evaluate("navigator.clipboard.readText()") == address


def test_without_a_script_share_opens_the_address_and_the_code(open_page: Callable[..., Page], server: Server) -> None:
    phone = open_page(**PHONE, java_script_enabled=False)
    open_event(phone, server)
    phone.locator("summary", has_text="Share").tap()
    expect(phone.get_by_role("img", name="QR code")).to_be_visible()
    expect(phone.get_by_role("button", name="Copy")).to_be_hidden()
    phone.get_by_role("link", name="/e/").tap()
    phone.wait_for_url("**/events/**")


def test_a_shift_that_opens_beside_the_list_is_handed_on_as_well(
    open_page: Callable[..., Page], server: Server
) -> None:
    desk = open_page(**DESK, permissions=["clipboard-read", "clipboard-write"])
    desk.goto("/carolina/")
    desk.locator(".results .shift h3 a").first.click()
    pane = desk.locator("#beside")
    pane.locator("summary", has_text="Share").click()
    pane.get_by_role("button", name="Copy").click()
    expect(pane.get_by_role("button", name="Copied.")).to_be_visible()
    assert "/e/" in desk.evaluate("navigator.clipboard.readText()")


def test_nothing_in_the_head_is_run_or_refused(phone: Page, server: Server) -> None:
    """The data for search engines is no script to a browser, and our policy has nothing against it."""
    said: list[str] = []
    phone.on("console", lambda message: said.append(message.text))
    open_event(phone, server)
    kept = phone.locator("script[type='application/ld+json']").inner_text()
    assert '"@type": "Event"' in kept
    assert said == []

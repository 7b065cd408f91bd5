"""A developer reads the API's page and tries a call out."""

from playwright.sync_api import ConsoleMessage, Page, expect


def test_the_page_shows_the_operations_and_calls_one_within_the_sites_own_rules(desk: Page) -> None:
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        said.append(message.text)

    desk.on("console", listen)
    desk.on("requestfailed", lambda request: said.append(request.url))
    desk.goto("/api/v1/docs")
    listing = desk.locator("#operations-Shifts-list_shifts")
    listing.locator(".opblock-summary-control").click()
    listing.get_by_role("button", name="Try it out").click()
    listing.get_by_role("button", name="Execute").click()
    expect(listing.locator(".live-responses-table .response .response-col_status")).to_contain_text("200")
    assert said == []

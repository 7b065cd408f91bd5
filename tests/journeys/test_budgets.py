"""What the first view and a tap cost over the air, as a real browser counts it."""

import gzip
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from config.environment import ROOT
from tests.journeys import scenes
from tests.journeys.conftest import PHONE
from tests.journeys.test_journeys import continue_as
from tests.tools.servers import Server

STATIC = ROOT / "frontend" / "static"
WORKBENCH = ("table.js", "print.js", "board.js", "organize.css", "board.css")


def count_bytes(page: Page) -> dict[str, int]:
    """Count from now on the bytes of each answer as they come over the wire, heads included, by its address."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def asked(event: dict[str, Any]) -> None:
        addresses[event["requestId"]] = event["request"]["url"]

    def done(event: dict[str, Any]) -> None:
        address = addresses.get(event["requestId"], "")
        if address.startswith("http"):
            sizes[address] = sizes.get(address, 0) + int(event["encodedDataLength"])

    network.on("Network.requestWillBeSent", asked)
    network.on("Network.loadingFinished", done)
    return sizes


def test_the_first_view_of_the_open_shifts_is_light(open_page: Callable[..., Page]) -> None:
    page = open_page(**PHONE)
    sizes = count_bytes(page)
    page.goto("/carolina/", wait_until="networkidle")
    assert len(sizes) < 12, sorted(sizes)
    assert sum(sizes.values()) < 90_000, sizes
    assert any("figtree" in address for address in sizes)
    assert any("htmx" in address for address in sizes)


def test_a_claim_is_answered_in_less_than_four_kilobytes(open_page: Callable[..., Page], server: Server) -> None:
    server.call(scenes.make_shift, role="Light load")
    page = open_page(**PHONE)
    continue_as(page, "Maya")
    page.goto("/carolina/?q=light+load", wait_until="networkidle")
    sizes = count_bytes(page)
    with page.expect_response("**/claim/") as answer:
        page.get_by_role("button", name="Claim").tap()
    assert len(answer.value.body()) < 4_000
    page.wait_for_load_state("networkidle")
    assert 0 < next(size for address, size in sizes.items() if address.endswith("/claim/")) < 4_000


def test_the_style_sheet_and_our_own_scripts_are_small() -> None:
    def weigh(pattern: str, *names: str) -> int:
        paths = [path for path in STATIC.glob(pattern) if not names or path.name in names]
        return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)

    # Those that an organizer's pages alone load stand apart.
    styles, scripts = weigh("css/*.css", *WORKBENCH), weigh("js/*.js", *WORKBENCH)
    assert styles < 7_000
    assert weigh("css/*.css") - styles < 9_000
    assert scripts < 7_000
    assert weigh("js/*.js") - scripts < 12_200

"""Back after "Exit this page", in a browser that keeps pages in its memory as people's browsers do."""

import base64
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from tests.journeys.conftest import PATIENCE
from tests.tools.browser import launch
from tests.tools.servers import Server

# The ground of our pages in the light: where it is seen, one of them is.
PAPER = (0xF7, 0xF5, 0xF0)
VISITED = ("/carolina/", "/carolina/calendar/", "/signin/")
# Notes for each page how it came: from the browser's memory or anew.
NOTE = """addEventListener("pageshow", (event) => {
  sessionStorage.came = (sessionStorage.came ?? "") + (event.persisted ? "kept " : "anew ");
});"""


class Weather(BaseHTTPRequestHandler):
    """A neutral site: on another host than ours, and not answered for by Playwright, or nothing would be kept."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>Weather</title><h1>Sunny</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def weather() -> Iterator[str]:
    site = ThreadingHTTPServer(("127.0.0.1", 0), Weather)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}/"
    site.shutdown()


@pytest.fixture
def page(playwright: Playwright, server: Server) -> Iterator[Page]:
    browser = launch(playwright, ignore_default_args=["--disable-back-forward-cache"])
    page = browser.new_page(base_url=server.base_url, color_scheme="light")
    page.set_default_timeout(PATIENCE)
    page.add_init_script(NOTE)
    yield page
    browser.close()


@pytest.fixture
def film(page: Page) -> Iterator[list[Image.Image]]:
    """Each picture that the browser draws from now on."""
    frames: list[Image.Image] = []
    camera = page.context.new_cdp_session(page)

    def take(event: dict[str, Any]) -> None:
        frames.append(Image.open(io.BytesIO(base64.b64decode(event["data"]))).convert("RGB"))
        camera.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    camera.on("Page.screencastFrame", take)
    camera.send("Page.startScreencast", {"format": "png"})
    yield frames
    camera.send("Page.stopScreencast")


def shows_us(frame: Image.Image) -> bool:
    width, height = frame.size
    corners = [(2, height // 2), (width - 3, height // 2), (2, height - 3), (width // 2, height - 3)]
    return PAPER in [frame.getpixel(corner) for corner in corners]


def go_back(page: Page) -> None:
    page.evaluate("setTimeout(() => history.back())")


def test_back_leads_away_again_and_draws_nothing_of_ours_meanwhile(
    page: Page, film: list[Image.Image], weather: str
) -> None:
    for path in VISITED:
        page.goto(path)
    go_back(page)
    page.wait_for_url("**/carolina/calendar/", wait_until="commit")
    expect(page.locator("main")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("sessionStorage.came") == "anew anew anew kept "
    assert shows_us(film[-1])

    page.evaluate("(address) => document.getElementById('exit').setAttribute('href', address)", weather)
    page.locator("#exit").click()
    page.wait_for_url(weather)
    expect(page.get_by_role("heading", name="Sunny")).to_be_visible()
    page.wait_for_timeout(300)
    film.clear()
    go_back(page)
    page.wait_for_timeout(1500)
    page.wait_for_url(weather)
    assert film
    assert not any(map(shows_us, film))
    page.goto("/carolina/")
    # The page before was thrown away, or its last picture might have been seen for a moment; it left while it loaded.
    assert page.evaluate("sessionStorage.came") == "anew anew anew kept anew "
    expect(page.locator("main")).to_be_visible()

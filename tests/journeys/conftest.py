"""A real server with the demo data, and a real browser: a phone, a phone without JavaScript, a desk.

These tests live in real time and never touch the database from their own process: `server.manage` and `server.call`
do that in the server's.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

import serve
from tests.tools.browser import launch
from tests.tools.mailbox import Mailbox
from tests.tools.servers import Server

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PATIENCE = 10_000  # milliseconds


# Of a journey that goes more than one way, these are for `make proof`; the first, on a phone with script, is for every
# day.
OTHER_WAYS = ("desk", "without JavaScript")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        way = item.callspec.id if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ""
        if any(other in way for other in OTHER_WAYS):
            item.add_marker("thorough")


@pytest.fixture(autouse=True)
def clock() -> None:
    """Here time runs."""


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Server]:
    """The demo, as `make run` serves it; only its mails go to `mailbox`, and one person may hold many shifts."""
    server = Server(tmp_path_factory.mktemp("server"), TURNOUT_DEMO="1", MAX_OPEN_CLAIMS="1000", EMAIL_URL=mailbox.url)
    server.call(serve.prepare)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own (nobody signed in), of the given size and abilities.

    An error in a script of the page fails the test.
    """
    contexts = []
    errors: list[str] = []

    def open_page(**abilities: Any) -> Page:
        context = browser.new_context(**{"base_url": server.base_url, "locale": "en-US", **abilities})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, f"errors in the page's scripts: {errors}"


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(**PHONE)


@pytest.fixture
def phone_without_script(open_page: Callable[..., Page]) -> Page:
    return open_page(**PHONE, java_script_enabled=False)


@pytest.fixture
def desk(open_page: Callable[..., Page]) -> Page:
    return open_page(**DESK)

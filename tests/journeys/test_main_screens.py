"""The main screens, once: a phone in the light, in English. All of them, in every size and theme: see tests/proof."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.tools import inspection
from tests.tools.walk import PHONE, SCREENS, Screen, Walk, Walker, lay_out

MAIN = (
    "open-shifts", "shift", "event", "calendar-chapter", "signin", "code", "my-open-shifts", "my-shift", "mine", "me",
    "organize-events", "organize-new-term", "organize-roster",
)  # fmt: skip


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with lay_out(tmp_path_factory.mktemp("walk")) as walk:
        yield walk


@pytest.fixture(scope="module")
def walker(browser: Browser, walk: Walk) -> Iterator[Walker]:
    walker = Walker(browser, walk, PHONE)
    yield walker
    walker.close()


@pytest.mark.parametrize(
    "screen", [screen for screen in SCREENS if screen.name in MAIN], ids=lambda screen: screen.name
)
def test_axe_finds_nothing_wrong(walker: Walker, screen: Screen) -> None:
    page = walker.go(screen)
    inspection.begin(page)
    assert inspection.find_axe_faults(page) == []


def test_each_of_them_is_there() -> None:
    assert {screen.name for screen in SCREENS} >= set(MAIN)


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    page: Page = browser.new_page()
    page.set_content("<title>Bad</title><img src='x'><p style='color: #aaa'>Pale</p>")
    inspection.begin(page)
    rules = {fault.partition(":")[0] for fault in inspection.find_axe_faults(page)}
    assert rules >= {"color-contrast", "html-has-lang", "image-alt", "landmark-one-main", "page-has-heading-one"}
    page.close()

"""Every screen in both themes and languages, at three widths: what axe finds, and what eyes and thumbs stumble on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.tools import inspection
from tests.tools.browser import launch
from tests.tools.walk import DESK, PHONE, SCREENS, Screen, Walk, Walker, lay_out

# Two at once, on two cores: one walks in English, the other in Spanish.
LANGUAGES = [
    pytest.param(code, marks=pytest.mark.xdist_group(group)) for code, group in (("en", "sqlite"), ("es", "postgresql"))
]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with lay_out(tmp_path_factory.mktemp("walk")) as walk:
        yield walk


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def phone(chromium: Browser, walk: Walk) -> Iterator[Walker]:
    walker = Walker(chromium, walk, PHONE)
    yield walker
    walker.close()


@pytest.fixture(scope="module")
def desk(chromium: Browser, walk: Walk) -> Iterator[Walker]:
    walker = Walker(chromium, walk, DESK)
    yield walker
    walker.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", [s for s in SCREENS if not s.only_wide], ids=lambda screen: screen.name)
def test_a_screen_holds_on_phones(phone: Walker, screen: Screen, language: str) -> None:
    page = phone.go(screen, language=language)
    inspection.begin(page)
    faults: list[str] = []
    for theme in ("light", "dark"):
        for width in (390, 320):
            phone.show(theme=theme, width=width)
            faults += [f"{theme} {width}: {fault}" for fault in inspection.find_axe_faults(page)]
            if theme == "light":
                faults += [f"{width}: {fault}" for fault in inspection.find_overflow(page, width)]
    phone.show(theme="light", width=390)
    faults += inspection.find_hard_targets(page) + inspection.find_lost_focus(page)
    faults += inspection.find_claim_out_of_reach(page)
    inspection.enlarge_letters(page)
    faults += [f"large letters: {fault}" for fault in inspection.find_overflow(page, 390)]
    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_holds_on_a_desk(desk: Walker, screen: Screen, language: str) -> None:
    page = desk.go(screen, language=language)
    inspection.begin(page)
    faults: list[str] = []
    for theme in ("light", "dark"):
        desk.show(theme=theme)
        faults += [f"{theme}: {fault}" for fault in inspection.find_axe_faults(page)]
    assert faults + inspection.find_overflow(page, 1280) + inspection.find_lost_focus(page) == []

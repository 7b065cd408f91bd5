"""Looking for what is wrong on a page: what axe finds, and what our own rules of layout do. `inspection.js` looks."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from config.environment import ROOT

SCRIPT = (ROOT / "tests" / "tools" / "inspection.js").read_text("utf-8")


def begin(page: Page) -> None:
    """Bring what looks for faults into a page that was loaded. The page's own policy is not asked (CSP)."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate(SCRIPT)


def find_axe_faults(page: Page) -> list[str]:
    """Return a sentence for each rule of axe that the page breaks, as it is shown now."""
    return _find(page, "findAxeFaults")


def find_overflow(page: Page, width: int) -> list[str]:
    """Return a sentence where something is wider than the window, or is cut off at its side."""
    return _find(page, "findSideways", width) + _find(page, "findCutText")


def find_hard_targets(page: Page) -> list[str]:
    """Return a sentence for each target that a thumb would miss: under 44 px either way, or under 8 px from another."""
    return _find(page, "findSmallTargets") + _find(page, "findCrowdedTargets")


def find_claim_out_of_reach(page: Page) -> list[str]:
    """Return a sentence where a shift's button is out of sight before the foot of its page, or covers a line."""
    return _find(page, "findClaimOutOfReach")


def enlarge_letters(page: Page) -> None:
    """Make letters twice as large, as people do in their browser's settings."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


def find_lost_focus(page: Page) -> list[str]:
    """Return a sentence for each thing that has the focus unseen, as somebody meets it who uses the keyboard."""
    # With a key pressed, what takes the focus shows it also where a mouse was used before.
    page.keyboard.press("Tab")
    return _find(page, "findLostFocus")


def _find(page: Page, function: str, given: Any = None) -> list[str]:
    found: list[str] = page.evaluate(f"(given) => inspection.{function}(given)", given)
    return found

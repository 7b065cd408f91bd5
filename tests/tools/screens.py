"""`make screenshots`: takes every screen in both themes, on a phone and on a wide screen, into docs/screens.

`--only NAME` takes those whose names hold this; `--into FOLDER` puts them elsewhere.
"""

import argparse
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from config.environment import ROOT
from tests.tools.browser import launch
from tests.tools.walk import DESK, PHONE, SCREENS, Screen, Walker, lay_out

# A page that is longer is cut here: what comes below is more of the same.
LONGEST = 1800  # CSS px
# What is loaded when it comes into sight, a QR code for example.
WAIT_FOR_PICTURES = """() => new Promise((resolve) => {
  const isThere = (image) =>
    image.complete || !image.checkVisibility() || image.getBoundingClientRect().top > innerHeight;
  const look = () => ([...document.images].every(isThere) ? resolve() : setTimeout(look, 50));
  look();
})"""
# 64 colours show our few tints and the edges of letters; more only make it larger.
COLORS = 64


def main() -> None:
    parser = argparse.ArgumentParser(description="Take every screen in both themes, at 390 and 1280 px.")
    parser.add_argument("--only", default="", help="only screens whose names hold this")
    parser.add_argument("--language", default="en", choices=("en", "es"))
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "screens", help="the folder")
    asked = parser.parse_args()
    screens = [screen for screen in SCREENS if asked.only in screen.name]
    if not screens:
        sys.exit(f"turnout: no screen is called like “{asked.only}”")
    asked.into.mkdir(parents=True, exist_ok=True)
    taken = take_all(screens, asked.into, asked.language)
    size = sum(path.stat().st_size for path in taken)
    sys.stdout.write(f"{len(taken)} pictures in {asked.into}, {size / 1e6:.1f} MB\n")


def take_all(screens: list[Screen], folder: Path, language: str) -> list[Path]:
    taken = []
    with tempfile.TemporaryDirectory() as var, lay_out(Path(var)) as walk, sync_playwright() as playwright:
        browser = launch(playwright)
        for abilities in (PHONE, DESK):
            walker = Walker(browser, walk, abilities)
            for screen in screens:
                if screen.only_wide and not walker.is_wide:
                    continue
                page = walker.go(screen, language=language)
                for theme in ("light", "dark"):
                    walker.show(theme=theme)
                    path = folder / f"{screen.name}-{abilities['viewport']['width']}-{theme}.png"
                    path.write_bytes(take(page))
                    taken.append(path)
            walker.close()
        browser.close()
    return taken


def take(page: Page) -> bytes:
    """Return a picture of the page from its top, as a PNG of few colours."""
    page.evaluate("document.fonts.ready")
    size = page.viewport_size
    assert size is not None
    # As tall as the page: what stays at the bottom of the window stands at the page's end then, and covers nothing.
    height = min(max(page.evaluate("document.documentElement.scrollHeight"), size["height"]), LONGEST)
    page.set_viewport_size({"width": size["width"], "height": height})
    # Playwright's own waiting needs eval, which our policy forbids.
    page.evaluate(WAIT_FOR_PICTURES)
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    page.set_viewport_size(size)
    stored = io.BytesIO()
    picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(stored, "PNG", optimize=True)
    return stored.getvalue()


if __name__ == "__main__":
    main()

"""A spreadsheet put online, on a phone and on a laptop."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from config.environment import ROOT
from tests.journeys import scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server

TERM = (ROOT / "fixtures" / "carolina-spring-2027.csv").read_text(encoding="utf-8")


def write_term(mark: str) -> str:
    """Return the term with a mark on each event; its first row has no number of places, its third no such day."""
    rows = list(csv.DictReader(io.StringIO(TERM)))
    for row in rows:
        row["event"] = f"{row['event']} ({mark})"
    rows[0]["capacity"], rows[2]["date"] = "three", "02/30/2027"
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_jordan_mends_a_term_and_imports_it(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object], has_script: bool
) -> None:
    page = open_page(**screen, java_script_enabled=has_script)
    # Each time a term of its own.
    mark = f"imported: {'phone' if screen is PHONE else 'desk'} {has_script}"
    data = write_term(mark)
    page.goto("/signin/?next=/organize/carolina/")
    page.get_by_role("button", name="Continue as Jordan").click()
    page.get_by_role("link", name="From a spreadsheet").click()
    file: Any = {"name": "spring.csv", "mimeType": "text/csv", "buffer": data.encode()}
    page.get_by_label("Your spreadsheet").set_input_files(file)
    page.get_by_role("button", name="Look at the rows").click()
    total = page.locator("#sum")
    expect(total).to_contain_text("2 rows need you")
    expect(total).to_contain_text("233 shifts are new")
    expect(page.locator(".import-row")).to_have_count(2)
    expect(page.locator("#row-2")).to_contain_text("three is not a whole number")
    # Both are typed before one is checked: nothing typed is lost.
    page.locator("[name=cell-4-date]").fill("Feb 25, 2027")
    page.locator("[name=cell-2-capacity]").fill("3")
    page.locator("#row-2").get_by_role("button", name="Check this row").click()
    expect(total.get_by_role("button", name="Import 235 rows")).to_be_visible()
    if has_script:
        # Only what was mended is drawn again, where it stands.
        expect(page.locator("#row-2")).to_contain_text("New")
        expect(page.locator("#row-4")).to_contain_text("New")
        expect(page.locator(".import-row")).to_have_count(2)
    total.get_by_text("Keep them as drafts").click()
    total.get_by_role("button", name="Import 235 rows").click()
    expect(page.get_by_text("Imported. 235 shifts are new.")).to_be_visible()
    assert server.call(scenes.count_shifts, mark=mark) == {"shifts": 235, "states": ["draft"]}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if has_script else True


def test_jordan_takes_the_schedule_away_and_nothing_of_it_is_new(phone: Page) -> None:
    page = phone
    page.goto("/signin/?next=/organize/nashville/")
    page.get_by_role("button", name="Continue as Ana").click()
    page.goto("/organize/nashville/export/")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Spreadsheet (.xlsx)").first.click()
    file = waiting.value
    assert file.suggested_filename.startswith("nashville-")
    page.goto("/organize/nashville/import/")
    page.get_by_label("Your spreadsheet").set_input_files(file.path())
    page.get_by_role("button", name="Look at the rows").click()
    expect(page.get_by_text("All of it is online already. There is nothing to import.")).to_be_visible()

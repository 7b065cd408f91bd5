"""A shift with people on it is moved on the board: by hand, by keys, and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server


def open_week(page: Page, server: Server, role: str) -> tuple[str, str]:
    """Open the week of a new shift that Maya is on, as Jordan; return the shift and its day."""
    shift = server.call(scenes.make_shift, role=role)
    server.call(scenes.hold, email="maya@demo.test", shift=shift)
    day = server.call(scenes.time_of, shift=shift)[0][:10]
    page.goto(f"/signin/?next=/organize/carolina/week/?week={day}")
    page.get_by_role("button", name="Continue as Jordan").click()
    return shift, day


def piece_of(page: Page, shift: str) -> Locator:
    return page.locator(f"#shift-{shift}")


def test_jordan_drags_a_shift_an_hour_later_sees_what_that_changes_and_does_it(desk: Page, server: Server) -> None:
    shift, day = open_week(desk, server, "Dragged")
    piece = piece_of(desk, shift)
    box = piece.bounding_box()
    assert box
    hour = box["height"]
    desk.mouse.move(box["x"] + 20, box["y"] + 15)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 25, box["y"] + 40)
    desk.mouse.move(box["x"] + 20, box["y"] + 15 + hour)
    desk.mouse.up()
    expect(desk.locator("#chosen .change")).to_contain_text("10:00 AM to")
    expect(desk.locator("#chosen .change")).to_contain_text("1 person is on it.")
    assert server.call(scenes.time_of, shift=shift) == [f"{day}T10:00", f"{day}T11:00"]
    desk.get_by_role("button", name="Yes, change it").click()
    expect(desk.locator("#chosen .said")).to_contain_text("Saved:")
    assert server.call(scenes.time_of, shift=shift) == [f"{day}T11:00", f"{day}T12:00"]
    # The board looked by itself.
    expect(piece.locator(".clock")).to_contain_text("11:00 AM")


def test_its_lower_edge_stretches_it(desk: Page, server: Server) -> None:
    shift, day = open_week(desk, server, "Stretched")
    box = piece_of(desk, shift).bounding_box()
    assert box
    desk.mouse.move(box["x"] + 20, box["y"] + box["height"] - 3)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 20, box["y"] + box["height"] + 10)
    desk.mouse.move(box["x"] + 20, box["y"] + box["height"] * 1.5 - 3)
    desk.mouse.up()
    expect(desk.locator("#chosen .change")).to_contain_text("11:30 AM instead of")
    desk.get_by_role("link", name="Leave it").click()
    expect(desk.locator("#chosen .change")).to_have_count(0)
    assert server.call(scenes.time_of, shift=shift) == [f"{day}T10:00", f"{day}T11:00"]


def test_arrow_keys_move_it_and_enter_says_yes(desk: Page, server: Server) -> None:
    shift, day = open_week(desk, server, "Pressed")
    piece_of(desk, shift).focus()
    for _quarter in range(2):
        desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Shift+ArrowDown")
    expect(desk.locator("#chosen .change")).to_contain_text("10:30 AM instead of")
    expect(piece_of(desk, shift)).to_be_focused()
    # Read out, too.
    expect(desk.locator("#live")).to_contain_text("begins on")
    desk.keyboard.press("Enter")
    expect(desk.locator("#confirm-move")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#chosen .said")).to_contain_text("Saved:")
    assert server.call(scenes.time_of, shift=shift) == [f"{day}T10:30", f"{day}T11:45"]


def test_escape_leaves_it_where_it_was(desk: Page, server: Server) -> None:
    shift, day = open_week(desk, server, "Left")
    piece_of(desk, shift).focus()
    desk.keyboard.press("ArrowDown")
    expect(desk.locator("#confirm-move")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#confirm-move")).to_have_count(0)
    expect(piece_of(desk, shift)).to_be_focused()
    assert server.call(scenes.time_of, shift=shift) == [f"{day}T10:00", f"{day}T11:00"]


def test_the_board_looks_by_itself_and_disturbs_nobody(desk: Page, server: Server) -> None:
    desk.clock.install()
    shift, _day = open_week(desk, server, "Watched")
    piece = piece_of(desk, shift)
    piece.focus()
    with desk.expect_response(lambda response: "/week/" in response.url) as nothing_new:
        desk.clock.run_for(15_000)
    assert nothing_new.value.status == 304
    server.call(scenes.change_role, shift=shift, role="Renamed")
    with desk.expect_response(lambda response: "/week/" in response.url) as news:
        desk.clock.run_for(15_000)
    assert news.value.status == 200
    desk.clock.run_for(1_000)
    expect(piece.locator("b")).to_have_text("Renamed")
    expect(piece).to_be_focused()
    # Somebody moves it just now: nothing comes between.
    server.call(scenes.change_role, shift=shift, role="Again")
    desk.keyboard.press("ArrowDown")
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if "/week/" in request.url else None)
    desk.clock.run_for(20_000)
    assert asked == []
    expect(piece.locator("b")).to_have_text("Renamed")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_buttons_and_a_form_move_it_everywhere(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object], has_script: bool
) -> None:
    page = open_page(**screen, java_script_enabled=has_script)
    shift, day = open_week(page, server, "Nudged")
    piece_of(page, shift).click()
    page.get_by_role("button", name="15 minutes later").click()
    expect(page.locator(".change")).to_contain_text("10:15 AM.")
    expect(page.locator(".change")).to_contain_text("1 person is on it.")
    page.get_by_label("Ends").fill(f"{day}T12:00")
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator(".change")).to_contain_text("12:00 PM instead of")
    page.get_by_role("button", name="Yes, change it").click()
    expect(page.get_by_text("Saved:").first).to_be_visible()
    assert server.call(scenes.time_of, shift=shift) == [f"{day}T10:15", f"{day}T12:00"]

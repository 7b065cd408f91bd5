"""A table run from a phone: with a network and without, by a poster, and what came of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import table_scenes
from tests.journeys.conftest import DESK, PHONE
from tests.tools.servers import Server

SIZES = pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
KEPT = "caches.keys().then((names) => names.filter((name) => name.startsWith('mine-')).length)"


def sign_in(page: Page, name: str, path: str) -> None:
    page.goto(f"/signin/?next={path}")
    page.get_by_role("button", name=f"Continue as {name}").click()
    page.wait_for_url(f"**{path}")


def mark(page: Page, name: str, word: str) -> None:
    page.locator(".at", has_text=name).get_by_role("button", name=f"{word} {name}", exact=True).click()


def wait_until_kept(page: Page, path: str, says: str = "") -> None:
    """Wait until the phone keeps a page that says this."""
    page.evaluate(
        """async ([path, says]) => {
          for (let turn = 0; turn < 100; turn += 1) {
            const page = await caches.match(path);
            if (page && (await page.text()).includes(says)) return;
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
          throw new Error(`${path} is not kept`);
        }""",
        [path, says],
    )


@SIZES
def test_jordan_runs_a_table_offline_for_a_while(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object]
) -> None:
    page = open_page(**screen)
    table = server.call(table_scenes.make_table, people=["Wren", "Lark", "Finch", "Robin"])
    path = f"/organize/events/{table}/table/"
    sign_in(page, "Jordan", path)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.goto(path)
    wait_until_kept(page, path)

    page.context.set_offline(True)
    expect(page.locator("#offline")).to_contain_text("Each tap is kept here and sent when the network is back.")
    mark(page, "Wren", "Here")
    mark(page, "Lark", "Not here")
    page.locator(".walk-in input").fill("Sam")
    page.locator(".walk-in input").press("Enter")
    mark(page, "Finch", "Here")
    mark(page, "Finch", "Here")
    expect(page.locator("#queue")).to_have_text("5 taps wait for the network.")
    expect(page.locator(".at-table .here")).to_have_text("2")
    # Ruth drops Robin at her own desk meanwhile, which this phone cannot know.
    server.call(table_scenes.drop, event=table, name="Robin")
    mark(page, "Robin", "Here")
    # The page itself comes from the phone, and the taps are there still.
    page.goto(path)
    expect(page.locator("#queue")).to_have_text("6 taps wait for the network.")
    expect(page.locator(".at", has_text="Sam")).to_contain_text("not sent yet")
    assert server.call(table_scenes.attendance_of, event=table) == {"Wren": "", "Lark": "", "Finch": ""}

    page.context.set_offline(False)
    expect(page.locator("#queue")).to_be_hidden()
    expect(page.locator(".at", has_text="Robin").locator(".word")).to_have_text(
        "They are not on this shift any more. Add them by name if they came."
    )
    assert server.call(table_scenes.attendance_of, event=table) == {
        "Wren": "attended", "Lark": "no-show", "Finch": "", "Sam": "attended",
    }  # fmt: skip
    assert server.call(table_scenes.marks_on, event=table) == ["Wren", "Lark", "Sam", "Finch", "Finch"]

    # What was answered is what the phone keeps now.
    wait_until_kept(page, path, "walked in")
    page.context.set_offline(True)
    page.goto(path)
    wren = page.locator(".at", has_text="Wren").get_by_role("button", name="Here Wren", exact=True)
    expect(wren).to_have_attribute("aria-pressed", "true")
    page.context.set_offline(False)


def test_who_may_not_read_a_table_any_more_has_no_copy_of_it_either(phone: Page, server: Server) -> None:
    table = server.call(table_scenes.make_table, people=["Wren"])
    path = f"/organize/events/{table}/table/"
    sign_in(phone, "Jordan", path)
    phone.evaluate("navigator.serviceWorker.ready.then(() => null)")
    phone.goto(path)
    wait_until_kept(phone, path, "Wren")
    server.call(table_scenes.let_organize, name="Jordan", may=False)
    try:
        answer = phone.goto(path)
        assert answer
        assert answer.status == 404
        phone.evaluate(
            """async (path) => {
              for (let turn = 0; turn < 100; turn += 1) {
                if (!(await caches.match(path))) return;
                await new Promise((resolve) => setTimeout(resolve, 100));
              }
              throw new Error(`${path} is kept`);
            }""",
            path,
        )
        phone.context.set_offline(True)
        phone.goto(path)
        expect(phone.get_by_role("heading", name="You are offline")).to_be_visible()
        expect(phone.get_by_text("Wren")).to_have_count(0)
    finally:
        phone.context.set_offline(False)
        server.call(table_scenes.let_organize, name="Jordan", may=True)


def test_without_a_script_a_tap_is_a_form(phone_without_script: Page, server: Server) -> None:
    page = phone_without_script
    table = server.call(table_scenes.make_table, people=["Heron"])
    sign_in(page, "Jordan", f"/organize/events/{table}/table/")
    mark(page, "Heron", "Here")
    expect(page.locator(".at-table .here")).to_have_text("1")
    page.locator(".walk-in input").fill("Sol")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".at-table .here")).to_have_text("2")
    assert server.call(table_scenes.attendance_of, event=table) == {"Heron": "attended", "Sol": "attended"}


def test_signing_out_and_exit_forget_the_taps_that_wait(phone: Page, server: Server) -> None:
    table = server.call(table_scenes.make_table, people=["Egret"])
    path = f"/organize/events/{table}/table/"
    for leave in ("sign out", "exit"):
        sign_in(phone, "Jordan", path)
        phone.route("**/table/tap/", lambda route: route.abort())
        mark(phone, "Egret", "Here")
        expect(phone.locator("#queue")).to_have_text("1 tap waits for the network.")
        if leave == "exit":
            phone.route("https://**", lambda route: route.fulfill(body="elsewhere"))
            phone.locator("#exit").click()
            phone.wait_for_url(lambda url: "localhost" not in url)
            phone.unroute_all()
            phone.goto("/healthz")
        else:
            phone.unroute_all()
            phone.goto("/me/")
            phone.get_by_role("button", name="Sign out", exact=True).click()
            phone.wait_for_url(lambda url: "/me/" not in url)
        assert phone.evaluate("localStorage.getItem('taps')") is None
    assert server.call(table_scenes.attendance_of, event=table) == {"Egret": ""}


@SIZES
def test_a_poster_is_printed_and_maya_checks_in_by_it_and_out_again(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object]
) -> None:
    table = server.call(table_scenes.make_table, people=["maya@demo.test"])
    desk = open_page(**screen)
    sign_in(desk, "Jordan", f"/organize/events/{table}/poster/")
    desk.get_by_role("button", name="Make the poster").click()
    expect(desk.locator(".poster img")).to_be_visible()
    # Headless browsers print to a file: one sheet.
    assert count_pages(desk.pdf(prefer_css_page_size=True)) == 1
    desk.get_by_role("link", name="A4").click()
    expect(desk.locator(".poster.a4")).to_be_visible()
    address = desk.locator(".poster .address").inner_text()

    phone = open_page(**PHONE)
    phone.goto(f"http://{address}")
    phone.locator("main").get_by_role("link", name="Sign in", exact=True).click()
    phone.get_by_role("button", name="Continue as Maya").click()
    phone.get_by_role("button", name="Check in").click()
    expect(phone.get_by_text("You're here since")).to_be_visible()
    assert server.call(table_scenes.attendance_of, event=table) == {"Maya": "attended"}
    phone.get_by_role("button", name="Check out").click()
    expect(phone.get_by_text("You gave")).to_be_visible()


@SIZES
def test_jordan_writes_the_report_and_confirms_hours(
    open_page: Callable[..., Page], server: Server, screen: dict[str, object]
) -> None:
    table = server.call(table_scenes.make_table, people=["Swift"])
    page = open_page(**screen)
    sign_in(page, "Jordan", f"/organize/events/{table}/after/")
    page.get_by_role("button", name="Was there Swift").click()
    page.get_by_text("Change the hours").click()
    page.get_by_label("Minutes").fill("95")
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".at", has_text="Swift")).to_contain_text("1 hour 35 minutes · confirmed")
    page.get_by_role("link", name="Write the report").click()
    page.get_by_label("People reached").fill("42")
    page.get_by_label("Money raised").fill("63.50")
    page.get_by_role("button", name="Save the report").click()
    expect(page.locator(".sums")).to_contain_text("$63.50")
    page.goto(f"/organize/events/{table}/roster/print/")
    assert count_pages(page.pdf(prefer_css_page_size=True)) == 1


def test_a_day_of_many_slots_is_one_sheet_on_the_clipboard(open_page: Callable[..., Page], server: Server) -> None:
    day = server.call(table_scenes.make_slots, count=48)
    page = open_page(**DESK)
    sign_in(page, "Jordan", f"/organize/events/{day}/roster/print/")
    expect(page.locator(".clipboard li")).to_have_count(96)
    for paper in ("Letter", "A4"):
        assert count_pages(page.pdf(format=paper)) == 1, paper


def count_pages(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page/")

"""What the other journeys take for granted of the devices that they are made on."""

from playwright.sync_api import Page

from tests.tools.servers import Server

ABILITIES = "[innerWidth, innerHeight, devicePixelRatio, navigator.maxTouchPoints > 0]"


def test_the_phone_is_a_small_screen_that_is_touched(phone: Page) -> None:
    phone.goto("/signin/")
    assert phone.evaluate(ABILITIES) == [390, 844, 2, True]


def test_the_desk_is_wide_and_has_a_mouse(desk: Page) -> None:
    desk.goto("about:blank")
    assert desk.evaluate(ABILITIES) == [1280, 900, 1, False]


def test_the_server_is_up_and_the_demo_is_in_it(server: Server, phone_without_script: Page) -> None:
    answer = phone_without_script.goto("/healthz")
    assert answer is not None
    assert answer.status == 200
    assert "carolina" in server.manage("dumpdata", "turnout.chapter")

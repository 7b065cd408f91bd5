"""The main job, end to end, on a phone: with JavaScript and without."""

import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import PHONE
from tests.tools.mailbox import Mailbox
from tests.tools.servers import Server


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def hand(has_script: bool, open_page: Callable[..., Page]) -> Page:
    """A phone held in one hand."""
    return open_page(**PHONE, java_script_enabled=has_script)


def continue_as(page: Page, name: str) -> None:
    page.goto("/signin/")
    page.get_by_role("button", name=f"Continue as {name}").tap()
    page.wait_for_url("**/mine/")


def type_code(page: Page, mailbox: Mailbox, address: str, *, mails: int = 1, label: str = "Code") -> None:
    """Paste the whole subject of the newest mail, which has the code in it; a script sends it by itself."""
    page.get_by_label(label, exact=True).fill(str(mailbox.mails_to(address, at_least=mails)[-1]["Subject"]))


def test_a_newcomer_claims_from_a_link_and_finds_it_in_a_calendar(
    hand: Page, has_script: bool, server: Server, mailbox: Mailbox
) -> None:
    shift = server.call(scenes.make_shift, role="Greeter")
    address = f"zoe-{shift.lower()}@example.org"
    hand.goto(f"/shifts/{shift}/")
    hand.get_by_role("button", name="Claim").tap()
    hand.get_by_label("Your name").fill("Zoe")
    hand.get_by_label("Email address").fill(address)
    hand.get_by_role("button", name="Send me a code").tap()
    assert server.call(scenes.states_of, shift=shift) == {}
    type_code(hand, mailbox, address)
    if not has_script:
        hand.get_by_role("button", name="Claim").tap()
    expect(hand.get_by_text("You're in. Thank you.").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {address: "confirmed"}
    assert "You're in" in str(mailbox.mails_to(address, at_least=2)[-1]["Subject"])

    hand.get_by_role("link", name="Mine").tap()
    expect(hand.get_by_role("heading", name="Greeter")).to_be_visible()
    hand.get_by_role("link", name="Me", exact=True).tap()
    hand.get_by_role("link", name="Calendar links").tap()
    hand.get_by_label("What is it for?").fill("My phone")
    hand.get_by_role("button", name="Make a link").tap()
    feed = hand.locator("code").inner_text()
    with urllib.request.urlopen(feed) as answer:
        calendar = Calendar.from_ical(answer.read())
    assert [str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")] == ["Greeter: Table for Greeter"]


def test_a_volunteer_claims_in_two_taps(hand: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Two taps")
    continue_as(hand, "Maya")
    hand.goto("/carolina/?kind=outreach&q=Two+taps")
    hand.locator(f"#s-{shift}").get_by_role("button", name="Claim").tap()
    expect(hand.get_by_text("You're in").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "confirmed"}


def test_a_volunteer_drops_what_she_cannot_make(hand: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Dropped")
    server.call(scenes.hold, email="maya@demo.test", shift=shift)
    continue_as(hand, "Maya")
    hand.goto(f"/shifts/{shift}/")
    hand.get_by_role("button", name="Drop").tap()
    expect(hand.get_by_text("Dropped.").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {"maya@demo.test": "dropped"}


def test_a_refusal_stands_on_the_card_that_was_tapped(hand: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Last place", capacity=1)
    continue_as(hand, "Leo")
    hand.goto(f"/shifts/{shift}/")
    server.call(scenes.hold, email="ruth@demo.test", shift=shift)
    hand.get_by_role("button", name="Claim").tap()
    expect(hand.get_by_text("This shift is full. You can join the waitlist.").first).to_be_visible()
    hand.get_by_role("button", name="Join waitlist").tap()
    expect(hand.get_by_text("You're on the waitlist.").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {"ruth@demo.test": "confirmed", "leo@demo.test": "waitlisted"}


def test_an_organizer_publishes_an_event(hand: Page, server: Server, request: pytest.FixtureRequest) -> None:
    title = f"Letters {request.node.callspec.id}"
    day = datetime.now().astimezone() + timedelta(days=30)
    continue_as(hand, "Jordan")
    hand.goto("/organize/carolina/")
    hand.get_by_role("link", name="New event").tap()
    hand.get_by_label("Title").fill(title)
    hand.get_by_label("Kind").select_option("advocacy")
    hand.get_by_label("It happens online").check()
    hand.get_by_label("Starts").first.fill(f"{day:%Y-%m-%d}T18:00")
    hand.get_by_label("Ends").first.fill(f"{day:%Y-%m-%d}T20:00")
    row = hand.locator(".shift-row").first
    row.get_by_label("Role").fill("Caller")
    row.get_by_label("Starts").fill(f"{day:%Y-%m-%d}T18:00")
    row.get_by_label("Ends").fill(f"{day:%Y-%m-%d}T17:00")
    row.get_by_label("Places").fill("12")
    hand.get_by_role("button", name="Save and publish").tap()
    expect(hand.get_by_text("The end must be after the start.")).to_be_visible()
    expect(row.get_by_label("Role")).to_have_value("Caller")
    row.get_by_label("Ends").fill(f"{day:%Y-%m-%d}T20:00")
    hand.get_by_role("button", name="Save and publish").tap()
    expect(hand.get_by_text("Published", exact=True)).to_be_visible()
    assert server.call(scenes.find_event, title=title) == {"state": "published", "shifts": [["Caller", 12]]}


def test_claiming_with_script_changes_the_card_where_it_stands(phone: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="In place")
    continue_as(phone, "Ruth")
    phone.goto("/carolina/?kind=outreach&q=In+place")
    phone.evaluate("window.stayed = true")
    phone.locator(f"#s-{shift}").get_by_role("button", name="Claim").tap()
    expect(phone.get_by_text("You're in. Thank you.").first).to_be_visible()
    assert phone.evaluate("window.stayed") is True
    expect(phone.locator("#live")).to_have_text("You're in. Thank you.")


def test_a_claim_on_a_shifts_own_page_shows_the_kit(hand: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="With a kit")
    continue_as(hand, "Leo")
    hand.goto(f"/shifts/{shift}/")
    expect(hand.get_by_text("Bring the blue box.")).to_have_count(0)
    hand.get_by_role("button", name="Claim").tap()
    expect(hand.get_by_text("Bring the blue box.")).to_be_visible()
    assert hand.get_by_role("article").count() == 1


def test_no_page_breaks_its_own_content_policy(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(**PHONE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    continue_as(page, "Ruth")
    for path in (
        "/",
        "/carolina/",
        "/me/",
        "/mine/",
        "/carolina/calendar/",
        "/organize/carolina/",
        "/organize/carolina/new/",
        "/signin/",
    ):
        page.goto(path)
        assert page.locator("script:not([src])").count() == 0
        assert page.locator("[style], style, [onclick]").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert said == []

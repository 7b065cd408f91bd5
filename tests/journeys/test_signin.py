"""Signing in on a phone: how little it takes, what mends a slip, and passkeys."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import PHONE
from tests.journeys.test_journeys import continue_as, type_code
from tests.tools.mailbox import Mailbox
from tests.tools.servers import Server

# A crowded campus: some 400 kbit/s, and 400 ms until anything answers.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
# What a phone with a fingerprint reader keeps passkeys in; it answers at once, as if the finger lay there.
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Thumb:
    """Counts what it does: taps, and fields that it fills."""

    def __init__(self) -> None:
        self.done = 0

    def tap(self, what: Locator) -> None:
        self.done += 1
        what.tap()

    def fill(self, field: Locator, text: str) -> None:
        self.done += 1
        field.fill(text)


@pytest.fixture
def phone(phone: Page) -> Page:
    """A phone on a bad network."""
    network = phone.context.new_cdp_session(phone)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    return phone


@pytest.fixture
def thumb() -> Thumb:
    return Thumb()


def test_a_newcomer_comes_from_a_link_to_a_place_by_five_taps_and_fields(
    phone: Page, thumb: Thumb, server: Server, mailbox: Mailbox
) -> None:
    shift = server.call(scenes.make_shift, role="Five taps")
    address = f"five-{shift.lower()}@example.org"
    phone.goto(f"/shifts/{shift}/")
    thumb.tap(phone.get_by_role("button", name="Claim"))
    thumb.fill(phone.get_by_label("Your name"), "Zoe")
    thumb.fill(phone.get_by_label("Email address"), address)
    thumb.tap(phone.get_by_role("button", name="Send me a code"))
    expect(phone.get_by_role("heading", name="Check your email")).to_be_visible()
    thumb.fill(phone.get_by_label("Code", exact=True), str(mailbox.mails_to(address)[-1]["Subject"]))
    expect(phone.get_by_text("You're in. Thank you.").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {address: "confirmed"}
    assert thumb.done == 5


def test_somebody_signed_in_comes_from_a_link_to_a_place_by_one_tap_and_from_the_list_by_two(
    phone: Page, thumb: Thumb, server: Server
) -> None:
    linked = server.call(scenes.make_shift, role="One tap")
    listed = server.call(scenes.make_shift, role="Second tap")
    continue_as(phone, "Leo")
    phone.goto(f"/shifts/{linked}/")
    thumb.tap(phone.get_by_role("button", name="Claim"))
    expect(phone.get_by_text("You're in").first).to_be_visible()
    assert thumb.done == 1
    # The list has so many that hers would come by scrolling; what is searched for comes first.
    phone.goto("/carolina/?q=Second+tap")
    thumb.done = 0
    thumb.tap(phone.locator(f"#s-{listed}").get_by_role("link", name="Second tap"))
    thumb.tap(phone.get_by_role("button", name="Claim"))
    expect(phone.get_by_text("You're in").first).to_be_visible()
    assert thumb.done == 2
    for shift in (linked, listed):
        assert server.call(scenes.states_of, shift=shift) == {"leo@demo.test": "confirmed"}


def test_the_keyboards_are_right(phone: Page) -> None:
    phone.goto("/signin/")
    email, name = phone.get_by_label("Email address"), phone.get_by_label("Your name")
    expect(email).to_have_attribute("type", "email")
    expect(email).to_have_attribute("autocomplete", "email")
    expect(name).to_have_attribute("autocomplete", "given-name")
    email.fill("keys@example.org")
    phone.get_by_role("button", name="Send me a code").tap()
    code = phone.get_by_label("Code", exact=True)
    expect(code).to_have_attribute("inputmode", "numeric")
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    expect(code).to_be_focused()


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_mistyped_address_is_mended_and_the_code_sent_again(
    open_page: Callable[..., Page], server: Server, mailbox: Mailbox, has_script: bool
) -> None:
    page = open_page(**PHONE, java_script_enabled=has_script)
    shift = server.call(scenes.make_shift, role="Mended")
    wrong, right = f"mended-{shift.lower()}@exmaple.org", f"mended-{shift.lower()}@example.org"
    page.goto(f"/shifts/{shift}/")
    page.get_by_role("button", name="Claim").tap()
    page.get_by_label("Your name").fill("Zoe")
    page.get_by_label("Email address").fill(wrong)
    page.get_by_role("button", name="Send me a code").tap()
    page.get_by_role("link", name="Wrong address? Change it").tap()
    expect(page.get_by_label("Your name")).to_have_value("Zoe")
    expect(page.get_by_label("Email address")).to_have_value(wrong)
    page.get_by_label("Email address").fill(right)
    page.get_by_role("button", name="Send me a code").tap()
    mailbox.mails_to(right)
    page.get_by_role("button", name="Send another code").tap()
    expect(page.get_by_text("Sent again.")).to_be_visible()
    page.get_by_label("Code", exact=True).fill("12345")
    page.get_by_role("button", name="Claim").tap()
    expect(page.get_by_text("Type the six digits from the email.")).to_be_visible()
    expect(page.get_by_label("Code", exact=True)).to_have_value("12345")
    type_code(page, mailbox, right, mails=2)
    if not has_script:
        page.get_by_role("button", name="Claim").tap()
    expect(page.get_by_text("You're in. Thank you.").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {right: "confirmed"}


def test_a_code_is_sent_once_however_often_the_thumb_comes_down(phone: Page, mailbox: Mailbox) -> None:
    posted: list[str] = []
    phone.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    phone.goto("/signin/")
    phone.get_by_label("Email address").fill("once@example.org")
    phone.get_by_role("button", name="Send me a code").tap()
    phone.wait_for_url("**/signin/code/")
    phone.get_by_label("Code", exact=True).evaluate(
        """(field, text) => {
            field.value = text;
            for (let n = 0; n < 3; n++) field.dispatchEvent(new Event("input"));
            field.form.querySelector(".button").click();
        }""",
        str(mailbox.mails_to("once@example.org")[-1]["Subject"]),
    )
    phone.wait_for_url("**/mine/")
    assert [url.rpartition("/signin/")[2] for url in posted] == ["", "code/"]


@pytest.fixture
def finger(phone: Page) -> tuple[Any, str]:
    """The phone's fingerprint reader: how to talk to it, and its name there."""
    device = phone.context.new_cdp_session(phone)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    return device, made["authenticatorId"]


def count_kept(finger: tuple[Any, str]) -> int:
    device, name = finger
    return len(device.send("WebAuthn.getCredentials", {"authenticatorId": name})["credentials"])


def sign_out(page: Page) -> None:
    page.goto("/me/")
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_newcomer_sets_up_a_passkey_signs_in_with_it_and_removes_it(
    phone: Page, finger: tuple[Any, str], server: Server, mailbox: Mailbox
) -> None:
    assert server.base_url.startswith("http://localhost:")
    shift = server.call(scenes.make_shift, role="By finger")
    address = f"finger-{shift.lower()}@example.org"
    phone.goto("/signin/")
    phone.get_by_label("Email address").fill(address)
    phone.get_by_role("button", name="Send me a code").tap()
    type_code(phone, mailbox, address)
    expect(phone.get_by_role("heading", name="Sign in next time with your face, finger or PIN")).to_be_visible()
    phone.get_by_role("button", name="Set it up").tap()
    expect(phone.get_by_text("Done. Next time you can sign in with your passkey.")).to_be_visible()
    assert count_kept(finger) == 1
    assert "passkey" in str(mailbox.mails_to(address, at_least=2)[-1].get_content())

    # Asked for by its button, on the way to a shift.
    sign_out(phone)
    phone.context.clear_cookies(name="passkey")
    phone.goto(f"/shifts/{shift}/")
    phone.get_by_role("button", name="Claim").tap()
    phone.get_by_role("button", name="Use a passkey").tap()
    expect(phone.get_by_text("You're in. Thank you.").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {address: "confirmed"}

    # Offered by itself where one was used before: the field's suggestion, taken here as soon as it is there.
    sign_out(phone)
    phone.goto("/signin/")
    phone.wait_for_url("**/mine/")

    phone.goto("/me/")
    phone.get_by_role("link", name="Passkeys").tap()
    phone.get_by_text("Change", exact=True).tap()
    phone.get_by_role("button", name="Remove").tap()
    expect(phone.get_by_text("Removed. That passkey does not sign you in any more.")).to_be_visible()

    # The phone still has its half, which opens nothing now; a code does.
    sign_out(phone)
    phone.context.clear_cookies(name="passkey")
    phone.goto("/signin/")
    phone.get_by_role("button", name="Use a passkey").tap()
    expect(phone.get_by_text("That passkey does not open an account here. Sign in with a code.")).to_be_visible()


def test_who_signed_in_long_ago_shows_that_it_is_them_and_then_adds_a_passkey(
    phone: Page, finger: tuple[Any, str], server: Server, mailbox: Mailbox
) -> None:
    address = "long-ago@example.org"
    phone.goto("/signin/")
    phone.get_by_label("Email address").fill(address)
    phone.get_by_role("button", name="Send me a code").tap()
    type_code(phone, mailbox, address)
    phone.wait_for_url("**/mine/")
    server.call(scenes.forget_proofs)
    phone.goto("/me/passkeys/")
    phone.get_by_role("button", name="Add a passkey").tap()
    expect(phone.get_by_role("heading", name="First show that it is you")).to_be_visible()
    assert count_kept(finger) == 0
    phone.get_by_role("button", name="Send me a code").tap()
    type_code(phone, mailbox, address, mails=2)
    phone.get_by_role("button", name="Add a passkey").tap()
    expect(phone.get_by_text("Done. Next time you can sign in with your passkey.")).to_be_visible()

    # From then on the passkey is a proof as good as a code.
    server.call(scenes.forget_proofs)
    phone.goto("/me/email/")
    phone.get_by_role("button", name="Use a passkey").tap()
    expect(phone.get_by_role("heading", name="Your email address")).to_be_visible()


def test_a_passkey_that_is_not_given_leaves_the_code(phone: Page, finger: tuple[Any, str]) -> None:
    """The phone knows no passkey of ours, or its owner taps Cancel."""
    device, name = finger
    device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": name})
    device.send(
        "WebAuthn.addVirtualAuthenticator", {"options": FINGER | {"isUserVerified": False, "hasResidentKey": False}}
    )
    phone.goto("/signin/")
    phone.get_by_role("button", name="Use a passkey").tap()
    expect(phone.get_by_text("No passkey was used. Sign in with a code, or try again.")).to_be_visible()
    expect(phone.get_by_label("Email address")).to_be_visible()


def test_not_now_is_heard(phone: Page, finger: tuple[Any, str], mailbox: Mailbox) -> None:
    offer = phone.get_by_role("heading", name="Sign in next time with your face, finger or PIN")
    for mails in (1, 2):
        phone.goto("/signin/")
        phone.get_by_label("Email address").fill("later@example.org")
        phone.get_by_role("button", name="Send me a code").tap()
        type_code(phone, mailbox, "later@example.org", mails=mails)
        phone.wait_for_url("**/mine/")
        if mails == 1:
            expect(offer).to_be_visible()
            phone.get_by_role("button", name="Not now").tap()
        expect(offer).to_have_count(0)
        sign_out(phone)


def test_without_javascript_no_passkey_is_spoken_of(phone_without_script: Page) -> None:
    phone_without_script.goto("/signin/")
    expect(phone_without_script.get_by_role("button", name="Use a passkey")).to_be_hidden()
    expect(phone_without_script.get_by_role("button", name="Send me a code")).to_be_visible()

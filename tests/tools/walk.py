"""Every screen of Turnout and how to come to it: for pictures of them all, and for holding each to the same rules.

One more page is one more line in `SCREENS`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from config.environment import ROOT
from tests.tools.servers import Server

# The demo is made on a Monday and looked at on the Tuesday of its second week, at twenty past eight in New York: some
# of it is past by then, and some of it is today.
MADE_AT = "2027-02-01T17:00:00+00:00"
SEEN_AT = "2027-02-09T13:20:00+00:00"

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PATIENCE = 15_000  # milliseconds

_numbers = count()


@dataclass(frozen=True)
class Screen:
    """What one may come to see: an address, who looks ("" for somebody signed out), and what they do there first.

    Its path may name what `walk_scenes.set_up` made, as in `/shifts/{open}/`. Some screens are there on wide ones only.
    """

    name: str
    path: str
    who: str = ""
    act: Callable[[Page], object] | None = None
    only_wide: bool = False


# --- what they do there ------------------------------------------------------------------------


def open_all(page: Page) -> None:
    """Open each menu and each "Can't make it?"."""
    page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")


def send(page: Page) -> None:
    """Send the page's form as it is, with nothing filled in."""
    page.locator("main form:not([role=search]) button.button:visible").first.click()
    page.wait_for_load_state()


def send_nothing(page: Page) -> None:
    """Empty the first field and send the page's form."""
    page.locator("main form.stack input:visible").first.fill("")
    send(page)


def make_address(page: Page) -> None:
    page.locator("main input[name=name]").fill(f"Phone {next(_numbers)}")
    send(page)
    page.wait_for_selector(".address")


def ask_for_code(page: Page, at: str = "example.org") -> str:
    """Ask for a code to a new address, and return the address."""
    address = f"zoe{next(_numbers)}@{at}"
    page.locator("main input[name=email]").fill(address)
    send(page)
    page.wait_for_selector("input.code")
    return address


def ask_for_code_elsewhere(page: Page) -> None:
    """Ask for a code to an address that looks mistyped."""
    ask_for_code(page, at="gmial.com")


def ask_for_many_codes(page: Page) -> None:
    """Ask for codes to one address until there were too many."""
    address = page.url
    while not page.locator(".error:visible").count():
        page.goto(address)
        page.locator("main input[name=email]").fill("many@example.org")
        send(page)


def send_proof(page: Page) -> None:
    """Ask for a code that shows who one is."""
    send(page)
    page.wait_for_selector("input.code")


def mistype_code(page: Page) -> None:
    ask_for_code(page)
    page.locator("input.code").fill("12")
    send(page)
    page.wait_for_selector(".error:visible")


def come_newly(page: Page) -> None:
    """Claim as somebody new whose phone has a place for passkeys, and find one offered."""
    address = ask_for_code(page)
    code = page.request.get(f"/faults/code/?email={address}").text()
    page.evaluate("document.querySelector('[name=can_passkey]').value = 'true'")
    page.locator("input.code").fill(code)
    page.wait_for_selector(".offer")


def lose_network(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.wait_for_selector("#offline:not([hidden])")


def pick_first(page: Page) -> None:
    page.locator(".results .shift h3 a").first.click()
    page.wait_for_selector("#beside:not([hidden])")


def plan_nothing(page: Page) -> None:
    """Save a new event that says nothing but the role of its first shift."""
    page.locator("input[name=shifts-0-role]").fill("Table host")
    page.locator("form.plan > .pair button").first.click()
    page.wait_for_selector(".error:visible")


def name_no_number(page: Page) -> None:
    """Save a help line that has a word to text, and no number to text it to."""
    for field in page.locator("main form.stack input:visible").all():
        field.fill("BEFREE" if field.get_attribute("name") == "text_word" else "")
    send(page)
    page.wait_for_selector(".error:visible")


def add_nothing(page: Page) -> None:
    """Add a break without a name or a day."""
    page.locator("main form.stack .button").click()
    page.wait_for_selector(".error:visible")


def plan_term(page: Page) -> None:
    """Plan a table on Tuesdays and Thursdays, with two shifts an hour long, and look at what it comes to."""
    for name, value in {
        "title": "Table in the Pit", "starts_at": "2027-02-02T10:00", "ends_at": "2027-02-02T12:00",
        "until": "2027-04-30", "except_dates": "2027-04-06", "shifts-0-role": "Table host",
        "shifts-0-starts_at": "2027-02-02T10:00", "shifts-0-ends_at": "2027-02-02T12:00", "shifts-0-capacity": "3",
        "shifts-0-min_needed": "2", "shifts-0-slot_minutes": "60",
    }.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=repeats]").select_option("1")
    for day in ("1", "3"):
        page.locator(f"[name=weekdays][value='{day}']").check()
    page.locator("[name=site]").select_option(index=1)
    page.locator(".plan > .pair .button").first.click()
    page.wait_for_selector("#outlook")


def copy_to(day: str, **more: str) -> Callable[[Page], None]:
    """Return how to look at what copying to a day comes to."""

    def act(page: Page) -> None:
        for name, value in {**more, "to": day}.items():
            page.locator(f"main [name={name}]").fill(value)
        send(page)
        page.wait_for_selector("#outlook")

    return act


def copy_to_a_day(page: Page) -> None:
    page.locator("main [name=first_day]").fill("2027-02-19")
    send(page)
    page.wait_for_selector("#outlook")


# As if the form had been opened when these still said something else: what is there now was saved meanwhile.
OPENED_BEFORE = """
const was = document.querySelector("[name=was]");
const version = JSON.parse(was.value);
const shift = version[2][document.querySelector("[name=shifts-0-public_id]").value];
Object.assign(version[1], {title: "Table on the quad", summary: "Cards.", starts_at: "2027-02-11T09:00"});
shift.capacity = "1";
was.value = JSON.stringify(version);
for (const field of document.querySelectorAll("[name$=version]")) if (field.value) field.value = "0";
"""


def save_second(page: Page) -> None:
    """Save what somebody else saved meanwhile."""
    page.evaluate(OPENED_BEFORE)
    for name, text in {
        "title": "Table by the library", "summary": "Cards.\nTea, and a word with whoever stops.",
        "in_charge": "Jordan",
        "starts_at": "2027-02-11T09:00", "shifts-0-capacity": "6",
    }.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(text)
    page.locator("form.plan > .pair .button").first.click()
    page.wait_for_selector(".both")


def choose_nothing(page: Page) -> None:
    """Look at the rows of no file."""
    send(page)
    page.wait_for_selector(".error:visible")


def tap_offline(page: Page) -> None:
    """Mark somebody as here and add a name, without a network."""
    page.route("**/table/tap/", lambda route: route.abort())
    # Nobody is to find them on the screens after this one.
    page.evaluate("addEventListener('pagehide', () => localStorage.clear())")
    lose_network(page)
    page.locator(".at:not(.attended):not(.no-show) [data-says=attended]").first.click()
    page.locator(".walk-in input").first.fill("Alex")
    page.locator(".walk-in button").first.click()
    page.wait_for_selector("#queue:not([hidden])")


def report_nonsense(page: Page) -> None:
    """Write a report with an amount that is none."""
    page.locator("[name=people_reached]").fill("12")
    page.locator("[name=raised]").fill("12.345")
    send(page)
    page.wait_for_selector(".error:visible")


def choose_term(page: Page) -> None:
    """Choose a term of which some rows cannot be read, and come to its rows."""
    data = (ROOT / "fixtures" / "carolina-spring-2027.csv").read_text(encoding="utf-8")
    for right, wrong in {
        "02/25/2027,10am": "02/30/2027,10am", "Table host,3,2": "Table host,three,2", "prayer,Sunday": "service,Sunday",
    }.items():  # fmt: skip
        data = data.replace(right, wrong, 1)
    file: Any = {"name": "carolina-spring-2027.csv", "mimeType": "text/csv", "buffer": data.encode()}
    page.locator("input[type=file]").set_input_files(file)
    send(page)
    page.wait_for_selector("#sum")


def leave_nothing_out(page: Page) -> None:
    """Import a term without leaving out what cannot be read."""
    choose_term(page)
    page.locator("#sum .button:not(.bare)").click()
    page.wait_for_selector("#skip-error")


def choose_changes(page: Page) -> None:
    """Choose a spreadsheet that was taken away and changed: a place more on each shift."""
    slug = page.url.split("/organize/")[1].split("/")[0]
    days = "first_day=2027-02-10&last_day=2027-03-01&form=csv"
    lines = page.request.get(f"/organize/{slug}/export/schedule/?{days}").text().splitlines()
    changed = [line.replace(",2,1,", ",3,1,").replace(",3,2,", ",4,2,") for line in lines]
    file: Any = {"name": "february.csv", "mimeType": "text/csv", "buffer": "\r\n".join(changed).encode()}
    page.locator("input[type=file]").set_input_files(file)
    send(page)
    page.wait_for_selector("#sum")


def cancel_event(page: Page) -> None:
    """Cancel an event, and undo that behind the page, which goes on to offer it: the next screens are as they were."""
    page.locator("details:has([formaction$='/cancel/']) summary").click()
    page.locator("[formaction$='/cancel/']").click()
    page.locator(".undo form").wait_for()
    page.evaluate("""async () => {
      const form = document.querySelector(".undo form");
      await (await fetch(form.action, { method: "POST", body: new FormData(form) })).text();
    }""")


def choose_shift(page: Page) -> None:
    """Pick a shift of the week, to see it beside the board."""
    page.locator(".column:not(.past) .piece a:not([data-fixed])").nth(3).click()
    page.wait_for_selector("#chosen .card")


def move_by_key(page: Page) -> None:
    """Move a shift an hour later by its arrow keys."""
    page.locator(".column:not(.past) .piece a:not([data-fixed])").nth(3).focus()
    for _quarter in range(4):
        page.keyboard.press("ArrowDown")
    page.wait_for_selector("#confirm-move")


def nudge_later(page: Page) -> None:
    page.locator("button[name=nudge][value=later]").click()
    page.wait_for_selector("#confirm-move")


def sign_up_nobody(page: Page) -> None:
    """Sign up somebody new without a name or an address."""
    page.locator("main details.new summary").click()
    page.locator("main details.new .button").click()
    page.wait_for_selector(".error:visible")


def preview_message(page: Page) -> None:
    page.locator("[name=subject]").fill("What to bring on Sunday")
    page.locator("[name=body]").fill("Dear {name},\n\nplease bring a bottle of water and a coat.\n\nThank you.")
    page.locator("main form.stack > .button").click()
    page.wait_for_selector("#preview")


def make_invitation(page: Page) -> None:
    """Make an invitation link, which is shown this once."""
    page.locator("main input[name=name]").fill(f"Club fair {next(_numbers)}")
    page.locator("main form.stack .button").click()
    page.wait_for_selector(".address")


# --- the screens ---------------------------------------------------------------------------------

VOLUNTEER, ORGANIZER, OWNER, STRANGER = "Maya", "Jordan", "Ruth", "Leo"

SCREENS: tuple[Screen, ...] = (
    # For everybody.
    Screen("chapters", "/"),
    Screen("open-shifts", "/carolina/"),
    Screen("open-shifts-of-a-kind", "/carolina/?kind=prayer"),
    Screen("open-shifts-found", "/carolina/?q=quad"),
    Screen("open-shifts-not-found", "/carolina/?q=zebra"),
    Screen("open-shifts-second-page", "/carolina/?page=2"),
    Screen("open-shifts-none", "/asheville/"),
    Screen("open-shifts-beside", "/carolina/", act=pick_first, only_wide=True),
    Screen("event", "/events/{event}/"),
    Screen("event-shared", "/events/{event}/", act=open_all),
    Screen("event-cancelled", "/events/{cancelled_event}/"),
    Screen("spanish-chapter", "/nashville/"),
    Screen("shift", "/shifts/{open}/"),
    Screen("shift-online", "/shifts/{online}/"),
    Screen("shift-full", "/shifts/{full}/"),
    Screen("shift-training", "/shifts/{training}/"),
    Screen("join-invitation-over", "/join/nothing/"),
    Screen("shift-cancelled", "/shifts/{cancelled}/"),
    Screen("shift-past", "/shifts/{past}/"),
    Screen("calendar-chapter", "/carolina/calendar/"),
    Screen("calendar-day", "/carolina/calendar/?day=2027-02-11"),
    Screen("calendar-empty", "/asheville/calendar/"),
    Screen("signin", "/signin/"),
    Screen("signin-errors", "/signin/", act=send),
    Screen("signin-claim", "/signin/?claim={open}"),
    Screen("signin-too-many", "/signin/", act=ask_for_many_codes),
    Screen("code", "/signin/?claim={open}", act=ask_for_code),
    Screen("code-elsewhere", "/signin/", act=ask_for_code_elsewhere),
    Screen("code-errors", "/signin/?claim={open}", act=mistype_code),
    Screen("code-passkey-offer", "/signin/?claim={open}", act=come_newly),
    Screen("offline", "/offline/"),
    Screen("error-400", "/faults/400/"),
    Screen("error-403", "/faults/403/"),
    Screen("error-404", "/faults/404/nothing/"),
    Screen("error-500", "/faults/500/"),
    Screen("error-old-page", "/faults/csrf/"),
    # For a volunteer.
    Screen("my-open-shifts", "/carolina/", VOLUNTEER),
    Screen("my-open-shifts-beside", "/carolina/", VOLUNTEER, pick_first, only_wide=True),
    Screen("my-open-shifts-for-me", "/carolina/?me=1", VOLUNTEER),
    Screen("my-event", "/events/{event}/", VOLUNTEER),
    Screen("my-shift-open", "/shifts/{open}/", VOLUNTEER),
    Screen("my-shift", "/shifts/{held}/", VOLUNTEER),
    Screen("my-shift-menus", "/shifts/{held}/", VOLUNTEER, open_all),
    Screen("my-shift-online", "/shifts/{held_online}/", VOLUNTEER),
    Screen("my-shift-waiting", "/shifts/{waiting}/", VOLUNTEER, open_all),
    Screen("my-shift-past", "/shifts/{held_past}/", VOLUNTEER),
    Screen("mine", "/mine/", VOLUNTEER),
    Screen("mine-menus", "/mine/", VOLUNTEER, open_all),
    Screen("mine-offline", "/mine/", VOLUNTEER, lose_network),
    Screen("mine-empty", "/mine/", "Ana"),
    Screen("calendar", "/calendar/", VOLUNTEER),
    Screen("me", "/me/", VOLUNTEER),
    Screen("me-name", "/me/name/", VOLUNTEER),
    Screen("me-name-errors", "/me/name/", VOLUNTEER, send_nothing),
    Screen("me-email", "/me/email/", VOLUNTEER),
    Screen("me-email-code", "/me/email/", VOLUNTEER, ask_for_code),
    Screen("me-email-code-errors", "/me/email/", VOLUNTEER, mistype_code),
    Screen("me-language", "/me/language/", VOLUNTEER),
    Screen("me-mail", "/me/chapters/carolina/mail/", VOLUNTEER),
    Screen("me-calendars", "/me/feeds/", VOLUNTEER),
    Screen("me-calendars-address", "/me/feeds/", VOLUNTEER, make_address),
    Screen("me-passkeys", "/me/passkeys/", VOLUNTEER, open_all),
    Screen("me-passkeys-none", "/me/passkeys/", STRANGER),
    Screen("me-sessions", "/me/sessions/", VOLUNTEER),
    Screen("my-shift-untrained", "/shifts/{trained}/", VOLUNTEER),
    Screen("me-offer", "/me/offers/{offer}/", VOLUNTEER),
    Screen("join", "/nashville/join/", VOLUNTEER),
    Screen("join-ask", "/durham/join/", "Ana"),
    Screen("me-leave", "/me/chapters/carolina/leave/", VOLUNTEER),
    # For an organizer; by the first two the proof of who it is gets old, which the other screens do not mind.
    Screen("me-proof", "/faults/long-ago/", ORGANIZER),
    Screen("me-proof-code", "/faults/long-ago/", ORGANIZER, send_proof),
    Screen("organizer-shift", "/shifts/{full}/", ORGANIZER),
    Screen("organize-events", "/organize/carolina/", ORGANIZER),
    Screen("organize-events-past", "/organize/carolina/?past=1", ORGANIZER),
    Screen("organize-new", "/organize/carolina/new/", ORGANIZER),
    Screen("organize-new-errors", "/organize/carolina/new/", ORGANIZER, plan_nothing),
    Screen("organize-new-term", "/organize/carolina/new/", ORGANIZER, plan_term),
    Screen("organize-series", "/organize/events/{series_event}/", OWNER),
    Screen("organize-copy", "/organize/events/{event}/copy/", ORGANIZER, copy_to_a_day),
    Screen("organize-copy-week", "/organize/carolina/copy/week/", ORGANIZER),
    Screen("organize-copy-week-seen", "/organize/carolina/copy/week/", ORGANIZER, copy_to("2027-03-01", weeks="3")),
    Screen("organize-copy-term", "/organize/carolina/copy/term/", ORGANIZER),
    Screen("organize-copy-term-seen", "/organize/carolina/copy/term/", ORGANIZER, copy_to("2027-03-01")),
    Screen("organize-copy-term-errors", "/organize/carolina/copy/term/", ORGANIZER, send),
    Screen("organize-breaks", "/organize/carolina/breaks/", ORGANIZER),
    Screen("organize-breaks-none", "/organize/asheville/breaks/", OWNER),
    Screen("organize-breaks-errors", "/organize/carolina/breaks/", ORGANIZER, add_nothing),
    Screen("organize-new-like", "/organize/carolina/new/?like=prayer-chain", ORGANIZER),
    Screen("organize-import", "/organize/carolina/import/", ORGANIZER),
    Screen("organize-import-errors", "/organize/carolina/import/", ORGANIZER, choose_nothing),
    Screen("organize-import-rows", "/organize/carolina/import/", ORGANIZER, choose_term),
    Screen("organize-import-rows-errors", "/organize/carolina/import/", ORGANIZER, leave_nothing_out),
    Screen("organize-import-changes", "/organize/carolina/import/", ORGANIZER, choose_changes),
    Screen("organize-export", "/organize/carolina/export/", ORGANIZER),
    Screen("organize-members", "/organize/carolina/people/", ORGANIZER),
    Screen("organize-members-none", "/organize/carolina/people/?q=zebra", ORGANIZER),
    Screen("organize-members-asking", "/organize/durham/people/?group=applied", OWNER),
    Screen("organize-person", "/organize/carolina/people/{member}/", OWNER, open_all),
    Screen("organize-person-asking", "/organize/durham/people/{applied}/", OWNER),
    Screen("organize-why", "/organize/carolina/why/?person={member}", ORGANIZER),
    Screen("organize-why-person", "/organize/carolina/why/?shift={trained}", ORGANIZER),
    Screen("organize-why-said", "/organize/carolina/why/?person={member}&shift={trained}", ORGANIZER),
    Screen("organize-invitations", "/organize/carolina/invitations/", ORGANIZER),
    Screen("organize-invitations-errors", "/organize/asheville/invitations/", OWNER, add_nothing),
    Screen("organize-invitation", "/organize/carolina/invitations/", ORGANIZER, make_invitation),
    Screen("organize-settings", "/organize/carolina/settings/", OWNER),
    Screen("organize-settings-look", "/organize/carolina/settings/", ORGANIZER),
    Screen("organize-setting-about", "/organize/carolina/settings/about/", OWNER),
    Screen("organize-setting-about-errors", "/organize/carolina/settings/about/", OWNER, send_nothing),
    Screen("organize-setting-zone", "/organize/carolina/settings/zone/", OWNER),
    Screen("organize-setting-joining", "/organize/carolina/settings/joining/", OWNER),
    Screen("organize-setting-drops", "/organize/carolina/settings/drops/", OWNER),
    Screen("organize-setting-colour", "/organize/carolina/settings/colour/", OWNER),
    Screen("organize-trainings", "/organize/carolina/trainings/", ORGANIZER),
    Screen("organize-training", "/organize/carolina/trainings/{a_training}/", ORGANIZER),
    Screen("organize-hand-over", "/organize/asheville/hand-over/", OWNER),
    Screen("organize-hand-over-to", "/organize/carolina/hand-over/?to={member}", OWNER),
    Screen("organize-hand-over-waiting", "/organize/durham/hand-over/", OWNER),
    Screen("organize-event", "/organize/events/{event}/", ORGANIZER, open_all),
    Screen("organize-event-cancelled", "/organize/events/{cancelled_event}/", ORGANIZER),
    Screen("organize-event-undo", "/organize/events/{event}/", ORGANIZER, cancel_event),
    Screen("organize-draft", "/organize/events/{draft_event}/", ORGANIZER),
    Screen("organize-both", "/organize/events/{event}/", ORGANIZER, save_second),
    Screen("organize-week", "/organize/carolina/week/", ORGANIZER),
    Screen("organize-week-chosen", "/organize/carolina/week/", ORGANIZER, choose_shift, only_wide=True),
    Screen("organize-week-question", "/organize/carolina/week/", ORGANIZER, move_by_key, only_wide=True),
    Screen("organize-week-empty", "/organize/asheville/week/?week=2027-W40", OWNER),
    Screen("organize-week-night", "/organize/asheville/week/", OWNER),
    Screen("organize-move", "/organize/shifts/{open}/move/", ORGANIZER),
    Screen("organize-move-question", "/organize/shifts/{held}/move/", ORGANIZER, nudge_later),
    Screen("organize-fill", "/organize/carolina/fill/", ORGANIZER),
    Screen("organize-fill-long", "/organize/asheville/fill/", OWNER),
    Screen("organize-people", "/organize/shifts/{waiting}/people/", ORGANIZER, open_all),
    Screen("organize-people-found", "/organize/shifts/{open}/people/?q=a", ORGANIZER),
    Screen("organize-people-errors", "/organize/shifts/{open}/people/", ORGANIZER, sign_up_nobody),
    Screen("organize-move-person", "/organize/signups/{signup}/move/", ORGANIZER),
    Screen("organize-messages", "/organize/carolina/messages/", ORGANIZER),
    Screen("organize-messages-none", "/organize/asheville/messages/", OWNER),
    Screen("organize-message", "/organize/carolina/messages/new/?audience=kind", ORGANIZER),
    Screen("organize-message-preview", "/organize/carolina/messages/new/", ORGANIZER, preview_message),
    Screen("organize-message-errors", "/organize/carolina/messages/new/", ORGANIZER, send),
    Screen("organize-roster", "/organize/events/{event}/roster/", ORGANIZER),
    Screen("organize-roster-menus", "/organize/events/{event}/roster/", ORGANIZER, open_all),
    Screen("organize-untold", "/organize/events/{untold_event}/", OWNER),
    Screen("organize-untold-roster", "/organize/events/{untold_event}/roster/", OWNER),
    Screen("organize-untold-chosen", "/organize/asheville/week/?week=2027-W07&shift={untold_shift}", OWNER),
    Screen("organize-untold-events", "/organize/asheville/", OWNER),
    # At the table, before it and after it.
    Screen("organize-table", "/organize/events/{morning}/table/", OWNER),
    Screen("organize-table-offline", "/organize/events/{morning}/table/", OWNER, tap_offline),
    Screen("organize-after", "/organize/events/{evening}/after/", OWNER),
    Screen("organize-after-to-come", "/organize/events/{event}/after/", ORGANIZER),
    Screen("organize-report", "/organize/shifts/{reported}/report/", OWNER),
    Screen("organize-report-errors", "/organize/shifts/{unreported}/report/", OWNER, report_nonsense),
    Screen("organize-poster", "/organize/events/{morning}/poster/", OWNER),
    Screen("organize-poster-none", "/organize/events/{event}/poster/", ORGANIZER),
    Screen("organize-clipboard", "/organize/events/{morning}/roster/print/", OWNER),
    Screen("poster-during", "/p/{poster}", OWNER),
    Screen("poster-not-on", "/p/{poster}"),
    Screen("poster-over", "/p/{poster_over}"),
    Screen("me-letters", "/me/letters/", VOLUNTEER),
    Screen("me-letters-none", "/me/letters/", STRANGER, send_nothing),
    Screen("letters", "/letters/"),
    Screen("letters-errors", "/letters/", act=send),
    Screen("letter", "/letters/{letter_code}/"),
    # For an owner, and of somebody who writes at length.
    Screen("organize-chapters", "/organize/", OWNER),
    Screen("organize-language", "/organize/carolina/language/", OWNER),
    Screen("organize-help-line", "/organize/carolina/help-line/", OWNER),
    Screen("organize-help-line-errors", "/organize/carolina/help-line/", OWNER, name_no_number),
    Screen("long-shifts", "/asheville/", OWNER),
    Screen("long-event", "/events/{long_event}/", OWNER),
    Screen("long-shift", "/shifts/{long}/", OWNER),
    Screen("long-shift-open", "/shifts/{long_open}/", OWNER),
    Screen("long-roster", "/organize/events/{long_event}/roster/", OWNER),
)


# --- going there ---------------------------------------------------------------------------------


class Walk:
    """An installation in which all screens are, and what they are called there."""

    def __init__(self, folder: Path) -> None:
        self.server = Server(
            folder, settings="tests.tools.still.settings", TURNOUT_DEMO="1", EXIT_URL="about:blank", STILL_AT=MADE_AT
        )
        self.server.call("serve.prepare")
        self.facts: dict[str, str] = self.server.call("tests.tools.walk_scenes.set_up")
        self.server.env["STILL_AT"] = SEEN_AT
        self.server.start(worker=False)

    def close(self) -> None:
        self.server.stop()


@contextmanager
def lay_out(folder: Path) -> Iterator[Walk]:
    walk = Walk(folder)
    try:
        yield walk
    finally:
        walk.close()


class Walker:
    """A browser's window that goes from screen to screen, now as this person and now as that."""

    def __init__(self, browser: Browser, walk: Walk, abilities: dict[str, Any]) -> None:
        self.walk = walk
        # Nothing is to be kept from one screen to the next, and nothing to be on its way from one colour to another.
        self.context = browser.new_context(
            base_url=walk.server.base_url,
            locale="en-US",
            timezone_id="America/New_York",
            reduced_motion="reduce",
            service_workers="block",
            **abilities,
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.clock.set_system_time(datetime.fromisoformat(SEEN_AT))
        self._cookies: dict[str, list[Any]] = {"": []}

    @property
    def is_wide(self) -> bool:
        size = self.page.viewport_size
        return size is not None and size["width"] >= 1152

    def go(self, screen: Screen, *, language: str = "en") -> Page:
        """Come to a screen and do there what is done there first."""
        self._be(screen.who)
        language_cookie = {"name": "language", "value": language, "url": self.walk.server.base_url}
        self.context.add_cookies([language_cookie])  # type: ignore[list-item]
        self.page.goto(screen.path.format(**self.walk.facts))
        if screen.act:
            screen.act(self.page)
        return self.page

    def _be(self, who: str) -> None:
        """Sign in by a button of the demo, once; from then on by the cookies that this gave."""
        self.context.clear_cookies()
        if who in self._cookies:
            self.context.add_cookies(self._cookies[who])
            return
        self.page.goto("/signin/")
        self.page.locator(f"button[name=email][value='{who.lower()}@demo.test']").click()
        self.page.wait_for_url("**/mine/")
        self._cookies[who] = self.context.cookies()

    def show(self, *, theme: str = "light", width: int | None = None) -> None:
        """Change the light, and how wide the window is, without loading the page again."""
        self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        if width:
            self.page.set_viewport_size({"width": width, "height": 900 if width >= 1000 else 844})

    def close(self) -> None:
        self.context.close()

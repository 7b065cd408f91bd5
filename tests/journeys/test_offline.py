"""Without a network: what the phone keeps, what it says of it, and when it forgets."""

import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

import serve
from tests.journeys import scenes
from tests.journeys.conftest import PHONE
from tests.journeys.test_journeys import continue_as
from tests.tools.servers import Server

KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith("mine-")) continue;
    for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
  }
  return kept.sort();
}"""
SHELLS = "caches.keys().then((names) => names.filter((name) => name.startsWith('shell-')))"
GROW_OLD = """async (days) => {
  for (const name of await caches.keys()) {
    if (!name.startsWith("mine-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const page = await cache.match(request);
      const headers = new Headers(page.headers);
      headers.set("Turnout-Kept-At", new Date(Date.now() - days * 86_400_000).toISOString());
      await cache.put(request, new Response(await page.text(), { headers }));
    }
  }
}"""
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
CACHES = "caches.keys().then((names) => names.length)"

# The sign-in of the demo, as its page sends it.
SIGN_IN = """([token, email]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/signin/demo/";
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, email })) {
    const input = document.createElement("input");
    Object.assign(input, { name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""


def kept(page: Page, *paths: str, within: float = 10) -> list[str]:
    """Return what of pages the phone keeps, as soon as these are among it."""
    end = time.monotonic() + within
    while True:
        found: list[str] = page.evaluate(KEPT)
        if set(paths) <= set(found) or time.monotonic() > end:
            return found
        page.wait_for_timeout(100)


def open_offline(page: Page, path: str) -> None:
    """Open a page without a network, as somebody does who taps the app's picture."""
    page.context.set_offline(True)
    page.goto(path)


def test_mine_and_the_kit_open_without_a_network_and_say_how_old_they_are(phone: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Kept")
    other = server.call(scenes.make_shift, role="Not mine")
    server.call(scenes.hold, email="maya@demo.test", shift=shift)
    continue_as(phone, "Maya")
    found = kept(phone, "/mine/", f"/shifts/{shift}/")
    assert "/mine/" in found
    assert f"/shifts/{shift}/" in found
    assert f"/shifts/{other}/" not in found
    phone.goto(f"/shifts/{other}/")
    phone.goto("/me/")

    open_offline(phone, "/mine/")
    expect(phone.get_by_role("heading", name="My shifts")).to_be_visible()
    note = phone.locator("#offline")
    expect(note).to_be_in_viewport()
    assert re.search(r"You are offline\. This is from \d{1,2}:\d\d\s[AP]M today\.", note.inner_text())
    expect(phone.locator("#live")).to_have_text(re.compile("You are offline"))
    for button in phone.locator("form[method=post] button").all():
        expect(button).to_be_disabled()

    phone.get_by_role("link", name="Kept", exact=True).tap()
    expect(phone.get_by_text("Bring the blue box.")).to_be_visible()
    expect(phone.locator("#offline")).to_contain_text("You are offline. This is from")

    phone.goto(f"/shifts/{other}/")
    expect(phone.get_by_role("heading", name="You are offline")).to_be_visible()
    phone.get_by_role("link", name="To my shifts").tap()
    expect(phone.get_by_role("heading", name="My shifts")).to_be_visible()


def test_when_the_network_is_back_the_page_is_the_present_one(phone: Page, server: Server) -> None:
    continue_as(phone, "Maya")
    kept(phone, "/mine/")
    open_offline(phone, "/carolina/")
    expect(phone.get_by_role("heading", name="You are offline")).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_role("link", name="Try again").tap()
    expect(phone.get_by_role("heading", name="Where can you help?")).to_be_visible()
    phone.goto("/mine/")
    expect(phone.locator("#offline")).to_be_hidden()


def test_a_network_that_goes_while_a_page_is_open_is_said_and_its_return_too(phone: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Open meanwhile")
    server.call(scenes.hold, email="maya@demo.test", shift=shift)
    continue_as(phone, "Maya")
    drop = phone.locator("form[method=post] button").first
    phone.context.set_offline(True)
    expect(phone.locator("#offline")).to_contain_text("You are offline. This is from")
    expect(drop).to_be_disabled()
    phone.context.set_offline(False)
    expect(phone.locator("#offline")).to_be_hidden()
    expect(drop).to_be_enabled()


def test_a_page_that_takes_too_long_comes_from_the_phone(phone: Page, server: Server) -> None:
    continue_as(phone, "Maya")
    kept(phone, "/mine/")

    def dawdle(route: Route) -> None:
        time.sleep(6)
        route.continue_()

    phone.context.route("**/mine/", dawdle)
    phone.goto("/mine/")
    expect(phone.locator("#offline")).to_contain_text("The network is slow. This is from")


def test_signing_out_leaves_nothing_behind(phone: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Forgotten")
    server.call(scenes.hold, email="maya@demo.test", shift=shift)
    continue_as(phone, "Maya")
    assert f"/shifts/{shift}/" in kept(phone, f"/shifts/{shift}/")
    phone.goto("/me/")
    phone.get_by_role("button", name="Sign out", exact=True).tap()
    phone.wait_for_url(lambda url: "/me/" not in url)
    expect(phone.get_by_role("link", name="Sign in")).to_be_visible()
    assert (phone.evaluate(CACHES), phone.evaluate(WORKERS)) == (0, 0)
    phone.context.set_offline(True)
    for path in ("/mine/", f"/shifts/{shift}/"):
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            phone.goto(path)


def test_a_session_that_was_ended_elsewhere_empties_the_phone(phone: Page, server: Server) -> None:
    continue_as(phone, "Maya")
    kept(phone, "/mine/")
    session = next(cookie for cookie in phone.context.cookies() if cookie["name"] == "session")
    server.call(scenes.end_session, key=session["value"])
    phone.goto("/mine/")
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    assert kept(phone) == []
    wait_until(lambda: (phone.evaluate(CACHES), phone.evaluate(WORKERS)) == (0, 0))


def test_the_next_one_on_the_same_phone_never_sees_the_first_ones(phone: Page, server: Server) -> None:
    """Not even if the network fails in the very moment in which the second is signed in."""
    shift = server.call(scenes.make_shift, role="Of Maya")
    server.call(scenes.hold, email="maya@demo.test", shift=shift)
    continue_as(phone, "Maya")
    kept(phone, "/mine/", f"/shifts/{shift}/")
    token = next(cookie["value"] for cookie in phone.context.cookies() if cookie["name"] == "csrf")
    phone.context.route("**/mine/", lambda route: route.abort())
    phone.evaluate(SIGN_IN, [token, "leo@demo.test"])
    expect(phone.get_by_role("heading", name="You are offline")).to_be_visible()
    assert kept(phone) == []
    phone.context.unroute_all()
    phone.goto("/mine/")
    assert f"/shifts/{shift}/" not in kept(phone, "/mine/")
    open_offline(phone, "/mine/")
    expect(phone.get_by_role("heading", name="My shifts")).to_be_visible()
    expect(phone.get_by_text("Of Maya")).to_have_count(0)
    phone.goto(f"/shifts/{shift}/")
    expect(phone.get_by_role("heading", name="You are offline")).to_be_visible()


def test_a_phone_that_only_looked_keeps_nothing(phone: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Looked at")
    for path in ("/", "/carolina/", f"/shifts/{shift}/", "/signin/"):
        phone.goto(path)
        phone.wait_for_load_state("networkidle")
    assert (phone.evaluate(CACHES), phone.evaluate(WORKERS)) == (0, 0)


def test_what_is_claimed_and_dropped_changes_what_is_kept(phone: Page, server: Server) -> None:
    shift = server.call(scenes.make_shift, role="Comes and goes")
    continue_as(phone, "Ruth")
    kept(phone, "/mine/")
    phone.goto("/carolina/?kind=outreach&q=Comes")
    card = phone.locator(f"#s-{shift}")
    card.get_by_role("button", name="Claim").tap()
    expect(card.get_by_text("You're in").first).to_be_visible()
    assert f"/shifts/{shift}/" in kept(phone, f"/shifts/{shift}/")


def test_pages_of_the_desk_are_never_kept(phone: Page, server: Server) -> None:
    continue_as(phone, "Jordan")
    kept(phone, "/mine/")
    for path in ("/organize/carolina/", "/me/", "/carolina/", "/calendar/"):
        phone.goto(path)
    found = kept(phone)
    assert all(path == "/mine/" or path.startswith("/shifts/") for path in found)
    open_offline(phone, "/organize/carolina/")
    expect(phone.get_by_role("heading", name="You are offline")).to_be_visible()


@pytest.mark.parametrize(("days", "said"), [(2, r"This is from .+ on \w+day, \w+ \d+\."), (15, None)])
def test_an_old_page_says_its_day_and_one_of_two_weeks_is_not_shown(
    phone: Page, server: Server, days: int, said: str | None
) -> None:
    continue_as(phone, "Maya")
    shifts = (phone.locator("form[data-keep]").get_attribute("data-keep") or "").split()
    assert set(shifts) < set(kept(phone, "/mine/", *shifts))
    phone.goto("/offline/")  # where no script asks for newer ones
    phone.evaluate(GROW_OLD, days)
    open_offline(phone, "/mine/")
    if said:
        expect(phone.locator("#offline")).to_contain_text(re.compile(said))
    else:
        expect(phone.get_by_role("heading", name="You are offline")).to_be_visible()
        assert kept(phone) == []


def test_a_new_version_takes_the_old_ones_place_with_all_that_is_kept(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    server = Server(tmp_path, TURNOUT_DEMO="1")
    server.call(serve.prepare)
    server.start(worker=False)
    try:
        page = open_page(**PHONE | {"base_url": server.base_url})
        continue_as(page, "Maya")
        kept(page, "/mine/", within=20)
        before = page.evaluate(SHELLS)
        assert len(before) == 1
        server.web.ask_to_end()
        server.web.wait()
        style = rename_style(tmp_path / "static")
        server.start_web()
        page.goto("/mine/")
        wait_until(lambda: len(page.evaluate(SHELLS)) == 1 and page.evaluate(SHELLS) != before, within=30)
        page.context.set_offline(True)
        page.goto("/mine/")
        expect(page.locator("#offline")).to_contain_text("You are offline.")
        expect(page.locator("link[rel=stylesheet]")).to_have_attribute("href", f"/static/{style}")
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Figtree")
    finally:
        server.stop()


def rename_style(static: Path) -> str:
    """Let the style sheet be another one, as after an update; return its new name."""
    manifest = static / "staticfiles.json"
    names = json.loads(manifest.read_text())
    old, new = names["paths"]["css/turnout.css"], "css/turnout.0123456789ab.css"
    shutil.copy(static / old, static / new)
    names["paths"]["css/turnout.css"] = new
    manifest.write_text(json.dumps(names))
    return new


def test_the_offline_page_and_note_speak_the_pages_language(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(**PHONE | {"extra_http_headers": {"Accept-Language": "en"}})
    continue_as(page, "Maya")
    kept(page, "/mine/")
    page.get_by_role("button", name="Español").tap()
    page.locator("html[lang=es]").wait_for()
    offline = "caches.match('/offline/').then((page) => page.headers.get('Content-Language'))"
    wait_until(lambda: page.evaluate(offline) == "es")
    open_offline(page, "/carolina/")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def wait_until(holds: Callable[[], bool], within: float = 10) -> None:
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)

"""Mine: the next shift large, the rest by day, the past folded."""

import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from tests.builders import NOW, draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.memberships import join_chapter
from turnout.actions.removals import cancel_event
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Person, Shift, Signup, Site


def first_card(html: str) -> str:
    """Return the large card, on one line and without its marks."""
    found = re.search(r'<article class="card first.*?</article>', html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip() if found else ""


def mark(shift: Shift, person: Person, attendance: str) -> None:
    Signup.objects.filter(shift=shift, person=person).update(attendance=attendance)


def test_the_next_shift_says_how_long_until_then_where_what_and_whom_to_ask(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    Chapter.objects.update(contact_email="table@carolina.test")
    shift = make_shift(carolina, "2027-02-02 10:00", role="Usher", notes="Bring the *blue* box.")
    Site.objects.update(is_step_free=True, access="The lift is on the left.")
    Event.objects.update(kit="## What to say\nHello.")
    claim_shift(make_shift(carolina, "2027-02-05 10:00", role="Reader"), person=maya)
    claim_shift(shift, person=maya)
    html = client_of(maya).get("/mine/").content.decode()
    said = first_card(html)
    for words in (
        "tomorrow at 10:00 AM Usher Outreach table in the Pit",
        "Tuesday, February 2, 2027 10:00 AM to 11:00 AM EST",
        "The Pit, S South Rd 1 Open in maps Step-free The lift is on the left.",
        "Questions table@carolina.test",
        "What to do and bring Bring the blue box. What to say Hello.",
        "You're in",
        "Drop",
    ):
        assert words in said
    assert 'href="https://www.google.com/maps/search/?api=1&amp;query=The+Pit%2C+S+South+Rd+1"' in html
    assert '<details class="kit prose" open>' in html
    assert "Reader" not in said
    assert html.count(f'id="s-{shift.public_id}"') == 1


def test_the_words_of_the_countdown_are_those_that_the_page_counts_on_from(
    carolina: Chapter, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    claim_shift(make_shift(carolina, "2027-02-02 10:00"), person=maya)
    seen = []
    for before in ("25:00", "24:00", "03:20", "00:05", "-0:30"):
        hours, minutes = before.split(":")
        left = timedelta(hours=int(hours), minutes=int(minutes) * (-1 if before.startswith("-") else 1))
        clock.move_to(NOW + timedelta(days=1) - left)
        html = client_of(maya).get("/mine/").content.decode()
        seen.append(re.findall(r'data-said="([^"]+)"[^>]*>([^<]+)<', html))
    assert seen == [
        [("tomorrow", "tomorrow at 10:00 AM")],
        [("tomorrow", "tomorrow at 10:00 AM")],
        [("hour 3", "in 3 hours")],
        [("minute 5", "in 5 minutes")],
        [("now", "now")],
    ]
    assert (
        'data-starts="2027-02-02T15:00:00+00:00" data-ends="2027-02-02T16:00:00+00:00" data-zone="America/New_York"'
        in html
    )
    for words in ('data-tomorrow="tomorrow at 10:00 AM"', 'data-now="now"', 'data-over="over"'):
        assert words in html


def test_the_rest_stands_by_day_and_what_is_past_apart(
    carolina: Chapter, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    for wall, role in (("02 10:00", "Usher"), ("05 10:00", "Reader"), ("06 10:00", "Caller"), ("06 12:00", "Baker")):
        claim_shift(make_shift(carolina, f"2027-02-{wall}", role=role), person=maya)
    clock.shift(timedelta(days=2))
    page = text_of(client_of(maya).get("/mine/"))
    assert re.findall(r"in 2 days|\w+ ,? ?Outreach table|Saturday, February 6|Past shifts", page) == [
        "in 2 days", "Reader Outreach table", "Saturday, February 6", "Caller Outreach table", "Baker Outreach table",
        "Past shifts", "Usher , Outreach table",
    ]  # fmt: skip


def test_a_page_that_is_kept_for_another_day_never_says_tomorrow(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    for wall in ("2027-02-01 18:00", "2027-02-01 20:00", "2027-02-02 10:00"):
        claim_shift(make_shift(carolina, wall), person=maya)
    page = text_of(client_of(maya).get("/mine/"))
    assert "Today" not in page
    assert "Tomorrow" not in page
    assert page.count("Monday, February 1, 2027") == 2
    assert page.count("Tuesday, February 2, 2027") == 1


def test_shifts_of_two_chapters_say_zone_and_chapter(
    carolina: Chapter, nashville: Chapter, maya: Person, client_of: ClientOf
) -> None:
    for chapter, wall in (
        (carolina, "2027-02-04 10:00"),
        (carolina, "2027-02-05 10:00"),
        (nashville, "2027-02-06 10:00"),
    ):
        claim_shift(make_shift(chapter, wall), person=maya)
    page = text_of(client_of(maya).get("/mine/"))
    assert "Outreach · Carolina Against Trafficking Thursday, February 4, 2027 10:00 AM to 11:00 AM EST" in page
    assert "Outreach · Near the library · EST · Carolina Against Trafficking" in page
    assert "Outreach · Near the library · CST · Nashville Freedom Network" in page


def test_shifts_of_one_chapter_do_not_repeat_it(
    carolina: Chapter, nashville: Chapter, maya: Person, client_of: ClientOf
) -> None:
    join_chapter(nashville, person=maya)
    shifts = [make_shift(carolina, f"2027-02-0{day} 10:00") for day in (4, 5)]
    for shift in shifts:
        claim_shift(shift, person=maya)
    client = client_of(maya)
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/mine/"}
    dropped = text_of(client.post(f"/shifts/{shifts[1].public_id}/drop/", headers=asked))
    for page in (text_of(client.get("/mine/")), dropped):
        assert "Outreach · Near the library · " not in page


def test_an_online_shift_leads_to_its_room(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    online = {"site": None, "is_online": True, "online_url": "https://meet.example/pray"}
    claim_shift(make_shift(carolina, event=online), person=maya)
    html = re.sub(r"\s+", " ", client_of(maya).get("/mine/").content.decode())
    assert '<a class="button" href="https://meet.example/pray" rel="noreferrer">Open the room</a>' in html
    assert "google.com/maps" not in html


def test_a_place_without_an_address_has_no_directions(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    claim_shift(make_shift(carolina), person=maya)
    Site.objects.update(address="")
    said = first_card(client_of(maya).get("/mine/").content.decode())
    assert "The Pit" in said
    assert "Open in maps" not in said


def test_what_is_cancelled_or_waited_for_is_not_the_next_one(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    cancelled = make_shift(carolina, "2027-02-02 10:00", role="Usher")
    full = make_shift(carolina, "2027-02-03 10:00", role="Reader", capacity=1)
    held = make_shift(carolina, "2027-02-04 10:00", role="Table host")
    claim_shift(full, person=jordan)
    for shift in (cancelled, full, held):
        claim_shift(shift, person=maya, if_full="waitlist")
    cancel_event(cancelled.event, by=None)
    html = client_of(maya).get("/mine/").content.decode()
    assert "Table host" in first_card(html)
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert re.findall(r"\w+ Outreach table|Cancelled|Number 1 on the waitlist", page.split("Drop", 1)[1]) == [
        "Usher Outreach table", "Cancelled", "Reader Outreach table", "Number 1 on the waitlist",
    ]  # fmt: skip
    kept = re.findall(r'data-keep="([^"]*)"', html)
    assert [paths.split() for paths in kept] == [[f"/shifts/{cancelled.public_id}/", f"/shifts/{held.public_id}/"]]
    assert "S South Rd 1" not in html.replace(first_card(html), "").split('class="list"')[1]


def test_only_a_shift_that_one_goes_to_looks_like_one(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    cancelled = make_shift(carolina, "2027-02-02 10:00")
    full = make_shift(carolina, "2027-02-03 10:00", capacity=1)
    claim_shift(full, person=jordan)
    held = [make_shift(carolina, f"2027-02-0{day} 10:00") for day in (4, 5)]
    for shift in (cancelled, full, *held):
        claim_shift(shift, person=maya, if_full="waitlist")
    cancel_event(cancelled.event, by=None)
    html = client_of(maya).get("/mine/").content.decode()
    assert re.findall(r'class="card shift kind-outreach ?(\w*)"', html) == ["off", "waits", "mine"]
    assert "Cancelled Please don't come." in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_everybody_who_waits_sees_their_own_position(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person, client_of: ClientOf
) -> None:
    full = make_shift(carolina, capacity=1)
    for person in (ruth, jordan, maya):
        claim_shift(full, person=person, if_full="waitlist")
    pages = {person: text_of(client_of(person).get("/mine/")) for person in (jordan, maya)}
    assert "Number 1 on the waitlist" in pages[jordan]
    assert "Number 2 on the waitlist" in pages[maya]


def test_past_shifts_have_hours_and_only_those_attended_are_counted(
    carolina: Chapter, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    past = {
        role: make_shift(carolina, f"2027-02-0{day} 10:00", role=role, hours=hours)
        for day, role, hours in ((2, "Usher", 2.5), (3, "Reader", 1), (4, "Caller", 3), (5, "Baker", 2), (6, "Host", 1))
    }
    for shift in past.values():
        claim_shift(shift, person=maya)
    cancel_event(past["Host"].event, by=None)
    for role, attendance in (("Usher", "attended"), ("Reader", "attended"), ("Baker", "no-show"), ("Host", "attended")):
        mark(past[role], maya, attendance)
    # She left an hour early, as an organizer wrote down.
    Signup.objects.filter(shift=past["Usher"]).update(confirmed_minutes=90)
    clock.shift(timedelta(days=10))
    page = text_of(client_of(maya).get("/mine/"))
    assert re.search(r"Past shifts 2\.5 hours in all (.*?) Do you", page)
    found = re.findall(
        r"(\w+) , Outreach table in the Pit (\w+, \w+ \d+) · ([\d.]+ hours?)(?: · ([a-z ]+?))? ", page + " "
    )
    assert [(role, day, hours) for role, day, hours, _word in found] == [
        ("Baker", "Fri, Feb 5", "2 hours"),
        ("Caller", "Thu, Feb 4", "3 hours"),
        ("Reader", "Wed, Feb 3", "1 hour"),
        ("Usher", "Tue, Feb 2", "1.5 hours"),
    ]
    assert page.count("you were there") == 2
    assert page.count("marked as missed") == 1


def test_where_nothing_is_known_of_attendance_no_hours_are_claimed(
    carolina: Chapter, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    claim_shift(make_shift(carolina, "2027-02-02 10:00", role="Usher"), person=maya)
    clock.shift(timedelta(days=10))
    page = text_of(client_of(maya).get("/mine/"))
    assert "Usher" in page
    assert "in all" not in page
    assert "you were there" not in page


def test_who_holds_nothing_finds_a_way_on(carolina: Chapter, maya: Person, priya: Person, client_of: ClientOf) -> None:
    page = client_of(maya).get("/mine/")
    assert "You have no shifts coming up. See what Carolina Against Trafficking needs" in text_of(page)
    assert 'href="/carolina/"' in page.content.decode()
    assert "You have no shifts coming up. See where you can help" in text_of(client_of(priya).get("/mine/"))


def test_mine_costs_as_many_queries_for_many_shifts_as_for_few(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf, clock: Traveller
) -> None:
    client, counts = client_of(maya), []
    for days in (range(2, 4), range(4, 12)):
        for day in days:
            wall = f"2027-02-{day:02} 10:00"
            make_event(carolina, draft(carolina, wall), draft(carolina, wall, role="Full", capacity=1), starts=wall)
            held, full = Shift.objects.order_by("-id")[:2][::-1]
            claim_shift(held, person=maya)
            claim_shift(full, person=jordan, allow_overlap=True)
            claim_shift(full, person=maya, if_full="waitlist", allow_overlap=True)
        clock.move_to(NOW + timedelta(days=1, hours=3))
        client.get("/mine/")  # once in a while an answer notes that the session is in use
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/mine/").status_code == 200
        clock.move_to(NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12

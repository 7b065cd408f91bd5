"""A chapter's page."""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import at, draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.events import create_event
from turnout.actions.removals import cancel_event
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Kind, Person, Shift, Visibility
from turnout.rules.scheduling import ShiftDraft


def fill(chapter: Chapter, shifts: int) -> None:
    """Give the chapter one event a day, with ten shifts each, from the second of February."""
    for day in range(shifts // 10):
        start = f"2027-02-{day % 26 + 2:02}"
        drafts = [draft(chapter, f"{start} {8 + n:02}:00", capacity=3, min_needed=2) for n in range(10)]
        make_event(chapter, *drafts, starts=f"{start} 08:00", hours=10)


def test_open_shifts_stand_under_their_days(carolina: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina, "2027-02-01 18:00", role="Usher")
    make_shift(carolina, "2027-02-02 09:00", role="Table host")
    make_shift(carolina, "2027-02-20 09:00", role="Reader")
    page = text_of(client_of(None).get("/carolina/"))
    assert re.findall(r"Today|Tomorrow|Saturday, February 20|Usher|Table host|Reader", page) == [
        "Today", "Usher", "Usher", "Tomorrow", "Table host", "Table host", "Saturday, February 20", "Reader", "Reader",
    ]  # fmt: skip


def test_drafts_past_and_cancelled_shifts_and_those_for_members_are_not_open_to_all(
    carolina: Chapter, ruth: Person, client_of: ClientOf
) -> None:
    make_event(carolina, draft(carolina, role="Hidden draft"), publish=False)
    make_shift(carolina, "2027-01-20 10:00", role="Long past")
    make_shift(carolina, role="For members", event={"visibility": Visibility.MEMBERS})
    cancel_event(make_event(carolina, draft(carolina, role="Called off")), by=ruth)
    page = text_of(client_of(None).get("/carolina/"))
    assert not re.search("Hidden draft|Long past|For members|Called off", page)
    assert "No shifts are open now." in page
    assert "Needs people" not in page


def test_a_member_sees_what_is_for_members(carolina: Chapter, maya: Person, leo: Person, client_of: ClientOf) -> None:
    make_shift(carolina, role="For members", event={"visibility": Visibility.MEMBERS})
    assert "For members" in text_of(client_of(maya).get("/carolina/"))
    assert "For members" not in text_of(client_of(leo).get("/carolina/"))


def test_a_chip_leaves_one_kind(carolina: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina, role="Reader", event={"kind": Kind.PRAYER})
    make_shift(carolina, role="Table host")
    page = text_of(client_of(None).get("/carolina/?kind=prayer"))
    assert "Reader" in page
    assert "Table host" not in page


def test_places_are_said_in_words(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    some, full = make_shift(carolina, capacity=6), make_shift(carolina, "2027-02-05 10:00", capacity=1)
    make_shift(carolina, "2027-02-06 10:00", capacity=3, min_needed=2)
    claim_shift(some, person=maya)
    claim_shift(full, person=maya)
    page = text_of(client_of(None).get("/carolina/"))
    assert re.findall(r"5 of 6 places left|Full|Needs 2 more", page) == ["Needs 2 more", "5 of 6 places left", "Full"]


def test_what_needs_people_stands_on_top_soonest_first_and_once(carolina: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina, "2027-02-03 10:00", role="Reader")
    for day, role in enumerate(["Usher", "Greeter", "Driver", "Speaker"], start=4):
        make_shift(carolina, f"2027-02-{day:02} 10:00", role=role, min_needed=2)
    page = client_of(None).get("/carolina/").content.decode()
    assert re.findall(r">(People are needed here|Reader|Usher|Greeter|Driver|Speaker)</", page) == [
        "People are needed here", "Usher", "Greeter", "Driver", "Reader", "Speaker",
    ]  # fmt: skip
    assert re.findall(r"<span>(\w+, Feb \d)", page) == ["Thu, Feb 4", "Fri, Feb 5", "Sat, Feb 6"]


def test_where_maya_is_already_nobody_asks_her_to_come(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    make_shift(carolina, "2027-02-03 10:00", role="Usher", capacity=3, min_needed=3)
    held = make_shift(carolina, "2027-02-04 10:00", role="Reader", capacity=3, min_needed=3)
    claim_shift(held, person=maya)
    found = [re.findall(r">(People are needed here|Usher|Reader|Thursday, February 4)</",
                        client_of(person).get("/carolina/").content.decode()) for person in (maya, None)]  # fmt: skip
    assert found == [
        ["People are needed here", "Usher", "Thursday, February 4", "Reader"],
        ["People are needed here", "Usher", "Reader"],
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("needs=1", ["Usher"]),
        ("kind=prayer", ["Reader"]),
        ("q=vigil", ["Reader"]),
        ("me=1", ["Reader"]),
        ("q=vigil&needs=1", []),
        ("kind=nonsense", ["Usher", "Host", "Reader"]),
    ],
)
def test_maya_narrows_the_list(
    carolina: Chapter, maya: Person, client_of: ClientOf, query: str, found: list[str]
) -> None:
    make_shift(carolina, "2027-02-04 10:00", role="Usher", min_needed=2)
    claim_shift(make_shift(carolina, "2027-02-04 10:30", role="Host"), person=maya)
    make_shift(carolina, "2027-02-05 10:00", role="Reader", event={"kind": Kind.PRAYER, "title": "Vigil"})
    page = client_of(maya).get(f"/carolina/?{query}").content.decode()
    assert re.findall(r">(Usher|Host|Reader)</a>", page) == found
    assert ("No open shifts are like that." in page) == (not found)


def test_a_choice_keeps_the_others_and_takes_itself_back(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    page = client_of(maya).get("/carolina/?q=table&kind=prayer&page=3").content.decode()
    nav = page[page.index('class="chips"') :].partition("</nav>")[0]
    chips = re.findall(r'href="([^"]+)"\s*(aria-current="true")?>', nav)
    # What is chosen stands where a phone shows it.
    assert chips[:5] == [
        ("/carolina/", ""),
        ("/carolina/?q=table", 'aria-current="true"'),
        ("/carolina/?q=table&amp;kind=prayer&amp;me=1", ""),
        ("/carolina/?q=table&amp;kind=prayer&amp;needs=1", ""),
        ("/carolina/?q=table&amp;kind=outreach", ""),
    ]


def test_what_was_searched_in_vain_is_named(carolina: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina)
    page = text_of(client_of(None).get("/carolina/?q=zebra"))
    assert "No open shifts match “zebra”. Show all open shifts" in page


def test_a_search_by_htmx_is_the_list_alone(carolina: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina, role="Usher")
    answer = client_of(None).get("/carolina/?q=usher", headers={"HX-Request": "true", "HX-Target": "found"})
    assert answer.content.strip().startswith(b'<div class="list" id="found">')


def test_fifty_shifts_a_page_and_more_behind_a_link(carolina: Chapter, client_of: ClientOf) -> None:
    fill(carolina, 60)
    client = client_of(None)
    first, second = client.get("/carolina/"), client.get("/carolina/?page=2")
    assert (first.content.count(b"<article"), second.content.count(b"<article")) == (50, 10)
    shifts = re.findall(r'id="s-([^"]+)"', first.content.decode() + second.content.decode())
    assert len(set(shifts)) == 60
    assert b'href="/carolina/?page=2"' in first.content
    assert b"page=3" not in second.content


def test_more_by_htmx_is_the_cards_under_a_heading_for_wide_screens(carolina: Chapter, client_of: ClientOf) -> None:
    make_event(carolina, *[draft(carolina, "2027-02-04 10:00", role=f"Role {n}") for n in range(55)])
    answer = client_of(None).get("/carolina/?page=2", headers={"HX-Request": "true", "HX-Target": "more"})
    assert answer.content.count(b"<article") == 5
    assert b"<html" not in answer.content
    assert re.findall(rb"<h2[^>]*>", answer.content) == [b'<h2 class="again">']


@pytest.mark.parametrize("page", ["0", "-3", "x", "9" * 40, "²"])
def test_a_page_that_is_no_number_is_the_first(carolina: Chapter, client_of: ClientOf, page: str) -> None:
    make_shift(carolina)
    assert client_of(None).get("/carolina/", {"page": page}).content.count(b"<article") == 1


def test_the_page_for_somebody_signed_out_holds_nothing_of_a_session_and_no_name(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    claim_shift(make_shift(carolina), person=maya)
    client = client_of(None)
    answer = client.get("/carolina/")
    assert not answer.cookies
    assert b"csrfmiddlewaretoken" not in answer.content
    assert b"Maya" not in answer.content
    assert client_of(None).get("/carolina/").content == answer.content
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.get("/carolina/", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_page_of_a_member_is_kept_by_nobody(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    answer = client_of(maya).get("/carolina/")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"


def test_fifty_shifts_are_under_sixty_kilobytes_and_under_twelve_compressed(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    fill(carolina, 60)
    for person in (None, maya):
        html = client_of(person).get("/carolina/").content
        assert len(html) < 60 * 1024
        assert len(gzip.compress(html, 6)) < 12_000


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_thousand_shifts_cost_as_many_queries_as_ten(
    carolina: Chapter, maya: Person, client_of: ClientOf, signed_in: bool
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/carolina/")
        return len(queries)

    client = client_of(maya if signed_in else None)
    fill(carolina, 10)
    few = count()
    event = Event.objects.get()
    Shift.objects.bulk_create(
        Shift(event=event, chapter=carolina, role="Host", capacity=2, starts_at=event.starts_at, ends_at=event.ends_at)
        for _n in range(990)
    )
    assert count() == few
    assert few <= 8


def test_a_shift_past_midnight_says_so(carolina: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina, "2027-02-04 22:00", hours=4)
    assert "10:00 PM 2:00 AM next day" in text_of(client_of(None).get("/carolina/"))


def test_a_zone_other_than_the_chapters_is_named(carolina: Chapter, client_of: ClientOf) -> None:
    start = at(carolina, "2027-02-04 10:00")
    shift = ShiftDraft("Caller", start, start.replace(hour=11), 2)
    create_event(
        carolina, by=None, kind=Kind.ADVOCACY, title="Calls", starts_at=start, ends_at=start.replace(hour=11),
        timezone="America/Los_Angeles", shifts=[shift], publish=True,
    )  # fmt: skip
    page = text_of(client_of(None).get("/carolina/"))
    assert "7:00 AM" in page
    assert "PST" in page


def test_the_only_chapter_is_the_front_page(carolina: Chapter, client_of: ClientOf) -> None:
    answer = client_of(None).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/carolina/")


def test_two_chapters_are_listed(carolina: Chapter, nashville: Chapter, client_of: ClientOf) -> None:
    page = text_of(client_of(None).get("/"))
    assert "Carolina Against Trafficking" in page
    assert "Nashville Freedom Network" in page


def test_an_event_has_a_page_of_its_own(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina, draft(carolina), draft(carolina, "2027-02-04 11:00"), title="Table day")
    answer = client_of(None).get(f"/events/{event.public_id}/")
    assert answer.content.count(b"<article") == 2
    assert "Thursday, February 4, 2027 10:00 AM to 1:00 PM EST in 3 days Near the library" in text_of(answer)

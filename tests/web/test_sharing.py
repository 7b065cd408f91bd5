"""What pages say of themselves to whoever shows a link to them, and short addresses."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Person, Visibility
from turnout.prints.pictures import describe_chapter, describe_event

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page

SITE = "http://turnout.test"


class Head(HTMLParser):
    """Reads what a page's head says, as a browser would: names, links, and the data in it."""

    def __init__(self, page: "Page") -> None:
        super().__init__()
        self.says: dict[str, str] = {}
        self.data: list[str] = []
        self.tags: list[str] = []
        self._in_data = False
        self.feed(page.content.decode().partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "meta" and "content" in given:
            self.says[given.get("property") or given.get("name", "")] = given["content"]
        if tag == "link" and given.get("rel") == "canonical":
            self.says["canonical"] = given["href"]
        self._in_data = given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(data)
            self._in_data = False

    @property
    def event(self) -> dict[str, Any]:
        (data,) = self.data
        event: dict[str, Any] = json.loads(data)
        return event


def picture_of(event: Event) -> str:
    return f"{SITE}/events/{event.public_id}/picture.png?v={describe_event(event).name[:12]}"


def test_an_events_page_says_what_messengers_show(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina, summary="Cards, and\n  a smile.")
    address = f"{SITE}/events/{event.public_id}/"
    words = "Thursday, February 4, 2027, 10:00 AM to 1:00 PM EST. Near the library. Cards, and a smile."
    picture_words = (
        "Outreach table in the Pit · Thursday, February 4, 2027 · 10:00 AM to 1:00 PM EST · Near the library · "
        "Carolina Against Trafficking"
    )
    says = Head(client_of(None).get(f"/events/{event.public_id}/")).says
    assert {name: says[name] for name in says if name[:3] in {"og:", "twi", "can", "des"}} == {
        "description": words,
        "canonical": address,
        "og:type": "website",
        "og:site_name": "Turnout",
        "og:title": "Outreach table in the Pit",
        "og:description": words,
        "og:url": address,
        "og:image": picture_of(event),
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": picture_words,
        "twitter:card": "summary_large_image",
        "twitter:title": "Outreach table in the Pit",
        "twitter:description": words,
        "twitter:image": picture_of(event),
        "twitter:image:alt": picture_words,
    }


def test_the_picture_that_a_page_names_is_there(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina)
    for page in (f"/events/{event.public_id}/", "/carolina/"):
        address = Head(client_of(None).get(page)).says["og:image"]
        answer = client_of(None).get(address.removeprefix(SITE))
        assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=300")


def test_an_event_is_told_to_search_engines_as_schema_org_has_it(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina, summary="Cards, and a smile.")
    assert Head(client_of(None).get(f"/events/{event.public_id}/")).event == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Outreach table in the Pit",
        "description": "Cards, and a smile.",
        "startDate": "2027-02-04T10:00:00-05:00",
        "endDate": "2027-02-04T13:00:00-05:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": "Near the library"},
        "organizer": {"@type": "Organization", "name": "Carolina Against Trafficking", "url": f"{SITE}/carolina/"},
        "image": [picture_of(event)],
        "url": f"{SITE}/events/{event.public_id}/",
    }


def test_online_the_place_is_our_page_and_never_the_room(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina, site=None, is_online=True, online_url="https://rooms.test/42")
    page = client_of(None).get(f"/events/{event.public_id}/")
    data = Head(page).event
    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert data["location"] == {"@type": "VirtualLocation", "url": f"{SITE}/events/{event.public_id}/"}
    assert b"rooms.test" not in page.content


def test_a_place_that_is_still_to_be_told_is_not_told(carolina: Chapter, client_of: ClientOf) -> None:
    data = Head(client_of(None).get(f"/events/{make_event(carolina, site=None).public_id}/")).event
    assert {"location", "eventAttendanceMode", "description"} & set(data) == set()


def test_what_is_cancelled_says_so_everywhere(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    event = make_event(carolina, draft(carolina), draft(carolina, "2027-02-04 11:00", role="Usher"))
    table, usher = event.shifts.order_by("starts_at")
    cancel_shift(usher, by=jordan)
    heads = [Head(client_of(None).get(f"/shifts/{shift.public_id}/")) for shift in (table, usher)]
    assert [head.says["og:title"] for head in heads] == [
        "Table host: Outreach table in the Pit",
        "Cancelled: Usher: Outreach table in the Pit",
    ]
    cancel_event(event, by=jordan)
    heads = [
        Head(client_of(None).get(f"/{row}/")) for row in (f"events/{event.public_id}", f"shifts/{table.public_id}")
    ]
    assert [head.event["eventStatus"] for head in heads] == ["https://schema.org/EventCancelled"] * 2
    assert heads[0].says["twitter:title"] == "Cancelled: Outreach table in the Pit"


def test_a_shifts_page_says_its_own_role_times_and_address(carolina: Chapter, client_of: ClientOf) -> None:
    shift = make_shift(carolina)
    head = Head(client_of(None).get(f"/shifts/{shift.public_id}/"))
    assert head.says["og:title"] == head.event["name"] == "Table host: Outreach table in the Pit"
    assert head.says["canonical"] == head.says["og:url"] == head.event["url"] == f"{SITE}/shifts/{shift.public_id}/"
    assert (head.event["startDate"], head.event["endDate"]) == (
        "2027-02-04T10:00:00-05:00",
        "2027-02-04T11:00:00-05:00",
    )
    assert head.says["og:image"] == picture_of(shift.event)


def test_a_chapters_page_has_a_picture_and_one_address(carolina: Chapter, client_of: ClientOf) -> None:
    for path in ("/carolina/", "/carolina/?kind=prayer"):
        says = Head(client_of(None).get(path)).says
        assert says["canonical"] == f"{SITE}/carolina/"
        assert says["og:title"] == "Carolina Against Trafficking"
        assert says["description"] == "Open volunteer shifts of Carolina Against Trafficking."
        assert says["og:image"] == f"{SITE}/carolina/picture.png?v={describe_chapter(carolina).name[:12]}"


def test_pages_that_are_not_everybodys_say_nothing_not_even_to_those_who_see_them(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    for fields in ({"visibility": Visibility.MEMBERS}, {"publish": False}):
        event = make_event(carolina, draft(carolina), title="Secret", **fields)
        for page in (f"/events/{event.public_id}/", f"/shifts/{event.shifts.get().public_id}/"):
            head = Head(client_of(jordan).get(page))
            assert [name for name in head.says if name[:3] in {"og:", "twi", "can", "des"}] == []
            assert head.data == []
            assert b"Secret" not in client_of(None).get(page).content


def test_a_cancelled_draft_is_handed_on_to_nobody(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    event = cancel_event(make_event(carolina, publish=False), by=jordan)
    page = client_of(jordan).get(f"/events/{event.public_id}/")
    assert "canonical" not in Head(page).says
    assert event.short_code.encode() not in page.content


@pytest.mark.parametrize(
    "title",
    [
        "</script><b>",
        "</ScRiPt><script>alert(1)</script>",
        "<!--<script>",
        "]]>--><img src=x onerror=alert(1)>",
        '"><script>alert(1)</script>',
        "Q&A \\u003c/script> \\\\",
        "a\u2028b\u2029c",
        "{{ title }} {% load x %}",
    ],
)
def test_a_title_can_break_out_of_nothing(carolina: Chapter, client_of: ClientOf, title: str) -> None:
    event = make_event(carolina, title=title, summary=title)
    page = client_of(None).get(f"/events/{event.public_id}/")
    head = Head(page)
    assert head.event["name"] == head.event["description"] == title
    assert head.says["og:title"] == title
    assert set(head.tags) == {"html", "head", "meta", "title", "link", "script"}
    plain = Head(client_of(None).get(f"/events/{make_event(carolina, summary='x').public_id}/"))
    assert head.tags == plain.tags
    assert not re.search(r"[<>&\u2028\u2029]", head.data[0])


def test_addresses_begin_with_ours_whatever_host_was_asked(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina)
    for path in (f"/events/{event.public_id}/", "/carolina/"):
        page = client_of(None).get(path, headers={"Host": "localhost", "X-Forwarded-Host": "evil.example"})
        assert page.status_code == 200
        says = Head(page).says
        assert [says[name].startswith(f"{SITE}/") for name in ("canonical", "og:url", "og:image")] == [True] * 3
        assert b"evil.example" not in page.content
        assert b"//localhost" not in page.content


def test_a_description_is_not_longer_than_messengers_show(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina, summary="Cards. " * 200)
    says = Head(client_of(None).get(f"/events/{event.public_id}/")).says
    assert len(says["og:description"]) == 200
    assert says["og:description"].endswith("…")


def test_nothing_of_people_is_handed_on(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina, event={"kit": "Ask for Jordan.", "summary": "Come by."})
    claim_shift(shift, person=maya)
    html = client_of(maya).get(f"/events/{shift.event.public_id}/").content.decode()
    said = html.partition("</head>")[0] + html[html.index('class="share"') : html.index("share.js")]
    assert [word for word in ("Maya", "Jordan", "South Rd", "places left", 'turnout.test"') if word in said] == []


def test_the_short_address_leads_whoever_may_see_it_to_the_event(
    carolina: Chapter, maya: Person, leo: Person, client_of: ClientOf
) -> None:
    public, members = make_event(carolina), make_event(carolina, visibility=Visibility.MEMBERS)
    answer = client_of(None).get(f"/e/{public.short_code}")
    assert (answer.status_code, answer["Location"]) == (302, f"/events/{public.public_id}/")
    path = f"/e/{members.short_code}"
    assert [client_of(person).get(path).status_code for person in (None, leo, maya)] == [404, 404, 302]


def test_a_short_address_is_exact(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina)
    Event.objects.filter(pk=event.pk).update(short_code="abCD2345")
    paths = ("/e/abcd2345", "/e/ABCD2345", "/e/abCD234", "/e/abCD2345/", "/e/", "/e/%00", "/e/abCD2345%00", "/e/../x")
    assert [client_of(None).get(path).status_code for path in paths] == [404] * len(paths)
    assert client_of(None).get("/e/abCD2345").status_code == 302


def test_share_hands_on_the_short_address_and_its_code(carolina: Chapter, client_of: ClientOf) -> None:
    shift = make_shift(carolina)
    event = shift.event
    for path in (f"/events/{event.public_id}/", f"/shifts/{shift.public_id}/"):
        page = client_of(None).get(path)
        html = unescape(page.content.decode())
        assert f'href="{SITE}/e/{event.short_code}"' in html
        assert f"turnout.test/e/{event.short_code}" in text_of(page)
        assert f'src="/events/{event.public_id}/qr.svg"' in html
        assert f'alt="QR code: turnout.test/e/{event.short_code}"' in html
        assert 'data-words="Thursday, February 4, 2027, 10:00 AM to 1:00 PM EST. Near the library"' in html


def test_members_hand_their_own_events_on_too(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    event = make_event(carolina, visibility=Visibility.MEMBERS)
    assert f"/e/{event.short_code}" in client_of(maya).get(f"/events/{event.public_id}/").content.decode()

"""Nothing of people, addresses or kits on what anybody may read."""

import pytest
from django.db.models import F

from tests.builders import draft, make_event, make_person, membership_of
from tests.web.pages import ClientOf
from turnout.actions.chapters import find_training
from turnout.actions.feeds import make_feed
from turnout.actions.invitations import make_invitation
from turnout.actions.memberships import join_chapter
from turnout.actions.notes import add_note
from turnout.actions.signups import claim_shift
from turnout.actions.trainings import grant_training
from turnout.models import Chapter, Event, Person, Shift, Site, Visibility

CANARY = "Xq7canary"


@pytest.fixture
def planted(carolina: Chapter) -> list[Shift]:
    """Two shifts, public and for members, with the canary in each field that is not for everybody."""
    singer = make_person(CANARY)
    shifts: list[Shift] = []
    for visibility, online in ((Visibility.PUBLIC, False), (Visibility.PUBLIC, True), (Visibility.MEMBERS, False)):
        title = CANARY if visibility == Visibility.MEMBERS else "Table"
        event = make_event(
            carolina,
            draft(
                carolina,
                f"2027-02-0{len(shifts) + 4} 10:00",
                notes=CANARY,
                requires=find_training(carolina, "Basics", by=None),
            ),
            title=title,
            site=None if online else "Hall",
            kit=CANARY,
            is_online=online,
            online_url=f"https://rooms.example.org/{CANARY}" if online else "",
            visibility=visibility,
        )
        if event.site:
            Site.objects.filter(pk=event.site.pk).update(
                address=CANARY, name=f"{CANARY} {len(shifts)}", access=CANARY, is_step_free=True, has_quiet_place=True
            )
        shifts.append(event.shifts.get())
    train(singer, carolina)
    add_note(membership_of(singer, carolina), text=CANARY, by=singer)
    make_invitation(carolina, name=CANARY, by=singer)
    for shift in shifts[:2]:
        claim_shift(shift, person=singer)
    make_feed(person=singer, name=CANARY)
    return shifts


def train(person: Person, chapter: Chapter) -> None:
    """Let somebody be a member who holds what the shifts ask for."""
    basics = find_training(chapter, "Basics", by=None)
    grant_training(join_chapter(chapter, person=person), basics, by=person)


def paths(shifts: list[Shift]) -> list[str]:
    pages = ["/", "/carolina/", "/carolina/?kind=outreach", "/signin/", "/robots.txt", "/feeds/carolina.ics"]
    pages += ["/carolina/join/", "/join/nothing/"]
    pages += ["/feeds/carolina/outreach.ics"]
    pages += [f"/api/v1/{name}" for name in ("chapters", "chapters/carolina", "events", "shifts", "openapi.json")]
    for shift in shifts:
        pages += [f"/shifts/{shift.public_id}/", f"/events/{shift.event.public_id}/"]
        pages += [f"/shifts/{shift.public_id}.ics", f"/events/{shift.event.public_id}.ics"]
        pages += [f"/api/v1/shifts/{shift.public_id}", f"/api/v1/events/{shift.event.public_id}"]
        pages += [f"/api/v1/events/{shift.event.public_id}/shifts"]
        pages += [f"/events/{shift.event.public_id}/qr.svg", f"/e/{shift.event.short_code}"]
    return pages


def test_somebody_signed_out_and_a_stranger_never_read_the_canary(
    planted: list[Shift], priya: Person, leo: Person, client_of: ClientOf
) -> None:
    for person in (None, priya, leo):
        client = client_of(person)
        seen = [path for path in paths(planted) if CANARY.encode() in client.get(path).content]
        assert seen == []


def test_a_co_volunteer_reads_no_name(planted: list[Shift], maya: Person, client_of: ClientOf) -> None:
    """Maya is on the same shift: she gets its kit and address, and still nobody's name."""
    train(maya, planted[0].chapter)
    claim_shift(planted[0], person=maya)
    Shift.objects.update(notes="")
    Event.objects.update(kit="")
    Site.objects.update(address="", access="", name=F("public_id"))
    client = client_of(maya)
    shift, event = planted[0].public_id, planted[0].event.public_id
    for path in (
        f"/shifts/{shift}/",
        f"/api/v1/shifts/{shift}",
        f"/events/{event}/",
        f"/api/v1/events/{event}",
        "/me/",
    ):
        assert CANARY.encode() not in client.get(path).content

"""Every page of a chapter with 500 people and 5,000 shifts: how many queries each costs."""

from datetime import timedelta
from math import ceil

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import at, draft, make_event
from tests.web.pages import ClientOf, text_of
from turnout.models import Chapter, Event, Membership, Notice, Person, Shift, Signup

PEOPLE, SHIFTS = 500, 5_000
A_DAY = 140


@pytest.fixture
def term(carolina: Chapter, jordan: Person, maya: Person) -> Shift:
    """Five thousand shifts of a term, a thousand of them in one week, five hundred people, and who is on what.

    Each day is an event of its own, and Maya holds a shift of each.
    """
    monday = at(carolina, "2027-02-01 08:00")
    days = [monday + timedelta(days=day) for day in range(ceil(SHIFTS / A_DAY))]
    first = make_event(carolina, draft(carolina))
    events = Event.objects.bulk_create(
        Event(
            chapter=carolina, kind="outreach", title=f"Tables on day {number}", site=first.site, state="published",
            published_at=timezone.now(), timezone=carolina.timezone, starts_at=day, ends_at=day + timedelta(hours=12),
        )
        for number, day in enumerate(days)
    )  # fmt: skip
    people = Person.objects.bulk_create(
        Person(email=f"v{n}@turnout.test", name=f"Volunteer {n}", password="!") for n in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(chapter=carolina, person=person, display_name=person.name) for person in people
    )
    shifts = Shift.objects.bulk_create(
        Shift(
            chapter=carolina, event=events[n // A_DAY], role=f"Role {n % 7}", capacity=4, min_needed=2, taken=n % 3,
            starts_at=(starts := days[n // A_DAY] + timedelta(minutes=15) * (n % 40)),
            ends_at=starts + timedelta(hours=1),
        )
        for n in range(SHIFTS)
    )  # fmt: skip
    Signup.objects.bulk_create(
        Signup(chapter=carolina, shift=shifts[(7 * n) % SHIFTS], person=people[n % PEOPLE], state="confirmed")
        for n in range(4 * PEOPLE)
    )
    Signup.objects.bulk_create(
        Signup(chapter=carolina, shift=shift, person=maya, state="confirmed") for shift in shifts[3::A_DAY]
    )
    return shifts[1_000]


# What each costs at most, to the query: these are to stay as they are.
MOST = {
    "/organize/carolina/week/?week=2027-W05": 9,
    "/organize/carolina/week/?week=2027-W05&thin=on&kind=outreach&shift={shift}": 9,
    "/organize/shifts/{shift}/move/": 11,
    "/organize/carolina/fill/": 11,
    "/organize/shifts/{shift}/people/?q=volunteer": 11,
    "/organize/shifts/{shift}/people/": 11,
    "/organize/signups/{signup}/move/": 11,
    "/organize/carolina/messages/": 11,
    "/organize/carolina/messages/new/": 11,
    "/organize/carolina/copy/week/?week=2027-W05": 11,
    "/organize/carolina/copy/term/": 11,
}


def test_no_page_costs_more_for_more(term: Shift, jordan: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    signup = Signup.objects.filter(shift__ends_at__gt=timezone.now()).order_by("pk")[50]
    facts = {"shift": term.public_id, "signup": signup.public_id}
    costs = {path: count_queries(client, path.format(**facts)) for path in MOST}
    assert {path: cost for path, cost in costs.items() if cost > MOST[path]} == {}


def count_queries(client: Client, path: str) -> int:
    """Return how many queries a page costs that is there."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    return len(asked)


FOR_EVERYONE = ["/", "/carolina/", "/carolina/?q=role&kind=outreach", "/events/{event}/", "/shifts/{shift}/"]
FOR_MEMBERS = [
    *FOR_EVERYONE, "/mine/", "/calendar/", "/carolina/calendar/", "/me/", "/me/feeds/", "/me/letters/", "/me/sessions/",
    "/me/passkeys/", "/me/chapters/carolina/leave/", "/me/chapters/carolina/mail/", "/shifts/{shift}/card/",
]  # fmt: skip
FOR_ORGANIZERS = [
    *FOR_MEMBERS, "/organize/carolina/", "/organize/carolina/?past=1",
    "/organize/carolina/new/", "/organize/carolina/breaks/",
    "/organize/carolina/import/", "/organize/carolina/export/", "/organize/carolina/language/",
    "/organize/carolina/help-line/", "/organize/events/{event}/", "/organize/events/{event}/roster/",
    "/organize/events/{event}/roster/print/", "/organize/events/{event}/table/", "/organize/events/{event}/after/",
    "/organize/events/{event}/poster/", "/organize/events/{event}/copy/", "/organize/carolina/copy/week/",
    "/organize/carolina/copy/term/", "/organize/shifts/{shift}/report/", "/organize/carolina/people/",
    "/organize/carolina/people/?q=volunteer", "/organize/carolina/people/?group=applied",
    "/organize/carolina/people/{member}/", "/organize/carolina/why/", "/organize/carolina/why/?person={member}",
    "/organize/carolina/why/?person={member}&shift={shift}", "/organize/carolina/invitations/",
    "/organize/carolina/trainings/", "/organize/carolina/settings/", "/organize/carolina/settings/joining/",
    "/organize/carolina/hand-over/", "/organize/carolina/hand-over/?to={member}",
]  # fmt: skip


@pytest.mark.parametrize(("who", "paths"), [("nobody", FOR_EVERYONE), ("maya", FOR_MEMBERS), ("ruth", FOR_ORGANIZERS)])
def test_every_page_costs_less_than_twelve_queries(
    term: Shift, client: Client, client_of: ClientOf, request: pytest.FixtureRequest, who: str, paths: list[str]
) -> None:
    if who != "nobody":
        client = client_of(request.getfixturevalue(who))
        client.get("/me/")  # the session's own row is written once
    member = Membership.objects.get(display_name="Maya").public_id
    facts = {"shift": term.public_id, "event": term.event.public_id, "member": member}
    costs = {path: count_queries(client, path.format(**facts)) for path in paths}
    assert {path: cost for path, cost in costs.items() if cost >= 12} == {}


def test_what_a_copy_of_it_all_comes_to_costs_no_more_for_more(
    term: Shift, jordan: Person, client_of: ClientOf
) -> None:
    Shift.objects.filter(pk=term.pk).update(state="cancelled")  # there is one more than five thousand
    client = client_of(jordan)
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(
            "/organize/carolina/copy/term/", {"first_day": "2027-02-01", "last_day": "2027-05-30", "to": "2027-08-16"}
        )
    assert "37 events with 5000 shifts." in text_of(answer)
    assert len(asked) <= 11


def test_writing_to_all_costs_no_more_for_more(term: Shift, jordan: Person, client_of: ClientOf) -> None:
    Chapter.objects.update(contact_email="table@carolina.test")
    client = client_of(jordan)
    wanted = {"audience": "all", "weeks": "12", "subject": "Sunday", "body": "Dear {name}"}
    with CaptureQueriesContext(connection) as asked:
        page = client.post("/organize/carolina/messages/new/", wanted).content.decode()
    assert "This goes to 502 people." in page
    assert len(asked) <= 11
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    with CaptureQueriesContext(connection) as asked:
        client.post("/organize/carolina/messages/new/", {**wanted, "seen": seen})
    assert Notice.objects.filter(kind="message").count() == 502
    assert len(asked) <= 30

"""Who gets what answer, for every address and method: `access.toml` lists them, and this test walks the list.

An address that is not listed fails here, and so does a method that answers anything but 405 without being listed.
"""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.builders import NOW, draft, make_event, make_member, make_shift, membership_of, sign_in_now
from tests.sheets import make_csv
from tests.tools.authenticator import Device
from turnout.actions.breaks import add_break
from turnout.actions.feeds import make_feed
from turnout.actions.handovers import offer_chapter
from turnout.actions.import_drafts import keep_table
from turnout.actions.invitations import make_invitation
from turnout.actions.letters import make_letter
from turnout.actions.memberships import enter_chapter
from turnout.actions.notes import add_note
from turnout.actions.passkeys import add_passkey
from turnout.actions.posters import make_poster, renew_poster
from turnout.actions.removals import delete_event, delete_shift
from turnout.actions.signups import claim_shift
from turnout.actions.trainings import add_training, grant_training
from turnout.admin import ReadOnlyAdmin
from turnout.models import Chapter, Event, Joining, Person, Poster, Shift, Signup, Visibility, WalkIn
from turnout.spreadsheets.columns import NEEDED_COLUMNS

TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text(encoding="utf-8"))
ROLES: list[str] = TABLE["roles"]
SECTIONS: dict[str, dict[str, str]] = TABLE["answers"]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What a row sends where an empty body would be refused before anybody asks who sends it.
WHEN = {"starts_at": "2027-02-05T10:00:00-05:00", "ends_at": "2027-02-05T11:00:00-05:00"}
BODIES: dict[str, Any] = {
    "api-chapter-events": {"kind": "prayer", "title": "Vigil", **WHEN},
    "api-chapter-outlook": {"kind": "prayer", "title": "Vigil", **WHEN},
    "api-chapter-publish": {"events": ["nothing"]},
    "api-chapter-delete": {"events": ["nothing"]},
    "api-chapter-breaks": {"name": "Exams", "starts_on": "2027-05-01", "ends_on": "2027-05-02"},
    "api-week-copies": {"week": "2027-02-01", "to": "2027-03-01"},
    "api-week-copies-outlook": {"week": "2027-02-01", "to": "2027-03-01"},
    "api-term-copies": {"first_day": "2027-01-11", "last_day": "2027-04-30", "to": "2027-08-16"},
    "api-term-copies-outlook": {"first_day": "2027-01-11", "last_day": "2027-04-30", "to": "2027-08-16"},
    "api-event-clone": {"first_day": "2027-03-01"},
    "api-event-clone-outlook": {"first_day": "2027-03-01"},
    "api-imports": {"rows": [dict.fromkeys(NEEDED_COLUMNS, "")]},
    "api-roster-exports": {"first_day": "2027-02-01", "last_day": "2027-02-28"},
    "api-event": {"title": "Vigil"},
    "api-event-shifts": {"shifts": [{"role": "Reader", "capacity": 2, **WHEN}]},
    "api-shift": {"role": "Reader"},
    "api-shift-asks": {"members": ["nobody"]},
    "api-shift-roster": {"email": "zoe@turnout.test", "name": "Zoe"},
    "api-chapter-settings": {"name": "Carolina"},
    "api-chapter-trainings": {"name": "Table basics"},
    "api-training": {"name": "Table basics"},
    "api-hand-overs": {"to": "nobody"},
    "api-chapter-invitations": {"name": "Club fair"},
    "api-invitation-use": {"token": "nothing"},
    "api-person-roles": {"role": "organizer"},
    "api-person-notes": {"text": "Bakes well"},
    "api-person-trainings": {"training": "nothing"},
    "api-me": {"name": "Heron"},
    "api-signup-attendance": {"attendance": "attended"},
    "api-walk-in": {"attendance": "unknown"},
    "api-shift-report": {"calls": 3},
    "api-shift-check-ins": {"code": "nothing"},
    "api-shift-walk-ins": {"name": "Sam"},
    "api-my-letters": {"chapter": "carolina", "starts_on": "2027-01-01", "ends_on": "2027-02-01"},
    "api-calendar-feeds": {"name": "Phone"},
}

# What a passkey is asked for, as far as it matters here.
CREATION = {"publicKey": {"challenge": "AAAA", "rp": {"id": "turnout.test"}, "user": {"id": "AAAA"}}}


def rows() -> Iterator[tuple[str, list[int]]]:
    for section in SECTIONS.values():
        for row, answers in section.items():
            yield row, [int(answer) for answer in answers.split()]


@pytest.fixture
def cast(
    maya: Person, jordan: Person, ruth: Person, nora: Person, leo: Person, ana: Person
) -> dict[str, Person | None]:
    return {
        "signed out": None, "feed token": None, "volunteer": maya, "organizer": jordan, "owner": ruth,
        "former member": nora, "volunteer elsewhere": leo, "organizer elsewhere": ana,
    }  # fmt: skip


@pytest.fixture
def names(carolina: Chapter, maya: Person, jordan: Person, ruth: Person, priya: Person) -> dict[str, str]:
    """What the rows' placeholders stand for: things in Carolina, what is Maya's, and a spreadsheet of Jordan's."""

    def make(title: str, **fields: Any) -> tuple[Event, Shift]:
        event = make_event(carolina, draft(carolina), title=title, **fields)
        return event, event.shifts.get()

    public, shift = make("Public")
    members, members_shift = make("Members", visibility=Visibility.MEMBERS)
    hidden, hidden_shift = make("Draft", publish=False)
    held = make_event(carolina, draft(carolina, "2027-02-06 10:00")).shifts.get()
    signup = claim_shift(held, person=maya)
    feed, token = make_feed(person=maya, name="Phone")
    hers = Client()
    hers.force_login(maya)
    hers.get("/me/")
    session = UserSession.objects.get(user=maya).data["public_id"]
    passkey = add_passkey(maya, name="Phone", credential=json.loads(Device("").make(CREATION))).data["public_id"]
    poster, old = make_posters(carolina, public)
    yesterday = make_event(carolina, draft(carolina, "2027-01-30 10:00"), starts="2027-01-30 10:00").shifts.get()
    given = Signup.objects.create(
        chapter=carolina, shift=yesterday, person=maya, state="confirmed", attendance="attended", claimed_at=NOW
    )
    letter = make_letter(carolina, date(2027, 1, 1), date(2027, 2, 1), person=maya)
    walk_in = WalkIn.objects.create(chapter=carolina, shift=yesterday, name="Sam", attendance="attended")
    removed = make_event(carolina, draft(carolina), title="Removed")
    removal, removed_shift = delete_event(removed, by=jordan), make_shift(carolina)
    delete_shift(removed_shift, by=jordan)
    member = membership_of(maya, carolina)
    carolina.joining = Joining.APPROVAL
    applied = enter_chapter(carolina, person=priya)
    training = add_training(carolina, name="Sol", by=None)
    completion = grant_training(member, training, by=jordan)
    note = add_note(member, text="Sol", by=jordan)
    invitation, invite = make_invitation(carolina, name="Sol", by=jordan)
    offer = offer_chapter(membership_of(jordan, carolina), by=ruth)
    pause = add_break(carolina, name="Easter", starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 2), by=None)
    sheet = keep_table(carolina, make_csv({"date": "never"}), name="term.csv", by=jordan)
    return {
        "import": sheet.public_id,
        "removal": removal.public_id, "removed_event": removed.public_id, "removed_shift": removed_shift.public_id,
        "event": public.public_id, "members_event": members.public_id, "draft_event": hidden.public_id,
        "shift": shift.public_id, "members_shift": members_shift.public_id, "draft_shift": hidden_shift.public_id,
        "code": public.short_code, "members_code": members.short_code, "draft_code": hidden.short_code,
        "held_shift": held.public_id, "signup": signup.public_id, "feed": feed.public_id, "token": token,
        "poster": poster.code, "old_poster": old.code, "site": str(public.site and public.site.public_id),
        "letter": letter.public_id, "letter_code": letter.code, "past_shift": yesterday.public_id,
        "past_event": yesterday.event.public_id, "given": given.public_id, "walk_in": walk_in.public_id,
        "session": session, "passkey": passkey, "break": pause.public_id,
        "member": member.public_id, "applied": applied.public_id, "training": training.public_id,
        "completion": completion.public_id, "note": note.public_id, "invitation": invitation.public_id,
        "invite": invite, "offer": offer.public_id,
    }  # fmt: skip


def make_posters(chapter: Chapter, event: Event) -> tuple[Poster, Poster]:
    """Make a poster of an event that is good, and one that was renewed."""
    maker = make_member(chapter, "Sol")
    old = make_poster(event, by=maker)
    return renew_poster(event, by=maker), old


def ask(row: str, role: str, person: Person | None, names: dict[str, str]) -> int:
    """Return the status of a row's answer to a role, and undo what it did."""
    method, path = row.format(**names).split()
    client = Client(headers={"Authorization": f"Bearer {names['token']}"} if role == "feed token" else {})
    if person is not None:
        sign_in_now(client, person)
    name = resolve(path.partition("?")[0]).url_name or ""
    bodies = {**BODIES, "api-signup-move": {"shift": names["shift"]}}
    body = bodies.get(name, {}) if path.startswith("/api/") and method in {"POST", "PATCH"} else {}
    with transaction.atomic():
        if path.startswith("/api/"):
            answer = client.generic(method, path, json.dumps(body) if body else b"", content_type="application/json")
        else:
            answer = client.generic(method, path)
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("section", SECTIONS)
def test_each_role_gets_the_answer_that_is_listed(
    section: str, cast: dict[str, Person | None], names: dict[str, str]
) -> None:
    given = {row: " ".join(str(ask(row, role, cast[role], names)) for role in ROLES) for row in SECTIONS[section]}
    assert given == SECTIONS[section]


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Give each address of the site, as the resolver spells it; Django's admin has a test of its own."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        elif pattern.app_name != "admin":
            yield from routes(pattern.url_patterns, route)


def test_every_address_is_listed_and_every_other_method_is_refused(
    names: dict[str, str], cast: dict[str, Person | None]
) -> None:
    listed: dict[str, set[str]] = {}
    sample: dict[str, str] = {}
    for row, _answers in rows():
        method, path = row.split()
        route = resolve(path.format(**names).partition("?")[0]).route
        listed.setdefault(route, set()).add(method)
        sample[route] = path
    assert set(routes(get_resolver().url_patterns)) == set(listed)
    answered = {
        f"{method} {sample[route]}": ask(f"{method} {sample[route]}", "owner", cast["owner"], names)
        for route in listed
        for method in METHODS
        if method not in listed[route]
    }
    assert {row: status for row, status in answered.items() if status != 405} == {}


def test_nobody_without_leave_reads_the_admin(cast: dict[str, Person | None]) -> None:
    for person in cast.values():
        client = Client()
        if person:
            client.force_login(person)
        for path in ("/admin/", "/admin/turnout/person/", "/admin/turnout/signup/1/change/"):
            answer = client.get(path)
            assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/admin/login/")


def test_everything_in_the_admin_is_read_only() -> None:
    writable = [model for model, its_admin in admin.site._registry.items() if not isinstance(its_admin, ReadOnlyAdmin)]
    assert writable == []


def test_who_has_leave_reads_the_admin_and_changes_nothing(carolina: Chapter, ruth: Person) -> None:
    Person.objects.filter(pk=ruth.pk).update(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(Person.objects.get(pk=ruth.pk))
    assert client.get("/admin/turnout/chapter/").status_code == 200
    assert client.get(f"/admin/turnout/chapter/{carolina.pk}/change/").status_code == 200
    for path in ("add/", f"{carolina.pk}/change/", f"{carolina.pk}/delete/"):
        assert client.post(f"/admin/turnout/chapter/{path}", {"name": "Taken over"}).status_code == 403
    for hidden in ("calendarfeed", "apitoken", "signincode"):
        assert client.get(f"/admin/turnout/{hidden}/").status_code == 404

"""What a proof sets up, and what it looks for afterwards. Called inside the installation: see `Server.call`.

The people of a scene are numbered from 0, and so are its shifts; outside, a person is a token and a shift an id.
"""

from collections import Counter
from datetime import timedelta
from typing import TypedDict

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q
from django.test import Client
from django.utils import timezone

from turnout.actions.chapters import create_chapter, save_site
from turnout.actions.events import create_event
from turnout.actions.import_rows import Fate
from turnout.actions.imports import import_schedule
from turnout.actions.memberships import grant_role, join_chapter
from turnout.actions.signin import find_or_make_person
from turnout.actions.signups import claim_shift
from turnout.actions.tokens import create_token
from turnout.models import Chapter, Event, Kind, LimitWindow, Membership, Notice, Person, Record, Role, Shift, Signup
from turnout.notices.messages import build_message
from turnout.rules.claiming import load_standing, why_not_promote
from turnout.rules.scheduling import ShiftDraft
from turnout.rules.telling import untold

HOUR = timedelta(hours=1)


class Scene(TypedDict):
    tokens: list[str]
    shifts: list[str]


class Places(TypedDict):
    capacity: int
    taken: int
    confirmed: int
    waitlisted: int
    # Dropped so lately that it can be undone: the place counts as taken.
    kept: int


class Mail(TypedDict):
    to: str
    message_id: str
    state: str


@transaction.atomic
def set_up(people: int, shifts: int, capacity: int, all_at_once: bool = False) -> Scene:
    """Make a chapter, so many people, each with a token, and so many shifts: one after the other, or all at once."""
    chapter = create_chapter("carolina", "Carolina Against Trafficking", timezone_name="America/New_York")
    start = timezone.now().replace(microsecond=0) + timedelta(days=1)
    begins = [start if all_at_once else start + number * HOUR for number in range(shifts)]
    create_event(
        chapter,
        by=None,
        kind=Kind.OUTREACH,
        title="Outreach table in the Pit",
        starts_at=begins[0],
        ends_at=begins[-1] + HOUR,
        shifts=[ShiftDraft("Table host", starts_at=at, ends_at=at + HOUR, capacity=capacity) for at in begins],
        publish=True,
    )
    volunteers = [find_or_make_person(email=f"v{n}@turnout.test", name=f"Volunteer {n}")[0] for n in range(people)]
    return {
        "tokens": [create_token(person=person)[1] for person in volunteers],
        "shifts": list(Shift.objects.order_by("pk").values_list("public_id", flat=True)),
    }


def sign_in_all() -> list[str]:
    """Open a session for everybody, and return them in their order."""

    def sign_in(person: Person) -> str:
        client = Client()
        client.force_login(person)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    return [sign_in(person) for person in Person.objects.order_by("pk")]


def let_organize() -> None:
    """Make everybody of the scene an organizer of the chapter, with a site to move its events to."""
    chapter = Chapter.objects.get()
    for person in Person.objects.order_by("pk"):
        grant_role(join_chapter(chapter, person=person), Role.ORGANIZER, by=None)
    save_site(chapter, "The Pit", by=None)


def let_one_organize(number: int) -> None:
    """Make one of the scene an organizer, and everybody a member."""
    chapter = Chapter.objects.get()
    for person in Person.objects.order_by("pk"):
        join_chapter(chapter, person=person)
    grant_role(Membership.objects.get(person=Person.objects.order_by("pk")[number]), Role.ORGANIZER, by=None)


def count_pending() -> int:
    """Return how many mails have yet to go out."""
    return Notice.objects.filter(state=Notice.State.PENDING).count()


def count_cancellations() -> list[tuple[str, int]]:
    """Return of each shift whether it is on, and how many were mailed that it is not."""
    sent = Count("notices", filter=Q(notices__kind=Notice.Kind.SHIFT_CANCELLED, notices__state=Notice.State.SENT))
    return list(Shift.objects.annotate(sent=sent).order_by("pk").values_list("state", "sent"))


def forget_limits() -> None:
    """Let a new day begin for whoever may do something only so often."""
    LimitWindow.objects.all().delete()


def list_members() -> list[str]:
    """Return the membership's id of each person, in their order."""
    return list(Membership.objects.order_by("person_id").values_list("public_id", flat=True))


def read_states(shift: str) -> dict[str, list[str]]:
    """Return the ids of the signups on a shift by their state, first come first."""
    states: dict[str, list[str]] = {}
    for signup in Signup.objects.filter(shift__public_id=shift).order_by("claimed_at", "id"):
        states.setdefault(signup.state, []).append(signup.public_id)
    return states


def count_moved() -> dict[str, int]:
    """Return how many have a place, and how many mails say that somebody was moved."""
    return {
        "confirmed": Signup.objects.filter(state=Signup.State.CONFIRMED).count(),
        "told": Notice.objects.filter(kind=Notice.Kind.MOVED).count(),
    }


def name_event() -> str:
    return Event.objects.get().public_id


def send_changes() -> None:
    """Let the mails about changes have gone out."""
    Notice.objects.filter(kind=Notice.Kind.EVENT_CHANGED).update(state=Notice.State.SENT)


def count_changes() -> dict[str, int]:
    """Return how many mails about changes there are in each state."""
    return dict(Counter(Notice.objects.filter(kind=Notice.Kind.EVENT_CHANGED).values_list("state", flat=True)))


def read_changes() -> list[str]:
    """Return what the mails about changes that have yet to go say of a role."""
    waiting = Notice.objects.filter(kind=Notice.Kind.EVENT_CHANGED, state=Notice.State.PENDING).order_by("pk")
    messages = [build_message(notice) for notice in waiting]
    lines = [line for message in messages if message for line in message.body.splitlines()]
    return [line.strip() for line in lines if "Role" in line and (":" not in line or "Now" in line)]


def find_untold() -> list[str]:
    """Return who does not know yet what changed, and has no mail coming."""
    return list(untold().values_list("person__name", flat=True))


def import_term(number: int) -> dict[str, int]:
    """Import a schedule of twenty days at that site, with an address and places that differ with the number."""
    head = "kind,event,summary,site,address,date,start,end,role,capacity,min_needed,requires,visibility,notes\n"
    rows = [
        f"outreach,Table,,The Pit,Road {number},2027-02-{day + 1:02},10:00,11:00,Host,{number + 2},1,Basics,public,\n"
        for day in range(20)
    ]
    result = import_schedule(Chapter.objects.get(), "".join([head, *rows]).encode(), by=None)
    return {fate.value: result.count(fate) for fate in Fate}


def list_events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("public_id", flat=True))


def take_guard_away() -> None:
    """Drop the database's own check that no shift is overbooked."""
    guard = next(c for c in Shift._meta.constraints if c.name == "shift_never_overbooked")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Shift, guard)


def claim_all() -> None:
    """Let everyone claim every shift, through no server."""
    for person in Person.objects.order_by("pk"):
        for shift in Shift.objects.order_by("pk"):
            claim_shift(shift, person=person)


def count_places() -> list[Places]:
    """Return what each shift says is taken, and who really holds a place or waits."""
    counts = Counter(Signup.objects.values_list("shift_id", "state"))
    kept = Signup.objects.filter(Signup.KEPT, dropped_from__in=Signup.HOLDING).values_list("shift_id", flat=True)
    counts.update((shift, "kept") for shift in kept)
    return [
        {
            "capacity": shift.capacity,
            "taken": shift.taken,
            "confirmed": counts[shift.pk, Signup.State.CONFIRMED],
            "waitlisted": counts[shift.pk, Signup.State.WAITLISTED],
            "kept": counts[shift.pk, "kept"],
        }
        for shift in Shift.objects.order_by("pk")
    ]


def count_shifts_held() -> list[int]:
    """Return on how many shifts each person is confirmed."""
    counts = Counter(Signup.objects.filter(state=Signup.State.CONFIRMED).values_list("person_id", flat=True))
    return [counts[person] for person in Person.objects.order_by("pk").values_list("pk", flat=True)]


def list_signups() -> list[str]:
    """Return the id of each confirmed signup."""
    return list(Signup.objects.filter(state=Signup.State.CONFIRMED).values_list("public_id", flat=True))


def find_faults() -> list[str]:
    """Return a sentence for each thing that is not as it must be, whatever happened before."""
    return [*_find_wrong_counts(), *_find_lost_places(), *_find_double_bookings(), *_find_untold_changes()]


def _find_wrong_counts() -> list[str]:
    return [
        f"shift {number}: {places}"
        for number, places in enumerate(count_places())
        if places["taken"] != places["confirmed"] + places["kept"] or places["taken"] > places["capacity"]
    ]


def _find_lost_places() -> list[str]:
    waiting = Signup.objects.filter(state=Signup.State.WAITLISTED).select_related("person", "shift__event")
    return [
        f"{signup} waits, though a place is free"
        for signup in waiting
        if not signup.shift.is_full and not why_not_promote(signup, load_standing(signup.person))
    ]


def _find_double_bookings() -> list[str]:
    held = Signup.objects.filter(state=Signup.State.CONFIRMED).select_related("shift__event", "person")
    return [f"{signup} clashes" for signup in held if load_standing(signup.person).clash_with(signup.shift)]


def _find_untold_changes() -> list[str]:
    """Each change of a signup raised its sequence by one, wrote one line of the record and one notice.

    A drop that was undone need not be told, and who goes to another shift is told with that: there may be a notice
    less for each.
    """
    notices: dict[int | None, list[int | None]] = {}
    told = Notice.objects.filter(signup_sequence__isnull=False).order_by("signup_sequence")
    for signup_id, sequence in told.values_list("signup_id", "signup_sequence"):
        notices.setdefault(signup_id, []).append(sequence)
    about_signups = Record.objects.filter(object_type="signup")
    records = Counter(about_signups.values_list("object_id", flat=True))
    quiet = about_signups.filter(what__in=("signup.restored", "signup.left"))
    undone = Counter(quiet.values_list("object_id", flat=True))

    def is_told(signup: Signup) -> bool:
        given = notices.get(signup.pk, [])
        untold = set(range(1, signup.sequence + 1)) - set(given)
        return len(given) == signup.sequence - len(untold) and len(untold) <= undone[signup.public_id]

    return [
        f"{signup}: {signup.sequence} changes, notices {notices.get(signup.pk)}, records {records[signup.public_id]}"
        for signup in Signup.objects.all()
        if not is_told(signup) or records[signup.public_id] != signup.sequence
    ]


def list_mails() -> list[Mail]:
    """Return each notice's mail, and how far it came."""
    notices = Notice.objects.select_related("recipient", "signup", "shift__event__site", "shift__event__chapter")
    messages = [(notice, build_message(notice)) for notice in notices]
    return [
        {"to": message.to, "message_id": message.message_id, "state": notice.state}
        for notice, message in messages
        if message
    ]

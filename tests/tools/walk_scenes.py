"""What the walk finds beside the demo, made inside its installation: see `Server.call`."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from turnout.actions.breaks import add_break
from turnout.actions.chapters import change_chapter, create_chapter, save_site
from turnout.actions.events import create_event, edit_event
from turnout.actions.handovers import offer_chapter
from turnout.actions.invitations import make_invitation
from turnout.actions.memberships import enter_chapter, grant_role, join_chapter
from turnout.actions.messaging import send_message
from turnout.actions.notes import add_note
from turnout.actions.passkeys import add_passkey
from turnout.actions.posters import make_poster
from turnout.actions.series import create_series
from turnout.actions.shifts import edit_shift
from turnout.actions.signin import find_or_make_person
from turnout.actions.signups import claim_shift
from turnout.actions.trainings import change_training, grant_training
from turnout.models import (
    Audience,
    Chapter,
    Event,
    Kind,
    Letter,
    Membership,
    Notice,
    Person,
    Poster,
    Report,
    Role,
    Shift,
    SignInCode,
    Signup,
    Training,
    Visibility,
    WalkIn,
)
from turnout.models.base import PublicRow
from turnout.rules.messaging import Wanted, find_recipients, name_message
from turnout.rules.scheduling import ShiftDraft
from turnout.rules.series import Repeat

HOUR = timedelta(hours=1)
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"
WORDS = "A table for everybody who would like to know more about what a chapter does in the course of a year, and why"


def set_up() -> dict[str, str]:
    """Make what the demo lacks, and return the ids of the shifts and events that the screens name."""
    maya, jordan, ruth = (Person.objects.get(email=f"{name}@demo.test") for name in ("maya", "jordan", "ruth"))
    carolina = Chapter.objects.get(slug="carolina")
    table, online = (Event.objects.filter(chapter=carolina, title=t) for t in TITLES)
    # The third table on the quad is on the day on which one looks, and Maya stands there already.
    today = table.order_by("starts_at")[2]
    thursday = table.order_by("starts_at")[3]
    watches = Shift.objects.filter(event__in=online, starts_at__gt=today.starts_at).order_by("starts_at")
    waiting = Shift.objects.get(event__chapter=carolina, role="Baker")
    claim_shift(watches[0], person=maya)
    claim_shift(waiting, person=maya, if_full="waitlist")
    for person in (maya, jordan):
        add_passkey(person, name="Chrome on Android", credential={})
    long_event = make_long_event(ruth)
    cancelled = Event.objects.get(chapter=carolina, state=Event.State.CANCELLED)
    add_break(carolina, name="Spring break", starts_on=date(2027, 3, 15), ends_on=date(2027, 3, 19), by=None)
    morning, evening = make_tables(ruth, long_event.chapter)
    posters = {
        "poster": hang_poster(morning, "9mQ4tWx7RkBn", by=ruth),
        "poster_over": hang_poster(table.order_by("starts_at")[0], "4hTz8LcVpD2s", by=jordan),
        "letter_code": write_letter_of(maya, carolina),
    }
    write_some(carolina, jordan)
    facts: dict[str, PublicRow] = {
        **make_people(carolina, maya, ruth),
        "trained": Shift.objects.filter(event__chapter=carolina, requires__name="Outreach basics").order_by(
            "-starts_at"
        )[0],
        "signup": Signup.objects.get(shift__event=today, person=maya),
        "series_event": make_series(thursday)[0],
        "event": thursday,
        "cancelled_event": cancelled,
        "draft_event": Event.objects.get(chapter=carolina, state=Event.State.DRAFT, series=None),
        "long_event": long_event,
        "open": shift_of(thursday, 2),
        "online": watches[1],
        "full": waiting,
        "training": Shift.objects.get(event__chapter=carolina, role="Cashier"),
        "cancelled": shift_of(cancelled, 0),
        "past": shift_of(table.order_by("starts_at")[0], 1),
        "held": Shift.objects.get(event=today, signups__person=maya),
        "held_online": watches[0],
        "held_past": Shift.objects.get(event=table.order_by("starts_at")[0], signups__person=maya),
        "waiting": waiting,
        "long": shift_of(long_event, 0),
        "long_open": shift_of(long_event, 1),
    }
    untold_event = make_untold(ruth, long_event.chapter)
    facts |= {
        "untold_event": untold_event,
        "untold_shift": shift_of(untold_event, 0),
        "morning": morning,
        "evening": evening,
        "reported": shift_of(evening, 0),
        "unreported": shift_of(evening, 1),
    }
    return {name: row.public_id for name, row in facts.items()} | posters


def write_some(chapter: Chapter, by: Person) -> None:
    """Give the chapter a mailbox, and let its organizer have written to all."""
    chapter.contact_email = "hello@carolina.example"
    chapter.save(update_fields=["contact_email"])
    wanted = Wanted(chapter, Audience.ALL, "What comes next", "Dear {name},\n\nthe new term is online. Have a look.")
    send_message(wanted, by=by, seen=name_message(wanted, list(find_recipients(wanted))))
    Notice.objects.filter(kind=Notice.Kind.MESSAGE).update(state=Notice.State.SENT, sent_at=timezone.now())


def make_people(carolina: Chapter, maya: Person, ruth: Person) -> dict[str, PublicRow]:
    """Let Maya hold a training, Carolina invite people, and a chapter that looks at each be offered to Maya."""
    member = Membership.objects.get(chapter=carolina, person=maya)
    training = Training.objects.get(chapter=carolina, name="Cash handling")
    change_training(training, valid_months=12, by=ruth)
    grant_training(member, Training.objects.get(pk=training.pk), by=ruth)
    add_note(member, text="Speaks Polish. Likes the early shifts.", by=ruth)
    make_invitation(carolina, name="Club fair", by=ruth)
    durham = create_chapter("durham", "Durham Chapter", timezone_name="America/New_York", owner=ruth)
    offer = offer_chapter(join_chapter(durham, person=maya), by=ruth)
    durham = change_chapter(durham, joining="approval", by=ruth)
    leo = Person.objects.get(email="leo@demo.test")
    return {"member": member, "a_training": training, "offer": offer, "applied": enter_chapter(durham, person=leo)}


TITLES = ("Outreach table on the quad", "Evening prayer chain")


def shift_of(event: Event, number: int) -> Shift:
    return Shift.objects.filter(event=event).order_by("starts_at", "pk")[number]


def make_long_event(owner: Person) -> Event:
    """Make a chapter that is empty to all but its members; they see an event whose texts are as long as they may be."""
    asheville = create_chapter("asheville", "Asheville Chapter", timezone_name="America/New_York", owner=owner)
    grant_role(join_chapter(asheville, person=owner), Role.ORGANIZER, by=owner)
    start = datetime(2027, 2, 12, 4, 30, tzinfo=UTC)
    site = save_site(asheville, f"{LONG}, {WORDS}"[:120], area=WORDS[:100], address=f"{LONG} 1, {WORDS}"[:200], by=None)
    drafts = [
        ShiftDraft(role[:80], start, start + 2 * HOUR, capacity, min_needed=2, notes=f"{WORDS}. {LONG}.")
        for role, capacity in ((LONG, 4), (WORDS, 1000))
    ]
    event = create_event(
        asheville,
        by=None,
        kind=Kind.FUNDRAISER,
        title=f"{LONG}: {WORDS}"[:120],
        summary=f"{WORDS}. {LONG}.",
        kit=f"## {LONG}\n\n- {WORDS}\n\n`{LONG}{LONG}`",
        site=site,
        visibility=Visibility.MEMBERS,
        starts_at=start,
        ends_at=start + 2 * HOUR,
        shifts=drafts,
        publish=True,
    )
    claim_shift(shift_of(event, 0), person=owner)
    return event


def make_tables(owner: Person, chapter: Chapter) -> tuple[Event, Event]:
    """Make a table that is on as one looks, with who is here, missing and expected; and the evening before's."""
    names = ("Priya", "Sam", "Noor", "Tomás")
    people = [find_or_make_person(email=f"{name.lower()}@example.org", name=name)[0] for name in names]
    for person in people:
        join_chapter(chapter, person=person)
    site = save_site(chapter, "Pack Square", area="Downtown", address="Pack Square 1", by=None)
    eight = datetime(2027, 2, 9, 13, 0, tzinfo=UTC)

    def make(title: str, start: datetime, *drafts: ShiftDraft) -> Event:
        return create_event(
            chapter, by=None, kind=Kind.OUTREACH, title=title, starts_at=start, ends_at=start + 2 * HOUR, site=site,
            visibility=Visibility.MEMBERS, kit="Cards, water, the blue cloth.", in_charge="Ruth",
            in_charge_phone="828-555-0142", shifts=drafts, publish=True,
        )  # fmt: skip

    morning = make(
        "Morning table on the square", eight,
        ShiftDraft("Table host", eight, eight + 2 * HOUR, 6),
        ShiftDraft("Photographer", eight + HOUR / 2, eight + HOUR, 1),
        ShiftDraft("Greeter", eight + HOUR, eight + 2 * HOUR, 2),
    )  # fmt: skip
    hosts, photos, greeters = morning.shifts.order_by("starts_at")
    for person in (*people[:3], owner):
        claim_shift(hosts, person=person)
    claim_shift(photos, person=owner, allow_overlap=True)
    claim_shift(greeters, person=people[3])
    be_there(hosts, people[0], eight - HOUR / 20)
    be_there(hosts, owner, eight)
    Signup.objects.filter(shift=hosts, person=people[1]).update(attendance="no-show")
    WalkIn.objects.create(
        chapter=chapter, shift=hosts, name="Lee", attendance="attended", checked_in_at=eight + HOUR / 4
    )
    night = eight - 14 * HOUR
    evening = make(
        "Letters to the senate", night,
        ShiftDraft("Letter writer", night, night + HOUR, 6),
        ShiftDraft("Letter writer", night + HOUR, night + 2 * HOUR, 6),
    )  # fmt: skip
    first, second = evening.shifts.order_by("starts_at")
    for shift in (first, second):
        for person in people[:3]:
            claim_shift(shift, person=person)
    be_there(first, people[0], night)
    be_there(first, people[1], night + HOUR / 6)
    Signup.objects.filter(shift=first, person=people[2]).update(attendance="no-show")
    be_there(second, people[0], night + HOUR)
    Report.objects.create(
        chapter=chapter,
        shift=first,
        people_reached=42,
        letters=18,
        raised_cents=6350,
        note="Two asked for the next training.",
    )
    return morning, evening


def make_untold(owner: Person, chapter: Chapter) -> Event:
    """Make an event that was moved, and of which its people do not know yet."""
    site = save_site(chapter, "Pack Square", area="Downtown", address="Pack Square 1", by=None)
    hall = save_site(chapter, "Market hall", area="By the river", address="Depot St 12", by=None)
    ten = datetime(2027, 2, 18, 15, 0, tzinfo=UTC)
    event = create_event(
        chapter, by=None, kind=Kind.FUNDRAISER, title="Stall at the winter market", starts_at=ten,
        ends_at=ten + 4 * HOUR, site=site, publish=True,
        shifts=[ShiftDraft("Seller", ten, ten + 2 * HOUR, 6), ShiftDraft("Seller", ten + 2 * HOUR, ten + 4 * HOUR, 6)],
    )  # fmt: skip
    for number, name in enumerate(("Priya", "Sam", "Noor", "Tomás")):
        person = find_or_make_person(email=f"{name.lower()}@example.org", name=name)[0]
        claim_shift(shift_of(event, number % 2), person=person)
    edit_event(event, by=owner, site=hall, kit="Bring change, and a warm coat.")
    edit_shift(shift_of(event, 0), by=owner, starts_at=ten - HOUR)
    return event


def be_there(shift: Shift, person: Person, since: datetime) -> None:
    Signup.objects.filter(shift=shift, person=person).update(attendance="attended", checked_in_at=since)


def hang_poster(event: Event, code: str, *, by: Person) -> str:
    """Make an event's poster with a code that is the same in each picture."""
    Poster.objects.filter(pk=make_poster(event, by=by).pk).update(code=code)
    return code


def write_letter_of(person: Person, chapter: Chapter) -> str:
    """Make a letter with a code that is the same in each picture."""
    return Letter.objects.create(
        chapter=chapter, person=person, code="7KQF2MXW9PTB4HZR", name="Maya Alvarez", starts_on=date(2026, 8, 15),
        ends_on=date(2026, 12, 11), minutes=1595, shifts=14, kinds=["outreach", "prayer"],
    ).code  # fmt: skip


def make_series(like: Event) -> list[Event]:
    """Make drafts of an event on two more days."""
    length = like.ends_at - like.starts_at
    starts_at = like.starts_at + 7 * 24 * HOUR
    host = ShiftDraft("Table host", starts_at, starts_at + HOUR, 2)
    return create_series(
        like.chapter, Repeat("FREQ=WEEKLY;COUNT=2"), by=None, kind=like.kind, title="Table by the bell tower",
        starts_at=starts_at, ends_at=starts_at + length, shifts=[host],
    )  # fmt: skip


def name_some() -> dict[str, str]:
    """Return the ids of an open shift, of its event, and of one that Maya holds, as the demo has them by itself."""
    events = Event.objects.filter(chapter__slug="carolina", title=TITLES[0]).order_by("starts_at")
    held = Shift.objects.filter(signups__person__email="maya@demo.test", event__in=events).order_by("starts_at")
    return {"event": events[1].public_id, "open": shift_of(events[1], 1).public_id, "held": held[0].public_id}


def newest_code(email: str) -> str:
    """Return the code that was asked for last with an address."""
    return SignInCode.objects.filter(email=email).latest("id").derive_code()

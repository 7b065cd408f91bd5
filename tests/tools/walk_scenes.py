"""What the walk finds beside the demo, made inside its installation: see `Server.call`."""

from datetime import UTC, date, datetime, timedelta

from turnout.actions.breaks import add_break
from turnout.actions.chapters import create_chapter, save_site
from turnout.actions.events import create_event
from turnout.actions.memberships import grant_role, join_chapter
from turnout.actions.passkeys import add_passkey
from turnout.actions.series import create_series
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Kind, Person, Role, Shift, SignInCode, Visibility
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
    facts: dict[str, Event | Shift] = {
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
    return {name: row.public_id for name, row in facts.items()}


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

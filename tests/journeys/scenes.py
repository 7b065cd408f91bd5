"""What the journeys find there, made inside the server's own database."""

from datetime import datetime, timedelta

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from turnout.actions.chapters import create_chapter
from turnout.actions.events import create_event
from turnout.actions.memberships import join_chapter
from turnout.actions.series import create_series
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Notice, Person, Shift, Signup
from turnout.rules.scheduling import ShiftDraft
from turnout.rules.series import Repeat


def make_shift(role: str, *, capacity: int = 3) -> str:
    """Make a published shift in Carolina, at ten in the morning of a day of its own, and return its id."""
    event = make_table(role, count=1, capacity=capacity, notes="Bring the blue box.")
    return Shift.objects.get(event=event).public_id


def make_shifts(role: str, *, count: int) -> str:
    """Make a published event of so many shifts of one place, an hour each from ten o'clock on, and return its id."""
    return make_table(role, count=count, capacity=1).public_id


def make_table(role: str, *, count: int, capacity: int, notes: str = "") -> Event:
    """Make a published event of so many shifts, an hour each, from ten in the morning of a day of its own."""
    carolina = Chapter.objects.get(slug="carolina")
    days = 40 + Event.objects.filter(title__startswith="Table for").count()
    start = (timezone.now().astimezone(carolina.zone) + timedelta(days=days)).replace(
        hour=10, minute=0, second=0, microsecond=0
    )
    hour = timedelta(hours=1)
    return create_event(
        carolina, by=None, kind="outreach", title=f"Table for {role}", starts_at=start, ends_at=start + count * hour,
        is_online=True, publish=True,
        shifts=[
            ShiftDraft(role, start + n * hour, start + (n + 1) * hour, capacity, notes=notes) for n in range(count)
        ],
    )  # fmt: skip


def fill_second(event: str) -> None:
    """Let somebody else take the second shift of an event."""
    hold("ruth@demo.test", Shift.objects.filter(event__public_id=event).order_by("starts_at")[1].public_id)


def hours_of(email: str, event: str) -> list[int]:
    """Return the hours at which the shifts begin that somebody holds in an event."""
    signups = Signup.objects.filter(person__email=email, shift__event__public_id=event, state="confirmed")
    return sorted(signup.shift.starts_at.astimezone(signup.shift.event.zone).hour for signup in signups)


def event_of(shift: str) -> str:
    """Return the id of a shift's event."""
    return Event.objects.get(shifts__public_id=shift).public_id


def hold(email: str, shift: str) -> None:
    """Give somebody a place, or one on the waitlist."""
    claim_shift(Shift.objects.get(public_id=shift), person=Person.objects.get(email=email), if_full="waitlist")


def end_session(key: str) -> None:
    """End somebody's session, as they would from another machine."""
    Session.objects.get(session_key=key).delete()


def forget_proofs() -> None:
    """Let it be long ago that anybody proved who they are, wherever they are signed in."""
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session.pop(AUTHENTICATION_METHODS_SESSION_KEY, None)
        session.save()


def count_told(shift: str) -> int:
    """Return how many mails there are of what changed of a shift."""
    notices = Notice.objects.filter(kind=Notice.Kind.EVENT_CHANGED)
    return sum(shift in notice.facts["shifts"] for notice in notices)


def states_of(shift: str) -> dict[str, str]:
    """Return the state of each signup on a shift, by mail address."""
    rows = Signup.objects.filter(shift__public_id=shift).values_list("person__email", "state")
    return dict(rows)


def find_event(title: str) -> dict[str, object]:
    """Return an event's state and its shifts' roles and places."""
    shifts = Shift.objects.filter(event__title=title).select_related("event").order_by("starts_at")
    return {"state": shifts[0].event.state, "shifts": [[s.role, s.capacity] for s in shifts]}


def count_shifts(mark: str) -> dict[str, object]:
    """Return how many shifts the events of that mark have, and in which states these are."""
    events = Event.objects.filter(title__contains=mark)
    states = sorted(set(events.order_by().values_list("state", flat=True)))
    return {"shifts": Shift.objects.filter(event__in=events).count(), "states": states}


def time_of(shift: str) -> list[str]:
    """Return when a shift begins and ends, as the clock there shows it."""
    row = Shift.objects.select_related("event").get(public_id=shift)
    return [moment.astimezone(row.event.zone).strftime("%Y-%m-%dT%H:%M") for moment in (row.starts_at, row.ends_at)]


def need_people(shift: str, needed: int) -> None:
    """Let a shift need so many people at least, sooner than any other that does."""
    Shift.objects.exclude(public_id=shift).update(min_needed=0)
    Shift.objects.filter(public_id=shift).update(min_needed=needed)


def count_asked(shift: str) -> int:
    """Return how many were asked to take a shift."""
    return Notice.objects.filter(kind=Notice.Kind.ASKED, shift__public_id=shift).count()


def change_role(shift: str, role: str) -> None:
    """Change a shift as somebody else would meanwhile."""
    edit_shift(Shift.objects.get(public_id=shift), by=None, role=role)


def make_weekly(title: str, first: str, count: int) -> None:
    """Make a published event of one shift, at six in the evening of a day and of so many weeks from then on."""
    carolina = Chapter.objects.get(slug="carolina")
    starts_at = datetime.fromisoformat(f"{first}T18:00").replace(tzinfo=carolina.zone)
    ends_at = starts_at + timedelta(hours=1)
    create_series(
        carolina, Repeat(f"FREQ=WEEKLY;COUNT={count}"), by=None, kind="outreach", title=title, is_online=True,
        starts_at=starts_at, ends_at=ends_at, shifts=[ShiftDraft("Watch", starts_at, ends_at, 2)], publish=True,
    )  # fmt: skip


def days_of(title: str, state: str) -> list[str]:
    """Return when the events of a title that are in a state begin, as the clock there shows it."""
    events = Event.objects.filter(title=title, state=state).order_by("starts_at")
    return [f"{event.starts_at.astimezone(event.zone):%Y-%m-%d %H:%M}" for event in events]


def facts_of(event: str) -> list[object]:
    """Return what an event is called, what it is about, who is in charge, and the places of its first shift."""
    row = Event.objects.get(public_id=event)
    return [row.title, row.summary, row.in_charge, row.shifts.order_by("starts_at")[0].capacity]


def make_chapter(slug: str) -> None:
    """Make a chapter called by its slug, which Ruth owns and in which Maya is."""
    ruth, maya = (Person.objects.get(email=f"{name}@demo.test") for name in ("ruth", "maya"))
    chapter = create_chapter(slug, slug, timezone_name="America/New_York", owner=ruth)
    join_chapter(chapter, person=maya)

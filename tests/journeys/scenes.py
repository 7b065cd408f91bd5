"""What the journeys find there, made inside the server's own database."""

from datetime import timedelta

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from turnout.actions.events import create_event
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Person, Shift, Signup
from turnout.rules.scheduling import ShiftDraft


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

"""Narrowing lists by what the query parameters say. Each parameter is named here; nothing is passed on unread."""

from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from turnout.models import Event, Shift

from .serializers.strict import COMPARISONS

Row = TypeVar("Row", bound=Model)


def narrow_shifts(shifts: QuerySet[Shift], wanted: dict[str, Any]) -> QuerySet[Shift]:
    """Return those of the shifts that `ShiftQuery` asks for."""
    shifts = _match(shifts, wanted, chapter="chapter__slug", event="event__public_id", kind="event__kind")
    shifts = _compare(shifts, wanted, starts_at="starts_at", ends_at="ends_at")
    if "state" in wanted:
        cancelled = Q(state=Shift.State.CANCELLED) | Q(event__state=Event.State.CANCELLED)
        shifts = shifts.filter(cancelled if wanted["state"] == Shift.State.CANCELLED else ~cancelled)
    if "updated_since" in wanted:
        since = wanted["updated_since"]
        shifts = shifts.filter(Q(changed_at__gte=since) | Q(event__changed_at__gte=since))
    if "has_space" in wanted:
        with_space = Q(
            taken__lt=F("capacity"),
            state=Shift.State.OPEN,
            event__state=Event.State.PUBLISHED,
            ends_at__gt=timezone.now(),
        )
        shifts = shifts.filter(with_space if wanted["has_space"] else ~with_space)
    return shifts


def narrow_events(events: QuerySet[Event], wanted: dict[str, Any]) -> QuerySet[Event]:
    """Return those of the events that `EventQuery` asks for."""
    events = _match(events, wanted, chapter="chapter__slug", kind="kind", state="state")
    events = _compare(events, wanted, starts_at="starts_at", ends_at="ends_at")
    if "updated_since" in wanted:
        events = events.filter(changed_at__gte=wanted["updated_since"])
    return events


def narrow_by_start(rows: QuerySet[Row], wanted: dict[str, Any], *, field: str) -> QuerySet[Row]:
    """Return the rows whose start is within what `starts_at[…]` asks for."""
    return _compare(rows, wanted, starts_at=field)


def _match(rows: QuerySet[Row], wanted: dict[str, Any], **fields: str) -> QuerySet[Row]:
    return rows.filter(**{field: wanted[name] for name, field in fields.items() if name in wanted})


def _compare(rows: QuerySet[Row], wanted: dict[str, Any], **fields: str) -> QuerySet[Row]:
    for name, field in fields.items():
        for how in COMPARISONS:
            if f"{name}[{how}]" in wanted:
                rows = rows.filter(**{f"{field}__{how}": wanted[f"{name}[{how}]"]})
    return rows

"""What a plan comes to before it is saved: how many shifts, from when to when, and what it meets.

It meets days of a break, and other events at the same site. Both are said; neither is forbidden.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from turnout.models import Break, Chapter, Event, Site

from .scheduling import ShiftDraft
from .series import Repeat, spread

PLANNED = (Event.State.DRAFT, Event.State.PUBLISHED)


@dataclass(frozen=True)
class Span:
    """A time from one aware moment to another."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether they share any time; one may begin as the other ends."""
        return self.starts_at < ends_at and starts_at < self.ends_at

    def days_in(self, zone: ZoneInfo) -> list[date]:
        """Return the days on which it lies; one that ends at midnight is not on the next."""
        first = self.starts_at.astimezone(zone).date()
        last = (self.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True)
class Clash:
    """Two events at one site at one time: which of the planned spans, and what is there already."""

    span: Span
    event: Event


@dataclass(frozen=True)
class Rest:
    """A planned span on a day of a break."""

    span: Span
    pause: Break


@dataclass(frozen=True)
class Outlook:
    """What a plan comes to. `events` are in the order of time, and so are `shifts`, which may be none."""

    events: list[Span]
    shifts: list[Span]
    clashes: list[Clash]
    rests: list[Rest]

    @property
    def first_span(self) -> Span:
        """Where it begins: the first shift, or the first event where there are none."""
        return (self.shifts or self.events)[0]

    @property
    def last_span(self) -> Span:
        return (self.shifts or self.events)[-1]

    @property
    def is_free(self) -> bool:
        """Whether it meets nothing."""
        return not self.clashes and not self.rests


def look_ahead(
    chapter: Chapter,
    *,
    starts_at: datetime,
    ends_at: datetime,
    zone: ZoneInfo,
    shifts: Sequence[ShiftDraft],
    site: Site | None = None,
    repeat: Repeat | None = None,
) -> Outlook:
    """Return what a plan comes to: an event from one aware moment to another, on each day of a clean rule.

    Raises `Refused` at `rule`, as making it would.
    """
    days = spread(repeat, starts_at, ends_at, shifts, zone)
    events = [Span(day.starts_at, day.ends_at) for day in days]
    spans = [Span(draft.starts_at, draft.ends_at) for day in days for draft in day.shifts]
    spans.sort(key=lambda span: span.starts_at)
    return Outlook(events, spans, find_clashes(events, site), find_rests(events, chapter, zone))


def find_clashes(spans: Sequence[Span], site: Site | None, *, besides: Iterable[int] = ()) -> list[Clash]:
    """Return where planned spans meet events at their site, in the order of time; `besides` are keys of their own."""
    if site is None or not spans:
        return []
    first, last = min(span.starts_at for span in spans), max(span.ends_at for span in spans)
    there = Event.objects.filter(site=site, state__in=PLANNED, starts_at__lt=last, ends_at__gt=first)
    events = list(there.exclude(pk__in=list(besides)).order_by("starts_at", "id"))
    ordered = sorted(spans, key=lambda span: span.starts_at)
    return [Clash(span, event) for span in ordered for event in events if span.meets(event.starts_at, event.ends_at)]


def find_rests(spans: Sequence[Span], chapter: Chapter, zone: ZoneInfo) -> list[Rest]:
    """Return which planned spans lie in a break of the chapter, in the order of time, each with the first it meets."""
    days = {span: span.days_in(zone) for span in spans}
    if not days:
        return []
    first, last = min(of[0] for of in days.values()), max(of[-1] for of in days.values())
    breaks = list(Break.objects.filter(chapter=chapter, starts_on__lte=last, ends_on__gte=first))
    met = [
        (span, next((p for p in breaks if p.starts_on <= days[span][-1] and p.ends_on >= days[span][0]), None))
        for span in sorted(days, key=lambda span: span.starts_at)
    ]
    return [Rest(span, pause) for span, pause in met if pause]

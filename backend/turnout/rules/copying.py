"""Copying what was planned to other days: an event, a week, a term. The day of the week and the clock's times stay.

A copy is what anybody could have planned: kind, title, words, place, and the shifts with their roles and times. Nobody
comes along: no places taken, no reports, no codes, and not who is in charge.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Max, Prefetch, Q
from django.utils.translation import gettext as _

from turnout.models import Break, Chapter, Event, Series, Shift

from .copied_series import MovedRule, move_rule
from .outlook import PLANNED, Clash, Outlook, Rest, Span
from .refusals import Reason, Refused
from .scheduling import SHIFT_FIELDS, ShiftDraft
from .series import FARTHEST, MOST_SHIFTS, carry_draft, carry_span

A_DAY = timedelta(days=1)
MOST_EVENTS = 1_000
MOST_WEEKS = 30
# From the first day of what is copied to its last.
LONGEST = timedelta(days=366)
# What is proposed as a term: this long before the last event.
HALF_A_YEAR = timedelta(days=183)
# What a copy has from the event that it is of.
COPIED_FIELDS = (
    "kind", "title", "summary", "kit", "site", "is_online", "online_url", "visibility", "timezone",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What is to be copied and by how many days: one event, or all of a chapter that begin in some days.

    Several numbers of days make several copies of each. With `keeps_series`, the copies of a series are one again.
    """

    chapter: Chapter
    days: tuple[int, ...]
    event: Event | None = None
    first: date = date.min
    last: date = date.max
    leaves_out_breaks: bool = False
    keeps_series: bool = False

    @property
    def name(self) -> str:
        """A name for exactly this wish."""
        of = self.event.public_id if self.event else f"{self.first} {self.last}"
        return f"{of} {self.days} {self.leaves_out_breaks} {self.keeps_series}"


@dataclass(frozen=True)
class Copy:
    """An event as it is to be so many days later."""

    event: Event
    days: int
    starts_at: datetime
    ends_at: datetime
    shifts: tuple[ShiftDraft, ...]

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def original_date(self) -> date:
        """For which day of its series it is made, wherever the event was moved to since."""
        event = self.event
        return (event.original_date or event.starts_at.astimezone(event.zone).date()) + timedelta(days=self.days)

    @property
    def same(self) -> tuple[object, ...]:
        """What makes another event the same thing as this one."""
        event = self.event
        return (event.kind, event.title.strip(), self.starts_at, event.site_id, event.is_online)


@dataclass(frozen=True)
class CopiedSeries:
    """A series whose copies are one again, under a rule of their own."""

    series: Series
    copies: list[Copy]
    rule: MovedRule


@dataclass(frozen=True)
class CopyPlan:
    """What copying comes to: what is made, what is there already as the same thing, and what a break leaves out.

    `gaps` are days on which a rule would have an event, and none is made, for there was none to copy.
    """

    copies: list[Copy]
    there: list[tuple[Copy, Event]]
    left_out: list[tuple[Copy, Break]]
    series: list[CopiedSeries]
    outlook: Outlook
    gaps: list[tuple[date, str]] = field(default_factory=list)

    @property
    def other_rules(self) -> list[str]:
        """The titles of series whose rule cannot be kept."""
        return [copied.copies[0].event.title for copied in self.series if copied.rule.is_other]

    @property
    def name(self) -> str:
        """A name for exactly this: whoever has it copied has seen what it comes to."""
        facts = [
            [(copy.event.pk, copy.event.version, copy.starts_at, copy.ends_at, copy.shifts) for copy in self.copies],
            [(copy.event.pk, copy.starts_at, event.pk) for copy, event in self.there],
            [(copy.event.pk, copy.starts_at, pause.pk) for copy, pause in self.left_out],
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:24]


# --- what somebody may want ----------------------------------------------------------------------


def want_event(event: Event, first_day: date, *, today: date) -> Wanted:
    """Return that one event is to be copied so that it begins on a day. Raises `Refused` at `first_day`."""
    days = (first_day - event.starts_at.astimezone(event.zone).date()).days
    if not days:
        raise _refuse(_("It is on that day already. Choose another."), "first_day")
    _check_target(first_day, first_day, today, "first_day")
    return Wanted(event.chapter, (days,), event=event)


def want_week(
    chapter: Chapter, week: date, to: date, *, weeks: int = 1, leaves_out_breaks: bool = True, today: date
) -> Wanted:
    """Return that a week is to be copied to so many weeks in a row; any day of a week stands for it.

    Raises `Refused` at `to` or `weeks`.
    """
    monday, first = monday_of(week), monday_of(to)
    if not 1 <= weeks <= MOST_WEEKS:
        raise _refuse(_("Type a number from 1 to %(most)d.") % {"most": MOST_WEEKS}, "weeks")
    targets = [first + timedelta(weeks=n) for n in range(weeks)]
    if monday in targets:
        raise _refuse(_("That is the week itself, or it is among them. Choose other weeks."), "to")
    _check_target(first + 6 * A_DAY, targets[-1], today, "to")
    days = tuple((target - monday).days for target in targets)
    return Wanted(chapter, days, first=monday, last=monday + 6 * A_DAY, leaves_out_breaks=leaves_out_breaks)


def want_term(
    chapter: Chapter, first: date, last: date, to: date, *, leaves_out_breaks: bool = True, today: date
) -> Wanted:
    """Return that all from a first day to a last one is to be copied, so that nothing of it is before a new first day.

    Raises `Refused` at `first_day`, `last_day` or `to`.
    """
    if last < first:
        raise _refuse(_("The last day must not be before the first."), "last_day")
    if last - first > LONGEST:
        raise _refuse(_("A year at most is copied at once. Choose a shorter time."), "last_day")
    new_first = land_on(first, to)
    if new_first == first:
        raise _refuse(_("It is on these days already. Choose a later day."), "to")
    _check_target(to, new_first, today, "to")
    days = ((new_first - first).days,)
    return Wanted(chapter, days, first=first, last=last, leaves_out_breaks=leaves_out_breaks, keeps_series=True)


def land_on(first: date, to: date) -> date:
    """Return the day that a first day becomes: the next one of its day of the week, from another day on."""
    return to + timedelta(days=(first.weekday() - to.weekday()) % 7)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def propose_term(chapter: Chapter) -> tuple[date, date] | None:
    """Return the first and the last day of what a chapter planned lately, if it did: half a year at most."""
    planned = Event.objects.filter(chapter=chapter, state__in=PLANNED)
    latest = planned.aggregate(latest=Max("starts_at"))["latest"]
    if latest is None:
        return None
    earliest = planned.filter(starts_at__gte=latest - HALF_A_YEAR).order_by("starts_at").values_list("starts_at")[0][0]
    return earliest.astimezone(chapter.zone).date(), latest.astimezone(chapter.zone).date()


def _check_target(last: date, farthest: date, today: date, at: str) -> None:
    """Refuse days that are over, by the last of the first of them, and those that are years away."""
    if last < today:
        raise _refuse(_("That is over. Choose a day from today on."), at)
    if farthest > today + FARTHEST:
        raise _refuse(_("Choose a day within the next three years."), at)


# --- what it comes to ----------------------------------------------------------------------------


def plan_copies(wanted: Wanted) -> CopyPlan:
    """Return what copying comes to. Raises `Refused` where there is nothing to copy, or too much.

    The same few queries whatever there is.
    """
    events = _find_events(wanted)
    field = "first_day"
    if not events:
        raise _refuse(_("There is nothing to copy on these days."), field)
    if (count := len(events) * len(wanted.days)) > MOST_EVENTS:
        words = {"count": count, "most": MOST_EVENTS}
        raise _refuse(_("That would be %(count)d events. At most %(most)d are copied at once.") % words, field)
    if (count := sum(len(event.shifts.all()) for event in events) * len(wanted.days)) > MOST_SHIFTS:
        words = {"count": count, "most": MOST_SHIFTS}
        raise _refuse(_("That would be %(count)d shifts. At most %(most)d are copied at once.") % words, field)
    copies = sorted(
        (copy_event(event, days) for days in wanted.days for event in events),
        key=lambda copy: (copy.starts_at, copy.event.pk),
    )
    there = _find_same(copies, wanted.chapter)
    new = [copy for copy in copies if id(copy) not in there]
    rests = _find_rests(new, wanted.chapter)
    left_out = [(copy, rests[id(copy)]) for copy in new if wanted.leaves_out_breaks and id(copy) in rests]
    kept = [copy for copy in new if not (wanted.leaves_out_breaks and id(copy) in rests)]
    series = _find_series(kept, wanted) if wanted.keeps_series else []
    spans = sorted((Span(draft.starts_at, draft.ends_at) for copy in kept for draft in copy.shifts), key=_start_of)
    outlook = Outlook(
        [copy.span for copy in kept],
        spans,
        _find_clashes(kept),
        [Rest(copy.span, rests[id(copy)]) for copy in kept if id(copy) in rests],
    )
    return CopyPlan(
        copies=kept,
        there=[(copy, there[id(copy)]) for copy in copies if id(copy) in there],
        left_out=left_out,
        series=series,
        outlook=outlook,
        gaps=_find_gaps(series, copies),
    )


def copy_event(event: Event, days: int) -> Copy:
    """Return an event so many days later, with its shifts, as the clock in its zone shows them."""
    zone = event.zone
    drafts = tuple(
        carry_draft(ShiftDraft(**{name: getattr(shift, name) for name in SHIFT_FIELDS}), days, zone)
        for shift in event.shifts.all()
    )
    return Copy(event, days, *carry_span(event.starts_at, event.ends_at, days, zone), drafts)


def _find_events(wanted: Wanted) -> list[Event]:
    """Return what is to be copied, with its open shifts at hand."""
    shifts = Shift.objects.filter(state=Shift.State.OPEN).select_related("requires").order_by("starts_at", "id")
    events = Event.objects.select_related("site", "series").prefetch_related(Prefetch("shifts", queryset=shifts))
    if wanted.event:
        return list(events.filter(pk=wanted.event.pk))
    # A day's width around them in UTC covers them in any zone.
    around = Q(starts_at__gte=_utc(wanted.first) - A_DAY, starts_at__lt=_utc(wanted.last) + 2 * A_DAY)
    planned = events.filter(around, chapter=wanted.chapter, state__in=PLANNED).order_by("starts_at", "id")
    return [
        event
        for event in planned[: MOST_EVENTS + 1]
        if wanted.first <= event.starts_at.astimezone(event.zone).date() <= wanted.last
    ]


def _find_same(copies: Sequence[Copy], chapter: Chapter) -> dict[int, Event]:
    """Return which copies are there already, by their identity: one event stands for one copy."""
    starts = {copy.starts_at for copy in copies}
    there = Event.objects.filter(
        chapter=chapter, state__in=PLANNED, starts_at__gte=min(starts), starts_at__lte=max(starts)
    )
    events: dict[tuple[object, ...], list[Event]] = {}
    for event in there.order_by("-id"):
        key = (event.kind, event.title.strip(), event.starts_at, event.site_id, event.is_online)
        events.setdefault(key, []).append(event)
    return {id(copy): events[copy.same].pop() for copy in copies if events.get(copy.same)}


def _find_rests(copies: Sequence[Copy], chapter: Chapter) -> dict[int, Break]:
    """Return the break in which a copy lies, the first that it meets, by the copy's identity."""
    breaks = list(Break.objects.filter(chapter=chapter)) if copies else []
    found = {}
    for copy in copies:
        days = copy.span.days_in(copy.event.zone)
        if pause := next((p for p in breaks if p.starts_on <= days[-1] and p.ends_on >= days[0]), None):
            found[id(copy)] = pause
    return found


def _find_clashes(copies: Sequence[Copy]) -> list[Clash]:
    """Return where copies meet what is at their sites already, in the order of time."""
    placed = [copy for copy in copies if copy.event.site_id]
    if not placed:
        return []
    first, last = min(copy.starts_at for copy in placed), max(copy.ends_at for copy in placed)
    sites = {copy.event.site_id for copy in placed}
    there = Event.objects.filter(site__in=sites, state__in=PLANNED, starts_at__lt=last, ends_at__gt=first)
    on_day: dict[tuple[int | None, date], list[Event]] = {}
    for event in there.order_by("starts_at", "id"):
        for day in _utc_days(Span(event.starts_at, event.ends_at)):
            on_day.setdefault((event.site_id, day), []).append(event)
    clashes = []
    for copy in placed:
        met = {e.pk: e for day in _utc_days(copy.span) for e in on_day.get((copy.event.site_id, day), ())}
        clashes += [Clash(copy.span, e) for e in met.values() if copy.span.meets(e.starts_at, e.ends_at)]
    return clashes


def _find_series(copies: Iterable[Copy], wanted: Wanted) -> list[CopiedSeries]:
    """Return the series of which several events are copied, with their rule."""
    of_series = sorted((copy for copy in copies if copy.event.series_id), key=lambda copy: copy.event.series_id or 0)
    found = []
    for _key, group in groupby(of_series, key=lambda copy: copy.event.series_id):
        its = list(group)
        series = its[0].event.series
        [days] = wanted.days
        if series is None or len(its) < 2:
            continue
        rule = move_rule(series, [copy.original_date for copy in its], days, wanted.last + timedelta(days=days))
        if rule:
            found.append(CopiedSeries(series, its, rule))
    return found


def _find_gaps(series: Iterable[CopiedSeries], copies: Iterable[Copy]) -> list[tuple[date, str]]:
    """Return the days that the rules name and for which there was nothing to copy, each with a title."""
    had = {(copy.event.series_id, copy.original_date) for copy in copies}
    return sorted(
        (day, copied.copies[0].event.title)
        for copied in series
        if not copied.rule.is_other
        for day in copied.rule.repeat.except_dates
        if (copied.series.pk, day) not in had
    )


def _utc_days(span: Span) -> Iterator[date]:
    yield from span.days_in(ZoneInfo("UTC"))


def _utc(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo("UTC"))


def _start_of(span: Span) -> datetime:
    return span.starts_at


def _refuse(sentence: str, field: str) -> Refused:
    return Refused(Reason.INVALID, sentence, field=field)

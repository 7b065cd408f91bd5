"""What moving a shift comes to, said before it is done."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnout.models import Event, Shift, Signup
from turnout.models.signups import ASKED_FROM

from .outlook import Span, find_clashes, find_rests
from .times import say_time, say_times


def describe_move(shift: Shift, starts_at: datetime, ends_at: datetime, *, others: Collection[Event] = ()) -> list[str]:
    """Return the sentences that say what changes: when, for whom, and what it meets.

    `others` are further events of its series that change alike, with their shifts of this role. The shift comes with
    its event, site and chapter.
    """
    return [
        say_move(shift, starts_at, ends_at),
        *([_say_others(len(others))] if others else []),
        say_who_is_on_it(shift, others, asks=_is_far(shift, starts_at, ends_at)),
        *_say_what_it_meets(shift, starts_at, ends_at),
    ]


def say_move(shift: Shift, starts_at: datetime, ends_at: datetime) -> str:
    """Return what becomes of a shift's time in one sentence."""
    before, after = _say(shift.starts_at, shift), _say(starts_at, shift)
    if ends_at - starts_at == shift.ends_at - shift.starts_at:
        if starts_at == shift.starts_at:
            return _("%(role)s stays as it is.") % {"role": shift.role}
        words = {"role": shift.role, "before": before, "after": after}
        return _("%(role)s moves from %(before)s to %(after)s.") % words
    words = {"role": shift.role, "before": _say(shift.ends_at, shift), "after": _say(ends_at, shift)}
    if starts_at == shift.starts_at:
        return _("%(role)s ends on %(after)s instead of %(before)s.") % words
    words |= {"start": after, "before_start": before}
    return (
        _("%(role)s begins on %(start)s instead of %(before_start)s, and ends on %(after)s instead of %(before)s.")
        % words
    )


def say_who_is_on_it(shift: Shift, others: Collection[Event] = (), *, asks: bool = False) -> str:
    """Return how many are on a shift, or on one that changes alike, and what they are told."""
    there = Q(shift=shift) | Q(shift__event__in=others, shift__role=shift.role, shift__state=Shift.State.OPEN)
    on_them = Signup.objects.filter(there, state__in=Signup.CURRENT)
    count = on_them.values("person").distinct().count()
    if not count:
        return _("Nobody is on it yet.")
    return ngettext("%(count)d person is on it.", "%(count)d people are on it.", count) % {
        "count": count
    } + " " + say_what_people_are_told(count, asks=asks)  # fmt: skip


def say_what_people_are_told(count: int, *, asks: bool) -> str:
    """Return what those on a shift that moves are told, and whether they are asked to come at its new time."""
    told = ngettext(
        "They keep the place. No email goes out before you say so.",
        "They keep their places. No email goes out before you say so.",
        count,
    )
    asked = _("They are asked whether they can still come.")
    return f"{told} {asked}" if asks else told


def _is_far(shift: Shift, starts_at: datetime, ends_at: datetime) -> bool:
    return max(abs(starts_at - shift.starts_at), abs(ends_at - shift.ends_at)) >= ASKED_FROM


def _say_others(count: int) -> str:
    return ngettext(
        "%(count)d more event of the series changes alike.",
        "%(count)d more events of the series change alike.",
        count,
    ) % {"count": count}


def _say_what_it_meets(shift: Shift, starts_at: datetime, ends_at: datetime) -> Iterator[str]:
    event = shift.event
    span = Span(starts_at, ends_at)
    for rest in find_rests([span], shift.chapter, event.zone):
        yield _("That day lies in a break: %(name)s.") % {"name": rest.pause.name}
    for clash in find_clashes([span], event.site, besides=[event.pk])[:3]:
        yield _("Something else is at this site then: %(title)s.") % {"title": clash.event.title}
    if starts_at < event.starts_at or ends_at > event.ends_at:
        yield _("The event's own times stay: %(when)s. Change them on its page.") % {
            "when": say_times(event.starts_at, event.ends_at, event.zone)
        }


def _say(moment: datetime, shift: Shift) -> str:
    zone = shift.event.zone
    return f"{date_format(moment.astimezone(zone), 'DATE_FORMAT')}, {say_time(moment, zone)}"


def nudge(starts_at: datetime, ends_at: datetime, how: str) -> tuple[datetime, datetime]:
    """Return a time moved or stretched by one of `NUDGES`; days are counted by `carry` of whoever calls."""
    start, end = NUDGES[how]
    return starts_at + start, max(ends_at + end, starts_at + start + STEP)


STEP = timedelta(minutes=15)
NUDGES: dict[str, tuple[timedelta, timedelta]] = {
    "earlier": (-STEP, -STEP),
    "later": (STEP, STEP),
    "shorter": (timedelta(), -STEP),
    "longer": (timedelta(), STEP),
}
DAY_NUDGES = {"day-before": -1, "day-after": 1}

"""Collecting what changed of published events, and telling it when an organizer says so.

What changes is on pages and in feeds at once. Of each person who is on a shift, or dropped it a moment ago, is kept
what they knew before the first change that nobody told them. Telling sends each of them one mail, and forgets that.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from turnout.models import Chapter, Event, Person, Shift, Signup
from turnout.notices.outbox import find_waiting_changes, tell_changed, will_be_told
from turnout.rules.telling import Facts, facts_for, facts_of, knows_times, may_be_told, untold

from .locks import lock_events, lock_people_on, lock_shifts
from .records import write_records


@dataclass(frozen=True)
class Known:
    """What the person of a signup was shown before a change."""

    signup: Signup
    facts: Facts


def read_known(shifts: Iterable[int]) -> list[Known]:
    """Return what those on some shifts are shown of them, before a change. The shifts must be locked; their people
    are here, before any stamp and any mail is written.

    Of drafts nobody is told anything.
    """
    shifts = list(shifts)
    lock_people_on(shifts)
    on_them = Signup.objects.filter(
        Q(state__in=Signup.CURRENT) | Signup.KEPT, shift__in=shifts, shift__event__state=Event.State.PUBLISHED
    )
    signups = on_them.select_related("shift__event__site").order_by("pk")
    return [Known(signup, facts_for(signup)) for signup in signups]


def collect_changes(known: Sequence[Known]) -> None:
    """Keep what people knew of their shifts, where that has changed: to be told. In the transaction of the change.

    Whoever knows again what is true has nothing to hear any more, and whoever has a mail coming to them about the same
    shift reads in it how it is by then.
    """
    if not known:
        return
    shifts = Shift.objects.select_related("event__site").in_bulk({each.signup.shift_id for each in known})
    first: dict[tuple[int, bool], list[Known]] = defaultdict(list)
    known_again = []
    for each in known:
        signup = each.signup
        now = facts_of(shifts[signup.shift_id], holds_place=signup.takes_place)
        if signup.told_facts == now:
            known_again.append(signup.pk)
        elif signup.told_facts is None and each.facts != now:
            first[signup.shift_id, signup.takes_place].append(each)
    if known_again:
        Signup.objects.filter(pk__in=known_again).update(told_facts=None)
    if not first:
        return
    waiting = find_waiting_changes(
        known[0].signup.chapter_id, {e.signup.person_id for es in first.values() for e in es}
    )
    for these in first.values():
        keys = [each.signup.pk for each in these if not will_be_told(each.signup, waiting)]
        # The same for all of them: they were shown the same.
        Signup.objects.filter(pk__in=keys).update(told_facts=these[0].facts)


@transaction.atomic
def tell_changes(events: QuerySet[Event], *, by: Person | None) -> int:
    """Send everybody on these events of one chapter what they do not know yet, one mail each; return to how many.

    Whoever dropped a moment ago is written to only if they take that back.
    """
    keys = lock_events(events)
    to_tell = may_be_told().filter(shift__event__in=keys)
    held = lock_shifts(to_tell.values_list("shift_id", flat=True))
    lock_people_on(shift.pk for shift in held)
    signups = list(to_tell.filter(shift__in=held).select_related("shift__event").order_by("pk"))
    current = [signup for signup in signups if signup.is_current]
    if not current:
        return 0
    tell_changed(signups)
    Signup.objects.filter(pk__in=[signup.pk for signup in signups]).update(told_facts=None)
    told = {signup.shift.event_id: signup.shift.event for signup in signups}
    write_records("event.told", [told[key] for key in sorted(told)], by=by)
    return len({signup.person_id for signup in current})


def untold_events(chapter: Chapter) -> QuerySet[Event]:
    """The events of a chapter of whose changes somebody has yet to be told."""
    return Event.objects.filter(chapter=chapter, pk__in=untold().filter(chapter=chapter).values("shift__event"))


def note_agreed(signup: Signup) -> None:
    """Take note that somebody said they come at the times as they are; they need not be told those any more.

    The caller saves it. The signup comes with its locked shift.
    """
    if signup.told_facts is None:
        return
    known = knows_times(signup.told_facts, signup.shift)
    signup.told_facts = None if known == facts_for(signup) else known

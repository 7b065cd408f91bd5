"""Who could take a shift that needs people, and who may be asked to: for whole pages of shifts in a few queries.

Whether somebody could is asked of `claiming.why_not_claim` itself, with standings that were read for all at once.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from turnout.models import Chapter, Event, Membership, Notice, Shift, Signup

from .claiming import holds_training, load_standings, why_not_claim

# How far back "came before" looks, how often somebody is asked in a week, by one chapter.
LOOK_BACK = timedelta(weeks=26)
A_WEEK = timedelta(days=7)
MOST_ASKS_A_WEEK = 3


@dataclass(frozen=True)
class Candidate:
    """A member who could claim a shift now; their membership comes with the person."""

    membership: Membership
    # How often they came to the same role, and to the same kind of event, lately.
    times_in_role: int
    times_in_kind: int
    # How many shifts to come they hold or wait for in the chapter.
    upcoming: int
    # When they were last asked for this very shift, and how often in the last week for any.
    asked_at: datetime | None
    asks_lately: int

    @property
    def may_be_asked(self) -> bool:
        """Whether nobody asked them for this shift yet, and not too often for others."""
        return self.asked_at is None and self.asks_lately < MOST_ASKS_A_WEEK

    @property
    def _order(self) -> tuple[bool, bool, int, int, str, int]:
        """Who came before comes first; among those, who has least to do and was asked least."""
        return (
            not self.times_in_role,
            not self.times_in_kind,
            self.upcoming,
            self.asks_lately,
            self.membership.display_name.casefold(),
            self.membership.pk,
        )


def thin_shifts(chapter: Chapter, *, now: datetime | None = None) -> QuerySet[Shift]:
    """The shifts of a chapter that can be claimed and lack people for their least number, soonest first."""
    return (
        Shift.objects.filter(
            chapter=chapter,
            event__state=Event.State.PUBLISHED,
            state=Shift.State.OPEN,
            ends_at__gt=now or timezone.now(),
            taken__lt=F("min_needed"),
        )
        .select_related("event__site", "chapter", "requires")
        .order_by("starts_at", "id")
    )


def find_candidates(shifts: Sequence[Shift], *, now: datetime | None = None) -> dict[int, list[Candidate]]:
    """Return who could claim each of some shifts of one chapter, by the shift's key, in a fair order.

    Only members who do not mind being asked. The shifts come with their events. Five queries, however many they are,
    and one more where a shift needs a training.
    """
    if not shifts:
        return {}
    now = now or timezone.now()
    chapter_id = shifts[0].chapter_id
    members = list(
        Membership.objects.filter(
            chapter=chapter_id, state=Membership.State.ACTIVE, wants_asks=True, person__is_active=True
        ).select_related("person")
    )
    standings = load_standings((member.person for member in members), now=now)
    roles, kinds = _count_past(chapter_id, shifts, now)
    asked, lately = _find_asks(shifts, now)
    found = {}
    for shift in shifts:
        candidates = [
            Candidate(
                membership=member,
                times_in_role=roles[member.person_id, shift.role],
                times_in_kind=kinds[member.person_id, shift.event.kind],
                upcoming=standings[member.person_id].count_open_claims(chapter_id),
                asked_at=asked.get((shift.pk, member.person_id)),
                asks_lately=lately[member.person_id],
            )
            for member in members
            # First what is cheap: a refusal for want of a training looks for the next one.
            if holds_training(shift, standings[member.person_id])
            and why_not_claim(shift, standings[member.person_id], now=now) is None
        ]
        found[shift.pk] = sorted(candidates, key=lambda candidate: candidate._order)
    return found


def came() -> Q:
    """The condition on a signup of a shift that is over that its person came, as far as anybody knows."""
    unknown = Q(attendance=Signup.Attendance.UNKNOWN, state=Signup.State.CONFIRMED)
    return unknown | Q(attendance=Signup.Attendance.ATTENDED)


def _count_past(
    chapter_id: int, shifts: Iterable[Shift], now: datetime
) -> tuple[Counter[tuple[int, str]], Counter[tuple[int, str]]]:
    """Return how often each person came lately to the roles and to the kinds of these shifts."""
    roles: Counter[tuple[int, str]] = Counter()
    kinds: Counter[tuple[int, str]] = Counter()
    past = Signup.objects.filter(
        came(), chapter=chapter_id, shift__ends_at__lte=now, shift__ends_at__gt=now - LOOK_BACK,
        shift__event__kind__in={shift.event.kind for shift in shifts},
    )  # fmt: skip
    rows = past.order_by().values_list("person", "shift__role", "shift__event__kind").annotate(Count("pk"))
    for person, role, kind, times in rows:
        roles[person, role] += times
        kinds[person, kind] += times
    return roles, kinds


def _find_asks(shifts: Sequence[Shift], now: datetime) -> tuple[dict[tuple[int, int], datetime], Counter[int]]:
    """Return when each person was asked for one of these shifts, and how often for any in the last week."""
    since = now - A_WEEK
    asks = Notice.objects.filter(
        Q(shift__in=shifts) | Q(created_at__gt=since), chapter=shifts[0].chapter_id, kind=Notice.Kind.ASKED
    )
    named: dict[tuple[int, int], datetime] = {}
    lately: Counter[int] = Counter()
    for shift, person, at in asks.values_list("shift", "recipient", "created_at"):
        named[shift, person] = at
        lately[person] += at > since
    return named, lately

"""Narrowing a list of open shifts to what somebody looks for."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q, QuerySet

from turnout.models import Joining, Kind, Membership, Shift, Signup, Visibility

from .claiming import Standing
from .trainings import needs_no_more


@dataclass(frozen=True)
class Wish:
    """What to look for. All of it must hold; nothing in it holds for every shift."""

    kind: str = ""
    # Each word must stand somewhere in what the public reads of a shift.
    words: str = ""
    needs_people: bool = False
    # What the person may claim, and what does not clash.
    for_me: bool = False

    @property
    def is_narrow(self) -> bool:
        return bool(self.kind or self.words or self.needs_people or self.for_me)

    @property
    def is_of_words(self) -> bool:
        """Whether it is a search alone."""
        return self.is_narrow and self == Wish(words=self.words)


def find_shifts(shifts: QuerySet[Shift], wish: Wish, standing: Standing) -> QuerySet[Shift]:
    """Return those of the open shifts that fit. The person's standing is of now."""
    if wish.kind in Kind.values:
        shifts = shifts.filter(event__kind=wish.kind)
    for word in wish.words.split():
        shifts = shifts.filter(
            Q(role__icontains=word)
            | Q(event__title__icontains=word)
            | Q(event__summary__icontains=word)
            | Q(event__site__area__icontains=word)
        )
    if wish.needs_people:
        shifts = shifts.filter(taken__lt=F("min_needed"))
    if wish.for_me and standing.person is not None:
        shifts = shifts.filter(_is_claimable(standing))
    return shifts


def _is_claimable(standing: Standing) -> Q:
    """The condition on an open shift that `claiming.why_not_claim` has nothing against it."""
    chapters = {state: [m.chapter_id for m in standing.memberships.values() if m.state == state]
                for state in Membership.State}  # fmt: skip
    may_join = Q(chapter__in=chapters[Membership.State.ACTIVE]) | (
        Q(event__visibility=Visibility.PUBLIC, chapter__joining=Joining.OPEN)
        & ~Q(chapter__in=chapters[Membership.State.REMOVED])
    )
    is_ok = may_join & needs_no_more(standing.trained_until) & Q(taken__lt=F("capacity")) & ~Q(pk__in=standing.signups)
    used_up = [key for key in {s.chapter_id for s in standing.signups.values()}
               if standing.count_open_claims(key) >= settings.MAX_OPEN_CLAIMS]  # fmt: skip
    is_ok &= ~Q(chapter__in=used_up)
    for signup in standing.signups.values():
        other = signup.shift
        if signup.state in Signup.HOLDING and not other.is_cancelled:
            is_ok &= ~Q(starts_at__lt=other.ends_at, ends_at__gt=other.starts_at)
    return is_ok

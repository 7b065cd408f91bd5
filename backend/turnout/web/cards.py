"""A shift's card: what it shows to whoever looks, and which button it has."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from math import ceil

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnout.models import Shift, Signup
from turnout.rules.claiming import IfFull, Standing, why_not_claim, why_not_drop
from turnout.rules.refusals import Reason, Refused
from turnout.rules.times import say_date, say_day, say_zone

# How long a drop can be taken back, as the card says; and how much longer it really can, for the way there and back.
UNDO_SHOWN = timedelta(seconds=10)
UNDO_GRACE = timedelta(seconds=2)


@dataclass(frozen=True)
class Choice:
    """A button that claims: its word, and how it asks."""

    word: str
    how: str = ""

    @property
    def look(self) -> str:
        """The plain claim stands out; a second choice is quieter."""
        return "plain" if self.how else ""


@dataclass
class Card:
    shift: Shift
    signup: Signup | None = None
    # Why the plain claim would be refused, if it would.
    refusal: Refused | None = None
    choice: Choice | None = None
    # Why whoever holds it cannot drop it by themselves any more.
    drop_refusal: Refused | None = None
    is_over: bool = False
    # What a shift that is over was to whoever looks, where somebody asked for it.
    was: str = ""
    # Seconds until a drop of a moment ago is for good, if there was one.
    seconds_kept: int = 0
    # What became of the tap that brought this card.
    said: str = ""
    is_signed_in: bool = False
    # Among those of other chapters and zones, so that it must say its own.
    is_abroad: bool = False
    # The place on the waitlist, where somebody asked for it.
    position: int | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether whoever looks holds a place, and so may know where exactly it is and what to do there."""
        return self.signup is not None and self.signup.state in Signup.HOLDING

    @property
    def is_asked(self) -> bool:
        """Whether whoever looks has yet to say if they come at the new time."""
        return self.signup is not None and self.signup.is_asked and not self.is_over and not self.shift.is_cancelled

    @property
    def look(self) -> str:
        """How the card stands out: the viewer is coming, or waits; nobody comes any more."""
        if self.shift.is_cancelled:
            return "off"
        if self.signup is None:
            return ""
        return "mine" if self.is_confirmed else "waits"

    @property
    def is_claimable(self) -> bool:
        """Whether a plain claim by whoever looks would go through now."""
        return self.is_signed_in and self.refusal is None and not self.seconds_kept

    @property
    def is_quiet(self) -> bool:
        """Whether the refusal needs no words: the card's state says it, or signing in will mend it."""
        if self.refusal is None or self.shift.is_cancelled or self.is_over:
            return True
        return self.refusal.reason in {
            Reason.SIGN_IN,
            Reason.SHIFT_FULL,
            Reason.ALREADY_SIGNED_UP,
            Reason.APPROVAL_NEEDED,
        }

    @property
    def next_training(self) -> Shift | None:
        """Where the training can be taken that is missing for this shift."""
        after: Shift | None = self.refusal.facts.get("next_training") if self.refusal else None
        return after

    @property
    def seconds_to_undo(self) -> int:
        """What the card says of them."""
        return max(self.seconds_kept - UNDO_GRACE // timedelta(seconds=1), 1)

    @property
    def places(self) -> str:
        shift = self.shift
        if shift.is_full:
            return _("Full")
        if shift.people_missing:
            return ngettext("Needs %(count)d more", "Needs %(count)d more", shift.people_missing) % {
                "count": shift.people_missing
            }
        return ngettext("%(left)d of %(all)d place left", "%(left)d of %(all)d places left", shift.capacity) % {
            "left": shift.remaining,
            "all": shift.capacity,
        }

    @property
    def mood(self) -> str:
        """How the places are shown: people are needed, none is left, or neither."""
        if self.shift.is_full:
            return "none"
        return "thin" if self.shift.people_missing else ""

    @property
    def fill(self) -> int:
        """How much of the places is taken, in per cent: the quiet bar beside the words."""
        return 100 if self.shift.is_full else 100 * self.shift.taken // self.shift.capacity

    @property
    def where(self) -> str:
        """The kind and the public place; the zone and the chapter where they could be mistaken."""
        event, chapter = self.shift.event, self.shift.chapter
        words = [event.get_kind_display(), event.public_place]
        if self.is_abroad or event.timezone != chapter.timezone:
            words.append(say_zone(self.shift.starts_at, event.zone))
        if self.is_abroad:
            words.append(chapter.name)
        return " · ".join(filter(None, words))


def make_card(
    shift: Shift, standing: Standing, *, said: str = "", now: datetime | None = None, is_abroad: bool = False
) -> Card:
    """Return a shift's card for somebody. Costs no query."""
    now = now or timezone.now()
    refusal = why_not_claim(shift, standing, now=now)
    kept, signup = standing.kept_on(shift), standing.signup_on(shift)
    organizes = shift.chapter_id in standing.organized
    return Card(
        shift=shift,
        signup=signup,
        drop_refusal=why_not_drop(signup, shift, by_organizer=organizes, now=now) if signup else None,
        refusal=refusal,
        choice=_choose(shift, standing, refusal),
        is_over=shift.is_over(now),
        seconds_kept=ceil((kept.undo_until - now).total_seconds()) if kept and kept.undo_until else 0,
        said=said,
        is_signed_in=standing.person is not None,
        is_abroad=is_abroad,
    )


def make_cards(shifts: Iterable[Shift], standing: Standing) -> list[Card]:
    """Return the cards of many shifts for somebody. Costs no query."""
    now = timezone.now()
    return [make_card(shift, standing, now=now) for shift in shifts]


def is_of_many(standing: Standing, *, also: Iterable[int] = ()) -> bool:
    """Whether somebody's shifts, and those of the chapters `also` shown, are of more than one chapter."""
    held = {signup.chapter_id for signup in (*standing.signups.values(), *standing.kept.values())}
    return len(held.union(also)) > 1


def has_ticks(cards: Iterable[Card]) -> bool:
    """Whether there are two or more of an event that could be ticked and claimed together."""
    return sum(card.is_claimable for card in cards) > 1


def group_by_day(cards: Iterable[Card], *, is_kept: bool = False) -> Iterator[tuple[str, list[Card]]]:
    """Give the cards day by day, each under its heading; where the page `is_kept` for later, never as "tomorrow"."""
    now = timezone.now()
    for _day, rows in groupby(cards, key=lambda card: day_of(card.shift)):
        day_cards = list(rows)
        first = day_cards[0].shift
        zone = first.event.zone
        yield say_date(first.starts_at, zone) if is_kept else say_day(first.starts_at, zone, now=now), day_cards


def day_of(shift: Shift) -> date:
    return shift.starts_at.astimezone(shift.event.zone).date()


HOW: dict[str, tuple[IfFull, bool]] = {
    "": ("fail", False),
    "waitlist": ("waitlist", False),
    "overlap": ("fail", True),
    "both": ("waitlist", True),
}


def _choose(shift: Shift, standing: Standing, refusal: Refused | None) -> Choice | None:
    """Return the button that would get the person on the shift, or on its waitlist."""
    if refusal is None:
        return Choice(_("Claim"))
    if refusal.reason == Reason.SIGN_IN:
        return Choice(_("Join waitlist"), "waitlist") if shift.is_full else Choice(_("Claim"))
    if refusal.reason == Reason.SHIFT_FULL:
        return Choice(_("Join waitlist"), "waitlist")
    if refusal.reason == Reason.APPROVAL_NEEDED:
        return Choice(_("Ask to join"))
    if refusal.reason == Reason.OVERLAPPING_SHIFT:
        if shift.is_full:
            return Choice(_("Join waitlist anyway"), "both")
        return Choice(_("Claim anyway"), "overlap")
    return None


def say_claimed(signup: Signup) -> str:
    """Return what a claim led to, in words."""
    if not signup.is_current:  # an earlier tap, that comes again
        return _("You dropped this shift meanwhile.")
    if signup.is_waitlisted:
        return _("You're on the waitlist. We write to you when a place comes free.")
    return _("You're in. Thank you.")

"""Slots: one long time cut into equal shifts, as for a prayer chain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .refusals import Reason, Refused
from .scheduling import ShiftDraft

MOST_SLOTS = 500
SHORTEST_SLOT = timedelta(minutes=5)


def cut_slots(starts_at: datetime, ends_at: datetime, length: timedelta) -> list[tuple[datetime, datetime]]:
    """Cut the time between two aware moments into slots, in real time: a night that is an hour longer has an hour more.

    Raises `Refused` at `slot_minutes` where the length does not divide the time, or would make too many.
    """
    # Moments of one zone count as its clock shows: by the hour that it skips or repeats they would be wrong.
    starts_at, ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    minute = timedelta(minutes=1)
    if length < SHORTEST_SLOT:
        raise _refuse(_("A slot lasts five minutes at least."))
    whole = (ends_at - starts_at) // minute * minute
    if whole < length:
        raise _refuse(_("That time is shorter than one slot."))
    count, rest = divmod(whole, length)
    if rest:
        over = ngettext("%(count)d minute is left over.", "%(count)d minutes are left over.", rest // minute)
        raise _refuse(_("Slots of that length do not fill the time.") + " " + over % {"count": rest // minute})
    if count > MOST_SLOTS:
        raise _refuse(_("That would be more than %(most)d slots. Make them longer.") % {"most": MOST_SLOTS})
    return [(starts_at + n * length, starts_at + (n + 1) * length) for n in range(count)]


def cut_draft(draft: ShiftDraft, minutes: int | None) -> list[ShiftDraft]:
    """Return one shift for each slot of so many minutes of a draft, or the draft alone where none are asked for."""
    if not minutes:
        return [draft]
    slots = cut_slots(draft.starts_at, draft.ends_at, timedelta(minutes=minutes))
    return [replace(draft, starts_at=starts_at, ends_at=ends_at) for starts_at, ends_at in slots]


def _refuse(sentence: str) -> Refused:
    return Refused(Reason.INVALID, sentence, field="slot_minutes")

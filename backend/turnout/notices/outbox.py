"""Writing notice records, inside the transaction of the fact they tell."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from turnout.models import Event, Notice, Person, Shift, SignInCode, Signup


def tell_signup(kind: Notice.Kind, signup: Signup) -> None:
    """Record what became of a signup. One notice for each state it went through.

    A drop that can be taken back is not told before that time is over.
    """
    Notice.objects.create(
        kind=kind,
        key=f"{kind}:{signup.public_id}:{signup.sequence}",
        chapter_id=signup.chapter_id,
        recipient_id=signup.person_id,
        signup=signup,
        shift_id=signup.shift_id,
        signup_sequence=signup.sequence,
        due_at=_due_at(signup),
    )


def tell_signup_again(signup: Signup) -> None:
    """Record anew how a signup was before a drop that was taken back, if nobody has been told of that yet."""
    before = Notice.objects.filter(signup=signup, kind__in=STANDING_KINDS).order_by("-signup_sequence").first()
    if before is not None and before.state != Notice.State.SENT:
        tell_signup(Notice.Kind(before.kind), signup)


# What is told to somebody who is on a shift or its waitlist.
STANDING_KINDS = (Notice.Kind.CONFIRMED, Notice.Kind.WAITLISTED, Notice.Kind.PROMOTED)


def tell_shift_changed(shift: Shift, signups: Iterable[Signup], **before: Any) -> None:
    """Record for each of those on a shift that it changed; `before` is how it was.

    Whoever has yet to be told of a change before this one gets one mail for both: how it was at first, and how it is.
    """
    waiting = Notice.objects.select_for_update(no_key=True).filter(
        kind=Notice.Kind.SHIFT_CHANGED, shift=shift, state=Notice.State.PENDING, leased_until=None
    )
    already = {notice.recipient_id: notice for notice in waiting.order_by("pk")}
    for notice in already.values():
        notice.facts = {**before, **notice.facts}
    Notice.objects.bulk_update(already.values(), ["facts"])
    _tell_shift(Notice.Kind.SHIFT_CHANGED, shift, [s for s in signups if s.person_id not in already], before)


def tell_shift_cancelled(shift: Shift, signups: Iterable[Signup]) -> None:
    """Record for each of those on a shift that it is cancelled."""
    _tell_shift(Notice.Kind.SHIFT_CANCELLED, shift, signups, {})


def _tell_shift(kind: Notice.Kind, shift: Shift, signups: Iterable[Signup], facts: dict[str, Any]) -> None:
    Notice.objects.bulk_create(
        Notice(
            kind=kind,
            key=f"{kind}:{shift.public_id}:{shift.version}:{signup.person_id}",
            chapter_id=shift.chapter_id,
            recipient_id=signup.person_id,
            signup=signup,
            shift=shift,
            facts=facts,
            due_at=_due_at(signup),
        )
        for signup in signups
    )


def _due_at(signup: Signup) -> datetime:
    """Return now, or when it is certain whether somebody who dropped stays away."""
    return signup.undo_until or timezone.now()


def tell_event_cancelled(event: Event, people: Iterable[Person]) -> None:
    """Record for each person on any shift of an event that it is cancelled: one notice a person."""
    kind = Notice.Kind.EVENT_CANCELLED
    Notice.objects.bulk_create(
        Notice(
            kind=kind,
            key=f"{kind}:{event.public_id}:{event.version}:{person.pk}",
            chapter_id=event.chapter_id,
            recipient=person,
            event=event,
        )
        for person in people
    )


def send_code(code: SignInCode, person: Person | None) -> None:
    """Record that a code is to be mailed: to a person, or to an address that has no account yet."""
    kind = Notice.Kind.SIGNIN_CODE
    Notice.objects.create(kind=kind, key=f"{kind}:{code.public_id}", code=code, recipient=person)


def send_new_address_code(code: SignInCode) -> None:
    """Record that a code is to be mailed to what is to become a person's address."""
    kind = Notice.Kind.NEW_ADDRESS
    Notice.objects.create(kind=kind, key=f"{kind}:{code.public_id}", code=code, recipient=code.person)


def tell_address_changed(person: Person, *, was: str, code: SignInCode) -> None:
    """Record that a person's mail address changed, to be told to the old one."""
    kind = Notice.Kind.ADDRESS_CHANGED
    Notice.objects.create(kind=kind, key=f"{kind}:{code.public_id}", recipient=person, facts={"to": was})


def tell_passkey_added(person: Person, passkey: str) -> None:
    """Record that a person can sign in with a passkey from now on; `passkey` names it."""
    kind = Notice.Kind.PASSKEY_ADDED
    Notice.objects.create(kind=kind, key=f"{kind}:{person.public_id}:{passkey}", recipient=person)

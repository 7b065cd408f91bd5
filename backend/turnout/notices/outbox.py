"""Writing notice records, inside the transaction of the fact they tell."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from turnout.models import (
    Event,
    HandOver,
    Membership,
    Message,
    Notice,
    Person,
    Removal,
    Role,
    Shift,
    SignInCode,
    Signup,
)
from turnout.models.base import new_public_id


def tell_signup(kind: Notice.Kind, signup: Signup, facts: dict[str, str] | None = None) -> None:
    """Record what became of a signup. One notice for each state it went through; `facts` are what no row keeps.

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
        facts=facts or {},
        due_at=_due_at(signup),
    )


def tell_signup_again(signup: Signup) -> None:
    """Record anew how a signup was before a drop that was taken back, if nobody has been told of that yet."""
    before = Notice.objects.filter(signup=signup, kind__in=STANDING_KINDS).order_by("-signup_sequence").first()
    if before is not None and before.state != Notice.State.SENT:
        tell_signup(Notice.Kind(before.kind), signup, before.facts)


# What is told to somebody who is on a shift or its waitlist.
STANDING_KINDS = (
    Notice.Kind.CONFIRMED,
    Notice.Kind.WAITLISTED,
    Notice.Kind.PROMOTED,
    Notice.Kind.SIGNED_UP,
    Notice.Kind.MOVED,
)


def find_waiting_changes(chapter_id: int, people: Iterable[int]) -> dict[int, Notice]:
    """Return by person the mail about changes that has yet to go out, held back while this transaction lasts.

    One that a worker has in hand may be written already, and is not among them.
    """
    waiting = Notice.objects.select_for_update(no_key=True).filter(
        kind=Notice.Kind.EVENT_CHANGED,
        chapter=chapter_id,
        recipient__in=list(people),
        state=Notice.State.PENDING,
        leased_until=None,
    )
    return {notice.recipient_id: notice for notice in waiting.order_by("pk") if notice.recipient_id}


def will_be_told(signup: Signup, waiting: dict[int, Notice]) -> bool:
    """Whether a mail that waits is about the shift of a signup: it says how that is when it goes out."""
    notice = waiting.get(signup.person_id)
    entry = notice.facts["shifts"].get(signup.shift.public_id) if notice else None
    return entry is not None and bool(entry["claimed_at"] == signup.claimed_at.isoformat())


def tell_changed(signups: Iterable[Signup]) -> None:
    """Record for each of some people of one chapter that their shifts changed, all of them in one mail.

    The facts are what they knew. Whoever has yet to get a mail before this one gets one for both: how it was at first.
    """
    mine: dict[int, list[Signup]] = {}
    for signup in signups:
        mine.setdefault(signup.person_id, []).append(signup)
    chapter_id = next(iter(mine.values()))[0].chapter_id
    waiting = find_waiting_changes(chapter_id, mine)
    telling = new_public_id()
    notices = []
    for person, theirs in mine.items():
        shifts = {s.shift.public_id: {"claimed_at": s.claimed_at.isoformat(), "knew": s.told_facts} for s in theirs}
        events = {signup.shift.event_id for signup in theirs}
        if notice := waiting.get(person):
            earlier = {
                name: entry
                for name, entry in notice.facts["shifts"].items()
                if name not in shifts or shifts[name]["claimed_at"] == entry["claimed_at"]
            }
            notice.facts = {"shifts": shifts | earlier}
            notice.event_id = notice.event_id if events == {notice.event_id} else None
            notice.save(update_fields=["facts", "event"])
            continue
        notices.append(
            Notice(
                kind=Notice.Kind.EVENT_CHANGED,
                key=f"{Notice.Kind.EVENT_CHANGED}:{telling}:{person}",
                chapter_id=chapter_id,
                recipient_id=person,
                event_id=events.pop() if len(events) == 1 else None,
                facts={"shifts": shifts},
            )
        )
    Notice.objects.bulk_create(notices, batch_size=500)


def tell_shift_cancelled(shift: Shift, signups: Iterable[Signup], removal: Removal) -> None:
    """Record for each of those on a shift that it is cancelled; that waits as long as it can be undone."""
    kind = Notice.Kind.SHIFT_CANCELLED
    Notice.objects.bulk_create(
        Notice(
            kind=kind,
            key=f"{kind}:{shift.public_id}:{shift.version}:{signup.person_id}",
            chapter_id=shift.chapter_id,
            recipient_id=signup.person_id,
            signup=signup,
            shift=shift,
            removal=removal,
            due_at=removal.undo_until,
        )
        for signup in signups
    )


def _due_at(signup: Signup) -> datetime:
    """Return now, or when it is certain whether somebody who dropped stays away."""
    return signup.undo_until or timezone.now()


def tell_events_cancelled(removal: Removal, event: Event, held: Mapping[Person, Sequence[Shift]]) -> None:
    """Record for each person which of their shifts are cancelled with their events: one notice a person.

    `event` is the one that gives its name, or with others of its series. It waits as long as it can be undone.
    """
    kind = Notice.Kind.EVENT_CANCELLED
    Notice.objects.bulk_create(
        Notice(
            kind=kind,
            key=f"{kind}:{removal.public_id}:{person.pk}",
            chapter_id=event.chapter_id,
            recipient=person,
            event=event,
            removal=removal,
            facts={"shifts": [shift.public_id for shift in shifts]},
            due_at=removal.undo_until,
        )
        for person, shifts in held.items()
    )


def take_notices_back(removal: Removal) -> bool:
    """Let what was to be told of a removal go untold; False where a worker has one in hand, or told it already."""
    notices = Notice.objects.filter(removal=removal)
    waiting = notices.filter(state=Notice.State.PENDING, leased_until=None)
    return notices.count() == waiting.update(state=Notice.State.SKIPPED)


def ask_to_help(shift: Shift, people: Iterable[Person]) -> None:
    """Record that each of some people is asked to take a shift; the key holds that nobody is asked for it twice."""
    kind = Notice.Kind.ASKED
    Notice.objects.bulk_create(
        Notice(
            kind=kind,
            key=f"{kind}:{shift.public_id}:{person.pk}",
            chapter_id=shift.chapter_id,
            recipient=person,
            shift=shift,
        )
        for person in people
    )


def send_message(message: Message, people: Iterable[Person]) -> None:
    """Record that a message goes to each of some people: a mail of their own."""
    kind = Notice.Kind.MESSAGE
    Notice.objects.bulk_create(
        (
            Notice(
                kind=kind,
                key=f"{kind}:{message.public_id}:{person.pk}",
                chapter_id=message.chapter_id,
                recipient=person,
                shift_id=message.shift_id,
                message=message,
            )
            for person in people
        ),
        batch_size=500,
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


def tell_somebody_applied(membership: Membership) -> None:
    """Record for each organizer that somebody asks to join: one mail a day, however many ask."""
    kind, chapter = Notice.Kind.SOMEBODY_APPLIED, membership.chapter
    today = timezone.now().astimezone(chapter.zone).date()
    organizers = Membership.objects.filter(
        chapter=chapter, state=Membership.State.ACTIVE, roles__role__in=(Role.ORGANIZER, Role.OWNER)
    )
    people = set(organizers.values_list("person_id", flat=True))
    Notice.objects.bulk_create(
        [
            Notice(kind=kind, key=f"{kind}:{chapter.public_id}:{today}:{person}", chapter=chapter, recipient_id=person)
            for person in sorted(people)
        ],
        ignore_conflicts=True,
    )


def tell_answer(membership: Membership) -> None:
    """Record what the organizers answered to somebody who asked to join."""
    kind = Notice.Kind.MEMBERSHIP_APPROVED if membership.is_current else Notice.Kind.MEMBERSHIP_DECLINED
    said = membership.joined_at if membership.is_current else membership.ended_at
    Notice.objects.create(
        kind=kind,
        key=f"{kind}:{membership.public_id}:{said:%Y%m%d%H%M%S%f}",
        chapter_id=membership.chapter_id,
        recipient_id=membership.person_id,
        shift_id=membership.wants_id,
    )


def tell_hand_over_offered(offer: HandOver) -> None:
    """Record for both that a chapter is offered by one to the other."""
    _tell_hand_over(Notice.Kind.HANDOVER_OFFERED, offer)


def tell_handed_over(offer: HandOver) -> None:
    """Record for both that a chapter changed hands."""
    _tell_hand_over(Notice.Kind.HANDOVER_DONE, offer)


def _tell_hand_over(kind: Notice.Kind, offer: HandOver) -> None:
    for person in (offer.offered_by, offer.offered_to):
        Notice.objects.create(
            kind=kind,
            key=f"{kind}:{offer.public_id}:{person.pk}",
            chapter_id=offer.chapter_id,
            recipient=person,
            facts={"hand_over": offer.public_id},
        )

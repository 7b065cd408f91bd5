"""Taking locks, always in one order: events, then shifts, then people, each by id.

After them the roles of a chapter's owners (`lock_owners`), so that two who go at once never leave it without one, and
then offers to hand it over. Mails that wait are written after all people whom they may be for are locked
(`lock_people_on`), so that they need no order of their own.

Where names are made (`lock_names`), that comes before all others; only a spreadsheet that is about to be imported is
locked before it. A chapter's time of change (`stamps.touch_chapter_calendar`) is written last of all: whoever holds
that row asks for no lock any more that they do not hold already.

On PostgreSQL these are row locks, `NO KEY` so that a foreign key pointing at a locked row does not wait for it. On
SQLite `select_for_update` does nothing, and need not: a transaction holds the whole database's write lock from its
first statement (`transaction_mode: IMMEDIATE`). What is returned was read after the lock was held.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from turnout.models import Chapter, Event, Membership, MembershipRole, Person, Role, Shift, Signup


def lock_event(event: Event) -> Event:
    """Lock an event against other organizers, and read it anew."""
    # Not joined with its site: a row that may be absent cannot be locked.
    return Event.objects.select_for_update(no_key=True).get(pk=event.pk)


def lock_events(events: QuerySet[Event]) -> list[int]:
    """Lock events by id, and return their keys."""
    return list(events.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def lock_names(chapter: Chapter) -> None:
    """Let one at a time make things that a chapter knows by name: sites, trainings, the rows of an import.

    To be taken before all other locks. Two who make the same name wait for each other at its unique index; did one of
    them hold a shift that the other wants, they would wait in a circle. Not a lock on the chapter's row, which every
    change of a shift writes at its end.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"names of chapter {chapter.pk}"])


def lock_shifts(keys: Iterable[int]) -> list[Shift]:
    """Lock shifts by id and read them anew, each with its event as it stands now."""
    wanted = sorted(set(keys))
    list(_shift_rows(wanted).values_list("pk", flat=True))
    # Read in a second statement: a join in the locking one could bring an event as it was before the wait.
    rows = Shift.with_deleted.filter(pk__in=wanted).select_related("event__site", "chapter")
    return list(rows.order_by("pk"))


def lock_shift(shift: Shift) -> Shift:
    return lock_shifts([shift.pk])[0]


def lock_event_shifts(event: Event) -> list[Shift]:
    """Lock all shifts of an event. The event must be locked already, so that none is added meanwhile."""
    return lock_shifts(Shift.objects.filter(event=event).values_list("pk", flat=True))


def lock_people(keys: Iterable[int]) -> dict[int, Person]:
    """Lock people by id, and return them by it."""
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=set(keys)).order_by("pk")
    return {person.pk: person for person in rows}


def lock_people_on(shifts: Iterable[int]) -> None:
    """Lock all who are on some shifts, or dropped them a moment ago. The shifts must be locked: nobody joins them."""
    on_them = Signup.objects.filter(Q(state__in=Signup.CURRENT) | Signup.KEPT, shift__in=list(shifts))
    lock_people(on_them.values_list("person_id", flat=True))


def _shift_rows(keys: list[int]) -> QuerySet[Shift]:
    # Deleted ones, too: one may have been while we waited, and one is locked to be brought back.
    return Shift.with_deleted.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")


def lock_owners(chapter_id: int) -> list[int]:
    """Lock who owns a chapter now, and return the keys of their memberships. To be taken after people."""
    owners = MembershipRole.objects.filter(
        membership__chapter=chapter_id, membership__state=Membership.State.ACTIVE, role=Role.OWNER
    )
    return list(owners.select_for_update(of=("self",)).order_by("pk").values_list("membership_id", flat=True))

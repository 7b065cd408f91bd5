"""What people say of themselves."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from turnout.models import Membership, Person, Shift
from turnout.rules.languages import check_language
from turnout.rules.refusals import Reason, Refused

from .departures import end_locked, find_places, lock_places
from .letters import forget_letters
from .locks import lock_people
from .notes import forget_notes
from .passkeys import remove_passkey
from .records import write_record
from .sessions import end_sessions
from .stamps import touch_people_calendars

# The states that end with an account.
IN_OR_ASKING = (Membership.State.ACTIVE, Membership.State.APPLIED)


@transaction.atomic
def rename_person(person: Person, *, name: str) -> Person:
    """Change how a person is called, also in chapters that they are in or ask to join. Raises `Refused` at `name`."""
    name = " ".join(name.split())
    if not name:
        raise Refused(Reason.INVALID, _("Type a name. A made-up one is fine."), field="name")
    person = lock_people([person.pk])[person.pk]
    # Also where an organizer typed what they are called.
    theirs = Membership.objects.filter(person=person, state__in=IN_OR_ASKING).exclude(display_name=name)
    if theirs.update(display_name=name) or person.name != name:
        person.name = name
        person.save(update_fields=["name"])
        write_record("person.changed", person, by=person, fields=["name"])
    return person


def close_person(person: Person, *, by: Person | None) -> Person:
    """Close an account: memberships end, and no code, passkey, session, token or calendar address opens it any more."""

    def close(shifts: list[Shift]) -> Person:
        closed = Person.objects.get(pk=person.pk)
        closed.is_active = False
        closed.save(update_fields=["is_active"])
        write_record("person.changed", closed, by=by, fields=["is_active"])
        for membership in Membership.objects.filter(person=closed, state__in=IN_OR_ASKING):
            end_locked(membership, shifts, by=by, state=Membership.State.LEFT)
        for passkey in Authenticator.objects.filter(user=closed):
            remove_passkey(passkey, by=by)
        forget_letters(closed)
        forget_notes(closed, by=by)
        return end_sessions(closed, by=by)

    return lock_places(find_places(person.pk), person.pk, then=close)


@transaction.atomic
def set_language(person: Person, language: str) -> Person:
    """Choose the language of a person's mails and private calendars. Raises `Refused` at `language`."""
    check_language(language)
    person = lock_people([person.pk])[person.pk]
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])
        touch_people_calendars([person.pk])
        write_record("person.changed", person, by=person, fields=["language"])
    return person


@transaction.atomic
def set_admin(person: Person, *, is_admin: bool) -> None:
    """Let a person read Django's admin, or no longer."""
    person = lock_people([person.pk])[person.pk]
    person.is_staff = person.is_superuser = is_admin
    person.save(update_fields=["is_staff", "is_superuser"])
    write_record("person.changed", person, by=None, fields=["is_staff", "is_superuser"])

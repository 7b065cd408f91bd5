"""Letters of hours: making one, and checking one by its code."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, Letter, Person
from turnout.models.letters import LETTER_CODE_ALPHABET, LETTER_CODE_LENGTH
from turnout.prints.hours import find_undrawable
from turnout.rules.hours import count_minutes, find_attended
from turnout.rules.refusals import Reason, Refused

from .limits import Limit, refuse_use, use_up
from .locks import lock_people
from .records import write_record

A_DAY = Limit("letters", 20, 86_400)
# Codes looked up from one address of a machine, good ones too: a school has a pile of letters, and not a thousand.
TRIES = Limit("letter-codes", 60, 600)


@transaction.atomic
def make_letter(chapter: Chapter, first: date, last: date, *, person: Person, name: str = "") -> Letter:
    """Make a letter of the hours that a person gave a chapter from one day to another, in the name that they give.

    What would say the same as one that is there is that one. The caller has asked whether the person is a member.
    Raises `Refused` at `name`, `starts_on` or `ends_on`; where there are no hours; or `too-many-tries`.
    """
    person = lock_people([person.pk])[person.pk]
    name = " ".join((name or person.name).split())
    if not name or len(name) > 80:
        raise Refused(Reason.INVALID, _("Type a name of up to 80 letters."), field="name")
    if strange := find_undrawable(name):
        raise Refused(
            Reason.INVALID,
            _("The letter cannot show “%(letters)s”. Write the name in other letters.") % {"letters": strange},
            field="name",
        )
    if not 1970 <= first.year < 2200:
        raise Refused(Reason.INVALID, _("Choose a year from 1970 to 2199."), field="starts_on")
    if not last.year < 2200:
        raise Refused(Reason.INVALID, _("Choose a year from 1970 to 2199."), field="ends_on")
    if last < first:
        raise Refused(Reason.INVALID, _("The last day is before the first."), field="ends_on")
    if first > timezone.now().astimezone(chapter.zone).date():
        raise Refused(Reason.INVALID, _("That day is still to come."), field="starts_on")
    signups = list(find_attended(person, chapter, first, last))
    minutes_by_kind: dict[str, int] = {}
    for signup in signups:
        kind = signup.shift.event.kind
        minutes_by_kind[kind] = minutes_by_kind.get(kind, 0) + count_minutes(signup)
    if not sum(minutes_by_kind.values()):
        raise Refused(
            Reason.INVALID,
            _("There are no hours in this time. If you were there, ask the organizer to mark it."),
            field="starts_on",
        )
    facts = {
        "name": name,
        "starts_on": first,
        "ends_on": last,
        "minutes": sum(minutes_by_kind.values()),
        "shifts": len(signups),
        "kinds": sorted(minutes_by_kind, key=lambda kind: (-minutes_by_kind[kind], kind)),
    }
    if earlier := Letter.objects.filter(chapter=chapter, person=person, **facts).first():
        return earlier
    if not use_up(A_DAY, str(person.pk)):
        raise refuse_use(A_DAY, _("You made many letters today. Wait until tomorrow."))
    letter = Letter.objects.create(chapter=chapter, person=person, **facts)
    write_record("letter.made", letter, by=person)
    return letter


def read_letter(typed: str, *, address: str) -> Letter | None:
    """Return the letter of a code, however it was typed; None where there is none.

    Raises `Refused`, `too-many-tries`, to whoever guessed too often from one network address.
    """
    if not use_up(TRIES, address):
        raise refuse_use(TRIES, _("Too many tries. Wait ten minutes, then type the code again."))
    code = "".join(char for char in typed.upper() if char in LETTER_CODE_ALPHABET)
    if len(code) != LETTER_CODE_LENGTH:
        return None
    return Letter.objects.select_related("chapter", "person").filter(code=code).first()


def forget_letters(person: Person) -> None:
    """Delete somebody's letters with their account; their codes say nothing any more. Under the person's lock."""
    Letter.objects.filter(person=person).delete()

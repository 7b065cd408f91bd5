"""What organizers note of a member."""

from django.db import transaction
from django.utils.translation import gettext as _

from turnout.models import Membership, Note, Person
from turnout.rules.refusals import Reason, Refused

from .locks import lock_people
from .records import write_record

MOST_NOTES = 100


@transaction.atomic
def add_note(membership: Membership, *, text: str, by: Person) -> Note:
    """Note something of a member or an applicant, for organizers. Raises `Refused`, at `text` if that is the matter."""
    lock_people([membership.person_id])
    membership = Membership.objects.get(pk=membership.pk)
    if membership.state not in (Membership.State.ACTIVE, Membership.State.APPLIED):
        raise Refused(Reason.WRONG_STATE, _("They are no member now."))
    if not text.strip():
        raise Refused(Reason.INVALID, _("Write the note first."), field="text")
    if len(text.strip()) > 1_000:
        raise Refused(Reason.INVALID, _("A note has 1,000 letters at most."), field="text")
    if membership.notes.count() >= MOST_NOTES:
        raise Refused(Reason.INVALID, _("There are %(count)d notes. Remove one first.") % {"count": MOST_NOTES})
    note = Note.objects.create(
        chapter_id=membership.chapter_id, membership=membership, written_by=by, text=text.strip()
    )
    write_record("note.created", note, by=by)
    return note


@transaction.atomic
def remove_note(note: Note, *, by: Person | None) -> None:
    """Forget a note: what is said of somebody is kept no longer than it is of use."""
    write_record("note.removed", note, by=by)
    Note.objects.filter(pk=note.pk).delete()


def forget_notes(person: Person, *, by: Person | None) -> None:
    """Delete what any chapter noted of somebody, with their account. Under the person's lock."""
    for note in Note.objects.filter(membership__person=person):
        remove_note(note, by=by)

"""Sending what an organizer wrote to many: a record, and a notice for each reader, in one transaction."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Audience, Message, Person
from turnout.notices.outbox import send_message as record_notices
from turnout.rules.messaging import Wanted, preview_message
from turnout.rules.refusals import Reason, Refused

from .limits import Limit, refuse_use, use_up
from .locks import lock_people
from .records import write_record

# The same words to the same people are one message for so long: a tap that came twice, or was tried again.
SAME_FOR = timedelta(minutes=10)
MESSAGES_A_DAY = Limit("messages", 10, 86_400)


def send_message(wanted: Wanted, *, by: Person, seen: str) -> Message:
    """Send a message to exactly those whom the preview named (`seen`, see `rules.messaging.name_message`).

    Raises `Refused`: what is wrong at a field, `changed-meanwhile` where it would go to others by now, and
    `too-many-tries` beyond the chapter's limit for a day.
    """
    with transaction.atomic():
        # One at a time for each writer: a form that is sent twice goes out once.
        lock_people([by.pk])
        if earlier := _find_same(wanted, by):
            return earlier
        preview = preview_message(wanted)
        if preview.seen != seen:
            raise Refused(
                Reason.CHANGED_MEANWHILE, _("Whom it goes to changed, or what it says. Look once more, then send it.")
            )
        if not use_up(MESSAGES_A_DAY, str(wanted.chapter.pk)):
            sentence = _("A chapter sends %(count)d messages a day at most. Send this one tomorrow.")
            raise refuse_use(MESSAGES_A_DAY, sentence % {"count": MESSAGES_A_DAY.amount})
        message = Message.objects.create(
            chapter=wanted.chapter,
            author=by,
            audience=wanted.audience,
            shift=wanted.shift if wanted.audience == Audience.SHIFT else None,
            event=wanted.event if wanted.audience == Audience.EVENT else None,
            kind=wanted.kind if wanted.audience == Audience.KIND else "",
            weeks=wanted.weeks if wanted.audience == Audience.KIND else None,
            subject=wanted.subject.strip(),
            body=wanted.body.strip(),
            people=len(preview.members),
        )
        record_notices(message, [member.person for member in preview.members])
        write_record("message.sent", message, by=by)
        return message


def _find_same(wanted: Wanted, by: Person) -> Message | None:
    same = Message.objects.filter(
        chapter=wanted.chapter, author=by, audience=wanted.audience, created_at__gt=timezone.now() - SAME_FOR,
        subject=wanted.subject.strip(), body=wanted.body.strip(),
    )  # fmt: skip
    if wanted.audience == Audience.SHIFT:
        same = same.filter(shift=wanted.shift)
    elif wanted.audience == Audience.EVENT:
        same = same.filter(event=wanted.event)
    elif wanted.audience == Audience.KIND:
        same = same.filter(kind=wanted.kind, weeks=wanted.weeks)
    return same.first()

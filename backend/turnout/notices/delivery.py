"""Delivering notices: take a lease, send, record. At least once; a Message-ID belongs to a notice for ever."""

import logging
import random
from datetime import datetime, timedelta
from email.utils import formatdate
from functools import reduce
from operator import or_
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from turnout.models import Chapter, Notice, Removal, Signup

from .messages import build_message

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(hours=6)
# With the waits doubling from 20 s to 6 h this is a good two days of trying.
MOST_ATTEMPTS = 18


def deliver_due(limit: int = 50) -> int:
    """Deliver the notices that are due, `limit` at most, and return how many were taken in hand.

    Safe to run in several processes, and after any of them was killed: what a dead one held comes free when its
    lease ends.
    """
    now = timezone.now()
    due = Notice.objects.filter(_is_free(now), state=Notice.State.PENDING, due_at__lte=now)
    due = due.exclude(_is_open(now)).exclude(_is_unsure(now))
    connection = get_connection()
    taken = 0
    for key in due.values_list("pk", flat=True)[:limit]:
        if _take_lease(key):
            taken += 1
            _deliver(_load(key), connection)
    connection.close()
    return taken


def _load(key: int) -> Notice:
    return Notice.objects.select_related(
        "recipient",
        "code",
        "signup",
        "shift__event__site",
        "shift__event__chapter",
        "event__chapter",
        "message__chapter",
        "message__event",
        "message__shift__event",
        "chapter",
    ).get(pk=key)


def _is_free(now: datetime) -> Q:
    return Q(leased_until=None) | Q(leased_until__lte=now)


def _is_open(now: datetime) -> Q:
    """What may yet be undone, so that what is said of it now may be untrue.

    A drop that nobody has let go, however late; and a shift or event that was cancelled or deleted a moment ago, of
    which nothing else is told meanwhile either.
    """
    is_kept = Q(signup__undo_until__isnull=False)
    removed = ("event", "shift", "shift__event")
    return reduce(or_, (Q(**{f"{what}__removal__undo_until__gt": now}) for what in removed), is_kept)


def _is_unsure(now: datetime) -> Q:
    """Mail about changes, while it is not known which of them the reader is to hear of: for the same reasons."""
    kept = Signup.objects.filter(Signup.KEPT, person=OuterRef("recipient"), chapter=OuterRef("chapter"))
    removed = Removal.objects.filter(chapter=OuterRef("chapter"), undone_at=None, undo_until__gt=now)
    return Q(kind=Notice.Kind.EVENT_CHANGED) & (Q(Exists(kept)) | Q(Exists(removed)))


def _take_lease(key: int) -> bool:
    """Take a notice in hand, unless another worker was quicker. The row is the lock."""
    now = timezone.now()
    free = Notice.objects.filter(_is_free(now), pk=key, state=Notice.State.PENDING)
    return free.update(leased_until=now + LEASE, attempts=F("attempts") + 1) == 1


def _deliver(notice: Notice, connection: BaseEmailBackend) -> None:
    try:
        message = build_message(notice)
        if message is None:
            _close(notice, Notice.State.SKIPPED)
            return
        headers = {"Message-ID": message.message_id, "Date": formatdate(notice.created_at.timestamp())}
        headers["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5: no out-of-office answers, please
        mail = EmailMessage(
            message.subject,
            message.body,
            to=[message.to],
            reply_to=[message.reply_to] if message.reply_to else None,
            headers=headers,
            connection=connection,
        )
        mail.send()
    except Exception as error:  # whatever went wrong, this notice waits and the next one goes out
        log.warning("Notice %s was not delivered: %s", notice.public_id, type(error).__name__)
        connection.close()
        _put_back(notice, error)
    else:
        _close(notice, Notice.State.SENT)


def _close(notice: Notice, state: Notice.State) -> None:
    _in_hand(notice).update(
        state=state,
        leased_until=None,
        last_error="",
        sent_at=timezone.now() if state == Notice.State.SENT else None,
        facts=_facts_to_keep(notice),
    )


def _facts_to_keep(notice: Notice) -> dict[str, Any]:
    """Return a told notice's facts without the address that nobody has any more."""
    return {name: value for name, value in notice.facts.items() if name != "to"}


def _put_back(notice: Notice, error: Exception) -> None:
    wait = min(FIRST_WAIT * 2 ** min(notice.attempts - 1, 12), LONGEST_WAIT) * random.uniform(0.8, 1.2)
    _in_hand(notice).update(
        state=Notice.State.FAILED if notice.attempts >= MOST_ATTEMPTS else Notice.State.PENDING,
        leased_until=None,
        due_at=timezone.now() + wait,
        last_error=type(error).__name__[:120],
        facts=_facts_to_keep(notice) if notice.attempts >= MOST_ATTEMPTS else notice.facts,
    )


def _in_hand(notice: Notice) -> QuerySet[Notice]:
    """The notice as long as it is ours: once our lease has ended and another worker took it, what it says counts."""
    return Notice.objects.filter(pk=notice.pk, state=Notice.State.PENDING, attempts=notice.attempts)


def skip_pending(chapter: Chapter) -> None:
    """Let what a chapter has to tell go untold: its people are the demo's, and nobody reads their mail."""
    Notice.objects.filter(chapter=chapter, state=Notice.State.PENDING).update(state=Notice.State.SKIPPED)

"""Notices: what somebody is to be told. The record is the truth; the mail follows it."""

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from .base import PublicRow
from .chapters import Chapter
from .events import Event
from .messages import Message
from .people import Person
from .removals import Removal
from .shifts import Shift
from .signin import SignInCode
from .signups import Signup


class Notice(PublicRow):
    class Kind(models.TextChoices):
        SIGNIN_CODE = "signin-code"
        CONFIRMED = "signup-confirmed"
        WAITLISTED = "signup-waitlisted"
        PROMOTED = "signup-promoted"
        DROPPED = "signup-dropped"
        SHIFT_CANCELLED = "shift-cancelled"
        # Written no more: what is changed collects until it is told, as EVENT_CHANGED. Those from before still go out.
        SHIFT_CHANGED = "shift-changed"
        EVENT_CANCELLED = "event-cancelled"
        NEW_ADDRESS = "new-address"
        ADDRESS_CHANGED = "address-changed"
        PASSKEY_ADDED = "passkey-added"
        SIGNED_UP = "signup-made"
        MOVED = "signup-moved"
        ASKED = "shift-asked"
        MESSAGE = "message"
        EVENT_CHANGED = "event-changed"
        SOMEBODY_APPLIED = "somebody-applied"
        MEMBERSHIP_APPROVED = "membership-approved"
        MEMBERSHIP_DECLINED = "membership-declined"
        HANDOVER_OFFERED = "hand-over-offered"
        HANDOVER_DONE = "hand-over-done"

    class State(models.TextChoices):
        PENDING = "pending"
        SENT = "sent"
        # Overtaken by a later fact before it went out.
        SKIPPED = "skipped"
        FAILED = "failed"

    kind = models.CharField(max_length=20, choices=Kind)
    # What happened, once: a second record of the same fact is refused by the database.
    key = models.CharField(max_length=120, unique=True)
    chapter = models.ForeignKey(Chapter, models.PROTECT, null=True, related_name="notices")
    # Empty only for the code of somebody who has no account yet.
    recipient = models.ForeignKey(Person, models.PROTECT, null=True, related_name="notices")
    code = models.ForeignKey(SignInCode, models.CASCADE, null=True, related_name="notices")
    signup = models.ForeignKey(Signup, models.PROTECT, null=True, related_name="notices")
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="notices")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="notices")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="notices")
    # The act that this tells of, if it can be undone.
    removal = models.ForeignKey(Removal, models.PROTECT, null=True, related_name="notices")
    # The signup's sequence when this was written: where it has moved on, the notice is out of date.
    signup_sequence = models.PositiveIntegerField(null=True)
    # Plain facts that the message needs and that no row keeps, such as the time before a move.
    facts = models.JSONField(default=dict)

    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    due_at = models.DateTimeField(default=now)
    # Until when a worker has it in hand; past that another may take it.
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    # The kind of the last failure, never the message: that may hold an address.
    last_error = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("due_at", "id")
        indexes = (
            models.Index(fields=("due_at",), condition=Q(state="pending"), name="notice_due"),
            models.Index(fields=("chapter", "created_at"), condition=Q(kind="shift-asked"), name="notice_asked_lately"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(code__isnull=False), name="notice_has_recipient"
            ),
        )

    def __str__(self) -> str:
        return f"notice {self.public_id}"

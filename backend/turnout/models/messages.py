"""Messages that organizers write to volunteers. Whom one goes to is decided once, when it is sent: a notice each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .base import PublicRow
from .chapters import Chapter
from .events import Event, Kind
from .people import Person
from .shifts import Shift


class Audience(models.TextChoices):
    SHIFT = "shift", _("Those on a shift")
    EVENT = "event", _("Those on any shift of an event")
    KIND = "kind", _("Those who came to a kind of event at least twice")
    ALL = "all", _("All members")


class Message(PublicRow):
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="messages")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    audience = models.CharField(max_length=8, choices=Audience)
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="messages")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    # Of those who came to a kind: how far back one looks.
    weeks = models.PositiveIntegerField(null=True)
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("message"), max_length=4_000)
    # To how many it went.
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("chapter", "created_at"), name="message_by_day"),)

    def __str__(self) -> str:
        return f"message {self.public_id}"

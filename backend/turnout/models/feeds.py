"""Private calendar addresses."""

from django.db import models

from .base import PublicRow
from .people import Person


class CalendarFeed(PublicRow):
    """An address that a calendar app reads for one person. Only the token's hash is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="calendar_feeds")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    # Written hourly at most.
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"feed {self.public_id}"


class RetiredToken(models.Model):
    """The hash of an address that was rotated away: its old path answers 410, not 404."""

    feed = models.ForeignKey(CalendarFeed, models.CASCADE, related_name="retired_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    retired_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"retired token {self.pk}"

"""Tokens for programs."""

from django.db import models

from .base import PublicRow
from .chapters import Chapter
from .people import Person


class ApiToken(PublicRow):
    """A bearer token: all that its person may do, in one chapter or in every one. Only its hash is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="api_tokens")
    chapter = models.ForeignKey(Chapter, models.PROTECT, null=True, blank=True, related_name="api_tokens")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token {self.public_id}"

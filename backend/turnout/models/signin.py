"""Codes that prove a mail address. The code itself is nowhere kept."""

import hashlib
import hmac
from math import ceil

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from .base import PublicRow
from .people import Person

CODE_DIGITS = 6


class SignInCode(PublicRow):
    """One request for a code. The code is derived from its id and the SECRET_KEY, so a stolen copy tells nothing."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=80, blank=True)
    # The language of the page that asked, for whoever has no account yet.
    language = models.CharField(max_length=10, default="en")
    # Whose mail address this is to become; nobody's where somebody signs in.
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="new_address_codes")
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("expires_at",), name="code_by_expiry"),)

    def __str__(self) -> str:
        return f"code {self.public_id}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= now()

    @property
    def minutes_left(self) -> int:
        """How long it is still good, in whole minutes rounded up; 0 once it has expired."""
        return max(ceil((self.expires_at - now()).total_seconds() / 60), 0)

    def derive_code(self) -> str:
        """Return the six digits: an HMAC of the id, cut short as in RFC 4226, 5.3."""
        digest = hmac.digest(settings.SECRET_KEY.encode(), b"signin:" + self.public_id.encode(), hashlib.sha256)
        return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"

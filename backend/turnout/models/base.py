"""What every row that is seen outside has: a random name, a time of making."""

import hashlib
import secrets
from datetime import datetime

from django.db import models
from django.utils import timezone

# No look-alikes (0 O 1 l I): these ids are read aloud and typed from posters.
PUBLIC_ID_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
PUBLIC_ID_LENGTH = 12


def new_public_id() -> str:
    """Return 12 random characters of an alphabet of 56: 69 bits."""
    return "".join(secrets.choice(PUBLIC_ID_ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


def this_second() -> datetime:
    """Return now without its fraction: HTTP dates and iCalendar times know whole seconds only."""
    return timezone.now().replace(microsecond=0)


def new_token() -> str:
    """Return a secret of 192 bits, 32 characters safe in a path and a header."""
    return secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """Return the SHA-256 of a token, in hex. Tokens carry 192 random bits, so no salt or slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_short_code() -> str:
    """Return 8 random characters for a short address. It opens nothing: whoever may not see the event gets a 404."""
    return "".join(secrets.choice(PUBLIC_ID_ALPHABET) for _ in range(8))


class PublicRow(models.Model):
    """A row that is named outside by a random id, never by its key."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

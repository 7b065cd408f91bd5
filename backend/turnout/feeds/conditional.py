"""Whether an asker's copy of a calendar is still good (RFC 9110, 13), told from stamps alone."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe

# To be raised with every change of what calendars look like: copies made by older code are then read anew.
RENDERING = 1


@dataclass(frozen=True)
class Validators:
    """What a copy is known again by. `changed_at` is in whole seconds and may run ahead of the clock by a few."""

    etag: str
    changed_at: datetime

    @classmethod
    def of(cls, *changes: datetime, about: tuple[str, ...]) -> "Validators":
        """Return the validators of a calendar `about` this, last changed at the latest of `changes`.

        The ETag is weak: gzip makes other bytes of the same calendar.
        """
        facts = (RENDERING, settings.BASE_URL, settings.CALENDAR_UID_DOMAIN, *about, *map(_seconds, changes))
        return cls(f'W/"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"', max(changes))

    def headers(self) -> dict[str, str]:
        """Return the headers of an answer. Last-Modified is never later than now (RFC 9110, 8.8.2.1)."""
        shown = min(self.changed_at, timezone.now())
        return {"ETag": self.etag, "Last-Modified": http_date(_seconds(shown))}


def has_good_copy(request: HttpRequest, validators: Validators) -> bool:
    """Whether to answer 304. Where If-None-Match is given, If-Modified-Since does not count (RFC 9110, 13.2.2).

    The time is compared with the true one, not with the Last-Modified that was shown: a change that ran ahead of the
    clock is then told again rather than missed.
    """
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        return any(tag in {"*", validators.etag} for tag in map(_weaken, parse_etags(tags)))
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and _seconds(validators.changed_at) <= since


def _weaken(tag: str) -> str:
    """Return a tag as the weak one of its text: for reading they count as the same (RFC 9110, 8.8.3.2)."""
    return f"W/{tag}" if tag.startswith('"') else tag


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())

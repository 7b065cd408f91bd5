"""Tokens for programs."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from turnout.models import ApiToken, Chapter, Person
from turnout.models.base import hash_token, new_token

from .records import write_record

TOKEN_LIFE = timedelta(days=90)
USES_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def create_token(*, person: Person, chapter: Chapter | None = None, name: str = "") -> tuple[ApiToken, str]:
    """Make a bearer token for 90 days. Returns it with its secret, which is kept nowhere."""
    secret = new_token()
    token = ApiToken.objects.create(
        person=person,
        chapter=chapter,
        name=name[:60],
        token_hash=hash_token(secret),
        expires_at=timezone.now() + TOKEN_LIFE,
    )
    write_record("token.created", token, by=person, chapter_id=chapter.pk if chapter else None)
    return token, secret


def find_token(secret: str) -> ApiToken | None:
    """Return the live token of that secret, with its person; note its use, hourly at most."""
    now = timezone.now()
    token = (
        ApiToken.objects.filter(token_hash=hash_token(secret), revoked_at=None, expires_at__gt=now)
        .select_related("person")
        .first()
    )
    if token is None or not token.person.is_active:
        return None
    if token.last_used_at is None or token.last_used_at < now - USES_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token

"""Private calendar addresses: made, rotated, revoked, and when they were last read."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import CalendarFeed, Person, RetiredToken
from turnout.models.base import hash_token, new_token
from turnout.rules.refusals import Reason, Refused

from .locks import lock_people
from .records import write_record

MOST_FEEDS = 20
FETCHES_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed(*, person: Person, name: str) -> tuple[CalendarFeed, str]:
    """Make a private address. Returns it with its token, which is kept nowhere and shown this once."""
    lock_people([person.pk])
    if CalendarFeed.objects.filter(person=person, revoked_at=None).count() >= MOST_FEEDS:
        raise Refused(Reason.INVALID, _("You have %(count)d calendar links. Remove one first.") % {"count": MOST_FEEDS})
    token = new_token()
    feed = CalendarFeed.objects.create(
        person=person, name=name.strip() or _("My calendar"), token_hash=hash_token(token)
    )
    write_record("feed.created", feed, by=person)
    return feed, token


@transaction.atomic
def rotate_feed(feed: CalendarFeed, *, by: Person) -> tuple[CalendarFeed, str]:
    """Give a feed a new address; the old one stops at once. Returns it with the new token."""
    feed = _lock_live(feed)
    RetiredToken.objects.create(feed=feed, token_hash=feed.token_hash)
    token = new_token()
    feed.token_hash = hash_token(token)
    feed.last_fetched_at = None
    feed.save()
    write_record("feed.rotated", feed, by=by, fields=["token"])
    return feed, token


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, by: Person) -> CalendarFeed:
    """End a feed; its address stops at once."""
    feed = _lock_live(feed)
    feed.revoked_at = timezone.now()
    feed.save()
    write_record("feed.revoked", feed, by=by, fields=["revoked_at"])
    return feed


def note_fetch(feed: CalendarFeed) -> None:
    """Note that a calendar app read the feed; hourly at most, and not in the record: it is no write of a person's."""
    now = timezone.now()
    stale = Q(last_fetched_at=None) | Q(last_fetched_at__lt=now - FETCHES_NOTED_EVERY)
    if feed.last_fetched_at is None or feed.last_fetched_at < now - FETCHES_NOTED_EVERY:
        CalendarFeed.objects.filter(stale, pk=feed.pk).update(last_fetched_at=now)


def _lock_live(feed: CalendarFeed) -> CalendarFeed:
    feed = CalendarFeed.objects.select_for_update(no_key=True).get(pk=feed.pk)
    if feed.revoked_at:
        raise Refused(Reason.WRONG_STATE, _("This link was removed. Make a new one."))
    return feed

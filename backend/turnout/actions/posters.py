"""Posters: making the code of one, and renewing it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Event, Person, Poster, Site
from turnout.rules.refusals import Reason, Refused

from .limits import Limit, refuse_use, use_up
from .locks import lock_names
from .records import write_record

# Codes that lead nowhere, tried from one address of a machine. Nobody comes to a second by mistyping.
TRIES = Limit("poster", 30, 600)


@transaction.atomic
def make_poster(of: Event | Site, *, by: Person) -> Poster:
    """Return the poster of an event or a site, made where there is none yet."""
    lock_names(of.chapter)
    return find_poster(of) or _make(of, by=by)


@transaction.atomic
def renew_poster(of: Event | Site, *, by: Person) -> Poster:
    """Give an event or a site a new poster. Those that hang say from now on that they are out of date."""
    lock_names(of.chapter)
    if old := find_poster(of):
        old.retired_at = timezone.now()
        old.save(update_fields=["retired_at"])
        write_record("poster.retired", old, by=by, fields=["retired_at"])
    return _make(of, by=by)


def find_poster(of: Event | Site) -> Poster | None:
    """Return the poster of an event or a site that is good now."""
    return Poster.objects.filter(**_owner(of), retired_at=None).first()


def read_poster(code: str, *, address: str) -> Poster | None:
    """Return the poster of a code, also one that is out of date; None where there is none.

    Raises `Refused`, `too-many-tries`, to whoever guessed too often from one network address.
    """
    poster = Poster.objects.select_related("chapter", "event__site", "site").filter(code=code).first()
    if poster is None and not use_up(TRIES, address):
        raise refuse_use(TRIES, _("Too many tries. Wait ten minutes, then scan the poster again."))
    return poster


def refuse_poster() -> Refused:
    """Return the refusal of a code that no poster has."""
    return Refused(Reason.WRONG_CODE, _("No poster has this code. Scan it again."), field="code")


def _make(of: Event | Site, *, by: Person) -> Poster:
    poster = Poster.objects.create(chapter_id=of.chapter_id, **_owner(of))
    write_record("poster.made", poster, by=by)
    return poster


def _owner(of: Event | Site) -> dict[str, Event | Site]:
    return {"event": of} if isinstance(of, Event) else {"site": of}

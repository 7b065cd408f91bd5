"""Where somebody is signed in: noted as they come by, and ended."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from turnout.models import Person
from turnout.models.base import new_public_id

from .locks import lock_people
from .records import write_record

# allauth's row wants a network address; nobody's is kept.
NO_ADDRESS = "0.0.0.0"  # noqa: S104  nothing listens there
MOST_OF_A_BROWSER = 200
# How old a proof of who somebody is may be, in seconds.
FRESH_FOR = 900


def note_session(person: Person, *, key: str, user_agent: str) -> None:
    """Note that a person came by in a session, with which browser. Not in the record: it is no write of a person's."""
    facts = {"user": person, "ip": NO_ADDRESS, "user_agent": user_agent[:MOST_OF_A_BROWSER]}
    session, _is_new = UserSession.objects.get_or_create(session_key=key, defaults=facts)
    session.user, session.user_agent = person, facts["user_agent"]
    session.last_seen_at = timezone.now()
    session.data.setdefault("public_id", new_public_id())
    session.save()


def is_fresh(request: HttpRequest, person: Person) -> bool:
    """Whether a person proved lately, in this session, who they are. A session that knows nothing of it is old."""
    proofs = get_authentication_records(request, person)
    return bool(proofs) and time.time() - proofs[-1]["at"] <= FRESH_FOR


@transaction.atomic
def end_session(session: UserSession, *, by: Person) -> None:
    """End one session of a person; its browser is signed out with its next request."""
    write_record("session.ended", session.user, by=by, fields=[f"session:{session.data['public_id']}"])
    forget_session(session.session_key)


def forget_session(key: str) -> None:
    """Delete what is kept of a session that ended."""
    Session.objects.filter(session_key=key).delete()
    UserSession.objects.filter(session_key=key).delete()


@transaction.atomic
def end_sessions(person: Person, *, by: Person | None, keep: str = "") -> Person:
    """End all sessions of a person, those that were never noted too, but the one with the key `keep`.

    Sessions are bound to a hash of the password that nobody has, so a new one ends them all. The one that is kept
    must be bound to the new one by its request (`update_session_auth_hash`).
    """
    person = lock_people([person.pk])[person.pk]
    person.password = make_password(None)
    person.save(update_fields=["password"])
    # The one that is kept goes on under a new key, and is noted anew under it.
    noted = UserSession.objects.filter(user=person)
    keys = noted.exclude(session_key=keep).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    noted.delete()
    write_record("sessions.ended", person, by=by)
    return person


def forget_ended_sessions() -> int:
    """Delete the notes on sessions that ran out; return how many."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return int(UserSession.objects.exclude(session_key__in=alive).delete()[0])

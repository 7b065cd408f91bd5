"""Passkeys (WebAuthn): one more way to sign in, for whoever likes it. The key itself never leaves its device."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Person
from turnout.models.base import new_public_id
from turnout.notices.outbox import tell_passkey_added
from turnout.rules.refusals import Reason, Refused

from .limits import Limit, refuse_use, use_up
from .locks import lock_people
from .records import write_record

MOST_PASSKEYS = 20
MOST_OF_A_NAME = 60
# Asking for a challenge and bringing the answer count as one each; a campus sits behind one address.
TRIES_BY_ADDRESS = Limit("passkey-ip", 240, 600)
TRIES_BY_PERSON = Limit("passkey-add", 40, 3600)


def count_passkey_use(address: str) -> None:
    """Count that somebody shows a passkey. Raises `Refused` (`too-many-tries`) beyond the limit."""
    if not use_up(TRIES_BY_ADDRESS, address):
        raise refuse_use(TRIES_BY_ADDRESS, _("Too many tries. Wait ten minutes, or sign in with a code."))


def count_passkey_making(person: Person) -> None:
    """Count that somebody makes a passkey. Raises `Refused` (`too-many-tries`) beyond the limit."""
    if not use_up(TRIES_BY_PERSON, str(person.pk)):
        raise refuse_use(TRIES_BY_PERSON, _("Too many tries. Wait an hour, then make your passkey."))


def refuse_passkey() -> Refused:
    """Return the refusal of a passkey, the same whatever was wrong with it."""
    return Refused(Reason.WRONG_CODE, _("That passkey does not open an account here. Sign in with a code."))


def refuse_challenge() -> Refused:
    """Return the refusal of an answer to a question that is not asked any more: it says nothing of the passkey."""
    return Refused(Reason.WRONG_CODE, _("That took long, or another page asked meanwhile. Try it once more."))


@transaction.atomic
def add_passkey(person: Person, *, name: str, credential: dict[str, Any]) -> Authenticator:
    """Keep a passkey that the surface has verified, and tell its owner. Raises `Refused` where there are too many."""
    person = lock_people([person.pk])[person.pk]
    kept = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    if kept.count() >= MOST_PASSKEYS:
        raise Refused(Reason.INVALID, _("You have %(count)d passkeys. Remove one first.") % {"count": MOST_PASSKEYS})
    passkey: Authenticator = Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"public_id": new_public_id(), "name": _clean(name), "credential": credential},
    )
    tell_passkey_added(person, passkey.data["public_id"])
    _write("passkey.added", passkey, by=person)
    return passkey


@transaction.atomic
def rename_passkey(passkey: Authenticator, *, name: str, by: Person) -> None:
    """Change how a passkey is called. Raises `Refused` at `name`."""
    if not name.strip():
        raise Refused(Reason.INVALID, _("Type a name."), field="name")
    passkey.data["name"] = _clean(name)
    passkey.save(update_fields=["data"])
    _write("passkey.changed", passkey, by=by)


@transaction.atomic
def remove_passkey(passkey: Authenticator, *, by: Person | None) -> None:
    """Forget a passkey: it opens nothing any more."""
    if Authenticator.objects.filter(pk=passkey.pk).delete()[0]:
        _write("passkey.removed", passkey, by=by)


def use_passkey(passkey: Authenticator) -> Person:
    """Return the person whose passkey the surface has verified. Raises `Refused` where it is gone or they are."""
    used = Authenticator.objects.filter(pk=passkey.pk).update(last_used_at=timezone.now())
    person: Person = passkey.user
    if not used or not person.is_active:
        raise refuse_passkey()
    return person


def _clean(name: str) -> str:
    return " ".join(name.split())[:MOST_OF_A_NAME]


def _write(what: str, passkey: Authenticator, *, by: Person | None) -> None:
    write_record(what, passkey.user, by=by, fields=[f"passkey:{passkey.data['public_id']}"])

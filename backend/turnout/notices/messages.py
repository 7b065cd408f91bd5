"""Building a notice's mail. Subjects are neutral: somebody may read them over a shoulder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnout.models import Notice, Person, Shift, Signup
from turnout.rules.times import say_span, say_times


@dataclass(frozen=True)
class Message:
    """A mail, ready to go. The Message-ID belongs to the notice: sent twice, it is still one mail."""

    to: str
    subject: str
    body: str
    message_id: str


def build_message(notice: Notice) -> Message | None:
    """Return a notice's mail in its reader's language, or None where it is out of date."""
    if _is_overtaken(notice):
        return None
    with translation.override(_language(notice)):
        subject, facts = SUBJECTS[Notice.Kind(notice.kind)](notice)
        body = render_to_string(f"emails/{notice.kind}.txt", {"notice": notice, "base_url": settings.BASE_URL, **facts})
    return Message(
        to=_address(notice),
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        message_id=f"<{notice.public_id}@{settings.CALENDAR_UID_DOMAIN}.notices>",
    )


def _is_overtaken(notice: Notice) -> bool:
    """Whether a later fact made this notice untrue before it went out."""
    if notice.code is not None:
        return notice.code.is_expired or notice.code.used_at is not None
    signup, shift = notice.signup, notice.shift
    if signup is None or shift is None:
        return False
    if notice.signup_sequence is not None and signup.sequence != notice.signup_sequence:
        return True
    if notice.kind in ABOUT_A_SHIFT and not signup.is_current:
        return True
    return notice.kind in TOLD_OF_WHAT_IS_ON and shift.is_cancelled


# Of no use to whoever is not on the shift any more.
ABOUT_A_SHIFT = {Notice.Kind.SHIFT_CHANGED, Notice.Kind.SHIFT_CANCELLED}
# Untrue once the shift is cancelled.
TOLD_OF_WHAT_IS_ON = {
    Notice.Kind.CONFIRMED,
    Notice.Kind.WAITLISTED,
    Notice.Kind.PROMOTED,
    Notice.Kind.SHIFT_CHANGED,
}


def _language(notice: Notice) -> str:
    """Return the language of whom it goes to; of the page that asked for a code, where they have no account yet."""
    if notice.recipient is not None:
        return notice.recipient.language
    return notice.code.language if notice.code else settings.LANGUAGE_CODE


def _address(notice: Notice) -> str:
    if notice.code is not None:
        return notice.code.email
    if notice.kind == Notice.Kind.ADDRESS_CHANGED:
        return str(notice.facts["to"])
    assert notice.recipient is not None  # the database's check: a notice has one or the other
    return notice.recipient.email


def _signin_code(notice: Notice) -> tuple[str, dict[str, Any]]:
    assert notice.code is not None
    code = notice.code.derive_code()
    return _("Your code: %(code)s") % {"code": code}, {"code": code}


def _new_address(notice: Notice) -> tuple[str, dict[str, Any]]:
    """The code, or where the address is somebody else's, that nothing will come of it."""
    assert notice.code is not None
    if Person.objects.filter(email=notice.code.email).exists():
        return _("About your email address"), {"is_taken": True}
    return _signin_code(notice)


def _account(subject: str) -> Callable[[Notice], tuple[str, dict[str, Any]]]:
    """Return a builder for what is told of somebody's own account."""

    def build(notice: Notice) -> tuple[str, dict[str, Any]]:
        return _(subject), {"link": settings.BASE_URL + reverse("me")}

    return build


def _signup(subject: str) -> Callable[[Notice], tuple[str, dict[str, Any]]]:
    """Return a builder for what is told of one shift."""

    def build(notice: Notice) -> tuple[str, dict[str, Any]]:
        shift = notice.shift
        assert shift is not None
        span = say_span(shift)
        return _(subject) % {"when": span}, {"shift": shift, "span": span, **_shift_facts(shift)}

    return build


def _shift_changed(notice: Notice) -> tuple[str, dict[str, Any]]:
    subject, facts = _signup(_CHANGED)(notice)
    shift = notice.shift
    assert shift is not None
    was = notice.facts
    starts_at, ends_at = (datetime.fromisoformat(was[name]) for name in ("starts_at", "ends_at"))
    facts["before"] = say_times(starts_at, ends_at, shift.event.zone)
    facts["before_place"] = was.get("place", "")
    facts["is_waiting"] = notice.signup is not None and notice.signup.is_waitlisted
    facts["is_asked"] = notice.signup is not None and notice.signup.is_asked
    return subject, facts


def _event_cancelled(notice: Notice) -> tuple[str, dict[str, Any]]:
    event = notice.event
    assert event is not None
    shifts = Shift.objects.filter(
        event=event,
        state=Shift.State.OPEN,
        ends_at__gt=notice.created_at,
        signups__person=notice.recipient,
        signups__state__in=Signup.CURRENT,
    ).select_related("event")
    return _("Cancelled: what you signed up for"), {"event": event, "spans": [(s.role, say_span(s)) for s in shifts]}


def _shift_facts(shift: Shift) -> dict[str, Any]:
    return {
        "event": shift.event,
        "place": shift.event.public_place,
        "link": settings.BASE_URL + reverse("shift", args=[shift.public_id]),
    }


_CHANGED = gettext_noop("Changed: %(when)s")

SUBJECTS: dict[Notice.Kind, Callable[[Notice], tuple[str, dict[str, Any]]]] = {
    Notice.Kind.SIGNIN_CODE: _signin_code,
    Notice.Kind.CONFIRMED: _signup(gettext_noop("You're in: %(when)s")),
    Notice.Kind.WAITLISTED: _signup(gettext_noop("You're on the waitlist: %(when)s")),
    Notice.Kind.PROMOTED: _signup(gettext_noop("A place came free, you're in: %(when)s")),
    Notice.Kind.DROPPED: _signup(gettext_noop("You're no longer down for %(when)s")),
    Notice.Kind.SHIFT_CANCELLED: _signup(gettext_noop("Cancelled: %(when)s")),
    Notice.Kind.SHIFT_CHANGED: _shift_changed,
    Notice.Kind.EVENT_CANCELLED: _event_cancelled,
    Notice.Kind.NEW_ADDRESS: _new_address,
    Notice.Kind.ADDRESS_CHANGED: _account(gettext_noop("About your email address")),
    Notice.Kind.PASSKEY_ADDED: _account(gettext_noop("A new way to sign in")),
}

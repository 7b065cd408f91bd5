"""Building a notice's mail. Subjects are neutral: somebody may read them over a shoulder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnout.models import HandOver, Membership, Notice, Person, Shift, Signup
from turnout.rules.claiming import why_closed
from turnout.rules.messaging import FROM_ORGANIZERS, fill_in, values_for
from turnout.rules.times import say_span, say_times

from .changes import build_changed, list_changed


@dataclass(frozen=True)
class Message:
    """A mail, ready to go. The Message-ID belongs to the notice: sent twice, it is still one mail."""

    to: str
    subject: str
    body: str
    message_id: str
    reply_to: str = ""


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
        # Answers to what organizers wrote go to their role mailbox, never to a person's own.
        reply_to=notice.message.chapter.contact_email if notice.message else "",
    )


def _is_overtaken(notice: Notice) -> bool:
    """Whether a later fact made this notice untrue before it went out."""
    if notice.code is not None:
        return notice.code.is_expired or notice.code.used_at is not None
    if notice.kind == Notice.Kind.HANDOVER_OFFERED:
        return _offer_of(notice).state != HandOver.State.OFFERED
    signup, shift = notice.signup, notice.shift
    if notice.kind == Notice.Kind.ASKED and shift is not None:
        return not _is_still_wanted(notice, shift)
    if notice.kind == Notice.Kind.EVENT_CHANGED:
        return not list_changed(notice)
    if notice.kind == Notice.Kind.MESSAGE:
        # Whoever left meanwhile reads nothing more.
        return not _is_member(notice)
    if notice.kind == Notice.Kind.EVENT_CANCELLED:
        return not _list_cancelled(notice).exists()
    if signup is None or shift is None:
        return False
    if notice.signup_sequence is not None and signup.sequence != notice.signup_sequence:
        return True
    if notice.kind in ABOUT_A_SHIFT and not signup.is_current:
        return True
    return notice.kind in TOLD_OF_WHAT_IS_ON and shift.is_cancelled


def _is_still_wanted(notice: Notice, shift: Shift) -> bool:
    """Whether somebody who was asked for help could still take the shift: it has room, and they are not on it."""
    is_on_it = Signup.objects.filter(shift=shift, person=notice.recipient, state__in=Signup.CURRENT).exists()
    return _is_member(notice) and not (is_on_it or shift.is_full or why_closed(shift))


def _is_member(notice: Notice) -> bool:
    return Membership.objects.filter(
        chapter=notice.chapter_id, person=notice.recipient, state=Membership.State.ACTIVE, person__is_active=True
    ).exists()


# Of no use to whoever is not on the shift any more.
ABOUT_A_SHIFT = {Notice.Kind.SHIFT_CHANGED, Notice.Kind.SHIFT_CANCELLED}
# Untrue once the shift is cancelled.
TOLD_OF_WHAT_IS_ON = {
    Notice.Kind.CONFIRMED,
    Notice.Kind.WAITLISTED,
    Notice.Kind.PROMOTED,
    Notice.Kind.SHIFT_CHANGED,
    Notice.Kind.SIGNED_UP,
    Notice.Kind.MOVED,
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


def _signed_up(notice: Notice) -> tuple[str, dict[str, Any]]:
    subject, facts = _signup(_IN)(notice)
    return subject, facts | {"chapter": notice.chapter}


def _moved(notice: Notice) -> tuple[str, dict[str, Any]]:
    subject, facts = _signup(_CHANGED)(notice)
    assert notice.shift is not None
    starts_at, ends_at = (datetime.fromisoformat(notice.facts[name]) for name in ("starts_at", "ends_at"))
    before = say_times(starts_at, ends_at, notice.shift.event.zone)
    return subject, facts | {"before": before, "before_role": notice.facts["role"]}


def _asked(notice: Notice) -> tuple[str, dict[str, Any]]:
    subject, facts = _signup(_HELP)(notice)
    return subject, facts | {"mail_link": _link_to_choices(notice), "name": _name_there(notice)}


def _message(notice: Notice) -> tuple[str, dict[str, Any]]:
    message, person = notice.message, notice.recipient
    assert message is not None
    assert person is not None
    values = {"name": _name_there(notice), **values_for(message, person)}
    subject = _(FROM_ORGANIZERS) % {"subject": message.subject}
    return subject, {"text": fill_in(message.body, values), "mail_link": _link_to_choices(notice)}


def _name_there(notice: Notice) -> str:
    """Return how the reader is called in the chapter that writes."""
    membership = Membership.objects.filter(chapter=notice.chapter_id, person=notice.recipient)
    return membership.values_list("display_name", flat=True).first() or ""


def _link_to_choices(notice: Notice) -> str:
    """Return the address of the page on which the reader says what they want to be written about."""
    assert notice.chapter is not None
    return settings.BASE_URL + reverse("me-mail", args=[notice.chapter.slug])


def _event_cancelled(notice: Notice) -> tuple[str, dict[str, Any]]:
    event = notice.event
    assert event is not None
    spans = [(shift.role, say_span(shift)) for shift in _list_cancelled(notice)]
    return _("Cancelled: what you signed up for"), {"event": event, "spans": spans}


def _list_cancelled(notice: Notice) -> QuerySet[Shift]:
    """Return the shifts of which a notice says that they are cancelled, as far as the reader is on them still."""
    if "shifts" in notice.facts:
        named = Q(public_id__in=notice.facts["shifts"])
    else:  # of before there was more than one event to cancel at once
        named = Q(event=notice.event, state=Shift.State.OPEN, ends_at__gt=notice.created_at)
    on_them = Q(signups__person=notice.recipient, signups__state__in=Signup.CURRENT)
    return Shift.objects.filter(named, on_them).select_related("event")


def _shift_facts(shift: Shift) -> dict[str, Any]:
    return {
        "event": shift.event,
        "place": shift.event.public_place,
        "link": settings.BASE_URL + reverse("shift", args=[shift.public_id]),
    }


def _applied(notice: Notice) -> tuple[str, dict[str, Any]]:
    assert notice.chapter is not None
    link = settings.BASE_URL + reverse("organize-people", args=[notice.chapter.slug]) + "?group=applied"
    return _("Somebody asks to join"), {"chapter": notice.chapter, "link": link}


def _answer(notice: Notice) -> tuple[str, dict[str, Any]]:
    """What the organizers answered, with the way to the shift that was wanted."""
    chapter, shift = notice.chapter, notice.shift
    assert chapter is not None
    path = reverse("shift", args=[shift.public_id]) if shift else reverse("chapter", args=[chapter.slug])
    return _("About your wish to join"), {"chapter": chapter, "shift": shift, "link": settings.BASE_URL + path}


def _offer_of(notice: Notice) -> HandOver:
    offers = HandOver.objects.select_related("offered_by", "offered_to", "chapter")
    return offers.get(public_id=notice.facts["hand_over"])


def _hand_over(notice: Notice) -> tuple[str, dict[str, Any]]:
    """To the one who takes it over, the way to answer; to the other, the way to withdraw."""
    offer = _offer_of(notice)
    names = dict(Membership.objects.filter(chapter=offer.chapter).values_list("person_id", "display_name"))
    is_theirs = notice.recipient_id == offer.offered_to_id
    if notice.kind == Notice.Kind.HANDOVER_DONE:
        path = reverse("organize-chapter", args=[offer.chapter.slug])
    elif is_theirs:
        path = reverse("me-offer", args=[offer.public_id])
    else:
        path = reverse("organize-hand-over", args=[offer.chapter.slug])
    facts = {
        "chapter": offer.chapter,
        "is_theirs": is_theirs,
        "giver": names.get(offer.offered_by_id, offer.offered_by.name),
        "taker": names.get(offer.offered_to_id, offer.offered_to.name),
        "link": settings.BASE_URL + path,
    }
    return _("About your chapter"), facts


_CHANGED = gettext_noop("Changed: %(when)s")
_IN = gettext_noop("You're in: %(when)s")
_HELP = gettext_noop("Can you help? %(when)s")

SUBJECTS: dict[Notice.Kind, Callable[[Notice], tuple[str, dict[str, Any]]]] = {
    Notice.Kind.SIGNIN_CODE: _signin_code,
    Notice.Kind.CONFIRMED: _signup(_IN),
    Notice.Kind.WAITLISTED: _signup(gettext_noop("You're on the waitlist: %(when)s")),
    Notice.Kind.PROMOTED: _signup(gettext_noop("A place came free, you're in: %(when)s")),
    Notice.Kind.DROPPED: _signup(gettext_noop("You're no longer down for %(when)s")),
    Notice.Kind.SHIFT_CANCELLED: _signup(gettext_noop("Cancelled: %(when)s")),
    Notice.Kind.SHIFT_CHANGED: _shift_changed,
    Notice.Kind.EVENT_CANCELLED: _event_cancelled,
    Notice.Kind.NEW_ADDRESS: _new_address,
    Notice.Kind.ADDRESS_CHANGED: _account(gettext_noop("About your email address")),
    Notice.Kind.SOMEBODY_APPLIED: _applied,
    Notice.Kind.MEMBERSHIP_APPROVED: _answer,
    Notice.Kind.MEMBERSHIP_DECLINED: _answer,
    Notice.Kind.HANDOVER_OFFERED: _hand_over,
    Notice.Kind.HANDOVER_DONE: _hand_over,
    Notice.Kind.PASSKEY_ADDED: _account(gettext_noop("A new way to sign in")),
    Notice.Kind.SIGNED_UP: _signed_up,
    Notice.Kind.MOVED: _moved,
    Notice.Kind.ASKED: _asked,
    Notice.Kind.MESSAGE: _message,
    Notice.Kind.EVENT_CHANGED: build_changed,
}

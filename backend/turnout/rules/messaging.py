"""Messages of organizers: to whom one goes, and what may stand in it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from turnout.models import Audience, Chapter, Event, Kind, Membership, Message, Notice, Person, Shift, Signup

from .candidates import came
from .refusals import Reason, Refused
from .times import say_span

# What a subject begins with: somebody may read it over a shoulder.
FROM_ORGANIZERS = gettext_noop("From your organizers: %(subject)s")
PLACEHOLDER = re.compile(r"\{(\w*)\}")
FOR_EVERYBODY = ("name",)
# Only where the reader is on something that the message is about.
ABOUT_SHIFTS = ("shift", "when")
LONGEST_SUBJECT, LONGEST_BODY = 120, 4_000
# "Came at least so often in the last so many weeks."
OFTEN_ENOUGH, MOST_WEEKS = 2, 52


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to write, and to whom: one of a shift, an event, a kind, or all of the chapter."""

    chapter: Chapter
    audience: Audience
    subject: str
    body: str
    shift: Shift | None = None
    event: Event | None = None
    kind: str = ""
    weeks: int = 12

    @property
    def is_about_shifts(self) -> bool:
        return self.audience in {Audience.SHIFT, Audience.EVENT}


def find_recipients(wanted: Wanted, *, now: datetime | None = None) -> QuerySet[Membership]:
    """Return the memberships of those a message goes to, with their people.

    Who wants no messages gets those about their own shifts alone.
    """
    members = (
        Membership.objects.filter(chapter=wanted.chapter, state=Membership.State.ACTIVE, person__is_active=True)
        .select_related("person")
        .order_by("display_name", "pk")
    )
    holding = Signup.objects.filter(chapter=wanted.chapter, state__in=Signup.HOLDING)
    match wanted.audience:
        case Audience.SHIFT:
            return members.filter(person__in=holding.filter(shift=wanted.shift).values("person"))
        case Audience.EVENT:
            on_it = holding.filter(shift__event=wanted.event, shift__state=Shift.State.OPEN)
            return members.filter(person__in=on_it.values("person"))
        case Audience.KIND:
            return members.filter(wants_messages=True, person__in=_find_regulars(wanted, now or timezone.now()))
        case _all:
            return members.filter(wants_messages=True)


def _find_regulars(wanted: Wanted, now: datetime) -> QuerySet[Signup, int]:
    past = Signup.objects.filter(
        came(), chapter=wanted.chapter, shift__event__kind=wanted.kind, shift__ends_at__lte=now,
        shift__ends_at__gt=now - timedelta(weeks=wanted.weeks),
    )  # fmt: skip
    often = past.order_by().values("person").annotate(times=Count("pk")).filter(times__gte=OFTEN_ENOUGH)
    return often.values_list("person", flat=True)


def check_message(wanted: Wanted) -> None:
    """Raise what is wrong with a message, at its field."""
    if not wanted.chapter.contact_email:
        raise Refused(
            Reason.INVALID,
            _("Answers need somewhere to go. Set the chapter's mailbox first, under Chapter."),
            field="mailbox",
        )
    named = {Audience.SHIFT: wanted.shift, Audience.EVENT: wanted.event, Audience.KIND: wanted.kind}
    if not named.get(wanted.audience, True):
        raise Refused(Reason.INVALID, _("Choose whom it goes to."), field=str(wanted.audience))
    if wanted.audience == Audience.KIND and not 1 <= wanted.weeks <= MOST_WEEKS:
        raise Refused(Reason.INVALID, _("Choose 1 to %(most)d weeks.") % {"most": MOST_WEEKS}, field="weeks")
    if not wanted.subject.strip():
        raise Refused(Reason.INVALID, _("Write a subject."), field="subject")
    if len(wanted.subject) > LONGEST_SUBJECT or "\n" in wanted.subject:
        raise Refused(Reason.INVALID, _("Write the subject in one short line."), field="subject")
    if not wanted.body.strip():
        raise Refused(Reason.INVALID, _("Write the message."), field="body")
    if len(wanted.body) > LONGEST_BODY:
        raise Refused(Reason.INVALID, _("That is too long. Write less."), field="body")
    _check_placeholders(wanted)


def _check_placeholders(wanted: Wanted) -> None:
    """Raise what stands in curly brackets and is none of our placeholders, or says nothing to these readers."""
    if PLACEHOLDER.search(wanted.subject):
        raise Refused(Reason.INVALID, _("Placeholders go into the message alone."), field="subject")
    allowed = FOR_EVERYBODY + (ABOUT_SHIFTS if wanted.is_about_shifts else ())
    for name in PLACEHOLDER.findall(wanted.body):
        if name in allowed:
            continue
        if name in ABOUT_SHIFTS:
            sentence = _("%(name)s goes only into messages to a shift or an event.") % {"name": f"{{{name}}}"}
        else:
            sentence = _("There is no %(name)s. Use {name}, {shift} or {when}.") % {"name": f"{{{name}}}"}
        raise Refused(Reason.INVALID, sentence, field="body")


def fill_in(body: str, values: Mapping[str, str]) -> str:
    """Put values in the place of their placeholders; what else stands in curly brackets stays."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), body)


def values_for(message: Message | Wanted, person: Person) -> dict[str, str]:
    """Return what the placeholders about shifts stand for to one reader: theirs on the shift or in the event."""
    if message.audience not in {Audience.SHIFT, Audience.EVENT}:
        return {}
    about = Q(shift=message.shift) if message.audience == Audience.SHIFT else Q(shift__event=message.event)
    held = Signup.objects.filter(about, person=person, state__in=Signup.HOLDING, shift__state=Shift.State.OPEN)
    shifts = [signup.shift for signup in held.select_related("shift__event").order_by("shift__starts_at", "pk")]
    if not shifts and message.shift is not None:
        shifts = [message.shift]  # they dropped it since
    return {
        "shift": ", ".join(dict.fromkeys(shift.role for shift in shifts)),
        "when": "; ".join(capfirst(say_span(shift)) for shift in shifts),
    }


@dataclass(frozen=True)
class Preview:
    """To whom a message would go, and how the first of them would read it; `seen` names both."""

    members: list[Membership]
    subject: str
    body: str
    seen: str


def preview_message(wanted: Wanted) -> Preview:
    """Return what a message would come to. Raises `Refused`: what is wrong at a field, or that nobody would get it."""
    check_message(wanted)
    members = list(find_recipients(wanted))
    if not members:
        raise Refused(Reason.INVALID, _("Nobody would get this. Choose others."), field="audience")
    values = {"name": members[0].display_name, **values_for(wanted, members[0].person)}
    return Preview(
        members=members,
        subject=_(FROM_ORGANIZERS) % {"subject": wanted.subject},
        body=fill_in(wanted.body, values),
        seen=name_message(wanted, members),
    )


def name_message(wanted: Wanted, members: Sequence[Membership]) -> str:
    """Return a name for exactly this message to exactly these people: whoever sends it has seen both."""
    about = wanted.shift or wanted.event
    facts = (
        wanted.chapter.pk, str(wanted.audience), about.pk if about else None, wanted.kind, wanted.weeks,
        wanted.subject, wanted.body, sorted(member.pk for member in members),
    )  # fmt: skip
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:24]


def say_audience(message: Message | Wanted) -> str:
    """Return in words to whom a message goes or went."""
    match message.audience:
        case Audience.SHIFT if message.shift:
            facts = {"role": message.shift.role, "when": say_span(message.shift)}
            return _("Those on %(role)s, %(when)s") % facts
        case Audience.EVENT if message.event:
            return _("Those on any shift of %(event)s") % {"event": message.event.title}
        case Audience.KIND:
            said = ngettext(
                "Who came to %(kind)s twice or more in the last week",
                "Who came to %(kind)s twice or more in the last %(weeks)d weeks",
                message.weeks or 0,
            )
            return said % {"kind": Kind(message.kind).label, "weeks": message.weeks}
        case _all:
            return _("All members")


def messages_of(chapter: Chapter) -> QuerySet[Message]:
    """The messages of a chapter, the newest first, each with who wrote it and how many were delivered."""
    author = Membership.objects.filter(chapter=OuterRef("chapter"), person=OuterRef("author"))
    return (
        Message.objects.filter(chapter=chapter)
        .select_related("shift__event", "event")
        .annotate(
            author_name=Subquery(author.values("display_name")[:1]),
            delivered=Count("notices", filter=Q(notices__state=Notice.State.SENT)),
            failed=Count("notices", filter=Q(notices__state=Notice.State.FAILED)),
        )
        .order_by("-created_at", "-id")
    )

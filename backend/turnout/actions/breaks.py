"""The days on which a chapter rests."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from turnout.models import Break, Chapter, Person
from turnout.rules.refusals import Reason, Refused

from .records import write_record

MOST_BREAKS = 100
LONGEST_BREAK = timedelta(days=366)


@transaction.atomic
def add_break(chapter: Chapter, *, name: str, starts_on: date, ends_on: date, by: Person | None) -> Break:
    """Let a chapter rest from a first day to a last one, both of them too. Raises `Refused` at a field."""
    if not name.strip():
        raise Refused(Reason.INVALID, _("Name the break, for example Spring break."), field="name")
    if ends_on < starts_on:
        raise Refused(Reason.INVALID, _("The last day must not be before the first."), field="ends_on")
    if ends_on - starts_on > LONGEST_BREAK:
        raise Refused(Reason.INVALID, _("A break lasts a year at most. Check the dates."), field="ends_on")
    if chapter.breaks.count() >= MOST_BREAKS:
        raise Refused(
            Reason.INVALID, _("A chapter keeps %(count)d breaks at most. Remove an old one.") % {"count": MOST_BREAKS}
        )
    pause = Break.objects.create(chapter=chapter, name=name.strip(), starts_on=starts_on, ends_on=ends_on)
    write_record("break.created", pause, by=by)
    return pause


@transaction.atomic
def remove_break(pause: Break, *, by: Person | None) -> None:
    """Forget a break. Nobody held anything of it, so its row goes."""
    write_record("break.removed", pause, by=by)
    Break.objects.filter(pk=pause.pk).delete()

"""Taking a chapter's schedule and rosters away as files."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from turnout.models import Chapter, Event, Person, Shift
from turnout.rules.outlook import PLANNED
from turnout.rules.refusals import Reason, Refused
from turnout.rules.visibility import rosters_of_shifts
from turnout.spreadsheets.exports import make_roster, make_schedule
from turnout.spreadsheets.tables import MOST_ROWS
from turnout.spreadsheets.writing import TYPES, Sheet, write_table

from .records import write_record

Form = Literal["csv", "xlsx"]
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Download:
    """A file to be taken away."""

    name: str
    content_type: str
    data: bytes


def export_schedule(chapter: Chapter, *, first_day: date, last_day: date, form: Form) -> Download:
    """Return the chapter's schedule of some days, drafts too, as a file that can be imported again.

    It names nobody. What was cancelled is not in it. Raises `Refused` at `last_day`.
    """
    shifts = list(_shifts_between(chapter, first_day, last_day)[: MOST_ROWS + 1])
    if len(shifts) > MOST_ROWS:
        raise _refuse(_("That is more than %(most)d shifts. Choose fewer days.") % {"most": MOST_ROWS})
    return _make_file(chapter, make_schedule(shifts), pgettext("name of a file", "schedule"), first_day, last_day, form)


@transaction.atomic
def export_rosters(chapter: Chapter, *, first_day: date, last_day: date, form: Form, by: Person) -> Download:
    """Return who is on the chapter's shifts of some days, by the names that they go by there.

    Mail addresses are not in it. To be asked for by an organizer who proved lately who they are. The record says who
    took it, and of which days. Raises `Refused` at `last_day`.
    """
    found = _shifts_between(chapter, first_day, last_day).filter(event__state=Event.State.PUBLISHED)
    shifts = list(found[: MOST_ROWS + 1])
    if len(shifts) > MOST_ROWS:
        raise _refuse(_("That is more than %(most)d shifts. Choose fewer days.") % {"most": MOST_ROWS})
    sheet = make_roster(shifts, rosters_of_shifts(found))
    write_record("rosters.exported", chapter, by=by, fields=[f"{first_day.isoformat()}/{last_day.isoformat()}"])
    return _make_file(chapter, sheet, pgettext("name of a file", "rosters"), first_day, last_day, form)


def _shifts_between(chapter: Chapter, first_day: date, last_day: date) -> QuerySet[Shift]:
    """Return the shifts that start on some days, in the order of time."""
    if last_day < first_day:
        raise _refuse(_("The last day must not be before the first."))
    if last_day - first_day > LONGEST:
        raise _refuse(_("Choose three years at most."))
    start, end = (
        datetime.combine(day, time.min, tzinfo=chapter.zone) for day in (first_day, last_day + timedelta(days=1))
    )
    return (
        Shift.objects.filter(
            chapter=chapter,
            state=Shift.State.OPEN,
            event__state__in=PLANNED,
            starts_at__gte=start,
            starts_at__lt=end,
        )
        .select_related("event__site", "requires")
        .order_by("starts_at", "event__title", "role", "id")
    )


def _make_file(chapter: Chapter, sheet: Sheet, what: str, first_day: date, last_day: date, form: Form) -> Download:
    name = f"{chapter.slug}-{slugify(what)}-{first_day.isoformat()}-{last_day.isoformat()}.{form}"
    return Download(name, TYPES[form], write_table(sheet, form))


def _refuse(sentence: str) -> Refused:
    return Refused(Reason.INVALID, sentence, field="last_day")

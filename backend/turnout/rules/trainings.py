"""Trainings: which somebody holds, and until when."""

import calendar
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from unicodedata import normalize

from django.db.models import Q, QuerySet

from turnout.models import Chapter, Completion, Membership, Person, Shift, Training


def fold_name(name: str) -> str:
    """Return a name as names are compared: "Table  Basics " is "table basics"."""
    return normalize("NFC", " ".join(name.split()).casefold())


def find_expiry(training: Training, completed_on: date) -> date | None:
    """Return the last day on which a training that was completed on a day counts."""
    if not training.valid_months:
        return None
    months = completed_on.month - 1 + training.valid_months
    year, month = completed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(completed_on.day, calendar.monthrange(year, month)[1]))


def ends_by_person(people: Collection[int]) -> dict[int, dict[int, datetime | None]]:
    """Return by the person's key what `ends_of` says of each, in one query."""
    rows = Completion.objects.filter(person__in=people, revoked_at=None).select_related("chapter").order_by("person")
    return {key: ends_of(theirs) for key, theirs in groupby(rows, key=attrgetter("person_id"))}


def ends_of(completions: Iterable[Completion]) -> dict[int, datetime | None]:
    """Return by the training's key when each stops to count: the longest, None where never. With chapters at hand."""
    ends: dict[int, datetime | None] = {}
    for completion in completions:
        end = None
        if completion.expires_on is not None:
            end = datetime.combine(completion.expires_on + timedelta(days=1), time(), completion.chapter.zone)
        known = ends.get(completion.training_id, datetime.min.replace(tzinfo=completion.chapter.zone))
        ends[completion.training_id] = None if end is None or known is None else max(end, known)
    return ends


def is_trained(shift: Shift, ends: dict[int, datetime | None]) -> bool:
    """Whether somebody who holds these trainings may stand on a shift, on the day that it begins."""
    if shift.requires_id is None:
        return True
    if shift.requires_id not in ends:
        return False
    end = ends[shift.requires_id]
    return end is None or shift.starts_at < end


def needs_no_more(ends: dict[int, datetime | None]) -> Q:
    """The condition on a shift that `is_trained` says yes."""
    fits = Q(requires=None)
    for training, end in ends.items():
        fits |= Q(requires=training) if end is None else Q(requires=training, starts_at__lt=end)
    return fits


def completions_of(person: Person, *, chapter: Chapter | None = None) -> QuerySet[Completion]:
    """What somebody holds or held, the newest first; not what was taken back."""
    rows = Completion.objects.filter(person=person, revoked_at=None).select_related("training", "chapter")
    if chapter is not None:
        return rows.filter(chapter=chapter)
    member = Membership.objects.filter(person=person, state=Membership.State.ACTIVE)
    return rows.filter(chapter__in=member.values("chapter"))


def find_training_of(title: str, trainings: Iterable[Training]) -> Training | None:
    """Return the training that an event of this title is, if it is one."""
    return next((training for training in trainings if fold_name(training.name) == fold_name(title)), None)

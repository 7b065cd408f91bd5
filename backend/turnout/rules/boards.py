"""What a week's board shows, and a stamp that moves with all of it: asked for often, so one query each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from turnout.models import Chapter, Event, Membership, Person, Role, Shift, Signup

from .outlook import PLANNED
from .weeks import Week

# A day's width around a week in UTC covers it in any zone.
A_DAY = timedelta(days=1)
MOST_SHOWN = 1_000


@dataclass(frozen=True)
class Filters:
    """What of a week somebody wants to look at; empty is all of it."""

    kind: str = ""
    # A site's public id.
    site: str = ""
    only_thin: bool = False
    # "" is drafts too, "no" without them, "only" nothing else.
    drafts: str = ""


def week_shifts(chapter: Chapter, week: Week, filters: Filters, *, now: datetime | None = None) -> QuerySet[Shift]:
    """The shifts of a chapter that touch a week, those cancelled aside; each with how many wait for it: `waiting`."""
    starts, ends = week.span(chapter.zone)
    shifts = Shift.objects.filter(
        chapter=chapter, state=Shift.State.OPEN, event__state__in=PLANNED, starts_at__lt=ends, ends_at__gt=starts
    )
    if filters.kind:
        shifts = shifts.filter(event__kind=filters.kind)
    if filters.site:
        shifts = shifts.filter(event__site__public_id=filters.site)
    if filters.drafts:
        is_draft = Q(event__state=Event.State.DRAFT)
        shifts = shifts.filter(is_draft if filters.drafts == "only" else ~is_draft)
    if filters.only_thin:
        shifts = shifts.filter(taken__lt=F("min_needed"), ends_at__gt=now or timezone.now())
    waits = Signup.objects.filter(shift=OuterRef("pk"), state=Signup.State.WAITLISTED)
    return (
        shifts.select_related("event")
        .defer("notes", "event__kit", "event__summary")
        .annotate(waiting=_total(waits, "shift", Count("pk")))
        .order_by("starts_at", "id")
    )


@dataclass(frozen=True)
class Stamp:
    """What a board is known again by.

    The chapter's time of change grows with each event and shift that is made, changed or cancelled; the sum of
    sequences with each signup, drop and undo; the places taken fall where a drop can be undone no more. The rest is
    what only time changes: the day, and what is over.
    """

    changed_at: datetime
    sequences: int
    taken: int
    over: int
    today: str

    @property
    def words(self) -> str:
        return f"{self.changed_at.timestamp():.0f} {self.sequences} {self.taken} {self.over} {self.today}"


def find_board(person: Person, slug: str, week: Week, *, now: datetime | None = None) -> tuple[Chapter, Stamp] | None:
    """Return a chapter that a person organizes, with the stamp of its board of a week; None where they do not.

    One query says both, whatever the board holds: it is what most who look again want to know.
    """
    now = now or timezone.now()
    shifts = Shift.objects.filter(
        chapter=OuterRef("pk"),
        starts_at__lt=_utc(week, 8),
        ends_at__gt=_utc(week, -1),
    )
    signups = Signup.objects.filter(
        chapter=OuterRef("pk"), shift__starts_at__lt=_utc(week, 8), shift__ends_at__gt=_utc(week, -1)
    )
    organizes = Membership.objects.filter(
        chapter=OuterRef("pk"),
        person=person,
        state=Membership.State.ACTIVE,
        roles__role__in=(Role.ORGANIZER, Role.OWNER),
    )
    chapter = (
        Chapter.objects.filter(Exists(organizes), slug=slug)
        .annotate(
            sequences=_total(signups, "chapter", Sum("sequence")),
            taken_in_all=_total(shifts, "chapter", Sum("taken")),
            over=_total(shifts.filter(ends_at__lte=now), "chapter", Count("pk")),
        )
        .first()
    )
    if chapter is None or not person.is_active:
        return None
    today = now.astimezone(chapter.zone).date().isoformat()
    return chapter, Stamp(chapter.calendar_changed_at, chapter.sequences, chapter.taken_in_all, chapter.over, today)


def _utc(week: Week, days: int) -> datetime:
    return datetime.combine(week.monday, datetime.min.time(), tzinfo=timezone.get_fixed_timezone(0)) + days * A_DAY


def _total(rows: QuerySet[Shift] | QuerySet[Signup], by: str, what: Count | Sum) -> Coalesce:
    counted = rows.order_by().values(by).annotate(total=what).values("total")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

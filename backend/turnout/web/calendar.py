"""A month at a glance: how much is open on which day, and what is mine. A day that is picked shows its shifts."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from turnout.models import Chapter, Shift, Signup
from turnout.rules.claiming import Standing, load_standing
from turnout.rules.visibility import chapters_of, open_shifts

from .cards import day_of, is_of_many, make_card
from .keeping import keep_public
from .requests import viewer_of

# Zones reach from 14 hours before UTC to 12 after it: a local day lies within so much of the same day in UTC.
FARTHEST_ZONE = timedelta(hours=14)


@dataclass
class Day:
    """One cell of the month."""

    date: date
    is_outside: bool
    is_today: bool
    is_picked: bool = False
    open: int = 0
    missing: int = 0
    mine: int = 0

    @property
    def words(self) -> str:
        """What the cell shows, said aloud."""
        parts = [ngettext("%(count)d shift open", "%(count)d shifts open", self.open) % {"count": self.open}]
        if self.missing:
            parts.append(_("people needed"))
        if self.mine:
            parts.append(_("you're in"))
        return f"{date_format(self.date, 'DATE_FORMAT')}: {', '.join(parts)}"


@require_safe
def show_calendar(request: HttpRequest) -> HttpResponse:
    """The month of all of one's chapters; signed out, of the only chapter there is."""
    viewer = viewer_of(request)
    if viewer.person is None:
        chapters = list(Chapter.objects.all()[:2])
        return redirect("chapter-calendar", chapters[0].slug) if len(chapters) == 1 else redirect("home")
    chapters = list(chapters_of(viewer))
    held = Q(pk__in=load_standing(viewer.person).signups)
    shifts = open_shifts(viewer).filter(Q(chapter__in=chapters) | held)
    return _show(request, shifts, zone=chapters[0].zone if chapters else ZoneInfo("UTC"), chapter=None)


@require_safe
def show_chapter_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    chapter = get_object_or_404(Chapter, slug=slug)
    shifts = open_shifts(viewer_of(request)).filter(chapter=chapter)
    return keep_public(request, _show(request, shifts, zone=chapter.zone, chapter=chapter))


def _show(request: HttpRequest, shifts: QuerySet[Shift], *, zone: ZoneInfo, chapter: Chapter | None) -> HttpResponse:
    viewer = viewer_of(request)
    standing = load_standing(viewer.person)
    is_abroad = chapter is None and is_of_many(standing, also=viewer.member_chapters)
    today = timezone.now().astimezone(zone).date()
    picked = _read_day(request.GET.get("day", ""))
    first = _read_day(request.GET.get("month", "") + "-01") or (picked or today).replace(day=1)
    days = _lay_out(first, today, shifts, standing)
    if picked is None or picked.replace(day=1) != first:
        picked = next((day.date for day in days.values() if not day.is_outside and (day.open or day.mine)), None)
    cards = []
    if picked and picked in days:
        days[picked].is_picked = True
        on_day = [shift for shift in _within(shifts, picked, picked).order_by("starts_at", "id")
                  if day_of(shift) == picked]  # fmt: skip
        cards = [make_card(shift, standing, is_abroad=is_abroad) for shift in on_day]
    facts = {
        "chapter": chapter,
        "first": first,
        "before": None if first <= today.replace(day=1) else (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=31)).replace(day=1),
        "weeks": _cut_weeks(list(days.values()), today),
        "picked": picked,
        "is_empty": not any(day.open for day in days.values() if not day.is_outside),
        "cards": cards,
    }
    return render(request, "calendar/show.html", facts)


def _lay_out(first: date, today: date, shifts: QuerySet[Shift], standing: Standing) -> dict[date, Day]:
    """Return the days of whole weeks around a month, with what is on each. One query."""
    # Django counts from Sunday, Python from Monday.
    calendar = Calendar(firstweekday=(int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7)
    dates = list(calendar.itermonthdates(first.year, first.month))
    days = {day: Day(day, is_outside=day.month != first.month, is_today=day == today) for day in dates}
    fields = ("pk", "starts_at", "event__timezone", "taken", "min_needed")
    for key, starts_at, zone, taken, needed in _within(shifts, dates[0], dates[-1]).values_list(*fields):
        day = days.get(starts_at.astimezone(ZoneInfo(zone)).date())
        if day is None:
            continue
        day.open += 1
        day.missing += taken < needed
        signup = standing.signups.get(key)
        # Who waits is not in.
        day.mine += signup is not None and signup.state in Signup.HOLDING
    return days


def _within(shifts: QuerySet[Shift], first: date, last: date) -> QuerySet[Shift]:
    """The shifts that may start on these local days, whatever their zones; some of the days beside them too."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - FARTHEST_ZONE
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1) + FARTHEST_ZONE
    return shifts.filter(starts_at__gte=start, starts_at__lt=end)


def _cut_weeks(days: list[Day], today: date) -> list[list[Day]]:
    """Return the weeks that are not wholly past, but for a month of which nothing else is left."""
    weeks = [days[i : i + 7] for i in range(0, len(days), 7)]
    return [week for week in weeks if week[-1].date >= today] or weeks


def _read_day(text: str) -> date | None:
    """Return the date that an address names (YYYY-MM-DD), if it names one that a calendar can show."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2999 else None

"""What a plan meets: breaks, and other events at the same site."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import at, make_event
from turnout.actions.removals import cancel_event
from turnout.models import Break, Chapter
from turnout.rules.outlook import Clash, Rest, Span, find_clashes, find_rests


def span(chapter: Chapter, starts: str, hours: float = 2) -> Span:
    starts_at = at(chapter, starts)
    return Span(starts_at, starts_at + timedelta(hours=hours))


def test_a_plan_clashes_with_what_is_at_its_site_at_that_time(carolina: Chapter) -> None:
    table = make_event(carolina, starts="2027-02-04 10:00", hours=3)
    gone = make_event(carolina, starts="2027-02-05 10:00", hours=3)
    cancel_event(gone, by=None)
    make_event(carolina, starts="2027-02-06 10:00", hours=3, site="The Well")
    draft = make_event(carolina, starts="2027-02-08 10:00", publish=False)
    spans = [span(carolina, f"2027-02-{day} 12:00") for day in ("08", "04", "05", "06")]
    assert find_clashes(spans, table.site) == [Clash(spans[1], table), Clash(spans[0], draft)]
    assert find_clashes(spans, table.site, besides=[table.pk]) == [Clash(spans[0], draft)]


def test_one_may_begin_as_the_other_ends(carolina: Chapter) -> None:
    table = make_event(carolina, starts="2027-02-04 10:00", hours=3)
    assert find_clashes([span(carolina, "2027-02-04 13:00"), span(carolina, "2027-02-04 08:00")], table.site) == []


def test_what_has_no_site_clashes_with_nothing(carolina: Chapter) -> None:
    make_event(carolina)
    assert find_clashes([span(carolina, "2027-02-04 10:00")], None) == []


def test_a_plan_is_told_which_days_lie_in_a_break(carolina: Chapter, nashville: Chapter) -> None:
    pause = Break.objects.create(
        chapter=carolina, name="Spring break", starts_on=date(2027, 3, 15), ends_on=date(2027, 3, 19)
    )
    Break.objects.create(chapter=nashville, name="Exams", starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 31))
    days = [span(carolina, f"2027-03-{day} 22:00") for day in (19, 14, 15, 20)]
    night = span(carolina, "2027-03-14 23:00")
    assert find_rests([*days, night], carolina, carolina.zone) == [
        Rest(night, pause), Rest(days[2], pause), Rest(days[0], pause),
    ]  # fmt: skip


def test_what_ends_at_midnight_is_not_on_the_next_day(carolina: Chapter) -> None:
    assert span(carolina, "2027-03-14 22:00").days_in(carolina.zone) == [date(2027, 3, 14)]
    assert span(carolina, "2027-03-14 23:00").days_in(carolina.zone) == [date(2027, 3, 14), date(2027, 3, 15)]


def test_a_hundred_days_are_looked_at_in_two_queries(carolina: Chapter) -> None:
    site = make_event(carolina).site
    first = span(carolina, "2027-02-04 10:00")
    day = timedelta(days=1)
    spans = [Span(first.starts_at + n * day, first.ends_at + n * day) for n in range(100)]
    with CaptureQueriesContext(connection) as queries:
        find_clashes(spans, site)
        find_rests(spans, carolina, carolina.zone)
    assert len(queries) == 2

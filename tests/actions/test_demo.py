"""The demo's chapters: what is in them, and how they keep up with the calendar."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.test import TestCase

from tests.builders import NOW, draft, make_event
from turnout.actions.demo import DEMO_PEOPLE, load_demo, move_demo
from turnout.models import Chapter, Event, Kind, Membership, Notice, Person, Record, Shift, Signup, Site, Visibility
from turnout.prints.markdown import render_markdown

TOMORROW = date(2027, 2, 2)
TABLE = "Outreach table on the quad"
CHAPTERS = ("carolina", "nashville")


def days_of(slug: str) -> list[date]:
    """Return the days on which a chapter's events start, by the chapter's clock."""
    chapter = Chapter.objects.get(slug=slug)
    starts = Event.objects.filter(chapter=chapter).values_list("starts_at", flat=True)
    return sorted(moment.astimezone(chapter.zone).date() for moment in starts)


def hours_of(slug: str) -> Counter[tuple[str, str, int, time, time]]:
    """Return each shift's title, role, weekday and hours, by the chapter's clock."""
    zone = Chapter.objects.get(slug=slug).zone
    return Counter(
        (s.event.title, s.role, start.weekday(), start.time(), s.ends_at.astimezone(zone).time())
        for s in Shift.objects.filter(chapter__slug=slug).select_related("event")
        for start in [s.starts_at.astimezone(zone)]
    )


def times() -> list[tuple[datetime, int]]:
    return list(Shift.objects.order_by("pk").values_list("starts_at", "version"))


def move_after(**span: int) -> bool:
    """Move the demo so many days or weeks after it was loaded; return whether anything moved."""
    with time_machine.travel(NOW + timedelta(**span), tick=False):
        return move_demo()


class DemoTests(TestCase):
    """A class, for once: the demo is loaded once for all of them, and each leaves it as it was."""

    @classmethod
    def setUpTestData(cls) -> None:
        with time_machine.travel(NOW, tick=False):
            assert load_demo()

    def test_there_are_two_chapters_each_in_its_zone_and_language(self) -> None:
        assert list(Chapter.objects.values_list("slug", "timezone", "language", "is_demo")) == [
            ("carolina", "America/New_York", "en", True),
            ("nashville", "America/Chicago", "es", True),
        ]

    def test_the_spanish_chapter_is_spanish_throughout_and_its_people_are_written_to_in_spanish(self) -> None:
        titles = set(Event.objects.filter(chapter__slug="nashville").values_list("title", flat=True))
        assert {"Mesa en la central de autobuses", "Charla: lo que se ve en un hotel", "Tarde de cartas"} < titles
        kits = Event.objects.filter(chapter__slug="nashville").values_list("kit", flat=True)
        assert all("## Qué llevar" in kit for kit in kits)
        assert set(
            Person.objects.filter(memberships__chapter__slug="nashville").values_list("language", flat=True)
        ) == {"es"}

    def test_four_weeks_begin_tomorrow(self) -> None:
        for slug in CHAPTERS:
            days = days_of(slug)
            assert days[0] == TOMORROW
            assert TOMORROW + timedelta(weeks=3) < days[-1] < TOMORROW + timedelta(weeks=4)

    def test_whatever_day_tomorrow_is_there_is_something_public_on_it(self) -> None:
        for slug in CHAPTERS:
            zone = Chapter.objects.get(slug=slug).zone
            public = Event.objects.filter(chapter__slug=slug, state="published", visibility=Visibility.PUBLIC)
            assert {event.starts_at.astimezone(zone).weekday() for event in public} == set(range(7))

    def test_each_kind_and_each_state_is_there(self) -> None:
        for slug in CHAPTERS:
            events = Event.objects.filter(chapter__slug=slug)
            assert set(events.values_list("kind", flat=True)) == set(Kind.values)
            assert events.filter(state="draft").count() == events.filter(state="cancelled").count() == 1
            assert events.filter(visibility="members", state="published").exists()
            assert Shift.objects.filter(chapter__slug=slug, requires__isnull=False, event__state="published").exists()

    def test_each_kind_has_its_kit_and_each_kit_names_the_help_line(self) -> None:
        for slug, words in (("carolina", "text BEFREE to 233733"), ("nashville", "BEFREE al 233733")):
            kits = dict(Event.objects.filter(chapter__slug=slug).values_list("kind", "kit"))
            assert set(kits) == set(Kind.values)
            assert len(set(kits.values())) == len(kits)
            for kit in kits.values():
                html = render_markdown(kit)
                assert html.count("<h3>") >= 2
                assert "tel:+18883737888" in html
                assert words in html

    def test_sites_say_how_one_gets_in_and_one_says_nothing(self) -> None:
        for slug in CHAPTERS:
            said = Site.objects.filter(chapter__slug=slug).values_list("is_step_free", flat=True)
            assert set(said) == {True, False, None}
        assert Site.objects.exclude(access="").count() >= 4

    def test_some_shifts_are_full_with_people_waiting_and_some_are_thin(self) -> None:
        for slug in CHAPTERS:
            shifts = Shift.objects.filter(chapter__slug=slug, event__state="published")
            waiting = Signup.objects.filter(state="waitlisted", chapter__slug=slug).values_list("shift_id", flat=True)
            assert waiting
            assert {shift.pk for shift in shifts if shift.is_full} >= set(waiting)
            assert sum(shift.people_missing > 0 for shift in shifts) > 10

    def test_the_five_whom_the_sign_in_page_offers_are_what_it_says(self) -> None:
        roles = {
            (m.person.email, m.person.name, m.chapter.slug): sorted(m.roles.values_list("role", flat=True))
            for m in Membership.objects.select_related("person", "chapter")
        }
        offered = [roles[person.email, person.name, person.chapter] for person in DEMO_PEOPLE]
        assert offered == [[], ["organizer"], ["owner"], [], ["organizer"]]

    def test_maya_is_confirmed_on_two_shifts_of_the_coming_week(self) -> None:
        hers = Signup.objects.filter(person__name="Maya", state="confirmed").order_by("shift__starts_at")
        coming = hers.filter(shift__ends_at__lt=NOW + timedelta(days=8))
        assert [(s.shift.role, s.shift.event.title) for s in coming] == [
            ("Table host", TABLE),
            ("Participant", "Sunday evening prayer"),
        ]

    def test_nobody_is_mailed(self) -> None:
        assert set(Notice.objects.values_list("state", flat=True)) == {"skipped"}

    def test_the_demo_is_not_loaded_beside_chapters_that_are_there(self) -> None:
        before = Shift.objects.count()
        assert not load_demo()
        assert Shift.objects.count() == before

    def test_nothing_moves_while_the_first_week_lasts(self) -> None:
        before = times()
        assert not any(move_after(days=days) for days in (0, 1, 6, 7))
        assert times() == before

    def test_when_the_first_week_is_past_its_events_become_the_last_week(self) -> None:
        before = times()
        assert move_after(days=8)
        after = times()
        moved = [was for was, now in zip(before, after, strict=True) if was != now]
        assert {now - was for (was, _v), (now, _w) in zip(before, after, strict=True)} == {
            timedelta(0),
            timedelta(weeks=4),
        }
        assert len(moved) < len(before) / 2
        assert days_of("carolina")[0] == TOMORROW + timedelta(days=8)

    def test_long_after_four_weeks_begin_tomorrow_again_at_the_same_hours(self) -> None:
        hours = {slug: hours_of(slug) for slug in CHAPTERS}
        for days in (28, 59, 100):
            assert move_after(days=days)
            for slug in CHAPTERS:
                moved = days_of(slug)
                assert moved[0] == TOMORROW + timedelta(days=days)
                assert moved[-1] < TOMORROW + timedelta(days=days, weeks=4)
                assert hours_of(slug) == hours[slug]

    def test_the_hours_stay_when_the_clocks_change(self) -> None:
        zone = ZoneInfo("America/New_York")
        shift = Shift.objects.filter(event__title=TABLE, role="Table host").earliest("starts_at", "pk")
        assert shift.starts_at == datetime(2027, 2, 2, 10, tzinfo=zone)
        move_after(weeks=8)
        shift.refresh_from_db()
        assert shift.starts_at == datetime(2027, 3, 30, 10, tzinfo=zone)
        assert shift.ends_at - shift.starts_at == timedelta(hours=1)
        assert shift.starts_at.astimezone(ZoneInfo("UTC")).hour == 14

    def test_a_move_keeps_signups_and_mails_nobody(self) -> None:
        signups = Signup.objects.order_by("pk").values_list("pk", "state", "sequence", "claimed_at")
        notices = Notice.objects.order_by("pk").values_list("pk", "state")
        before = list(signups), list(notices)
        move_after(weeks=4)
        assert (list(signups), list(notices)) == before

    def test_a_move_is_told_to_calendars_and_recorded(self) -> None:
        maya, chapter = Person.objects.get(name="Maya"), Chapter.objects.get(slug="carolina")
        shift = Shift.objects.select_related("event").filter(signups__person=maya).earliest("starts_at")
        rows = (maya, chapter, shift, shift.event)
        stamps = (maya.calendar_changed_at, chapter.calendar_changed_at, shift.changed_at, shift.event.changed_at)
        versions = (shift.version, shift.sequence, shift.event.version)
        move_after(weeks=4)
        for row in rows:
            row.refresh_from_db()
        moment = NOW + timedelta(weeks=4)
        assert max(stamps) < moment
        assert maya.calendar_changed_at == shift.changed_at == shift.event.changed_at == moment
        assert chapter.calendar_changed_at >= moment
        assert (shift.version, shift.sequence, shift.event.version) == tuple(number + 1 for number in versions)
        assert Record.objects.filter(what="shift.changed", object_id=shift.public_id).count() == 1

    def test_moving_twice_changes_nothing_more(self) -> None:
        assert move_after(weeks=4)
        before = times()
        assert not move_after(weeks=4)
        assert times() == before

    def test_what_a_visitor_made_stays_where_it_is(self) -> None:
        chapter = Chapter.objects.get(slug="carolina")
        own = make_event(chapter, draft(chapter), title="Our own table")
        move_after(weeks=4)
        assert Event.objects.get(pk=own.pk).starts_at == own.starts_at

    def test_a_chapter_of_real_people_is_never_moved(self) -> None:
        Chapter.objects.update(is_demo=False)
        assert not move_after(weeks=4)
        assert days_of("carolina")[0] == TOMORROW

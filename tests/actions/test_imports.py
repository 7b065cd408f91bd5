"""Putting a term online from a spreadsheet, and again when it has changed."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from tests.builders import at, draft, make_chapter, make_event, make_member
from tests.sheets import COLUMNS, make_csv
from turnout.actions.events import edit_event
from turnout.actions.import_plans import ImportResult
from turnout.actions.import_rows import Fate
from turnout.actions.imports import import_schedule
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Notice, Person, Record, Shift, Signup, Site, Training
from turnout.rules.telling import untold

CREATED, CHANGED, UNCHANGED, REFUSED = Fate


def load(chapter: Chapter, *rows: dict[str, str]) -> ImportResult:
    return import_schedule(chapter, make_csv(*rows), by=None)


def fates(result: ImportResult) -> list[Fate]:
    return [row.fate for row in result.rows]


def counts(result: ImportResult) -> tuple[int, ...]:
    return tuple(result.count(fate) for fate in Fate)


def lines(result: ImportResult) -> list[str]:
    return [str(problem) for problem in result.problems]


def shift_of(role: str) -> Shift:
    return Shift.objects.select_related("event__site", "requires").get(role=role)


def test_a_real_term_is_imported_whole_and_the_second_time_changes_nothing(carolina: Chapter) -> None:
    data = (settings.FIXTURES / "carolina-spring-2027.csv").read_bytes()
    assert counts(import_schedule(carolina, data, by=None)) == (235, 0, 0, 0)
    assert Shift.objects.count() == 235
    before = list(Shift.objects.order_by("pk").values()), list(Event.objects.order_by("pk").values())
    records, stamp = Record.objects.count(), Chapter.objects.get().calendar_changed_at
    assert counts(import_schedule(carolina, data, by=None)) == (0, 0, 235, 0)
    assert (list(Shift.objects.order_by("pk").values()), list(Event.objects.order_by("pk").values())) == before
    assert (Record.objects.count(), Chapter.objects.get().calendar_changed_at) == (records, stamp)


def test_the_night_of_prayer_is_one_event_of_46_watches_across_the_change_of_clocks(carolina: Chapter) -> None:
    import_schedule(carolina, (settings.FIXTURES / "carolina-spring-2027.csv").read_bytes(), by=None)
    chain = Event.objects.get(title="Freedom Fast prayer chain")
    assert (chain.shifts.count(), chain.is_online, chain.site) == (46, True, None)
    watches = list(chain.shifts.order_by("starts_at"))
    assert (chain.starts_at, chain.ends_at) == (watches[0].starts_at, watches[-1].ends_at)
    assert all(one.ends_at == other.starts_at for one, other in pairwise(watches))


def test_a_camp_of_661_shifts_is_imported_and_known_again(db: None) -> None:
    camp = make_chapter("camp", "Camp", "Europe/London")
    data = (settings.FIXTURES / "camp-2027.csv").read_bytes()
    assert counts(import_schedule(camp, data, by=None)) == (661, 0, 0, 0)
    assert Site.objects.count() == 20
    assert counts(import_schedule(camp, data, by=None)) == (0, 0, 661, 0)


def test_an_event_has_what_its_rows_say(carolina: Chapter, ruth: Person) -> None:
    data = make_csv(
        {"role": "Table host", "requires": "Outreach basics", "notes": "Bring tape."},
        {"role": "Clean-up", "start": "13:00", "end": "13:30", "capacity": "1", "min_needed": ""},
    )
    before = Record.objects.latest("id").pk
    import_schedule(carolina, data, by=ruth)
    event = Event.objects.get()
    assert (event.title, event.kind, event.summary) == ("Outreach table", "outreach", "Two facts and one invitation.")
    assert (event.state, event.visibility, event.timezone) == ("published", "public", "America/New_York")
    assert event.published_at is not None
    assert (event.starts_at, event.ends_at) == (at(carolina, "2027-02-04 10:00"), at(carolina, "2027-02-04 13:30"))
    assert event.site is not None
    assert (event.site.name, event.site.area, event.site.address) == ("The Pit", "The Pit", "S South Rd 1")
    host, clean_up = shift_of("Table host"), shift_of("Clean-up")
    assert (host.capacity, host.min_needed, host.notes) == (3, 2, "Bring tape.")
    assert host.requires == Training.objects.get(name="Outreach basics")
    assert (clean_up.capacity, clean_up.min_needed, clean_up.requires) == (1, 0, None)
    whats = Record.objects.filter(actor=ruth, id__gt=before).values_list("what", flat=True)
    assert sorted(whats) == [
        "event.created", "event.published", "shift.created", "shift.created", "site.created", "training.created",
    ]  # fmt: skip


def test_a_draft_stays_a_draft_until_somebody_publishes_it(carolina: Chapter) -> None:
    import_schedule(carolina, make_csv({}), by=None, publish=False)
    event = Event.objects.get()
    assert (event.state, event.published_at) == ("draft", None)
    assert counts(load(carolina, {}, {"role": "Usher"})) == (1, 0, 1, 0)
    event.refresh_from_db()
    assert (event.state, event.shifts.count()) == ("draft", 2)


def test_title_kind_site_and_visibility_make_events_of_their_own(carolina: Chapter) -> None:
    load(carolina, {}, {"event": "Other"}, {"kind": "prayer"}, {"site": "Quad"}, {"visibility": "members", "role": "X"})
    assert Event.objects.count() == 5


def test_one_chapters_import_leaves_the_other_alone(carolina: Chapter, nashville: Chapter) -> None:
    load(carolina, {})
    assert counts(load(nashville, {})) == (1, 0, 0, 0)
    assert Event.objects.filter(chapter=nashville).get().timezone == "America/Chicago"


def test_past_dates_are_accepted(carolina: Chapter) -> None:
    assert counts(load(carolina, {"date": "2026-09-01"})) == (1, 0, 0, 0)


def test_an_added_row_joins_the_event_of_its_day_and_stretches_it(carolina: Chapter) -> None:
    load(carolina, {})
    result = load(carolina, {}, {"start": "15:00", "end": "16:00"})
    assert fates(result) == [UNCHANGED, CREATED]
    event = Event.objects.get()
    assert (event.shifts.count(), event.ends_at) == (2, at(carolina, "2027-02-04 16:00"))


def test_a_row_between_two_events_joins_one_and_merges_none(carolina: Chapter) -> None:
    load(carolina, {"start": "22:00", "end": "23:00"}, {"date": "2027-02-05", "start": "0:30", "end": "1:30"})
    assert Event.objects.count() == 2
    load(carolina, {"start": "23:00", "end": "00:30"})
    assert sorted(event.shifts.count() for event in Event.objects.all()) == [1, 2]


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"end": "11:30"}, "ends_at", datetime(2027, 2, 4, 16, 30, tzinfo=UTC)),
        ({"capacity": "5"}, "capacity", 5),
        ({"min_needed": "1"}, "min_needed", 1),
        ({"notes": "Bring tape."}, "notes", "Bring tape."),
        ({"requires": "Basics"}, "requires", "Basics"),
        ({"summary": "Three facts."}, "event.summary", "Three facts."),
        ({"visibility": "members"}, "event.visibility", "members"),
        ({"address": "Elsewhere 2"}, "event.site.address", "Elsewhere 2"),
    ],
)
def test_a_row_that_says_something_else_changes_just_that(
    carolina: Chapter, cells: dict[str, str], field: str, value: object
) -> None:
    load(carolina, {})
    before = Shift.objects.get()
    assert fates(load(carolina, cells)) == [CHANGED]
    shift = Shift.objects.select_related("event__site", "requires").get()
    found: object = shift
    for name in field.split("."):
        found = getattr(found, name)
    assert (found if field != "requires" else str(found)) == value
    assert (shift.pk, shift.event_id) == (before.pk, before.event_id)
    assert shift.version == before.version + 1
    assert fates(load(carolina, cells)) == [UNCHANGED]


def test_a_training_that_is_no_longer_needed_is_taken_away(carolina: Chapter) -> None:
    load(carolina, {"requires": "Basics"})
    assert fates(load(carolina, {"requires": ""})) == [CHANGED]
    assert Shift.objects.get().requires is None


def test_a_training_is_the_same_whatever_its_case(carolina: Chapter) -> None:
    made = load(carolina, {"requires": "Table basics"}, {"requires": "TABLE  Basics", "role": "Greeter"})
    assert made.new_trainings == ("TABLE Basics",)
    training = Training.objects.get()
    assert {shift.requires for shift in Shift.objects.select_related("requires")} == {training}
    again = load(carolina, {"requires": "table basics"}, {"requires": "table basics", "role": "Greeter"})
    assert (fates(again), again.new_trainings) == ([UNCHANGED, UNCHANGED], ())


def test_a_column_that_the_file_lacks_changes_nothing(carolina: Chapter) -> None:
    load(carolina, {"notes": "Bring tape.", "requires": "Basics", "visibility": "members"})
    few = [c for c in COLUMNS if c not in ("notes", "requires", "visibility", "summary", "address", "min_needed")]
    assert fates(import_schedule(carolina, make_csv({}, columns=few), by=None)) == [UNCHANGED]


def test_a_shorter_last_shift_shortens_the_event_that_kept_to_its_shifts(carolina: Chapter) -> None:
    load(carolina, {"end": "12:00"})
    load(carolina, {"end": "11:00"})
    assert Event.objects.get().ends_at == at(carolina, "2027-02-04 11:00")


def test_an_event_with_doors_of_its_own_keeps_them(carolina: Chapter) -> None:
    load(carolina, {"end": "12:00"})
    edit_event(Event.objects.get(), by=None, ends_at=at(carolina, "2027-02-04 14:00"))
    load(carolina, {"end": "11:00"})
    assert Event.objects.get().ends_at == at(carolina, "2027-02-04 14:00")
    load(carolina, {"end": "15:00"})
    assert Event.objects.get().ends_at == at(carolina, "2027-02-04 15:00")


def test_an_event_made_on_the_page_is_known_by_its_shifts(carolina: Chapter) -> None:
    make_event(carolina, draft(carolina, capacity=3, min_needed=2), title="Outreach table", site="The Pit")
    assert fates(load(carolina, {"summary": ""})) == [UNCHANGED]


def test_the_earliest_row_with_a_summary_speaks_for_its_event(carolina: Chapter) -> None:
    early = {"summary": ""}
    usher = {"role": "Usher", "start": "11:00", "end": "12:00", "summary": "Usher"}
    late = {"role": "Late", "start": "12:00", "end": "13:00", "summary": "Late"}
    load(carolina, early, late, usher)
    assert Event.objects.get().summary == "Usher"
    assert fates(load(carolina, usher, late, early)) == [UNCHANGED] * 3


def test_one_row_that_turns_to_members_leaves_its_public_event(carolina: Chapter) -> None:
    load(carolina, {}, {"role": "Usher", "start": "11:00", "end": "12:00"})
    usher = shift_of("Usher")
    rows: list[dict[str, str]] = [{}, {"role": "Usher", "start": "11:00", "end": "12:00", "visibility": "members"}]
    assert fates(load(carolina, *rows)) == [UNCHANGED, CHANGED]
    moved = shift_of("Usher")
    assert (moved.pk, moved.event.visibility, moved.version) == (usher.pk, "members", usher.version + 1)
    stayed = Event.objects.get(visibility="public")
    assert (stayed.shifts.count(), stayed.ends_at) == (1, at(carolina, "2027-02-04 11:00"))
    assert fates(load(carolina, *rows)) == [UNCHANGED, UNCHANGED]


def test_more_places_promote_those_who_wait(carolina: Chapter, maya: Person, jordan: Person) -> None:
    load(carolina, {"capacity": "1", "min_needed": "1"})
    shift = Shift.objects.get()
    claim_shift(shift, person=maya)
    waiting = claim_shift(shift, person=jordan, if_full="waitlist")
    load(carolina, {"capacity": "2", "min_needed": "1"})
    waiting.refresh_from_db()
    assert waiting.state == Signup.State.CONFIRMED
    assert Notice.objects.filter(kind="signup-promoted", recipient=jordan).count() == 1


def test_a_new_end_collects_for_those_on_the_shift_and_is_told_on_demand(carolina: Chapter, maya: Person) -> None:
    load(carolina, {})
    claim_shift(Shift.objects.get(), person=maya)
    load(carolina, {"end": "11:30"})
    assert Shift.objects.get().sequence == 1
    assert not Notice.objects.filter(kind="event-changed").exists()
    assert untold().count() == 1
    import_schedule(carolina, make_csv({"end": "11:45"}), by=None, notify=True)
    assert list(Notice.objects.filter(kind="event-changed").values_list("recipient", flat=True)) == [maya.pk]
    assert untold().count() == 0


def test_places_below_those_held_are_refused_in_one_line(carolina: Chapter) -> None:
    load(carolina, {})
    for name in ("Amy", "Bo", "Cy"):
        claim_shift(Shift.objects.get(), person=make_member(carolina, name))
    result = load(carolina, {"capacity": "1", "min_needed": "1"})
    assert lines(result) == ["row 2: capacity: 3 people hold places. Move 2 of them first."]
    assert Shift.objects.get().capacity == 3


def test_fewer_places_than_the_shift_needs_are_refused_where_the_file_is_silent_on_it(carolina: Chapter) -> None:
    load(carolina, {})
    few = [name for name in COLUMNS if name != "min_needed"]
    result = import_schedule(carolina, make_csv({"capacity": "1"}, columns=few), by=None)
    assert lines(result) == ["row 2: min_needed: 2 are needed, but there are only 1 places."]


@pytest.mark.parametrize("whole_event", [False, True])
def test_what_was_cancelled_stays_so(carolina: Chapter, ruth: Person, whole_event: bool) -> None:
    load(carolina, {})
    shift = Shift.objects.get()
    if whole_event:
        cancel_event(shift.event, by=ruth)
    else:
        cancel_shift(shift, by=ruth)
    assert fates(load(carolina, {})) == [UNCHANGED]
    assert lines(load(carolina, {"capacity": "9"})) == [
        "row 2: event: this shift was cancelled, and an import does not bring it back"
    ]
    assert Shift.objects.get().is_cancelled


def test_a_new_row_on_the_day_of_a_cancelled_event_makes_a_new_one(carolina: Chapter, ruth: Person) -> None:
    load(carolina, {})
    cancel_event(Event.objects.get(), by=ruth)
    assert fates(load(carolina, {}, {"start": "12:00", "end": "13:00"})) == [UNCHANGED, CREATED]
    assert sorted(Event.objects.values_list("state", flat=True)) == ["cancelled", "published"]


def test_a_bad_row_stops_all_and_nothing_is_written(carolina: Chapter) -> None:
    load(carolina, {})
    before = Record.objects.count()
    result = load(carolina, {"capacity": "4"}, {"role": "Usher"}, {"date": "2027-02-30"})
    assert (result.is_stopped, lines(result)) == (True, ["row 4: date: 2027-02-30 is not a date"])
    assert fates(result) == [CHANGED, CREATED, REFUSED]
    assert counts(result) == (0, 0, 0, 1)
    assert (Shift.objects.get().capacity, Record.objects.count()) == (3, before)


def test_bad_rows_are_skipped_where_that_is_asked_for(carolina: Chapter) -> None:
    data = make_csv({}, {"role": "Usher"}, {"date": "2027-02-30"})
    result = import_schedule(carolina, data, by=None, skip_bad=True)
    assert (result.is_stopped, counts(result), Shift.objects.count()) == (False, (2, 0, 0, 1), 2)


def test_a_dry_run_says_the_same_and_writes_nothing(carolina: Chapter) -> None:
    load(carolina, {})
    data = make_csv({"capacity": "4"}, {"role": "Usher", "site": "New place", "requires": "New"}, {"end": "never"})
    before = Record.objects.count()
    dry = import_schedule(carolina, data, by=None, skip_bad=True, dry_run=True)
    assert (Record.objects.count(), Shift.objects.count(), Site.objects.count()) == (before, 1, 1)
    wet = import_schedule(carolina, data, by=None, skip_bad=True)
    assert fates(dry) == fates(wet) == [CHANGED, CREATED, REFUSED]
    assert (counts(dry), lines(dry)) == (counts(wet), lines(wet))


def test_calendars_learn_of_an_import(carolina: Chapter) -> None:
    before = Chapter.objects.get().calendar_changed_at
    load(carolina, {})
    created = Chapter.objects.get().calendar_changed_at
    load(carolina, {"notes": "Bring tape."})
    assert before < created < Chapter.objects.get().calendar_changed_at


def test_an_import_of_any_length_of_a_term_costs_the_same_number_of_queries(
    carolina: Chapter, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [{"date": f"2027-{month:02}-{day:02}"} for month in (3, 4, 5) for day in range(1, 29)]
    with django_assert_max_num_queries(30):
        load(carolina, *rows)
    with django_assert_max_num_queries(20):
        load(carolina, *rows)


def test_progress_ends_with_all_rows_done(carolina: Chapter) -> None:
    seen: list[tuple[int, int]] = []
    load(carolina, {})
    data = make_csv({"capacity": "4"}, {"role": "Usher"})
    import_schedule(carolina, data, by=None, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]
    seen.clear()
    import_schedule(carolina, data, by=None, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 2)]

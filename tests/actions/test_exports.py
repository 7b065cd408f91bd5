"""Taking the schedule away, and bringing it back: nothing has changed."""

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from tests.builders import at, draft, make_chapter, make_event, make_member
from turnout.actions.exports import Form, export_rosters, export_schedule
from turnout.actions.import_rows import Fate
from turnout.actions.imports import import_schedule
from turnout.actions.removals import cancel_event
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person, Record, Shift
from turnout.rules.refusals import Refused
from turnout.spreadsheets.cells import tidy_line

FORMS: tuple[Form, ...] = ("csv", "xlsx")
YEAR: dict[str, Any] = {"first_day": date(2027, 1, 1), "last_day": date(2027, 12, 31)}


def take(chapter: Chapter, form: Form) -> bytes:
    return export_schedule(chapter, **YEAR, form=form).data


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def bring_back(chapter: Chapter, data: bytes) -> dict[str, int]:
    result = import_schedule(chapter, data, by=None, dry_run=True)
    assert [str(problem) for problem in result.problems] == []
    return {fate.value: count for fate in Fate if (count := result.count(fate))}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("name", "zone", "count"),
    [("carolina-spring-2027.csv", "America/New_York", 235), ("camp-2027.csv", "Europe/London", 661)],
)
def test_a_term_that_was_taken_away_comes_back_unchanged(
    db: None, name: str, zone: str, count: int, form: Form
) -> None:
    chapter = make_chapter("camp", "Camp", zone)
    import_schedule(chapter, (settings.FIXTURES / name).read_bytes(), by=None)
    assert bring_back(chapter, take(chapter, form)) == {"unchanged": count}


def test_a_term_that_was_taken_away_is_the_same_term_in_another_chapter(carolina: Chapter) -> None:
    import_schedule(carolina, (settings.FIXTURES / "carolina-spring-2027.csv").read_bytes(), by=None)
    other = make_chapter("other", "Other", "America/Denver")
    import_schedule(other, take(carolina, "xlsx"), by=None)

    def term(chapter: Chapter) -> list[tuple[Any, ...]]:
        names = ("event__kind", "event__title", "event__site__name", "event__visibility", "role", "starts_at",
                 "ends_at", "capacity", "min_needed", "requires__name", "notes")  # fmt: skip
        return sorted(Shift.objects.filter(chapter=chapter).values_list(*names), key=repr)

    assert term(other) == term(carolina)


@pytest.mark.parametrize("form", FORMS)
def test_odd_times_come_back_unchanged(carolina: Chapter, form: Form) -> None:
    """Past midnight, over days, a whole day, both passes of a repeated hour, and an event in a zone of its own."""
    make_event(
        carolina,
        draft(carolina, "2027-02-04 23:00", hours=2, role="Late"),
        draft(carolina, "2027-02-04 10:00", hours=24, role="Day"),
        draft(carolina, "2027-02-04 10:00", hours=50, role="Days"),
        draft(carolina, "2027-11-07 00:30", hours=1, role="First"),
        draft(carolina, "2027-11-07 01:30", hours=1, role="Across"),
        starts="2027-02-04 10:00",
        hours=8000,
    )
    second = at(carolina, "2027-11-07 01:30").replace(fold=1)
    make_event(carolina, title="Second", starts="2027-11-07 03:00").shifts.create(
        chapter=carolina, role="Second", starts_at=second, ends_at=second + timedelta(hours=1), capacity=1
    )
    make_event(carolina, draft(carolina, role="Far"), title="Far", timezone="Asia/Kolkata")
    assert bring_back(carolina, take(carolina, form)) == {"unchanged": 7}


def test_the_csv_opens_right_in_excel_and_no_cell_is_a_formula(carolina: Chapter) -> None:
    make_event(carolina, draft(carolina, role="=cmd|' /C calc'!A0", notes="@SUM(1)"), title="Café, “Pit”")
    data = take(carolina, "csv")
    assert data.startswith("\ufeffKind,Event,Summary,Site,".encode())
    [_head, row] = rows_of(data)
    assert row[:2] + row[5:] == [
        "Outreach", "Café, “Pit”", "2027-02-04", "10:00", "11:00", "America/New_York", "'=cmd|' /C calc'!A0", "2",
        "0", "", "Everyone", "'@SUM(1)",
    ]  # fmt: skip


def test_the_workbook_has_real_dates_and_times_and_its_headings_stay_in_sight(carolina: Chapter) -> None:
    make_event(carolina, draft(carolina, role="=1+1", notes="-5"))
    sheet = load_workbook(io.BytesIO(take(carolina, "xlsx"))).worksheets[0]
    row = {str(head.value): cell for head, cell in zip(*sheet.iter_rows(), strict=True)}
    assert (row["Date"].value, row["Start"].value, row["End"].value) == (
        datetime(2027, 2, 4),  # noqa: DTZ001  a cell knows no zone
        time(10),
        time(11),
    )
    assert (row["Time zone"].value, row["Places"].value) == ("America/New_York", 2)
    assert (row["Role"].value, row["Role"].data_type, row["Notes"].value) == ("'=1+1", "s", "'-5")
    assert (sheet.freeze_panes, sheet.title) == ("A2", "Schedule")
    assert sheet.column_dimensions["D"].width >= 11


def test_only_the_days_that_were_asked_for_are_taken_and_nothing_that_was_cancelled(carolina: Chapter) -> None:
    cancel_event(make_event(carolina, draft(carolina), title="Off"), by=None)
    make_event(carolina, draft(carolina, "2027-02-04 23:30"), title="On")
    make_event(carolina, draft(carolina, "2027-02-05 00:30"), title="Next")
    make_event(carolina, draft(carolina, "2027-02-03 23:30"), title="Before", publish=False)
    day = date(2027, 2, 4)
    file = export_schedule(carolina, first_day=day, last_day=day, form="csv")
    assert [row[1] for row in rows_of(file.data)] == ["Event", "On"]
    assert file.name == "carolina-schedule-2027-02-04-2027-02-04.csv"
    with pytest.raises(Refused) as refused:
        export_schedule(carolina, first_day=day, last_day=date(2027, 2, 3), form="csv")
    assert (refused.value.field, str(refused.value)) == ("last_day", "The last day must not be before the first.")


def test_a_roster_names_people_as_they_are_called_and_never_their_mail(
    carolina: Chapter, jordan: Person, maya: Person
) -> None:
    event = make_event(carolina, draft(carolina, capacity=1), draft(carolina, role="Usher"))
    host = Shift.objects.get(event=event, role="Table host")
    claim_shift(host, person=maya)
    claim_shift(host, person=make_member(carolina, "=Leo"), if_full="waitlist")
    file = export_rosters(carolina, **YEAR, form="csv", by=jordan)
    head, *rows = rows_of(file.data)
    assert head == [
        "Date", "Start", "End", "Time zone", "Event", "Role", "Site", "Places", "Name", "Signup",
    ]  # fmt: skip
    assert [row[5:] for row in rows] == [
        ["Table host", "The Pit", "1", "Maya", "Confirmed"],
        ["Table host", "The Pit", "1", "'=Leo", "Waitlisted"],
        ["Usher", "The Pit", "2", "", ""],
    ]
    assert b"@" not in file.data
    record = Record.objects.get(what="rosters.exported")
    assert (record.actor, record.object_id, record.fields) == (jordan, carolina.public_id, ["2027-01-01/2027-12-31"])


class TestAnyText(TestCase):
    """Whatever people write comes back as it was, from both kinds of file."""

    @example(title="=1+1", role="'=1", notes="\r", form="xlsx")
    @example(title="'@x", role="-", notes="\n=1\r\n2", form="csv")
    @given(
        title=st.text(min_size=1, max_size=120), role=st.text(min_size=1, max_size=80), notes=st.text(max_size=300),
        form=st.sampled_from(FORMS),
    )  # fmt: skip
    def test_any_text_comes_back_unchanged(self, title: str, role: str, notes: str, form: Form) -> None:
        title, role = (text.replace("\0", "") for text in (title, role))
        if not (tidy_line(title) and tidy_line(role)):
            return
        chapter = make_chapter("any", "Any", "America/New_York")
        make_event(chapter, draft(chapter, role=role, notes=notes.replace("\0", "")), title=title)
        assert bring_back(chapter, take(chapter, form)) == {"unchanged": 1}

"""A chapter's public calendar, and those of one kind."""

from http import HTTPStatus

import pytest

from tests.builders import draft, make_event, make_shift
from tests.calendars.reading import read_calendar, read_events, summaries
from tests.feeds.fetching import chapter_path, event_path, fetch, read, shift_path, status_of
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Kind, Person, Shift, Visibility


def test_every_shift_is_there_as_the_database_has_it(carolina: Chapter) -> None:
    make_event(
        carolina,
        draft(carolina, "2027-02-04 10:00", role="Table host"),
        draft(carolina, "2027-02-04 22:00", role="Night; watch, with \\love", hours=6),
        draft(carolina, "2027-03-14 01:30", role="Across the change of clocks", hours=2),
    )
    shifts = Shift.objects.order_by("starts_at")
    seen = read_events(read(chapter_path(carolina)))
    assert [(e.uid, e.summary, e.starts_at, e.ends_at, e.sequence, e.stamped_at) for e in seen] == [
        (
            f"{shift.public_id}@turnout",
            f"{shift.role}: Outreach table in the Pit",
            shift.starts_at,
            shift.ends_at,
            shift.sequence,
            shift.changed_at,
        )
        for shift in shifts
    ]
    assert {(e.location, e.privacy, e.color, *e.categories) for e in seen} == {
        ("Near the library", None, "teal", "outreach")
    }


def test_a_chapter_that_has_nothing_on_still_has_a_calendar(carolina: Chapter) -> None:
    calendar = read_calendar(read(chapter_path(carolina)))
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "Carolina Against Trafficking"
    assert calendar.events == []


def test_another_chapters_shifts_are_in_another_calendar(carolina: Chapter, nashville: Chapter) -> None:
    make_shift(nashville, role="Usher")
    assert summaries(read(chapter_path(carolina))) == []
    assert summaries(read(chapter_path(nashville))) == ["Usher: Outreach table in the Pit"]


def test_one_kind_has_a_calendar_of_its_own(carolina: Chapter) -> None:
    make_shift(carolina, role="Reader", event={"kind": Kind.PRAYER, "title": "Sunday prayer"})
    make_shift(carolina, role="Table host")
    raw = read(chapter_path(carolina, "prayer"))
    assert summaries(raw) == ["Reader: Sunday prayer"]
    assert read_calendar(raw)["X-WR-CALNAME"] == "Carolina Against Trafficking: Prayer"
    assert read_calendar(raw)["COLOR"] == "mediumpurple"


@pytest.mark.parametrize("path", ["/feeds/carolina/parties.ics", "/feeds/nowhere.ics", "/feeds/nowhere/prayer.ics"])
def test_what_is_no_chapter_or_no_kind_is_not_found(carolina: Chapter, path: str) -> None:
    response = fetch(path)
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.content == b"There is no calendar at this address.\n"


def test_what_is_for_members_only_or_a_draft_is_not_there(carolina: Chapter) -> None:
    hidden = [
        make_shift(carolina, event={"visibility": Visibility.MEMBERS}),
        make_shift(carolina, event={"publish": False}),
    ]
    assert summaries(read(chapter_path(carolina))) == []
    for shift in hidden:
        assert status_of(event_path(shift.event)) == status_of(shift_path(shift)) == HTTPStatus.NOT_FOUND


def test_no_name_and_no_address_is_in_what_everyone_reads(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina, notes="Ask for Jordan.")
    claim_shift(shift, person=maya)
    claim_shift(shift, person=jordan)
    for path in (chapter_path(carolina), event_path(shift.event), shift_path(shift)):
        text = read(path).decode()
        assert not [word for word in ("Maya", "Jordan", "Ask for", "The Pit", "S South Rd") if word in text]


def test_rule_09_what_was_cancelled_alone_or_with_its_event_stays_and_says_so(carolina: Chapter, ruth: Person) -> None:
    alone = make_shift(carolina, "2027-02-04 10:00", role="Alone")
    with_event = make_shift(carolina, "2027-02-05 10:00", role="With its event")
    cancel_shift(alone, by=ruth)
    cancel_event(with_event.event, by=ruth)
    seen = read_events(read(chapter_path(carolina)))
    assert [(e.summary, e.status, e.transparency, e.sequence) for e in seen] == [
        ("Cancelled: Alone: Outreach table in the Pit", "CANCELLED", "TRANSPARENT", 1),
        ("Cancelled: With its event: Outreach table in the Pit", "CANCELLED", "TRANSPARENT", 1),
    ]


def test_an_event_has_a_calendar_of_its_shifts(carolina: Chapter) -> None:
    event = make_event(carolina, draft(carolina, role="Table host"), draft(carolina, role="Usher"))
    make_shift(carolina, role="Elsewhere")
    raw = read(event_path(event))
    assert summaries(raw) == ["Table host: Outreach table in the Pit", "Usher: Outreach table in the Pit"]
    assert read_calendar(raw)["X-WR-CALNAME"] == "Outreach table in the Pit"

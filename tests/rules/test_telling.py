"""What people know of their shifts, and what of a change is said."""

from collections.abc import Callable

import pytest

from tests.builders import at, make_shift
from turnout.actions.chapters import save_site
from turnout.models import Chapter, Shift
from turnout.rules.telling import Change, compare, facts_of

WHEN = "Thursday, February 4, 10:00 AM to 11:00 AM EST"


def change(shift: Shift, **fields: object) -> list[Change]:
    """Change fields of a shift or its event, unsaved, and return what is said of it to who holds a place."""
    before = facts_of(shift, holds_place=True)
    for name, value in fields.items():
        setattr(
            shift.event if hasattr(shift.event, name) and name not in {"starts_at", "notes"} else shift, name, value
        )
    return compare(before, facts_of(shift, holds_place=True), shift.event.zone)


def test_a_new_time_is_said_with_day_and_zone(carolina: Chapter) -> None:
    changes = change(make_shift(carolina), starts_at=at(carolina, "2027-02-04 09:30"))
    assert changes == [Change("when", "When", WHEN, "Thursday, February 4, 9:30 AM to 11:00 AM EST")]


def test_the_same_moment_in_another_zone_is_no_change(carolina: Chapter, nashville: Chapter) -> None:
    assert change(make_shift(carolina), starts_at=at(nashville, "2027-02-04 09:00")) == []


def test_a_new_role_and_title_are_said(carolina: Chapter) -> None:
    assert change(make_shift(carolina), role="Greeter", title="Stall") == [
        Change("role", "Role", "Table host", "Greeter"),
        Change("title", "Title", "Outreach table in the Pit", "Stall"),
    ]


@pytest.mark.parametrize("name", ["kit", "notes"])
def test_what_to_bring_is_said_to_have_changed_and_is_not_kept(carolina: Chapter, name: str) -> None:
    shift = make_shift(carolina)
    assert change(shift, **{name: "Call 919-555-0142."}) == [
        Change(name, "What to do and bring", "", "It was written anew. Read it on the page.")
    ]
    assert "919" not in str(facts_of(shift, holds_place=True))


def test_who_waits_hears_nothing_of_what_to_bring(carolina: Chapter) -> None:
    shift = make_shift(carolina)
    before = facts_of(shift, holds_place=False)
    shift.event.kit = "Bring water."
    assert facts_of(shift, holds_place=False) == before


def go_online(shift: Shift) -> None:
    shift.event.site, shift.event.is_online = None, True


def go_nowhere(shift: Shift) -> None:
    shift.event.site = None


def go_to(name: str, area: str) -> Callable[[Shift], None]:
    def go(shift: Shift) -> None:
        shift.event.site = save_site(shift.chapter, name, area=area, address="12 Secret Lane", by=None)

    return go


@pytest.mark.parametrize(
    ("go", "was", "now"),
    [
        (go_online, "Near the library", "Online"),
        (go_nowhere, "Near the library", "Not said yet"),
        (go_to("Union", "South campus"), "Near the library", "South campus"),
        (go_to("Union", "Near the library"), "", "It is somewhere else now. The page says where."),
    ],
)
def test_a_new_place_is_said_by_its_area(carolina: Chapter, go: Callable[[Shift], None], was: str, now: str) -> None:
    shift = make_shift(carolina)
    before = facts_of(shift, holds_place=True)
    go(shift)
    after = facts_of(shift, holds_place=True)
    assert compare(before, after, shift.event.zone) == [Change("where", "Where", was, now)]
    assert "Secret Lane" not in str([before, after])


def test_a_new_room_online_is_said_and_its_link_is_not_kept(carolina: Chapter) -> None:
    shift = make_shift(carolina, event={"site": None, "is_online": True, "online_url": "https://rooms.test/1"})
    assert change(shift, online_url="https://rooms.test/2") == [
        Change("where", "Where", "", "The room online is another one. Its link is on the page.")
    ]
    assert "rooms.test" not in str(facts_of(shift, holds_place=True))


@pytest.mark.parametrize(
    "fields",
    [{"capacity": 9}, {"min_needed": 1}, {"is_sensitive": True}, {"visibility": "members"}, {"summary": "Come by."},
     {"in_charge": "Ruth"}],
)  # fmt: skip
def test_nobody_hears_of_places_or_of_who_sees_it(carolina: Chapter, fields: dict[str, object]) -> None:
    assert change(make_shift(carolina), **fields) == []

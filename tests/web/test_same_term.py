"""A real term, once from its spreadsheet and once planned by hand with series and slots: the same shifts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.builders import at, make_chapter, make_member
from tests.web.pages import ClientOf
from tests.web.test_imports import fields_of
from turnout.actions.chapters import find_training
from turnout.actions.plans import NewSite, PlannedShift, create_plan
from turnout.models import Chapter, Event, Person, Role, Shift
from turnout.rules.series import Repeat, write_rule

PIT = ("The Pit", "S South Rd & Pit, Chapel Hill, NC 27514")
UNION = ("Student Union 3206", "209 South Rd, Chapel Hill, NC 27514")
FAITH_ROOM = ("Campus Y Faith Room", "180 E Cameron Ave, Chapel Hill, NC 27514")
CARROLL = ("Carroll Hall 111", "211 South Rd, Chapel Hill, NC 27514")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@dataclass(frozen=True)
class Planner:
    """Somebody who plans a chapter's term event by event."""

    chapter: Chapter
    person: Person

    def shift(self, start: str, end: str, role: str, capacity: int, least: int, **more: Any) -> PlannedShift:
        """Return a shift to be planned; `needs` names a training, `slots` cuts it into so many minutes."""
        slots, needs = more.pop("slots", None), more.pop("needs", "")
        training = find_training(self.chapter, needs, by=self.person) if needs else None
        times = {"starts_at": at(self.chapter, start), "ends_at": at(self.chapter, end)}
        values = {"role": role, "capacity": capacity, "min_needed": least, "requires": training, **times, **more}
        return PlannedShift(values, slot_minutes=slots)

    def plan(
        self, kind: str, title: str, summary: str, site: tuple[str, str] | None, *shifts: PlannedShift, **more: Any
    ) -> None:
        """Plan an event from its first shift to its last; `on` and `until` repeat it, every so many weeks."""
        on, until, every = more.pop("on", ()), more.pop("until", None), more.pop("every", 1)
        zone = self.chapter.zone
        create_plan(
            self.chapter,
            by=self.person,
            shifts=shifts,
            new_site=NewSite(site[0], address=site[1]) if site else None,
            repeat=Repeat(write_rule(on, date.fromisoformat(until), zone=zone, every=every)) if on else None,
            publish=True,
            kind=kind,
            title=title,
            summary=summary,
            starts_at=min(shift.values["starts_at"] for shift in shifts),
            ends_at=max(shift.values["ends_at"] for shift in shifts),
            **more,
        )


def plan_spring(planner: Planner) -> None:
    """Plan the term that is in the file: nine events, of which five repeat, and a chain of prayer."""
    shift, plan = planner.shift, planner.plan
    plan(
        "outreach", "Outreach table in the Pit", "Hand out hotline cards; two facts and one invitation.", PIT,
        shift("2027-01-12 10:00", "2027-01-12 14:00", "Table host", 3, 2, needs="Outreach basics", slots=60),
        on=(TUESDAY, THURSDAY), until="2027-04-30",
    )  # fmt: skip
    plan(
        "prayer", "Sunday prayer for freedom", "An hour of prayer for survivors and those still waiting.", FAITH_ROOM,
        shift("2027-01-17 20:00", "2027-01-17 21:00", "Participant", 40, 0),
        shift("2027-01-17 20:00", "2027-01-17 21:00", "Prayer leader", 2, 1),
        on=(SUNDAY,), until="2027-04-25",
    )  # fmt: skip
    # The clocks go forward in the night.
    plan(
        "prayer", "Freedom Fast prayer chain", "Someone is praying every half hour of the fast.", None,
        shift("2027-03-13 18:00", "2027-03-14 18:00", "Watch", 2, 1, notes="Room link after you claim", slots=30),
        is_online=True,
    )  # fmt: skip
    plan(
        "advocacy", "Letters for the End Child Exploitation bill",
        "Write and phone your representatives; scripts provided.", UNION,
        shift("2027-01-13 18:00", "2027-01-13 18:30", "Set-up", 2, 1),
        shift("2027-01-13 18:30", "2027-01-13 20:00", "Caller", 12, 2, notes="Bring a laptop — chargers provided"),
        on=(WEDNESDAY,), every=2, until="2027-04-30", visibility="members",
    )  # fmt: skip
    plan(
        "fundraiser", "Freedom Fast bake sale", "Goal for the fast: $1,500.", PIT,
        shift("2027-03-06 11:00", "2027-03-06 15:00", "Baker", 10, 0),
        shift("2027-03-06 11:00", "2027-03-06 15:00", "Cashier", 2, 2, needs="Cash handling"),
        on=(SATURDAY,), until="2027-03-13",
    )  # fmt: skip
    plan(
        "training", "Outreach basics", "What to say, what never to ask, whom to call.", UNION,
        shift("2027-01-19 19:00", "2027-01-19 20:30", "Trainee", 25, 0),
        on=(TUESDAY,), every=4, until="2027-03-01",
    )  # fmt: skip
    for day, subject in {
        "2027-02-04": "Trafficking online and what a campus can do",
        "2027-03-25": "Prevention in North Carolina’s schools",
        "2027-04-15": "Working with survivors — a social worker’s view",
    }.items():
        plan(
            "lecture", f"Lecture: {subject}", "Open to the public; questions after.", CARROLL,
            shift(f"{day} 18:00", f"{day} 19:00", "Usher", 4, 2),
            shift(f"{day} 19:00", f"{day} 20:30", "Audience", 180, 0),
            shift(f"{day} 20:30", f"{day} 21:30", "Clean-up", 4, 1),
        )  # fmt: skip


def shifts_of(chapter: Chapter) -> list[tuple[Any, ...]]:
    names = (
        "role", "starts_at", "ends_at", "capacity", "min_needed", "event__site__name", "event__site__address",
        "event__is_online", "event__title", "event__kind", "event__summary", "event__visibility", "event__state",
        "event__timezone", "requires__name", "notes",
    )  # fmt: skip
    return sorted(Shift.objects.filter(chapter=chapter).values_list(*names), key=repr)


def events_of(chapter: Chapter) -> list[tuple[Any, ...]]:
    return sorted(Event.objects.filter(chapter=chapter).values_list("title", "starts_at", "ends_at"), key=repr)


def test_the_term_from_the_file_and_the_one_planned_by_hand_are_the_same(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    file = SimpleUploadedFile("term.csv", (settings.FIXTURES / "carolina-spring-2027.csv").read_bytes())
    rows = client.post("/organize/carolina/import/", {"file": file})["Location"]
    client.post(f"{rows}save/", fields_of(client.get(rows)))
    by_hand = make_chapter("by-hand", "By Hand", "America/New_York")
    plan_spring(Planner(by_hand, make_member(by_hand, "Ines", Role.ORGANIZER)))
    assert len(shifts_of(carolina)) == 235
    assert shifts_of(by_hand) == shifts_of(carolina)
    assert events_of(by_hand) == events_of(carolina)

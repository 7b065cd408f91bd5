"""Who was there, what came of it, posters and letters, as a program reads and writes them."""

import pytest
from time_machine import Traveller

from tests.api.calling import Caller, kind_of
from tests.builders import at, draft, make_event
from tests.web.pages import ClientOf, text_of
from turnout.actions.attendance import mark_attendance
from turnout.actions.posters import make_poster
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Letter, Person, Shift, Signup, WalkIn
from turnout.prints.hours import say_length

KEY = "0d4fbc5e-6f0b-4a3c-9f1e-1d2c3b4a5f60"


@pytest.fixture
def shift(carolina: Chapter, maya: Person, clock: Traveller) -> Shift:
    """Two hours on Thursday from ten on, with Maya; it is ten past ten."""
    event = make_event(
        carolina, draft(carolina, hours=2, capacity=4), in_charge="Jordan", in_charge_phone="919-555-0142"
    )
    claim_shift(event.shifts.get(), person=maya)
    clock.move_to(at(carolina, "2027-02-04 10:10"))
    return event.shifts.get()


@pytest.fixture
def desk(jordan: Person) -> Caller:
    return Caller(jordan)


def place_of(shift: Shift) -> Signup:
    return Signup.objects.get(shift=shift)


def test_an_organizer_marks_who_is_here_once_a_key(shift: Shift, desk: Caller) -> None:
    path = f"/signups/{place_of(shift).public_id}/attendance"
    made = {"attendance": "attended", "at": "2027-02-04T15:04:00Z"}
    for _n in range(2):
        answer = desk.patch(path, made, Idempotency_Key=KEY)
    assert answer.json() == {
        "id": place_of(shift).public_id,
        "name": "Maya",
        "attendance": "attended",
        "said_by": "organizer",
        "checked_in_at": "2027-02-04T15:04:00Z",
        "checked_out_at": None,
        "confirmed_minutes": None,
        "minutes": 116,
    }
    assert desk.patch(path, {"confirmed_minutes": 150}).json()["minutes"] == 150
    assert [row["minutes"] for row in desk.get(f"/shifts/{shift.public_id}/check-ins").json()["data"]] == [150]
    assert [row["minutes"] for row in desk.get(f"/shifts/{shift.public_id}/signups").json()["data"]] == [150]


@pytest.mark.parametrize(
    ("body", "answered"),
    [
        ({"attendance": "here"}, (400, "invalid")),
        ({}, (400, "invalid")),
        ({"attendance": "attended", "at": "2027-02-04T15:14:00Z"}, (400, "invalid")),
        ({"attendance": "attended", "at": "2027-02-02T15:14:00Z"}, (409, "wrong-state")),
        ({"attendance": "no-show", "confirmed_minutes": 60}, (400, "invalid")),
        ({"attendance": "unknown", "confirmed_minutes": 60}, (400, "invalid")),
        ({"confirmed_minutes": 0}, (400, "invalid")),
        ({"confirmed_minutes": 1441}, (400, "invalid")),
        ({"minutes": 5}, (400, "unknown-field")),
    ],
)
def test_what_cannot_be_so_is_refused(
    shift: Shift, desk: Caller, body: dict[str, object], answered: tuple[int, str]
) -> None:
    assert kind_of(desk.patch(f"/signups/{place_of(shift).public_id}/attendance", body)) == answered


def test_who_missed_a_shift_has_no_minutes_and_nothing_of_it_is_written(shift: Shift, desk: Caller) -> None:
    path = f"/signups/{place_of(shift).public_id}/attendance"
    answer = desk.patch(path, {"attendance": "no-show", "confirmed_minutes": 60})
    assert answer.json()["errors"] == [
        {"pointer": "/confirmed_minutes", "detail": "Only who was there has minutes. Leave them out."}
    ]
    assert place_of(shift).attendance == "unknown"
    desk.patch(path, {"attendance": "no-show", "confirmed_minutes": None})
    assert (place_of(shift).attendance, place_of(shift).confirmed_minutes) == ("no-show", None)


def test_both_at_once_are_written_or_neither_and_once_a_key(
    shift: Shift, desk: Caller, clock: Traveller, carolina: Chapter
) -> None:
    path = f"/signups/{place_of(shift).public_id}/attendance"
    both = {"attendance": "attended", "confirmed_minutes": 60}
    clock.move_to(at(carolina, "2027-02-04 08:00"))
    assert kind_of(desk.patch(path, both)) == (409, "wrong-state")
    assert place_of(shift).attendance == "unknown"
    clock.move_to(at(carolina, "2027-02-04 10:10"))
    assert desk.patch(path, both, Idempotency_Key=KEY).json()["minutes"] == 60
    desk.patch(path, {"confirmed_minutes": 90})
    assert desk.patch(path, both, Idempotency_Key=KEY).json()["minutes"] == 90


def test_a_mark_that_was_made_earlier_comes_too_late(shift: Shift, desk: Caller) -> None:
    path = f"/signups/{place_of(shift).public_id}/attendance"
    desk.patch(path, {"attendance": "attended", "at": "2027-02-04T15:05:00Z"})
    answer = desk.patch(path, {"attendance": "no-show", "at": "2027-02-04T15:01:00Z"})
    assert kind_of(answer) == (412, "changed-meanwhile")


def test_walk_ins_are_added_once_and_taken_back(shift: Shift, desk: Caller) -> None:
    path = f"/shifts/{shift.public_id}/walk-ins"
    for _n in range(2):
        answer = desk.post(path, {"name": "Sam"}, Idempotency_Key=KEY)
    assert (answer.status_code, answer.json()["minutes"], WalkIn.objects.count()) == (201, 110, 1)
    assert [row["name"] for row in desk.get(path).json()["data"]] == ["Sam"]
    walk_in = WalkIn.objects.get()
    assert desk.patch(f"/walk-ins/{walk_in.public_id}", {"attendance": "unknown"}).json()["minutes"] == 0
    assert desk.get(path).json()["data"] == []


def test_maya_checks_in_and_out_with_the_posters_code(
    shift: Shift, maya: Person, jordan: Person, clock: Traveller, carolina: Chapter
) -> None:
    code = make_poster(shift.event, by=jordan).code
    phone = Caller(maya)
    path = f"/shifts/{shift.public_id}/check-ins"
    answer = phone.post(path, {"code": code})
    assert (answer.status_code, answer.json()["said_by"], answer.json()["minutes"]) == (200, "self", 110)
    clock.move_to(at(carolina, "2027-02-04 11:10"))
    assert phone.post(path, {"code": code, "leaves": True}).json()["minutes"] == 60
    assert kind_of(phone.post(path, {"code": "nothing"})) == (400, "wrong-code")
    assert kind_of(phone.get(path)) == (403, "not-allowed")


def test_codes_are_not_guessed(shift: Shift, maya: Person, jordan: Person) -> None:
    phone = Caller(maya)
    path = f"/shifts/{shift.public_id}/check-ins"
    for number in range(30):
        phone.post(path, {"code": f"guess{number}"})
    assert kind_of(phone.post(path, {"code": "guess"})) == (429, "too-many-tries")


def test_a_report_is_written_changed_and_summed(shift: Shift, desk: Caller) -> None:
    path = f"/shifts/{shift.public_id}/report"
    assert desk.get(path).json() == {
        "people_reached": None, "letters": None, "calls": None, "raised_cents": None, "currency": "USD", "note": "",
        "version": 0, "updated_at": None,
    }  # fmt: skip
    desk.patch(path, {"people_reached": 42, "raised_cents": 6350})
    answer = desk.patch(path, {"calls": 0}, If_Match='"1"')
    assert (answer.json()["people_reached"], answer.json()["calls"], answer.json()["version"]) == (42, 0, 2)
    assert kind_of(desk.patch(path, {"calls": 3}, If_Match='"1"')) == (412, "changed-meanwhile")
    desk.patch(f"/signups/{place_of(shift).public_id}/attendance", {"attendance": "attended"})
    desk.post(f"/shifts/{shift.public_id}/walk-ins", {"name": "Sam"})
    assert desk.get(f"/events/{shift.event.public_id}/report").json() == {
        "people_reached": 42, "letters": 0, "calls": 0, "raised": [{"currency": "USD", "cents": 6350}], "attended": 1,
        "walk_ins": 1, "no_shows": 0, "unknown": 0, "minutes": 220,
    }  # fmt: skip


def test_the_sums_are_of_shifts_that_have_begun_as_on_the_page(
    carolina: Chapter, maya: Person, jordan: Person, desk: Caller, client_of: ClientOf, clock: Traveller
) -> None:
    drafts = [draft(carolina, f"2027-02-04 {hour}:00", hours=2) for hour in (10, 14)]
    event = make_event(carolina, *drafts, hours=6)
    for shift in event.shifts.all():
        claim_shift(shift, person=maya)
    path = f"/events/{event.public_id}/report"
    first, second = event.shifts.order_by("starts_at")
    clock.move_to(at(carolina, "2027-02-04 13:40"))
    mark_attendance(Signup.objects.get(shift=first), "attended", by=jordan)
    for wall, attended, unknown, minutes in (("13:40", 1, 0, 120), ("14:00", 1, 1, 120), ("14:05", 2, 0, 235)):
        clock.move_to(at(carolina, f"2027-02-04 {wall}"))
        if wall == "14:05":
            mark_attendance(Signup.objects.get(shift=second), "attended", by=jordan)
        sums = desk.get(path).json()
        assert (sums["attended"], sums["unknown"], sums["minutes"]) == (attended, unknown, minutes)
        page = text_of(client_of(jordan).get(f"/organize/events/{event.public_id}/after/"))
        assert f"Were there {attended} Hours {say_length(minutes)}" in page


def test_a_poster_is_the_same_until_it_is_renewed(shift: Shift, desk: Caller) -> None:
    site = shift.event.site
    assert site
    for path in (f"/events/{shift.event.public_id}/poster", f"/sites/{site.public_id}/poster"):
        first, again = (desk.post(path).json() for _n in range(2))
        assert first == again
        assert first["address"] == f"http://turnout.test/p/{first['code']}"
        assert desk.post(f"{path}/renew").json()["code"] != first["code"]


def test_a_letter_is_made_and_checked_by_anybody(shift: Shift, desk: Caller, maya: Person) -> None:
    desk.patch(f"/signups/{place_of(shift).public_id}/attendance", {"confirmed_minutes": 120})
    term = {"chapter": "carolina", "starts_on": "2027-01-01", "ends_on": "2027-02-28", "name": "Maya Álvarez"}
    answer = Caller(maya).post("/me/letters", term)
    letter = Letter.objects.get()
    shown = {
        "chapter": "Carolina Against Trafficking", "name": "Maya Álvarez", "starts_on": "2027-01-01",
        "ends_on": "2027-02-28", "minutes": 120, "shifts": 1, "kinds": ["outreach"],
        "issued_at": "2027-02-04T15:10:00Z", "code": letter.code,
    }  # fmt: skip
    url = f"http://turnout.test/me/letters/{letter.public_id}/hours.pdf"
    assert (answer.status_code, answer.json()) == (201, {**shown, "id": letter.public_id, "url": url})
    assert Caller(maya).get("/me/letters").json()["data"] == [answer.json()]
    assert Caller().get(f"/letters/{letter.code}").json() == shown
    file = Caller(maya).get(f"/me/letters/{letter.public_id}/hours.pdf")
    assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    assert file["Content-Disposition"] == 'attachment; filename="hours-2027-01-01-2027-02-28.pdf"'
    assert desk.get(f"/me/letters/{letter.public_id}/hours.pdf").status_code == 404


def test_who_is_in_charge_is_for_organizers_and_those_confirmed(
    shift: Shift, desk: Caller, maya: Person, leo: Person
) -> None:
    path = f"/events/{shift.event.public_id}"
    told = [caller.get(path).json()["in_charge_phone"] for caller in (desk, Caller(maya), Caller(leo), Caller())]
    assert told == ["919-555-0142", "919-555-0142", None, None]
    answer = desk.patch(path, {"in_charge": "Ruth", "in_charge_phone": "call me"})
    assert answer.json()["errors"] == [
        {"pointer": "/in_charge_phone", "detail": "Write it in digits, like 919-555-0142."}
    ]
    assert Event.objects.get(pk=shift.event_id).in_charge == "Jordan"

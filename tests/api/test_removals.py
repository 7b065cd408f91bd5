"""Cancelling, deleting and undoing by program."""

from time_machine import Traveller

from tests.actions.test_scopes import TUESDAYS
from tests.actions.test_series import make_series
from tests.api.calling import Caller, kind_of
from tests.builders import make_event, make_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Person, Shift


def test_an_event_is_cancelled_and_undone(carolina: Chapter, jordan: Person) -> None:
    caller, event = Caller(jordan), make_event(carolina)
    assert caller.post(f"/events/{event.public_id}/cancel").json()["state"] == "cancelled"
    assert caller.post(f"/events/{event.public_id}/undo").json()["state"] == "published"
    answer = caller.post(f"/events/{event.public_id}/undo")
    assert kind_of(answer) == (409, "wrong-state")
    assert answer.json()["detail"] == "Nothing of this was cancelled or deleted just now."


def test_a_deleted_event_is_not_there_until_it_is_undone(carolina: Chapter, jordan: Person) -> None:
    caller, event = Caller(jordan), make_event(carolina)
    answer = caller.delete(f"/events/{event.public_id}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert caller.get(f"/events/{event.public_id}").status_code == 404
    assert caller.post(f"/events/{event.public_id}/undo").json()["state"] == "published"
    assert caller.get(f"/events/{event.public_id}").status_code == 200


def test_a_scope_takes_others_of_the_series_along(carolina: Chapter, jordan: Person) -> None:
    caller, tables = Caller(jordan), make_series(carolina, TUESDAYS)
    caller.post(f"/events/{tables[2].public_id}/cancel?scope=following")
    caller.delete(f"/events/{tables[1].public_id}")
    states = Event.objects.order_by("starts_at").values_list("state", flat=True)
    assert list(states) == ["published", "deleted", "cancelled", "cancelled"]
    caller.post(f"/events/{tables[3].public_id}/undo")
    assert list(states.all()) == ["published", "deleted", "published", "published"]


def test_what_people_are_on_is_not_deleted(carolina: Chapter, jordan: Person, maya: Person) -> None:
    caller, shift = Caller(jordan), make_shift(carolina)
    claim_shift(shift, person=maya)
    for path in (f"/shifts/{shift.public_id}", f"/events/{shift.event.public_id}"):
        answer = caller.delete(path)
        assert kind_of(answer) == (409, "wrong-state")
        assert answer.json()["detail"] == "1 person is signed up. Cancel it first: then that person is told."


def test_a_version_that_is_not_the_newest_removes_nothing(carolina: Chapter, jordan: Person) -> None:
    caller, shift = Caller(jordan), make_shift(carolina)
    caller.patch(f"/shifts/{shift.public_id}", {"capacity": 9})
    answer = caller.delete(f"/shifts/{shift.public_id}", if_match='"1"')
    assert answer.status_code == 412
    assert Shift.objects.get().state == "open"


def test_a_shift_is_deleted_and_undone_and_after_that_it_is_too_late(
    carolina: Chapter, jordan: Person, clock: Traveller
) -> None:
    caller, shift = Caller(jordan), make_shift(carolina)
    assert caller.delete(f"/shifts/{shift.public_id}").status_code == 204
    assert caller.post(f"/shifts/{shift.public_id}/undo").json()["state"] == "open"
    caller.delete(f"/shifts/{shift.public_id}")
    clock.shift(18)
    answer = caller.post(f"/shifts/{shift.public_id}/undo")
    assert (answer.status_code, answer.json()["detail"]) == (409, "It is too late to undo that.")

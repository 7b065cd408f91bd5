"""Shifts: reading them, and writing them as their organizers."""

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.places import release_kept_places
from turnout.actions.plans import PlannedShift, save_plan
from turnout.actions.removals import cancel_shift, delete_shift, undo_removal
from turnout.actions.series import occurrences_in
from turnout.actions.shifts import add_shifts, edit_shift
from turnout.actions.telling import tell_changes
from turnout.api.filters import narrow_shifts
from turnout.api.operations import Operation
from turnout.api.pagination import BY_START, Page
from turnout.api.planning import plan_changes, plan_shifts
from turnout.api.serializers.shifts import (
    NewShifts,
    ShiftChanges,
    ShiftOutput,
    ShiftQuery,
    show_shift,
    show_shifts,
)
from turnout.api.serializers.strict import ChangeQuery, PageQuery
from turnout.models import Shift
from turnout.rules.refusals import Reason
from turnout.rules.removals import refuse_nothing_to_undo
from turnout.rules.visibility import events_visible_to, shifts_visible_to, shifts_with_deleted

from .base import ApiView


class ShiftView(ApiView):
    """What the addresses of shifts have in common."""

    room = "Shifts"

    def visible_shifts(self) -> QuerySet[Shift]:
        return shifts_visible_to(self.viewer)

    def find_organized(self, public_id: str) -> tuple[Shift, int | None]:
        """Return a shift that the viewer may change, and the version that If-Match asks for."""
        shift = self.find(self.visible_shifts(), public_id)
        self.require_organizer(shift.chapter_id)
        return shift, self.expect_version(shift.version, lambda: self.show(shift))

    def show(self, shift: Shift) -> dict[str, Any]:
        return show_shift(shift, self.viewer)

    def answer(self, shift: Shift) -> Response:
        """Answer with a shift as it stands after it was written."""
        return Response(self.show(self.visible_shifts().get(pk=shift.pk)))


class Shifts(ShiftView):
    @Operation(
        "list_shifts",
        "List the shifts of all chapters",
        detail=(
            "Those of public events, and of members' events in one's own chapters, past and cancelled ones "
            "included, by their start."
        ),
        query=ShiftQuery,
        answer=ShiftOutput,
        is_list=True,
    )
    def get(self, request: Request) -> Response:
        page = self.take_page(narrow_shifts(self.visible_shifts(), self.query), BY_START)
        return self.answer_page(page, show_shifts(page.rows, self.viewer))


class EventShifts(ShiftView):
    @Operation("list_event_shifts", "List an event's shifts", query=PageQuery, answer=ShiftOutput, is_list=True)
    def get(self, request: Request, public_id: str) -> Response:
        event = self.find(events_visible_to(self.viewer), public_id)
        page = self.take_page(self.visible_shifts().filter(event=event), BY_START)
        return self.answer_page(page, show_shifts(page.rows, self.viewer))

    @Operation(
        "add_shifts",
        "Add shifts to an event, all or none",
        detail="For organizers; 100 at most at once.",
        body=NewShifts,
        answer=ShiftOutput,
        is_list=True,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        event = self.find(events_visible_to(self.viewer).select_related("chapter"), public_id)
        self.require_organizer(event.chapter_id)
        given = self.read_body()["shifts"]
        with transaction.atomic():
            added = add_shifts(event, plan_shifts(event.chapter, given, by=self.person), by=self.person)
        rows = list(self.visible_shifts().filter(pk__in=[shift.pk for shift in added]).order_by("pk"))
        response = self.answer_page(Page(rows, None), show_shifts(rows, self.viewer))
        response.status_code = HTTPStatus.CREATED
        return response


class OneShift(ShiftView):
    @Operation("get_shift", "Read a shift", answer=ShiftOutput)
    def get(self, request: Request, public_id: str) -> Response:
        shift = self.find(self.visible_shifts(), public_id)
        if release_kept_places(of=shift):  # the time is over, whoever asks
            return self.answer(shift)
        return Response(self.show(shift))

    @Operation(
        "change_shift",
        "Change a shift",
        detail=(
            "For organizers. Only what is given changes. More places go to those who wait. In a series the same change "
            "is made to the shifts of the same role and time of day on other days, as `scope` says. What people on it "
            "should hear of (time, role, notes) collects until it is told; `notify` tells it now, with all that was "
            "collected of its event before."
        ),
        query=ChangeQuery,
        body=ShiftChanges,
        is_partial=True,
        answer=ShiftOutput,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.WRONG_STATE, Reason.CAPACITY_BELOW_TAKEN),
    )
    def patch(self, request: Request, public_id: str) -> Response:
        shift, version = self.find_organized(public_id)
        given = self.read_body()
        with transaction.atomic():
            changes = plan_changes(shift.chapter, given, by=self.person)
            if (scope := self.query["scope"]) == "this":
                edit_shift(shift, by=self.person, if_version=version, **changes)
            else:
                row = PlannedShift(changes, shift.public_id, version)
                save_plan(shift.event, by=self.person, shifts=[row], scope=scope)
        if self.query["notify"]:
            tell_changes(occurrences_in(shift.event, scope), by=self.person)
        return self.answer(shift)

    @Operation(
        "delete_shift",
        "Delete a shift",
        detail=(
            "For organizers. Only one that nobody is on: cancel it first where somebody is. Nobody is told, and it "
            "does not come back, but by an `undo` within 15 seconds."
        ),
        status=HTTPStatus.NO_CONTENT,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        shift, version = self.find_organized(public_id)
        delete_shift(shift, by=self.person, if_version=version)
        return Response(status=HTTPStatus.NO_CONTENT.value)


class CancelShift(ShiftView):
    @Operation(
        "cancel_shift",
        "Cancel a shift",
        detail=("For organizers. All rows stay. Everybody on it is told, after 15 seconds: so long it can be undone."),
        answer=ShiftOutput,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        shift, version = self.find_organized(public_id)
        return self.answer(cancel_shift(shift, by=self.person, if_version=version))


class UndoShift(ShiftView):
    @Operation(
        "undo_shift",
        "Undo that a shift was cancelled or deleted",
        detail="For organizers, within 15 seconds. Nobody is told then. One that went with its event comes with it.",
        answer=ShiftOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        shift = self.find(shifts_with_deleted(self.viewer), public_id)
        if shift.removal is None:
            raise refuse_nothing_to_undo()
        undo_removal(shift.removal, by=self.person)
        return self.answer(shift)

"""Who was there: organizers mark it, and people check in with a poster's code."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.attendance import add_walk_in, check_in, check_out, say_attendance
from turnout.actions.posters import read_poster, refuse_poster
from turnout.api.operations import Operation
from turnout.api.pagination import BY_CLAIM, BY_MAKING
from turnout.api.serializers.attendance import (
    AttendanceChange,
    AttendanceOutput,
    CheckIn,
    NewWalkIn,
    WalkInChange,
    WalkInOutput,
)
from turnout.api.serializers.strict import PageQuery
from turnout.models import Shift, Signup, WalkIn
from turnout.rules.refusals import Reason, Refused
from turnout.rules.visibility import places_on, shifts_visible_to, signups_of

from .base import ApiView

MARK_REFUSALS = (Reason.WRONG_STATE, Reason.NOT_SIGNED_UP, Reason.CHANGED_MEANWHILE)


class AttendanceView(ApiView):
    room = "Attendance"

    def find_organized(self, public_id: str) -> Shift:
        shift = self.find(shifts_visible_to(self.viewer), public_id)
        self.require_organizer(shift.chapter_id)
        return shift

    @property
    def tap(self) -> str:
        return self.request.headers.get("Idempotency-Key", "")

    def change(self, row: Signup | WalkIn, given: dict[str, Any]) -> None:
        """Write what an organizer said of a row: one thing or both."""
        if not ({"attendance", "confirmed_minutes"} & set(given)):
            raise Refused(Reason.INVALID, _("Say whether they were there, or for how long."), field="attendance")
        say_attendance(row, given, by=self.person, at=given.get("at"), tap=self.tap)


class ShiftCheckIns(AttendanceView):
    @Operation(
        "list_check_ins",
        "List who is at a shift",
        detail="For organizers: everybody with a place, first come first. Who walked in stands in a list of their own.",
        query=PageQuery,
        answer=AttendanceOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, public_id: str) -> Response:
        shift = self.find_organized(public_id)
        page = self.take_page(places_on([shift]).select_related("shift"), BY_CLAIM)
        return self.answer_page(page, list(AttendanceOutput(page.rows, many=True).data))

    @Operation(
        "check_in",
        "Check in to your shift, or out",
        detail=(
            "With the code of the poster that hangs there, from half an hour before the start until the end. To say it "
            "of others, as an organizer, change a signup's attendance."
        ),
        body=CheckIn,
        answer=AttendanceOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE, Reason.NOT_SIGNED_UP, Reason.WRONG_CODE, Reason.TOO_MANY_TRIES),
    )
    def post(self, request: Request, public_id: str) -> Response:
        shift = self.find(shifts_visible_to(self.viewer), public_id)
        if not self.viewer.acts_in(shift.chapter_id):
            raise exceptions.PermissionDenied
        given = self.read_body()
        signup = signups_of(self.viewer).filter(shift=shift).first()
        if signup is None:
            raise Refused(Reason.NOT_SIGNED_UP, _("You are not on this shift."))
        poster = read_poster(given["code"], address=f"person {self.person.pk}")
        if poster is None:
            raise refuse_poster()
        act = check_out if given["leaves"] else check_in
        act(signup, poster)
        return Response(AttendanceOutput(places_on([shift]).select_related("shift").get(pk=signup.pk)).data)


class SignupAttendance(AttendanceView):
    @Operation(
        "mark_attendance",
        "Say whether somebody was there",
        detail=(
            "For organizers. The mark that was made last counts, by `at`; one that was made before it is refused. A "
            "request that is sent again with the same Idempotency-Key does its work once. Minutes are for who "
            "attended, and from half an hour before the start on; with both, both are written or neither."
        ),
        body=AttendanceChange,
        is_partial=True,
        answer=AttendanceOutput,
        needs_sign_in=True,
        refusals=MARK_REFUSALS,
    )
    def patch(self, request: Request, public_id: str) -> Response:
        rows = Signup.objects.filter(chapter__in=self.viewer.organized_chapters).select_related("shift")
        signup = self.find(rows, public_id)
        self.change(signup, self.read_body())
        return Response(AttendanceOutput(places_on([signup.shift]).select_related("shift").get(pk=signup.pk)).data)


class ShiftWalkIns(AttendanceView):
    @Operation(
        "list_walk_ins",
        "List who walked in to a shift",
        detail="For organizers. They take no place. A name that was taken back is not kept.",
        query=PageQuery,
        answer=WalkInOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, public_id: str) -> Response:
        here = WalkIn.objects.filter(attendance=WalkIn.Attendance.ATTENDED)
        walk_ins = here.filter(shift=self.find_organized(public_id)).select_related("shift")
        page = self.take_page(walk_ins, BY_MAKING)
        return self.answer_page(page, list(WalkInOutput(page.rows, many=True).data))

    @Operation(
        "add_walk_in",
        "Add somebody who walked in",
        detail="For organizers. They are here from now on, or from `at` on. Send an Idempotency-Key to add it once.",
        body=NewWalkIn,
        answer=WalkInOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        shift = self.find_organized(public_id)
        given = self.read_body()
        walk_in = add_walk_in(shift, given["name"], by=self.person, at=given.get("at"), tap=self.tap)
        return Response(WalkInOutput(walk_in).data, status=HTTPStatus.CREATED.value)


class OneWalkIn(AttendanceView):
    @Operation(
        "change_walk_in",
        "Take a walk-in's name back, or confirm their time",
        detail="For organizers.",
        body=WalkInChange,
        is_partial=True,
        answer=WalkInOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE, Reason.CHANGED_MEANWHILE),
    )
    def patch(self, request: Request, public_id: str) -> Response:
        rows = WalkIn.objects.filter(chapter__in=self.viewer.organized_chapters).select_related("shift")
        walk_in = self.find(rows, public_id)
        self.change(walk_in, self.read_body())
        return Response(WalkInOutput(rows.get(pk=walk_in.pk)).data)

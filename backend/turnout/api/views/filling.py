"""What lacks people, and filling it: asking, signing up, moving, promoting. For organizers."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.rosters import Newcomer, ask_members, move_person, promote_signup, sign_up
from turnout.api.operations import CLAIM_REFUSALS, Operation
from turnout.api.pagination import BY_START, Page
from turnout.api.problems import PartError, Problem
from turnout.api.serializers.filling import (
    Ask,
    AskOutput,
    CandidateOutput,
    NewRosterEntry,
    PersonMove,
    Promotion,
)
from turnout.api.serializers.shifts import ShiftOutput, show_shifts
from turnout.api.serializers.signups import SignupOutput, show_signup
from turnout.api.serializers.strict import PageQuery
from turnout.models import Chapter, Shift, Signup
from turnout.rules.candidates import find_candidates, thin_shifts
from turnout.rules.refusals import Reason
from turnout.rules.visibility import members_of, shifts_visible_to, signups_visible_to

from .base import ApiView


class FillingView(ApiView):
    room = "Filling"

    def find_shift(self, public_id: str) -> Shift:
        shift = self.find(shifts_visible_to(self.viewer), public_id)
        self.require_organizer(shift.chapter_id)
        return shift

    def find_signup(self, public_id: str) -> tuple[Signup, int | None]:
        """Return a signup of a chapter that the viewer organizes, and the version that If-Match asks for."""
        signup = self.find(signups_visible_to(self.viewer).select_related("shift__event", "person"), public_id)
        self.require_organizer(signup.chapter_id)
        return signup, self.expect_version(signup.sequence, lambda: show_signup(signup, self.viewer))

    def answer(self, signup: Signup, status: HTTPStatus = HTTPStatus.OK) -> Response:
        signup = signups_visible_to(self.viewer).get(pk=signup.pk)
        return Response(show_signup(signup, self.viewer), status=status.value)


class ThinShifts(FillingView):
    @Operation(
        "list_thin_shifts",
        "List the shifts that lack people",
        detail="For organizers: those to come that have fewer than they need at least, soonest first.",
        query=PageQuery,
        answer=ShiftOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        page = self.take_page(thin_shifts(chapter), BY_START)
        return self.answer_page(page, show_shifts(page.rows, self.viewer))


class Candidates(FillingView):
    @Operation(
        "list_candidates",
        "List who could take a shift",
        detail="For organizers: members who could claim it now and may be asked, in a fair order.",
        answer=CandidateOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, public_id: str) -> Response:
        shift = self.find_shift(public_id)
        candidates = find_candidates([shift])[shift.pk]
        return self.answer_page(Page([], None), list(CandidateOutput(candidates, many=True).data))


class Asks(FillingView):
    @Operation(
        "ask_members",
        "Ask members to take a shift",
        detail="For organizers. Each gets one email for a shift, and three a week at most.",
        body=Ask,
        answer=AskOutput,
        needs_sign_in=True,
        refusals=(Reason.SIGNUP_CLOSED, Reason.SHIFT_FULL),
    )
    def post(self, request: Request, public_id: str) -> Response:
        shift = self.find_shift(public_id)
        members = list(members_of(shift.chapter_id).filter(public_id__in=self.read_body()["members"]))
        people, left_out = ask_members(shift, members, by=self.person)
        return Response({"asked": len(people), "left_out": left_out})


class Roster(FillingView):
    @Operation(
        "sign_up",
        "Sign somebody up",
        detail="For organizers: a member, or somebody new, who becomes one. They get an email that says so.",
        body=NewRosterEntry,
        answer=SignupOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
        refusals=(*CLAIM_REFUSALS, Reason.TOO_MANY_TRIES),
    )
    def post(self, request: Request, public_id: str) -> Response:
        shift = self.find_shift(public_id)
        given = self.read_body()
        how: dict[str, Any] = {"if_full": given["if_full"], "allow_overlap": given["allow_overlap"]}
        if "member" in given:
            member = members_of(shift.chapter_id).filter(public_id=given["member"]).first()
            if member is None:
                detail = _("This chapter has no such member.")
                raise Problem(Reason.INVALID, errors=[PartError(pointer="/member", detail=detail)])
            signup = sign_up(shift, member, by=self.person, **how)
        else:
            signup = sign_up(shift, Newcomer(given["email"], given["name"]), by=self.person, **how)
        return self.answer(signup, HTTPStatus.CREATED)


class MovePerson(FillingView):
    @Operation(
        "move_person",
        "Move somebody to another shift",
        detail="For organizers, all or nothing: where the other shift refuses them, they keep their place.",
        body=PersonMove,
        answer=SignupOutput,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(*CLAIM_REFUSALS, Reason.NOT_SIGNED_UP),
    )
    def post(self, request: Request, public_id: str) -> Response:
        signup, version = self.find_signup(public_id)
        given = self.read_body()
        to = self.find(shifts_visible_to(self.viewer), given["shift"])
        if not self.viewer.organizes(to.chapter_id):
            raise exceptions.PermissionDenied
        moved = move_person(signup, to, by=self.person, allow_overlap=given["allow_overlap"], if_sequence=version)
        return self.answer(moved)


class PromoteSignup(FillingView):
    @Operation(
        "promote_signup",
        "Give somebody on the waitlist a place",
        detail="For organizers, whoever waits before them.",
        body=Promotion,
        answer=SignupOutput,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.SHIFT_FULL, Reason.OVERLAPPING_SHIFT, Reason.SIGNUP_CLOSED, Reason.NOT_SIGNED_UP),
    )
    def post(self, request: Request, public_id: str) -> Response:
        signup, version = self.find_signup(public_id)
        return self.answer(promote_signup(signup, by=self.person, if_sequence=version, **self.read_body()))

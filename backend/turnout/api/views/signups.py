"""Signups: claiming and dropping, one's own and the rosters of one's chapter."""

from http import HTTPStatus

from django.urls import reverse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.signups import agree_to_move, claim_shift, drop_signup
from turnout.api.authentication import viewer_of
from turnout.api.facts import say_refusal
from turnout.api.operations import CLAIM_REFUSALS, Operation
from turnout.api.pagination import BY_CLAIM
from turnout.api.serializers.shifts import show_shifts
from turnout.api.serializers.signups import Claim, RosterEntry, SignupOutput, show_signup
from turnout.api.serializers.strict import PageQuery
from turnout.models import Shift, Signup
from turnout.rules.claiming import find_alternatives
from turnout.rules.refusals import Reason, Refused
from turnout.rules.visibility import roster_of, shifts_visible_to, signups_visible_to

from .base import ApiView


class ShiftSignups(ApiView):
    room = "Signups"

    @Operation(
        "list_shift_signups",
        "List who is on a shift",
        detail="For organizers; first come first.",
        query=PageQuery,
        answer=RosterEntry,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, public_id: str) -> Response:
        shift = self.find(shifts_visible_to(self.viewer), public_id)
        self.require_organizer(shift.chapter_id)
        page = self.take_page(roster_of(shift), BY_CLAIM)
        return self.answer_page(page, list(RosterEntry(page.rows, many=True).data))

    @Operation(
        "claim_shift",
        "Claim a shift",
        detail=(
            "A first claim makes you a member of the chapter. Where the shift is full, the refusal names "
            "others that you could claim under `alternatives`; where a training is missing, the next place at one "
            "under `next_shift`. Where the chapter's organizers look at new members first, it is refused with "
            "`approval-pending`, and they are asked."
        ),
        body=Claim,
        answer=SignupOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
        refusals=CLAIM_REFUSALS,
    )
    def post(self, request: Request, public_id: str) -> Response:
        shift = self.find(shifts_visible_to(self.viewer), public_id)
        if not self.viewer.acts_in(shift.chapter_id):
            raise exceptions.PermissionDenied
        wanted = self.read_body()
        try:
            signup = claim_shift(shift, person=self.person, **wanted)
        except Refused as refusal:
            raise self._explain(refusal, shift) from refusal
        # Looked at anew: the claim may have made a member.
        viewer = viewer_of(request)
        signup = signups_visible_to(viewer).get(pk=signup.pk)
        location = reverse("api-signup", args=[signup.public_id])
        return Response(show_signup(signup, viewer), status=HTTPStatus.CREATED.value, headers={"Location": location})

    def _explain(self, refusal: Refused, shift: Shift) -> Refused:
        """Return the refusal as this asker may read it, with what they could claim instead of a full shift."""
        refusal.detail = say_refusal(refusal, self.viewer)
        if refusal.reason == Reason.SHIFT_FULL:
            refusal.facts["alternatives"] = show_shifts(find_alternatives(shift, self.viewer), self.viewer)
        if after := refusal.facts.get("next_training"):
            refusal.facts["next_shift"] = show_shifts([after], self.viewer)[0]
        return refusal


class OneSignup(ApiView):
    room = "Signups"

    @Operation(
        "get_signup",
        "Read a signup",
        detail="One's own; for organizers, any of their chapter.",
        answer=SignupOutput,
        needs_sign_in=True,
    )
    def get(self, request: Request, public_id: str) -> Response:
        return Response(show_signup(self._find(public_id), self.viewer))

    @Operation(
        "drop_signup",
        "Drop a shift",
        detail=(
            "One's own; for organizers, any of their chapter. The place goes to the first on the waitlist who "
            "can take it. From the chapter's cut-off on, only organizers do."
        ),
        status=HTTPStatus.NO_CONTENT,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.NOT_SIGNED_UP, Reason.SIGNUP_CLOSED, Reason.DROP_CLOSED),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        signup = self._find(public_id)
        version = self.expect_version(signup.sequence, lambda: show_signup(signup, self.viewer))
        drop_signup(signup, by=self.person, if_sequence=version)
        return Response(status=HTTPStatus.NO_CONTENT.value)

    def _find(self, public_id: str) -> Signup:
        return self.find(signups_visible_to(self.viewer), public_id)


class AgreeToMove(ApiView):
    room = "Signups"

    @Operation(
        "agree_to_move",
        "Say that one comes at a new time",
        detail="After a shift moved by an hour or more. One's own; for organizers, any of their chapter.",
        answer=SignupOutput,
        needs_sign_in=True,
        refusals=(Reason.NOT_SIGNED_UP, Reason.SIGNUP_CLOSED),
    )
    def post(self, request: Request, public_id: str) -> Response:
        signup = self.find(signups_visible_to(self.viewer), public_id)
        agree_to_move(signup, by=self.person)
        return Response(show_signup(signups_visible_to(self.viewer).get(pk=signup.pk), self.viewer))

"""Joining a chapter, by oneself or by an invitation; and the invitations of a chapter."""

from http import HTTPStatus

from django.conf import settings
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.invitations import find_invitation, join_by_invitation, make_invitation, revoke_invitation
from turnout.actions.memberships import enter_chapter
from turnout.api.operations import Operation
from turnout.api.pagination import BY_MAKING
from turnout.api.serializers.people import (
    InvitationOutput,
    InvitationUse,
    InvitationWithAddress,
    JoinedOutput,
    NewInvitation,
)
from turnout.api.serializers.strict import PageQuery
from turnout.models import Chapter, Invitation
from turnout.rules.invitations import why_not_use
from turnout.rules.refusals import Reason

from .base import ApiView
from .people import PeopleView


class JoinChapter(ApiView):
    room = "Chapters"

    @Operation(
        "join_chapter",
        "Join a chapter, or ask to",
        detail="Where its organizers look at new members first, `state` is `applied` until they answer by mail.",
        answer=JoinedOutput,
        needs_sign_in=True,
        refusals=(Reason.NOT_A_MEMBER, Reason.APPROVAL_PENDING),
    )
    def post(self, request: Request, slug: str) -> Response:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        if not self.viewer.acts_in(chapter.pk):
            raise exceptions.PermissionDenied
        return Response(JoinedOutput(enter_chapter(chapter, person=self.person)).data)


class UseInvitation(ApiView):
    room = "Chapters"

    @Operation(
        "use_invitation",
        "Join a chapter by an invitation",
        body=InvitationUse,
        answer=JoinedOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE, Reason.NOT_A_MEMBER),
    )
    def post(self, request: Request) -> Response:
        invitation = find_invitation(self.read_body()["token"])
        if invitation is None:
            raise why_not_use(None) or exceptions.NotFound
        if not self.viewer.acts_in(invitation.chapter_id):
            raise exceptions.PermissionDenied
        return Response(JoinedOutput(join_by_invitation(invitation, person=self.person)).data)


class ChapterInvitations(PeopleView):
    @Operation(
        "list_invitations",
        "List a chapter's invitations",
        detail="For organizers; without their addresses, which are kept nowhere.",
        query=PageQuery,
        answer=InvitationOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        page = self.take_page(self.find_chapter(slug).invitations.all(), BY_MAKING)
        return self.answer_page(page, list(InvitationOutput(page.rows, many=True).data))

    @Operation(
        "make_invitation",
        "Make an invitation",
        detail="For organizers. Its address is shown in this answer and never again.",
        body=NewInvitation,
        answer=InvitationWithAddress,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        invitation, token = make_invitation(self.find_chapter(slug), by=self.person, **self.read_body())
        address = settings.BASE_URL + reverse("join", args=[token])
        data = InvitationWithAddress(invitation, context={"address": address}).data
        return Response(data, status=HTTPStatus.CREATED.value)


class OneInvitation(PeopleView):
    @Operation(
        "revoke_invitation",
        "Revoke an invitation",
        detail="For organizers. Nobody joins by it any more; who did, stays.",
        status=HTTPStatus.NO_CONTENT,
        needs_sign_in=True,
    )
    def delete(self, request: Request, public_id: str) -> Response:
        rows = Invitation.objects.filter(chapter__in=self.viewer.organized_chapters)
        revoke_invitation(self.find(rows, public_id), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT.value)

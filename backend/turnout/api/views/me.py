"""What is the asker's own: name, memberships, signups, calendar addresses."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.feeds import make_feed, revoke_feed, rotate_feed
from turnout.actions.memberships import choose_mail
from turnout.actions.people import rename_person, set_language
from turnout.api.filters import narrow_by_start
from turnout.api.operations import Operation
from turnout.api.pagination import BY_MAKING, BY_SHIFT_START
from turnout.api.serializers.me import (
    FeedOutput,
    FeedWithAddress,
    MeChanges,
    MembershipChanges,
    MembershipOutput,
    MeOutput,
    NewFeed,
    show_feed_with_address,
    show_me,
)
from turnout.api.serializers.signups import MySignupQuery, SignupOutput, show_signups
from turnout.api.serializers.strict import PageQuery
from turnout.models import CalendarFeed, Signup
from turnout.rules.refusals import Reason
from turnout.rules.visibility import feeds_of, memberships_of, signups_visible_to

from .base import ApiView


class OwnView(ApiView):
    """What is one's own in every chapter, and so out of reach of a token that is for one chapter."""

    room = "Me"

    def require_whole(self) -> None:
        if self.viewer.bound_to is not None:
            raise exceptions.PermissionDenied


class Me(OwnView):
    @Operation("get_me", "Read who you are", answer=MeOutput, needs_sign_in=True)
    def get(self, request: Request) -> Response:
        return Response(self._show())

    @Operation(
        "change_me",
        "Change your name or language",
        detail="The name in your chapters too. Not with a token for one chapter.",
        body=MeChanges,
        is_partial=True,
        answer=MeOutput,
        needs_sign_in=True,
        takes_if_match=True,
    )
    def patch(self, request: Request) -> Response:
        self.require_whole()
        self.expect_version(None, self._show)
        given = self.read_body()
        if "name" in given:
            self.viewer.person = rename_person(self.person, name=given["name"])
        if "language" in given:
            self.viewer.person = set_language(self.person, given["language"])
        return Response(self._show())

    def _show(self) -> dict[str, Any]:
        return show_me(self.person, self.viewer)


class MyMembership(OwnView):
    @Operation(
        "change_my_membership",
        "Choose what a chapter's organizers write to you about",
        detail="What is about your own shifts comes in any case.",
        body=MembershipChanges,
        is_partial=True,
        answer=MembershipOutput,
        needs_sign_in=True,
    )
    def patch(self, request: Request, slug: str) -> Response:
        membership = self.find(memberships_of(self.viewer), slug, by="chapter__slug")
        choose_mail(membership, by=self.person, **self.read_body())
        return Response(MembershipOutput(memberships_of(self.viewer).get(pk=membership.pk)).data)


class MySignups(OwnView):
    @Operation(
        "list_my_signups",
        "List your signups",
        detail="By the start of their shifts, in the chapters where you are a member now.",
        query=MySignupQuery,
        answer=SignupOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request) -> Response:
        states = [self.query["state"]] if "state" in self.query else Signup.CURRENT
        mine = signups_visible_to(self.viewer).filter(person=self.person, state__in=states)
        page = self.take_page(narrow_by_start(mine, self.query, field="shift__starts_at"), BY_SHIFT_START)
        return self.answer_page(page, show_signups(page.rows, self.viewer))


class CalendarFeeds(OwnView):
    @Operation(
        "list_calendar_feeds",
        "List your calendar addresses",
        detail="Without the addresses themselves, which are kept nowhere.",
        query=PageQuery,
        answer=FeedOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request) -> Response:
        self.require_whole()
        page = self.take_page(feeds_of(self.viewer), BY_MAKING)
        return self.answer_page(page, list(FeedOutput(page.rows, many=True).data))

    @Operation(
        "make_calendar_feed",
        "Make a calendar address",
        detail="It is shown in this answer and never again.",
        body=NewFeed,
        answer=FeedWithAddress,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
    )
    def post(self, request: Request) -> Response:
        self.require_whole()
        feed, token = make_feed(person=self.person, name=self.read_body().get("name", ""))
        headers = {"Location": reverse("api-calendar-feed", args=[feed.public_id])}
        return Response(_show(feed, token), status=HTTPStatus.CREATED.value, headers=headers)


class OneCalendarFeed(OwnView):
    @Operation("get_calendar_feed", "Read a calendar address's facts", answer=FeedOutput, needs_sign_in=True)
    def get(self, request: Request, public_id: str) -> Response:
        self.require_whole()
        return Response(FeedOutput(self.find(feeds_of(self.viewer), public_id)).data)

    @Operation(
        "revoke_calendar_feed",
        "Revoke a calendar address",
        detail="It stops at once.",
        status=HTTPStatus.NO_CONTENT,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        self.require_whole()
        feed = self.find(feeds_of(self.viewer), public_id)
        self.expect_version(None, lambda: FeedOutput(feed).data)
        revoke_feed(feed, by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT.value)


class RotateCalendarFeed(OwnView):
    @Operation(
        "rotate_calendar_feed",
        "Give a calendar a new address",
        detail="The old one stops at once; the new one is shown in this answer and never again.",
        answer=FeedWithAddress,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        self.require_whole()
        feed, token = rotate_feed(self.find(feeds_of(self.viewer), public_id), by=self.person)
        return Response(_show(feed, token))


def _show(feed: CalendarFeed, token: str) -> dict[str, Any]:
    return show_feed_with_address(feed, settings.BASE_URL + reverse("feed-private", args=[token]))

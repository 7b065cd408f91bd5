"""Events: reading them, and writing them as their organizers."""

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.events import create_event, publish_drafts, publish_event
from turnout.actions.plans import save_plan
from turnout.actions.removals import cancel_event, delete_drafts, delete_event, undo_removal
from turnout.actions.series import create_series, occurrences_in
from turnout.actions.telling import tell_changes
from turnout.api.filters import narrow_events
from turnout.api.operations import Operation
from turnout.api.pagination import BY_START
from turnout.api.planning import plan_event, plan_repeat, plan_shifts, pointing_at, zone_of
from turnout.api.serializers.events import (
    ChapterEventQuery,
    DeletedOutput,
    EventChanges,
    EventOutput,
    EventQuery,
    ManyDrafts,
    NewEvent,
    OutlookOutput,
    PublishedOutput,
    show_event,
    show_events,
)
from turnout.api.serializers.strict import ChangeQuery, ScopeQuery
from turnout.models import Chapter, Event
from turnout.rules.outlook import look_ahead
from turnout.rules.refusals import Reason
from turnout.rules.removals import refuse_nothing_to_undo
from turnout.rules.visibility import events_visible_to, events_with_deleted

from .base import ApiView


class EventView(ApiView):
    """What the addresses of events have in common."""

    room = "Events"

    def visible_events(self) -> QuerySet[Event]:
        return events_visible_to(self.viewer).select_related("chapter", "site", "series")

    def list_events(self, events: QuerySet[Event]) -> Response:
        page = self.take_page(narrow_events(events, self.query), BY_START)
        return self.answer_page(page, show_events(page.rows, self.viewer))

    def find_organized(self, public_id: str) -> tuple[Event, int | None]:
        """Return an event that the viewer may change, and the version that If-Match asks for."""
        event = self.find(self.visible_events(), public_id)
        self.require_organizer(event.chapter_id)
        return event, self.expect_version(event.version, lambda: self.show(event))

    def show(self, event: Event) -> dict[str, Any]:
        return show_event(event, self.viewer)

    def answer(self, event: Event, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """Answer with an event as it stands after it was written."""
        event = self.visible_events().get(pk=event.pk)
        created = status == HTTPStatus.CREATED
        headers = {"Location": reverse("api-event", args=[event.public_id])} if created else {}
        return Response(self.show(event), status=status.value, headers=headers)


class Events(EventView):
    @Operation("list_events", "List the events of all chapters", query=EventQuery, answer=EventOutput, is_list=True)
    def get(self, request: Request) -> Response:
        return self.list_events(self.visible_events())


class ChapterEvents(EventView):
    @Operation(
        "list_chapter_events",
        "List a chapter's events",
        query=ChapterEventQuery,
        answer=EventOutput,
        is_list=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        return self.list_events(self.visible_events().filter(chapter=chapter))

    @Operation(
        "create_event",
        "Make an event, with its shifts",
        detail=(
            "For organizers. It is a draft until it is published. A site or training that is named and not "
            "there yet is made. With `repeat` one is made for each day of the rule; the first is answered, and its "
            "`series` names them all."
        ),
        body=NewEvent,
        answer=EventOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        given = self.read_body()
        repeat = plan_repeat(given, zone_of(chapter, given))
        with transaction.atomic(), pointing_at("/repeat"):
            fields = plan_event(chapter, given, by=self.person)
            drafts = plan_shifts(chapter, given.get("shifts", []), by=self.person)
            if repeat:
                event = create_series(chapter, repeat, by=self.person, shifts=drafts, **fields)[0]
            else:
                event = create_event(chapter, by=self.person, shifts=drafts, **fields)
        return self.answer(event, HTTPStatus.CREATED)


class ChapterOutlook(EventView):
    @Operation(
        "preview_event",
        "See what an event would come to",
        detail=(
            "For organizers. Takes what making it takes, and makes nothing: says how many events and shifts there "
            "would be, what else is at the site, and which days lie in a break."
        ),
        body=NewEvent,
        answer=OutlookOutput,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        given = self.read_body()
        zone = zone_of(chapter, given)
        repeat = plan_repeat(given, zone)
        with transaction.atomic(), pointing_at("/repeat"):
            fields = plan_event(chapter, given, by=self.person)
            outlook = look_ahead(
                chapter,
                starts_at=fields["starts_at"],
                ends_at=fields["ends_at"],
                zone=zone,
                shifts=plan_shifts(chapter, given.get("shifts", []), by=self.person),
                site=fields.get("site"),
                repeat=repeat,
            )
            answer = OutlookOutput(outlook).data
            # A site or training that was named is made only with the event.
            transaction.set_rollback(True)
        return Response(answer)


class OneEvent(EventView):
    @Operation("get_event", "Read an event", answer=EventOutput)
    def get(self, request: Request, public_id: str) -> Response:
        return Response(self.show(self.find(self.visible_events(), public_id)))

    @Operation(
        "change_event",
        "Change an event",
        detail=(
            "For organizers. Only what is given changes. In a series the same change is made to others, their times "
            "moved by as much on the clock, as `scope` says. What people on its shifts should hear of (title, place, "
            "what to bring) collects until it is told; `notify` tells it now, with what was collected before."
        ),
        query=ChangeQuery,
        body=EventChanges,
        is_partial=True,
        answer=EventOutput,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def patch(self, request: Request, public_id: str) -> Response:
        event, version = self.find_organized(public_id)
        given = self.read_body()
        with transaction.atomic():
            changes = plan_event(event.chapter, given, by=self.person)
            event = save_plan(event, by=self.person, if_version=version, scope=self.query["scope"], **changes)
        if self.query["notify"]:
            tell_changes(occurrences_in(event, self.query["scope"]), by=self.person)
        return self.answer(event)

    @Operation(
        "delete_event",
        "Delete an event",
        detail=(
            "For organizers; of a series, others as `scope` says. Only what nobody is on: cancel it first where "
            "somebody is. Nobody is told, and it does not come back, but by an `undo` within 15 seconds."
        ),
        query=ScopeQuery,
        status=HTTPStatus.NO_CONTENT,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        event, version = self.find_organized(public_id)
        delete_event(event, by=self.person, scope=self.query["scope"], if_version=version)
        return Response(status=HTTPStatus.NO_CONTENT.value)


class PublishEvent(EventView):
    @Operation(
        "publish_event",
        "Put a draft online",
        detail="For organizers.",
        answer=EventOutput,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        event, version = self.find_organized(public_id)
        return self.answer(publish_event(event, by=self.person, if_version=version))


class PublishDrafts(EventView):
    @Operation(
        "publish_drafts",
        "Put several drafts online at once",
        detail="For organizers. What is no draft any more stays as it is. Says how many were put online.",
        body=ManyDrafts,
        answer=PublishedOutput,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        drafts = Event.objects.filter(chapter=chapter, public_id__in=self.read_body()["events"])
        return Response(PublishedOutput({"published": publish_drafts(drafts, by=self.person)}).data)


class DeleteDrafts(EventView):
    @Operation(
        "delete_drafts",
        "Delete several drafts at once",
        detail=(
            "For organizers. What is no draft any more stays as it is. Says how many were deleted; within 15 seconds "
            "an `undo` of any of them brings all back."
        ),
        body=ManyDrafts,
        answer=DeletedOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, slug: str) -> Response:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        drafts = Event.objects.filter(chapter=chapter, public_id__in=self.read_body()["events"])
        removal = delete_drafts(drafts, by=self.person)
        return Response(DeletedOutput({"deleted": removal.events.count()}).data)


class CancelEvent(EventView):
    @Operation(
        "cancel_event",
        "Cancel an event with all its shifts",
        detail=(
            "For organizers; of a series, others as `scope` says. All rows stay. Everybody on the shifts is told, "
            "after 15 seconds: so long it can be undone."
        ),
        query=ScopeQuery,
        answer=EventOutput,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        event, version = self.find_organized(public_id)
        return self.answer(cancel_event(event, by=self.person, scope=self.query["scope"], if_version=version))


class UndoEvent(EventView):
    @Operation(
        "undo_event",
        "Undo that an event was cancelled or deleted",
        detail="For organizers, within 15 seconds, with all that went with it. Nobody is told then.",
        answer=EventOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        event = self.find(events_with_deleted(self.viewer), public_id)
        if event.removal is None:
            raise refuse_nothing_to_undo()
        undo_removal(event.removal, by=self.person)
        return self.answer(event)

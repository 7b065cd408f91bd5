"""Telling people what changed of published events: it collects until an organizer says so."""

from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.series import occurrences_in
from turnout.actions.telling import tell_changes, untold_events
from turnout.api.operations import Operation
from turnout.api.serializers.strict import ScopeQuery
from turnout.api.serializers.telling import ToldOutput
from turnout.models import Chapter
from turnout.rules.visibility import events_visible_to

from .base import ApiView


class TellEvent(ApiView):
    room = "Events"

    @Operation(
        "tell_event_changes",
        "Tell people what changed of an event",
        detail=(
            "For organizers. Each of the `untold` gets one mail with how it was and how it is, all their shifts in it; "
            "of a series, as `scope` says, one for all days."
        ),
        query=ScopeQuery,
        answer=ToldOutput,
        needs_sign_in=True,
    )
    def post(self, request: Request, public_id: str) -> Response:
        event = self.find(events_visible_to(self.viewer), public_id)
        self.require_organizer(event.chapter_id)
        people = tell_changes(occurrences_in(event, self.query["scope"]), by=self.person)
        return Response(ToldOutput({"people": people}).data)


class TellChapter(ApiView):
    room = "Events"

    @Operation(
        "tell_changes",
        "Tell people what changed of a chapter's events",
        detail="For organizers. Each gets one mail with how it was and how it is, all their shifts in it.",
        answer=ToldOutput,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        return Response(ToldOutput({"people": tell_changes(untold_events(chapter), by=self.person)}).data)

"""Messages to many, for a chapter's organizers."""

from http import HTTPStatus
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.messaging import send_message
from turnout.api.operations import Operation
from turnout.api.pagination import BY_MAKING
from turnout.api.serializers.messages import MessageDraft, MessageOutput, NewMessage, PreviewOutput
from turnout.api.serializers.strict import PageQuery
from turnout.models import Audience, Chapter, Event, Shift
from turnout.rules.messaging import Wanted, messages_of, preview_message
from turnout.rules.refusals import Reason

from .base import ApiView


class MessageView(ApiView):
    room = "Messages"

    def find_chapter(self, slug: str) -> Chapter:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        return chapter

    def read_wanted(self, chapter: Chapter) -> tuple[Wanted, str]:
        """Return the message that was sent, and what its preview gave."""
        given = self.read_body()
        own: dict[str, Any] = {}
        if "shift" in given:
            own["shift"] = self.find(
                Shift.objects.filter(chapter=chapter).exclude(event__state=Event.State.DELETED), given["shift"]
            )
        if "event" in given:
            own["event"] = self.find(
                Event.objects.filter(chapter=chapter).exclude(state=Event.State.DELETED), given["event"]
            )
        wanted = Wanted(
            chapter=chapter,
            audience=Audience(given["audience"]),
            subject=given["subject"],
            body=given["body"],
            kind=given.get("kind", ""),
            weeks=given["weeks"],
            **own,
        )
        return wanted, given.get("seen", "")


class ChapterMessages(MessageView):
    @Operation(
        "list_messages",
        "List what was written",
        detail="For organizers, the oldest first.",
        query=PageQuery,
        answer=MessageOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        page = self.take_page(messages_of(self.find_chapter(slug)), BY_MAKING)
        return self.answer_page(page, list(MessageOutput(page.rows, many=True).data))

    @Operation(
        "send_message",
        "Write to many",
        detail="For organizers, after a preview: what is sent is what that showed, or nothing. Ten a day at most.",
        body=NewMessage,
        answer=MessageOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
        refusals=(Reason.CHANGED_MEANWHILE, Reason.TOO_MANY_TRIES),
    )
    def post(self, request: Request, slug: str) -> Response:
        chapter = self.find_chapter(slug)
        wanted, seen = self.read_wanted(chapter)
        message = send_message(wanted, by=self.person, seen=seen)
        shown = MessageOutput(messages_of(chapter).get(pk=message.pk)).data
        return Response(shown, status=HTTPStatus.CREATED.value)


class MessagePreview(MessageView):
    @Operation(
        "preview_message",
        "See to whom a message would go",
        detail="For organizers. Nothing is sent.",
        body=MessageDraft,
        answer=PreviewOutput,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        wanted, _seen = self.read_wanted(self.find_chapter(slug))
        preview = preview_message(wanted)
        shown = {"people": len(preview.members), "subject": preview.subject, "body": preview.body, "seen": preview.seen}
        return Response(PreviewOutput(shown).data)

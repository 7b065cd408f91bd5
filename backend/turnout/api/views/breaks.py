"""Breaks of a chapter, for its organizers."""

from http import HTTPStatus

from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.breaks import add_break, remove_break
from turnout.api.operations import Operation
from turnout.api.pagination import BY_FIRST_DAY
from turnout.api.serializers.breaks import BreakOutput, NewBreak
from turnout.api.serializers.strict import PageQuery
from turnout.models import Break, Chapter

from .base import ApiView


class BreakView(ApiView):
    room = "Breaks"

    def find_chapter(self, slug: str) -> Chapter:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        return chapter


class ChapterBreaks(BreakView):
    @Operation(
        "list_breaks",
        "List a chapter's breaks",
        detail="For organizers. Whoever plans an event on one of these days is told.",
        query=PageQuery,
        answer=BreakOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        page = self.take_page(self.find_chapter(slug).breaks.all(), BY_FIRST_DAY)
        return self.answer_page(page, list(BreakOutput(page.rows, many=True).data))

    @Operation(
        "add_break",
        "Add a break",
        detail="For organizers.",
        body=NewBreak,
        answer=BreakOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        chapter = self.find_chapter(slug)
        pause = add_break(chapter, by=self.person, **self.read_body())
        return Response(BreakOutput(pause).data, status=HTTPStatus.CREATED.value)


class OneBreak(BreakView):
    @Operation(
        "remove_break",
        "Remove a break",
        detail="For organizers.",
        status=HTTPStatus.NO_CONTENT,
        needs_sign_in=True,
    )
    def delete(self, request: Request, public_id: str) -> Response:
        pause = self.find(Break.objects.filter(chapter__in=self.viewer.organized_chapters), public_id)
        remove_break(pause, by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT.value)

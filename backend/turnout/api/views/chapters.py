"""Chapters, as everyone reads them."""

from rest_framework.request import Request
from rest_framework.response import Response

from turnout.api.operations import Operation
from turnout.api.pagination import BY_SLUG
from turnout.api.serializers.chapters import ChapterOutput
from turnout.api.serializers.strict import PageQuery
from turnout.models import Chapter

from .base import PublicView


class Chapters(PublicView):
    room = "Chapters"

    @Operation("list_chapters", "List the chapters", query=PageQuery, answer=ChapterOutput, is_list=True)
    def get(self, request: Request) -> Response:
        page = self.take_page(Chapter.objects.all(), BY_SLUG)
        return self.answer_page(page, list(ChapterOutput(page.rows, many=True).data))


class OneChapter(PublicView):
    room = "Chapters"

    @Operation("get_chapter", "Read a chapter", answer=ChapterOutput)
    def get(self, request: Request, slug: str) -> Response:
        return Response(ChapterOutput(self.find(Chapter.objects.all(), slug, by="slug")).data)

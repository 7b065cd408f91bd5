"""Copies of what was planned, on other days: of an event, a week, a term. For a chapter's organizers."""

from datetime import date
from http import HTTPStatus
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.copying import make_copies
from turnout.api.operations import Operation
from turnout.api.problems import refuse_missing
from turnout.api.serializers.copying import (
    CopiesOutput,
    CopyOutlookOutput,
    EventCopy,
    TermCopy,
    WeekCopy,
    show_plan,
)
from turnout.api.serializers.events import EventOutput
from turnout.models import Chapter, Event
from turnout.rules.copying import Wanted, plan_copies, want_event, want_term, want_week

from .events import EventView

ONCE = "Send an Idempotency-Key to do it once."


class CopyView(EventView):
    """What the addresses of copies have in common."""

    def want_event(self, public_id: str) -> Wanted:
        event = self.find(self.visible_events(), public_id)
        self.require_organizer(event.chapter_id)
        return want_event(event, today=_today(event.chapter), **self.read_body())

    def want_week(self, slug: str) -> Wanted:
        chapter = self._find_chapter(slug)
        given = self.read_body()
        return want_week(chapter, given.pop("week"), given.pop("to"), today=_today(chapter), **given)

    def want_term(self, slug: str) -> Wanted:
        chapter = self._find_chapter(slug)
        given = self.read_body()
        days = (given.pop(name) for name in ("first_day", "last_day", "to"))
        return want_term(chapter, *days, today=_today(chapter), **given)

    def make(self, wanted: Wanted) -> list[Event]:
        return make_copies(wanted, by=self.person, key=self.request.headers.get("Idempotency-Key", ""))

    def answer_plan(self, wanted: Wanted) -> Response:
        return Response(show_plan(plan_copies(wanted)))

    def answer_copies(self, wanted: Wanted) -> Response:
        made = self.make(wanted)
        ends = {"first": made[0], "last": made[-1]} if made else {"first": None, "last": None}
        shown: dict[str, Any] = {"events": [event.public_id for event in made], **ends}
        return Response(CopiesOutput(shown).data, status=HTTPStatus.CREATED.value)

    def _find_chapter(self, slug: str) -> Chapter:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        return chapter


class CloneEvent(CopyView):
    @Operation(
        "clone_event",
        "Copy an event to another day",
        detail=(
            "For organizers. The copy is a draft, with the shifts at the same times on the clock; nobody comes along, "
            f"nor who is in charge. Where the same thing is there already, that is answered. {ONCE}"
        ),
        body=EventCopy,
        answer=EventOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
    )
    def post(self, request: Request, public_id: str) -> Response:
        wanted = self.want_event(public_id)
        made = self.make(wanted) or [event for _copy, event in plan_copies(wanted).there]
        if not made:
            raise refuse_missing()
        return self.answer(made[0], HTTPStatus.CREATED)


class CloneOutlook(CopyView):
    @Operation(
        "preview_clone",
        "See what a copy of an event would meet",
        detail="For organizers. Nothing is made.",
        body=EventCopy,
        answer=CopyOutlookOutput,
        needs_sign_in=True,
    )
    def post(self, request: Request, public_id: str) -> Response:
        return self.answer_plan(self.want_event(public_id))


class WeekCopies(CopyView):
    @Operation(
        "copy_week",
        "Copy a week to others",
        detail=(
            "For organizers. All that begins in a week, as drafts on the same days of other weeks. What is there "
            f"already as the same thing is not made again. {ONCE}"
        ),
        body=WeekCopy,
        answer=CopiesOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        return self.answer_copies(self.want_week(slug))


class WeekCopiesOutlook(CopyView):
    @Operation(
        "preview_week_copy",
        "See what copying a week would come to",
        detail="For organizers. Nothing is made.",
        body=WeekCopy,
        answer=CopyOutlookOutput,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        return self.answer_plan(self.want_week(slug))


class TermCopies(CopyView):
    @Operation(
        "copy_term",
        "Copy a term to other days",
        detail=(
            "For organizers. All that begins in some days, as drafts a whole number of weeks away. A series is one "
            "again: its rule ends as much later, and leaves out each day that it names without a copy. What is there "
            f"already as the same thing is not made again. {ONCE}"
        ),
        body=TermCopy,
        answer=CopiesOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        return self.answer_copies(self.want_term(slug))


class TermCopiesOutlook(CopyView):
    @Operation(
        "preview_term_copy",
        "See what copying a term would come to",
        detail="For organizers. Nothing is made.",
        body=TermCopy,
        answer=CopyOutlookOutput,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        return self.answer_plan(self.want_term(slug))


def _today(chapter: Chapter) -> date:
    return timezone.now().astimezone(chapter.zone).date()

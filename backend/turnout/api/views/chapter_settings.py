"""A chapter's settings, its trainings, and handing it over."""

from http import HTTPStatus

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.chapters import change_chapter, set_help_line, set_language
from turnout.actions.handovers import accept_offer, decline_offer, offer_chapter, withdraw_offer
from turnout.actions.trainings import add_training, change_training, remove_training
from turnout.api.operations import Operation
from turnout.api.pagination import BY_MAKING, Order
from turnout.api.problems import Fault
from turnout.api.serializers.chapter_settings import SettingsChanges
from turnout.api.serializers.people import (
    ChapterTraining,
    CompletionOutput,
    HandOverOutput,
    NewHandOver,
    SettingsOutput,
    TrainingChanges,
)
from turnout.api.serializers.strict import PageQuery
from turnout.models import HandOver, Membership, Training
from turnout.rules.help import HelpLine
from turnout.rules.refusals import Reason
from turnout.rules.trainings import completions_of
from turnout.rules.visibility import offers_to

from .me import OwnView
from .people import PeopleView

BY_TRAINING_NAME = Order("name", str)


class SettingsView(PeopleView):
    room = "Chapters"


class ChapterSettings(SettingsView):
    @Operation(
        "get_chapter_settings",
        "Read a chapter's settings",
        detail="For organizers.",
        answer=SettingsOutput,
        needs_sign_in=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        return Response(SettingsOutput(self.find_chapter(slug)).data)

    @Operation(
        "change_chapter_settings",
        "Change a chapter's settings",
        detail="For owners. Only what is given changes.",
        body=SettingsChanges,
        is_partial=True,
        answer=SettingsOutput,
        needs_sign_in=True,
        takes_if_match=True,
    )
    def patch(self, request: Request, slug: str) -> Response:
        chapter = self.find_chapter(slug)
        self.require_owner(chapter.pk)
        self.expect_version(None, lambda: SettingsOutput(chapter).data)
        given = self.read_body()
        language, line = given.pop("language", None), given.pop("help_line", None)
        with transaction.atomic():
            changed = change_chapter(chapter, by=self.person, **given)
            if language is not None:
                changed = set_language(changed, language, by=self.person)
            if line is not None:
                changed = set_help_line(changed, HelpLine(**line), by=self.person)
        return Response(SettingsOutput(changed).data)


class ChapterTrainings(SettingsView):
    room = "Trainings"

    @Operation(
        "list_trainings",
        "List a chapter's trainings",
        detail="For organizers, by name.",
        query=PageQuery,
        answer=ChapterTraining,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        page = self.take_page(self.find_chapter(slug).trainings.all(), BY_TRAINING_NAME)
        return self.answer_page(page, list(ChapterTraining(page.rows, many=True).data))

    @Operation(
        "add_training",
        "Add a training",
        detail="For organizers. Whoever attends an event of the kind `training` and of this title holds it.",
        body=TrainingChanges,
        answer=ChapterTraining,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        training = add_training(self.find_chapter(slug), by=self.person, **self.read_body())
        return Response(ChapterTraining(training).data, status=HTTPStatus.CREATED.value)


class OneTraining(SettingsView):
    room = "Trainings"

    def find_training(self, public_id: str) -> Training:
        rows = Training.objects.filter(chapter__in=self.viewer.organized_chapters).select_related("chapter")
        return self.find(rows, public_id)

    @Operation(
        "change_training",
        "Change a training",
        detail="For organizers. What was completed before keeps its day of expiry.",
        body=TrainingChanges,
        is_partial=True,
        answer=ChapterTraining,
        needs_sign_in=True,
    )
    def patch(self, request: Request, public_id: str) -> Response:
        training = change_training(self.find_training(public_id), by=self.person, **self.read_body())
        return Response(ChapterTraining(training).data)

    @Operation(
        "remove_training",
        "Remove a training",
        detail="For organizers, where no shift needs it and nobody completed it.",
        status=HTTPStatus.NO_CONTENT,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        remove_training(self.find_training(public_id), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT.value)


class MyTrainings(OwnView):
    @Operation(
        "list_my_trainings",
        "List the trainings that you hold or held",
        detail="In the chapters where you are a member now.",
        query=PageQuery,
        answer=CompletionOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request) -> Response:
        mine = completions_of(self.person).filter(chapter__in=self.viewer.member_chapters)
        page = self.take_page(mine, BY_MAKING)
        return self.answer_page(page, list(CompletionOutput(page.rows, many=True).data))


class ChapterHandOvers(SettingsView):
    @Operation(
        "list_hand_overs",
        "List to whom a chapter was offered",
        detail="For owners.",
        query=PageQuery,
        answer=HandOverOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        chapter = self.find_chapter(slug)
        self.require_owner(chapter.pk)
        page = self.take_page(chapter.hand_overs.select_related("chapter"), BY_MAKING)
        return self.answer_page(page, list(HandOverOutput(page.rows, many=True).data))

    @Operation(
        "offer_chapter",
        "Offer the ownership of a chapter to another member",
        detail=(
            "For owners who showed lately, on the site, who they are. A token cannot show that. Both are told by mail; "
            "nothing changes until the other accepts, within 14 days."
        ),
        body=NewHandOver,
        answer=HandOverOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE, Fault.STALE_SIGN_IN),
    )
    def post(self, request: Request, slug: str) -> Response:
        chapter = self.find_chapter(slug)
        self.require_owner(chapter.pk)
        self.require_fresh()
        given = self.read_body()
        to = self.find(Membership.objects.filter(chapter=chapter), given["to"])
        offer = offer_chapter(to, by=self.person, keeps=given["keeps"])
        return Response(HandOverOutput(offer).data, status=HTTPStatus.CREATED.value)


class MyHandOvers(OwnView):
    @Operation(
        "list_my_hand_overs",
        "List the chapters that were offered to you",
        query=PageQuery,
        answer=HandOverOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request) -> Response:
        page = self.take_page(offers_to(self.viewer), BY_MAKING)
        return self.answer_page(page, list(HandOverOutput(page.rows, many=True).data))


class AnswerHandOver(SettingsView):
    def find_offer(self, public_id: str) -> HandOver:
        return self.find(offers_to(self.viewer), public_id)


class AcceptHandOver(AnswerHandOver):
    @Operation(
        "accept_chapter",
        "Take a chapter over",
        detail=(
            "For the member to whom it is offered, who showed lately, on the site, who they are. A token cannot show "
            "that."
        ),
        answer=HandOverOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE, Fault.STALE_SIGN_IN),
    )
    def post(self, request: Request, public_id: str) -> Response:
        offer = self.find_offer(public_id)
        self.require_fresh()
        return Response(HandOverOutput(accept_offer(offer, by=self.person)).data)


class DeclineHandOver(AnswerHandOver):
    @Operation(
        "decline_chapter",
        "Decline to take a chapter over",
        detail="For the member to whom it is offered.",
        answer=HandOverOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        return Response(HandOverOutput(decline_offer(self.find_offer(public_id), by=self.person)).data)


class WithdrawHandOver(SettingsView):
    @Operation(
        "withdraw_chapter",
        "Withdraw the offer of a chapter",
        detail="For its owners.",
        answer=HandOverOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        rows = HandOver.objects.filter(chapter__in=self.viewer.organized_chapters)
        offer = self.find(rows, public_id)
        self.require_owner(offer.chapter_id)
        return Response(HandOverOutput(withdraw_offer(offer, by=self.person)).data)

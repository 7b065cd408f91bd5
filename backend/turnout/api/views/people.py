"""The people of a chapter, for its organizers: who they are, their roles, notes and trainings."""

from http import HTTPStatus

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.memberships import approve_member, change_roles, decline_member, remove_member
from turnout.actions.notes import add_note, remove_note
from turnout.actions.trainings import grant_training, revoke_completion
from turnout.api.operations import Operation
from turnout.api.pagination import BY_MAKING, Order
from turnout.api.problems import Fault, PartError, Problem
from turnout.api.serializers.people import (
    CompletionOutput,
    NewCompletion,
    NewNote,
    NoteOutput,
    PeopleQuery,
    PersonBrief,
    PersonOutput,
    RoleChange,
    WhyOutput,
    WhyQuery,
)
from turnout.api.serializers.strict import PageQuery
from turnout.models import Chapter, Completion, Event, Membership, Note, Role, Shift
from turnout.rules.explaining import explain_shift
from turnout.rules.people import people_of
from turnout.rules.refusals import Reason
from turnout.rules.trainings import completions_of

from .base import ApiView

BY_NAME = Order("display_name", str)


class PeopleView(ApiView):
    room = "People"

    def find_chapter(self, slug: str) -> Chapter:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        return chapter

    def find_person(self, public_id: str) -> Membership:
        rows = Membership.objects.filter(chapter__in=self.viewer.organized_chapters)
        return self.find(rows.select_related("person", "chapter").prefetch_related("roles"), public_id)

    def require_owner(self, chapter_id: int) -> None:
        if not self.viewer.owns(chapter_id):
            raise exceptions.PermissionDenied

    def answer(self, membership: Membership) -> Response:
        membership = self.find_person(membership.public_id)
        return Response(PersonOutput(membership).data)


class ChapterPeople(PeopleView):
    @Operation(
        "list_people",
        "List a chapter's people",
        detail="For organizers, by name. Without mail addresses.",
        query=PeopleQuery,
        answer=PersonBrief,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        chapter = self.find_chapter(slug)
        words = self.query.get("q", "").replace("\0", "")
        page = self.take_page(people_of(chapter, group=self.query["group"], words=words), BY_NAME)
        return self.answer_page(page, list(PersonBrief(page.rows, many=True).data))


class OnePerson(PeopleView):
    @Operation("get_person", "Read of a member", detail="For organizers.", answer=PersonOutput, needs_sign_in=True)
    def get(self, request: Request, public_id: str) -> Response:
        return self.answer(self.find_person(public_id))

    @Operation(
        "remove_person",
        "Remove somebody from the chapter",
        detail="For organizers; for owners, where the person has a role. Places to come go to those who wait.",
        status=HTTPStatus.NO_CONTENT,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE, Reason.LAST_OWNER),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        remove_member(self.find_person(public_id), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT.value)


class ApprovePerson(PeopleView):
    @Operation(
        "approve_person",
        "Take in somebody who asked to join",
        detail="For organizers. They are told by mail. Also for who was declined, and by an owner for who was removed.",
        answer=PersonOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        return self.answer(approve_member(self.find_person(public_id), by=self.person))


class DeclinePerson(PeopleView):
    @Operation(
        "decline_person",
        "Decline somebody who asked to join",
        detail="For organizers. They are told by mail.",
        answer=PersonOutput,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        return self.answer(decline_member(self.find_person(public_id), by=self.person))


class PersonRoles(PeopleView):
    @Operation(
        "grant_role",
        "Give a member a role",
        detail="For owners who showed lately, on the site, who they are. A token cannot show that.",
        body=RoleChange,
        answer=PersonOutput,
        needs_sign_in=True,
        refusals=(Reason.NOT_A_MEMBER, Fault.STALE_SIGN_IN),
    )
    def post(self, request: Request, public_id: str) -> Response:
        membership = self.find_person(public_id)
        self.require_owner(membership.chapter_id)
        self.require_fresh()
        return self.answer(change_roles(membership, give=[Role(self.read_body()["role"])], by=self.person))


class PersonRole(PeopleView):
    @Operation(
        "take_role",
        "Take a role from a member",
        detail=(
            "For owners who showed lately, on the site, who they are. A token cannot show that. The last owner stays "
            "one."
        ),
        status=HTTPStatus.NO_CONTENT,
        needs_sign_in=True,
        refusals=(Reason.NOT_A_MEMBER, Reason.LAST_OWNER, Fault.STALE_SIGN_IN),
    )
    def delete(self, request: Request, public_id: str, role: str) -> Response:
        membership = self.find_person(public_id)
        self.require_owner(membership.chapter_id)
        self.require_fresh()
        if role not in Role.values:
            raise exceptions.NotFound
        change_roles(membership, take=[Role(role)], by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT.value)


class PersonNotes(PeopleView):
    @Operation(
        "list_notes",
        "List the notes on a member",
        detail="For organizers.",
        query=PageQuery,
        answer=NoteOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, public_id: str) -> Response:
        page = self.take_page(self.find_person(public_id).notes.all(), BY_MAKING)
        return self.answer_page(page, list(NoteOutput(page.rows, many=True).data))

    @Operation(
        "add_note",
        "Note something on a member",
        detail="For organizers.",
        body=NewNote,
        answer=NoteOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        note = add_note(self.find_person(public_id), text=self.read_body()["text"], by=self.person)
        return Response(NoteOutput(note).data, status=HTTPStatus.CREATED.value)


class OneNote(PeopleView):
    @Operation(
        "remove_note", "Remove a note", detail="For organizers.", status=HTTPStatus.NO_CONTENT, needs_sign_in=True
    )
    def delete(self, request: Request, public_id: str) -> Response:
        note = self.find(Note.objects.filter(chapter__in=self.viewer.organized_chapters), public_id)
        remove_note(note, by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT.value)


class PersonTrainings(PeopleView):
    @Operation(
        "list_person_trainings",
        "List the trainings that a member holds or held",
        detail="For organizers.",
        query=PageQuery,
        answer=CompletionOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request, public_id: str) -> Response:
        membership = self.find_person(public_id)
        page = self.take_page(completions_of(membership.person, chapter=membership.chapter), BY_MAKING)
        return self.answer_page(page, list(CompletionOutput(page.rows, many=True).data))

    @Operation(
        "grant_training",
        "Say that a member completed a training",
        detail="For organizers; today, or on a day before.",
        body=NewCompletion,
        answer=CompletionOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
        refusals=(Reason.NOT_A_MEMBER,),
    )
    def post(self, request: Request, public_id: str) -> Response:
        membership = self.find_person(public_id)
        given = self.read_body()
        training = membership.chapter.trainings.filter(public_id=given["training"]).first()
        if training is None:
            detail = _("This chapter has no such training.")
            raise Problem(Reason.INVALID, errors=[PartError(pointer="/training", detail=detail)])
        completion = grant_training(membership, training, completed_on=given.get("completed_on"), by=self.person)
        return Response(CompletionOutput(completion).data, status=HTTPStatus.CREATED.value)


class OneCompletion(PeopleView):
    @Operation(
        "revoke_training",
        "Take a training back from somebody",
        detail="For organizers. Places that are held stay.",
        status=HTTPStatus.NO_CONTENT,
        needs_sign_in=True,
    )
    def delete(self, request: Request, public_id: str) -> Response:
        rows = Completion.objects.filter(chapter__in=self.viewer.organized_chapters)
        revoke_completion(self.find(rows, public_id), by=self.person)
        return Response(status=HTTPStatus.NO_CONTENT.value)


class PersonWhy(PeopleView):
    @Operation(
        "explain_shift",
        "Say why somebody does not see a shift, or cannot claim it",
        detail="For organizers; by the same rules that hide it and refuse it.",
        query=WhyQuery,
        answer=WhyOutput,
        needs_sign_in=True,
    )
    def get(self, request: Request, public_id: str) -> Response:
        membership = self.find_person(public_id)
        shifts = Shift.objects.filter(chapter=membership.chapter).exclude(event__state=Event.State.DELETED)
        shift = self.find(shifts.select_related("event", "chapter"), self.query["shift"])
        return Response(WhyOutput(explain_shift(shift, membership)).data)

"""Letters of hours: one's own, and what a letter's code verifies."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.letters import make_letter, read_letter
from turnout.api.operations import Operation
from turnout.api.pagination import BY_MAKING
from turnout.api.problems import refuse_missing
from turnout.api.serializers.attendance import LetterOutput, MyLetterOutput, NewLetter
from turnout.api.serializers.strict import PageQuery
from turnout.models import Letter
from turnout.prints.hours import name_file, write_letter
from turnout.rules.networks import find_address
from turnout.rules.refusals import Reason
from turnout.rules.visibility import chapters_of, letters_of

from .base import ApiView


class MyLetters(ApiView):
    room = "Letters"

    @Operation(
        "list_my_letters",
        "List your letters of hours",
        query=PageQuery,
        answer=MyLetterOutput,
        is_list=True,
        needs_sign_in=True,
    )
    def get(self, request: Request) -> Response:
        page = self.take_page(letters_of(self.viewer), BY_MAKING)
        return self.answer_page(page, _show(page.rows))

    @Operation(
        "make_letter",
        "Make a letter of your hours",
        detail="Of the shifts in one of your chapters at which you are known to have been. Twenty a day at most.",
        body=NewLetter,
        answer=MyLetterOutput,
        status=HTTPStatus.CREATED,
        needs_sign_in=True,
        refusals=(Reason.TOO_MANY_TRIES,),
    )
    def post(self, request: Request) -> Response:
        given = self.read_body()
        chapter = self.find(chapters_of(self.viewer), given["chapter"], by="slug")
        name = given.get("name", "")
        letter = make_letter(chapter, given["starts_on"], given["ends_on"], person=self.person, name=name)
        return Response(_show([letter])[0], status=HTTPStatus.CREATED.value)


class MyLetterFile(ApiView):
    room = "Letters"

    @Operation(
        "get_my_letter",
        "Read one of your letters as a PDF",
        files=("application/pdf",),
        needs_sign_in=True,
    )
    def get(self, request: Request, public_id: str) -> HttpResponse:
        letter = self.find(letters_of(self.viewer), public_id)
        headers = {"Content-Disposition": f'attachment; filename="{name_file(letter)}"'}
        return HttpResponse(write_letter(letter), content_type="application/pdf", headers=headers)


class CheckedLetter(ApiView):
    room = "Letters"

    @Operation(
        "check_letter",
        "Check a letter by its code",
        detail="For everybody. Says what the letter says, and no more.",
        answer=LetterOutput,
        refusals=(Reason.TOO_MANY_TRIES,),
    )
    def get(self, request: Request, code: str) -> Response:
        asked = find_address(str(request.META.get("REMOTE_ADDR", "")), request.headers.get("X-Forwarded-For", ""))
        letter = read_letter(code, address=asked)
        if letter is None:
            raise refuse_missing()
        return Response(LetterOutput(letter).data)


def _show(letters: list[Letter]) -> list[dict[str, Any]]:
    addresses = {letter.pk: settings.BASE_URL + reverse("me-letter", args=[letter.public_id]) for letter in letters}
    return list(MyLetterOutput(letters, many=True, context={"addresses": addresses}).data)

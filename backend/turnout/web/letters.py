"""Letters of hours: one's own, to make and to download, and the public page that verifies one."""

from datetime import UTC, date
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from turnout.actions.letters import make_letter, read_letter
from turnout.models import Chapter
from turnout.prints.hours import group_code, list_facts, name_file, say_issued, say_length, write_letter
from turnout.rules.refusals import Refused
from turnout.rules.times import say_days
from turnout.rules.visibility import chapters_of, letters_of

from .errors import say_wait
from .forms import DayField, PlainForm
from .members import members_only
from .requests import MemberRequest, address_of, viewer_of

JULY = 7
LETTERS_SHOWN = 20


class LetterForm(PlainForm):
    chapter = forms.ModelChoiceField(
        label=_("Chapter"),
        queryset=Chapter.objects.none(),
        empty_label=None,
        to_field_name="slug",
        error_messages={"required": _("Choose a chapter."), "invalid_choice": _("Choose a chapter.")},
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    name = forms.CharField(
        label=_("Your name on the letter"),
        max_length=80,
        error_messages={"required": _("Type the name that the letter is for.")},
    )

    def __init__(self, *args: Any, chapters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chapter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = chapters


class CodeForm(PlainForm):
    code = forms.CharField(
        label=_("Code on the letter"),
        max_length=60,
        error_messages={"required": _("Type the code that stands on the letter.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def list_or_make(request: MemberRequest) -> HttpResponse:
    viewer = viewer_of(request)
    chapters = chapters_of(viewer).order_by("name")
    first = chapters.first()
    today = timezone.now().astimezone(first.zone if first else UTC).date()
    initial = {"name": request.user.name, "ends_on": today, "starts_on": _term_of(today)}
    form = LetterForm(request.POST if request.method == "POST" else None, chapters=chapters, initial=initial)
    wait = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            letter = make_letter(
                data["chapter"], data["starts_on"], data["ends_on"], person=request.user, name=data["name"]
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            wait = refusal
        else:
            return redirect(f"{reverse('me-letters')}#{letter.public_id}")
    letters = [
        (letter, say_days(letter.starts_on, letter.ends_on), say_length(letter.minutes), group_code(letter.code))
        for letter in letters_of(viewer)[:LETTERS_SHOWN]
    ]
    facts = {"form": form, "letters": letters, "can_make": chapters.exists()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    response = render(request, "me/letters.html", facts, status=status)
    return say_wait(response, wait) if wait else response


@require_safe
@members_only
def download(request: MemberRequest, public_id: str) -> HttpResponse:
    letter = get_object_or_404(letters_of(viewer_of(request)), public_id=public_id)
    headers = {"Content-Disposition": f'attachment; filename="{name_file(letter)}"'}
    return HttpResponse(write_letter(letter), content_type="application/pdf", headers=headers)


@require_safe
def ask_code(request: HttpRequest) -> HttpResponse:
    """Where somebody who holds a letter types its code."""
    if "code" not in request.GET:
        return render(request, "letters/ask.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if form.is_valid():
        return _show(request, form, form.cleaned_data["code"])
    return render(request, "letters/ask.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What a letter of this code says, and no more."""
    return _show(request, CodeForm({"code": code}), code)


def _show(request: HttpRequest, form: CodeForm, code: str) -> HttpResponse:
    try:
        letter = read_letter(code, address=address_of(request))
    except Refused as refusal:
        form.add_error("code", str(refusal))
        answer = render(request, "letters/ask.html", {"form": form}, status=HTTPStatus.TOO_MANY_REQUESTS)
        return say_wait(answer, refusal)
    if letter is None:
        form.add_error("code", _("No letter has this code. Look at it once more, or ask who gave it to you."))
        return render(request, "letters/ask.html", {"form": form}, status=HTTPStatus.NOT_FOUND)
    facts = {
        "letter": letter,
        "facts": list_facts(letter),
        "issued": say_issued(letter),
        "code": group_code(letter.code),
        "named": letter.chapter.name,
        "is_given_name": letter.name != letter.person.name,
    }
    return render(request, "letters/show.html", facts)


def _term_of(today: date) -> date:
    """Return the first day of the half year: what somebody most likely asks for."""
    return today.replace(month=JULY if today.month >= JULY else 1, day=1)

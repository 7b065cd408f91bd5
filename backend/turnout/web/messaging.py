"""Writing to many: to whom it goes and how it reads is seen before it is sent."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from turnout.actions.messaging import send_message
from turnout.models import Audience, Chapter, Event, Kind, Shift
from turnout.rules.messaging import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    MOST_WEEKS,
    Preview,
    Wanted,
    messages_of,
    preview_message,
    say_audience,
)
from turnout.rules.refusals import Refused
from turnout.rules.times import say_date, say_span, say_time

from .forms import PlainForm
from .members import members_only
from .organized import find_organized_chapter
from .planning import LinesField
from .requests import MemberRequest

A_PAGE = 20
MOST_CHOICES = 200
NAMED = 12


class MessageForm(PlainForm):
    audience = forms.ChoiceField(
        label=_("To whom?"),
        choices=Audience.choices,
        error_messages={"required": _("Choose whom it goes to.")},
        widget=forms.RadioSelect,
    )
    shift = forms.ModelChoiceField(
        label=_("Which shift?"),
        queryset=Shift.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="",
    )
    event = forms.ModelChoiceField(
        label=_("Which event?"),
        queryset=Event.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="",
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", ""), *Kind.choices], required=False)
    weeks = forms.IntegerField(
        label=_("In the last … weeks"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=12,
        required=False,
        error_messages={
            "invalid": _("Type a whole number."),
            "min_value": _("Type 1 or more."),
            "max_value": _("Type 52 or less: that is a year."),
        },
    )
    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("It shows on locked phones. Name no event and no role."),
        max_length=LONGEST_SUBJECT,
        error_messages={"required": _("Write a subject.")},
    )
    body = LinesField(
        label=_("Message"),
        help_text=_("{name} becomes each reader's name; {shift} and {when}, of a shift or an event, what they are on."),
        max_length=LONGEST_BODY,
        rows=8,
        error_messages={"required": _("Write the message.")},
    )

    def __init__(self, *args: Any, chapter: Chapter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chapter = chapter
        lately = timezone.now() - timedelta(days=14)
        seen = Q(chapter=chapter, ends_at__gt=lately)
        shift, event = (cast("forms.ModelChoiceField[Any]", self.fields[name]) for name in ("shift", "event"))
        own = Shift.objects.filter(seen, state=Shift.State.OPEN, event__state=Event.State.PUBLISHED)
        shift.queryset = own.select_related("event").defer("event__kit", "event__summary").order_by("starts_at", "id")
        shift.label_from_instance = lambda obj: f"{obj.role}, {say_span(obj)}"  # type: ignore[method-assign]
        event.queryset = Event.objects.filter(seen, state=Event.State.PUBLISHED).order_by("starts_at", "id")
        event.label_from_instance = (  # type: ignore[method-assign]
            lambda obj: f"{obj.title}, {say_date(obj.starts_at, obj.zone)}"
        )
        for name, field in (("shift", shift), ("event", event)):
            self._offer(name, field)

    def _offer(self, name: str, field: "forms.ModelChoiceField[Any]") -> None:
        """Offer the next ones, and the one that is named already; any other of the term is named from its own page."""
        rows = field.queryset
        assert rows is not None
        offered = list(rows[:MOST_CHOICES])
        chosen = str(self.data.get(name) or self.initial.get(name) or "")
        if chosen and all(row.public_id != chosen for row in offered):
            offered += rows.filter(public_id=chosen)
        field.choices = [("", ""), *((row.public_id, field.label_from_instance(row)) for row in offered)]

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(
            chapter=self.chapter,
            audience=Audience(data["audience"]),
            subject=data["subject"],
            body=data["body"],
            shift=data["shift"],
            event=data["event"],
            kind=data["kind"],
            weeks=data["weeks"] or 12,
        )


@require_safe
@members_only
def list_messages(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    page = Paginator(messages_of(chapter), A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "message": message,
            "to": say_audience(message),
            "when": f"{say_date(message.created_at, chapter.zone)}, {say_time(message.created_at, chapter.zone)}",
        }
        for message in page.object_list
    ]
    return render(request, "organize/messages.html", {"chapter": chapter, "page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def write_message(request: MemberRequest, slug: str) -> HttpResponse:
    """Write a message, see to whom it goes and how it reads, and send exactly that."""
    chapter = find_organized_chapter(request, slug)
    if request.method != "POST":
        initial = {name: request.GET[name] for name in ("audience", "shift", "event", "kind") if name in request.GET}
        return _show(request, chapter, MessageForm(initial={"audience": Audience.ALL, **initial}, chapter=chapter), {})
    form = MessageForm(request.POST, chapter=chapter)
    if not form.is_valid():
        return _show(request, chapter, form, {}, HTTPStatus.UNPROCESSABLE_ENTITY)
    wanted = form.wanted()
    try:
        preview = preview_message(wanted)
        if "edit" in request.POST:
            return _show(request, chapter, form, {})
        told = request.POST.get("seen")
        if told != preview.seen:
            facts = {"preview": _describe(preview, wanted), "seen": preview.seen, "has_changed": bool(told)}
            return _show(request, chapter, form, facts)
        sent = send_message(wanted, by=request.user, seen=preview.seen)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _show(request, chapter, form, {}, HTTPStatus.UNPROCESSABLE_ENTITY)
    said = ngettext("On its way to %(count)d person.", "On its way to %(count)d people.", sent.people)
    messages.success(request, said % {"count": sent.people})
    return redirect("organize-messages", chapter.slug)


def _describe(preview: Preview, wanted: Wanted) -> dict[str, Any]:
    """Return what the page says of a message before it goes out."""
    names = [member.display_name for member in preview.members]
    return {
        "count": len(names),
        "to": say_audience(wanted),
        "names": names[:NAMED],
        "more": max(len(names) - NAMED, 0),
        "reader": names[0],
        "subject": preview.subject,
        "body": preview.body,
        "answers_to": wanted.chapter.contact_email,
    }


def _show(
    request: MemberRequest,
    chapter: Chapter,
    form: MessageForm,
    facts: dict[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    page = {"chapter": chapter, "form": form, "has_mailbox": bool(chapter.contact_email), **facts}
    return render(request, "organize/message.html", page, status=status)

"""The people of a chapter, for its organizers. Nobody's mail address is shown."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from turnout.actions.memberships import approve_member, change_roles, decline_member, remove_member
from turnout.actions.notes import add_note, remove_note
from turnout.actions.trainings import grant_training, revoke_completion
from turnout.models import Chapter, Membership, Note, Role, Signup
from turnout.rules.people import GROUPS, people_of, read_reliability
from turnout.rules.refusals import Refused
from turnout.rules.trainings import completions_of

from .chapter_forms import GrantForm, NoteForm, RolesForm
from .chapters import link_to, read_page
from .forms import PlainForm
from .members import members_only
from .organized import find_organized_chapter
from .proofs import is_fresh, proof_link
from .requests import MemberRequest, viewer_of

PAGE = 50
SHOWN = 20
MOST_COMPLETIONS = 200


def find_membership(chapter: Chapter, public_id: str) -> Membership:
    rows = Membership.objects.filter(chapter=chapter).select_related("person", "chapter", "wants__event")
    return get_object_or_404(rows.prefetch_related("roles"), public_id=public_id)


def read_words(request: MemberRequest) -> str:
    """Return what is looked for."""
    return " ".join(request.GET.get("q", "")[:80].split())


@require_safe
@members_only
def list_people(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    group = request.GET.get("group", "")
    group = group if group in GROUPS else "members"
    words, page = read_words(request), read_page(request)
    found = people_of(chapter, group=group, words=words)
    rows = list(found[PAGE * (page - 1) : PAGE * page + 1])
    facts = {
        "chapter": chapter,
        "group": group,
        "other_group": group if group != "members" else "",
        "words": words,
        "rows": rows[:PAGE],
        "count": found.count(),
        "waiting": Membership.objects.filter(chapter=chapter, state=Membership.State.APPLIED).count(),
        "page": page,
        "first_page": link_to(request, page=None),
        "next_page": link_to(request, page=page + 1) if len(rows) > PAGE else None,
    }
    return render(request, "organize/people.html", facts)


@require_safe
@members_only
def show_person(request: MemberRequest, slug: str, public_id: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    return _render(request, find_membership(chapter, public_id))


def _render(
    request: MemberRequest, membership: Membership, status: HTTPStatus = HTTPStatus.OK, **posted: PlainForm
) -> HttpResponse:
    chapter = membership.chapter
    now = timezone.now()
    ahead = Signup.objects.filter(
        chapter=chapter, person=membership.person, state__in=Signup.CURRENT, shift__ends_at__gt=now
    )
    held = [role.role for role in membership.roles.all()]
    # What somebody ticked before they were asked who they are.
    ticked = [role for role in request.GET.getlist("role") if role in Role.values] if "ticked" in request.GET else held
    today = now.astimezone(chapter.zone).date()
    facts: dict[str, Any] = {
        "chapter": chapter,
        "membership": membership,
        "is_self": membership.person_id == request.user.pk,
        "owns": viewer_of(request).owns(chapter.pk),
        "has_roles": bool(held),
        "reliability": read_reliability(membership).say(),
        "ahead": ahead.select_related("shift__event").order_by("shift__starts_at", "shift_id")[:SHOWN],
        "completions": completions_of(membership.person, chapter=chapter)[:MOST_COMPLETIONS],
        "today": today,
        # All of them: an action keeps them few.
        "notes": list(membership.notes.all()),
        "note_form": NoteForm(),
        "grant_form": _grant_form(chapter, initial={"completed_on": today}),
        "roles_form": RolesForm(initial={"roles": ticked}),
        **posted,
    }
    return render(request, "organize/person.html", facts, status=status)


def _grant_form(chapter: Chapter, *args: Any, **kwargs: Any) -> GrantForm:
    form = GrantForm(*args, **kwargs)
    field = cast(forms.ChoiceField, form.fields["training"])
    field.choices = [(training.public_id, training.name) for training in chapter.trainings.all()]
    return form


@require_POST
@members_only
def act(request: MemberRequest, slug: str, public_id: str, verb: str) -> HttpResponse:
    """Do one of `VERBS` to a member, say so, and show their page again."""
    chapter = find_organized_chapter(request, slug)
    membership = find_membership(chapter, public_id)
    if verb not in VERBS:
        raise Http404
    try:
        answer = VERBS[verb](request, membership)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        answer = None
    if isinstance(answer, HttpResponse):
        return answer
    if answer:
        messages.success(request, answer)
    if request.POST.get("back") == "list":
        return redirect("organize-people", slug)
    return redirect("organize-person", slug, public_id)


Answer = HttpResponse | str | None


def _approve(request: MemberRequest, membership: Membership) -> Answer:
    approve_member(membership, by=request.user)
    return _("%(name)s is a member now, and gets an email.") % {"name": membership.display_name}


def _decline(request: MemberRequest, membership: Membership) -> Answer:
    decline_member(membership, by=request.user)
    return _("Declined. %(name)s gets a kind email.") % {"name": membership.display_name}


def _remove(request: MemberRequest, membership: Membership) -> Answer:
    remove_member(membership, by=request.user)
    return _("%(name)s is removed.") % {"name": membership.display_name}


def _roles(request: MemberRequest, membership: Membership) -> Answer:
    """Owners alone give and take roles, and show first who they are."""
    if not viewer_of(request).owns(membership.chapter_id):
        raise Http404
    if not is_fresh(request):
        ticked = urlencode({"ticked": "1", "role": request.POST.getlist("roles")}, doseq=True)
        return redirect(proof_link(f"{request.path.removesuffix('roles/')}?{ticked}"))
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _render(request, membership, HTTPStatus.UNPROCESSABLE_ENTITY, roles_form=form)
    wanted = {Role(role) for role in form.cleaned_data["roles"]}
    change_roles(membership, give=sorted(wanted), take=sorted(set(Role) - wanted), by=request.user)
    return _("Saved.")


def _note(request: MemberRequest, membership: Membership) -> Answer:
    form = NoteForm(request.POST)
    if form.is_valid():
        add_note(membership, text=form.cleaned_data["text"], by=request.user)
        return _("Saved.")
    return _render(request, membership, HTTPStatus.UNPROCESSABLE_ENTITY, note_form=form)


def _train(request: MemberRequest, membership: Membership) -> Answer:
    form = _grant_form(membership.chapter, request.POST)
    if form.is_valid():
        training = membership.chapter.trainings.get(public_id=form.cleaned_data["training"])
        try:
            grant_training(membership, training, completed_on=form.cleaned_data["completed_on"], by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return _("Saved.")
    return _render(request, membership, HTTPStatus.UNPROCESSABLE_ENTITY, grant_form=form)


VERBS: dict[str, Callable[[MemberRequest, Membership], Answer]] = {
    "approve": _approve,
    "decline": _decline,
    "remove": _remove,
    "roles": _roles,
    "note": _note,
    "training": _train,
}


@require_POST
@members_only
def forget_note(request: MemberRequest, slug: str, public_id: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    note = get_object_or_404(Note.objects.select_related("membership"), chapter=chapter, public_id=public_id)
    remove_note(note, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("organize-person", slug, note.membership.public_id)


@require_POST
@members_only
def revoke(request: MemberRequest, slug: str, public_id: str) -> HttpResponse:
    """Take back a training from somebody."""
    chapter = find_organized_chapter(request, slug)
    completion = get_object_or_404(chapter.completions, public_id=public_id)
    revoke_completion(completion, by=request.user)
    membership = get_object_or_404(Membership, chapter=chapter, person=completion.person_id)
    messages.success(request, _("Taken back. Places that are held stay."))
    return redirect("organize-person", slug, membership.public_id)

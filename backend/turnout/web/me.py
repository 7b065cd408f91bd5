"""Me: my name, my calendar addresses, my chapters."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from turnout.actions.departures import end_membership
from turnout.actions.feeds import make_feed, revoke_feed, rotate_feed
from turnout.actions.people import rename_person
from turnout.models import CalendarFeed
from turnout.rules.refusals import Refused
from turnout.rules.visibility import chapters_of, chapters_organized_by, feeds_of, memberships_of

from .forms import FeedForm, NameForm
from .members import members_only
from .requests import MemberRequest, viewer_of


@require_safe
@members_only
def show_me(request: MemberRequest) -> HttpResponse:
    return _render_me(request)


@require_POST
@members_only
def rename(request: MemberRequest) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _render_me(request, name_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    rename_person(request.user, name=form.cleaned_data["name"])
    messages.success(request, _("Saved."))
    return redirect("me")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def add_feed(request: MemberRequest) -> HttpResponse:
    """Make a calendar address and show it, this once."""
    if request.method != "POST":  # a tab that is opened again: the address was shown, and is not kept
        return redirect("me")
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _render_me(request, feed_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        feed, token = make_feed(person=request.user, name=form.cleaned_data["name"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _render_me(request, feed_form=form, status=HTTPStatus.CONFLICT)
    return _show_address(request, feed, token)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def rotate(request: MemberRequest, public_id: str) -> HttpResponse:
    """Give a feed a new address and show it, this once."""
    if request.method != "POST":
        return redirect("me")
    feed = get_object_or_404(feeds_of(viewer_of(request)), public_id=public_id)
    try:
        feed, token = rotate_feed(feed, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("me")
    return _show_address(request, feed, token)


@require_POST
@members_only
def revoke(request: MemberRequest, public_id: str) -> HttpResponse:
    feed = get_object_or_404(feeds_of(viewer_of(request)), public_id=public_id)
    try:
        revoke_feed(feed, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Revoked. That address shows nothing any more."))
    return redirect("me")


@require_POST
@members_only
def leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Leave a chapter; the places that one holds there go to those who wait."""
    membership = get_object_or_404(memberships_of(viewer_of(request)), chapter__slug=slug)
    end_membership(membership, by=request.user)
    messages.success(request, _("You left %(chapter)s.") % {"chapter": membership.chapter.name})
    return redirect("me")


def _show_address(request: HttpRequest, feed: CalendarFeed, token: str) -> HttpResponse:
    address = settings.BASE_URL + reverse("feed-private", args=[token])
    webcal = urlsplit(address)._replace(scheme="webcal").geturl()
    return render(request, "me/feed.html", {"feed": feed, "address": address, "webcal": webcal})


def _render_me(
    request: MemberRequest,
    *,
    name_form: NameForm | None = None,
    feed_form: FeedForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    viewer = viewer_of(request)
    facts = {
        "feeds": feeds_of(viewer),
        "chapters": chapters_of(viewer),
        "organized": chapters_organized_by(viewer),
        "name_form": name_form or NameForm(initial={"name": request.user.name}),
        "feed_form": feed_form or FeedForm(),
    }
    return render(request, "me/show.html", facts, status=status)

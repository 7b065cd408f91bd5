"""One's own calendar addresses: made, changed, revoked. An address is shown once and kept nowhere."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from turnout.actions.feeds import make_feed, revoke_feed, rotate_feed
from turnout.models import CalendarFeed
from turnout.rules.refusals import Refused
from turnout.rules.visibility import feeds_of

from .forms import FeedForm
from .members import members_only
from .requests import MemberRequest, viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def list_or_add(request: MemberRequest) -> HttpResponse:
    """The addresses there are; a POST makes one more and shows it, this once."""
    if request.method != "POST":
        return _render_feeds(request, FeedForm())
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _render_feeds(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        feed, token = make_feed(person=request.user, name=form.cleaned_data["name"])
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return _render_feeds(request, form, status=HTTPStatus.CONFLICT)
    return _show_address(request, feed, token)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def rotate(request: MemberRequest, public_id: str) -> HttpResponse:
    """Give a feed a new address and show it, this once."""
    if request.method != "POST":  # a tab that is opened again: the address was shown, and is not kept
        return redirect("me-feeds")
    feed = get_object_or_404(feeds_of(viewer_of(request)), public_id=public_id)
    try:
        feed, token = rotate_feed(feed, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("me-feeds")
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
        messages.success(request, _("Removed. That link shows nothing any more."))
    return redirect("me-feeds")


def _show_address(request: MemberRequest, feed: CalendarFeed, token: str) -> HttpResponse:
    address = settings.BASE_URL + reverse("feed-private", args=[token])
    webcal = urlsplit(address)._replace(scheme="webcal").geturl()
    return render(request, "me/feed.html", {"feed": feed, "address": address, "webcal": webcal})


def _render_feeds(request: MemberRequest, form: FeedForm, *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return render(request, "me/feeds.html", {"feeds": feeds_of(viewer_of(request)), "form": form}, status=status)

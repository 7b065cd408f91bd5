"""Where somebody is signed in: noting it, and ending it."""

import time
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from turnout.actions.sessions import end_session, end_sessions, note_session
from turnout.rules.visibility import sessions_of

from .browsers import say_browser
from .members import members_only
from .requests import MemberRequest, viewer_of
from .signin import sign_out

Answer = Callable[[HttpRequest], HttpResponse]

# In the session: when it was last noted, in seconds; a request that comes sooner after it writes nothing.
SEEN = "seen"
SEEN_EVERY = 3600


def note_sessions(get_response: Answer) -> Answer:
    """Note once an hour, after the answer is made, that a session is in use.

    allauth's own middleware would write with each request. A session from before this was here is noted with its
    next request. A request that never asked who it is from is not asked now either.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if session.accessed and SESSION_KEY in session and time.time() - session.get(SEEN, 0) >= SEEN_EVERY:
            _note(request)
        return response

    return answer


def _note(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        return
    if not request.session.session_key:
        request.session.save()
    request.session[SEEN] = int(time.time())
    key = request.session.session_key
    assert key is not None  # it was saved
    note_session(request.user, key=key, user_agent=request.headers.get("User-Agent", ""))


@require_safe
@members_only
def list_sessions(request: MemberRequest) -> HttpResponse:
    """Where one is signed in: this device first."""
    key = request.session.session_key
    rows = [(session, say_browser(session.user_agent)) for session in sessions_of(viewer_of(request))]
    others = [row for row in rows if row[0].session_key != key]
    here = say_browser(request.headers.get("User-Agent", ""))
    return render(request, "me/sessions.html", {"this_browser": here, "others": others})


@require_POST
@members_only
def end_one(request: MemberRequest, public_id: str) -> HttpResponse:
    session = get_object_or_404(sessions_of(viewer_of(request)), data__public_id=public_id)
    if session.session_key == request.session.session_key:
        return sign_out(request)
    end_session(session, by=request.user)
    messages.success(request, _("That device is signed out."))
    return redirect("me-sessions")


@require_POST
@members_only
def end_others(request: MemberRequest) -> HttpResponse:
    person = end_sessions(request.user, by=request.user, keep=request.session.session_key or "")
    update_session_auth_hash(request, person)
    # The session goes on under a new key, and is noted under it with this very answer.
    request.session.pop(SEEN, None)
    messages.success(request, _("You are signed in on this device only."))
    return redirect("me-sessions")

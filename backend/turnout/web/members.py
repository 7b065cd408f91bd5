"""Pages that are only for somebody who is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .requests import MemberRequest
from .signin import signin_link

P = ParamSpec("P")


def members_only(view: Callable[Concatenate[MemberRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead somebody signed out through sign-in first, and back to where they were."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            back = request.path if request.method in {"GET", "HEAD"} else reverse("mine")
            return redirect(signin_link(next_path=back))
        return view(cast(MemberRequest, request), *args, **kwargs)

    return answer

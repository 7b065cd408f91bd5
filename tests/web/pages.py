"""Reading the pages that tests get back."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.test import Client

from turnout.models import Person, SignInCode

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page

ClientOf = Callable[[Person | None], Client]


def text_of(response: "Page") -> str:
    """Return what a page says, without its marks and with single spaces."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&#x27;", "'").strip()


def newest_code(email: str) -> str:
    """Return the code that was last asked for with this address."""
    return SignInCode.objects.filter(email=email.lower()).latest("id").derive_code()


def sign_in(client: Client, email: str, *, name: str = "", **wanted: str) -> "Page":
    """Go through both screens, and return the answer to the code."""
    client.post("/signin/", {"email": email, "name": name, **wanted})
    return client.post("/signin/code/", {"code": newest_code(email)})

"""Many programs and phones that ask at the same time: the REST API, and the pages' buttons."""

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

AT_ONCE = 32
NO_ANSWER = 0
PATIENCE = 60.0  # seconds
# A token that is the same in cookie and header; a browser gets its own from the server.
CSRF = "c" * 32


@dataclass(frozen=True)
class Ask:
    """One request: whose token, what, where, and the body. With a `session` it is a browser's instead."""

    token: str
    method: str
    path: str
    body: dict[str, Any] | None = None
    if_match: str = ""
    session: str = ""


@dataclass(frozen=True)
class Form:
    """A form that is sent on a page without JavaScript: whose session, where to, and its fields."""

    session: str
    path: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Tap:
    """A tap on a button of a page: whose session, where it sends to, how, and its key."""

    session: str
    path: str
    how: str = ""
    key: str = ""


@dataclass(frozen=True)
class Answer:
    """Its status, `NO_ANSWER` where the connection broke, and its body where there is one."""

    status: int
    body: Any = None


class Crowd:
    """32 connections that are kept; `with Crowd(port) as crowd:` closes them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._mine = threading.local()
        self._pool = ThreadPoolExecutor(AT_ONCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._pool.shutdown()

    def ask_all(self, asks: Sequence[Ask | Form | Tap]) -> list[Answer]:
        """Send all, as many at once as there are connections; the answers come in the order of the asks."""
        return self.do_all(self.ask, asks)

    def do_all(self, do: Callable[[Any], Answer], asks: Sequence[Ask | Form | Tap]) -> list[Answer]:
        """Do something with each of the asks on these connections."""
        return list(self._pool.map(do, asks))

    def ask(self, ask: Ask | Form | Tap) -> Answer:
        if isinstance(ask, Form):
            return self._fill_in(ask)
        return self._tap(ask) if isinstance(ask, Tap) else self._ask(ask)

    def _ask(self, ask: Ask) -> Answer:
        headers = {"Authorization": f"Bearer {ask.token}"}
        if ask.session:
            headers = {"Cookie": f"session={ask.session}; csrf={CSRF}", "X-CSRFToken": CSRF}
        if ask.if_match:
            headers["If-Match"] = ask.if_match
        body = None
        if ask.body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(ask.body)
        status, content = self._send(ask.method, f"/api/v1{ask.path}", body, headers)
        return Answer(status, json.loads(content) if content.strip() else None)

    def _fill_in(self, form: Form) -> Answer:
        headers = {
            "Cookie": f"session={form.session}; csrf={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": CSRF,
        }
        status, content = self._send("POST", form.path, urlencode(form.fields), headers)
        return Answer(status, content.decode())

    def _tap(self, tap: Tap) -> Answer:
        headers = {
            "Cookie": f"session={tap.session}; csrf={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
            "X-CSRFToken": CSRF,
            **({"Idempotency-Key": tap.key} if tap.key else {}),
        }
        status, content = self._send("POST", tap.path, urlencode({"how": tap.how}), headers)
        return Answer(status, content.decode())

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            connection = self._connection()
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, HTTPException):
            self._mine.connection = None
            return NO_ANSWER, b""

    def _connection(self) -> HTTPConnection:
        if getattr(self._mine, "connection", None) is None:
            self._mine.connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection: HTTPConnection = self._mine.connection
        return connection


def claim(token: str, shift: str, *, waitlist: bool = False) -> Ask:
    """The wish for a place on a shift, or for one on its waitlist."""
    return Ask(token, "POST", f"/shifts/{shift}/signups", {"if_full": "waitlist"} if waitlist else {})


def drop(token: str, signup: str) -> Ask:
    return Ask(token, "DELETE", f"/signups/{signup}")

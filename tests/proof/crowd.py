"""Many programs that ask the REST API at the same time."""

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Any, Self

AT_ONCE = 32
NO_ANSWER = 0
PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Ask:
    """One request: whose token, what, where, and the body."""

    token: str
    method: str
    path: str
    body: dict[str, Any] | None = None


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

    def ask_all(self, asks: Sequence[Ask]) -> list[Answer]:
        """Send all, as many at once as there are connections; the answers come in the order of the asks."""
        return self.do_all(self.ask, asks)

    def do_all(self, do: Callable[[Ask], Answer], asks: Sequence[Ask]) -> list[Answer]:
        """Do something with each of the asks on these connections."""
        return list(self._pool.map(do, asks))

    def ask(self, ask: Ask) -> Answer:
        headers = {"Authorization": f"Bearer {ask.token}"}
        body = None
        if ask.body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(ask.body)
        try:
            connection = self._connection()
            connection.request(ask.method, f"/api/v1{ask.path}", body, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, HTTPException):
            self._mine.connection = None
            return Answer(NO_ANSWER)
        return Answer(response.status, json.loads(content) if content.strip() else None)

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

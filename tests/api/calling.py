"""Calling the API, as a program with somebody's token, or as nobody."""

import json
from typing import Any

from django.test import Client

from tests.builders import sign_in_now
from turnout.actions.tokens import create_token
from turnout.models import Chapter, Person

BASE = "/api/v1"


class Caller:
    """A program that acts for a person (nobody, where none is named), in one chapter or in all.

    Or a browser in which they signed in just now.
    """

    def __init__(
        self, person: Person | None = None, *, chapter: Chapter | None = None, has_signed_in: bool = False
    ) -> None:
        self.client = Client()
        self.headers: dict[str, str] = {}
        if person is not None and has_signed_in:
            sign_in_now(self.client, person)
        elif person is not None:
            _token, secret = create_token(person=person, chapter=chapter)
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(BASE + path, query, headers=self.headers | _named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PATCH", path, body, headers)

    def delete(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("DELETE", path, body, headers)

    def send(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(
            method, BASE + path, data, content_type="application/json", headers=self.headers | _named(headers or {})
        )


def ask_all(caller: Caller, path: str, query: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of every page of a list, by its cursors."""
    rows: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = caller.get(path, query | ({"cursor": cursor} if cursor else {})).json()
        rows += page["data"]
        cursor = page["next_cursor"]
        assert page["has_more"] is (cursor is not None)
        if cursor is None:
            return rows


def kind_of(response: Any) -> tuple[int, str]:
    """Return a problem's status and name."""
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["request_id"] == response.headers["X-Request-Id"]
    return response.status_code, problem["type"].rpartition("/")[2]


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}

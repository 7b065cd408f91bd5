"""Fetching calendars as an app does: without cookies, as often as it likes."""

from http import HTTPStatus
from typing import Any

from django.test import Client
from django.urls import reverse

from turnout.actions.feeds import make_feed
from turnout.models import Chapter, Event, Person, Shift


def chapter_path(chapter: Chapter, kind: str = "") -> str:
    return reverse("feed-kind", args=[chapter.slug, kind]) if kind else reverse("feed-chapter", args=[chapter.slug])


def event_path(event: Event) -> str:
    return reverse("feed-event", args=[event.public_id])


def shift_path(shift: Shift) -> str:
    return reverse("feed-shift", args=[shift.public_id])


def private_path(person: Person) -> str:
    """Make the person a private address, and return its path."""
    return reverse("feed-private", args=[make_feed(person=person, name="Phone")[1]])


def fetch(path: str, *, client: Client | None = None, **headers: str) -> Any:
    """Return the answer to a GET. Headers are named as arguments are: `if_none_match`."""
    return (client or Client()).get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def read(path: str, *, client: Client | None = None) -> bytes:
    """Return the bytes of a calendar that must be there."""
    response = fetch(path, client=client)
    assert response.status_code == HTTPStatus.OK, response.content
    return bytes(response.content)


def status_of(path: str, *, client: Client | None = None, **headers: str) -> int:
    return int(fetch(path, client=client, **headers).status_code)

"""Rule 23: a token is in no log, whatever goes wrong."""

import io
import logging
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from turnout.actions.feeds import make_feed
from turnout.feeds import views
from turnout.models import Person

LOGGERS = ("", "django", "django.request", "django.server", "turnout")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return what all of our log handlers write during a test."""
    text = io.StringIO()
    handlers = {handler for name in LOGGERS for handler in logging.getLogger(name).handlers}
    streams = [handler for handler in handlers if type(handler) is logging.StreamHandler]
    before = [handler.setStream(text) for handler in streams]
    yield text
    for handler, stream in zip(streams, before, strict=True):
        if stream is not None:
            handler.setStream(stream)


def test_rule_23_a_fault_of_ours_is_logged_without_the_token(
    maya: Person, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    _feed, token = make_feed(person=maya, name="Phone")

    def fail(feed: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(views, "note_fetch", fail)
    client = Client(raise_request_exception=False)
    response = client.get(reverse("feed-private", args=[token]))
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "Internal Server Error: /feeds/private/…" in log.getvalue()
    assert "the disk is full" in log.getvalue()
    assert token not in log.getvalue()


@pytest.mark.parametrize("name", ["turnout.feeds", "django.request", "django.server", "any.library"])
@pytest.mark.parametrize(
    "line", ['"GET {path} HTTP/1.1" 200', "Not Found: {path}", "http://turnout.test{path}?x=1", "'{path}'"]
)
def test_rule_23_no_logger_writes_a_token(log: io.StringIO, name: str, line: str) -> None:
    token = "tttttttttttttttttttttttttttttttt"
    path = reverse("feed-private", args=[token])
    logging.getLogger(name).error(line.replace("{path}", "%s"), path)
    assert "/feeds/private/…" in log.getvalue()
    assert token not in log.getvalue()


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("/join/SECRET/", "/join/…/"),
        ("/letters/SECRET/", "/letters/…/"),
        ("/letters/?code=SECRET", "/letters/?code=…"),
        ("/p/SECRET", "/p/…"),
        ("/api/v1/letters/SECRET", "/api/v1/letters/…"),
        ("/signin/?next=%2Fjoin%2FSECRET%2F", "/signin/?next=%2Fjoin%2F…%2F"),
        ("/signin/?next=%252Fp%252FSECRET&x=1", "/signin/?next=%252Fp%252F…&x=1"),
        ("/organize/carolina/people/?group=all&q=SECRET%40turnout.test&page=2",
         "/organize/carolina/people/?group=all&q=…&page=2"),
        ("/signin/?next=%2Fpeople%2F%3Fq%3DSECRET%26page%3D2", "/signin/?next=%2Fpeople%2F%3Fq%3D…%26page%3D2"),
        ("/shifts/abc/?kind=outreach", "/shifts/abc/?kind=outreach"),
    ],
)  # fmt: skip
def test_what_opens_something_or_is_looked_for_is_in_no_log(log: io.StringIO, asked: str, written: str) -> None:
    logging.getLogger("django.request").error('"GET %s HTTP/1.1" 500', asked)
    assert f'"GET {written} HTTP/1.1" 500' in log.getvalue()
    assert "SECRET" not in log.getvalue()

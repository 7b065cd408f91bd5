"""Headers on every answer, and templates without scripts and styles in line."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.builders import make_shift
from tests.web.pages import ClientOf
from turnout.models import Chapter

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/carolina/",
        "/nowhere/",
        "/signin/",
        "/me/",
        "/mine/",
        "/api/v1/shifts",
        "/api/v1/x",
        "/feeds/carolina.ics",
        "/healthz",
    ],
)
def test_every_answer_carries_the_headers_that_keep_people_safe(
    carolina: Chapter, client_of: ClientOf, path: str
) -> None:
    make_shift(carolina)
    answer = client_of(None).get(path)
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert "Cache-Control" in answer


def test_a_file_carries_them_too(client_of: ClientOf) -> None:
    answer = client_of(None).get("/static/icons/turnout.svg")
    assert answer.status_code == 200
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert "private" not in answer["Cache-Control"]


def test_a_foreign_host_is_refused_and_nothing_breaks(carolina: Chapter, client_of: ClientOf) -> None:
    answer = client_of(None).get("/carolina/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


def test_no_template_has_a_script_or_a_style_in_line() -> None:
    for template in Path(settings.FRONTEND).glob("templates/**/*.html"):
        html = template.read_text()
        assert " style=" not in html, template
        assert "<style" not in html, template
        assert "<script>" not in html, template
        assert not any(f" on{event}=" in html for event in ("click", "load", "submit", "change")), template

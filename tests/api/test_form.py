"""What any request must be like, before anybody looks at who sent it or what it asks for."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.api.calling import BASE, Caller, kind_of
from tests.builders import make_shift
from turnout.api import urls
from turnout.api.serializers.events import NewEvent
from turnout.models import Chapter, Person

PATHS = sorted(str(pattern.pattern) for pattern in urls.urlpatterns)


def fill(path: str) -> str:
    """Return an address that leads to nothing."""
    return "/" + "/".join("nobody" if part.startswith("<") else part for part in path.split("/"))


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_parameter_is_refused_before_sign_in_and_before_existence(path: str, method: str) -> None:
    response = Client().generic(method, f"{BASE}{fill(path)}?colour=red")
    if response.status_code == 405:
        assert method not in response.headers["Allow"]
        return
    assert kind_of(response) == (400, "unknown-parameter")
    assert response.json()["errors"] == [{"parameter": "colour", "detail": "There is no such parameter."}]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_field_is_refused_before_sign_in_and_before_existence(path: str, method: str) -> None:
    response = Client().generic(method, BASE + fill(path), b'{"colour": "red"}', content_type="application/json")
    if response.status_code == 405:
        return
    assert kind_of(response) == (400, "unknown-field")
    assert response.json()["errors"] == [{"pointer": "/colour", "detail": "There is no such field."}]


@pytest.mark.django_db
def test_unknown_fields_are_found_at_any_depth_and_their_names_escaped() -> None:
    body = {
        "site": {"name": "The Pit", "keys/of~it": 1},
        "shifts": [{"role": "Usher"}, {"role": "Usher", "requires": {"nmae": "Table basics"}}],
    }
    response = Caller().post("/chapters/carolina/events", body)
    assert kind_of(response) == (400, "unknown-field")
    pointers = [error["pointer"] for error in response.json()["errors"]]
    assert pointers == ["/site/keys~1of~0it", "/shifts/1/requires/nmae"]


@given(
    st.recursive(
        st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text() | st.sampled_from(["shifts", "site", "requires", "title"]), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_each_pointer_leads_to_the_field_that_it_is_about(body: Any) -> None:
    for pointer in NewEvent().find_unknown(body):
        part = body
        for step in pointer.split("/")[1:]:
            part = part[int(step)] if isinstance(part, list) else part[step.replace("~1", "/").replace("~0", "~")]


@pytest.mark.django_db
def test_a_parameter_is_given_once() -> None:
    response = Caller().get("/shifts?limit=1&limit=2")
    assert kind_of(response) == (400, "unknown-parameter")
    assert response.json()["errors"] == [{"parameter": "limit", "detail": "Give this parameter once."}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'"text"', b"null", b"{'a': 1}", b"\xff{}", b'{"if_full": NaN}', b'{"a": "\\ud800"}', b"[" * 100_000],
)
def test_a_body_that_is_no_json_object_is_refused(body: bytes) -> None:
    assert kind_of(Caller().post("/shifts/nobody/signups", body)) == (400, "malformed-body")


@pytest.mark.django_db
def test_a_body_of_another_type_is_refused() -> None:
    response = Client().post(f"{BASE}/shifts/nobody/signups", "if_full=fail", content_type="text/plain")
    assert kind_of(response) == (415, "unsupported-media-type")


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_refused() -> None:
    assert kind_of(Caller().post("/shifts/nobody/signups", b" " * 2_700_000)) == (413, "too-large")


@pytest.mark.django_db
def test_a_body_of_unknown_length_is_refused_and_not_taken_for_an_empty_one() -> None:
    response = Client().post(
        f"{BASE}/shifts/nobody/signups", headers={"Transfer-Encoding": "chunked"}, CONTENT_LENGTH=""
    )
    assert kind_of(response) == (411, "length-required")


def test_no_body_is_an_empty_one(carolina: Chapter, maya: Person) -> None:
    assert Caller(maya).post(f"/shifts/{make_shift(carolina).public_id}/signups").status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE", "POST", "OPERATION"])
def test_a_method_that_is_not_taken_is_405_and_names_those_that_are(method: str) -> None:
    response = Client().generic(method, f"{BASE}/chapters")
    assert kind_of(response) == (405, "method-not-allowed")
    assert response.headers["Allow"] == "GET, HEAD"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "BREW"])
@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v2/shifts",
        "/api/v1/nothing",
        "/api/v1/shifts/",
        "/api/v1/chapters/",
    ],
)
def test_what_is_nowhere_under_api_is_a_problem_and_never_a_redirect(path: str, method: str) -> None:
    assert kind_of(Client().generic(method, path)) == (404, "not-found")


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense", "", "application/json; indent=4"])
def test_whatever_is_asked_for_is_answered_in_json(carolina: Chapter, accept: str) -> None:
    response = Caller().get("/chapters", Accept=accept)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert response.content == Caller().get("/chapters").content


@pytest.mark.django_db
def test_a_nul_in_an_address_leads_to_nothing() -> None:
    assert kind_of(Client().get(f"{BASE}/shifts/%00")) == (404, "not-found")
    assert kind_of(Client().get(f"{BASE}/shifts?event=%00")) == (400, "invalid")


def test_a_fault_of_ours_is_500_and_tells_nothing(
    carolina: Chapter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("maya@turnout.test")

    monkeypatch.setattr("turnout.api.views.shifts.narrow_shifts", fail)
    response = Caller().get("/shifts")
    assert kind_of(response) == (500, "server-error")
    assert b"maya" not in response.content
    assert [record.name for record in caplog.records if response.json()["request_id"] in record.getMessage()] == [
        "turnout.api"
    ]


@pytest.mark.django_db
def test_a_problem_says_all_that_rfc_9457_names() -> None:
    problem = Caller().get("/shifts/nobody").json()
    assert problem == {
        "type": "/api/v1/problems/not-found",
        "title": "There is nothing here",
        "status": 404,
        "detail": "There is nothing here, or nothing that is open to you.",
        "instance": "/api/v1/shifts/nobody",
        "errors": [],
        "request_id": problem["request_id"],
    }

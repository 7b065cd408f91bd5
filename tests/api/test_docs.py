"""openapi.json, the page that shows it, and what problems' types lead to."""

import json
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.api.calling import BASE, Caller, kind_of
from turnout.api import urls
from turnout.api.openapi import build_document
from turnout.api.problems import STATUS, Fault
from turnout.rules.refusals import Reason

OWN = {"openapi.json", "docs"}


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads(build_document())


def test_the_document_is_openapi_3_1_and_was_made_without_a_warning() -> None:
    with GENERATOR_STATS.silence():
        document = SchemaGenerator().get_schema(public=True)
        assert not GENERATOR_STATS
    validate_schema(document)
    assert document["openapi"] == "3.1.0"


def test_anybody_reads_it_and_it_is_made_once(db: None) -> None:
    first, second = Client().get(f"{BASE}/openapi.json"), Client().get(f"{BASE}/openapi.json")
    assert (first.status_code, first.headers["Content-Type"]) == (200, "application/json")
    assert first.content == second.content == build_document()
    assert build_document() is build_document()


def test_every_address_and_method_is_in_it(document: Any) -> None:
    expected = {}
    for pattern in urls.urlpatterns:
        route = str(pattern.pattern)
        if route not in OWN:
            path = "/api/v1/" + route.replace("<str:", "{").replace(">", "}")
            view = vars(pattern.callback)["view_class"]
            expected[path] = {name for name in ("get", "post", "patch", "delete") if hasattr(view, name)}
    assert {path: set(methods) for path, methods in document["paths"].items()} == expected


def test_every_operation_says_what_it_is_and_how_it_may_fail(document: Any) -> None:
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert operation["summary"]
        failures = {status for status in operation["responses"] if status[0] in "45"}
        assert {"400", "401"} <= failures
        for status in failures:
            content = operation["responses"][status]["content"]
            assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOutput"}}}


def test_parameters_and_conditions_are_told(document: Any) -> None:
    def names(path: str, method: str) -> set[str]:
        return {parameter["name"] for parameter in document["paths"][path][method]["parameters"]}

    assert {
        "limit",
        "cursor",
        "chapter",
        "kind",
        "starts_at[gte]",
        "updated_since",
        "has_space",
        "If-None-Match",
    } <= names("/api/v1/shifts", "get")
    assert names("/api/v1/shifts/{public_id}", "patch") == {"public_id", "If-Match", "scope", "notify"}
    claim = document["paths"]["/api/v1/shifts/{public_id}/signups"]["post"]
    assert "shift-full" in claim["responses"]["409"]["description"]
    assert claim["security"] == [{"bearer": []}, {"session": []}]
    assert document["paths"]["/api/v1/shifts"]["get"]["security"] == [{"bearer": []}, {"session": []}, {}]


def test_an_answer_holds_what_the_document_names(document: Any, carolina: object) -> None:
    schema = document["components"]["schemas"]["ChapterOutput"]
    assert set(Caller().get("/chapters/carolina").json()) == set(schema["properties"]) == set(schema["required"])


@pytest.mark.parametrize("kind", [*Reason, *Fault])
def test_each_kind_of_problem_has_a_status_and_is_where_its_type_leads(db: None, kind: Reason | Fault) -> None:
    response = Caller().get(f"/problems/{kind.value}")
    assert response.json() == {
        "id": kind.value,
        "type": f"/api/v1/problems/{kind.value}",
        "title": str(kind.label),
        "status": STATUS[kind].value,
    }


def test_a_kind_of_problem_that_is_none_is_404(db: None) -> None:
    assert kind_of(Caller().get("/problems/no-coffee")) == (404, "not-found")


def test_the_page_needs_nothing_but_our_own_files(db: None) -> None:
    page = Client().get(f"{BASE}/docs").content.decode()
    assert 'data-document="/api/v1/openapi.json"' in page
    for forbidden in ("<style", "style=", "onclick", "nonce", "http:", "https:", "<script>"):
        assert forbidden not in page

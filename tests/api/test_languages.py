"""The API answers in the language that is asked for, else in English; names that programs compare stay as they are."""

import json

import pytest
from django.test import Client

from tests.api.calling import BASE, Caller, kind_of
from tests.builders import make_shift
from turnout.actions.people import set_language
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person


def test_a_problem_is_told_in_the_language_that_is_asked_for(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    english = Caller(maya).post(f"/shifts/{shift.public_id}/signups")
    spanish = Caller(maya).post(f"/shifts/{shift.public_id}/signups", accept_language="es-419")
    assert kind_of(english) == kind_of(spanish) == (409, "already-signed-up")
    assert english.json()["title"] == "You are on this shift already"
    assert (spanish.json()["title"], spanish.json()["detail"]) == ("Ya estás en este turno", "Ya estás en este turno.")
    assert [answer.headers["Content-Language"] for answer in (english, spanish)] == ["en", "es"]


def test_what_is_wrong_with_a_field_is_told_so_too(carolina: Chapter, jordan: Person) -> None:
    shift = make_shift(carolina)
    answer = Caller(jordan).patch(f"/shifts/{shift.public_id}", {"role": "", "hue": 1}, accept_language="es")
    assert answer.json()["errors"] == [{"pointer": "/hue", "detail": "No existe ese campo."}]
    answer = Caller(jordan).patch(f"/shifts/{shift.public_id}", {"role": ""}, accept_language="es")
    assert answer.json()["errors"] == [{"pointer": "/role", "detail": "Este campo no puede estar en blanco."}]


def test_why_one_cannot_claim_is_told_so_too(carolina: Chapter) -> None:
    shift = make_shift(carolina)
    answer = Caller().get(f"/shifts/{shift.public_id}", accept_language="es")
    assert answer.json()["can_claim"] == {
        "ok": False,
        "reason": "sign-in",
        "detail": "Entra para tomar este turno.",
    }
    assert "Accept-Language" in answer.headers["Vary"]


def test_what_is_not_there_is_told_so_too(db: None) -> None:
    answer = Caller().get("/nowhere", accept_language="es")
    assert kind_of(answer) == (404, "not-found")
    assert answer.json()["title"] == "Aquí no hay nada"


def test_neither_the_cookie_nor_the_persons_language_counts(maya: Person) -> None:
    set_language(maya, "es")
    caller = Caller(maya)
    caller.client.cookies["language"] = "es"
    assert caller.get("/nowhere").json()["title"] == "There is nothing here"


def test_the_same_row_in_another_language_has_another_etag(carolina: Chapter) -> None:
    path = f"/shifts/{make_shift(carolina).public_id}"
    english = Caller().get(path)
    assert Caller().get(path, if_none_match=english.headers["ETag"]).status_code == 304
    assert Caller().get(path, if_none_match=english.headers["ETag"], accept_language="es").status_code == 200


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
def test_developers_read_english(db: None, path: str) -> None:
    answers = [Client().get(BASE + path, headers={"Accept-Language": language}) for language in ("es", "en")]
    assert answers[0].content == answers[1].content
    assert {answer.headers["Content-Language"] for answer in answers} == {"en"}
    if path == "/openapi.json":
        assert json.loads(answers[0].content)["paths"]["/api/v1/me"]["get"]["summary"] == "Read who you are"
    else:
        assert b'<html lang="en" dir="ltr">' in answers[0].content

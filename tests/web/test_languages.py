"""Which language a page speaks, and the one tap that changes it."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from tests.builders import make_shift
from tests.web.pages import ClientOf, newest_code, text_of
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person, SignInCode

SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}


def lines_of(response: Any) -> str:
    """Return a page's HTML on one line, however its tags are laid out."""
    return " ".join(response.content.decode().split())


def test_a_page_speaks_the_browsers_language(carolina: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina)
    english, spanish = (client_of(None).get("/carolina/", headers=headers) for headers in ({}, SPANISH))
    assert "Where can you help?" in text_of(english)
    assert "¿Dónde puedes ayudar?" in text_of(spanish)
    assert "Jueves 4 de febrero" in text_of(spanish)
    assert '<html lang="es" dir="ltr">' in lines_of(spanish)
    assert [answer.headers["Content-Language"] for answer in (english, spanish)] == ["en", "es"]


def test_another_language_than_ours_is_answered_in_english(carolina: Chapter, client_of: ClientOf) -> None:
    answer = client_of(None).get("/carolina/", headers={"Accept-Language": "tlh,fr;q=0.8"})
    assert '<html lang="en" dir="ltr">' in lines_of(answer)


def test_one_tap_changes_the_language_and_leads_back(carolina: Chapter, client_of: ClientOf) -> None:
    client = client_of(None)
    page = lines_of(client.get("/carolina/?kind=outreach"))
    button = re.search(r'<button class="button plain" name="language" value="es" lang="es">(.*?)</button>', page)
    assert button
    assert button[1].endswith("Español")
    assert '<input type="hidden" name="next" value="/carolina/?kind=outreach">' in page
    answer = client.post("/language/", {"language": "es", "next": "/carolina/?kind=outreach"})
    assert (answer.status_code, answer["Location"]) == (302, "/carolina/?kind=outreach")
    cookie = answer.cookies["language"]
    assert (cookie["max-age"], cookie["path"], cookie["samesite"], cookie["httponly"]) == (31_536_000, "/", "Lax", True)
    back = lines_of(client.get("/carolina/"))
    assert "¿Dónde puedes ayudar?" in back
    assert re.search(r'value="en" lang="en">(?:(?!</button>).)*English</button>', back)


def test_the_choice_counts_more_than_the_browser(carolina: Chapter, client_of: ClientOf) -> None:
    client = client_of(None)
    client.post("/language/", {"language": "en", "next": "/"})
    assert client.get("/carolina/", headers=SPANISH).headers["Content-Language"] == "en"


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:1", ""])
def test_a_tap_never_leads_to_another_site(db: None, client_of: ClientOf, path: str) -> None:
    assert client_of(None).post("/language/", {"language": "es", "next": path})["Location"] == "/"


def test_a_language_that_we_do_not_speak_changes_nothing(maya: Person, client_of: ClientOf) -> None:
    for person in (None, maya):
        answer = client_of(person).post("/language/", {"language": "xx", "next": "/"})
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert "language" not in answer.cookies
    maya.refresh_from_db()
    assert maya.language == "en"


def test_mayas_tap_changes_the_language_of_her_mails_too(maya: Person, client_of: ClientOf) -> None:
    client_of(maya).post("/language/", {"language": "es", "next": "/me/"})
    maya.refresh_from_db()
    assert maya.language == "es"


def test_nobody_changes_mayas_language_from_another_site(maya: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(maya)
    assert client.post("/language/", {"language": "es", "next": "/"}).status_code == HTTPStatus.FORBIDDEN
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.post("/language/", {"language": "es", "next": "/"}).status_code == HTTPStatus.FORBIDDEN
    maya.refresh_from_db()
    assert maya.language == "en"


def test_somebody_signed_out_needs_no_token(db: None) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    assert client.post("/language/", {"language": "es", "next": "/"}).cookies["language"].value == "es"


def test_the_answer_to_a_form_leads_back_to_the_page_that_had_it(maya: Person, client_of: ClientOf) -> None:
    refused = client_of(maya).post("/me/name/", {"name": ""}, headers={"Referer": "http://turnout.test/me/?a=b"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'name="next" value="/me/?a=b"' in lines_of(refused)
    foreign = client_of(maya).post("/me/name/", {"name": ""}, headers={"Referer": "http://evil.example/x"})
    assert 'name="next" value="/"' in lines_of(foreign)


@pytest.mark.parametrize("path", ["/", "/carolina/", "/signin/", "/nowhere/"])
def test_every_page_can_be_changed(carolina: Chapter, nashville: Chapter, client_of: ClientOf, path: str) -> None:
    assert 'action="/language/"' in client_of(None).get(path).content.decode()


def test_a_kept_english_page_is_never_taken_for_the_spanish_one(carolina: Chapter, client_of: ClientOf) -> None:
    shift = make_shift(carolina)
    for path in ("/carolina/", f"/events/{shift.event.public_id}/", f"/shifts/{shift.public_id}/"):
        english = client_of(None).get(path)
        assert {"Accept-Language", "Cookie"} <= set(english.headers["Vary"].split(", "))
        known = {"If-None-Match": english.headers["ETag"]}
        assert client_of(None).get(path, headers=known).status_code == HTTPStatus.NOT_MODIFIED
        asked_in_spanish = client_of(None).get(path, headers=known | SPANISH)
        chosen = client_of(None)
        chosen.post("/language/", {"language": "es", "next": path})
        for answer in (asked_in_spanish, chosen.get(path, headers=known)):
            assert answer.status_code == HTTPStatus.OK
            assert answer.headers["ETag"] != english.headers["ETag"]


def test_a_newcomer_who_reads_spanish_is_written_to_in_spanish(carolina: Chapter) -> None:
    client = Client(headers=SPANISH)
    client.post("/signin/", {"email": "sol@turnout.test", "name": "Sol"})
    assert SignInCode.objects.get().language == "es"
    client.post("/signin/code/", {"code": newest_code("sol@turnout.test")})
    assert Person.objects.get(email="sol@turnout.test").language == "es"


def test_signing_in_with_another_browser_leaves_mayas_language_as_it_was(maya: Person) -> None:
    client = Client(headers=SPANISH)
    client.post("/signin/", {"email": maya.email})
    client.post("/signin/code/", {"code": newest_code(maya.email)})
    maya.refresh_from_db()
    assert maya.language == "en"


def test_a_field_that_is_wrong_says_so_in_spanish(maya: Person, client_of: ClientOf) -> None:
    """A sentence of Django's own, which speaks to nobody as "usted" here."""
    answer = client_of(maya).post("/me/name/", {"name": "x" * 81}, headers=SPANISH)
    assert "Escribe 80 caracteres como máximo (aquí hay 81)." in text_of(answer)


def test_an_owner_chooses_the_language_of_the_chapters_calendars(
    carolina: Chapter, ruth: Person, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(ruth)
    assert 'href="/organize/carolina/language/"' in client.get("/organize/carolina/settings/").content.decode()
    assert client.post("/organize/carolina/language/", {"language": "tlh"}).status_code == 422
    answer = client.post("/organize/carolina/language/", {"language": "es"}, follow=True)
    assert "Saved. The chapter's calendars follow." in text_of(answer)
    assert Chapter.objects.get(slug="carolina").language == "es"
    assert client_of(jordan).post("/organize/carolina/language/", {"language": "en"}).status_code == 403
    assert "/organize/carolina/language/" not in client_of(jordan).get("/organize/carolina/").content.decode()


def test_what_a_chapter_wrote_says_its_language_on_a_page_of_another(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    """WCAG 2.2, 3.1.2: so that it is read aloud as it was meant."""
    shift = make_shift(carolina, role="Greeter", notes="Bring water.", event={"title": "Table", "summary": "Come."})
    claim_shift(shift, person=maya)
    for path in ("/carolina/", f"/shifts/{shift.public_id}/", f"/events/{shift.event.public_id}/", "/mine/"):
        english, spanish = (lines_of(client_of(maya).get(path, headers=headers)) for headers in ({}, SPANISH))
        assert re.search(r' lang="en"[^>]*>(?:<a [^>]*>)?(?:Greeter|Table)<', spanish), path
        assert not re.search(r' lang="en"[^>]*>(?:<a [^>]*>)?(?:Greeter|Table)<', english), path

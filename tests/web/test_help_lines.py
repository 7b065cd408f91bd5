"""The help line card, and the way out of a page."""

import pytest
from django.test import Client

from tests.web.pages import ClientOf, text_of
from turnout.models import Chapter, Person, Record

OWN = {"name": "Our night line", "phone": "+1 (919) 555-0100", "text_to": "741741", "text_word": "HOME"}


@pytest.mark.parametrize("path", ["/", "/carolina/", "/carolina/calendar/", "/signin/"])
def test_every_page_says_where_help_is_and_how_to_leave(
    carolina: Chapter, nashville: Chapter, client_of: ClientOf, path: str
) -> None:
    page = client_of(None).get(path)
    assert "National Human Trafficking Hotline" in text_of(page)
    for part in ('href="tel:18883737888"', 'href="sms:233733?body=BEFREE"', 'id="exit"', "https://www.weather.gov/"):
        assert part in page.content.decode()


def test_an_owner_gives_the_chapter_a_line_of_its_own(
    carolina: Chapter, nashville: Chapter, ruth: Person, client_of: ClientOf
) -> None:
    assert client_of(ruth).post("/organize/carolina/help-line/", OWN).status_code == 302
    page = Client().get("/carolina/")
    assert "Our night line +1 (919) 555-0100 Text HOME to 741741" in text_of(page)
    assert 'href="tel:+19195550100"' in page.content.decode()
    assert "Our night line" not in text_of(Client().get("/nashville/"))
    assert Record.objects.latest("id").fields == ["help_name", "help_phone", "help_text_to", "help_text_word"]


def test_an_emptied_line_is_the_sites_again(carolina: Chapter, ruth: Person, client_of: ClientOf) -> None:
    client = client_of(ruth)
    client.post("/organize/carolina/help-line/", OWN)
    client.post("/organize/carolina/help-line/", dict.fromkeys(OWN, ""))
    assert "National Human Trafficking Hotline 1-888-373-7888" in text_of(Client().get("/carolina/"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Say who answers."),
        ({"phone": "call us"}, "Write it in digits, like 1-888-373-7888 or 233733."),
        ({"text_to": ""}, "Give the number that this word is sent to."),
        ({"phone": "", "text_to": "", "text_word": ""}, "Give a number, or leave all of it empty."),
    ],
)
def test_a_line_that_cannot_be_reached_is_refused_and_nothing_typed_is_lost(
    carolina: Chapter, ruth: Person, client_of: ClientOf, typed: dict[str, str], sentence: str
) -> None:
    answer = client_of(ruth).post("/organize/carolina/help-line/", OWN | typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert all(f'value="{value}"' in answer.content.decode() for value in (OWN | typed).values() if value)


def test_an_organizer_who_is_no_owner_does_not_write_it(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    assert client_of(jordan).post("/organize/carolina/help-line/", OWN).status_code == 403
    assert Chapter.objects.get(slug="carolina").help_name == ""

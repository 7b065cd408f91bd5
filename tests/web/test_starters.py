"""Common events to begin a new one with."""

import pytest

from tests.web.pages import ClientOf, text_of
from tests.web.test_imports import fields_of
from turnout.models import Chapter, Event, Person
from turnout.rules.starters import list_starters

PAGE = "/organize/carolina/new/"


def test_one_tap_fills_the_form_and_every_word_can_be_changed(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    assert 'href="?like=outreach-table"' in client.get(PAGE).content.decode()
    page = client.get(f"{PAGE}?like=outreach-table")
    html = page.content.decode()
    assert page.status_code == 200
    assert 'class="error"' not in html
    # The Tuesday a week and a day from this Monday.
    for value in ("Outreach table", "2027-02-09T09:30", "2027-02-09T14:00", "Set-up", "Table host", "60"):
        assert f'value="{value}"' in html
    assert "Bring: the box with cards" in text_of(page)
    assert not Event.objects.exists()
    assert client.get(f"{PAGE}?like=nothing").status_code == 200


@pytest.mark.parametrize("name", [starter.name for starter in list_starters()])
def test_what_it_fills_in_can_be_saved_as_it_is(
    carolina: Chapter, jordan: Person, client_of: ClientOf, name: str
) -> None:
    client = client_of(jordan)
    page = client.get(f"{PAGE}?like={name}")
    form = page.context["form"].data.dict()
    looked = client.post(f"{PAGE}?like={name}", form)
    if looked.status_code == 200:  # slots are seen before they are saved
        form["seen"] = fields_of(looked)["seen"]
        looked = client.post(f"{PAGE}?like={name}", form)
    assert looked.status_code == 302, text_of(looked)
    assert Event.objects.get().shifts.exists()


def test_it_speaks_the_chapters_language(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    Chapter.objects.update(language="es")
    page = client_of(jordan).get(f"{PAGE}?like=prayer-chain").content.decode()
    assert 'value="Cadena de oración"' in page
    assert '<html lang="en"' in page

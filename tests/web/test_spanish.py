"""Every page in Spanish: no string of ours is left in English, whoever looks."""

from http import HTTPStatus

import pytest
from django.test import Client

from tests.test_access import cast, names, rows  # noqa: F401 - fixtures
from tests.tools.english import find_english, texts_of
from turnout.models import CalendarFeed, Event, Membership, Person, Shift, Site

PAGES = [row.removeprefix("GET ") for row, _answers in rows() if row.startswith("GET ") and "/api/" not in row]


@pytest.fixture
def spanish_data(names: dict[str, str]) -> None:  # noqa: F811
    """Let what people write be Spanish, too, so that whatever is English is ours."""
    Event.objects.update(title="Mesa en la plaza", summary="Tarjetas y agua.")
    Shift.objects.update(role="Anfitriona", notes="Trae agua.")
    Site.objects.update(name="Casa Azul", area="Junto a la biblioteca", address="Calle Sol 1")
    CalendarFeed.objects.update(name="Sol")
    Membership.objects.update(display_name="Sol")


@pytest.mark.parametrize("role", ["signed out", "volunteer", "organizer"])
@pytest.mark.usefixtures("spanish_data")
def test_no_string_of_ours_is_english_on_a_spanish_page(
    cast: dict[str, Person | None],  # noqa: F811
    names: dict[str, str],  # noqa: F811
    role: str,
) -> None:
    client = Client(headers={"Accept-Language": "es"})
    if (person := cast[role]) is not None:
        client.force_login(person)
    looked_at, left = 0, {}
    for address in PAGES:
        answer = client.get(address.format(**names))
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or answer.status_code == HTTPStatus.FOUND:
            continue
        html = " ".join(answer.content.decode().split())
        assert answer.headers["Content-Language"] == "es", address
        # A card alone, for the page that asks for it, has no frame.
        assert '<html lang="es" dir="ltr">' in html or "<html" not in html, address
        looked_at += 1
        left[address] = find_english(texts_of(html))
    assert looked_at >= 9
    assert {address: found for address, found in left.items() if found} == {}

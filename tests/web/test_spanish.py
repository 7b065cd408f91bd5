"""Every page in Spanish: no string of ours is left in English, whoever looks."""

import re
from http import HTTPStatus

import pytest
from django.test import Client

from tests.test_access import cast, names, rows  # noqa: F401 - fixtures
from tests.tools.english import find_english, texts_of
from turnout.models import (
    Break,
    CalendarFeed,
    Chapter,
    Event,
    ImportDraft,
    Membership,
    Person,
    Shift,
    Signup,
    Site,
    Training,
    WalkIn,
)

PAGES = [row.removeprefix("GET ") for row, _answers in rows() if row.startswith("GET ") and "/api/" not in row]

# Names and addresses, and the few words that both languages have.
SAME = re.compile(
    r"Mesa en la plaza|Tarjetas y agua\.|Anfitriona|Trae agua\.|Casa Azul|Calle|Junto a la biblioteca|Sol|Maya|Jordan"
    r"|Cadena de oración|Capacitación|Charla|Mesa informativa|Sesión de incidencia|Venta de pasteles"
    r"|Ruth|Carolina Against Trafficking|Nashville Freedom Network|Turnout|English|Español|\bPhone\b"
    r"|\bNo\b|(?:minute|hour|day|week) \d+"  # the answer, and what a script counts by
    r"|(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}"  # the code of a letter
    r"|America/New_York|[A-Z]{3,4}|\S+@\S+|https?:\S+|turnout\.test\S+|/\S*"
)

# The columns of a spreadsheet that nobody wrote anything into.
NEEDED_BESIDES = ("kind", "start", "end", "capacity")


def is_the_same(text: str) -> bool:
    """Whether nothing is left of a text without what is the same in every language."""
    return not re.search(r"[^\W\d_]{2}", SAME.sub("", text))


@pytest.fixture
def spanish_data(names: dict[str, str]) -> None:  # noqa: F811
    """Let what people write be Spanish, too, so that whatever is English is ours."""
    Event.objects.update(title="Mesa en la plaza", summary="Tarjetas y agua.")
    Shift.objects.update(role="Anfitriona", notes="Trae agua.")
    Site.objects.update(name="Casa Azul", area="Junto a la biblioteca", address="Calle Sol 1")
    Break.objects.update(name="Sol")
    Training.objects.update(name="Sol")
    CalendarFeed.objects.update(name="Sol")
    Membership.objects.update(display_name="Sol")
    # What one begins a new event with is in the chapter's language.
    Chapter.objects.update(language="es")
    columns, row = ("event", "site", "role", "date"), ["Mesa en la plaza", "Casa Azul", "Anfitriona", "2027-02-30"]
    ImportDraft.objects.update(name="Sol", columns=[*columns, *NEEDED_BESIDES], rows=[[2, row]])
    WalkIn.objects.update(name="Sol")
    Event.objects.update(in_charge="Sol")
    # Nobody was told of anything.
    when = {"starts_at": "2027-01-02T15:00:00+00:00", "ends_at": "2027-01-02T16:00:00+00:00"}
    words = {"title": "Sol", "role": "Sol", "where": "Sol", "is_online": True, "area": "", "kit": "Sol", "notes": ""}
    Signup.objects.update(told_facts=when | words)


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
    looked_at, left, unmoved = 0, {}, {}
    for address in PAGES:
        path = address.format(**names)
        answer = client.get(path)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or answer.status_code == HTTPStatus.FOUND:
            continue
        html = " ".join(answer.content.decode().split())
        assert answer.headers["Content-Language"] == "es", address
        # A card alone, for the page that asks for it, has no frame.
        assert '<html lang="es" dir="ltr">' in html or "<html" not in html, address
        looked_at += 1
        texts = texts_of(html)
        left[address] = find_english(texts)
        # What reads the same in both languages never went through gettext, or is the same word there.
        english = client.get(path, headers={"Accept-Language": "en"}).content.decode()
        unmoved[address] = sorted(text for text in set(texts_of(english)) & set(texts) if not is_the_same(text))
    assert looked_at >= 9
    assert {address: found for address, found in left.items() if found} == {}
    assert {address: found for address, found in unmoved.items() if found} == {}

"""In Spanish, on a phone: the browser's language from the first page to the last mail, and one tap to the other."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import scenes
from tests.journeys.conftest import PHONE
from tests.journeys.test_journeys import type_code
from tests.tools.mailbox import Mailbox
from tests.tools.servers import Server


@pytest.fixture(params=["con JavaScript", "sin JavaScript"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "con JavaScript")


@pytest.fixture
def mano(has_script: bool, open_page: Callable[..., Page]) -> Page:
    """The phone of somebody in Monterrey, held in one hand."""
    return open_page(**PHONE, locale="es-MX", java_script_enabled=has_script)


def test_a_newcomer_reads_spanish_from_the_link_to_the_mail(
    mano: Page, has_script: bool, server: Server, mailbox: Mailbox
) -> None:
    shift = server.call(scenes.make_shift, role="Bienvenida")
    address = f"sol-{shift.lower()}@example.org"
    mano.goto(f"/shifts/{shift}/")
    expect(mano.locator("html")).to_have_attribute("lang", "es")
    mano.get_by_role("button", name="Tomar").tap()
    mano.get_by_label("Tu nombre").fill("Sol")
    mano.get_by_label("Correo electrónico").fill(address)
    mano.get_by_role("button", name="Envíame un código").tap()
    type_code(mano, mailbox, address, label="Código")
    if not has_script:  # with one, six digits go off by themselves
        mano.get_by_role("button", name="Tomar").tap()
    expect(mano.get_by_text("Tienes tu lugar. Gracias.").first).to_be_visible()
    assert server.call(scenes.states_of, shift=shift) == {address: "confirmed"}
    code, confirmed = (str(mail["Subject"]).strip() for mail in mailbox.mails_to(address, at_least=2))
    assert code.startswith("Tu código: ")
    assert confirmed.startswith("Tienes tu lugar: ")
    mano.get_by_role("link", name="Míos").tap()
    expect(mano.get_by_role("heading", name="Mis turnos")).to_be_visible()


def test_one_tap_leads_to_the_other_language_and_back(mano: Page, server: Server) -> None:
    mano.goto("/carolina/?kind=outreach")
    expect(mano.get_by_role("heading", name="¿Dónde puedes ayudar?")).to_be_visible()
    mano.get_by_role("button", name="English").tap()
    expect(mano.get_by_role("heading", name="Where can you help?")).to_be_visible()
    assert mano.url.endswith("/carolina/?kind=outreach")
    # The choice counts more than the browser's language, on every page.
    mano.goto("/signin/")
    expect(mano.get_by_role("heading", name="Sign in")).to_be_visible()
    mano.get_by_role("button", name="Español").tap()
    expect(mano.get_by_role("heading", name="Entrar")).to_be_visible()

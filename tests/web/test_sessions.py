"""Where somebody is signed in."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from time_machine import Traveller

from tests.web.pages import ClientOf, newest_code, text_of
from turnout.actions.sessions import forget_ended_sessions
from turnout.models import Person, Record

ANDROID = (
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Mobile Safari/537.36"
)
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15"


def open_browser(person: Person, user_agent: str) -> Client:
    """Sign in by a code with this browser."""
    client = Client(headers={"User-Agent": user_agent}, REMOTE_ADDR="192.0.2.10")
    client.post("/signin/", {"email": person.email})
    client.post("/signin/code/", {"code": newest_code(person.email)})
    return client


def test_maya_sees_this_device_and_the_others(maya: Person, clock: Traveller) -> None:
    open_browser(maya, ANDROID)
    clock.shift(timedelta(hours=3))
    page = text_of(open_browser(maya, MAC).get("/me/sessions/"))
    assert "This device Safari on Mac" in page
    assert "Chrome on Android Last seen 3 hours ago" in page


def test_no_network_address_is_kept(maya: Person) -> None:
    open_browser(maya, MAC)
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"0.0.0.0"}  # noqa: S104


def test_an_ended_session_is_signed_out_with_its_next_request(maya: Person) -> None:
    lost, here = open_browser(maya, ANDROID), open_browser(maya, MAC)
    other = UserSession.objects.get(user_agent=ANDROID)
    answer = here.post(f"/me/sessions/{other.data['public_id']}/end/")
    assert "That device is signed out." in text_of(here.get(answer["Location"]))
    assert lost.get("/me/").status_code == 302
    assert Record.objects.latest("id").fields == [f"session:{other.data['public_id']}"]


def test_all_others_end_and_this_one_goes_on(maya: Person, leo: Person) -> None:
    """A session of before sessions were noted has no row; it ends too."""
    never_noted, leos = Client(), open_browser(leo, MAC)
    never_noted.force_login(maya)
    lost, here = open_browser(maya, ANDROID), open_browser(maya, MAC)
    here.post("/me/sessions/others/end/")
    page = text_of(here.get("/me/sessions/"))
    assert "You are signed in on this device only." in page
    assert "You are signed in nowhere else." in page
    assert {client.get("/me/").status_code for client in (never_noted, lost)} == {302}
    assert leos.get("/me/").status_code == 200
    assert UserSession.objects.filter(user=maya).count() == 1


def test_a_session_of_before_appears_with_its_next_request(maya: Person) -> None:
    client = Client(headers={"User-Agent": ANDROID})
    client.force_login(maya)
    assert client.get("/me/").status_code == 200
    assert UserSession.objects.get().user_agent == ANDROID


def test_a_session_is_noted_once_an_hour(maya: Person, clock: Traveller) -> None:
    client = open_browser(maya, MAC)
    first = UserSession.objects.get().last_seen_at
    clock.shift(timedelta(minutes=59))
    client.get("/me/")
    assert UserSession.objects.get().last_seen_at == first
    clock.shift(timedelta(minutes=1))
    client.get("/me/")
    assert UserSession.objects.get().last_seen_at == first + timedelta(hours=1)


def test_ending_this_session_signs_out(maya: Person) -> None:
    here = open_browser(maya, MAC)
    public_id = UserSession.objects.get().data["public_id"]
    assert here.post(f"/me/sessions/{public_id}/end/")["Location"] == "/"
    assert here.get("/me/").status_code == 302


def test_nobody_ends_another_persons_session(maya: Person, leo: Person, client_of: ClientOf) -> None:
    client = open_browser(maya, MAC)
    public_id = UserSession.objects.get().data["public_id"]
    assert client_of(leo).post(f"/me/sessions/{public_id}/end/").status_code == 404
    assert client.get("/me/").status_code == 200


def test_signing_out_leaves_nothing_of_the_session(maya: Person) -> None:
    open_browser(maya, MAC).post("/signout/")
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_notes_on_sessions_that_ran_out_are_forgotten(maya: Person, clock: Traveller) -> None:
    open_browser(maya, MAC)
    clock.shift(timedelta(days=60))
    alive = open_browser(maya, ANDROID)
    clock.shift(timedelta(days=31))
    assert forget_ended_sessions() == 1
    assert UserSession.objects.get().user_agent == ANDROID
    assert alive.get("/me/").status_code == 200


def test_somebody_signed_out_costs_no_note(client_of: ClientOf) -> None:
    client_of(None).get("/signin/")
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_a_session_ends_ninety_days_after_it_was_last_used(maya: Person, clock: Traveller) -> None:
    client = open_browser(maya, MAC)
    for _n in range(2):
        clock.shift(timedelta(days=60))
        assert client.get("/me/").status_code == 200
    clock.shift(timedelta(days=90))
    assert client.get("/me/").status_code == 302

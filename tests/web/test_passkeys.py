"""Signing in with a face, a finger or a PIN."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings
from time_machine import Traveller

from tests.builders import make_shift
from tests.tools.authenticator import Device
from tests.web.pages import ClientOf, newest_code, sign_in, text_of
from turnout.actions.people import close_person
from turnout.models import Chapter, Notice, Person, Record, Signup

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page

HERE = "https://turnout.test"
FIREFOX = "Mozilla/5.0 (Android 16; Mobile; rv:146.0) Gecko/146.0 Firefox/146.0"
NO_ACCOUNT = "That passkey does not open an account here. Sign in with a code."

ONCE_MORE = "That took long, or another page asked meanwhile. Try it once more."


@pytest.fixture(autouse=True)
def secure_address(settings: Settings) -> None:
    """Passkeys want https."""
    settings.BASE_URL = HERE


def add(client: Client, device: Device) -> "Page":
    options = client.post("/me/passkeys/begin/").json()
    return client.post("/me/passkeys/", {"credential": device.make(options)}, headers={"User-Agent": FIREFOX})


def use(client: Client, device: Device, **wanted: str) -> "Page":
    options = client.post("/signin/passkey/begin/").json()
    return client.post("/signin/passkey/", {"credential": device.use(options), **wanted})


@pytest.fixture
def phone(maya: Person, client_of: ClientOf) -> Device:
    """Maya's phone, with a passkey of hers."""
    device = Device(HERE)
    assert add(client_of(maya), device).status_code == 302
    return device


def test_maya_makes_a_passkey_and_signs_in_with_it(maya: Person, phone: Device, client: Client) -> None:
    passkey = Authenticator.objects.get()
    assert (passkey.user, passkey.data["name"], passkey.last_used_at) == (maya, "Firefox on Android", None)
    assert use(client, phone)["Location"] == "/mine/"
    assert client.session["_auth_user_id"] == str(maya.pk)
    passkey.refresh_from_db()
    assert passkey.last_used_at is not None


def test_a_passkey_claims_the_shift_that_was_tapped(
    carolina: Chapter, maya: Person, phone: Device, client: Client
) -> None:
    shift = make_shift(carolina)
    assert use(client, phone, claim=shift.public_id)["Location"] == f"/shifts/{shift.public_id}/"
    assert Signup.objects.get(shift=shift).person == maya


def test_a_device_that_used_a_passkey_is_asked_for_it_in_the_field_too(
    maya: Person, phone: Device, client: Client
) -> None:
    assert b"data-known" not in client.get("/signin/").content
    use(client, phone)
    client.post("/signout/")
    assert b"data-known" in client.get("/signin/").content


def test_a_code_is_enough_for_who_has_a_passkey_too(maya: Person, phone: Device, client: Client) -> None:
    assert sign_in(client, maya.email)["Location"] == "/mine/"
    assert client.get("/me/").status_code == 200


def test_the_owner_is_told_of_a_new_passkey_and_the_record_knows_no_name(maya: Person, phone: Device) -> None:
    assert Notice.objects.filter(recipient=maya).values_list("kind", flat=True).last() == "passkey-added"
    line = Record.objects.latest("id")
    public_id = Authenticator.objects.get().data["public_id"]
    assert (line.what, line.actor, line.fields) == ("passkey.added", maya, [f"passkey:{public_id}"])


def test_the_challenge_names_our_own_host_whatever_the_request_says(maya: Person, client: Client) -> None:
    options = client.post("/signin/passkey/begin/", headers={"Host": "localhost"}).json()["publicKey"]
    assert (options["rpId"], options["userVerification"]) == ("turnout.test", "required")
    assert "allowCredentials" not in options or options["allowCredentials"] == []


def test_a_passkey_is_bound_to_a_random_name_of_its_owner(maya: Person, phone: Device) -> None:
    assert phone.handle == maya.public_id.encode()


def test_one_challenge_is_good_for_one_answer(maya: Person, phone: Device, client: Client) -> None:
    options = client.post("/signin/passkey/begin/").json()
    credential = phone.use(options)
    assert client.post("/signin/passkey/", {"credential": credential}).status_code == 302
    client.post("/signout/")
    again = client.post("/signin/passkey/", {"credential": credential})
    assert (again.status_code, "_auth_user_id" in client.session) == (422, False)


def test_a_challenge_waits_an_hour(maya: Person, phone: Device, client: Client, clock: Traveller) -> None:
    options = client.post("/signin/passkey/begin/").json()
    clock.shift(timedelta(minutes=61))
    assert client.post("/signin/passkey/", {"credential": phone.use(options)}).status_code == 422


def test_a_challenge_of_another_browser_opens_nothing(maya: Person, phone: Device, client: Client) -> None:
    options = Client().post("/signin/passkey/begin/").json()
    client.post("/signin/passkey/begin/")
    assert client.post("/signin/passkey/", {"credential": phone.use(options)}).status_code == 422


def test_a_good_passkey_is_asked_for_once_more_where_another_page_asked_meanwhile(
    maya: Person, phone: Device, client: Client
) -> None:
    first = phone.use(client.post("/signin/passkey/begin/").json())
    client.post("/signin/passkey/begin/")
    refused = client.post("/signin/passkey/", {"credential": first})
    assert (refused.status_code, ONCE_MORE in text_of(refused), NO_ACCOUNT in text_of(refused)) == (422, True, False)
    assert use(client, phone)["Location"] == "/mine/"


def test_a_good_passkey_is_asked_for_once_more_where_the_page_stood_open_too_long(
    maya: Person, phone: Device, client: Client, clock: Traveller
) -> None:
    late = phone.use(client.post("/signin/passkey/begin/").json())
    clock.shift(timedelta(minutes=61))
    assert ONCE_MORE in text_of(client.post("/signin/passkey/", {"credential": late}))
    assert ONCE_MORE in text_of(Client().post("/signin/passkey/", {"credential": late}))


def test_whatever_is_wrong_the_answer_is_the_same(
    maya: Person, leo: Person, phone: Device, client: Client, client_of: ClientOf
) -> None:
    unknown, forged, unverified, elsewhere = (Device(HERE) for _n in range(4))
    unknown.handle = b"nobody"
    forged.id, forged.handle = phone.id, phone.handle
    unverified.__dict__ |= phone.__dict__ | {"flags": Device(HERE, is_verified=False).flags}
    elsewhere.__dict__ |= phone.__dict__ | {"origin": "https://turnout.example"}
    answers = [use(client, device) for device in (unknown, forged, unverified, elsewhere)]
    for junk in (
        "",
        "{}",
        "[]",
        "null",
        "7",
        '{"response": {"userHandle": "Zm9v"}}',
        '{"response": {"userHandle": 3}}',
    ):
        client.post("/signin/passkey/begin/")
        answers.append(client.post("/signin/passkey/", {"credential": junk}))
    assert {answer.status_code for answer in answers} == {422}
    assert all(NO_ACCOUNT in text_of(answer) for answer in answers)
    assert "_auth_user_id" not in client.session


def test_who_signed_in_a_while_ago_shows_first_that_it_is_them(
    maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    client, device = client_of(maya), Device(HERE)
    made = device.make(client.post("/me/passkeys/begin/").json())
    clock.shift(timedelta(minutes=15, seconds=1))
    begun = client.post("/me/passkeys/begin/", {"next": "/mine/"})
    assert (begun.status_code, begun.json()) == (
        403, {"detail": "First show that it is you.", "proof": "/me/proof/?next=%2Fmine%2F"},
    )  # fmt: skip
    assert client.post("/me/passkeys/", {"credential": made})["Location"] == "/me/proof/?next=%2Fme%2Fpasskeys%2F"
    assert not Authenticator.objects.exists()
    client.post("/me/proof/send/")
    client.post("/me/proof/", {"code": newest_code(maya.email)})
    assert add(client, device)["Location"] == "/me/passkeys/"
    assert Authenticator.objects.get().user == maya


def test_a_passkey_is_a_proof_too(maya: Person, phone: Device, client_of: ClientOf, clock: Traveller) -> None:
    client = client_of(maya)
    clock.shift(timedelta(days=80))
    assert client.get("/me/email/").status_code == 302
    options = client.post("/signin/passkey/begin/").json()
    asked = {"credential": phone.use(options), "next": "/me/email/"}
    assert client.post("/me/proof/passkey/", asked)["Location"] == "/me/email/"
    assert client.get("/me/email/").status_code == 200


def test_only_ones_own_passkey_is_a_proof(
    maya: Person, leo: Person, phone: Device, client_of: ClientOf, clock: Traveller
) -> None:
    client = client_of(leo)
    clock.shift(timedelta(minutes=16))
    options = client.post("/signin/passkey/begin/").json()
    refused = client.post("/me/proof/passkey/", {"credential": phone.use(options)})
    assert (refused.status_code, NO_ACCOUNT in text_of(refused)) == (422, True)
    assert client.get("/me/email/").status_code == 302
    assert Authenticator.objects.get().last_used_at is None


def test_the_screen_for_a_proof_speaks_of_passkeys_to_who_has_one(
    maya: Person, leo: Person, phone: Device, client_of: ClientOf, clock: Traveller
) -> None:
    hers, his = client_of(maya), client_of(leo)
    clock.shift(timedelta(minutes=16))
    assert ["Use a passkey" in text_of(client.get("/me/proof/")) for client in (hers, his)] == [True, False]


def test_the_passkey_that_is_offered_after_a_code_needs_no_other_code(maya: Person, client: Client) -> None:
    client.post("/signin/", {"email": maya.email})
    client.post("/signin/code/", {"code": newest_code(maya.email), "can_passkey": "true"})
    assert add(client, Device(HERE)).status_code == 302
    assert Authenticator.objects.get().user == maya


def test_what_is_no_new_passkey_is_refused(maya: Person, client_of: ClientOf) -> None:
    client, unverified = client_of(maya), Device(HERE, is_verified=False)
    answers = [add(client, unverified)]
    for junk in ("", "{}", "[]", '{"rawId": "x", "response": {}}', json.dumps("x" * 30_000)):
        client.post("/me/passkeys/begin/")
        answers.append(client.post("/me/passkeys/", {"credential": junk}))
    assert {answer.status_code for answer in answers} == {422}
    assert "That did not work. Try it once more." in text_of(answers[0])
    assert not Authenticator.objects.exists()


def test_a_removed_passkey_opens_nothing(maya: Person, phone: Device, client: Client, client_of: ClientOf) -> None:
    hers, public_id = client_of(maya), Authenticator.objects.get().data["public_id"]
    hers.post(f"/me/passkeys/{public_id}/remove/")
    assert "Removed. That passkey does not sign you in any more." in text_of(hers.get("/me/passkeys/"))
    assert use(client, phone).status_code == 422
    assert Record.objects.latest("id").what == "passkey.removed"


def test_a_passkey_is_called_as_one_likes(maya: Person, phone: Device, client_of: ClientOf) -> None:
    client, public_id = client_of(maya), Authenticator.objects.get().data["public_id"]
    client.post(f"/me/passkeys/{public_id}/name/", {f"{public_id}-name": "  My old   phone "})
    assert Authenticator.objects.get().data["name"] == "My old phone"
    refused = client.post(f"/me/passkeys/{public_id}/name/", {f"{public_id}-name": " "})
    assert (refused.status_code, "Type a name." in text_of(refused)) == (422, True)


def test_a_passkey_says_how_long_ago_it_was_made_and_used(
    maya: Person, phone: Device, client: Client, client_of: ClientOf, clock: Traveller
) -> None:
    """A day alone would be another one elsewhere, and last year's too."""
    clock.shift(timedelta(days=400))
    assert "Made 1 year, 1 month ago · never used yet" in text_of(client_of(maya).get("/me/passkeys/"))
    use(client, phone)
    clock.shift(timedelta(hours=2))
    assert "Made 1 year, 1 month ago · used 2 hours ago" in text_of(client_of(maya).get("/me/passkeys/"))


def test_nobody_touches_another_persons_passkey(leo: Person, phone: Device, client_of: ClientOf) -> None:
    public_id = Authenticator.objects.get().data["public_id"]
    for act in ("name", "remove"):
        assert client_of(leo).post(f"/me/passkeys/{public_id}/{act}/").status_code == 404
    assert Authenticator.objects.count() == 1


def test_passkeys_go_with_the_account(maya: Person, phone: Device, client: Client) -> None:
    close_person(maya, by=None)
    assert not Authenticator.objects.exists()
    assert use(client, phone).status_code == 422


def test_a_closed_account_is_not_opened_by_a_passkey(maya: Person, phone: Device, client: Client) -> None:
    Person.objects.filter(pk=maya.pk).update(is_active=False)
    assert use(client, phone).status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_twenty_first_passkey_is_refused_in_words(maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    for _n in range(20):
        assert add(client, Device(HERE)).status_code == 302
    answer = add(client, Device(HERE))
    assert (answer.status_code, Authenticator.objects.count()) == (422, 20)
    assert "You have 20 passkeys. Remove one first." in text_of(answer)


def test_challenges_are_counted(maya: Person, client: Client, client_of: ClientOf) -> None:
    answers = [client.post("/signin/passkey/begin/") for _n in range(241)]
    assert [answer.status_code for answer in answers] == [200] * 240 + [429]
    assert answers[-1].json() == {"detail": "Too many tries. Wait ten minutes, or sign in with a code."}
    assert answers[-1]["Retry-After"] == "600"
    hers = client_of(maya)
    made = [hers.post("/me/passkeys/begin/") for _n in range(41)]
    assert [answer.status_code for answer in made] == [200] * 40 + [429]
    assert made[-1].json() == {"detail": "Too many tries. Wait an hour, then make your passkey."}
    assert made[-1]["Retry-After"] == "3600"


def test_a_passkey_is_offered_after_a_code_where_the_browser_can_keep_one(
    carolina: Chapter, maya: Person, client: Client
) -> None:
    offer = "Sign in next time with your face, finger or PIN"
    client.post("/signin/", {"email": maya.email})
    client.post("/signin/code/", {"code": newest_code(maya.email)})
    assert offer not in text_of(client.get("/mine/"))
    client.post("/signout/")
    client.post("/signin/", {"email": maya.email})
    client.post("/signin/code/", {"code": newest_code(maya.email), "can_passkey": "true"})
    assert offer in text_of(client.get("/mine/"))
    assert offer not in text_of(client.get("/carolina/"))
    client.post("/me/passkeys/later/")
    assert offer not in text_of(client.get("/mine/"))
    client.post("/signout/")
    client.post("/signin/", {"email": maya.email})
    client.post("/signin/code/", {"code": newest_code(maya.email), "can_passkey": "true"})
    assert offer not in text_of(client.get("/mine/"))


@pytest.mark.parametrize("answer", ["", "{}"], ids=["at first", "after a refusal"])
def test_a_tap_before_the_script_is_there_sends_nothing(maya: Person, client_of: ClientOf, answer: str) -> None:
    client = client_of(maya)
    page = client.post("/me/passkeys/", {"credential": answer}) if answer else client.get("/me/passkeys/")
    assert '<button class="button" disabled>Add a passkey</button>' in page.content.decode()


def test_who_has_a_passkey_is_offered_none(maya: Person, phone: Device, client: Client) -> None:
    client.post("/signin/", {"email": maya.email})
    client.post("/signin/code/", {"code": newest_code(maya.email), "can_passkey": "true"})
    assert "face, finger or PIN" not in text_of(client.get("/mine/"))

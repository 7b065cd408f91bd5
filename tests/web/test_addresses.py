"""Changing one's mail address."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from time_machine import Traveller

from tests.web.pages import ClientOf, newest_code, sign_in, text_of
from turnout.actions.feeds import make_feed
from turnout.models import Chapter, Notice, Person, Record, SignInCode
from turnout.notices.delivery import deliver_due
from turnout.notices.messages import build_message

NEW = "maya@new.example"
PROOF = "/me/proof/?next=%2Fme%2Femail%2F"


def change(client: Client, email: str) -> int:
    """Go through both screens, and return the status of the answer to the code."""
    client.post("/me/email/", {"email": email})
    return client.post("/me/email/code/", {"code": newest_code(email)}).status_code


def test_maya_changes_her_address_with_a_code(maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    assert change(client, "Maya@New.example") == 302
    maya.refresh_from_db()
    assert maya.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]
    assert f"Changed. We write to {NEW} from now on." in text_of(client.get("/me/"))
    line = Record.objects.latest("id")
    assert (line.what, line.actor, line.fields) == ("person.changed", maya, ["email"])


def test_the_new_address_signs_in_as_maya_and_the_old_one_does_not(maya: Person, client_of: ClientOf) -> None:
    change(client_of(maya), NEW)
    client = Client()
    sign_in(client, NEW)
    assert client.session["_auth_user_id"] == str(maya.pk)
    sign_in(client, "maya@turnout.test", name="Somebody")
    assert Person.objects.get(email="maya@turnout.test").pk != maya.pk


def test_nothing_changes_before_the_code_is_right(maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    client.post("/me/email/", {"email": NEW})
    right = newest_code(NEW)
    wrong = client.post("/me/email/code/", {"code": "000000" if right != "000000" else "111111"})
    assert (wrong.status_code, "That is not the code." in text_of(wrong)) == (422, True)
    maya.refresh_from_db()
    assert maya.email == "maya@turnout.test"


def test_the_old_address_is_told_and_then_forgotten(
    maya: Person, client_of: ClientOf, mailoutbox: list[object]
) -> None:
    change(client_of(maya), NEW)
    notice = Notice.objects.latest("id")
    message = build_message(notice)
    assert message is not None
    assert (notice.kind, message.to, message.subject) == (
        "address-changed", "maya@turnout.test", "About your email address",
    )  # fmt: skip
    assert NEW not in message.body
    deliver_due()
    notice.refresh_from_db()
    assert (notice.state, notice.facts) == ("sent", {})


def test_the_new_addresss_mail_holds_the_code(maya: Person, client_of: ClientOf) -> None:
    client_of(maya).post("/me/email/", {"email": NEW})
    message = build_message(Notice.objects.latest("id"))
    assert message is not None
    assert (message.to, message.subject) == (NEW, f"Your code: {newest_code(NEW)}")


def test_an_address_of_somebody_else_looks_like_any_other_and_never_becomes_hers(
    carolina: Chapter, maya: Person, leo: Person, client_of: ClientOf
) -> None:
    client = client_of(maya)
    answers = []
    for email in (NEW, leo.email):
        asked = client.post("/me/email/", {"email": email})
        page = client.get("/me/email/code/")
        answers.append((asked.status_code, asked["Location"], text_of(page).replace(email, "")))
    assert answers[0] == answers[1]
    message = build_message(Notice.objects.latest("id"))
    assert message is not None
    assert (message.to, message.subject) == (leo.email, "About your email address")
    assert newest_code(leo.email) not in message.body
    refused = client.post("/me/email/code/", {"code": newest_code(leo.email)})
    assert (refused.status_code, "That is not the code." in text_of(refused)) == (422, True)
    maya.refresh_from_db()
    assert maya.email == "maya@turnout.test"


def test_who_signed_in_a_while_ago_shows_first_that_it_is_them(
    maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    client = client_of(maya)
    clock.shift(timedelta(minutes=15, seconds=1))
    assert client.get("/me/email/")["Location"] == PROOF
    page = text_of(client.get(PROOF))
    assert "First show that it is you" in page
    assert "We send a code to maya@turnout.test , the address that you have now." in page
    assert client.post("/me/proof/send/", {"next": "/me/email/"})["Location"] == PROOF
    assert "We sent six digits to maya@turnout.test ." in text_of(client.get(PROOF))
    proved = client.post("/me/proof/", {"code": newest_code("maya@turnout.test"), "next": "/me/email/"})
    assert proved["Location"] == "/me/email/"
    assert change(client, NEW) == 302
    maya.refresh_from_db()
    assert maya.email == NEW


def test_a_session_that_says_nothing_of_a_sign_in_is_old(maya: Person) -> None:
    client = Client()
    client.force_login(maya)
    assert client.get("/me/email/")["Location"] == PROOF
    client.post("/me/email/", {"email": NEW})
    assert not SignInCode.objects.exists()


def test_what_was_typed_before_the_proof_stands_there_afterwards(
    maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    client = client_of(maya)
    clock.shift(timedelta(minutes=16))
    assert client.post("/me/email/", {"email": NEW})["Location"] == PROOF
    client.post("/me/proof/send/", {"next": "/me/email/"})
    client.post("/me/proof/", {"code": newest_code("maya@turnout.test"), "next": "/me/email/"})
    assert f'value="{NEW}"'.encode() in client.get("/me/email/").content


def test_a_code_for_the_new_address_alone_changes_nothing_after_a_quarter_of_an_hour(
    maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    client = client_of(maya)
    clock.shift(timedelta(minutes=10))
    client.post("/me/email/", {"email": NEW})
    clock.shift(timedelta(minutes=6))
    answer = client.post("/me/email/code/", {"code": newest_code(NEW)})
    assert answer["Location"] == "/me/proof/?next=%2Fme%2Femail%2Fcode%2F"
    maya.refresh_from_db()
    assert maya.email == "maya@turnout.test"


def test_only_a_code_to_the_present_address_is_a_proof(
    maya: Person, leo: Person, client_of: ClientOf, clock: Traveller
) -> None:
    """Whoever holds Maya's phone gets codes to an address of their own, by signing in there too."""
    client = client_of(maya)
    client.post("/me/email/", {"email": NEW})
    clock.shift(timedelta(minutes=16))
    client.post("/signin/", {"email": leo.email})
    assert "leo@turnout.test" not in text_of(client.get(PROOF))
    for code in (newest_code(leo.email), newest_code(NEW)):
        assert client.post("/me/proof/", {"code": code})["Location"] == "/me/proof/?next=%2Fme%2F"
    assert client.get("/me/email/")["Location"] == PROOF


def test_a_wrong_code_is_no_proof_and_another_can_be_sent(maya: Person, client_of: ClientOf, clock: Traveller) -> None:
    client = client_of(maya)
    clock.shift(timedelta(minutes=16))
    client.post("/me/proof/send/", {"next": "/me/email/"})
    first = newest_code("maya@turnout.test")
    wrong = client.post("/me/proof/", {"code": "000000" if first != "000000" else "111111", "next": "/me/email/"})
    assert (wrong.status_code, "That is not the code." in text_of(wrong)) == (422, True)
    assert 'name="next" value="/me/email/"' in wrong.content.decode()
    client.post("/me/proof/send/", {"next": "/me/email/"})
    assert "Sent again. The newest code counts, those before it do not." in text_of(client.get(PROOF))
    assert client.get("/me/email/")["Location"] == PROOF
    assert client.post("/me/proof/", {"code": newest_code("maya@turnout.test")})["Location"] == "/me/"


def test_many_codes_for_a_proof_are_too_many(maya: Person, client_of: ClientOf, clock: Traveller) -> None:
    client = client_of(maya)
    clock.shift(timedelta(minutes=16))
    answers = [client.post("/me/proof/send/", {"next": "/me/email/"}) for _n in range(7)]
    assert [answer.status_code for answer in answers] == [302] * 6 + [429]
    assert "You asked for many codes. Wait a quarter of an hour, then try again." in text_of(answers[-1])


def test_a_proof_leads_to_no_other_site(maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    for path in ("//evil.example/", "https://evil.example/"):
        assert client.get("/me/proof/", {"next": path})["Location"] == "/me/"


def test_who_signs_in_where_somebody_else_was_signed_in_has_proved_it(
    maya: Person, leo: Person, client_of: ClientOf
) -> None:
    client = client_of(leo)
    sign_in(client, maya.email)
    assert client.session["_auth_user_id"] == str(maya.pk)
    assert client.get("/me/email/").status_code == 200


def test_open_codes_for_the_old_address_die(maya: Person, client_of: ClientOf) -> None:
    elsewhere = Client()
    elsewhere.post("/signin/", {"email": maya.email})
    code = newest_code("maya@turnout.test")
    change(client_of(maya), NEW)
    assert elsewhere.post("/signin/code/", {"code": code}).status_code == 429
    assert "_auth_user_id" not in elsewhere.session


def test_a_code_for_a_new_address_signs_nobody_in(maya: Person, client_of: ClientOf) -> None:
    client_of(maya).post("/me/email/", {"email": NEW})
    code = SignInCode.objects.latest("id")
    stranger = Client()
    session = stranger.session
    session["signin"] = {"code": code.public_id}
    session.save()
    assert stranger.post("/signin/code/", {"code": code.derive_code()})["Location"] == "/signin/"


def test_another_person_cannot_use_her_code(maya: Person, leo: Person, client_of: ClientOf) -> None:
    client_of(maya).post("/me/email/", {"email": NEW})
    code, leos = SignInCode.objects.latest("id"), client_of(leo)
    session = leos.session
    session["new_address"] = code.public_id
    session.save()
    assert leos.post("/me/email/code/", {"code": code.derive_code()})["Location"] == "/me/email/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("maya@turnout", "That is not an email address."),
        ("", "Type your email address."),
        (" MAYA@turnout.test", "That is your address already."),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_kept(maya: Person, client_of: ClientOf, typed: str, said: str) -> None:
    answer = client_of(maya).post("/me/email/", {"email": typed})
    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert f'value="{typed}"'.encode() in answer.content or not typed


def test_the_feeds_go_on_as_they_were(maya: Person, client_of: ClientOf) -> None:
    _feed, token = make_feed(person=maya, name="My phone")
    before = Client().get(f"/feeds/private/{token}.ics")
    change(client_of(maya), NEW)
    after = Client().get(f"/feeds/private/{token}.ics")
    assert (before.status_code, before["ETag"]) == (after.status_code, after["ETag"])


def test_an_eleventh_mailbox_in_an_hour_waits(maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    answers = [client.post("/me/email/", {"email": f"m{n}@new.example"}) for n in range(11)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert "You asked for many codes. Wait an hour, then try again." in text_of(answers[-1])
    assert answers[-1]["Retry-After"] == "3600"


def test_a_code_for_a_new_address_is_good_for_a_quarter_of_an_hour(
    maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    client = client_of(maya)
    client.post("/me/email/", {"email": NEW})
    clock.shift(timedelta(minutes=15))
    assert client.post("/me/email/code/", {"code": newest_code(NEW)}).status_code == 429


def test_a_slip_in_the_new_address_is_asked_about(maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    client.post("/me/email/", {"email": "maya@gmial.com"})
    assert "Did you mean maya@gmail.com ?" in text_of(client.get("/me/email/code/"))

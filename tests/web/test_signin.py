"""Signing in by a code."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from pytest_django.fixtures import Settings
from time_machine import Traveller

from tests.builders import make_shift
from tests.web.pages import newest_code, sign_in, text_of
from turnout.actions.people import close_person
from turnout.models import Chapter, Membership, Notice, Person, SignInCode, Signup
from turnout.notices.messages import build_message

pytestmark = pytest.mark.django_db


def test_a_newcomer_claims_with_a_name_an_address_and_a_code(carolina: Chapter, client: Client) -> None:
    shift = make_shift(carolina)
    answer = sign_in(client, "Zoe@Example.org", name="Zoe", claim=shift.public_id)
    assert (answer.status_code, answer["Location"]) == (302, f"/shifts/{shift.public_id}/")
    zoe = Person.objects.get(email="zoe@example.org")
    assert (zoe.name, zoe.has_usable_password()) == ("Zoe", False)
    assert Signup.objects.get(person=zoe, shift=shift).state == "confirmed"
    assert Membership.objects.get(person=zoe).display_name == "Zoe"
    assert "You're in. Thank you." in text_of(client.get(answer["Location"]))


def test_no_account_is_made_before_the_code_is_right(client: Client) -> None:
    client.post("/signin/", {"email": "zoe@example.org", "name": "Zoe"})
    client.post("/signin/code/", {"code": "not it"})
    assert not Person.objects.filter(email="zoe@example.org").exists()


def test_the_answer_is_the_same_for_known_and_unknown_addresses(maya: Person) -> None:
    def ask(email: str) -> tuple[int, str, str]:
        client = Client()
        answer = client.post("/signin/", {"email": email})
        page = re.sub(r'value="[^"]{20,}"', "", client.get(answer["Location"]).content.decode())
        return answer.status_code, answer["Location"], page.replace(email, "")

    assert ask("maya@turnout.test") == ask("nobody@turnout.test")
    assert list(Notice.objects.values_list("kind", flat=True)) == ["signin-code", "signin-code"]


def test_a_code_can_be_typed_with_spaces(maya: Person, client: Client) -> None:
    client.post("/signin/", {"email": maya.email})
    code = newest_code(maya.email)
    answer = client.post("/signin/code/", {"code": f" {code[:3]} {code[3:]} "})
    assert answer["Location"] == "/mine/"


def test_a_wrong_code_is_said_at_its_field_and_five_end_it(maya: Person, client: Client) -> None:
    client.post("/signin/", {"email": maya.email})
    right = newest_code(maya.email)
    wrong = "000000" if right != "000000" else "111111"
    answers = [client.post("/signin/code/", {"code": wrong}) for _n in range(5)]
    assert [a.status_code for a in answers] == [422] * 5
    assert "That is not the code." in text_of(answers[0])
    last = client.post("/signin/code/", {"code": right})
    assert last.status_code == 429
    assert "This code is no longer good. Ask for a new one." in text_of(last)
    assert "_auth_user_id" not in client.session


def test_a_code_is_good_for_a_quarter_of_an_hour_and_once(maya: Person, client: Client, clock: Traveller) -> None:
    client.post("/signin/", {"email": maya.email})
    clock.shift(timedelta(minutes=15))
    assert client.post("/signin/code/", {"code": newest_code(maya.email)}).status_code == 429
    client.post("/signin/", {"email": maya.email})
    code = SignInCode.objects.latest("id")
    client.post("/signin/code/", {"code": code.derive_code()})
    code.refresh_from_db()
    assert code.used_at == now()


def test_a_code_works_only_in_the_browser_that_asked(maya: Person, client: Client) -> None:
    client.post("/signin/", {"email": maya.email})
    answer = Client().post("/signin/code/", {"code": newest_code(maya.email)})
    assert answer["Location"] == "/signin/"


def test_the_code_is_in_no_column_of_the_database(maya: Person, client: Client) -> None:
    client.post("/signin/", {"email": maya.email})
    row = SignInCode.objects.values().get()
    assert newest_code(maya.email) not in str(row)


def test_a_mistyped_address_is_said_at_its_field_and_kept(client: Client) -> None:
    answer = client.post("/signin/", {"email": "maya@turnout", "name": "Maya"})
    assert answer.status_code == 422
    assert "That is not an email address." in text_of(answer)
    assert b'value="maya@turnout"' in answer.content
    assert b'value="Maya"' in answer.content


def test_a_seventh_request_for_one_mailbox_waits(maya: Person, client: Client) -> None:
    answers = [client.post("/signin/", {"email": maya.email}).status_code for _n in range(7)]
    assert answers == [302] * 6 + [429]
    assert SignInCode.objects.count() == 6


def test_a_strangers_flood_does_not_shut_maya_out(maya: Person) -> None:
    hers = Client(REMOTE_ADDR="192.0.2.10")
    sign_in(hers, maya.email)
    hers.post("/signout/")
    for n in range(40):
        Client(REMOTE_ADDR=f"198.51.100.{n}").post("/signin/", {"email": maya.email})
    stranger = Client(REMOTE_ADDR="203.0.113.5").post("/signin/", {"email": maya.email})
    assert stranger.status_code == 429
    assert sign_in(hers, maya.email)["Location"] == "/mine/"


def test_one_network_address_asks_sixty_times_in_ten_minutes(client: Client) -> None:
    answers = [client.post("/signin/", {"email": f"p{n}@example.org"}).status_code for n in range(61)]
    assert answers == [302] * 60 + [429]


def test_a_forwarded_address_counts_only_behind_our_own_proxy(client: Client, settings: Settings) -> None:
    settings.PROXY_COUNT = 1
    codes = [
        client.post("/signin/", {"email": "a@example.org"}, headers={"X-Forwarded-For": f"10.0.0.9, 192.0.2.{n}"})
        for n in range(8)
    ]
    assert {answer.status_code for answer in codes} == {302}
    settings.PROXY_COUNT = 0
    forged = [
        client.post("/signin/", {"email": "b@example.org"}, headers={"X-Forwarded-For": f"192.0.2.{n}"})
        for n in range(8)
    ]
    assert [answer.status_code for answer in forged] == [302] * 6 + [429] * 2


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_sign_in_never_leads_to_another_site(maya: Person, client: Client, path: str) -> None:
    assert sign_in(client, maya.email, next=path)["Location"] == "/mine/"


def test_sign_in_leads_back_to_where_one_was(maya: Person, client: Client) -> None:
    assert client.get("/me/")["Location"] == "/signin/?next=%2Fme%2F"
    assert sign_in(client, maya.email, next="/organize/")["Location"] == "/organize/"


def test_the_demos_people_are_offered_in_the_demo_alone(
    maya: Person, client: Client, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    Person.objects.filter(pk=maya.pk).update(email="maya@demo.test")
    assert "Continue as" not in text_of(client.get("/signin/"))
    assert client.post("/signin/demo/", {"email": "maya@demo.test"}).status_code == 404
    client.post("/signin/", {"email": "maya@demo.test"})
    assert "Sign-in code" not in capsys.readouterr().out
    settings.DEMO = True
    page = text_of(client.get("/signin/"))
    assert re.findall(r"Continue as (\w+)", page) == ["Maya", "Jordan", "Ruth", "Leo", "Ana"]
    client.post("/signin/", {"email": "maya@demo.test"})
    assert f"Sign-in code for maya@demo.test: {newest_code('maya@demo.test')}" in capsys.readouterr().out
    assert client.post("/signin/demo/", {"email": "maya@demo.test"})["Location"] == "/mine/"
    assert client.get("/mine/").status_code == 200


def test_the_demo_signs_in_nobody_else(maya: Person, client: Client, settings: Settings) -> None:
    settings.DEMO = True
    assert client.post("/signin/demo/", {"email": maya.email}).status_code == 404


def test_signing_out_ends_the_session(maya: Person, client: Client) -> None:
    sign_in(client, maya.email)
    client.post("/signout/")
    assert client.get("/me/").status_code == 302


def test_a_closed_account_is_not_opened_by_a_code(maya: Person, client: Client) -> None:
    Person.objects.filter(pk=maya.pk).update(is_active=False)
    client.post("/signin/", {"email": maya.email})
    assert client.post("/signin/code/", {"code": newest_code(maya.email)}).status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_wish_for_what_one_may_not_see_claims_nothing(carolina: Chapter, leo: Person, client: Client) -> None:
    shift = make_shift(carolina, event={"visibility": "members"})
    assert sign_in(client, leo.email, claim=shift.public_id)["Location"] == "/mine/"
    assert not Signup.objects.exists()


@pytest.mark.parametrize(
    "pasted",
    ["{a}{b}", "{a} {b}", " {a}-{b} ", "Your code: {a} {b}", "Your code is {a}{b}. It is good for 15 minutes."],
)
def test_a_code_can_be_pasted_with_what_stands_around_it(maya: Person, client: Client, pasted: str) -> None:
    client.post("/signin/", {"email": maya.email})
    code = newest_code(maya.email)
    answer = client.post("/signin/code/", {"code": pasted.format(a=code[:3], b=code[3:])})
    assert answer["Location"] == "/mine/"


def test_what_is_no_code_costs_no_try_and_stays_in_the_field(maya: Person, client: Client) -> None:
    client.post("/signin/", {"email": maya.email})
    for typed in ("12345", "hello"):
        answer = client.post("/signin/code/", {"code": typed})
        assert (answer.status_code, "Type the six digits from the email." in text_of(answer)) == (422, True)
        assert f'value="{typed}"'.encode() in answer.content
    assert SignInCode.objects.get().wrong_tries == 0


def test_the_newest_code_counts_once_another_was_sent(maya: Person, client: Client) -> None:
    client.post("/signin/", {"email": maya.email})
    first = newest_code(maya.email)
    page = text_of(client.get(client.post("/signin/again/")["Location"]))
    assert "Sent again. The newest code counts, those before it do not." in page
    assert "It is good for 15 minutes." in page
    assert client.post("/signin/code/", {"code": first}).status_code == 422
    assert client.post("/signin/code/", {"code": newest_code(maya.email)})["Location"] == "/mine/"


def test_a_mail_with_a_dead_code_is_not_sent_any_more(maya: Person, client: Client) -> None:
    client.post("/signin/", {"email": maya.email})
    client.post("/signin/again/")
    assert [build_message(notice) is None for notice in Notice.objects.order_by("pk")] == [True, False]


def test_another_code_takes_the_wish_along(carolina: Chapter, client: Client) -> None:
    shift = make_shift(carolina)
    client.post("/signin/", {"email": "zoe@example.org", "name": "Zoe", "claim": shift.public_id})
    client.post("/signin/again/")
    client.post("/signin/code/", {"code": newest_code("zoe@example.org")})
    assert Signup.objects.get().person.name == "Zoe"


def test_a_seventh_code_is_refused_on_the_screen_that_asked(maya: Person, client: Client) -> None:
    client.post("/signin/", {"email": maya.email})
    answers = [client.post("/signin/again/") for _n in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "You asked for many codes. Wait a quarter of an hour, then try again." in text_of(answers[-1])
    assert answers[-1]["Retry-After"] == "900"
    assert client.post("/signin/code/", {"code": newest_code(maya.email)})["Location"] == "/mine/"


def test_too_many_codes_are_refused_where_the_address_is_typed(client: Client) -> None:
    typed = {"email": "zoe@example.org", "name": "Zoe"}
    answer = [client.post("/signin/", typed) for _n in range(7)][-1]
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert b'value="zoe@example.org"' in answer.content
    assert b'value="Zoe"' in answer.content


def test_nobody_asks_again_who_has_not_asked(client: Client) -> None:
    assert client.post("/signin/again/")["Location"] == "/signin/"
    assert client.get("/signin/again/")["Location"] == "/signin/"


def test_a_wrong_address_is_mended_with_all_that_was_typed(carolina: Chapter, client: Client) -> None:
    shift = make_shift(carolina)
    client.post("/signin/", {"email": "zoe@exmaple.org", "name": "Zoe", "claim": shift.public_id})
    page = client.get("/signin/?change=1").content.decode()
    assert 'value="zoe@exmaple.org"' in page
    assert 'value="Zoe"' in page
    assert f'name="claim" value="{shift.public_id}"' in page


def test_a_slip_in_the_address_is_asked_about_and_mended_in_one_tap(carolina: Chapter, client: Client) -> None:
    shift = make_shift(carolina)
    client.post("/signin/", {"email": "zoe@gmial.com", "name": "Zoe", "claim": shift.public_id})
    page = client.get("/signin/code/").content.decode()
    assert 'name="email" value="zoe@gmail.com"' in re.sub(r"\s+", " ", page)
    assert sign_in(client, "zoe@gmail.com", name="Zoe", claim=shift.public_id).status_code == 302
    assert Person.objects.get().email == "zoe@gmail.com"


def test_the_screen_says_what_is_claimed(carolina: Chapter, client: Client) -> None:
    shift = make_shift(carolina)
    page = text_of(client.get(f"/signin/?claim={shift.public_id}"))
    assert "Table host" in page
    assert "Thursday, February 4, 10:00 AM EST · Near the library" in page
    assert page.index("Your name") < page.index("Email address")


def test_a_newcomer_is_spoken_to_in_the_language_of_the_page(client: Client) -> None:
    headers = {"Accept-Language": "es"}
    client.post("/signin/", {"email": "zoe@example.org", "name": "Zoe"}, headers=headers)
    client.post("/signin/code/", {"code": newest_code("zoe@example.org")})
    assert (SignInCode.objects.get().language, Person.objects.get().language) == ("es", "es")


def test_a_known_address_costs_what_an_unknown_one_does(maya: Person) -> None:
    def count(email: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            Client().post("/signin/", {"email": email})
        return [re.sub(r"_x\d+", "", " ".join(query["sql"].split()[:3])) for query in queries]

    assert count(maya.email) == count("nobody@turnout.test")


def test_a_closed_account_is_opened_by_nothing(maya: Person, client: Client) -> None:
    sign_in(client, maya.email)
    close_person(maya, by=None)
    assert client.get("/me/").status_code == 302
    client.post("/signin/", {"email": maya.email})
    assert client.post("/signin/code/", {"code": newest_code(maya.email)}).status_code == 422

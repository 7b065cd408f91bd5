"""Closing an account from the command line."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.builders import make_shift, membership_of
from turnout.actions.feeds import make_feed
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person


def test_a_closed_account_holds_no_place_and_opens_nothing(
    carolina: Chapter, maya: Person, jordan: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=jordan, if_full="waitlist")
    _feed, token = make_feed(person=maya, name="My phone")
    client = Client()
    client.force_login(maya)
    call_command("close_account", "Maya@turnout.test")
    assert capsys.readouterr().out == "The account of maya@turnout.test is closed.\n"
    assert not membership_of(maya, carolina).is_current
    assert shift.signups.get(person=jordan).state == "confirmed"
    assert client.get("/me/").status_code == 302
    assert Client().get(f"/feeds/private/{token}.ics").status_code == 410


def test_who_has_no_open_account_is_not_closed(maya: Person) -> None:
    call_command("close_account", maya.email)
    for email in (maya.email, "nobody@turnout.test"):
        with pytest.raises(CommandError, match="nobody with an open account"):
            call_command("close_account", email)

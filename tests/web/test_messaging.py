"""Writing to many."""

import re
from typing import Any

import pytest

from tests.builders import draft, make_event, make_member, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Message, Notice, Person
from turnout.notices.delivery import deliver_due

PAGE = "/organize/carolina/messages/"
NEW = f"{PAGE}new/"
ALL = {"audience": "all", "weeks": "12", "subject": "Sunday", "body": "Dear {name},\r\nbring water."}


@pytest.fixture(autouse=True)
def mailbox(carolina: Chapter) -> None:
    carolina.contact_email = "table@carolina.test"
    carolina.save()


def seen_in(answer: Any) -> str:
    found = re.search(r'name="seen"\s+value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def test_jordan_sees_whom_it_goes_to_then_sends_it(jordan: Person, maya: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    preview = client.post(NEW, ALL)
    assert (
        "This goes to 2 people. All members: Jordan, Maya Each gets an email of their own, and sees nobody else. "
        "Answers go to table@carolina.test. As Jordan reads it From your organizers: Sunday Dear Jordan, bring water."
    ) in text_of(preview)
    assert not Message.objects.exists()
    sent = client.post(NEW, {**ALL, "seen": seen_in(preview)})
    assert sent["Location"] == PAGE
    page = text_of(client.get(PAGE))
    assert "On its way to 2 people." in page
    assert "Sunday All members Monday, February 1, 2027, 10:00 AM · Jordan · 0 of 2 delivered" in page
    deliver_due()
    assert "2 of 2 delivered" in text_of(client.get(PAGE))


def test_who_joins_between_is_shown_first(carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    seen = seen_in(client.post(NEW, ALL))
    make_member(carolina, "Bea")
    again = client.post(NEW, {**ALL, "seen": seen})
    assert "Whom it goes to changed, or what it says. Look once more, then send it. This goes to 3 people." in text_of(
        again
    )
    assert not Notice.objects.filter(kind="message").exists()


def test_a_changed_word_is_shown_first_too(jordan: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    seen = seen_in(client.post(NEW, ALL))
    assert "This goes to 1 person." in text_of(client.post(NEW, {**ALL, "body": "Other.", "seen": seen}))


def test_the_draft_can_be_changed_again(jordan: Person, client_of: ClientOf) -> None:
    page = client_of(jordan).post(NEW, {**ALL, "edit": "1"}).content.decode()
    assert re.search(r"Dear \{name\},\r?\nbring water\.</textarea>", page)
    assert "Send it" not in page


def test_it_goes_to_those_on_a_shift(carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    client = client_of(jordan)
    page = client.get(f"{NEW}?audience=shift&shift={shift.public_id}").content.decode()
    assert f'<option value="{shift.public_id}" selected>Table host, Thursday, February 4' in page
    wanted = {**ALL, "audience": "shift", "shift": shift.public_id, "body": "{when}: {shift}"}
    preview = text_of(client.post(NEW, wanted))
    assert "Those on Table host, Thursday, February 4, 10:00 AM to 11:00 AM EST: Maya" in preview
    assert "Sunday Thursday, February 4, 10:00 AM to 11:00 AM EST: Table host Send it" in preview


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"subject": ""}, "Subject Write a subject."),
        ({"body": "{phone}"}, "Message There is no {phone}. Use {name}, {shift} or {when}."),
        ({"audience": "kind", "kind": ""}, "Kind Choose whom it goes to."),
        ({"audience": "kind", "kind": "prayer"}, "To whom? Nobody would get this. Choose others."),
        ({"audience": "event", "event": "elsewhere"}, "Which event? Select a valid choice."),
        ({"weeks": "99"}, "Type 52 or less: that is a year."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    jordan: Person, client_of: ClientOf, changes: dict[str, str], sentence: str
) -> None:
    answer = client_of(jordan).post(NEW, {**ALL, **changes})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "bring water" in answer.content.decode() or "body" in changes


def test_without_a_mailbox_the_page_says_where_to_set_it(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    carolina.contact_email = ""
    carolina.save()
    sentence = "Answers need somewhere to go. Set the chapter's mailbox first, under Chapter."
    assert sentence in text_of(client_of(jordan).get(NEW))
    assert client_of(jordan).post(NEW, ALL).status_code == 422


def test_what_another_chapter_wrote_is_not_listed(
    carolina: Chapter, nashville: Chapter, jordan: Person, ana: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    client.post(NEW, {**ALL, "seen": seen_in(client.post(NEW, ALL))})
    assert "Nothing was sent yet." in text_of(client_of(ana).get("/organize/nashville/messages/"))


def test_a_long_term_offers_the_next_shifts_and_the_one_that_is_named(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    Chapter.objects.update(contact_email="table@carolina.test")
    drafts = [draft(carolina, f"2027-02-{4 + n // 20:02} {n % 20:02}:00", role=f"Watch {n}") for n in range(205)]
    event = make_event(carolina, *drafts, hours=24 * 12)
    last = event.shifts.order_by("starts_at").last()
    assert last
    client = client_of(jordan)
    page = client.get("/organize/carolina/messages/new/").content.decode()
    assert page.count(">Watch ") == 200
    assert "Watch 204" not in page
    page = client.get(f"/organize/carolina/messages/new/?audience=shift&shift={last.public_id}").content.decode()
    assert f'value="{last.public_id}" selected' in page
    assert page.count(">Watch ") == 201

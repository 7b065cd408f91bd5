"""Claiming and dropping on the pages."""

import re
from datetime import timedelta

import pytest
from time_machine import Traveller

from tests.builders import make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.chapters import save_site
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Event, Person, Signup, Visibility

HTMX = {"HX-Request": "true"}
KEY = "0d4fbc5e-6f0b-4a3c-9f1e-1d2c3b4a5f60"


def from_page(path: str) -> dict[str, str]:
    """What htmx says of the page on which somebody tapped."""
    return HTMX | {"HX-Current-URL": f"http://testserver{path}"}


def test_maya_claims_on_the_card_that_she_tapped(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina)
    answer = client_of(maya).post(f"/shifts/{shift.public_id}/claim/", headers=HTMX)
    assert answer.status_code == 200
    assert answer.content.strip().startswith(b"<article")
    assert "You're in. Thank you." in text_of(answer)
    assert len(answer.content) < 4_000
    assert Signup.objects.get(person=maya).state == "confirmed"


def test_without_script_a_claim_leads_to_the_shifts_page(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    shift, client = make_shift(carolina), client_of(maya)
    answer = client.post(f"/shifts/{shift.public_id}/claim/")
    assert (answer.status_code, answer["Location"]) == (302, f"/shifts/{shift.public_id}/")
    assert "You're in. Thank you." in text_of(client.get(answer["Location"]))


def test_a_refusal_stands_in_words_on_the_card(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=jordan)
    answer = client_of(maya).post(f"/shifts/{shift.public_id}/claim/", headers=HTMX)
    assert answer.status_code == 409
    assert "This shift is full. You can join the waitlist." in text_of(answer)
    assert b'value="waitlist"' in answer.content


def test_a_refusal_without_script_stands_on_the_shifts_page(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=jordan)
    answer = client_of(maya).post(f"/shifts/{shift.public_id}/claim/")
    assert answer.status_code == 409
    assert "This shift is full. You can join the waitlist." in text_of(answer)


def test_maya_joins_the_waitlist_and_reads_her_number(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift, client = make_shift(carolina, capacity=1), client_of(maya)
    claim_shift(shift, person=jordan)
    client.post(f"/shifts/{shift.public_id}/claim/", {"how": "waitlist"})
    assert "You are number 1." in text_of(client.get(f"/shifts/{shift.public_id}/"))


def test_a_clash_is_named_and_can_be_claimed_anyway(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    claim_shift(make_shift(carolina, role="Usher"), person=maya)
    clash, client = make_shift(carolina, "2027-02-04 10:30"), client_of(maya)
    card = client.get(f"/shifts/{clash.public_id}/")
    assert "This overlaps “Usher” at 10:00 AM, which you hold." in text_of(card)
    assert b'value="overlap"' in card.content
    client.post(f"/shifts/{clash.public_id}/claim/", {"how": "overlap"})
    assert Signup.objects.get(shift=clash).state == "confirmed"


def test_maya_drops_in_one_tap_and_can_undo_it_for_ten_seconds(
    carolina: Chapter, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    shift, client = make_shift(carolina, capacity=1), client_of(maya)
    claim_shift(shift, person=maya)
    path = f"/shifts/{shift.public_id}"
    assert f'formaction="{path}/drop/"'.encode() in client.get(f"{path}/").content
    answer = client.post(f"{path}/drop/", headers=HTMX)
    assert "Dropped. You can undo this for 10 seconds." in text_of(answer)
    assert f'hx-get="{path}/card/"'.encode() in answer.content
    assert b'hx-trigger="load delay:12s"' in answer.content
    clock.shift(timedelta(seconds=11))
    answer = client.post(f"{path}/undo/", headers=HTMX)
    assert (answer.status_code, Signup.objects.get().state) == (200, "confirmed")
    assert "You're in again." in text_of(answer)


def test_after_ten_seconds_the_card_settles_by_itself(
    carolina: Chapter, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    shift, client = make_shift(carolina, capacity=1), client_of(maya)
    claim_shift(shift, person=maya)
    path = f"/shifts/{shift.public_id}"
    client.post(f"{path}/drop/", headers=HTMX)
    clock.shift(timedelta(seconds=7))
    assert "You can undo this for 3 seconds." in text_of(client.get(f"{path}/card/", headers=HTMX))
    clock.shift(timedelta(seconds=5))
    card = client.get(f"{path}/card/", headers=HTMX)
    assert "1 of 1 place left" in text_of(card)
    assert f"{path}/claim/".encode() in card.content
    assert b"undo" not in card.content
    refused = client.post(f"{path}/undo/", headers=HTMX)
    assert refused.status_code == 409
    assert "It is too late to undo that. Claim the shift again if a place is free." in text_of(refused)


def test_without_script_the_shifts_page_offers_the_undo(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    shift, client = make_shift(carolina), client_of(maya)
    claim_shift(shift, person=maya)
    path = f"/shifts/{shift.public_id}"
    answer = client.post(f"{path}/drop/")
    assert (answer.status_code, answer["Location"]) == (302, f"{path}/")
    page = client.get(f"{path}/")
    assert "Dropped. You can undo this for 10 seconds." in text_of(page)
    assert f'formaction="{path}/undo/"'.encode() in page.content
    answer = client.post(f"{path}/undo/")
    assert (answer.status_code, answer["Location"]) == (302, f"{path}/")
    assert "You're in again." in text_of(client.get(f"{path}/"))


def test_the_next_shift_on_mine_comes_back_as_large_as_it_was(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    shift, client = make_shift(carolina, notes="Bring the blue box."), client_of(maya)
    claim_shift(shift, person=maya)
    drop, undo = f"/shifts/{shift.public_id}/drop/?first=1", f"/shifts/{shift.public_id}/undo/?first=1"
    assert f'hx-post="{drop}"' in client.get("/mine/").content.decode()
    dropped = client.post(drop, headers=from_page("/mine/"))
    assert "Thu, Feb 4" in text_of(dropped)
    assert f'hx-post="{undo}"' in dropped.content.decode()
    back = client.post(undo, headers=from_page("/mine/"))
    assert "Bring the blue box." in text_of(back)
    assert "Thursday, February 4, 2027" in text_of(back)
    assert "You're in again." in text_of(back)
    assert f'hx-post="{drop}"' in back.content.decode()


def test_who_leaves_the_waitlist_has_the_same_undo(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift, client = make_shift(carolina, capacity=1), client_of(maya)
    claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    path = f"/shifts/{shift.public_id}"
    assert "Leave the waitlist" in text_of(client.get(f"{path}/"))
    assert "Undo" in text_of(client.post(f"{path}/drop/", headers=HTMX))
    assert "You're on the waitlist again, where you were." in text_of(client.post(f"{path}/undo/", headers=HTMX))


def test_a_drop_that_was_sent_twice_still_offers_the_undo(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    shift, client = make_shift(carolina), client_of(maya)
    claim_shift(shift, person=maya)
    answers = [client.post(f"/shifts/{shift.public_id}/drop/", headers=HTMX) for _n in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Undo" in text_of(answers[1])


def test_nobody_else_sees_that_maya_dropped_a_moment_ago(
    carolina: Chapter, maya: Person, ruth: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    before = client_of(None).get("/carolina/").content
    drop_signup(Signup.objects.get(), by=maya, undo_for=timedelta(seconds=10))
    assert client_of(None).get("/carolina/").content == before
    assert "Full" in text_of(client_of(ruth).get(f"/shifts/{shift.public_id}/card/"))


def test_a_card_comes_back_as_its_page_shows_it(
    carolina: Chapter, nashville: Chapter, maya: Person, client_of: ClientOf
) -> None:
    shift, client = make_shift(nashville), client_of(maya)
    for held in (shift, make_shift(carolina, "2027-02-05 10:00")):
        claim_shift(held, person=maya)
    path = f"/shifts/{shift.public_id}/card/"
    here, mine = (client.get(path, headers=from_page(page)) for page in ("/nashville/", "/mine/"))
    dated, alone = (client.get(f"{path}?{how}", headers=from_page("/nashville/")) for how in ("day=1", "alone=1"))
    assert "Nashville Freedom Network" not in text_of(here)
    assert "Nashville Freedom Network" in text_of(mine)
    assert ["Feb 4" in text_of(answer) for answer in (here, dated)] == [False, True]
    assert b"hx-post" in here.content
    assert b"hx-post" not in alone.content


def test_a_tap_that_comes_twice_is_one_claim(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    shift, client = make_shift(carolina), client_of(maya)
    headers = HTMX | {"Idempotency-Key": KEY}
    answers = [client.post(f"/shifts/{shift.public_id}/claim/", headers=headers) for _n in range(2)]
    assert ["You're in. Thank you." in text_of(answer) for answer in answers] == [True, True]
    assert Signup.objects.get().sequence == 1


def test_a_late_retry_says_that_it_was_dropped_meanwhile(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    shift, phone, laptop = make_shift(carolina), client_of(maya), client_of(maya)
    headers = HTMX | {"Idempotency-Key": KEY}
    phone.post(f"/shifts/{shift.public_id}/claim/", headers=headers)
    laptop.post(f"/shifts/{shift.public_id}/drop/", headers=HTMX)
    answer = phone.post(f"/shifts/{shift.public_id}/claim/", headers=headers)
    assert "You dropped this shift meanwhile." in text_of(answer)
    assert Signup.objects.get().state == "dropped"


def test_without_script_a_page_has_one_key_that_is_good_for_each_of_its_shifts(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    first, second = make_shift(carolina), make_shift(carolina, "2027-02-05 10:00")
    client = client_of(maya)
    page = client.get("/carolina/").content.decode()
    [key] = re.findall('name="tap" value="([^"]+)"', page)
    for shift in (first, first, second):
        assert client.post(f"/shifts/{shift.public_id}/claim/", {"tap": key}).status_code == 302
    assert list(Signup.objects.values_list("state", "sequence")) == [("confirmed", 1)] * 2
    assert key not in client.get("/carolina/").content.decode()


@pytest.mark.parametrize("path", ["/carolina/", "/events/{event}/", "/shifts/{shift}/", "/carolina/calendar/"])
def test_a_page_for_somebody_signed_out_has_no_key(carolina: Chapter, client_of: ClientOf, path: str) -> None:
    shift = make_shift(carolina)
    page = client_of(None).get(path.format(event=shift.event.public_id, shift=shift.public_id))
    assert page.status_code == 200
    assert b'name="tap"' not in page.content


def test_a_claim_answers_with_under_four_kilobytes_whatever_the_words(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    """The longest names that there can be, on the longest card: a clash, on the waitlist, among other chapters."""
    role, title = "ä" * 80, "ö" * (Event._meta.get_field("title").max_length or 0)
    shift = make_shift(carolina, "2027-02-04 22:00", hours=4, capacity=1, role=role, event={"title": title})
    claim_shift(make_shift(carolina, "2027-02-04 21:30", role=role), person=maya)
    claim_shift(shift, person=jordan)
    client, path = client_of(maya), f"/shifts/{shift.public_id}"
    sizes = {}
    for name, tap in {"clash": "claim", "claim": "claim", "drop": "drop", "undo": "undo"}.items():
        how = "both" if name == "claim" else ""
        answer = client.post(f"{path}/{tap}/", {"how": how}, headers=from_page("/mine/"))
        sizes[name] = len(answer.content)
    assert {name: size for name, size in sizes.items() if size >= 4_000} == {}


def test_dropping_what_one_does_not_hold_is_refused_in_words(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    answer = client_of(maya).post(f"/shifts/{shift.public_id}/drop/", headers=HTMX)
    assert answer.status_code == 409
    assert "You are not on this shift." in text_of(answer)


def test_a_tap_after_the_session_ended_leads_through_sign_in(carolina: Chapter, client_of: ClientOf) -> None:
    shift = make_shift(carolina)
    answer = client_of(None).post(f"/shifts/{shift.public_id}/claim/", {"how": "waitlist"}, headers=HTMX)
    assert answer["HX-Redirect"] == f"/signin/?claim={shift.public_id}&how=waitlist"
    assert not Signup.objects.exists()


def test_a_claim_is_never_made_on_a_get(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    shift, client = make_shift(carolina), client_of(maya)
    assert client.get(f"/shifts/{shift.public_id}/claim/").status_code == 405
    client.get(f"/signin/?claim={shift.public_id}")
    assert not Signup.objects.exists()


def test_what_leo_may_not_see_he_cannot_claim(carolina: Chapter, leo: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina, event={"visibility": Visibility.MEMBERS})
    assert client_of(leo).post(f"/shifts/{shift.public_id}/claim/").status_code == 404


def test_the_address_and_the_kit_are_for_those_confirmed(
    carolina: Chapter, maya: Person, priya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, notes="Bring the blue box.")
    claim_shift(shift, person=maya)
    hers, other = (text_of(client_of(p).get(f"/shifts/{shift.public_id}/")) for p in (maya, priya))
    assert "The Pit, S South Rd 1" in hers
    assert "Bring the blue box." in hers
    assert "S South Rd" not in other
    assert "blue box" not in other
    assert "Near the library" in other


def test_the_events_kit_is_drawn_for_those_confirmed_and_organizers_on_shift_and_event(
    carolina: Chapter, maya: Person, jordan: Person, priya: Person, leo: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, capacity=1, event={"kit": "# Say\n**Hello.** <b>x</b>"})
    claim_shift(shift, person=maya)
    claim_shift(shift, person=priya, if_full="waitlist")
    drawn = b"<h3>Say</h3>\n<p><strong>Hello.</strong> &lt;b&gt;x&lt;/b&gt;</p>"
    for path in (f"/shifts/{shift.public_id}/", f"/events/{shift.event.public_id}/"):
        reads = [drawn in client_of(person).get(path).content for person in (maya, jordan, priya, leo, None)]
        assert reads == [True, True, False, False, False]
        assert b"Hello." not in client_of(priya).get(path).content


def test_everybody_reads_whether_one_gets_in_and_those_confirmed_how(
    carolina: Chapter, maya: Person, jordan: Person, priya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    save_site(carolina, "The Pit", is_step_free=True, has_quiet_place=True, access="By the ramp.", by=None)
    claim_shift(shift, person=maya)
    for path in (f"/events/{shift.event.public_id}/", f"/shifts/{shift.public_id}/"):
        pages = [text_of(client_of(person).get(path)) for person in (maya, jordan, priya, None)]
        assert all("Step-free · A quiet place to sit" in page for page in pages)
        assert ["By the ramp." in page for page in pages] == [True, True, False, False]


def test_nobody_on_the_waitlist_reads_the_address(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    assert "S South Rd" not in text_of(client_of(maya).get(f"/shifts/{shift.public_id}/"))


def test_maya_is_asked_whether_a_new_time_suits_her_and_says_yes(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift, client = make_shift(carolina), client_of(maya)
    claim_shift(shift, person=maya)
    two_hours = timedelta(hours=2)
    edit_shift(shift, by=jordan, starts_at=shift.starts_at + two_hours, ends_at=shift.ends_at + two_hours)
    page = text_of(client.get("/mine/"))
    assert "The time has changed. Can you still come? You're in I can come" in page
    roster = text_of(client_of(jordan).get(f"/organize/events/{shift.event.public_id}/roster/"))
    assert "Maya Asked after the move" in roster
    answer = client.post(f"/shifts/{shift.public_id}/agree/", headers=from_page("/carolina/"))
    assert "Thank you. See you then. You're in Can't make it?" in text_of(answer)
    assert "The time has changed" not in text_of(client.get("/mine/"))
    alone = client.post(f"/shifts/{shift.public_id}/agree/")
    assert alone["Location"] == f"/shifts/{shift.public_id}/"

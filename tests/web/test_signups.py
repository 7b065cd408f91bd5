"""Claiming and dropping on the pages."""

from tests.builders import make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person, Signup, Visibility

HTMX = {"HX-Request": "true"}


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
    assert "You are on “Usher” at 10:00 AM then." in text_of(card)
    assert b'value="overlap"' in card.content
    client.post(f"/shifts/{clash.public_id}/claim/", {"how": "overlap"})
    assert Signup.objects.get(shift=clash).state == "confirmed"


def test_maya_drops_and_may_claim_again(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    shift, client = make_shift(carolina), client_of(maya)
    claim_shift(shift, person=maya)
    answer = client.post(f"/shifts/{shift.public_id}/drop/", headers=HTMX)
    assert "Dropped. Thank you for saying so." in text_of(answer)
    assert f"/shifts/{shift.public_id}/claim/".encode() in answer.content
    assert Signup.objects.get(person=maya).state == "dropped"


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


def test_nobody_on_the_waitlist_reads_the_address(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    assert "S South Rd" not in text_of(client_of(maya).get(f"/shifts/{shift.public_id}/"))

"""What a poster opens, by the day; and the poster itself."""

import pytest
from django.test import Client
from time_machine import Traveller

from tests.builders import at, draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.posters import TRIES, make_poster, renew_poster
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Person, Poster, Signup, Visibility


@pytest.fixture
def event(carolina: Chapter, maya: Person) -> Event:
    """A table on Thursday from ten to twelve, with Maya."""
    shift = make_shift(carolina, hours=2)
    claim_shift(shift, person=maya)
    return shift.event


@pytest.fixture
def poster(event: Event, jordan: Person) -> Poster:
    return make_poster(event, by=jordan)


def path_of(poster: Poster) -> str:
    return f"/p/{poster.code}"


def test_before_the_day_a_poster_leads_to_the_open_places(event: Event, poster: Poster, client: Client) -> None:
    answer = client.get(path_of(poster))
    assert (answer.status_code, answer["Location"]) == (302, f"/events/{event.public_id}/")
    assert answer["X-Robots-Tag"] == "noindex"


def test_during_it_a_poster_checks_in_and_out(
    carolina: Chapter, poster: Poster, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    clock.move_to(at(carolina, "2027-02-04 09:31"))
    phone = client_of(maya)
    page = phone.get(path_of(poster))
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert "Check in" in text_of(page)
    signup = Signup.objects.get(person=maya)
    answer = phone.post(path_of(poster), {"signup": signup.public_id, "do": "in"}, follow=True)
    assert "You're checked in." in text_of(answer)
    assert "You're here since 9:31 AM." in text_of(answer)
    clock.move_to(at(carolina, "2027-02-04 12:10"))
    answer = phone.post(path_of(poster), {"signup": signup.public_id, "do": "out"}, follow=True)
    assert "You're checked out. Thank you." in text_of(answer)
    assert "You gave 2 hours. Thank you." in text_of(answer)


def test_after_it_a_poster_says_thank_you(carolina: Chapter, poster: Poster, client: Client, clock: Traveller) -> None:
    clock.move_to(at(carolina, "2027-02-04 12:00"))
    text = text_of(client.get(path_of(poster)))
    assert "Thank you It is over for today. You made it happen." in text


def test_between_two_shifts_of_an_event_who_worked_the_first_checks_out(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf, client: Client, clock: Traveller
) -> None:
    drafts = [draft(carolina, f"2027-02-04 {hour}:00", hours=2) for hour in ("09", "13")]
    event = make_event(carolina, *drafts, starts="2027-02-04 09:00", hours=6)
    signup = claim_shift(event.shifts.order_by("starts_at")[0], person=maya)
    path = path_of(make_poster(event, by=jordan))
    phone = client_of(maya)
    clock.move_to(at(carolina, "2027-02-04 10:00"))
    phone.post(path, {"signup": signup.public_id, "do": "in"})
    clock.move_to(at(carolina, "2027-02-04 11:05"))
    text = text_of(phone.get(path))
    assert "You're here since 10:00 AM. Check out" in text
    assert "Later today 1:00 PM Outreach table in the Pit" in text
    assert client.get(path)["Location"] == f"/events/{event.public_id}/"
    phone.post(path, {"signup": signup.public_id, "do": "out"})
    signup.refresh_from_db()
    assert signup.checked_out_at == at(carolina, "2027-02-04 11:05")


def test_an_event_of_several_days_says_thank_you_at_the_end_of_each(
    carolina: Chapter, jordan: Person, client: Client, clock: Traveller
) -> None:
    drafts = [draft(carolina, f"2027-02-0{day} 10:00", hours=2) for day in (4, 6)]
    event = make_event(carolina, *drafts, hours=50)
    path = path_of(make_poster(event, by=jordan))
    thanks, leads_on = "Thank you It is over for today.", f"/events/{event.public_id}/"
    clock.move_to(at(carolina, "2027-02-04 12:30"))
    text = text_of(client.get(path))
    assert thanks in text
    assert "Later today" not in text
    for wall in ("2027-02-05 12:30", "2027-02-06 08:00"):
        clock.move_to(at(carolina, wall))
        assert client.get(path)["Location"] == leads_on
    clock.move_to(at(carolina, "2027-02-06 12:30"))
    assert thanks in text_of(client.get(path))


def test_who_is_signed_out_signs_in_first_and_comes_back(
    carolina: Chapter, poster: Poster, client: Client, clock: Traveller
) -> None:
    clock.move_to(at(carolina, "2027-02-04 10:05"))
    page = client.get(path_of(poster))
    assert "Sign in, then check in here. Or see the organizer at the table." in text_of(page)
    assert f"/signin/?next=%2Fp%2F{poster.code}" in page.content.decode()
    answer = client.post(path_of(poster), {"do": "in"})
    assert answer["Location"] == f"/signin/?next=%2Fp%2F{poster.code}"


def test_who_has_no_place_takes_one_or_sees_the_organizer(
    carolina: Chapter, event: Event, poster: Poster, priya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    clock.move_to(at(carolina, "2027-02-04 10:05"))
    page = client_of(priya).get(path_of(poster))
    assert "Take one, or see the organizer at the table." in text_of(page)
    assert f'href="/events/{event.public_id}/"' in page.content.decode()
    assert "Maya" not in page.content.decode()


def test_nobody_checks_another_one_in(
    poster: Poster, maya: Person, ruth: Person, client_of: ClientOf, carolina: Chapter, clock: Traveller
) -> None:
    clock.move_to(at(carolina, "2027-02-04 10:05"))
    signup = Signup.objects.get(person=maya)
    assert client_of(ruth).post(path_of(poster), {"signup": signup.public_id, "do": "in"}).status_code == 404


def test_what_is_refused_is_said_on_the_page(
    carolina: Chapter, poster: Poster, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    Signup.objects.update(attendance="no-show")
    clock.move_to(at(carolina, "2027-02-04 10:05"))
    signup = Signup.objects.get(person=maya)
    answer = client_of(maya).post(path_of(poster), {"signup": signup.public_id, "do": "in"})
    assert answer.status_code == 409
    assert "You were marked as missed. See the organizer at the table." in text_of(answer)


def test_an_old_poster_says_kindly_that_it_is_out_of_date(
    event: Event, poster: Poster, jordan: Person, client: Client
) -> None:
    renew_poster(event, by=jordan)
    answer = client.get(path_of(poster))
    assert answer.status_code == 410
    assert "This poster is out of date A newer one hangs somewhere near." in text_of(answer)
    assert event.title not in answer.content.decode()


def test_whoever_guesses_codes_is_slowed_down(poster: Poster, client: Client) -> None:
    answers = [client.get(f"/p/guess{n}").status_code for n in range(TRIES.amount)]
    assert set(answers) == {404}
    slowed = client.get("/p/guess-once-more")
    assert (slowed.status_code, slowed["Retry-After"]) == (429, "600")
    assert "Too many tries. Wait ten minutes, then scan the poster again." in text_of(slowed)
    # Whoever stands before a real one on the same campus is not in the way.
    assert client.get(path_of(poster)).status_code == 302


def test_a_poster_of_members_tells_others_nothing(
    carolina: Chapter, jordan: Person, client_of: ClientOf, priya: Person, clock: Traveller
) -> None:
    event = make_event(carolina, draft(carolina), title="Vigil", visibility=Visibility.MEMBERS)
    poster = make_poster(event, by=jordan)
    for wall in ("2027-02-01 10:00", "2027-02-04 10:05", "2027-02-05 10:00"):
        clock.move_to(at(carolina, wall))
        for person in (None, priya):
            answer = client_of(person).get(path_of(poster))
            assert answer.status_code == 200
            assert "Nothing is on here now" in text_of(answer)
            assert "Vigil" not in answer.content.decode()


def test_the_poster_of_a_site_finds_what_is_on_there_today(
    carolina: Chapter, event: Event, jordan: Person, client: Client, clock: Traveller
) -> None:
    make_event(carolina, draft(carolina, "2027-02-04 15:00"), title="Letter desk", starts="2027-02-04 15:00")
    make_event(carolina, draft(carolina, "2027-02-05 15:00"), title="Tomorrow's desk", starts="2027-02-05 15:00")
    assert event.site
    poster = make_poster(event.site, by=jordan)
    assert "Nothing is on here now" in text_of(client.get(path_of(poster)))
    clock.move_to(at(carolina, "2027-02-04 10:05"))
    text = text_of(client.get(path_of(poster)))
    assert "Open places: Outreach table in the Pit" in text
    assert "Later today 3:00 PM Letter desk" in text
    assert "Tomorrow" not in text
    # The name of the place is for those confirmed, its area for everyone.
    assert "Near the library" in text


def test_at_a_site_one_checks_in_and_out_across_midnight(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    evening = make_event(carolina, draft(carolina, "2027-02-04 21:30", hours=2), starts="2027-02-04 21:30")
    night = make_event(carolina, draft(carolina, "2027-02-05 00:15", hours=2), starts="2027-02-05 00:15")
    late, early = (claim_shift(event.shifts.get(), person=maya) for event in (evening, night))
    assert evening.site
    path = path_of(make_poster(evening.site, by=jordan))
    phone = client_of(maya)
    clock.move_to(at(carolina, "2027-02-04 21:30"))
    text = text_of(phone.get(path))
    assert "Later today" not in text
    phone.post(path, {"signup": late.public_id, "do": "in"})
    clock.move_to(at(carolina, "2027-02-04 23:50"))
    phone.post(path, {"signup": early.public_id, "do": "in"})
    clock.move_to(at(carolina, "2027-02-05 00:10"))
    phone.post(path, {"signup": late.public_id, "do": "out"})
    late.refresh_from_db()
    early.refresh_from_db()
    assert early.checked_in_at == at(carolina, "2027-02-04 23:50")
    assert late.checked_out_at == at(carolina, "2027-02-05 00:10")
    # What was on the evening before is not said all day long.
    night.shifts.update(state="cancelled")
    assert "Thank you It is over for today." in text_of(phone.get(path))
    clock.move_to(at(carolina, "2027-02-05 09:00"))
    assert "Nothing is on here now" in text_of(phone.get(path))


def test_an_organizer_prints_a_poster_and_renews_it(event: Event, jordan: Person, client_of: ClientOf) -> None:
    desk = client_of(jordan)
    path = f"/organize/events/{event.public_id}/poster/"
    assert "Make the poster" in text_of(desk.get(path))
    assert not Poster.objects.exists()
    desk.post(path)
    desk.post(path)
    old = Poster.objects.get()
    page = desk.get(path + "?paper=a4").content.decode()
    assert 'class="poster a4 ' in page
    assert f"turnout.test/p/{old.code}" in page
    assert "1-888-373-7888" in page
    code = desk.get(f"/organize/posters/{old.code}.svg")
    assert (code["Content-Type"], code["Cache-Control"]) == ("image/svg+xml", "private, no-store")
    desk.post(path + "renew/")
    fresh = Poster.objects.get(retired_at=None)
    assert fresh.code != old.code
    assert f"/p/{fresh.code}" in desk.get(path).content.decode()

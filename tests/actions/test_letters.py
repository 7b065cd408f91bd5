"""Letters of hours: what they count, whom they name, and how they are checked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from time_machine import Traveller

from tests.builders import at, make_shift
from turnout.actions.attendance import confirm_minutes, mark_attendance
from turnout.actions.letters import A_DAY, TRIES, make_letter, read_letter
from turnout.actions.people import close_person
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Kind, Letter, Person
from turnout.prints.hours import find_undrawable, group_code, list_facts, say_length, write_letter
from turnout.rules.hours import find_attended, sum_minutes
from turnout.rules.refusals import Refused

TERM = (date(2027, 2, 1), date(2027, 5, 31))


@pytest.fixture
def term(carolina: Chapter, maya: Person, jordan: Person, clock: Traveller) -> Chapter:
    """Two hours at a table and an hour of prayer in February, one that Maya missed, and one of which nobody said."""
    for wall, fields, word in (
        ("2027-02-04 10:00", {"hours": 2}, "attended"),
        ("2027-02-05 10:00", {"event": {"kind": Kind.PRAYER, "title": "Vigil"}}, "attended"),
        ("2027-02-08 10:00", {}, "no-show"),
        ("2027-02-09 10:00", {}, "unknown"),
    ):
        place = claim_shift(make_shift(carolina, wall, **fields), person=maya)
        clock.move_to(at(carolina, wall[:10] + " 20:00"))
        mark_attendance(place, word, by=jordan)
    clock.move_to(at(carolina, "2027-02-10 10:00"))
    return carolina


def test_a_letter_counts_the_hours_that_are_known(term: Chapter, maya: Person) -> None:
    letter = make_letter(term, *TERM, person=maya, name="Maya  Álvarez")
    assert (letter.minutes, letter.shifts, letter.kinds, letter.name) == (
        180,
        2,
        ["outreach", "prayer"],
        "Maya Álvarez",
    )
    # As the one rule of hours has it.
    assert letter.minutes == sum_minutes(find_attended(maya, term, *TERM))
    assert dict(list_facts(letter)) == {
        "Name": "Maya Álvarez",
        "Dates": "Monday, February 1, 2027 to Monday, May 31, 2027",
        "Hours": "3 hours",
        "Shifts": "2",
        "Kinds of events": "Outreach, Prayer",
    }


def test_the_days_are_those_of_the_chapters_clocks(term: Chapter, maya: Person) -> None:
    assert make_letter(term, date(2027, 2, 4), date(2027, 2, 4), person=maya).minutes == 120
    assert make_letter(term, date(2027, 2, 5), date(2027, 2, 28), person=maya).minutes == 60


def test_the_same_letter_again_is_that_letter_and_another_one_where_the_hours_changed(
    term: Chapter, maya: Person, jordan: Person
) -> None:
    first = make_letter(term, *TERM, person=maya)
    assert make_letter(term, *TERM, person=maya) == first
    confirm_minutes(find_attended(maya, term, *TERM)[0], 150, by=jordan)
    second = make_letter(term, *TERM, person=maya)
    assert (second.code != first.code, second.minutes) == (True, 210)
    first.refresh_from_db()
    assert first.minutes == 180


@pytest.mark.parametrize(
    ("first", "last", "name", "field", "said"),
    [
        ("2027-02-05", "2027-02-04", "", "ends_on", "The last day is before the first."),
        ("2027-02-11", "2027-02-12", "", "starts_on", "That day is still to come."),
        ("2027-02-01", "2200-01-01", "", "ends_on", "Choose a year from 1970 to 2199."),
        ("0001-01-01", "2027-02-12", "", "starts_on", "Choose a year from 1970 to 2199."),
        ("2027-02-01", "2027-02-12", "x" * 81, "name", "Type a name of up to 80 letters."),
        ("2027-02-01", "2027-02-12", "Mei 陳", "name", "The letter cannot show “陳”. Write the name in other letters."),
        (
            "2027-02-08",
            "2027-02-09",
            "",
            "starts_on",
            "There are no hours in this time. If you were there, ask the organizer to mark it.",
        ),
    ],
)
def test_what_no_letter_can_say_is_refused_at_its_field(
    term: Chapter, maya: Person, first: str, last: str, name: str, field: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        make_letter(term, date.fromisoformat(first), date.fromisoformat(last), person=maya, name=name)
    assert (refused.value.field, str(refused.value)) == (field, said)
    assert not Letter.objects.exists()


def test_nobody_makes_letters_without_end(term: Chapter, maya: Person) -> None:
    for number in range(A_DAY.amount):
        make_letter(term, *TERM, person=maya, name=f"Maya {number}")
    with pytest.raises(Refused, match="Wait until tomorrow"):
        make_letter(term, *TERM, person=maya, name="Maya once more")


def test_a_code_is_read_however_it_is_typed(term: Chapter, maya: Person) -> None:
    letter = make_letter(term, *TERM, person=maya)
    for typed in (letter.code, letter.code.lower(), group_code(letter.code), f" {' '.join(letter.code)} "):
        assert read_letter(typed, address="192.0.2.1") == letter
    assert read_letter(letter.code[:-1], address="192.0.2.1") is None


def test_whoever_guesses_codes_is_slowed_down_even_with_a_good_one(term: Chapter, maya: Person) -> None:
    letter = make_letter(term, *TERM, person=maya)
    for _n in range(TRIES.amount):
        read_letter("2345234523452345", address="192.0.2.1")
    with pytest.raises(Refused) as refused:
        read_letter(letter.code, address="192.0.2.1")
    assert refused.value.facts["wait"] == 600
    assert read_letter(letter.code, address="192.0.2.2") == letter


def test_who_closes_the_account_takes_the_letters_along(term: Chapter, maya: Person) -> None:
    make_letter(term, *TERM, person=maya)
    close_person(maya, by=maya)
    assert not Letter.objects.exists()


# --- the sheet


@pytest.mark.parametrize("name", ["José Ñúñez", "Nguyễn Thị Ánh", "Łucja Żółć", "Ελένη", "Ольга Їжак", "O'Brien-Smith"])
def test_the_letter_can_show_names_of_many_languages(term: Chapter, maya: Person, name: str) -> None:
    letter = make_letter(term, *TERM, person=maya, name=name)
    assert write_letter(letter).startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["陳", "محمد", "דוד", "देव", "😀", "a\u202eb", "a\x00b"])
def test_what_our_fonts_lack_is_named(name: str) -> None:
    assert find_undrawable(name)


@given(st.text(max_size=80))
def test_whatever_is_typed_can_be_shown_or_is_named(name: str) -> None:
    lacking = find_undrawable(name)
    assert find_undrawable("".join(char for char in name if char.isascii() and char.isprintable())) == ""
    assert set(lacking).isdisjoint("abcXYZ 09-'")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(1, "1 minute"), (60, "1 hour"), (95, "1 hour 35 minutes"), (121, "2 hours 1 minute"), (60_000, "1,000 hours")],
)
def test_a_length_is_said_to_the_minute(minutes: int, said: str) -> None:
    assert say_length(minutes) == said

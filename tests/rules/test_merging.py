"""What two people changed of one thing, part by part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnout.rules.merging import Part, Side, compare, compare_part, merge

TITLE, WHEN = Part("title", ("title",)), Part("when", ("start", "end"))
OLD = {"title": "Table", "start": "10", "end": "12"}
PARTS = (TITLE, WHEN)


def same(_name: str, one: str, another: str) -> bool:
    return one.strip() == another.strip()


@pytest.mark.parametrize(
    ("theirs", "yours", "side"),
    [
        ({}, {}, "nobody"),
        ({"title": "Vigil"}, {}, "theirs"),
        ({}, {"title": "Stall"}, "yours"),
        ({"title": "Vigil"}, {"title": "Stall"}, "both"),
        ({"title": "Vigil"}, {"title": "Vigil "}, "alike"),
        ({"title": "Table "}, {"title": " Table"}, "nobody"),
    ],
)
def test_who_changed_a_part(theirs: dict[str, str], yours: dict[str, str], side: Side) -> None:
    assert compare_part(TITLE, OLD, OLD | theirs, OLD | yours, same).side == side


def test_a_start_and_its_end_are_one_choice() -> None:
    [difference] = compare(PARTS, OLD, OLD | {"start": "14", "end": "16"}, OLD | {"end": "13"}, same)
    assert (difference.part, difference.side) == (WHEN, "both")
    assert merge([difference]) == {}


def test_what_only_one_side_changed_is_taken_from_that_side() -> None:
    differences = compare(PARTS, OLD, OLD | {"title": "Vigil"}, OLD | {"end": "13"}, same)
    assert OLD | {"end": "13"} | merge(differences) == {"title": "Vigil", "start": "10", "end": "13"}


def test_where_nobody_knows_how_it_was_all_that_differs_is_asked_about() -> None:
    [difference] = compare(PARTS, None, OLD | {"title": "Vigil"}, OLD, same)
    assert (difference.part, difference.side) == (TITLE, "both")


texts = st.fixed_dictionaries({name: st.sampled_from(["a", "b", "c"]) for name in OLD})


@given(was=texts, theirs=texts, yours=texts)
def test_nothing_that_anybody_changed_is_passed_over(
    was: dict[str, str], theirs: dict[str, str], yours: dict[str, str]
) -> None:
    differences = compare(PARTS, was, theirs, yours, same)
    asked = {name for d in differences if d.side == "both" for name in d.part.fields}
    merged = yours | merge(differences)
    for name in was:
        if name not in asked and theirs[name] != was[name]:
            assert merged[name] == theirs[name]
        if name not in asked and yours[name] != was[name]:
            assert merged[name] == yours[name]


@given(was=texts, one=texts, other=texts)
def test_whoever_is_second_the_same_parts_are_asked_about(
    was: dict[str, str], one: dict[str, str], other: dict[str, str]
) -> None:
    def asked(theirs: dict[str, str], yours: dict[str, str]) -> list[Part]:
        return [d.part for d in compare(PARTS, was, theirs, yours, same) if d.side == "both"]

    assert asked(one, other) == asked(other, one)

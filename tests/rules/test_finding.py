"""What a list of open shifts is narrowed to."""

import random
from datetime import date

import pytest
from django.test import override_settings

from tests.builders import draft, make_event, make_shift, membership_of
from turnout.actions.chapters import change_chapter
from turnout.actions.departures import end_membership
from turnout.actions.signups import claim_shift
from turnout.actions.trainings import add_training, grant_training
from turnout.models import Chapter, Kind, Person, Shift, Visibility
from turnout.rules.claiming import Standing, load_standing, why_not_claim
from turnout.rules.finding import Wish, find_shifts
from turnout.rules.viewers import NOBODY, Viewer
from turnout.rules.visibility import open_shifts


def roles(wish: Wish, person: Person | None = None) -> list[str]:
    found = find_shifts(open_shifts(Viewer(person)), wish, load_standing(person))
    return [shift.role for shift in found.order_by("starts_at", "id")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("usher", ["Usher"]),
        ("LECTURE", ["Usher", "Audience"]),
        ("lecture aud", ["Audience"]),
        ("library", ["Usher", "Audience", "Reader"]),
        ("pit", []),
        ("South Rd", []),
        ("100%", []),
        ("", ["Usher", "Audience", "Reader"]),
    ],
)
def test_words_are_looked_for_in_what_everybody_may_read(carolina: Chapter, words: str, found: list[str]) -> None:
    lecture = [draft(carolina, role="Usher"), draft(carolina, "2027-02-04 11:00", role="Audience")]
    make_event(carolina, *lecture, title="A lecture on supply chains", kind=Kind.LECTURE)
    make_event(carolina, draft(carolina, "2027-02-05 10:00", role="Reader"), title="Vigil")
    assert roles(Wish(words=words)) == found


def test_what_needs_people_has_fewer_than_its_least_number(carolina: Chapter, maya: Person) -> None:
    make_shift(carolina, "2027-02-04 10:00", role="Usher", capacity=3, min_needed=2)
    enough = make_shift(carolina, "2027-02-05 10:00", role="Reader", capacity=3, min_needed=1)
    make_shift(carolina, "2027-02-06 10:00", role="Audience", capacity=3, min_needed=0)
    claim_shift(enough, person=maya)
    assert roles(Wish(needs_people=True)) == ["Usher"]


def test_for_somebody_signed_out_every_open_shift_is_for_them(carolina: Chapter) -> None:
    make_shift(carolina, role="Usher")
    assert list(find_shifts(open_shifts(NOBODY), Wish(for_me=True), Standing())) == list(Shift.objects.all())


@override_settings(MAX_OPEN_CLAIMS=4)
@pytest.mark.parametrize("seed", range(12))
def test_for_me_is_what_a_claim_would_be_granted_on(
    carolina: Chapter, nashville: Chapter, maya: Person, leo: Person, seed: int
) -> None:
    dice = random.Random(seed)
    trainings = [
        add_training(carolina, name=name, valid_months=months, by=None) for name, months in (("A", 1), ("B", 9))
    ]
    for training in trainings[: seed % 3]:
        done_on = date(2027, 1, 4) if seed % 2 else date(2027, 2, 1)
        grant_training(membership_of(maya, carolina), training, completed_on=done_on, by=maya)
    for _ in range(30):
        chapter = dice.choice([carolina, nashville])
        day, hour = dice.choice(["04", "05"]), dice.randrange(8, 20)
        shift = make_shift(
            chapter,
            f"2027-02-{day} {hour:02}:{dice.choice(['00', '30'])}",
            hours=dice.choice([0.5, 1, 3]),
            capacity=dice.choice([1, 1, 3]),
            requires=dice.choice([None, None, *trainings]) if chapter == carolina else None,
            event={"visibility": dice.choice([Visibility.PUBLIC, Visibility.PUBLIC, Visibility.MEMBERS])},
        )
        for person in (maya, leo):
            if dice.random() < 0.3 and shift in open_shifts(Viewer(person)):
                standing = load_standing(person)
                if not why_not_claim(shift, standing, if_full="waitlist", allow_overlap=True):
                    claim_shift(shift, person=person, if_full="waitlist", allow_overlap=True)
    if seed % 4 == 0:
        change_chapter(nashville, by=maya, joining="approval" if seed % 8 else "invitation")
    if seed % 3 == 0:
        end_membership(membership_of(maya, carolina), by=maya)
    standing = load_standing(maya)
    seen = open_shifts(Viewer(maya)).order_by("pk")
    granted = [shift for shift in seen if why_not_claim(shift, standing) is None]
    assert list(find_shifts(seen, Wish(for_me=True), standing)) == granted

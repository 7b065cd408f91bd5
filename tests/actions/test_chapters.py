"""Beginning a chapter, and its sites."""

import pytest

from tests.builders import make_person, make_shift
from turnout.actions.chapters import create_chapter, save_site
from turnout.models import RESERVED_SLUGS, Chapter, Event, Person, Shift
from turnout.rules.refusals import Refused
from turnout.rules.viewers import Viewer


def test_the_owner_of_a_new_chapter_may_organize_it(db: None) -> None:
    ruth = make_person("Ruth")
    chapter = create_chapter("asheville", "Asheville", timezone_name="America/New_York", owner=ruth)
    assert Viewer(ruth).rights == {chapter.pk: frozenset({"owner"})}


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("me", "“me” is a word of the site. Choose another."),
        ("carolina", "“carolina” is taken. Choose another."),
        ("-x", "Use small letters, digits and hyphens, 48 at most, with a letter or digit at both ends."),
        ("caf\u00e9", "Use small letters, digits and hyphens, 48 at most, with a letter or digit at both ends."),
        ("", "Use small letters, digits and hyphens, 48 at most, with a letter or digit at both ends."),
    ],
)
def test_an_address_that_will_not_do_is_refused(carolina: Chapter, slug: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        create_chapter(slug, "X", timezone_name="UTC")
    assert (refused.value.field, str(refused.value)) == ("slug", sentence)


def test_every_first_word_of_the_sites_addresses_is_reserved(db: None) -> None:
    assert {
        "e",
        "me",
        "api",
        "feeds",
        "organize",
        "signin",
        "signout",
        "shifts",
        "events",
        "admin",
        "static",
    } <= RESERVED_SLUGS


def test_a_zone_that_does_not_exist_is_refused(db: None) -> None:
    with pytest.raises(Refused) as refused:
        create_chapter("x1", "X", timezone_name="America/Chapel_Hill")
    assert (refused.value.field, str(refused.value)) == (
        "timezone",
        "“America/Chapel_Hill” is not a time zone. Write it like America/New_York.",
    )


def test_a_sites_new_address_moves_its_events_and_shifts(carolina: Chapter, jordan: Person) -> None:
    make_shift(carolina)
    save_site(carolina, "The Pit", address="E Cameron Ave 2", by=jordan)
    assert Shift.objects.values_list("version", "sequence").get() == (2, 1)
    assert Event.objects.values_list("version").get() == (3,)  # published, then moved


def test_a_site_saved_as_it_is_moves_nothing(carolina: Chapter, jordan: Person) -> None:
    make_shift(carolina)
    save_site(carolina, "The Pit", area="Near the library", address="S South Rd 1", by=jordan)
    assert Shift.objects.values_list("version", "sequence").get() == (1, 0)

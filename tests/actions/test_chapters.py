"""Beginning a chapter, and its sites."""

from typing import Any

import pytest

from tests.builders import make_person, make_shift
from turnout.actions.chapters import create_chapter, pick_site, save_site
from turnout.actions.signups import claim_shift
from turnout.models import RESERVED_SLUGS, Chapter, Event, Notice, Person, Record, Shift, Site
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
        "p",
        "letters",
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


def test_what_is_said_of_getting_in_moves_the_versions_of_its_events_and_shifts_and_tells_nobody(
    carolina: Chapter, jordan: Person, maya: Person
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    notices = Notice.objects.count()
    save_site(carolina, "The Pit", is_step_free=True, access="By the ramp.", by=jordan)
    site, event = Site.objects.get(), Event.objects.get()
    shift.refresh_from_db()
    assert (site.is_step_free, site.has_quiet_place, site.access) == (True, None, "By the ramp.")
    assert (site.area, site.address) == ("Near the library", "S South Rd 1")
    assert (event.version, shift.version, shift.sequence) == (3, 2, 0)
    assert Record.objects.get(what="site.changed").fields == ["is_step_free", "access"]
    assert Notice.objects.count() == notices


def test_what_was_said_of_getting_in_can_be_unsaid(carolina: Chapter, jordan: Person) -> None:
    save_site(carolina, "The Pit", is_step_free=True, has_quiet_place=False, by=jordan)
    save_site(carolina, "The Pit", is_step_free=None, by=jordan)
    assert Site.objects.values_list("is_step_free", "has_quiet_place").get() == (None, False)


def test_a_site_is_picked_as_it_is_or_not_at_all(carolina: Chapter, jordan: Person) -> None:
    named: dict[str, Any] = {"area": None, "address": None, "by": jordan}
    site = pick_site(carolina, "Union", is_step_free=True, **named)
    assert pick_site(carolina, "Union", is_step_free=True, **named) == pick_site(carolina, "Union", **named) == site
    with pytest.raises(Refused) as refused:
        pick_site(carolina, "Union", is_step_free=False, **named)
    assert refused.value.field == "site"
    assert Site.objects.get().is_step_free is True

"""Choosing a language, for oneself and for a chapter."""

import pytest
from django.core.management import CommandError, call_command

from turnout.actions.chapters import set_language as set_chapter_language
from turnout.actions.people import set_language
from turnout.models import Chapter, Person, Record
from turnout.rules.refusals import Reason, Refused


def test_choosing_is_recorded_once(carolina: Chapter, maya: Person, ruth: Person) -> None:
    for _time in range(2):
        assert set_language(maya, "es").language == "es"
        assert set_chapter_language(carolina, "es", by=ruth).language == "es"
    for what, row, actor in (("person.changed", maya, maya), ("chapter.changed", carolina, ruth)):
        record = Record.objects.get(what=what, object_id=row.public_id)
        assert (record.actor, record.fields) == (actor, ["language"])


def test_a_language_that_we_do_not_speak_is_refused(carolina: Chapter, maya: Person) -> None:
    for choose in (lambda: set_language(maya, "tlh"), lambda: set_chapter_language(carolina, "tlh", by=None)):
        with pytest.raises(Refused) as refusal:
            choose()
        assert (refusal.value.reason, refusal.value.field) == (Reason.INVALID, "language")
        assert str(refusal.value) == "Choose one of these: en (English), es (Español)."


def test_a_chapter_begins_in_its_language_and_so_does_its_new_owner(db: None) -> None:
    call_command(
        "create_chapter", "sol", "Casa Sol", "--timezone", "America/Chicago", "--owner", "ana@turnout.test",
        "--language", "es", verbosity=0,
    )  # fmt: skip
    assert Chapter.objects.get(slug="sol").language == "es"
    assert Person.objects.get(email="ana@turnout.test").language == "es"


def test_the_command_names_the_languages_that_there_are(db: None) -> None:
    with pytest.raises(CommandError, match="invalid choice: 'tlh'"):
        call_command(
            "create_chapter", "sol", "Casa Sol", "--timezone", "America/Chicago", "--owner", "ana@turnout.test",
            "--language", "tlh",
        )  # fmt: skip

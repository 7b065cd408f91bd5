"""The days on which a chapter rests."""

from datetime import date

import pytest

from turnout.actions.breaks import add_break, remove_break
from turnout.models import Break, Chapter, Person, Record
from turnout.rules.refusals import Refused

MARCH_15, MARCH_19 = date(2027, 3, 15), date(2027, 3, 19)


def test_a_break_is_kept_recorded_and_forgotten(carolina: Chapter, ruth: Person) -> None:
    pause = add_break(carolina, name=" Spring break ", starts_on=MARCH_15, ends_on=MARCH_19, by=ruth)
    assert (pause.name, pause.chapter) == ("Spring break", carolina)
    remove_break(pause, by=ruth)
    assert not Break.objects.exists()
    assert [record.what for record in Record.objects.filter(object_id=pause.public_id).order_by("id")] == [
        "break.created", "break.removed",
    ]  # fmt: skip


def test_one_day_is_a_break_too(carolina: Chapter) -> None:
    assert add_break(carolina, name="Exam day", starts_on=MARCH_15, ends_on=MARCH_15, by=None).pk


@pytest.mark.parametrize(
    ("name", "last", "field", "sentence"),
    [
        (" ", MARCH_19, "name", "Name the break, for example Spring break."),
        ("Spring", date(2027, 3, 14), "ends_on", "The last day must not be before the first."),
        ("Spring", date(2037, 3, 14), "ends_on", "A break lasts a year at most. Check the dates."),
    ],
)
def test_a_break_that_cannot_be_is_refused_in_words(
    carolina: Chapter, name: str, last: date, field: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_break(carolina, name=name, starts_on=MARCH_15, ends_on=last, by=None)
    assert (refused.value.field, str(refused.value)) == (field, sentence)


def test_a_hundred_breaks_are_enough(carolina: Chapter) -> None:
    for _n in range(100):
        add_break(carolina, name="Day off", starts_on=MARCH_15, ends_on=MARCH_15, by=None)
    with pytest.raises(Refused) as refused:
        add_break(carolina, name="Day off", starts_on=MARCH_15, ends_on=MARCH_15, by=None)
    assert str(refused.value) == "A chapter keeps 100 breaks at most. Remove an old one."

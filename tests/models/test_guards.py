"""What the database itself refuses."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.builders import make_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person, Record, Shift, Signup
from turnout.models.base import PUBLIC_ID_ALPHABET, new_public_id
from turnout.models.records import AppendOnly


@pytest.mark.parametrize(
    "values", [{"taken": 3}, {"capacity": 1, "min_needed": 2}, {"ends_at": "2027-02-04T00:00:00Z"}]
)
def test_a_shift_is_never_overbooked_inside_out_or_short_of_places(carolina: Chapter, values: dict[str, Any]) -> None:
    shift = make_shift(carolina, capacity=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(**values)


def test_one_signup_a_person_and_shift(carolina: Chapter, maya: Person) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signup.objects.create(shift=signup.shift, person=maya, chapter=carolina, state="waitlisted")


def test_two_accounts_never_share_an_address_however_it_is_written(maya: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="Maya@turnout.test", name="Not Maya")


def test_the_record_is_append_only_in_python(carolina: Chapter) -> None:
    record = Record.objects.latest("id")
    for act in (record.save, record.delete, Record.objects.all().delete, lambda: Record.objects.update(what="x")):
        with pytest.raises(AppendOnly):
            act()


@pytest.mark.parametrize("statement", ["UPDATE turnout_record SET what = 'x'", "DELETE FROM turnout_record"])
def test_the_record_is_append_only_in_the_database(carolina: Chapter, statement: str) -> None:
    before = list(Record.objects.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(Record.objects.values()) == before


def test_the_record_holds_no_name_and_no_address(carolina: Chapter, maya: Person) -> None:
    claim_shift(make_shift(carolina), person=maya)
    everything = str(list(Record.objects.values()))
    assert "Maya" not in everything
    assert "@" not in everything


def test_public_ids_have_sixty_four_bits_and_more() -> None:
    assert len(set(PUBLIC_ID_ALPHABET)) ** len(new_public_id()) > 2**64
    assert not set("0O1lI") & set(PUBLIC_ID_ALPHABET)

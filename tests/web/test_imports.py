"""A spreadsheet in the browser: chosen, looked at, mended, imported."""

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.sheets import make_book, make_csv
from tests.web.pages import ClientOf, text_of
from turnout.actions.breaks import add_break
from turnout.actions.import_drafts import forget_old_drafts
from turnout.actions.imports import import_schedule
from turnout.actions.shifts import edit_shift
from turnout.models import Chapter, Event, ImportDraft, Person, Record, Shift, Site

PAGE = "/organize/carolina/import/"
CAROLINA = (settings.FIXTURES / "carolina-spring-2027.csv").read_bytes()
GONE = "This file was imported already, or thrown away. Choose it again."


def send(client: Client, data: bytes, name: str = "term.csv") -> str:
    """Choose a file, and return the address of its rows."""
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, text_of(answer)
    return answer["Location"]


def fields_of(page: Any) -> dict[str, str]:
    """Return what the page's form would send as it stands."""
    html = page.content.decode()
    fields = {name: value for name, value in re.findall(r'name="([\w-]+)"\s+value="([^"]*)"', html) if name != "row"}
    for name, options in re.findall(r'<select id="[^"]*"\s+name="([^"]*)".*?>(.*?)</select>', html, re.DOTALL):
        fields[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    return {name: value for name, value in fields.items() if name not in {"publish", "skip_bad"}}


def test_jordan_looks_at_a_term_and_imports_it(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    rows = send(client, CAROLINA)
    page = client.get(rows)
    said = text_of(page)
    assert "235 shifts are new" in said
    assert "Import 235 rows" in said
    assert "New sites" in said
    assert "The Pit" in said
    assert "rows need" not in said
    assert not Event.objects.exists()
    assert client.post(f"{rows}save/", fields_of(page))["Location"] == "/organize/carolina/"
    assert (Shift.objects.count(), set(Event.objects.values_list("state", flat=True))) == (235, {"published"})
    assert "Imported. 235 shifts are new." in text_of(client.get("/organize/carolina/"))
    assert not ImportDraft.objects.exists()
    assert Record.objects.filter(what="shift.created", actor=jordan).count() == 235


def test_a_workbook_says_the_same_and_new_events_may_stay_drafts(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    rows = send(client, make_book({}, {"role": "Usher"}), "term.xlsx")
    page = client.get(rows)
    assert "New event" in text_of(page)
    assert "New shift" in text_of(page)
    client.post(f"{rows}save/", {**fields_of(page), "publish": "no"})
    assert Event.objects.get().state == "draft"


def test_each_row_says_what_it_changes_from_what_to_what(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    import_schedule(carolina, make_csv({}, {"role": "Usher"}), by=None)
    client = client_of(jordan)
    changed = {"capacity": "4", "end": "11:30", "requires": "Basics", "visibility": "members", "address": "Elsewhere"}
    usher = {"role": "Usher", "visibility": "members", "address": "Elsewhere"}
    page = text_of(client.get(send(client, make_csv(changed, usher))))
    assert "End from 11:00 AM to 11:30 AM Places from 3 to 4 Training needed becomes Basics" in page
    assert "Who sees it from Everyone to Members only Address from S South Rd 1 to Elsewhere" in page
    assert "New trainings Basics" in page
    assert "2 shifts change" in page


def test_what_is_there_already_is_said_and_there_is_nothing_to_import(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    import_schedule(carolina, make_csv({}), by=None)
    client = client_of(jordan)
    page = text_of(client.get(send(client, make_csv({}))))
    assert "All of it is online already. There is nothing to import." in page
    assert "Import 1 row" not in page


def test_rows_that_need_somebody_come_first_and_are_mended_without_script(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    rows = send(client, make_csv({}, {"date": "2027-02-30"}, {"kind": "party", "role": "Usher"}))
    page = client.get(rows)
    said = text_of(page)
    assert "2027-02-30 is not a date" in said
    assert "party is not known; it may be: " in said
    assert "Row 2 " not in said
    fields = fields_of(page) | {"cell-3-date": "Feb 5, 2027", "cell-4-kind": "lecture", "row": "3"}
    answer = client.post(rows, fields)
    assert answer["Location"] == f"{rows}#row-3"
    said = text_of(client.get(rows))
    assert "Import 3 rows" in said
    assert "rows need" not in said


def test_with_htmx_the_row_that_was_mended_is_drawn_again_and_what_hung_on_it(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    rows = send(client, make_csv({"date": "never"}, {"capacity": "many"}, {}, {"role": "Usher", "end": "soon"}))
    page = client.get(f"{rows}?show=all")
    fields = fields_of(page) | {"cell-2-date": "2027-02-04", "row": "2"}
    answer = client.post(f"{rows}?show=all", fields, headers={"HX-Request": "true"})
    html = answer.content.decode()
    drawn = re.findall(r'<li id="row-(\d+)"\s+class="import-row (\w+)"\s+(hx-swap-oob="true")?', html)
    # Row 4 says the same shift as row 2 does by now; rows 3 and 5 are as they were.
    assert drawn == [("2", "created", ""), ("4", "refused", 'hx-swap-oob="true"')]
    assert "3 rows need you" in text_of(answer)
    assert "<html" not in html
    # The page's new name of the plan is the one that may be imported.
    seen = re.findall(r'name="seen" value="(\w+)"', html)
    assert seen == re.findall(r'name="seen" value="(\w+)"', client.get(rows).content.decode())


def test_bad_rows_are_left_out_only_if_jordan_says_so(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    rows = send(client, make_csv({}, {"date": "2027-02-30"}))
    page = client.get(rows)
    assert "Import 1 row" in text_of(page)
    answer = client.post(f"{rows}save/", fields_of(page))
    assert answer.status_code == 422
    assert "Mend the rows that need you, or say that they are left out." in text_of(answer)
    assert not Shift.objects.exists()
    client.post(f"{rows}save/", {**fields_of(page), "skip_bad": "1"})
    assert Shift.objects.count() == 1


def test_what_was_typed_and_not_looked_at_is_kept_and_shown_first(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    rows = send(client, make_csv({}, {"date": "2027-02-30"}))
    fields = fields_of(client.get(rows)) | {"cell-3-date": "2027-02-05", "skip_bad": "1"}
    assert client.post(f"{rows}save/", fields)["Location"] == rows
    assert not Shift.objects.exists()
    page = client.get(rows)
    assert "Nothing is imported yet: something here is new. Look again, then import." in text_of(page)
    client.post(f"{rows}save/", fields_of(page))
    assert Shift.objects.count() == 2


def test_a_schedule_that_changed_meanwhile_is_shown_again(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    import_schedule(carolina, make_csv({}), by=None)
    client = client_of(jordan)
    rows = send(client, make_csv({"capacity": "5"}))
    page = client.get(rows)
    edit_shift(Shift.objects.get(), by=None, capacity=4)
    assert client.post(f"{rows}save/", fields_of(page))["Location"] == rows
    assert Shift.objects.get().capacity == 4
    page = client.get(rows)
    assert "Places from 4 to 5" in text_of(page)
    client.post(f"{rows}save/", fields_of(page))
    assert Shift.objects.get().capacity == 5
    assert client.post(f"{rows}save/", fields_of(page))["Location"] == PAGE
    assert GONE in text_of(client.get(PAGE))


def test_a_row_with_a_cell_below_no_heading_is_mended_by_checking_it(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    rows = send(client, make_csv({}).rstrip(b"\r\n") + b",and more\r\n")
    page = client.get(rows)
    assert "and more stands below no heading" in text_of(page).lower()
    client.post(rows, fields_of(page) | {"row": "2"})
    assert "Import 1 row" in text_of(client.get(rows))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"", "The file is empty."),
        ("a.xlsx", b"PK\x03\x04", "This workbook cannot be read."),
        ("a.csv", b"Dear all,", "The first row names none of the columns"),
        ("a.csv", b"x" * 5_000_001, "The file is larger than 5 MB."),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_at_the_field(
    carolina: Chapter, jordan: Person, client_of: ClientOf, name: str, data: bytes, sentence: str
) -> None:
    answer = client_of(jordan).post(PAGE, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_no_file_is_no_import(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    answer = client_of(jordan).post(PAGE)
    assert (answer.status_code, "Choose a file." in text_of(answer)) == (422, True)


def test_a_file_waits_for_who_sent_it_alone_and_for_a_day(
    carolina: Chapter, jordan: Person, ruth: Person, client_of: ClientOf, clock: time_machine.Traveller
) -> None:
    client = client_of(jordan)
    rows = send(client, make_csv({}), "spring.csv")
    assert "Waiting for you spring.csv Not imported yet. It is kept for a day. Go on with it" in text_of(
        client.get(PAGE)
    )
    other = client_of(ruth)
    assert "spring.csv" not in text_of(other.get(PAGE))
    assert other.get(rows)["Location"] == PAGE
    assert other.post(f"{rows}remove/")["Location"] == PAGE
    assert ImportDraft.objects.count() == 1
    clock.shift(timedelta(hours=23))
    assert forget_old_drafts() == 0
    clock.shift(timedelta(hours=2))
    assert forget_old_drafts() == 1
    assert client_of(jordan).get(rows)["Location"] == PAGE


def test_a_file_can_be_thrown_away_and_only_the_last_three_wait(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    rows = [send(client, make_csv({}), f"{n}.csv") for n in range(4)]
    assert sorted(ImportDraft.objects.values_list("name", flat=True)) == ["1.csv", "2.csv", "3.csv"]
    client.post(f"{rows[3]}remove/")
    assert ImportDraft.objects.count() == 2


def test_events_in_a_break_are_counted_and_named(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    add_break(carolina, name="Exams", starts_on=date(2027, 2, 4), ends_on=date(2027, 2, 4), by=None)
    client = client_of(jordan)
    assert "In a break 1 new event: Exams" in text_of(client.get(send(client, make_csv({}))))


def test_many_rows_are_paged_and_cost_few_queries(
    carolina: Chapter, jordan: Person, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(jordan)
    camp = (settings.FIXTURES / "camp-2027.csv").read_bytes()
    rows = send(client, camp)
    with django_assert_max_num_queries(12):
        page = client.get(rows)
    assert "661 shifts are new" in text_of(page)
    assert "Page 1 of 14" in text_of(page)
    assert "and 8 more" in text_of(page)
    assert page.content.decode().count("<li id=") == 50
    page = client.get(f"{rows}?show=all&page=99")
    assert "Page 14 of 14" in text_of(page)
    client.post(f"{rows}save/", fields_of(page))
    assert "661 shifts are new" in text_of(client.get("/organize/carolina/"))
    assert (Shift.objects.count(), Site.objects.count()) == (661, 20)
    rows = send(client, camp.replace(b",8,6,", b",9,6,"))
    with django_assert_max_num_queries(12):
        assert "Places from 8 to 9" in text_of(client.get(rows))
    fields = fields_of(client.get(rows)) | {"row": "2"}
    with django_assert_max_num_queries(16):
        client.post(rows, fields, headers={"HX-Request": "true"})


def test_the_sample_is_a_good_spreadsheet_in_the_chapters_language(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    for form in ("csv", "xlsx"):
        answer = client.get(f"{PAGE}sample.{form}")
        assert answer["Content-Disposition"] == f'attachment; filename="carolina.{form}"'
        assert "3 shifts are new" in text_of(client.get(send(client, answer.content, f"x.{form}")))
    assert client.get(f"{PAGE}sample.exe").status_code == 404
    Chapter.objects.update(language="es")
    answer = client.get(f"{PAGE}sample.xlsx")
    assert "3 shifts are new" in text_of(client.get(send(client, answer.content, "x.xlsx")))
    book = load_workbook(io.BytesIO(answer.content))
    assert [sheet.title for sheet in book.worksheets] == ["Horario", "Sobre las columnas"]

"""Two organizers edit one event: the second to save sees both versions and chooses, and nothing typed is lost."""

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from time_machine import Traveller

from tests.builders import at, draft, make_event
from tests.web.pages import ClientOf, text_of
from turnout.actions.chapters import save_site
from turnout.actions.events import edit_event, publish_event
from turnout.actions.removals import cancel_event, cancel_shift, delete_event, delete_shift
from turnout.actions.shifts import add_shifts, edit_shift
from turnout.models import Chapter, Event, Person, Shift
from turnout.web.versions import Version

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page


class FormReader(HTMLParser):
    """Reads what a browser would send of a page's largest form, but for its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.select = self.textarea = ""
        self.is_first = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        name = of.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name and self.forms:
            is_box = of.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in of:
                self.forms[-1][name] = of.get("value", "on" if is_box else "")
        elif tag == "select":
            self.select, self.is_first = name, True
        elif tag == "option" and self.select and (self.is_first or "selected" in of):
            self.forms[-1][self.select], self.is_first = of.get("value", ""), False
        elif tag == "textarea":
            self.textarea = name
            self.forms[-1][name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self.select = self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            # The first end of a line after the tag does not count.
            self.forms[-1][self.textarea] += data.removeprefix("\n") if not self.forms[-1][self.textarea] else data


def form_in(page: "Page") -> dict[str, str]:
    reader = FormReader()
    reader.feed(page.content.decode())
    form = max(reader.forms, key=len)
    form.pop("csrfmiddlewaretoken", None)
    return form


@pytest.fixture
def client(jordan: Person, client_of: ClientOf) -> Client:
    """Jordan's."""
    return client_of(jordan)


@pytest.fixture
def event(carolina: Chapter) -> Event:
    """A table from ten to one, with a host at ten and a greeter at eleven."""
    return make_event(
        carolina, draft(carolina, min_needed=1), draft(carolina, "2027-02-04 11:00", role="Greeter"),
        summary="Cards.", kit="- Water\n- Pens",
    )  # fmt: skip


def path_of(event: Event) -> str:
    return f"/organize/events/{event.public_id}/"


def host_of(event: Event) -> Shift:
    return event.shifts.get(role="Table host")


def test_both_versions_stand_side_by_side_and_nothing_is_saved(
    carolina: Chapter, client: Client, ruth: Person, event: Event, clock: Traveller
) -> None:
    form = form_in(client.get(path_of(event)))
    clock.shift(60)
    edit_event(event, by=ruth, title="Ruth's table")
    answer = client.post(path_of(event), {**form, "title": "Jordan's table"})
    assert answer.status_code == 409
    said = text_of(answer)
    assert "Nothing of yours is saved yet. Choose where you differ, then save." in said
    assert (
        "Title It was Outreach table in the Pit Theirs Ruth · Today, 10:01 AM Ruth's table"
        " Yours Not saved yet Jordan's table"
    ) in said.replace("&nbsp;", " ")
    assert Event.objects.get().title == "Ruth's table"


@pytest.mark.parametrize(("pick", "title"), [("theirs", "Ruth's table"), ("yours", "Jordan's table")])
def test_whoever_is_second_chooses(client: Client, ruth: Person, event: Event, pick: str, title: str) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, title="Ruth's table")
    both = form_in(client.post(path_of(event), {**form, "title": "Jordan's table"}))
    # Where both changed it, theirs stays unless somebody says otherwise.
    assert both["pick-title"] == "theirs"
    assert client.post(path_of(event), {**both, "pick-title": pick}).status_code == 302
    assert Event.objects.get().title == title


def test_what_only_one_of_them_changed_is_taken_from_that_one_and_shown(
    client: Client, ruth: Person, event: Event
) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, summary="Cards and tea.", kind="prayer")
    answer = client.post(path_of(event), {**form, "title": "Jordan's table"})
    said = text_of(answer)
    assert "Both changes go together: look, then save." in said
    assert "Only they changed this: it stays theirs" in said
    assert "It was Cards. Cards and tea." in said
    assert "Only you changed this: it is saved as you typed it Title It was Outreach table in the Pit" in said
    assert client.post(path_of(event), form_in(answer)).status_code == 302
    saved = Event.objects.get()
    assert (saved.title, saved.summary, saved.kind) == ("Jordan's table", "Cards and tea.", "prayer")


def test_a_third_save_in_between_is_shown_again(client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, title="Ruth's table")
    both = form_in(client.post(path_of(event), {**form, "title": "Jordan's table", "summary": "Mine."}))
    edit_event(event, by=ruth, title="Ruth's vigil")
    answer = client.post(path_of(event), {**both, "pick-title": "yours"})
    assert answer.status_code == 409
    assert "It was Ruth's table Theirs Ruth · Today, 10:00 AM Ruth's vigil" in text_of(answer)
    assert client.post(path_of(event), {**form_in(answer), "pick-title": "yours"}).status_code == 302
    saved = Event.objects.get()
    assert (saved.title, saved.summary) == ("Jordan's table", "Mine.")


def test_a_third_save_of_what_was_given_up_is_theirs_alone(client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, title="Ruth's table")
    both = form_in(client.post(path_of(event), {**form, "title": "Jordan's table", "summary": "Mine."}))
    edit_event(event, by=ruth, title="Ruth's vigil")
    answer = client.post(path_of(event), {**both, "pick-title": "theirs"})
    assert answer.status_code == 409
    assert "pick-title" not in form_in(answer)
    client.post(path_of(event), form_in(answer))
    saved = Event.objects.get()
    assert (saved.title, saved.summary) == ("Ruth's vigil", "Mine.")


def test_a_start_and_its_end_are_one_choice(carolina: Chapter, client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, starts_at=at(carolina, "2027-02-04 14:00"), ends_at=at(carolina, "2027-02-04 16:00"))
    answer = client.post(path_of(event), {**form, "ends_at": "2027-02-04T12:00"})
    said = text_of(answer)
    assert "2:00 PM to 4:00 PM EST" in said.replace("\xa0", " ")
    client.post(path_of(event), {**form_in(answer), "pick-when": "yours"})
    saved = Event.objects.get()
    assert (saved.starts_at, saved.ends_at) == (at(carolina, "2027-02-04 10:00"), at(carolina, "2027-02-04 12:00"))


@pytest.mark.parametrize(("pick", "site", "is_online"), [("theirs", None, True), ("yours", "The Well", False)])
def test_where_it_is_is_one_choice_too(
    client: Client, ruth: Person, event: Event, pick: str, site: str | None, is_online: bool
) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, site=None, is_online=True, online_url="https://meet.example/room")
    new_site = {"site": "", "new_site": "The Well", "new_area": "By the well"}
    answer = client.post(path_of(event), {**form, **new_site})
    assert "https://meet.example/room" in text_of(answer)
    assert "The Well By the well" in text_of(answer)
    assert client.post(path_of(event), {**form_in(answer), "pick-where": pick}).status_code == 302
    saved = Event.objects.get()
    assert (saved.site and saved.site.name, saved.is_online) == (site, is_online)


def test_the_same_for_the_rows_of_shifts(carolina: Chapter, client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_shift(host_of(event), by=ruth, capacity=9, notes="Ruth says.")
    edit_shift(event.shifts.get(role="Greeter"), by=ruth, role="Usher")
    row = {"shifts-0-capacity": "4", "shifts-0-role": "Host", "shifts-1-capacity": "6"}
    answer = client.post(path_of(event), {**form, **row})
    assert answer.status_code == 409
    key = host_of(event).public_id
    both = form_in(answer)
    assert [name for name in both if name.startswith("pick-")] == [f"pick-{key}-places"]
    assert "Places: 9 Needed at least: 1" in text_of(answer)
    assert client.post(path_of(event), {**both, f"pick-{key}-places": "yours"}).status_code == 302
    shifts = Shift.objects.order_by("starts_at").values_list("role", "capacity", "notes")
    assert list(shifts) == [("Host", 4, "Ruth says."), ("Usher", 6, "")]


def test_theirs_of_a_row_stays_where_it_is_chosen(client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_shift(host_of(event), by=ruth, capacity=9)
    answer = client.post(path_of(event), {**form, "shifts-0-capacity": "4", "title": "Jordan's"})
    assert client.post(path_of(event), form_in(answer)).status_code == 302
    assert (host_of(event).capacity, Event.objects.get().title) == (9, "Jordan's")


def test_a_shift_that_they_added_and_one_that_you_did_are_both_there(
    carolina: Chapter, client: Client, ruth: Person, event: Event
) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, title="Ruth's table")
    add_shifts(event, [draft(carolina, "2027-02-04 09:00", role="Set-up")], by=ruth)
    row = {"role": "Runner", "starts_at": "2027-02-04T12:00", "ends_at": "2027-02-04T13:00", "capacity": "1"}
    answer = client.post(path_of(event), {**form, **{f"shifts-2-{name}": text for name, text in row.items()}})
    said = text_of(answer)
    assert "A new shift Ruth · Today, 10:00 AM Set-up" in said.replace("\xa0", " ")
    assert client.post(path_of(event), form_in(answer)).status_code == 302
    assert set(Shift.objects.values_list("role", flat=True)) == {"Set-up", "Table host", "Greeter", "Runner"}


@pytest.mark.parametrize(("pick", "hosts"), [("theirs", 0), ("yours", 1)])
def test_a_shift_that_they_cancelled_stays_so_or_becomes_a_new_one(
    client: Client, ruth: Person, event: Event, pick: str, hosts: int
) -> None:
    form = form_in(client.get(path_of(event)))
    shift = host_of(event)
    cancel_shift(shift, by=ruth)
    answer = client.post(path_of(event), {**form, "shifts-0-capacity": "7"})
    assert answer.status_code == 409
    assert "Not there any more" in text_of(answer)
    both = form_in(answer)
    assert both[f"pick-{shift.public_id}"] == "theirs"
    assert client.post(path_of(event), {**both, f"pick-{shift.public_id}": pick}).status_code == 302
    assert Shift.objects.filter(role="Table host", state="open", capacity=7).count() == hosts


def test_a_cancelled_shift_that_nobody_changed_here_is_only_told(client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, title="Ruth's table")
    cancel_shift(host_of(event), by=ruth)
    answer = client.post(path_of(event), {**form, "summary": "Mine."})
    both = form_in(answer)
    assert not any(name.startswith("pick-") for name in both)
    assert client.post(path_of(event), both).status_code == 302
    assert list(Shift.objects.filter(state="open").values_list("role", flat=True)) == ["Greeter"]


def test_what_typed_is_not_lost_where_the_event_was_cancelled(client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, title="Ruth's table")
    cancel_event(event, by=ruth)
    answer = client.post(path_of(event), {**form, "title": "Jordan's table", "shifts-0-capacity": "7"})
    assert answer.status_code == 409
    assert "Somebody cancelled this event meanwhile" in text_of(answer)
    new = client.post("/organize/carolina/new/", {**form_in(answer), "more": "1"})
    assert new.status_code == 200
    saved = client.post("/organize/carolina/new/", {**form_in(new)})
    if saved.status_code == 200:  # it meets what is there, and is shown first
        saved = client.post("/organize/carolina/new/", form_in(saved))
    assert saved.status_code == 302
    made = Event.objects.get(title="Jordan's table")
    assert made.state == "draft"
    assert sorted(made.shifts.values_list("role", "capacity")) == [("Greeter", 2), ("Table host", 7)]


def test_what_typed_is_not_lost_where_the_event_was_deleted(client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    delete_event(event, by=ruth)
    assert client.get(path_of(event)).status_code == 404
    answer = client.post(path_of(event), {**form, "title": "Jordan's table"})
    assert answer.status_code == 409
    assert "Somebody deleted this event meanwhile" in text_of(answer)
    new = form_in(client.post("/organize/carolina/new/", {**form_in(answer), "more": "1"}))
    assert (new["title"], new["shifts-1-role"], new["shifts-0-public_id"]) == ("Jordan's table", "Greeter", "")


@pytest.mark.parametrize(("pick", "hosts"), [("theirs", 0), ("yours", 1)])
def test_a_shift_that_they_deleted_stays_so_or_becomes_a_new_one(
    client: Client, ruth: Person, event: Event, pick: str, hosts: int
) -> None:
    form = form_in(client.get(path_of(event)))
    shift = host_of(event)
    delete_shift(shift, by=ruth)
    answer = client.post(path_of(event), {**form, "shifts-0-capacity": "7"})
    assert answer.status_code == 409
    assert "Ruth · Today" in text_of(answer)
    both = form_in(answer)
    assert client.post(path_of(event), {**both, f"pick-{shift.public_id}": pick}).status_code == 302
    assert Shift.objects.filter(role="Table host", capacity=7).count() == hosts


def test_that_it_was_published_meanwhile_is_said(carolina: Chapter, client: Client, ruth: Person) -> None:
    event = make_event(carolina, draft(carolina), publish=False)
    form = form_in(client.get(path_of(event)))
    publish_event(event, by=ruth)
    answer = client.post(path_of(event), {**form, "title": "Jordan's table"})
    assert "Published Ruth · Today, 10:00 AM What you save is seen by everyone at once." in text_of(answer)
    assert b"Save and publish" not in answer.content
    assert client.post(path_of(event), form_in(answer)).status_code == 302
    assert Event.objects.get().title == "Jordan's table"


def test_what_one_does_not_see_in_the_form_disturbs_nobody(
    carolina: Chapter, client: Client, ruth: Person, event: Event
) -> None:
    form = form_in(client.get(path_of(event)))
    # The event's version rises, and what the form shows stays.
    save_site(carolina, "The Pit", address="S South Rd 2", by=ruth)
    answer = client.post(path_of(event), {**form, "title": "Jordan's table", "shifts-0-capacity": "5"})
    assert answer.status_code == 302
    assert (Event.objects.get().title, host_of(event).capacity) == ("Jordan's table", 5)


def test_both_who_typed_the_same_agree(client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, title="Vigil")
    assert client.post(path_of(event), {**form, "title": "Vigil"}).status_code == 302
    assert Event.objects.get().title == "Vigil"


def test_the_whole_form_is_there_with_both_changes_in_it(client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, title="Ruth's table", summary="Theirs.")
    both = form_in(client.post(path_of(event), {**form, "title": "Jordan's table"}))
    page = client.post(path_of(event), {**both, "pick-title": "yours", "edit": "1"})
    assert page.status_code == 200
    whole = form_in(page)
    assert (whole["title"], whole["summary"]) == ("Jordan's table", "Theirs.")
    assert client.post(path_of(event), {**whole, "title": "Ours"}).status_code == 302
    assert Event.objects.get().title == "Ours"


def test_what_is_mended_is_still_compared_with_how_it_was_opened(client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, title="Ruth's table")
    wrong = client.post(path_of(event), {**form, "summary": "Mine.", "shifts-0-capacity": "some"})
    assert wrong.status_code == 422
    answer = client.post(path_of(event), {**form_in(wrong), "shifts-0-capacity": "3"})
    assert answer.status_code == 409
    assert "pick-title" not in form_in(answer)
    client.post(path_of(event), form_in(answer))
    saved = Event.objects.get()
    assert (saved.title, saved.summary, host_of(event).capacity) == ("Ruth's table", "Mine.", 3)


def test_lines_that_are_new_in_a_long_text_are_marked(client: Client, ruth: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    assert form["kit"] == "- Water\n- Pens"
    edit_event(event, by=ruth, kit="- Water\n- Pens\n- Tape")
    html = client.post(path_of(event), {**form, "kit": "- Water\r\n- Cards"}).content.decode()
    marked = [line for line in ("- Water", "- Pens", "- Tape", "- Cards") if f'"new-line">{line}<' in html]
    assert marked == ["- Tape", "- Cards"]


def test_ones_own_other_window_is_named(client: Client, jordan: Person, event: Event) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=jordan, title="One")
    assert "You, in another window · Today, 10:00 AM" in text_of(client.post(path_of(event), {**form, "title": "Two"}))


@pytest.mark.parametrize("was", ["", "nonsense", "[]", '["published", {}, []]', "[" * 5000, '["", 1, 2]'])
def test_where_nobody_knows_how_it_was_all_that_differs_is_asked(
    client: Client, ruth: Person, event: Event, was: str
) -> None:
    form = form_in(client.get(path_of(event)))
    edit_event(event, by=ruth, summary="Theirs.")
    both = form_in(client.post(path_of(event), {**form, "title": "Mine", "was": was}))
    assert {name for name in both if name.startswith("pick-")} == {"pick-title", "pick-summary"}


@given(st.text() | st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=9).map(repr))
def test_whatever_a_form_carries_is_a_version(text: str) -> None:
    version = Version.load(text)
    assert Version.load(version.dump()) == version


def test_both_versions_cost_no_more_for_more_shifts(
    carolina: Chapter, client: Client, ruth: Person, event: Event
) -> None:
    counts = []
    for number in (3, 60):
        add_shifts(event, [draft(carolina, role=f"Role {n}") for n in range(number)], by=ruth)
        form = form_in(client.get(path_of(event)))
        edit_event(event, by=ruth, title=f"Ruth's {number}")
        for shift in event.shifts.all()[:number]:
            edit_shift(shift, by=ruth, notes=f"{number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.post(path_of(event), {**form, "title": "Jordan's"}).status_code == 409
        counts.append(len(queries))
    assert counts[0] == counts[1]

"""All drafts of a chapter, published or deleted at once."""

from tests.api.calling import Caller
from tests.builders import draft, make_event
from tests.web.pages import ClientOf, text_of
from turnout.models import Chapter, Event, Person, Record

LIST = "/organize/carolina/"


def make_drafts(chapter: Chapter, count: int = 3) -> list[Event]:
    return [make_event(chapter, draft(chapter), title=f"Table {number}", publish=False) for number in range(count)]


def shown(events: list[Event]) -> dict[str, list[str]]:
    return {"event": [event.public_id for event in events]}


def test_jordan_publishes_a_copied_term_with_one_tap(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    drafts, client = make_drafts(carolina), client_of(jordan)
    assert "Publish these 3" in text_of(client.get(LIST))
    versions = [event.version for event in drafts]
    answer = client.post(f"{LIST}drafts/publish/", shown(drafts), follow=True)
    assert "3 events are published. Everyone can see them now." in text_of(answer)
    assert "Publish these" not in text_of(answer)
    events = Event.objects.order_by("pk")
    assert [event.version for event in events] == [version + 1 for version in versions]
    assert all(event.published_at for event in events)
    assert Record.objects.filter(what="event.published", actor=jordan).count() == 3


def test_only_what_was_seen_is_published_and_one_that_was_already_stays(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    first, second, unseen = make_drafts(carolina)
    client = client_of(jordan)
    client.post(f"{LIST}drafts/publish/", shown([first]))
    before = Event.objects.get(pk=first.pk).version
    answer = client.post(f"{LIST}drafts/publish/", shown([first, second]), follow=True)
    assert "Published. Everyone can see it now." in text_of(answer)
    assert Event.objects.get(pk=first.pk).version == before
    unseen.refresh_from_db()
    assert unseen.state == "draft"
    answer = client.post(f"{LIST}drafts/publish/", shown([first]), follow=True)
    assert "These are no drafts any more. Load the page again." in text_of(answer)


def test_a_term_that_was_imported_by_mistake_is_deleted_and_can_come_back(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    drafts, client = make_drafts(carolina), client_of(jordan)
    online = make_event(carolina, draft(carolina))
    answer = client.post(f"{LIST}drafts/delete/", shown([*drafts, online]), follow=True)
    assert "3 events are deleted. Undo" in text_of(answer)
    online.refresh_from_db()
    assert online.state == "published"
    assert Event.objects.filter(state="deleted").count() == 3
    link = answer.content.decode().split('action="/organize/removals/')[1].split('"')[0]
    client.post(f"/organize/removals/{link}")
    assert Event.objects.filter(state="draft").count() == 3


def test_another_chapters_drafts_stay_as_they_are(
    carolina: Chapter, nashville: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    elsewhere = make_drafts(nashville)
    for act in ("publish", "delete"):
        client_of(jordan).post(f"{LIST}drafts/{act}/", shown(elsewhere))
    Caller(jordan).post("/chapters/carolina/events/publish", {"events": shown(elsewhere)["event"]})
    assert set(Event.objects.values_list("state", flat=True)) == {"draft"}


def test_a_program_publishes_drafts_at_once(carolina: Chapter, jordan: Person) -> None:
    ids = shown(make_drafts(carolina))["event"]
    answer = Caller(jordan).post("/chapters/carolina/events/publish", {"events": ids})
    assert (answer.status_code, answer.json()) == (200, {"published": 3})
    assert Caller(jordan).post("/chapters/carolina/events/publish", {"events": ids}).json() == {"published": 0}


def test_a_program_deletes_drafts_at_once_and_brings_them_back(carolina: Chapter, jordan: Person) -> None:
    caller, ids = Caller(jordan), shown(make_drafts(carolina))["event"]
    assert caller.post("/chapters/carolina/events/delete", {"events": ids}).json() == {"deleted": 3}
    again = caller.post("/chapters/carolina/events/delete", {"events": ids})
    assert (again.status_code, again.json()["detail"]) == (
        409, "These are no drafts any more. Load the page again.",
    )  # fmt: skip
    caller.post(f"/events/{ids[1]}/undo")
    assert set(Event.objects.values_list("state", flat=True)) == {"draft"}

"""Chapters, as everyone reads them."""

from tests.api.calling import Caller, kind_of
from turnout.models import Chapter


def test_chapters_are_listed_by_slug(nashville: Chapter, carolina: Chapter) -> None:
    page = Caller().get("/chapters").json()
    assert [row["slug"] for row in page["data"]] == ["carolina", "nashville"]
    assert (page["has_more"], page["next_cursor"]) == (False, None)


def test_a_chapter_says_what_the_public_may_know(carolina: Chapter) -> None:
    assert Caller().get("/chapters/carolina").json() == {
        "id": carolina.public_id,
        "slug": "carolina",
        "name": "Carolina Against Trafficking",
        "timezone": "America/New_York",
        "language": "en",
        "url": "http://turnout.test/carolina/",
    }


def test_a_chapter_that_is_not_there_is_404(carolina: Chapter) -> None:
    assert kind_of(Caller().get("/chapters/kansas")) == (404, "not-found")
    assert kind_of(Caller().get("/chapters/kansas/events")) == (404, "not-found")


def test_pages_of_chapters_follow_one_another(nashville: Chapter, carolina: Chapter) -> None:
    first = Caller().get("/chapters", {"limit": 1}).json()
    second = Caller().get("/chapters", {"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [row["slug"] for page in (first, second) for row in page["data"]] == ["carolina", "nashville"]

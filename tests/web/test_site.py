"""The front door."""

from tests.builders import draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.models import Chapter, Person, Visibility


def test_each_chapter_says_how_much_it_needs(carolina: Chapter, nashville: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina, min_needed=2)
    make_shift(carolina, "2027-02-05 10:00")
    make_event(carolina, draft(carolina, "2027-02-06 10:00"), visibility=Visibility.MEMBERS)
    page = text_of(client_of(None).get("/"))
    assert f"{carolina.name} 2 shifts open · 1 needs people {nashville.name} Nothing open now" in page


def test_ones_own_chapter_stands_first(carolina: Chapter, nashville: Chapter, leo: Person, client_of: ClientOf) -> None:
    page = text_of(client_of(leo).get("/"))
    assert page.index(f"{nashville.name} Yours") < page.index(carolina.name)


def test_where_there_is_one_chapter_its_page_is_the_front_door(carolina: Chapter, client_of: ClientOf) -> None:
    assert client_of(None).get("/")["Location"] == "/carolina/"

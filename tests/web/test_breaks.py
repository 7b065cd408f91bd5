"""The days on which a chapter rests."""

from tests.web.pages import ClientOf, text_of
from turnout.models import Break, Chapter, Person

PAGE = "/organize/carolina/breaks/"
SPRING = {"name": "Spring break", "starts_on": "2027-03-15", "ends_on": "2027-03-19"}


def test_jordan_keeps_the_breaks_of_the_chapter(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    assert "No breaks yet." in text_of(client.get(PAGE))
    assert client.post(PAGE, SPRING)["Location"] == PAGE
    client.post(PAGE, {"name": "Exam day", "starts_on": "2027-03-01", "ends_on": "2027-03-01"})
    page = text_of(client.get(PAGE))
    assert "Spring break Monday, March 15, 2027 to Friday, March 19, 2027 Remove" in page
    assert "Exam day Monday, March 1, 2027 Remove" in page
    assert page.index("Exam day") < page.index("Spring break")
    pause = Break.objects.get(name="Exam day")
    assert client.post(f"{PAGE}{pause.public_id}/remove/")["Location"] == PAGE
    assert "Exam day" not in text_of(client.get(PAGE))


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    answer = client_of(jordan).post(PAGE, {**SPRING, "ends_on": "2027-03-14"})
    assert answer.status_code == 422
    assert "Last day The last day must not be before the first." in text_of(answer)
    assert 'value="Spring break"' in answer.content.decode()
    answer = client_of(jordan).post(PAGE, {**SPRING, "name": "", "starts_on": "soon"})
    assert "Its name Name the break, for example Spring break." in text_of(answer)
    assert "First day Write it like 2027-04-30." in text_of(answer)
    assert not Break.objects.exists()


def test_another_chapters_break_is_not_there(
    carolina: Chapter, nashville: Chapter, jordan: Person, ana: Person, client_of: ClientOf
) -> None:
    client_of(ana).post("/organize/nashville/breaks/", SPRING)
    pause = Break.objects.get()
    assert client_of(jordan).post(f"{PAGE}{pause.public_id}/remove/").status_code == 404
    assert Break.objects.exists()

"""Two organizers and the people themselves say at once who is here."""

from collections import Counter

from tests.proof import table_scenes
from tests.proof.crowd import Ask, Crowd
from tests.tools.servers import Server

PEOPLE = 60
OK, CONFLICT = 200, 409


def mark(token: str, signup: str, attendance: str) -> Ask:
    return Ask(token, "PATCH", f"/signups/{signup}/attendance", {"attendance": attendance})


def test_two_organizers_who_tap_the_same_person_check_them_in_once(server: Server) -> None:
    scene: table_scenes.Table = server.call(table_scenes.set_up, people=PEOPLE)
    with Crowd(server.port) as crowd:
        asks = [mark(token, signup, "attended") for signup in scene["signups"] for token in scene["organizers"]]
        answers = crowd.ask_all(asks)
    assert Counter(answer.status for answer in answers) == {OK: 2 * PEOPLE}
    # Both are told the same time, and it was written once.
    pairs = zip(answers[::2], answers[1::2], strict=True)
    assert all(one.body["checked_in_at"] == other.body["checked_in_at"] for one, other in pairs)
    assert server.call(table_scenes.count_marks) == [1] * PEOPLE


def test_what_an_organizer_says_stands_whoever_comes_first(server: Server) -> None:
    scene: table_scenes.Table = server.call(table_scenes.set_up, people=PEOPLE)
    path = f"/shifts/{scene['shift']}/check-ins"
    with Crowd(server.port) as crowd:
        asks = []
        for number, (signup, token) in enumerate(zip(scene["signups"], scene["people"], strict=True)):
            both = [mark(scene["organizers"][0], signup, "no-show"), Ask(token, "POST", path, {"code": scene["code"]})]
            asks += both if number % 2 else both[::-1]
        answers = crowd.ask_all(asks)
    statuses = Counter(answer.status for answer in answers)
    assert set(statuses) <= {OK, CONFLICT}
    assert statuses[OK] >= PEOPLE
    assert server.call(table_scenes.count_attendance) == {"no-show": PEOPLE}

"""Many ask for the same at once."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.proof import scenes
from tests.proof.crowd import Answer, Ask, Crowd, claim, drop
from tests.tools.servers import Server

PEOPLE, PLACES, ROUNDS = 200, 10, 50
OK, CREATED, NO_CONTENT, FORBIDDEN, CONFLICT = 200, 201, 204, 403, 409


def race(crowd: Crowd, scene: scenes.Scene, shift: str, *, waitlist: bool = False) -> list[Answer]:
    """Everybody claims one shift, at once."""
    return crowd.ask_all([claim(token, shift, waitlist=waitlist) for token in scene["tokens"]])


def test_two_hundred_people_race_for_ten_places_and_exactly_ten_get_one(server: Server) -> None:
    scene: scenes.Scene = server.call(scenes.set_up, people=PEOPLE, shifts=ROUNDS, capacity=PLACES)
    # In every fifth round those who come too late wish to wait.
    with_waitlist = [number % 5 == 0 for number in range(ROUNDS)]
    with Crowd(server.port) as crowd:
        rounds = [
            Counter(answer.status for answer in race(crowd, scene, shift, waitlist=waitlist))
            for shift, waitlist in zip(scene["shifts"], with_waitlist, strict=True)
        ]
    late = PEOPLE - PLACES
    assert rounds == [{CREATED: PEOPLE} if wait else {CREATED: PLACES, CONFLICT: late} for wait in with_waitlist]
    assert server.call(scenes.count_places) == [
        {"capacity": PLACES, "taken": PLACES, "confirmed": PLACES, "waitlisted": late if wait else 0, "kept": 0}
        for wait in with_waitlist
    ]
    assert server.call(scenes.find_faults) == []


def test_without_locks_and_the_guard_the_same_race_overbooks_or_errs(make_server: Callable[..., Server]) -> None:
    server = make_server("tests.proof.unlocked.settings")
    rounds = 20
    scene: scenes.Scene = server.call(scenes.set_up, people=PEOPLE, shifts=rounds, capacity=PLACES)
    server.call(scenes.take_guard_away)
    server.start(worker=False)
    with Crowd(server.port) as crowd:
        for shift in scene["shifts"]:
            statuses = Counter(answer.status for answer in race(crowd, scene, shift))
            if statuses != {CREATED: PLACES, CONFLICT: PEOPLE - PLACES}:
                return
    raise AssertionError(f"{rounds} races without a lock went well: the race proves nothing")


def test_who_claims_two_overlapping_shifts_at_once_gets_one(server: Server) -> None:
    people = 100
    scene: scenes.Scene = server.call(scenes.set_up, people=people, shifts=2, capacity=people, all_at_once=True)
    one, other = scene["shifts"]
    with Crowd(server.port) as crowd:
        answers = crowd.ask_all([claim(token, shift) for token in scene["tokens"] for shift in (one, other)])
    pairs = list(zip(answers[::2], answers[1::2], strict=True))
    assert [sorted(answer.status for answer in pair) for pair in pairs] == [[CREATED, CONFLICT]] * people
    assert server.call(scenes.count_shifts_held) == [1] * people
    assert server.call(scenes.find_faults) == []


def test_claims_drops_and_promotions_at_once_lose_no_place(server: Server) -> None:
    """Forty people claim and drop, 30 times each, on six shifts of three places."""
    people, times = 40, 30
    scene: scenes.Scene = server.call(scenes.set_up, people=people, shifts=6, capacity=3)
    chance = random.Random(1)
    held: dict[str, dict[str, str]] = {token: {} for token in scene["tokens"]}
    statuses: Counter[int] = Counter()

    def choose(token: str) -> Ask:
        shift = chance.choice(scene["shifts"])
        signup = held[token].pop(shift, None)
        return drop(token, signup) if signup else claim(token, shift, waitlist=True)

    with Crowd(server.port) as crowd:
        for _ in range(times):
            asks = [choose(token) for token in scene["tokens"]]
            for ask, answer in zip(asks, crowd.ask_all(asks), strict=True):
                statuses[answer.status] += 1
                if answer.status == CREATED:
                    held[ask.token][ask.path.split("/")[2]] = answer.body["id"]
    assert set(statuses) == {CREATED, NO_CONTENT}
    assert server.call(scenes.find_faults) == []


def test_organizers_who_edit_import_and_cancel_while_people_claim_wait_for_nobody_in_a_circle(server: Server) -> None:
    people, times = 24, 15
    scene: scenes.Scene = server.call(scenes.set_up, people=people, shifts=4, capacity=3)
    server.call(scenes.let_organize)
    server.call(scenes.import_term, number=0)
    events: list[str] = server.call(scenes.list_events)
    chance = random.Random(2)

    def choose(token: str, number: int) -> Ask:
        shift, event = chance.choice(scene["shifts"]), chance.choice(events)
        return chance.choice(
            [
                claim(token, shift, waitlist=True),
                Ask(token, "PATCH", f"/shifts/{shift}", {"capacity": chance.randrange(3, 9)}),
                Ask(token, "PATCH", f"/shifts/{shift}", {"requires": {"name": f"Training {number}"}}),
                Ask(token, "PATCH", f"/events/{event}", {"title": f"Table {number % 5}"}),
                Ask(token, "PATCH", f"/events/{event}", {"site": {"name": chance.choice(["The Pit", "The Well"])}}),
                Ask(token, "PATCH", f"/events/{event}", {"site": None}),
            ]
        )

    answers: list[Answer] = []
    with Crowd(server.port) as crowd, ThreadPoolExecutor(2) as offices:
        imports = [offices.submit(server.call, scenes.import_term, number=number) for number in range(1, 7)]
        for number in range(times):
            answers += crowd.ask_all([choose(token, number) for token in scene["tokens"]])
        for done in imports:
            assert sum(done.result().values()) == 20
        cancelled = crowd.ask_all([Ask(scene["tokens"][0], "POST", f"/events/{event}/cancel") for event in events])
    # Fewer places than people hold, a second claim and a training not held are answers like others; an error is not.
    assert {answer.status for answer in answers} <= {OK, CREATED, FORBIDDEN, CONFLICT}
    refused = {answer.body["type"] for answer in answers if answer.status == FORBIDDEN}
    assert refused <= {"/api/v1/problems/training-missing"}
    assert {answer.status for answer in cancelled} == {OK}
    assert server.call(scenes.find_faults) == []

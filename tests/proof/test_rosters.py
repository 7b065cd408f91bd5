"""Organizers and volunteers reach for the same places at once."""

import random
from collections import Counter

from tests.proof import scenes
from tests.proof.crowd import Ask, Crowd, claim, drop
from tests.tools.servers import Server

ROUNDS = 60
# After so many rounds the limits of a day are not used up yet.
A_DAY = 10
OK, CREATED, NO_CONTENT, CONFLICT = 200, 201, 204, 409


def move(token: str, signup: str, to: str) -> Ask:
    return Ask(token, "POST", f"/signups/{signup}/move", {"shift": to})


def test_somebody_is_moved_while_the_last_place_is_claimed(server: Server) -> None:
    """Pairs of shifts with one place each: one person is moved to it as another claims it. Nobody falls between."""
    scene: scenes.Scene = server.call(scenes.set_up, people=3, shifts=2 * ROUNDS, capacity=1)
    server.call(scenes.let_one_organize, number=0)
    organizer, first, second = scene["tokens"]
    pairs = list(zip(scene["shifts"][::2], scene["shifts"][1::2], strict=True))
    outcomes: Counter[tuple[int, ...]] = Counter()
    with Crowd(server.port) as crowd:
        for here, there in pairs:
            signup = crowd.ask(claim(first, here)).body["id"]
            answers = crowd.ask_all([move(organizer, signup, there), claim(second, there)])
            outcomes[tuple(answer.status for answer in answers)] += 1
    assert set(outcomes) <= {(OK, CONFLICT), (CONFLICT, CREATED)}
    assert sum(outcomes.values()) == ROUNDS
    assert server.call(scenes.count_moved) == {
        "confirmed": ROUNDS + outcomes[CONFLICT, CREATED],
        "told": outcomes[OK, CONFLICT],
    }
    assert server.call(scenes.find_faults) == []


def test_two_organizers_sign_up_for_the_last_place(server: Server) -> None:
    scene: scenes.Scene = server.call(scenes.set_up, people=4, shifts=ROUNDS, capacity=1)
    server.call(scenes.let_organize)
    members = server.call(scenes.list_members)
    with Crowd(server.port) as crowd:
        for number, shift in enumerate(scene["shifts"]):
            if number % A_DAY == 0:
                server.call(scenes.forget_limits)
            answers = crowd.ask_all(
                [
                    Ask(scene["tokens"][n], "POST", f"/shifts/{shift}/roster", {"member": members[n + 2]})
                    for n in range(2)
                ]
            )
            assert sorted(answer.status for answer in answers) == [CREATED, CONFLICT]
    assert server.call(scenes.find_faults) == []


def test_the_same_newcomer_signed_up_twice_at_once_is_one_person(server: Server) -> None:
    scene: scenes.Scene = server.call(scenes.set_up, people=2, shifts=ROUNDS, capacity=2)
    server.call(scenes.let_organize)
    with Crowd(server.port) as crowd:
        for number, shift in enumerate(scene["shifts"]):
            if number % A_DAY == 0:
                server.call(scenes.forget_limits)
            body = {"email": f"new{number}@turnout.test", "name": "New"}
            answers = crowd.ask_all([Ask(token, "POST", f"/shifts/{shift}/roster", body) for token in scene["tokens"]])
            assert sorted(answer.status for answer in answers) == [CREATED, CONFLICT]
    assert server.call(scenes.find_faults) == []


def test_promoting_by_hand_while_another_drops_overbooks_nothing(server: Server) -> None:
    """One has the place and two wait; the first drops as the second who waits is promoted by hand."""
    scene: scenes.Scene = server.call(scenes.set_up, people=4, shifts=ROUNDS, capacity=1)
    server.call(scenes.let_one_organize, number=0)
    organizer, holder, one, other = scene["tokens"]
    chance = random.Random(3)
    statuses: Counter[int] = Counter()
    with Crowd(server.port) as crowd:
        for shift in scene["shifts"]:
            held, _first, second = (
                crowd.ask(claim(token, shift, waitlist=True)).body["id"] for token in (holder, one, other)
            )
            body = {"add_place": chance.random() < 0.5}
            asks = [drop(holder, held), Ask(organizer, "POST", f"/signups/{second}/promote", body)]
            statuses.update(answer.status for answer in crowd.ask_all(asks))
    assert set(statuses) <= {OK, NO_CONTENT, CONFLICT}
    assert server.call(scenes.find_faults) == []


def test_people_are_moved_to_and_fro_while_all_claim_and_drop(server: Server) -> None:
    """Organizers move people between the same shifts in opposite directions: nobody waits in a circle."""
    people, times = 24, 15
    scene: scenes.Scene = server.call(scenes.set_up, people=people, shifts=4, capacity=5)
    server.call(scenes.let_organize)
    chance = random.Random(4)
    statuses: Counter[int] = Counter()
    with Crowd(server.port) as crowd:
        for _ in range(times):
            on_it = [
                signup
                for shift in scene["shifts"]
                for state, signups in server.call(scenes.read_states, shift=shift).items()
                if state != "dropped"
                for signup in signups
            ]
            asks = [
                move(token, chance.choice(on_it), chance.choice(scene["shifts"]))
                if on_it and chance.random() < 0.6
                else claim(token, chance.choice(scene["shifts"]), waitlist=True)
                for token in scene["tokens"]
            ]
            statuses.update(answer.status for answer in crowd.ask_all(asks))
    # 400: to where they are already.
    assert set(statuses) <= {OK, CREATED, CONFLICT, 400}
    assert server.call(scenes.find_faults) == []

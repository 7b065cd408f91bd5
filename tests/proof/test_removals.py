"""Cancelling that is undone at the last moment: either nobody is told, or everybody is and it stays cancelled."""

import random
import time
from collections import Counter
from collections.abc import Callable

from tests.proof import scenes
from tests.proof.crowd import Ask, Crowd, claim, drop
from tests.tools.servers import Server

HASTY = "tests.proof.hasty.settings"
ROUNDS = 30
OK, CREATED, NO_CONTENT, CONFLICT = 200, 201, 204, 409
# How long a removal can be undone in a hurry, in seconds.
UNDO_TIME = 0.5


def test_an_undo_at_the_last_moment_tells_nobody_or_comes_too_late(make_server: Callable[..., Server]) -> None:
    server = make_server(HASTY)
    server.start()
    scene: scenes.Scene = server.call(scenes.set_up, people=4, shifts=ROUNDS, capacity=3)
    server.call(scenes.let_one_organize, number=0)
    organizer, *volunteers = scene["tokens"]
    chance = random.Random(7)
    undone = Counter[int]()
    with Crowd(server.port) as crowd:
        for shift in scene["shifts"]:
            crowd.ask_all([claim(token, shift) for token in volunteers])
            assert crowd.ask(Ask(organizer, "POST", f"/shifts/{shift}/cancel")).status == OK
            time.sleep(UNDO_TIME - 0.15 + chance.uniform(0, 0.3))
            undo = Ask(organizer, "POST", f"/shifts/{shift}/undo")
            # A double tap.
            answers = crowd.ask_all([undo, undo])
            undone[min(answer.status for answer in answers)] += 1
    assert set(undone) == {OK, CONFLICT}, "the time never ended while somebody undid it"
    end = time.monotonic() + 30
    while server.call(scenes.count_pending):
        assert time.monotonic() < end, "a mail waits for ever"
        time.sleep(0.3)
    told = server.call(scenes.count_cancellations)
    assert Counter(state for state, _sent in told) == {"open": undone[OK], "cancelled": undone[CONFLICT]}
    assert set(map(tuple, told)) == {("open", 0), ("cancelled", len(volunteers))}
    assert server.call(scenes.find_faults) == []


def test_cancelling_undoing_claiming_and_dropping_at_once_end_in_no_circle_and_lose_no_place(server: Server) -> None:
    scene: scenes.Scene = server.call(scenes.set_up, people=8, shifts=4, capacity=2)
    server.call(scenes.let_one_organize, number=0)
    [event] = server.call(scenes.list_events)
    organizer, *volunteers = scene["tokens"]
    chance = random.Random(8)
    statuses: Counter[int] = Counter()
    with Crowd(server.port) as crowd:
        for _ in range(ROUNDS):
            signups = server.call(scenes.list_signups)
            asks = [claim(token, shift) for token in volunteers for shift in scene["shifts"]]
            # Whose signup it is, is drawn: most are refused, and some drop.
            asks += [drop(chance.choice(volunteers), signup) for signup in signups]
            asks += [
                Ask(organizer, "POST", f"/{row}/{act}")
                for row in (f"events/{event}", f"shifts/{chance.choice(scene['shifts'])}")
                for act in ("cancel", "undo")
            ]
            chance.shuffle(asks)
            statuses.update(answer.status for answer in crowd.ask_all(asks))
            for row in (f"events/{event}", *(f"shifts/{shift}" for shift in scene["shifts"])):
                crowd.ask(Ask(organizer, "POST", f"/{row}/undo"))
    assert set(statuses) <= {OK, CREATED, NO_CONTENT, 404, CONFLICT}
    assert server.call(scenes.find_faults) == []

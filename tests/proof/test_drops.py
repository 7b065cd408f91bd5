"""Drops that can be undone: nobody loses a place by them, and none is given away twice."""

import random
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.proof import scenes
from tests.proof.crowd import Crowd, Tap
from tests.tools.servers import Server

HASTY = "tests.proof.hasty.settings"
UNLOCKED = "tests.proof.unlocked.hasty"
OK, CONFLICT = 200, 409
# How long a drop can be undone in a hurry, with a little more; seconds.
UNDO_TIME = 0.6


@pytest.fixture
def make_server(make_server: Callable[..., Server]) -> Callable[..., Server]:
    """Make an installation that shows pages: their style and script are collected."""

    def make(settings: str, **env: str) -> Server:
        server = make_server(settings, **env)
        server.call("serve.collect_static_files")
        return server

    return make


def tap_at_random(server: Server, scene: scenes.Scene, *, times: int, chance: random.Random) -> Counter[int]:
    """Let everybody claim, drop and undo on the pages, most of them twice at once, and count the answers."""
    sessions: list[str] = server.call(scenes.sign_in_all)
    held: dict[tuple[str, str], str] = {}
    statuses: Counter[int] = Counter()

    def choose(session: str, number: int) -> list[Tap]:
        shift = chance.choice(scene["shifts"])
        state = held.get((session, shift), "")
        act = {"": "claim", "claim": "drop", "undo": "drop", "drop": chance.choice(["undo", "undo", "claim"])}[state]
        held[session, shift] = act
        path = f"/shifts/{shift}/{act}/"
        one = Tap(session, path, how="waitlist", key=f"round-{number:04}-{shift}")
        # A double tap; and now and then somebody who changes their mind at once, on two devices.
        other = Tap(session, f"/shifts/{shift}/undo/") if act == "drop" and chance.random() < 0.3 else one
        return [one, other]

    with Crowd(server.port) as crowd:
        for number in range(times):
            taps = [tap for session in sessions for tap in choose(session, number)]
            chance.shuffle(taps)
            statuses.update(answer.status for answer in crowd.ask_all(taps))
            if number == times // 2 and server.worker.process:
                server.kill(server.worker)
                server.worker.start()
    return statuses


def wait_until_none_is_kept(server: Server) -> None:
    end = time.monotonic() + 30
    while any(places["kept"] for places in server.call(scenes.count_places)):
        assert time.monotonic() < end, "a place is kept for ever"
        time.sleep(0.5)


def test_drops_undos_and_claims_at_once_lose_no_place_and_give_none_twice(make_server: Callable[..., Server]) -> None:
    """Two dozen people tap, 20 times each and twice at once, on four shifts of two places, while a worker lets go."""
    server = make_server(HASTY)
    server.start()
    scene: scenes.Scene = server.call(scenes.set_up, people=24, shifts=4, capacity=2)
    statuses = tap_at_random(server, scene, times=20, chance=random.Random(4))
    assert set(statuses) <= {OK, CONFLICT}
    assert statuses[OK] > statuses[CONFLICT] > 0
    wait_until_none_is_kept(server)
    assert server.call(scenes.find_faults) == []


def test_without_locks_the_same_taps_lose_places_or_err(make_server: Callable[..., Server]) -> None:
    server = make_server(UNLOCKED)
    server.start()
    scene: scenes.Scene = server.call(scenes.set_up, people=24, shifts=4, capacity=2)
    for seed in range(5):
        statuses = tap_at_random(server, scene, times=20, chance=random.Random(seed))
        if not set(statuses) <= {OK, CONFLICT} or server.call(scenes.find_faults):
            return
    raise AssertionError("taps without a lock went well: the proof proves nothing")


def test_a_place_whose_time_is_over_is_one_claimers_or_the_one_who_undoes_it(
    make_server: Callable[..., Server],
) -> None:
    """No worker lets it go: whoever comes first does. In every other round the first holder wants it back as well."""
    rounds = 20
    server = make_server(HASTY)
    server.start(worker=False)
    scene: scenes.Scene = server.call(scenes.set_up, people=32, shifts=rounds, capacity=1)
    first, *others = server.call(scenes.sign_in_all)
    chance = random.Random(5)
    with Crowd(server.port) as crowd:
        for number, shift in enumerate(scene["shifts"]):
            assert crowd.ask(Tap(first, f"/shifts/{shift}/claim/")).status == OK
            assert crowd.ask(Tap(first, f"/shifts/{shift}/drop/")).status == OK
            taps = [Tap(other, f"/shifts/{shift}/claim/") for other in others]
            if number % 2:
                taps.insert(chance.randrange(len(taps)), Tap(first, f"/shifts/{shift}/undo/"))
            # The time ends while they tap, or has ended.
            time.sleep(UNDO_TIME - (chance.uniform(0.1, 0.3) if number % 2 else 0))
            statuses = Counter(answer.status for answer in crowd.ask_all(taps))
            assert statuses[OK] + statuses[CONFLICT] == len(taps)
            assert statuses[OK] <= 1
            if number % 2 == 0:
                assert statuses[OK] == 1
    wait_until_all_could_let_go(server, scene, others[0])
    assert server.call(scenes.find_faults) == []


def wait_until_all_could_let_go(server: Server, scene: scenes.Scene, session: str) -> None:
    """Ask once more for each shift, so that a time that ended unseen is seen."""
    time.sleep(UNDO_TIME)
    with Crowd(server.port) as crowd:
        crowd.ask_all([Tap(session, f"/shifts/{shift}/claim/") for shift in scene["shifts"]])


@pytest.fixture
def silent_mail() -> Iterator[str]:
    """The address of a mail server that takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"


def test_a_mail_server_that_hangs_keeps_no_place_from_who_waits(
    make_server: Callable[..., Server], silent_mail: str
) -> None:
    server = make_server(HASTY, EMAIL_URL=silent_mail)
    server.start()
    scene: scenes.Scene = server.call(scenes.set_up, people=2, shifts=1, capacity=1)
    [shift] = scene["shifts"]
    maya, ruth = server.call(scenes.sign_in_all)
    with Crowd(server.port) as crowd:
        for session in (maya, ruth):
            assert crowd.ask(Tap(session, f"/shifts/{shift}/claim/", how="waitlist")).status == OK
        time.sleep(1)  # the worker has a mail in hand by now, and waits for an answer
        assert crowd.ask(Tap(maya, f"/shifts/{shift}/drop/")).status == OK
        end = time.monotonic() + 3
        while server.call(scenes.count_places)[0]["waitlisted"]:
            assert time.monotonic() < end, "the place is kept for longer than two seconds"
    assert server.call(scenes.find_faults) == []

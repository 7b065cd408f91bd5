"""People are told what changed by two at once, and while it changes again."""

from collections import Counter

from tests.proof import scenes
from tests.proof.crowd import Ask, Crowd, claim
from tests.tools.servers import Server

ROUNDS, READERS = 20, 4


def edit(token: str, shift: str, role: str) -> Ask:
    return Ask(token, "PATCH", f"/shifts/{shift}", {"role": role})


def tell(token: str, event: str) -> Ask:
    return Ask(token, "POST", f"/events/{event}/tell", {})


def test_two_press_the_button_at_once_and_each_reader_gets_one_mail(server: Server) -> None:
    scene: scenes.Scene = server.call(scenes.set_up, people=READERS + 2, shifts=1, capacity=READERS)
    server.call(scenes.let_organize)
    [shift], event = scene["shifts"], server.call(scenes.name_event)
    one, other, *readers = scene["tokens"]
    told: Counter[tuple[int, ...]] = Counter()
    with Crowd(server.port) as crowd:
        for reader in readers:
            crowd.ask(claim(reader, shift))
        for number in range(ROUNDS):
            crowd.ask(edit(one, shift, f"Role {number}"))
            answers = crowd.ask_all([tell(one, event), tell(other, event)])
            told[tuple(sorted(answer.body["people"] for answer in answers))] += 1
            # Else the next would join it: two that wait are one.
            server.call(scenes.send_changes)
    assert told == {(0, READERS): ROUNDS}
    assert server.call(scenes.count_changes) == {"sent": ROUNDS * READERS}
    assert server.call(scenes.find_untold) == []


def test_who_is_told_while_it_changes_again_knows_how_it_is_in_the_end(server: Server) -> None:
    scene: scenes.Scene = server.call(scenes.set_up, people=READERS + 2, shifts=1, capacity=READERS)
    server.call(scenes.let_organize)
    [shift], event = scene["shifts"], server.call(scenes.name_event)
    one, other, *readers = scene["tokens"]
    with Crowd(server.port) as crowd:
        for reader in readers:
            crowd.ask(claim(reader, shift))
        for number in range(ROUNDS):
            answers = crowd.ask_all([edit(one, shift, f"Role {number}"), tell(other, event)])
            assert {answer.status for answer in answers} == {200}
        crowd.ask(tell(one, event))
    assert server.call(scenes.find_untold) == []
    assert server.call(scenes.count_changes) == {"pending": READERS}
    assert server.call(scenes.read_changes) == ["Role", f"Now: Role {ROUNDS - 1}"] * READERS
    assert server.call(scenes.find_faults) == []

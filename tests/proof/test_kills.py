"""Processes killed in the middle of things, as a power cut would."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.proof import scenes
from tests.proof.crowd import NO_ANSWER, Answer, Ask, Crowd, claim
from tests.tools.mailbox import Mailbox
from tests.tools.servers import Server

CREATED, CONFLICT = 201, 409
KILLS_OF_THE_SERVER, KILLS_OF_THE_WORKER = 20, 10
# Seconds: longer than any of this takes, so that a proof ends also where something is wrong.
PATIENCE = 300


class Acknowledged:
    """What the server said yes to, counted as the answers come in."""

    def __init__(self) -> None:
        self.signups: list[str] = []
        self._changed = threading.Condition()

    def add(self, signup: str) -> None:
        with self._changed:
            self.signups.append(signup)
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.signups) >= count, PATIENCE)


def test_a_server_killed_twenty_times_keeps_each_claim_that_it_acknowledged(server: Server) -> None:
    people, shifts = 50, 20
    scene: scenes.Scene = server.call(scenes.set_up, people=people, shifts=shifts, capacity=people)
    wishes = [claim(token, shift) for shift in scene["shifts"] for token in scene["tokens"]]
    acknowledged = Acknowledged()
    with Crowd(server.port) as crowd, ThreadPoolExecutor(1) as background:

        def insist(ask: Ask) -> Answer:
            """Ask until there is an answer, as somebody would who taps again."""
            end = time.monotonic() + PATIENCE
            while (answer := crowd.ask(ask)).status == NO_ANSWER and time.monotonic() < end:
                time.sleep(0.05)
            if answer.status == CREATED:
                acknowledged.add(answer.body["id"])
            return answer

        answering = background.submit(crowd.do_all, insist, wishes)
        for number in range(KILLS_OF_THE_SERVER):
            # The last tenth of the claims goes undisturbed, so that no kill comes after the end.
            acknowledged.wait_for(number * len(wishes) * 9 // (10 * KILLS_OF_THE_SERVER))
            server.kill(server.web)
            server.start_web()
        answers = answering.result()
    # "You are on this shift already": the claim had been written, and only the answer was lost.
    assert {answer.status for answer in answers} <= {CREATED, CONFLICT}
    assert all(answer.body["type"].endswith("/already-signed-up") for answer in answers if answer.status == CONFLICT)
    signups = server.call(scenes.list_signups)
    assert len(signups) == len(wishes)
    assert set(acknowledged.signups) <= set(signups)
    assert server.call(scenes.find_faults) == []


@pytest.fixture
def unreliable_mail() -> Iterator[Mailbox]:
    with Mailbox(failing=0.3) as mailbox:
        yield mailbox


def test_a_worker_killed_ten_times_delivers_every_mail_through_a_failing_server(
    make_server: Callable[..., Server], unreliable_mail: Mailbox
) -> None:
    people, shifts = 60, 5
    server = make_server("tests.proof.hasty.settings", EMAIL_URL=unreliable_mail.url)
    server.call(scenes.set_up, people=people, shifts=shifts, capacity=people)
    server.call(scenes.claim_all)
    chance = random.Random(1)
    for number in range(KILLS_OF_THE_WORKER):
        server.worker.start()
        unreliable_mail.wait_for(number * people * shifts // (2 * KILLS_OF_THE_WORKER) + 1, within=PATIENCE)
        time.sleep(chance.uniform(0, 0.1))
        server.kill(server.worker)
    server.worker.start()
    mails = wait_until_all_are_sent(server)
    assert len(mails) == people * shifts
    assert unreliable_mail.refused > 0
    recorded = {(mail["message_id"], mail["to"]) for mail in mails}
    assert len({message_id for message_id, _to in recorded}) == people * shifts
    assert {(str(mail["Message-ID"]), str(mail["To"])) for mail in unreliable_mail.mails} == recorded


def wait_until_all_are_sent(server: Server) -> list[scenes.Mail]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        mails: list[scenes.Mail] = server.call(scenes.list_mails)
        if all(mail["state"] == "sent" for mail in mails):
            return mails
        time.sleep(1)
    raise AssertionError(f"not all mails are sent after {PATIENCE} s")

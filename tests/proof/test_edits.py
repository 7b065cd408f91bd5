"""Many organizers save one event at once: one of them saves, the others see both versions. Copies are made once."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.proof import edit_scenes, scenes
from tests.proof.crowd import Ask, Crowd, Form
from tests.tools.servers import Server

ORGANIZERS, ROUNDS = 12, 8
OK, CREATED, FOUND, CONFLICT, STALE = 200, 201, 302, 409, 412


@pytest.fixture
def server(make_server: Callable[..., Server]) -> Server:
    """A server that shows pages: their style and script are collected."""
    server = make_server()
    server.call("serve.collect_static_files")
    server.start(worker=False)
    return server


def test_of_many_who_save_one_form_at_once_one_saves_and_the_others_choose(server: Server) -> None:
    scene: edit_scenes.Edited = server.call(edit_scenes.set_up, organizers=ORGANIZERS)
    sessions: list[str] = server.call(scenes.sign_in_all)
    path = f"/organize/events/{scene['event']}/"
    with Crowd(server.port) as crowd:
        for number in range(ROUNDS):
            before = server.call(edit_scenes.read_event, event=scene["event"])
            form: dict[str, str] = server.call(edit_scenes.open_form, event=scene["event"])
            titles = [f"Round {number} by {who}" for who in range(ORGANIZERS)]
            asks = [Form(s, path, {**form, "title": t}) for s, t in zip(sessions, titles, strict=True)]
            answers = crowd.ask_all(asks)
            assert Counter(answer.status for answer in answers) == {FOUND: 1, CONFLICT: ORGANIZERS - 1}
            after = server.call(edit_scenes.read_event, event=scene["event"])
            [saved] = [t for t, answer in zip(titles, answers, strict=True) if answer.status == FOUND]
            assert after == before | {
                "title": saved, "version": before["version"] + 1, "changes": before["changes"] + 1,
            }  # fmt: skip
            # Each of the others has what they typed, and what was saved beside it.
            assert all(
                title in answer.body and saved in answer.body
                for title, answer in zip(titles, answers, strict=True)
                if answer.status == CONFLICT
            )


def test_of_many_programs_that_change_one_version_one_does(server: Server) -> None:
    scene: edit_scenes.Edited = server.call(edit_scenes.set_up, organizers=ORGANIZERS)
    path = f"/events/{scene['event']}"
    with Crowd(server.port) as crowd:
        for _round in range(ROUNDS):
            before = server.call(edit_scenes.read_event, event=scene["event"])
            version = str(before["version"])
            asks = [
                Ask(token, "PATCH", path, {"summary": f"{before['version']} by {who}"}, if_match=version)
                for who, token in enumerate(scene["tokens"])
            ]
            answers = crowd.ask_all(asks)
            assert Counter(answer.status for answer in answers) == {OK: 1, STALE: ORGANIZERS - 1}
            after = server.call(edit_scenes.read_event, event=scene["event"])
            assert {answer.body["version"] for answer in answers} == {after["version"]} == {before["version"] + 1}


def test_copies_that_are_asked_for_many_times_at_once_are_made_once(server: Server) -> None:
    scene: edit_scenes.Edited = server.call(edit_scenes.set_up, organizers=ORGANIZERS)
    week = datetime.now(UTC).date() + timedelta(days=7)
    body = {"week": f"{week}", "to": f"{week + timedelta(days=7)}", "weeks": 5}
    asks = [Ask(token, "POST", "/chapters/carolina/week-copies", body) for token in scene["tokens"] * 2]
    with Crowd(server.port) as crowd:
        answers = crowd.ask_all(asks)
    assert {answer.status for answer in answers} == {CREATED}
    assert sorted(len(answer.body["events"]) for answer in answers) == [0] * (len(asks) - 1) + [5]
    assert server.call(edit_scenes.count_copies) == [5, 5]

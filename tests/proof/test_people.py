"""The last use of an invitation, the last owner, an offer that is accepted as it is withdrawn: each happens once."""

from collections import Counter

from tests.proof import people_scenes
from tests.proof.crowd import Ask, Crowd, Tap
from tests.tools.servers import Server

ROUNDS = 30
OK, NO_CONTENT, FOUND, FORBIDDEN, NOT_FOUND, CONFLICT = 200, 204, 302, 403, 404, 409


def test_the_last_use_of_an_invitation_is_one_persons(server: Server) -> None:
    at_once = 4
    scene = server.call(people_scenes.invite, links=ROUNDS, people=at_once)
    groups = zip(*[iter(scene["tokens"])] * at_once, strict=True)
    with Crowd(server.port) as crowd:
        for link, tokens in zip(scene["links"], groups, strict=True):
            # Each of them taps twice, as people do.
            twice = [token for token in tokens for _tap in range(2)]
            answers = crowd.ask_all([Ask(token, "POST", "/invitations/use", {"token": link}) for token in twice])
            assert sorted(answer.status for answer in answers) == [OK, OK, *[CONFLICT] * (2 * at_once - 2)]
            assert len({token for token, answer in zip(twice, answers, strict=True) if answer.status == OK}) == 1
    assert server.call(people_scenes.count_joined) == {
        "uses": [1] * ROUNDS,
        "members": ROUNDS,
        "records": [ROUNDS, ROUNDS],
    }


def test_two_owners_who_take_the_role_from_one_another_leave_one(server: Server) -> None:
    with Crowd(server.port) as crowd:
        for scene in server.call(people_scenes.own_together, chapters=ROUNDS):
            ruth, jordan, _maya = scene["members"]
            asks = [
                Ask("", "DELETE", f"/people/{jordan}/roles/owner", session=scene["sessions"][0]),
                Ask("", "DELETE", f"/people/{ruth}/roles/owner", session=scene["sessions"][1]),
            ]
            statuses = sorted(answer.status for answer in crowd.ask_all(asks))
            # Whoever comes second owns nothing any more, or would take the role from the last one.
            assert statuses[0] == NO_CONTENT
            assert statuses[1] in {FORBIDDEN, NOT_FOUND, CONFLICT}
    assert server.call(people_scenes.count_owners) == [1] * ROUNDS


def test_two_owners_who_leave_at_once_leave_one(server: Server) -> None:
    with Crowd(server.port) as crowd:
        for scene in server.call(people_scenes.own_together, chapters=ROUNDS):
            taps = [Tap(session, f"/me/chapters/{scene['slug']}/leave/") for session in scene["sessions"][:2]]
            assert Counter(answer.status for answer in crowd.ask_all(taps)) == {FOUND: 2}
    assert server.call(people_scenes.count_owners) == [1] * ROUNDS


def test_an_offer_that_is_accepted_and_withdrawn_at_once_is_one_of_both(server: Server) -> None:
    scenes = server.call(people_scenes.own_together, chapters=ROUNDS)
    outcomes: Counter[tuple[int, int]] = Counter()
    with Crowd(server.port) as crowd:
        for number, offer in enumerate(server.call(people_scenes.offer_all)):
            ruth, _jordan, _maya = scenes[number]["tokens"]
            both = [
                Ask("", "POST", f"/hand-overs/{offer}/accept", session=scenes[number]["sessions"][2]),
                Ask(ruth, "POST", f"/hand-overs/{offer}/withdraw"),
            ]
            answers = crowd.ask_all(both if number % 2 else both[::-1])
            accepted, withdrawn = answers if number % 2 else answers[::-1]
            outcomes[accepted.status, withdrawn.status] += 1
    # Whoever handed it over before the withdrawal was read is no owner any more, and is told so.
    assert set(outcomes) <= {(OK, CONFLICT), (OK, FORBIDDEN), (CONFLICT, OK)}
    found = Counter(map(tuple, server.call(people_scenes.name_owners)))
    accepts = outcomes[OK, CONFLICT] + outcomes[OK, FORBIDDEN]
    expected = {("accepted", "Maya", "2"): accepts, ("withdrawn", "Ruth", "0"): outcomes[CONFLICT, OK]}
    assert found == {what: times for what, times in expected.items() if times}


def test_two_organizers_who_answer_at_once_say_one_thing(server: Server) -> None:
    scene = server.call(people_scenes.apply_all, people=2 * ROUNDS)
    ruth, jordan = scene["tokens"]
    with Crowd(server.port) as crowd:
        for number, member in enumerate(scene["members"]):
            verbs = ("approve", "approve") if number % 2 else ("approve", "decline")
            asks = [Ask(who, "POST", f"/people/{member}/{v}") for who, v in zip((ruth, jordan), verbs, strict=True)]
            answers = crowd.ask_all(asks)
            assert OK in {answer.status for answer in answers}
    for state, *told in server.call(people_scenes.count_answers):
        # Somebody who was declined first may be taken in after all, and is told both; the last word is true.
        assert told in (
            ["membership-approved"],
            ["membership-declined"],
            ["membership-declined", "membership-approved"],
        )
        assert told[-1] == {"active": "membership-approved", "declined": "membership-declined"}[state]

"""The cast. Each test meets the same people.

In Carolina: Maya volunteers, Jordan organizes, Ruth owns the chapter, Nora was a member and left. In Nashville: Leo
volunteers, Ana organizes. Priya is a newcomer who belongs nowhere yet.
"""

import time
from collections.abc import Callable, Iterator

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation

from tests.builders import NOW, make_chapter, make_member, make_person, membership_of, sign_in_now
from turnout.actions.departures import end_membership
from turnout.models import Chapter, Person, Role
from turnout.web.sessions import SEEN

# How long an example takes says how busy the machine is, not whether the example holds.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stand at Monday, 1 February 2027, ten in the morning in New York; `clock.move_to` and `clock.shift` move on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English, whatever language the test before spoke last."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session", autouse=True)
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep pictures away from those of whoever works here."""
    with override_settings(PICTURES=tmp_path_factory.mktemp("pictures")):
        yield


@pytest.fixture
def carolina(db: None) -> Chapter:
    return make_chapter("carolina", "Carolina Against Trafficking", "America/New_York")


@pytest.fixture
def nashville(db: None) -> Chapter:
    return make_chapter("nashville", "Nashville Freedom Network", "America/Chicago")


@pytest.fixture
def maya(carolina: Chapter) -> Person:
    return make_member(carolina, "Maya")


@pytest.fixture
def jordan(carolina: Chapter) -> Person:
    return make_member(carolina, "Jordan", Role.ORGANIZER)


@pytest.fixture
def ruth(carolina: Chapter) -> Person:
    return make_member(carolina, "Ruth", Role.OWNER)


@pytest.fixture
def nora(carolina: Chapter) -> Person:
    person = make_member(carolina, "Nora")
    end_membership(membership_of(person, carolina), by=person)
    return person


@pytest.fixture
def leo(nashville: Chapter) -> Person:
    return make_member(nashville, "Leo")


@pytest.fixture
def ana(nashville: Chapter) -> Person:
    return make_member(nashville, "Ana", Role.ORGANIZER)


@pytest.fixture
def priya(db: None) -> Person:
    return make_person("Priya")


@pytest.fixture
def client_of(db: None) -> Callable[[Person | None], Client]:
    """Return a browser in which a person signed in just now, and has been seen this hour, or nobody."""

    def open_client(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            sign_in_now(client, person)
            session = client.session
            session[SEEN] = int(time.time())
            session.save()
        return client

    return open_client

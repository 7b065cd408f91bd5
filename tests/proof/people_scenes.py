"""A chapter whose people reach for the same thing at once, and what is known afterwards. Called inside it."""

from typing import TypedDict

from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.builders import sign_in_now
from turnout.actions.chapters import change_chapter, create_chapter
from turnout.actions.handovers import offer_chapter
from turnout.actions.invitations import make_invitation
from turnout.actions.memberships import change_roles, enter_chapter, grant_role, join_chapter
from turnout.actions.signin import find_or_make_person
from turnout.actions.tokens import create_token
from turnout.models import Chapter, HandOver, Invitation, Membership, MembershipRole, Notice, Person, Record, Role


class Owned(TypedDict):
    """A chapter with two owners and a member."""

    slug: str
    # Of the three: tokens, sessions, and who they are there.
    tokens: list[str]
    sessions: list[str]
    members: list[str]


def make_people(names: list[str]) -> list[Person]:
    return [find_or_make_person(email=f"{name}@turnout.test", name=name)[0] for name in names]


@transaction.atomic
def own_together(chapters: int) -> list[Owned]:
    """Make so many chapters that the same two own, and where a third is a member."""
    people = make_people(["Ruth", "Jordan", "Maya"])
    tokens, sessions = [create_token(person=person)[1] for person in people], [sign_in(person) for person in people]
    made: list[Owned] = []
    for number in range(chapters):
        chapter = create_chapter(f"c{number}", f"Chapter {number}", timezone_name="America/New_York")
        members = [join_chapter(chapter, person=person) for person in people]
        for membership in members[:2]:
            grant_role(membership, Role.OWNER, by=None)
        ids = [membership.public_id for membership in members]
        made.append({"slug": chapter.slug, "tokens": tokens, "sessions": sessions, "members": ids})
    return made


def sign_in(person: Person) -> str:
    client = Client()
    sign_in_now(client, person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def count_owners() -> list[int]:
    """Return how many own each chapter."""
    rows = MembershipRole.objects.filter(role=Role.OWNER, membership__state=Membership.State.ACTIVE)
    return [rows.filter(membership__chapter=chapter).count() for chapter in Chapter.objects.order_by("pk")]


@transaction.atomic
def invite(links: int, people: int) -> dict[str, list[str]]:
    """Make so many links that are good for one person each, and so many people who are nobody's member."""
    chapter = create_chapter("carolina", "Carolina Against Trafficking", timezone_name="America/New_York")
    (ruth,) = make_people(["Ruth"])
    made = [make_invitation(chapter, name=f"Link {n}", most_uses=1, by=ruth)[1] for n in range(links)]
    guests = make_people([f"v{n}" for n in range(links * people)])
    return {"links": made, "tokens": [create_token(person=guest)[1] for guest in guests]}


def count_joined() -> dict[str, object]:
    """Return how often the links were used, how many are members, and how often each of both was recorded."""
    records = Record.objects.filter(what__in=("invitation.used", "membership.joined")).values_list("what", flat=True)
    return {
        "uses": sorted(Invitation.objects.values_list("uses", flat=True)),
        "members": Membership.objects.count(),
        "records": [list(records).count(what) for what in ("invitation.used", "membership.joined")],
    }


@transaction.atomic
def offer_all() -> list[str]:
    """Let Ruth, who is to be the only owner, offer each chapter to Maya; return the offers."""
    ruth = Person.objects.get(name="Ruth")
    offers = []
    for chapter in Chapter.objects.order_by("pk"):
        jordan, maya = (Membership.objects.get(chapter=chapter, person__name=name) for name in ("Jordan", "Maya"))
        change_roles(jordan, take=[Role.OWNER], by=ruth)
        offers.append(offer_chapter(maya, by=ruth).public_id)
    return offers


def name_owners() -> list[list[str]]:
    """Return of each offer what became of it, who owns its chapter, and who was told that it is done."""
    found = []
    for offer in HandOver.objects.order_by("pk"):
        owners = MembershipRole.objects.filter(role=Role.OWNER, membership__chapter=offer.chapter)
        told = Notice.objects.filter(kind=Notice.Kind.HANDOVER_DONE, chapter=offer.chapter)
        found.append([offer.state, *owners.values_list("membership__person__name", flat=True), str(told.count())])
    return found


@transaction.atomic
def apply_all(people: int) -> dict[str, list[str]]:
    """Let so many ask to join a chapter with two organizers, and return these two's tokens and who asks."""
    chapter = create_chapter("carolina", "Carolina Against Trafficking", timezone_name="America/New_York")
    organizers = make_people(["Ruth", "Jordan"])
    for person in organizers:
        grant_role(join_chapter(chapter, person=person), Role.OWNER, by=None)
    chapter = change_chapter(chapter, joining="approval", by=organizers[0])
    asking = [enter_chapter(chapter, person=person) for person in make_people([f"v{n}" for n in range(people)])]
    return {
        "tokens": [create_token(person=person)[1] for person in organizers],
        "members": [membership.public_id for membership in asking],
    }


def count_answers() -> list[list[str]]:
    """Return of each who asked what they are now, and what they were told, in order."""
    asked = Membership.objects.exclude(person__name__in=("Ruth", "Jordan")).order_by("pk")
    return [
        [row.state, *Notice.objects.filter(recipient=row.person_id).order_by("pk").values_list("kind", flat=True)]
        for row in asked
    ]

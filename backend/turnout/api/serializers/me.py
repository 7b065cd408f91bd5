"""What is the asker's own: name, memberships, calendar addresses."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from rest_framework import serializers

from turnout.models import CalendarFeed, Membership, Person, Role
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import memberships_of

from .chapters import ChapterOutput
from .fields import FlagField, LineField, MomentField
from .strict import StrictSerializer


class MembershipOutput(serializers.Serializer[Any]):
    chapter = ChapterOutput()
    name = serializers.CharField(source="display_name", help_text="As others there see it.")
    roles = serializers.SerializerMethodField()
    joined_at = MomentField()
    wants_asks = serializers.BooleanField(help_text="Whether organizers may ask you to take shifts.")
    wants_messages = serializers.BooleanField(help_text="Whether they may write about more than your own shifts.")

    def get_roles(self, membership: Membership) -> list[Role]:
        return [Role(row.role) for row in membership.roles.all()]


@dataclass(frozen=True)
class Me:
    person: Person
    memberships: list[Membership]


class MeOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="person.public_id")
    name = serializers.CharField(source="person.name")
    email = serializers.EmailField(source="person.email")
    language = serializers.CharField(source="person.language", help_text="Of mails and private calendars.")
    memberships = MembershipOutput(many=True)


def show_me(person: Person, viewer: Viewer) -> dict[str, Any]:
    return dict(MeOutput(Me(person, list(memberships_of(viewer)))).data)


class MeChanges(StrictSerializer):
    """What one may change of oneself."""

    name = LineField(max_length=80, required=False)
    language = serializers.ChoiceField(settings.LANGUAGES, required=False)


class MembershipChanges(StrictSerializer):
    """What one may change of one's own membership."""

    wants_asks = FlagField(required=False)
    wants_messages = FlagField(required=False)


class FeedOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    created_at = MomentField()
    last_fetched_at = MomentField(allow_null=True)


class FeedWithAddress(FeedOutput):
    address = serializers.SerializerMethodField(help_text="Shown this once; whoever has it can read the calendar.")

    def get_address(self, feed: CalendarFeed) -> str:
        address: str = self.context["address"]
        return address


class NewFeed(StrictSerializer):
    """A calendar address to be made."""

    name = LineField(max_length=60, required=False, help_text="Where it will be used.")


def show_feed_with_address(feed: CalendarFeed, address: str) -> dict[str, Any]:
    return dict(FeedWithAddress(feed, context={"address": address}).data)

"""The people of a chapter and what belongs to them, for its organizers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from turnout.models import Completion, HandOver, Joining, Membership, Role
from turnout.rules.people import GROUPS, read_reliability

from .chapters import ChapterOutput
from .fields import DayField, LineField, MomentField, TextField, WholeField
from .shifts import TrainingOutput
from .strict import PageQuery, QueryParameters, StrictSerializer


class PersonBrief(serializers.Serializer[Any]):
    """Somebody in a chapter's list. Mail addresses are shown nowhere: organizers write messages."""

    id = serializers.CharField(source="public_id", help_text="Of their membership, in this chapter alone.")
    name = serializers.CharField(source="display_name", help_text="As they are called in the chapter.")
    state = serializers.ChoiceField(Membership.State.choices)
    roles = serializers.SerializerMethodField()
    joined_at = MomentField()

    def get_roles(self, membership: Membership) -> list[Role]:
        return [Role(row.role) for row in membership.roles.all()]


class ReliabilityOutput(serializers.Serializer[Any]):
    attended = serializers.IntegerField()
    missed = serializers.IntegerField()
    dropped_late = serializers.IntegerField(help_text="By themselves, in the last 24 hours before the start.")
    hours = serializers.SerializerMethodField()

    def get_hours(self, reliability: Any) -> float:
        return round(float(reliability.hours.total_seconds()) / 3600, 2)


class PersonOutput(PersonBrief):
    reliability = serializers.SerializerMethodField()

    @extend_schema_field(ReliabilityOutput)
    def get_reliability(self, membership: Membership) -> dict[str, Any]:
        return dict(ReliabilityOutput(read_reliability(membership)).data)


class PeopleQuery(PageQuery):
    group = serializers.ChoiceField(list(GROUPS), default="members")
    q = TextField(
        required=False,
        max_length=80,
        help_text="Words of a name; among those who are in or asked, or a whole mail address.",
    )


class RoleChange(StrictSerializer):
    """A role of a member."""

    role = serializers.ChoiceField(Role.choices)


class NoteOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    text = serializers.CharField()
    created_at = MomentField()


class NewNote(StrictSerializer):
    """A note on a member, which organizers alone read."""

    text = TextField(max_length=1_000)


class WhyQuery(QueryParameters):
    shift = serializers.CharField(max_length=16, help_text="A shift's id.")


class WhyOutput(serializers.Serializer[Any]):
    """What somebody may do about a shift, and why not more."""

    sees = serializers.BooleanField()
    can_claim = serializers.BooleanField()
    reason = serializers.CharField(allow_null=True, help_text="The name of the problem that a claim would get.")
    detail = serializers.CharField(source="sentence")


class ChapterTraining(TrainingOutput):
    valid_months = serializers.IntegerField(allow_null=True, help_text="Null where it counts for good.")


class TrainingChanges(StrictSerializer):
    """A training of a chapter."""

    name = LineField(max_length=120)
    valid_months = WholeField(min_value=1, max_value=120, required=False, allow_null=True)


class CompletionOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    chapter = serializers.CharField(source="chapter.slug")
    training = TrainingOutput()
    completed_on = DayField()
    expires_on = DayField(allow_null=True, help_text="The last day on which it counts.")
    by_attendance = serializers.SerializerMethodField(help_text="Whether it came of being at a training.")

    def get_by_attendance(self, completion: Completion) -> bool:
        return completion.signup_id is not None


class NewCompletion(StrictSerializer):
    """That somebody completed a training."""

    training = TextField(max_length=16, help_text="A training's id.")
    completed_on = DayField(required=False)


class InvitationOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    expires_at = MomentField()
    most_uses = serializers.IntegerField()
    uses = serializers.IntegerField()
    revoked_at = MomentField(allow_null=True)


class InvitationWithAddress(InvitationOutput):
    address = serializers.SerializerMethodField(help_text="Shown this once; whoever has it can join.")

    def get_address(self, invitation: Any) -> str:
        return str(self.context["address"])


class NewInvitation(StrictSerializer):
    """A link that people can join by."""

    name = LineField(max_length=80)
    days = WholeField(min_value=1, max_value=90, default=14)
    most_uses = WholeField(min_value=1, max_value=500, default=20)


class InvitationUse(StrictSerializer):
    """The last part of an invitation's address."""

    token = TextField(max_length=64)


class JoinedOutput(serializers.Serializer[Any]):
    """What somebody is to a chapter now."""

    chapter = ChapterOutput()
    state = serializers.ChoiceField(Membership.State.choices)
    joined_at = MomentField()


class HelpLineBody(StrictSerializer):
    """The help line card; all of it empty for the site's own."""

    name = LineField(max_length=120, allow_blank=True, default="")
    phone = LineField(max_length=40, allow_blank=True, default="")
    text_to = LineField(max_length=40, allow_blank=True, default="")
    text_word = LineField(max_length=40, allow_blank=True, default="")


class HelpLineOutput(serializers.Serializer[Any]):
    name = serializers.CharField(source="help_name")
    phone = serializers.CharField(source="help_phone")
    text_to = serializers.CharField(source="help_text_to")
    text_word = serializers.CharField(source="help_text_word")


class SettingsOutput(ChapterOutput):
    contact_email = serializers.CharField()
    joining = serializers.ChoiceField(Joining.choices)
    drop_cutoff_hours = serializers.IntegerField(help_text="0 where a shift can be dropped at any time.")
    accent = serializers.CharField()
    help_line = HelpLineOutput(source="*")


class HandOverOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    chapter = serializers.CharField(source="chapter.slug")
    keeps = serializers.ChoiceField(HandOver.Keeps.choices)
    state = serializers.ChoiceField(HandOver.State.choices)
    expires_at = MomentField()


class NewHandOver(StrictSerializer):
    """An offer of the ownership to another member."""

    to = TextField(max_length=16, help_text="Their id among the chapter's people.")
    keeps = serializers.ChoiceField(HandOver.Keeps.choices, default=HandOver.Keeps.ORGANIZER)

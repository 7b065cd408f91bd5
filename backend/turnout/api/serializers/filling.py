"""Filling shifts: who could come, who is asked, signed up, moved or promoted."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from .fields import FlagField, LineField, MomentField, TextField
from .strict import StrictSerializer

MOST_ASKED = 100


class CandidateOutput(serializers.Serializer[Any]):
    """A member who could claim the shift now."""

    id = serializers.CharField(source="membership.public_id", help_text="The membership's.")
    name = serializers.CharField(source="membership.display_name", help_text="As the person is called in the chapter.")
    times_in_role = serializers.IntegerField(help_text="How often they came to the same role in the last half year.")
    times_in_kind = serializers.IntegerField(help_text="How often they came to the same kind of event.")
    upcoming = serializers.IntegerField(help_text="How many shifts to come they hold or wait for in the chapter.")
    asked_at = MomentField(allow_null=True)
    may_be_asked = serializers.BooleanField()


class Ask(StrictSerializer):
    """Some members, by their memberships' ids."""

    members = serializers.ListField(child=TextField(), allow_empty=False, min_length=1, max_length=MOST_ASKED)


class AskOutput(serializers.Serializer[Any]):
    asked = serializers.IntegerField(help_text="How many are asked, by mail.")
    left_out = serializers.IntegerField(
        help_text="How many of those named are not: they cannot claim it now, or were asked already."
    )


class NewRosterEntry(StrictSerializer):
    """Somebody to be signed up: a member, by the membership's id, or anybody by mail address and name."""

    member = TextField(required=False)
    email = serializers.EmailField(required=False, max_length=254)
    name = LineField(required=False, max_length=80)
    if_full = serializers.ChoiceField(["fail", "waitlist"], default="fail")
    allow_overlap = FlagField(default=False, help_text="Whether it may clash with another shift of theirs.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("member" in attrs) == ("email" in attrs or "name" in attrs):
            raise ValidationError(_("Give a member, or a mail address and a name."))
        if "member" not in attrs and not ("email" in attrs and "name" in attrs):
            raise ValidationError(_("Give both the mail address and the name."))
        return attrs


class PersonMove(StrictSerializer):
    """Where somebody is to go."""

    shift = TextField(help_text="Another shift of the chapter, by its id.")
    allow_overlap = FlagField(default=False, help_text="Whether it may clash with another shift of theirs.")


class Promotion(StrictSerializer):
    """How somebody on the waitlist gets a place; everything may be left out."""

    add_place = FlagField(default=False, help_text="Make the shift larger by one where no place is free.")
    allow_overlap = FlagField(default=False, help_text="Whether it may clash with another shift of theirs.")

"""Signups: one's own, and those on a roster."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from turnout.api.facts import gather_shift_facts
from turnout.models import Signup
from turnout.rules.hours import count_minutes
from turnout.rules.viewers import Viewer

from .fields import FlagField, MomentField
from .shifts import ShiftOutput
from .strict import PageQuery, StrictSerializer


class RosterEntry(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField(source="shown_name", help_text="As the person is called in the chapter.")
    state = serializers.ChoiceField(Signup.State.choices)
    attendance = serializers.ChoiceField(Signup.Attendance.choices)
    is_asked = serializers.BooleanField(
        help_text="Whether the shift moved by an hour or more and they have yet to say if they still come."
    )
    checked_in_at = MomentField(allow_null=True)
    checked_out_at = MomentField(allow_null=True)
    minutes = serializers.SerializerMethodField(help_text="How long they were there, as far as it is known; 0 if not.")
    claimed_at = MomentField()
    updated_at = MomentField(source="changed_at")
    version = serializers.IntegerField(
        source="sequence", help_text="Rises with each change of its state; for If-Match."
    )

    def get_minutes(self, signup: Signup) -> int:
        return count_minutes(signup)


class SignupOutput(RosterEntry):
    shift = ShiftOutput()


def show_signups(signups: Iterable[Signup], viewer: Viewer) -> list[dict[str, Any]]:
    """Return signups with their shifts, as the viewer may read them; in a few queries, however many."""
    rows = list(signups)
    facts = gather_shift_facts([signup.shift for signup in rows], viewer)
    return list(SignupOutput(rows, many=True, context={"facts": facts}).data)


def show_signup(signup: Signup, viewer: Viewer) -> dict[str, Any]:
    return show_signups([signup], viewer)[0]


class Claim(StrictSerializer):
    """How to claim; everything may be left out."""

    if_full = serializers.ChoiceField(
        ["fail", "waitlist"], default="fail", help_text="Whether to wait for a place where none is free."
    )
    allow_overlap = FlagField(default=False, help_text="Whether it may clash with another shift of yours.")


class MySignupQuery(PageQuery):
    compared = ("starts_at",)

    state = serializers.ChoiceField(
        Signup.State.choices, required=False, help_text="Without it, all but those that were dropped."
    )

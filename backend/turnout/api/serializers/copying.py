"""Copies of what was planned: what is asked for, and what it comes to."""

from typing import Any

from rest_framework import serializers

from turnout.rules.copying import MOST_WEEKS, CopyPlan

from .events import OutlookOutput, SpanOutput
from .fields import DayField, FlagField, MomentField, WholeField
from .strict import StrictSerializer


class EventCopy(StrictSerializer):
    """On which day a copy of an event begins."""

    first_day = DayField()


class WeekCopy(StrictSerializer):
    """A week, by any of its days, and the week that it is copied to; several in a row if wished."""

    week = DayField()
    to = DayField()
    weeks = WholeField(min_value=1, max_value=MOST_WEEKS, default=1, help_text="How many weeks in a row, from `to` on.")
    leaves_out_breaks = FlagField(default=True, help_text="Whether nothing is copied to a day of a break.")


class TermCopy(StrictSerializer):
    """From which day to which, and before which nothing is copied to."""

    first_day = DayField()
    last_day = DayField()
    to = DayField(help_text="`first_day` becomes the next day of its day of the week, from this one on.")
    leaves_out_breaks = FlagField(default=True, help_text="Whether nothing is copied to a day of a break.")


class CopyPartOutput(serializers.Serializer[Any]):
    """One copy: of which event, and when it begins."""

    copy_of = serializers.CharField(help_text="The id of the event.")
    starts_at = MomentField()


class ThereOutput(CopyPartOutput):
    event = serializers.CharField(help_text="The id of the one that is there.")


class LeftOutOutput(CopyPartOutput):
    name = serializers.CharField(help_text="The break's.")


class GapOutput(serializers.Serializer[Any]):
    day = DayField()
    title = serializers.CharField()


class CopyOutlookOutput(serializers.Serializer[Any]):
    """What copying would come to."""

    outlook = OutlookOutput(allow_null=True, help_text="Null where nothing is left to copy.")
    there = ThereOutput(many=True, help_text="What is there already as the same thing, and is not made again.")
    left_out = LeftOutOutput(many=True, help_text="What falls in a break.")
    gaps = GapOutput(many=True, help_text="Days that a rule names and for which there was nothing to copy.")
    other_rules = serializers.ListField(
        child=serializers.CharField(), help_text="The titles of series that went by the month, and go by the week now."
    )


class CopiesOutput(serializers.Serializer[Any]):
    """What was made."""

    events = serializers.ListField(child=serializers.CharField(), help_text="The ids of the drafts, by time.")
    first = SpanOutput(allow_null=True)
    last = SpanOutput(allow_null=True)


def show_plan(plan: CopyPlan) -> dict[str, Any]:
    """Return what copying would come to, as it is answered."""
    shown = {
        "outlook": plan.outlook if plan.copies else None,
        "there": [
            {"copy_of": copy.event.public_id, "starts_at": copy.starts_at, "event": event.public_id}
            for copy, event in plan.there
        ],
        "left_out": [
            {"copy_of": copy.event.public_id, "starts_at": copy.starts_at, "name": pause.name}
            for copy, pause in plan.left_out
        ],
        "gaps": [{"day": day, "title": title} for day, title in plan.gaps],
        "other_rules": plan.other_rules,
    }
    return dict(CopyOutlookOutput(shown).data)

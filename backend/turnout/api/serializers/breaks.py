"""Breaks: the days on which a chapter rests."""

from typing import Any

from rest_framework import serializers

from .fields import DayField, LineField
from .strict import StrictSerializer


class BreakOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    starts_on = DayField()
    ends_on = DayField(help_text="Its last day.")


class NewBreak(StrictSerializer):
    """Some days, the first and the last of them too."""

    name = LineField(max_length=80)
    starts_on = DayField()
    ends_on = DayField()

"""Attendance, walk-ins, reports, posters and letters: as they are read, and as they are written."""

from typing import Any

from rest_framework import serializers

from turnout.models import Attended, Letter, Signup, WalkIn
from turnout.rules.hours import MOST_MINUTES, count_minutes
from turnout.rules.reports import MOST, MOST_CENTS, Sums

from .fields import DayField, FlagField, LineField, MomentField, TextField, WholeField
from .strict import StrictSerializer

MINUTES = "How long they were there, as far as it is known; 0 if not."
MADE_AT = "When it was said, where that was earlier: by a phone without a network. Not in the future."


class AttendanceOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField(source="shown_name", help_text="As the person is called in the chapter.")
    attendance = serializers.ChoiceField(Attended.Attendance.choices)
    said_by = serializers.CharField(source="attendance_by", help_text="“self”, “organizer”, or empty.")
    checked_in_at = MomentField(allow_null=True)
    checked_out_at = MomentField(allow_null=True)
    confirmed_minutes = serializers.IntegerField(allow_null=True, help_text="What an organizer said counts.")
    minutes = serializers.SerializerMethodField(help_text=MINUTES)

    def get_minutes(self, row: Signup | WalkIn) -> int:
        return count_minutes(row)


class WalkInOutput(AttendanceOutput):
    name = serializers.CharField()


class CheckIn(StrictSerializer):
    """One's own check-in, with the code of the poster that hangs there."""

    code = TextField(max_length=16, help_text="What stands after /p/ in the poster's address.")
    leaves = FlagField(default=False, help_text="True to check out.")


class AttendanceChange(StrictSerializer):
    """What an organizer says of somebody: whether they were there, or for how many minutes."""

    attendance = serializers.ChoiceField(Attended.Attendance.choices, required=False)
    at = MomentField(required=False, help_text=MADE_AT)
    confirmed_minutes = WholeField(required=False, allow_null=True, min_value=1, max_value=MOST_MINUTES)


class WalkInChange(StrictSerializer):
    attendance = serializers.ChoiceField(
        Attended.Attendance.choices, required=False, help_text="Anything but “attended” takes the name back."
    )
    at = MomentField(required=False, help_text=MADE_AT)
    confirmed_minutes = WholeField(required=False, allow_null=True, min_value=1, max_value=MOST_MINUTES)


class NewWalkIn(StrictSerializer):
    """Somebody who came without a place."""

    name = LineField(max_length=80)
    at = MomentField(required=False, help_text=MADE_AT)


class ReportOutput(serializers.Serializer[Any]):
    people_reached = serializers.IntegerField(allow_null=True)
    letters = serializers.IntegerField(allow_null=True)
    calls = serializers.IntegerField(allow_null=True)
    raised_cents = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField(help_text="ISO 4217.")
    note = serializers.CharField()
    version = serializers.IntegerField(help_text="Rises with each change; for If-Match. 0 before the first.")
    updated_at = MomentField(source="changed_at", allow_null=True)


class ReportChanges(StrictSerializer):
    """What came of a shift; what is not given stays as it is. Null: not known."""

    people_reached = WholeField(required=False, allow_null=True, min_value=0, max_value=MOST)
    letters = WholeField(required=False, allow_null=True, min_value=0, max_value=MOST)
    calls = WholeField(required=False, allow_null=True, min_value=0, max_value=MOST)
    raised_cents = WholeField(required=False, allow_null=True, min_value=0, max_value=MOST_CENTS)
    currency = TextField(required=False, max_length=3)
    note = TextField(required=False, allow_blank=True, max_length=2_000)


class MoneyOutput(serializers.Serializer[Any]):
    currency = serializers.CharField()
    cents = serializers.IntegerField()


class SumsOutput(serializers.Serializer[Any]):
    """What an event came to: the sums of its shifts' reports, and who was there."""

    people_reached = serializers.IntegerField()
    letters = serializers.IntegerField()
    calls = serializers.IntegerField()
    raised = serializers.SerializerMethodField()
    attended = serializers.IntegerField(help_text="Of those who had a place.")
    walk_ins = serializers.IntegerField()
    no_shows = serializers.IntegerField()
    unknown = serializers.IntegerField(help_text="Of those who had a place: nobody said.")
    minutes = serializers.IntegerField(help_text="Of all who were there, together.")

    def get_raised(self, sums: Sums) -> list[dict[str, str | int]]:
        return [{"currency": currency, "cents": cents} for currency, cents in sorted(sums.raised.items())]


class PosterOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    address = serializers.SerializerMethodField(help_text="What its QR code says.")
    made_at = MomentField(source="created_at")

    def get_address(self, poster: Any) -> str:
        address: str = self.context["address"]
        return address


class LetterOutput(serializers.Serializer[Any]):
    """What a letter says: to whoever has its code, no more than the letter itself does."""

    chapter = serializers.CharField(source="chapter.name")
    name = serializers.CharField(help_text="As the volunteer gave it.")
    starts_on = DayField()
    ends_on = DayField()
    minutes = serializers.IntegerField()
    shifts = serializers.IntegerField()
    kinds = serializers.ListField(child=serializers.CharField(), help_text="Of events, most hours first.")
    issued_at = MomentField(source="created_at")
    code = serializers.CharField()


class MyLetterOutput(LetterOutput):
    id = serializers.CharField(source="public_id")
    url = serializers.SerializerMethodField(help_text="The PDF; for you, signed in on the site.")

    def get_url(self, letter: Letter) -> str:
        addresses: dict[int, str] = self.context["addresses"]
        return addresses[letter.pk]


class NewLetter(StrictSerializer):
    """The hours that you gave a chapter, from one day to another."""

    chapter = TextField(max_length=48, help_text="Its slug.")
    starts_on = DayField()
    ends_on = DayField()
    name = LineField(max_length=80, required=False, help_text="As it is to stand on the letter; yours where not given.")

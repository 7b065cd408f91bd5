"""Spreadsheets: schedules that are imported, and what is taken away."""

from typing import Any

from rest_framework import serializers

from turnout.actions.import_rows import Fate
from turnout.models import Kind
from turnout.rules.starters import Starter
from turnout.spreadsheets.columns import COLUMNS, NEEDED_COLUMNS

from .fields import DayField, FlagField, MomentField, TextField
from .strict import QueryParameters, StrictSerializer

MOST_ROWS_SENT = 5_000
FORMATS = ["csv", "xlsx"]


class ImportRow(StrictSerializer):
    """One shift, as a row of the spreadsheet says it: each cell is a text, as a person would type it."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            name: TextField(required=name in NEEDED_COLUMNS, allow_blank=True, max_length=8_000) for name in COLUMNS
        }


class NewImport(StrictSerializer):
    rows = serializers.ListField(
        child=ImportRow(), required=False, min_length=1, max_length=MOST_ROWS_SENT, help_text="Either these or a file."
    )
    file = TextField(required=False, help_text="The bytes of a .csv or .xlsx file, in base64 (RFC 4648, 4).")
    dry_run = FlagField(default=True, help_text="Only say what would become of each row.")
    skip_bad = FlagField(default=False, help_text="Import the good rows, whatever the others are.")
    publish = FlagField(default=False, help_text="Publish the new events; else they are drafts.")
    notify = FlagField(default=False, help_text="Tell people what changes for them; else it collects.")
    plan = TextField(
        required=False,
        max_length=64,
        help_text="The `plan` of a dry run: 412 where by now it would be another.",
    )


class ImportChange(serializers.Serializer[Any]):
    column = serializers.CharField()
    was = serializers.CharField(allow_blank=True)
    becomes = serializers.CharField(allow_blank=True)


class ImportRowOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="As the file shows it, its headings being row 1; of `rows` from 1 on.")
    fate = serializers.ChoiceField([fate.value for fate in Fate])
    begins_event = serializers.BooleanField(help_text="It is the first row of a new event.")
    column = serializers.CharField(source="problem.column", allow_null=True, default=None, help_text="What is wrong.")
    detail = serializers.CharField(source="problem.sentence", allow_null=True, default=None, help_text="Why it is.")
    changes = ImportChange(many=True)


class ImportOutput(serializers.Serializer[Any]):
    plan = serializers.CharField(source="name", help_text="A name for exactly what is done.")
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    new_events = serializers.IntegerField()
    new_sites = serializers.ListField(child=serializers.CharField())
    new_trainings = serializers.ListField(child=serializers.CharField())
    rows = ImportRowOutput(many=True)


class ExportQuery(QueryParameters):
    first_day = DayField()
    last_day = DayField(help_text="The last day on which a shift may start.")
    format = serializers.ChoiceField(choices=FORMATS, default="csv")


class NewRosterExport(StrictSerializer):
    first_day = DayField()
    last_day = DayField(help_text="The last day on which a shift may start.")
    format = serializers.ChoiceField(choices=FORMATS, default="csv")


class StarterShiftOutput(serializers.Serializer[Any]):
    role = serializers.CharField()
    starts_at = MomentField()
    ends_at = MomentField()
    capacity = serializers.IntegerField()
    min_needed = serializers.IntegerField()
    slot_minutes = serializers.IntegerField(allow_null=True)


class StarterEventOutput(serializers.Serializer[Any]):
    """A body for making an event."""

    kind = serializers.ChoiceField(Kind.choices)
    title = serializers.CharField()
    summary = serializers.CharField()
    kit = serializers.CharField()
    starts_at = MomentField()
    ends_at = MomentField()
    is_online = serializers.BooleanField()
    shifts = StarterShiftOutput(many=True)


class StarterOutput(serializers.Serializer[Starter]):
    id = serializers.CharField(help_text="The same in every language.")
    event = StarterEventOutput()


class StartersOutput(serializers.Serializer[Any]):
    templates = StarterOutput(many=True)

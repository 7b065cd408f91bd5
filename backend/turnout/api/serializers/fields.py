"""Fields that take exactly what they say: no number where a text is meant, no time without its offset."""

import re
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

# RFC 3339, 5.6. A blank may stand for the T there.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"(19[7-9]\d|2[01]\d\d)-\d\d-\d\d", re.ASCII)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class TextField(serializers.CharField):
    """A text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class LineField(TextField):
    """A text of one line: line ends and runs of blanks become one blank."""

    def to_internal_value(self, data: Any) -> str:
        return " ".join(super().to_internal_value(data).split())


class LinkField(TextField):
    """A web address, http or https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(URLValidator(schemes=["http", "https"]))


class ZoneField(TextField):
    """The IANA name of a time zone."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "zone": _("“{name}” is not a time zone. Write it like America/New_York.")
    }

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if name not in available_timezones():
            self.fail("zone", name=name)
        return name


class WholeField(serializers.IntegerField):
    """A whole number, as JSON writes one: 3, or 3.0."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, float) and data.is_integer():
            return int(data)
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class FlagField(serializers.BooleanField):
    """True or false, as JSON writes them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class FlagParameter(serializers.BooleanField):
    """True or false in an address: the words."""

    def to_internal_value(self, data: Any) -> bool:
        if data not in {"true", "false"}:
            self.fail("invalid", input=data)
        return bool(data == "true")


@extend_schema_field({"type": "string", "format": "date-time"})
class MomentField(serializers.Field[datetime, str, str, Any]):
    """A moment with its offset from UTC (RFC 3339); given back in UTC, with a Z."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "format": _("Write a time with its offset, like 2027-02-04T18:30:00-05:00 or 2027-02-04T23:30:00Z."),
        "range": _("This is not a time between the years 1970 and 2200."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        if not isinstance(data, str) or not _MOMENT.fullmatch(data.strip()):
            self.fail("format")
        try:
            moment = datetime.fromisoformat(data.strip().upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("range")
        if not EARLIEST <= moment < LATEST:
            self.fail("range")
        return moment

    def to_representation(self, value: datetime) -> str:
        return say_moment(value)


@extend_schema_field({"type": "string", "format": "date"})
class DayField(serializers.Field[date, str, str, Any]):
    """A day, as 2027-03-16 (RFC 3339, full-date)."""

    default_error_messages: ClassVar[dict[str, Any]] = {"format": _("Write a day like 2027-03-16.")}

    def to_internal_value(self, data: Any) -> date:
        if not isinstance(data, str) or not _DAY.fullmatch(data):
            self.fail("format")
        try:
            return date.fromisoformat(data)
        except ValueError:
            self.fail("format")

    def to_representation(self, value: date) -> str:
        return value.isoformat()


def say_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

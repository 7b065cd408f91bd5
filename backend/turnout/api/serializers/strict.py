"""Bodies and query parameters in which nothing is ignored: a name that is not declared is an error."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rest_framework import serializers

from .fields import FlagParameter, MomentField

COMPARISONS = ("gte", "gt", "lte", "lt")


class StrictSerializer(serializers.Serializer[Any]):
    """What a request may hold. Give it plain data; it says what is wrong and keeps nothing."""

    def find_unknown(self, data: Any, at: str = "") -> Iterator[str]:
        """Give the JSON pointer (RFC 6901) of each field that is not declared, at any depth."""
        if not isinstance(data, Mapping):
            return
        for name, value in data.items():
            pointer = f"{at}/{_escape(name)}"
            field = self.fields.get(name)
            if field is None:
                yield pointer
            elif isinstance(field, StrictSerializer):
                yield from field.find_unknown(value, pointer)
            elif isinstance(field, serializers.ListField) and isinstance(field.child, StrictSerializer):
                for index, item in enumerate(value if isinstance(value, list) else ()):
                    yield from field.child.find_unknown(item, f"{pointer}/{index}")


class NoFields(StrictSerializer):
    """A body that is empty, or an empty object."""


class QueryParameters(StrictSerializer):
    """What may stand behind the question mark; none, unless a subclass says more."""

    # Times that may be compared: `starts_at[gte]=…`.
    compared: tuple[str, ...] = ()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for name in self.compared:
            fields |= {f"{name}[{how}]": MomentField(required=False) for how in COMPARISONS}
        return fields


class PageQuery(QueryParameters):
    limit = serializers.IntegerField(min_value=1, max_value=100, default=50, help_text="How many rows a page holds.")
    cursor = serializers.CharField(required=False, help_text="The next_cursor of the page before; opaque.")


class ScopeQuery(QueryParameters):
    scope = serializers.ChoiceField(
        choices=["this", "following", "all"],
        default="this",
        help_text="Of a series: this event, it and those after it, or all that are not over.",
    )


class ChangeQuery(ScopeQuery):
    notify = FlagParameter(
        default=False,
        help_text="Tell those on it what they do not know yet, in one mail each; else it collects until it is told.",
    )


def name_unknown(names: Iterable[str]) -> str:
    """Return the names, as a sentence may list them."""
    return ", ".join(f"“{name}”" for name in names)


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")

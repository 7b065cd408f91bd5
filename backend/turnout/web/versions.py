"""An event's form in three versions: as it was opened, as somebody saved it meanwhile, and as it was sent.

A version is the texts of the form's fields, as a browser would send them. The form carries the one that it was opened
with, so that what each of two people changed can be told apart without keeping every version for ever.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from turnout.actions.chapters import ACCESS_FIELDS
from turnout.models import Event, Shift, Training
from turnout.rules.merging import Part

from .planning import MOST_SHIFTS, PLAIN, SHIFT_FIELDS, EventForm, ShiftForm, shift_forms

NEW_SITE = ("new_site", "new_area", "new_address")
EVENT_NAMES = (*PLAIN, *ACCESS_FIELDS)
# What is chosen together, so that no mixture of two plans comes of it.
EVENT_PARTS = (
    Part("title", ("title",)),
    Part("kind", ("kind",)),
    Part("when", ("starts_at", "ends_at")),
    Part("visibility", ("visibility",)),
    Part("summary", ("summary",)),
    Part("where", ("site", *NEW_SITE, "is_online", "online_url", *ACCESS_FIELDS)),
    Part("kit", ("kit",)),
    Part("in_charge", ("in_charge", "in_charge_phone")),
)
SHIFT_PARTS = (
    Part("role", ("role",)),
    Part("when", ("starts_at", "ends_at")),
    Part("places", ("capacity", "min_needed")),
    Part("requires", ("requires",)),
    Part("notes", ("notes",)),
)
# What a row may hold; `gone` is the id of a shift that was cancelled meanwhile.
ROW_NAMES = ("public_id", "version", *SHIFT_FIELDS, "slot_minutes", "gone")


@dataclass(frozen=True)
class Version:
    """The event's fields, those of its open shifts by their ids, and whether it is a draft. Empty where unknown."""

    state: str = ""
    event: dict[str, str] = field(default_factory=dict)
    shifts: dict[str, dict[str, str]] = field(default_factory=dict)

    def dump(self) -> str:
        return json.dumps([self.state, self.event, self.shifts], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> "Version":
        """Read what a form carried; what cannot be read is a version of which nothing is known."""
        try:
            state, event, shifts = json.loads(text)
            return cls(str(state), _texts(event), {str(key): _texts(row) for key, row in shifts.items()})
        except (ValueError, TypeError, AttributeError, RecursionError):
            return cls()


def present_version(event: Event, shifts: list[Shift]) -> Version:
    """Return how the form of an event and its open shifts would be sent as they stand."""
    form = EventForm(chapter=event.chapter, event=event)
    rows = shift_forms(None, chapter=event.chapter, zone=event.zone, shifts=shifts, extra=0)
    of_shifts = {
        shift.public_id: {name: _text(row, name) for name in SHIFT_FIELDS}
        for shift, row in zip(shifts, rows, strict=True)
    }
    return Version(event.state, {name: _text(form, name) for name in EVENT_NAMES}, of_shifts)


def sent_rows(data: QueryDict) -> list[dict[str, str]]:
    """Return the rows of shifts that were sent, without those that are empty."""
    total = data.get("shifts-TOTAL_FORMS", "")
    count = min(int(total), MOST_SHIFTS) if total.isascii() and total.isdigit() and len(total) < 9 else 0
    rows = ({name: data.get(f"shifts-{n}-{name}", "") for name in ROW_NAMES} for n in range(count))
    return [row for row in rows if any(text.strip() for text in row.values())]


def write_rows(data: QueryDict, rows: list[dict[str, str]]) -> None:
    """Put rows in the place of those that were sent: first those of shifts that are there, then new ones."""
    for name in [name for name in data if name.startswith("shifts-")]:
        del data[name]
    there, new = [row for row in rows if row["public_id"]], [row for row in rows if not row["public_id"]]
    for number, row in enumerate([*there, *new]):
        for name, text in row.items():
            data[f"shifts-{number}-{name}"] = text
    data["shifts-TOTAL_FORMS"] = str(len(rows))
    data["shifts-INITIAL_FORMS"] = str(len(there))


def is_same(form: forms.Form, name: str, one: str, another: str) -> bool:
    """Whether two texts mean the same in a field of a form."""
    field = form.fields[name]
    if one == another:
        return True
    try:
        initial: Any = field.to_python(one) if isinstance(field, forms.IntegerField) else one
        return not field.has_changed(initial, another)
    except ValidationError:
        return False


def empty_event_form(event: Event) -> EventForm:
    """Return a form to compare an event's texts by."""
    return EventForm(chapter=event.chapter, event=event)


def empty_shift_form(event: Event) -> ShiftForm:
    trainings = list(Training.objects.filter(chapter=event.chapter_id))
    return ShiftForm(chapter=event.chapter, zone=event.zone, trainings=trainings)


def _text(form: forms.Form, name: str) -> str:
    """Return what a browser would send of a field that nobody touched."""
    field, value = form.fields[name], form[name].value()
    if isinstance(field, forms.NullBooleanField):
        return {True: "true", False: "false"}.get(value, "unknown")
    if isinstance(field, forms.BooleanField):
        return "on" if value else ""
    return "" if value is None else str(value)


def _texts(of: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(text) for name, text in of.items()}


def hidden_of(data: QueryDict) -> Iterator[tuple[str, str]]:
    """Give what is to be sent again of a form, without its buttons and choices."""
    for name, value in data.items():
        if name not in {"csrfmiddlewaretoken", "publish", "more", "edit"} and not name.startswith("pick-"):
            yield name, str(value)

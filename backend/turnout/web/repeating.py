"""The organizer's form of how an event repeats, and what a plan comes to, shown before it is saved."""

import hashlib
import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from turnout.actions.plans import PlannedShift
from turnout.actions.series import Scope
from turnout.rules.outlook import Outlook, Span
from turnout.rules.series import Repeat, write_monthly_rule, write_rule
from turnout.rules.times import say_date, say_time

from .forms import DayField, PlainForm

WEEKLY, MONTHLY = {"1": 1, "2": 2, "4": 4}, "month"
# How many of what a plan meets are named; the rest are counted.
NAMED = 8


class DatesField(forms.CharField):
    """Some dates, with commas, semicolons or white space between them."""

    def to_python(self, value: Any) -> frozenset[date]:  # type: ignore[override]  # a text field's own becomes dates
        words = re.findall(r"[^\s,;]+", super().to_python(value) or "")
        try:
            return frozenset(date.fromisoformat(word) for word in words)
        except ValueError:
            raise ValidationError(_t("Write each date like 2027-03-16, with a comma between."))


class RepeatForm(PlainForm):
    """How an event repeats, or that it does not."""

    repeats = forms.ChoiceField(
        label=_("Repeats"),
        choices=[
            ("", _("Does not repeat")),
            ("1", _("Every week")),
            ("2", _("Every two weeks")),
            ("4", _("Every four weeks")),
            (MONTHLY, _("Every month, on the same day of the same week")),
        ],
        required=False,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        help_text=_("None is the day on which it starts."),
        # The week begins on Sunday, as in the calendar.
        choices=[(str(number), capfirst(WEEKDAYS[number])) for number in (6, 0, 1, 2, 3, 4, 5)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = DayField(label=_("Until"), required=False)
    except_dates = DatesField(
        label=_("Except"),
        help_text=_("Dates like 2027-03-16, with a comma between."),
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("repeats") and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _t("Say until when it repeats."))
        return data

    def repeat(self, starts_at: datetime, zone: ZoneInfo) -> Repeat | None:
        """Return the rule and the dates left out, or None where it does not repeat. Raises `Refused` at `rule`."""
        data = self.cleaned_data
        if not data["repeats"]:
            return None
        first = starts_at.astimezone(zone).date()
        if data["repeats"] == MONTHLY:
            rule = write_monthly_rule(first, data["until"], zone=zone)
        else:
            days = data["weekdays"] or [first.weekday()]
            rule = write_rule(days, data["until"], zone=zone, every=WEEKLY[data["repeats"]])
        return Repeat(rule, data["except_dates"])


class ScopeForm(PlainForm):
    """Which events of a series a change is for."""

    scope = forms.ChoiceField(
        label=_("Change"),
        choices=[
            ("this", _("Only this event")),
            ("following", _("This one and those after it")),
            ("all", _("All of the series")),
        ],
        initial="this",
        required=False,
        widget=forms.RadioSelect,
    )

    def chosen(self) -> Scope:
        scope: Scope = self.cleaned_data["scope"] or "this"
        return scope


def describe_outlook(outlook: Outlook, zone: ZoneInfo) -> dict[str, Any]:
    """Return what a page says of a plan before it is saved."""
    return {
        "events": len(outlook.events),
        "shifts": len(outlook.shifts),
        "first": _say(outlook.first_span, zone),
        "last": _say(outlook.last_span, zone),
        "clashes": [(_say(clash.span, zone), clash.event) for clash in outlook.clashes[:NAMED]],
        "more_clashes": len(outlook.clashes[NAMED:]),
        "rests": [(_say(rest.span, zone), rest.pause) for rest in outlook.rests[:NAMED]],
        "more_rests": len(outlook.rests[NAMED:]),
    }


def name_plan(fields: dict[str, Any], repeat: Repeat | None, shifts: list[PlannedShift]) -> str:
    """Return a name for exactly this plan: whoever saves it has seen what it comes to."""
    return hashlib.sha256(repr((sorted(fields.items()), repeat, shifts)).encode()).hexdigest()[:24]


def _say(span: Span, zone: ZoneInfo) -> str:
    return capfirst(f"{say_date(span.starts_at, zone)}, {say_time(span.starts_at, zone)}")

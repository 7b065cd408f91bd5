"""The form of a shift's report."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from turnout.models import Report
from turnout.rules.refusals import Refused
from turnout.rules.reports import MOST, MOST_CENTS, NUMBERS

from .forms import PlainForm
from .planning import LinesField

NUMBER_MESSAGES = {
    "invalid": _("Type a whole number."),
    "min_value": _("Type 0 or more."),
    "max_value": _("Type 1,000,000 or less."),
}


class NumberField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": 0})
        super().__init__(
            min_value=0, max_value=MOST, required=False, error_messages=NUMBER_MESSAGES, widget=widget, **kwargs
        )


class ReportForm(PlainForm):
    people_reached = NumberField(label=_("People reached"))
    letters = NumberField(label=_("Letters written"))
    calls = NumberField(label=_("Calls made"))
    raised = forms.DecimalField(
        label=capfirst(_("money raised")),
        help_text=_("In dollars, like 80 or 12.50."),
        min_value=0,
        max_value=MOST_CENTS // 100,
        decimal_places=2,
        required=False,
        error_messages={
            "invalid": _("Write an amount like 80 or 12.50."),
            "min_value": _("Type 0 or more."),
            "max_value": _("Type 100,000,000 or less."),
            "max_decimal_places": _("Write an amount like 80 or 12.50."),
            "max_digits": _("Write an amount like 80 or 12.50."),
            "max_whole_digits": _("Type 100,000,000 or less."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "min": 0, "step": "0.01"}),
    )
    note = LinesField(
        label=capfirst(_("note")), help_text=_("No names of people you met."), max_length=2000, required=False, rows=3
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, report: Report | None, **kwargs: Any) -> None:
        self.currency = report.currency if report else "USD"
        if report:
            cents = report.raised_cents
            shown = {name: getattr(report, name) for name in (*NUMBERS, "note", "version")}
            kwargs["initial"] = shown | {"raised": None if cents is None else Decimal(cents).scaleb(-2)}
        super().__init__(*args, **kwargs)
        if self.currency != "USD":
            self.fields["raised"].help_text = self.currency

    def values(self) -> dict[str, Any]:
        """Return the report's fields. Money is kept in cents."""
        data = self.cleaned_data
        raised = data["raised"]
        return {
            **{name: data[name] for name in (*NUMBERS, "note")},
            "raised_cents": None if raised is None else int(raised * 100),
            "currency": self.currency,
        }

    def field_of(self, refusal: Refused) -> str | None:
        """Return the field at which a refusal is said; None where it is about the whole."""
        field = "raised" if refusal.field == "raised_cents" else refusal.field
        return field if field in self.fields else None

"""The organizer's form: an event, its place, and its shifts, in wall times of the event's zone."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from turnout.actions.chapters import ACCESS_FIELDS
from turnout.actions.plans import NewSite, PlannedShift
from turnout.models import Chapter, Event, Kind, Shift, Site, Training, Visibility
from turnout.rules.refusals import Refused
from turnout.rules.scheduling import is_skipped

WALL_FORMAT = "%Y-%m-%dT%H:%M"


class WallTimeField(forms.DateTimeField):
    """A day and time as the clock on the wall there shows it; becomes an aware moment in `zone`."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format=WALL_FORMAT, attrs={"type": "datetime-local"})
        messages = {
            "invalid": _("Write it like 2027-02-04 18:30."),
            "required": _("Say when."),
            "year": _("Choose a year from 1970 to 2199."),
        }
        super().__init__(widget=widget, error_messages=messages, **kwargs)
        self.zone = ZoneInfo("UTC")

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            wall = datetime.fromisoformat(str(value).strip()).replace(tzinfo=None, second=0, microsecond=0)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if not 1970 <= wall.year < 2200:
            raise ValidationError(self.error_messages["year"], code="year")
        if is_skipped(wall, self.zone):
            raise ValidationError(_t("The clocks skip this time that day. Choose one an hour later."), code="skipped")
        # In UTC: two moments of a repeated hour, told apart by their zone's fold alone, never compare as equal.
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(self.zone).strftime(WALL_FORMAT)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what the clock on the wall shows: an untouched field keeps its moment, in a repeated hour too."""
        try:
            return bool(self.prepare_value(initial) != self.prepare_value(self.to_python(data)))
        except ValidationError:
            return True


class LinesField(forms.CharField):
    """A text of several lines. Browsers send each end of a line as two characters; one is kept and compared."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), self.to_python(data))


class KnownSelect(forms.NullBooleanSelect):
    """Yes, no, or that it is not known."""

    def __init__(self) -> None:
        super().__init__()
        self.choices = [("unknown", _("Not known")), ("true", _("Yes")), ("false", _("No"))]


class ZonedForm(forms.Form):
    """A form whose wall times are those of one zone."""

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, WallTimeField):
                field.zone = zone


class EventForm(ZonedForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=120, error_messages={"required": _("Give the event a title.")})
    summary = LinesField(label=_("What is it about?"), max_length=2000, required=False, rows=3)
    kit = LinesField(
        label=_("What to do, say and bring"),
        help_text=_("Only for those who are on a shift. Lists, **bold** and links may be written in Markdown."),
        max_length=8000,
        required=False,
        rows=6,
    )
    in_charge = forms.CharField(
        label=_("Who is in charge"), help_text=_("Only for those who are on a shift."), max_length=80, required=False
    )
    in_charge_phone = forms.CharField(
        label=_("Their phone number"),
        help_text=_("Only for those who are on a shift."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    starts_at = WallTimeField(label=_("Starts"))
    ends_at = WallTimeField(label=_("Ends"))
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices)
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), required=False, empty_label=_("None yet, or a new one")
    )
    new_site = forms.CharField(label=_("Its name"), max_length=120, required=False)
    new_area = forms.CharField(
        label=_("Area shown to everyone"),
        help_text=_("For example near the library. Left empty, the name is shown."),
        max_length=120,
        required=False,
    )
    new_address = forms.CharField(
        label=_("Its address"), help_text=_("Only for those who are on a shift."), max_length=250, required=False
    )
    is_step_free = forms.NullBooleanField(
        label=capfirst(_("step-free")), help_text=_("For everyone."), required=False, widget=KnownSelect
    )
    has_quiet_place = forms.NullBooleanField(
        label=capfirst(_("quiet place")), help_text=_("For everyone."), required=False, widget=KnownSelect
    )
    access = forms.CharField(
        label=capfirst(_("how to get in")),
        help_text=_("Only for those who are on a shift."),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Which door, where the elevator is")}),
    )
    is_online = forms.BooleanField(label=_("It happens online"), required=False)
    online_url = forms.URLField(
        label=_("Link to the room"),
        help_text=_("Only for those who are on a shift."),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("That is not a link. It begins with https://.")},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, chapter: Chapter, event: Event | None = None, **kwargs: Any) -> None:
        if event is not None:
            shown = {name: getattr(event, name) for name in PLAIN} | {"version": event.version}
            if event.site:
                shown |= {name: getattr(event.site, name) for name in ACCESS_FIELDS}
            kwargs.setdefault("initial", shown)
        super().__init__(*args, zone=event.zone if event else chapter.zone, **kwargs)
        sites = self.fields["site"]
        assert isinstance(sites, forms.ModelChoiceField)
        sites.queryset = Site.objects.filter(chapter=chapter)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _t("The end must be after the start."))
        if data.get("is_online") and (data.get("site") or data.get("new_site")):
            self.add_error("is_online", _t("Choose a site or online, not both."))
        if (data.get("new_area") or data.get("new_address")) and not data.get("new_site"):
            self.add_error("new_site", _t("Name the new site, too."))
        if data.get("site") and data.get("new_site"):
            self.add_error("new_site", _t("Choose a site from the list or type a new one, not both."))
        if (said := self.said_of_access()) and not (data.get("site") or data.get("new_site")):
            self.add_error(next(iter(said)), _t("Choose a site, or leave this out."))
        return data

    @property
    def typed_a_site(self) -> bool:
        """Whether anything of a new site was typed."""
        return any(self.data.get(name) for name in ("new_site", "new_area", "new_address"))

    def values(self) -> dict[str, Any]:
        """Return the event's own fields: all of a new one, those that were changed of one that is there."""
        return {name: self.cleaned_data[name] for name in PLAIN if not self.initial or name in self.changed_data}

    def said_of_access(self) -> dict[str, Any]:
        """Return what was said of getting in. What was not touched may be of another site than the one chosen now."""
        return {name: self.cleaned_data.get(name) for name in ACCESS_FIELDS if name in self.changed_data}

    def typed_site(self) -> NewSite | None:
        """Return the site that was typed instead of chosen."""
        data = self.cleaned_data
        if not data["new_site"]:
            return None
        return NewSite(
            data["new_site"],
            area=data["new_area"] or None,
            address=data["new_address"] or None,
            access=self.said_of_access(),
        )

    def access_of_chosen(self) -> dict[str, Any]:
        """Return what was said of getting in at the site that was chosen from the list."""
        return self.said_of_access() if self.cleaned_data["site"] else {}


PLAIN = (
    "kind", "title", "summary", "kit", "in_charge", "in_charge_phone", "starts_at", "ends_at", "visibility", "site",
    "is_online", "online_url",
)  # fmt: skip


MOST_SHIFTS = 500
MOST_MINUTES = 1440
SHIFT_FIELDS = ("role", "starts_at", "ends_at", "capacity", "min_needed", "requires", "notes")
SHOWN_FIELDS = ("public_id", "version", *SHIFT_FIELDS)


NUMBER_MESSAGES = {
    "invalid": _("Type a whole number."),
    "min_value": _("Type 0 or more."),
    "max_value": _("Type 10,000 or less."),
}


class ShiftForm(ZonedForm):
    public_id = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    role = forms.CharField(
        label=_("Role"), max_length=80, error_messages={"required": _("Name the role, for example Table host.")}
    )
    starts_at = WallTimeField(label=_("Starts"))
    ends_at = WallTimeField(label=_("Ends"))
    capacity = forms.IntegerField(
        label=_("Places"),
        min_value=0,
        max_value=10_000,
        error_messages={"required": _("Say how many places there are."), **NUMBER_MESSAGES},
    )
    min_needed = forms.IntegerField(
        label=_("Needed at least"),
        min_value=0,
        max_value=10_000,
        required=False,
        error_messages=NUMBER_MESSAGES,
    )
    requires = forms.ModelChoiceField(
        label=_("Training needed"), queryset=Training.objects.none(), required=False, empty_label=_("None")
    )
    notes = LinesField(label=_("What to do and bring"), max_length=2000, required=False, rows=2)
    slot_minutes = forms.IntegerField(
        label=_("One for every … minutes"),
        help_text=_("Cuts the time into shifts of that length."),
        min_value=5,
        max_value=MOST_MINUTES,
        required=False,
        error_messages={
            "invalid": _("Type a whole number."),
            "min_value": _("Type 5 or more."),
            "max_value": _("Type 1,440 or less: that is a day."),
        },
    )

    def __init__(self, *args: Any, chapter: Chapter, trainings: list[Training], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial:  # one that is there is a slot already
            del self.fields["slot_minutes"]
        requires = self.fields["requires"]
        assert isinstance(requires, forms.ModelChoiceField)
        requires.queryset = Training.objects.filter(chapter=chapter)
        # Read once for all rows: by itself each row asks the database for what it offers.
        requires.choices = [("", requires.empty_label), *((training.pk, training.name) for training in trainings)]

    def plan(self) -> PlannedShift:
        """Return a new shift with all its values, or what was changed of one that is there."""
        data = {**self.cleaned_data, "min_needed": self.cleaned_data["min_needed"] or 0}
        is_new = not data["public_id"]
        names = [name for name in SHIFT_FIELDS if is_new or name in self.changed_data]
        values = {name: data[name] for name in names}
        return PlannedShift(values, data["public_id"], data["version"], data.get("slot_minutes"))


if TYPE_CHECKING:
    ShiftFormSet = forms.BaseFormSet[ShiftForm]
else:  # Django's own class takes no parameter at run time
    ShiftFormSet = forms.BaseFormSet


class BaseShiftForms(ShiftFormSet):
    """The shifts of one event; rows that were left empty do not count."""

    def filled(self) -> list[tuple[int, ShiftForm]]:
        return [(n, form) for n, form in enumerate(self.forms) if form.has_changed() or form.initial]

    def plans(self) -> list[PlannedShift]:
        return [form.plan() for _n, form in self.filled()]


def shift_forms(data: Any, *, chapter: Chapter, zone: ZoneInfo, shifts: list[Shift], extra: int = 1) -> BaseShiftForms:
    """Return the forms of an event's shifts, and `extra` empty ones.

    Each posted row stands beside the shift that it names, whatever was added to the event or taken from it meanwhile.
    """
    shown = {shift.public_id: {name: getattr(shift, name) for name in SHOWN_FIELDS} for shift in shifts}
    if data is None:
        initial = list(shown.values())
    else:
        initial = [shown.get(data.get(f"shifts-{n}-public_id", ""), {}) for n in range(MOST_SHIFTS)]
    made = forms.formset_factory(
        ShiftForm, formset=BaseShiftForms, extra=extra, max_num=MOST_SHIFTS, absolute_max=MOST_SHIFTS
    )
    trainings = list(Training.objects.filter(chapter=chapter))
    kwargs = {"chapter": chapter, "zone": zone, "trainings": trainings}
    made_forms = made(data, initial=initial, prefix="shifts", form_kwargs=kwargs)
    assert isinstance(made_forms, BaseShiftForms)
    return made_forms


# Where what is wrong with a rule is mended in the form.
RULE_FIELD = "until"


def place_refusal(
    refusal: Refused, event_form: EventForm, shifts: BaseShiftForms, repeating: forms.Form | None = None
) -> None:
    """Put a refusal's sentence at the field, row or form that it is about."""
    form: forms.Form = event_form
    field = "new_site" if refusal.field == "site" and event_form.data.get("new_site") else refusal.field
    if "index" in refusal.facts:
        form = shifts.filled()[refusal.facts["index"]][1]
    elif field == "rule" and repeating:
        form, field = repeating, RULE_FIELD
    form.add_error(field if field in form.fields else None, str(refusal))

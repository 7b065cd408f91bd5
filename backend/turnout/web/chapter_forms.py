"""Forms of a chapter's settings and people."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from turnout.models import Accent, HandOver, Joining, Role

from .forms import DayField, PlainForm


class AboutForm(PlainForm):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Give the chapter a name.")})
    contact_email = forms.EmailField(
        label=_("Role mailbox"),
        help_text=_("Volunteers write here. An address of the chapter, not of a person."),
        required=False,
        error_messages={"invalid": _("That is not an email address. Look for a missing @ or dot.")},
    )


class ZoneForm(PlainForm):
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("For what you plan from now on. Nothing that is planned already moves."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix")))
        field = self.fields["timezone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(zone, zone.replace("_", " ")) for zone in [*zones, "UTC"]]


class JoiningForm(PlainForm):
    joining = forms.ChoiceField(label=_("How people join"), choices=Joining.choices, widget=forms.RadioSelect)


class DropForm(PlainForm):
    drop_cutoff_hours = forms.IntegerField(
        label=_("Hours before the start"),
        help_text=_("From then on volunteers ask the organizers instead of dropping by themselves. 0 for never."),
        min_value=0,
        max_value=336,
        error_messages={
            "required": _("Give a number of hours, or 0."),
            "invalid": _("Give a number of hours, or 0."),
            "max_value": _("Give two weeks, 336 hours, at most."),
            "min_value": _("Give a number of hours, or 0."),
        },
    )


class AccentForm(PlainForm):
    accent = forms.ChoiceField(label=_("Colour"), choices=Accent.choices, widget=forms.RadioSelect)


class TrainingForm(PlainForm):
    name = forms.CharField(
        label=_("Its name"),
        help_text=_("An event of this kind and name grants it to whoever was there."),
        max_length=120,
        error_messages={"required": _("Name the training, for example Table basics.")},
    )
    valid_months = forms.IntegerField(
        label=_("Months for which it counts"),
        help_text=_("Leave it empty if it counts for good."),
        min_value=1,
        max_value=120,
        required=False,
        error_messages={
            "invalid": _("Give 1 to 120 months, or nothing."),
            "min_value": _("Give 1 to 120 months, or nothing."),
            "max_value": _("Give 1 to 120 months, or nothing."),
        },
    )


class InvitationForm(PlainForm):
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        error_messages={"required": _("Say where it is for, for example Club fair.")},
    )
    days = forms.IntegerField(
        label=_("Days for which it is good"),
        min_value=1,
        max_value=90,
        initial=14,
        error_messages={
            "required": _("Give 1 to 90 days."),
            "invalid": _("Give 1 to 90 days."),
            "min_value": _("Give 1 to 90 days."),
            "max_value": _("Give 1 to 90 days."),
        },
    )
    most_uses = forms.IntegerField(
        label=_("People who can join by it"),
        min_value=1,
        max_value=500,
        initial=20,
        error_messages={
            "required": _("Give 1 to 500 people."),
            "invalid": _("Give 1 to 500 people."),
            "min_value": _("Give 1 to 500 people."),
            "max_value": _("Give 1 to 500 people."),
        },
    )


class NoteForm(PlainForm):
    text = forms.CharField(
        label=_("Note"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the note first."), "max_length": _("A note has 1,000 letters at most.")},
    )


class GrantForm(PlainForm):
    """A training of the chapter and the day on which somebody completed it."""

    training = forms.ChoiceField(label=_("Training"), error_messages={"required": _("Choose a training.")})
    completed_on = DayField(label=_("Completed on"))


class RolesForm(PlainForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class HandOverForm(PlainForm):
    keeps = forms.ChoiceField(
        label=_("What you stay"),
        choices=HandOver.Keeps.choices,
        initial=HandOver.Keeps.ORGANIZER,
        widget=forms.RadioSelect,
    )

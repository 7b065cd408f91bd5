"""Forms of the pages that volunteers use."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from turnout.models.signin import CODE_DIGITS


class PlainForm(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class EmailForm(PlainForm):
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        error_messages={
            "required": _("Type your email address."),
            "invalid": _("That is not an email address. Look for a missing @ or dot."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "enterkeyhint": "send"}),
    )


class SignInForm(EmailForm):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("A first name or a made-up one is fine. Leave it empty if you have been here before."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "autocapitalize": "words", "enterkeyhint": "next"}),
    )


class CodeForm(PlainForm):
    """Six digits, however they were pasted: "123 456", or a whole sentence around them."""

    code = forms.CharField(
        label=_("Code"),
        max_length=500,
        error_messages={"required": _("Type the six digits from the email.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "enterkeyhint": "go",
                "autofocus": True,
                "class": "code",
            }
        ),
    )

    # The page's script says here that the browser can keep a passkey.
    can_passkey = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_code(self) -> str:
        code = find_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("Type the six digits from the email."))
        return code


SIX_TOGETHER = re.compile(r"(?<!\d)\d{6}(?!\d)")
SIX_APART = re.compile(r"(?<!\d)\d{3}[\s-]\d{3}(?!\d)")


def find_code(text: str) -> str:
    """Return the six digits in a text, or nothing where there are none, or too many to tell."""
    found = SIX_TOGETHER.search(text) or SIX_APART.search(text)
    digits = [str(int(sign)) for sign in (found[0] if found else text) if sign.isdecimal()]
    return "".join(digits) if len(digits) == CODE_DIGITS else ""


class NameForm(PlainForm):
    name = forms.CharField(
        label=_("Your name"), max_length=80, error_messages={"required": _("Type a name. A made-up one is fine.")}
    )


class ChapterMailForm(PlainForm):
    wants_asks = forms.BooleanField(label=_("Ask me when a shift needs people"), required=False)
    wants_messages = forms.BooleanField(
        label=_("Write to me about other things, too"),
        help_text=_("What is about your own shifts comes in any case."),
        required=False,
    )


class PasskeyForm(PlainForm):
    name = forms.CharField(label=_("Name"), max_length=60, error_messages={"required": _("Type a name.")})


class FeedForm(PlainForm):
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("My phone")}),
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class ChapterLanguageForm(PlainForm):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Public calendars speak it. Pages speak the language of whoever reads them."),
    )


class HelpLineForm(PlainForm):
    """The fields of `rules.help.HelpLine`."""

    name = forms.CharField(label=_("Who answers?"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Phone number"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    text_to = forms.CharField(
        label=_("Number for text messages"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    text_word = forms.CharField(
        label=_("Word to text"), help_text=_("If a message has to begin with one."), max_length=40, required=False
    )


class DayField(forms.DateField):
    """A day, as browsers' own pickers send it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        messages = {"required": _("Say which day."), "invalid": _("Write it like 2027-04-30.")}
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], error_messages=messages, **kwargs)


class BreakForm(PlainForm):
    name = forms.CharField(
        label=_("Its name"), max_length=80, error_messages={"required": _("Name the break, for example Spring break.")}
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

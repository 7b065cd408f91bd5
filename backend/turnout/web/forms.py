"""Forms of the pages that volunteers use."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class PlainForm(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class SignInForm(PlainForm):
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        error_messages={
            "required": _("Type your email address."),
            "invalid": _("That is not an email address. Look for a missing @ or dot."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    name = forms.CharField(
        label=_("Your name, if you are new here"),
        help_text=_("A first name or a made-up one is fine. Organizers see it."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )


class CodeForm(PlainForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Type the six digits from the email.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "code"}
        ),
    )


class NameForm(PlainForm):
    name = forms.CharField(
        label=_("Your name"), max_length=80, error_messages={"required": _("Type a name. A made-up one is fine.")}
    )


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

"""A chapter's settings, as owners write them."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from turnout.models import Accent, Joining

from .fields import LineField, TextField, WholeField, ZoneField
from .people import HelpLineBody
from .strict import StrictSerializer


class MailField(TextField):
    """A mail address, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(serializers.EmailField().validators[-1])


class SettingsChanges(StrictSerializer):
    """What owners set; what is not given stays as it is."""

    name = LineField(max_length=120)
    timezone = ZoneField(help_text="For what is planned from now on; nothing that is planned already moves.")
    language = serializers.ChoiceField(settings.LANGUAGES)
    contact_email = MailField(max_length=254, allow_blank=True)
    joining = serializers.ChoiceField(Joining.choices)
    drop_cutoff_hours = WholeField(min_value=0, max_value=336)
    accent = serializers.ChoiceField(Accent.choices)
    help_line = HelpLineBody()

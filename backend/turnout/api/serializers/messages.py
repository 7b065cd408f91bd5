"""Messages of organizers."""

from typing import Any

from rest_framework import serializers

from turnout.models import Audience, Kind, Message
from turnout.rules.messaging import LONGEST_BODY, LONGEST_SUBJECT, MOST_WEEKS

from .fields import LineField, MomentField, TextField, WholeField
from .strict import StrictSerializer


class MessageOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    audience = serializers.ChoiceField(Audience.choices)
    shift = serializers.CharField(source="shift.public_id", allow_null=True, default=None)
    event = serializers.CharField(source="event.public_id", allow_null=True, default=None)
    kind = serializers.SerializerMethodField(help_text="Null where it did not go by kind.")
    weeks = serializers.IntegerField(allow_null=True)
    subject = serializers.CharField()
    body = serializers.CharField()
    author = serializers.CharField(source="author_name", help_text="As who wrote it is called in the chapter.")
    sent_at = MomentField(source="created_at")
    people = serializers.IntegerField(help_text="To how many it went.")
    delivered = serializers.IntegerField(help_text="How many mails have left by now.")

    def get_kind(self, message: Message) -> str | None:
        return message.kind or None


class MessageDraft(StrictSerializer):
    """What to write, and to whom: those on a shift, on any shift of an event, a kind's regulars, or all."""

    audience = serializers.ChoiceField(Audience.choices)
    shift = TextField(required=False, help_text="For the audience `shift`: its id.")
    event = TextField(required=False, help_text="For the audience `event`: its id.")
    kind = serializers.ChoiceField(Kind.choices, required=False, help_text="For the audience `kind`.")
    weeks = WholeField(
        min_value=1, max_value=MOST_WEEKS, default=12, help_text="Regulars came twice or more in so many weeks."
    )
    subject = LineField(max_length=LONGEST_SUBJECT)
    body = TextField(
        max_length=LONGEST_BODY, help_text="Plain text; {name}, and of a shift or an event {shift} and {when}."
    )


class NewMessage(MessageDraft):
    """A message as its preview showed it."""

    seen = LineField(max_length=64, help_text="What the preview gave: it goes to whom that counted, or not at all.")


class PreviewOutput(serializers.Serializer[Any]):
    people = serializers.IntegerField(help_text="To how many it would go.")
    subject = serializers.CharField(help_text="As the first of them would read it.")
    body = serializers.CharField()
    seen = serializers.CharField(help_text="To be sent with the message.")

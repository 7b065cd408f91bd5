"""Events: as they are read, and as organizers write them."""

from collections.abc import Iterable
from typing import Any, TypedDict

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from turnout.api.facts import EventFacts, gather_event_facts
from turnout.models import Event, Kind, Visibility
from turnout.rules.outlook import Outlook
from turnout.rules.scheduling import find_event_problems
from turnout.rules.viewers import Viewer

from .fields import DayField, FlagField, LineField, LinkField, MomentField, TextField, ZoneField
from .shifts import (
    EVENT_STATES,
    FOR_CONFIRMED,
    MOST_AT_ONCE,
    QUIET_PLACE,
    STEP_FREE,
    EventBrief,
    NewShift,
    raise_problems,
)
from .strict import PageQuery, StrictSerializer


class SiteFacts(TypedDict):
    id: str
    name: str
    area: str
    address: str
    is_step_free: bool | None
    has_quiet_place: bool | None
    access: str


class EventOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    chapter = serializers.CharField(source="chapter.slug")
    kind = serializers.ChoiceField(Kind.choices)
    title = serializers.CharField()
    summary = serializers.CharField()
    state = serializers.ChoiceField(EVENT_STATES)
    visibility = serializers.ChoiceField(Visibility.choices)
    starts_at = MomentField()
    ends_at = MomentField()
    timezone = serializers.CharField()
    place = serializers.CharField(source="public_place", help_text="The public area, or “Online”.")
    is_step_free = serializers.BooleanField(source="site.is_step_free", allow_null=True, help_text=STEP_FREE)
    has_quiet_place = serializers.BooleanField(source="site.has_quiet_place", allow_null=True, help_text=QUIET_PLACE)
    site = serializers.SerializerMethodField(help_text=FOR_CONFIRMED)
    is_online = serializers.BooleanField()
    online_url = serializers.SerializerMethodField(help_text=FOR_CONFIRMED)
    kit = serializers.SerializerMethodField(help_text=FOR_CONFIRMED)
    in_charge = serializers.SerializerMethodField(help_text=f"Who is in charge on the day. {FOR_CONFIRMED}")
    in_charge_phone = serializers.SerializerMethodField(help_text=FOR_CONFIRMED)
    series = serializers.CharField(
        source="series.public_id", allow_null=True, help_text="The same for all events of one rule; null for one alone."
    )
    untold = serializers.SerializerMethodField(
        help_text="How many people on it do not know yet what changed. For organizers; null for others."
    )
    version = serializers.IntegerField(help_text="Rises with each change; for If-Match.")
    updated_at = MomentField(source="changed_at")
    url = serializers.SerializerMethodField(help_text="Its page.")

    @property
    def facts(self) -> EventFacts:
        facts: EventFacts = self.context["facts"]
        return facts

    def get_site(self, event: Event) -> SiteFacts | None:
        site = event.site
        if site is None or not self.facts.is_in_the_know(event):
            return None
        return SiteFacts(
            id=site.public_id,
            name=site.name,
            area=site.area,
            address=site.address,
            is_step_free=site.is_step_free,
            has_quiet_place=site.has_quiet_place,
            access=site.access,
        )

    def get_online_url(self, event: Event) -> str | None:
        return event.online_url if event.is_online and self.facts.is_in_the_know(event) else None

    def get_kit(self, event: Event) -> str | None:
        return event.kit if self.facts.is_in_the_know(event) else None

    def get_in_charge(self, event: Event) -> str | None:
        return event.in_charge if self.facts.is_in_the_know(event) else None

    def get_in_charge_phone(self, event: Event) -> str | None:
        return event.in_charge_phone if self.facts.is_in_the_know(event) else None

    def get_untold(self, event: Event) -> int | None:
        return self.facts.count_untold(event)

    def get_url(self, event: Event) -> str:
        return settings.BASE_URL + reverse("event", args=[event.public_id])


def show_events(events: Iterable[Event], viewer: Viewer) -> list[dict[str, Any]]:
    """Return events as the viewer may read them; the same few queries for one and for a hundred."""
    rows = list(events)
    return list(EventOutput(rows, many=True, context={"facts": gather_event_facts(rows, viewer)}).data)


def show_event(event: Event, viewer: Viewer) -> dict[str, Any]:
    return show_events([event], viewer)[0]


class SiteChoice(StrictSerializer):
    """A site of the chapter: one that is there, by its id or name, or a new one by its name."""

    id = TextField(required=False)
    name = LineField(required=False, max_length=120)
    area = LineField(required=False, max_length=120, help_text="For everyone, of a new site: near the library.")
    address = LineField(required=False, max_length=250, allow_blank=True, help_text="Of a new site.")
    is_step_free = FlagField(required=False, allow_null=True, help_text=f"Of a new site. {STEP_FREE}")
    has_quiet_place = FlagField(required=False, allow_null=True, help_text=f"Of a new site. {QUIET_PLACE}")
    access = LineField(
        required=False, max_length=500, allow_blank=True, help_text="Of a new site: which door, where the elevator is."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("id" in attrs) == ("name" in attrs):
            raise ValidationError(_("Give its id or its name."))
        if "id" in attrs and len(attrs) > 1:
            raise ValidationError(_("Give the area and address of a new site only, by its name."))
        return attrs


class EventChanges(StrictSerializer):
    """An event's fields; what is not given stays as it is."""

    kind = serializers.ChoiceField(Kind.choices)
    title = LineField(max_length=120)
    summary = TextField(max_length=2_000, required=False, allow_blank=True)
    kit = TextField(
        max_length=8_000, required=False, allow_blank=True, help_text="What to do, to say and to bring, in Markdown."
    )
    in_charge = LineField(max_length=80, required=False, allow_blank=True, help_text="Who is in charge on the day.")
    in_charge_phone = LineField(max_length=40, required=False, allow_blank=True)
    site = SiteChoice(required=False, allow_null=True)
    is_online = FlagField(required=False)
    online_url = LinkField(max_length=500, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(Visibility.choices, required=False)
    timezone = ZoneField(required=False)
    starts_at = MomentField()
    ends_at = MomentField()


class RepeatInput(StrictSerializer):
    """How an event repeats: it is made for each day of a rule, at the same time of day."""

    rule = LineField(
        max_length=500,
        help_text="An RRULE value (RFC 5545, 3.3.10) of days: FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430.",
    )
    except_dates = serializers.ListField(child=DayField(), required=False, max_length=400)


class ManyDrafts(StrictSerializer):
    events = serializers.ListField(
        child=TextField(max_length=16), min_length=1, max_length=1_000, help_text="Their ids."
    )


class DeletedOutput(serializers.Serializer[Any]):
    deleted = serializers.IntegerField()


class PublishedOutput(serializers.Serializer[Any]):
    published = serializers.IntegerField()


class NewEvent(EventChanges):
    """An event, as a draft; in the chapter's time zone where none is given."""

    repeat = RepeatInput(required=False, allow_null=True)
    shifts = serializers.ListField(child=NewShift(), required=False, max_length=MOST_AT_ONCE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        raise_problems(
            find_event_problems(title=attrs["title"], starts_at=attrs["starts_at"], ends_at=attrs["ends_at"])
        )
        return attrs


class SpanOutput(serializers.Serializer[Any]):
    starts_at = MomentField()
    ends_at = MomentField()


class ClashOutput(serializers.Serializer[Any]):
    """What is at the same site at the same time."""

    starts_at = MomentField(source="span.starts_at")
    event = EventBrief()


class RestOutput(serializers.Serializer[Any]):
    """A day of it that lies in a break."""

    starts_at = MomentField(source="span.starts_at")
    name = serializers.CharField(source="pause.name", help_text="The break's.")


class OutlookOutput(serializers.Serializer[Any]):
    """What an event would come to, if it were made."""

    events = serializers.SerializerMethodField(help_text="How many.")
    shifts = serializers.SerializerMethodField(help_text="How many, on all days together.")
    first = SpanOutput(source="first_span")
    last = SpanOutput(source="last_span")
    clashes = ClashOutput(many=True)
    breaks = RestOutput(many=True, source="rests")

    def get_events(self, outlook: Outlook) -> int:
        return len(outlook.events)

    def get_shifts(self, outlook: Outlook) -> int:
        return len(outlook.shifts)


class ChapterEventQuery(PageQuery):
    compared = ("starts_at", "ends_at")

    kind = serializers.ChoiceField(Kind.choices, required=False)
    state = serializers.ChoiceField(EVENT_STATES, required=False)
    updated_since = MomentField(required=False)


class EventQuery(ChapterEventQuery):
    chapter = serializers.CharField(required=False, help_text="A chapter's slug.")

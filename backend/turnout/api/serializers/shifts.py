"""Shifts: as they are read, and as organizers write them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Literal, TypedDict

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from turnout.api.facts import ShiftFacts, gather_shift_facts, say_refusal
from turnout.models import Event, Kind, Shift, Visibility
from turnout.rules.claiming import why_not_claim
from turnout.rules.refusals import Refused
from turnout.rules.scheduling import MOST_PLACES, ShiftDraft, find_shift_problems
from turnout.rules.viewers import Viewer

from .fields import FlagField, FlagParameter, LineField, MomentField, TextField, WholeField, say_moment
from .strict import PageQuery, StrictSerializer

MOST_AT_ONCE = 100

FOR_CONFIRMED = "For those who hold a place, and for organizers; null for others."
FOR_ORGANIZERS = "For organizers; null for others."
STEP_FREE = "Whether one gets in without a step; null where nobody said."
QUIET_PLACE = "Whether there is a quiet place to sit; null where nobody said."


# What an event that can be seen may be; of one that was deleted nothing is told.
EVENT_STATES = [(state.value, state.label) for state in Event.State if state != Event.State.DELETED]


class Counts(TypedDict):
    confirmed: int
    waitlisted: int
    remaining: int


class MySignup(TypedDict):
    """The asker's own place on it."""

    id: str
    state: str


class CanClaim(serializers.Serializer[Any]):
    """Whether the asker may claim it now; if not, why: the name of the problem that a claim would get."""

    ok = serializers.BooleanField()
    reason = serializers.CharField(allow_null=True)
    detail = serializers.CharField(required=False)


class EventBrief(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    title = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    state = serializers.ChoiceField(EVENT_STATES)
    visibility = serializers.ChoiceField(Visibility.choices)


class TrainingOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()


class ShiftOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    chapter = serializers.CharField(source="chapter.slug")
    event = EventBrief()
    role = serializers.CharField()
    starts_at = MomentField()
    ends_at = MomentField()
    timezone = serializers.CharField(source="event.timezone")
    place = serializers.CharField(source="event.public_place", help_text="The public area, or “Online”.")
    is_step_free = serializers.BooleanField(source="event.site.is_step_free", allow_null=True, help_text=STEP_FREE)
    has_quiet_place = serializers.BooleanField(
        source="event.site.has_quiet_place", allow_null=True, help_text=QUIET_PLACE
    )
    address = serializers.SerializerMethodField(help_text=FOR_CONFIRMED)
    access = serializers.SerializerMethodField(help_text=f"How to get in. {FOR_CONFIRMED}")
    online_url = serializers.SerializerMethodField(help_text=FOR_CONFIRMED)
    capacity = serializers.IntegerField()
    min_needed = serializers.IntegerField()
    requires = TrainingOutput(allow_null=True)
    notes = serializers.SerializerMethodField(help_text=FOR_CONFIRMED)
    is_sensitive = serializers.SerializerMethodField(help_text=FOR_ORGANIZERS)
    state = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()
    can_claim = serializers.SerializerMethodField()
    my_signup = serializers.SerializerMethodField()
    version = serializers.IntegerField(help_text="Rises with each change, never with a claim; for If-Match.")
    updated_at = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField(help_text="Its page.")

    @property
    def facts(self) -> ShiftFacts:
        facts: ShiftFacts = self.context["facts"]
        return facts

    def get_address(self, shift: Shift) -> str | None:
        event = shift.event
        return event.full_place if event.site and self.facts.is_in_the_know(shift) else None

    def get_access(self, shift: Shift) -> str | None:
        site = shift.event.site
        return site.access if site and self.facts.is_in_the_know(shift) else None

    def get_online_url(self, shift: Shift) -> str | None:
        event = shift.event
        return event.online_url if event.is_online and self.facts.is_in_the_know(shift) else None

    def get_notes(self, shift: Shift) -> str | None:
        return shift.notes if self.facts.is_in_the_know(shift) else None

    def get_is_sensitive(self, shift: Shift) -> bool | None:
        return shift.is_sensitive if self.facts.viewer.organizes(shift.chapter_id) else None

    def get_state(self, shift: Shift) -> Literal["open", "cancelled"]:
        return "cancelled" if shift.is_cancelled else "open"

    def get_counts(self, shift: Shift) -> Counts:
        waitlisted = self.facts.waiting.get(shift.pk, 0)
        return Counts(confirmed=shift.taken, waitlisted=waitlisted, remaining=shift.remaining)

    @extend_schema_field(CanClaim)
    def get_can_claim(self, shift: Shift) -> dict[str, Any]:
        facts = self.facts
        refusal = why_not_claim(shift, facts.standing_in(shift.chapter_id), now=facts.now)
        if refusal is None:
            return {"ok": True, "reason": None}
        return {"ok": False, "reason": refusal.reason.value, "detail": str(say_refusal(refusal, facts.viewer))}

    def get_my_signup(self, shift: Shift) -> MySignup | None:
        signup = self.facts.mine.get(shift.pk)
        return MySignup(id=signup.public_id, state=signup.state) if signup else None

    @extend_schema_field(MomentField)
    def get_updated_at(self, shift: Shift) -> str:
        return say_moment(max(shift.changed_at, shift.event.changed_at))

    def get_url(self, shift: Shift) -> str:
        return settings.BASE_URL + reverse("shift", args=[shift.public_id])


def show_shifts(shifts: Iterable[Shift], viewer: Viewer) -> list[dict[str, Any]]:
    """Return shifts as the viewer may read them; the same few queries for one and for a hundred."""
    rows = list(shifts)
    return list(ShiftOutput(rows, many=True, context={"facts": gather_shift_facts(rows, viewer)}).data)


def show_shift(shift: Shift, viewer: Viewer) -> dict[str, Any]:
    return show_shifts([shift], viewer)[0]


class TrainingChoice(StrictSerializer):
    """A training of the chapter: one that is there, by its id, or any by its name, made where there is none."""

    id = TextField(required=False)
    name = LineField(required=False, max_length=120)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise ValidationError(_("Give its id or its name."))
        return attrs


class ShiftChanges(StrictSerializer):
    """A shift's fields; what is not given stays as it is."""

    role = LineField(max_length=80)
    starts_at = MomentField()
    ends_at = MomentField()
    capacity = WholeField(min_value=0, max_value=MOST_PLACES)
    min_needed = WholeField(min_value=0, max_value=MOST_PLACES, required=False)
    requires = TrainingChoice(required=False, allow_null=True)
    notes = TextField(max_length=2_000, required=False, allow_blank=True)
    is_sensitive = FlagField(required=False)


class NewShift(ShiftChanges):
    """A shift to be made, or one for each slot of its time."""

    slot_minutes = WholeField(
        min_value=5,
        max_value=1440,
        required=False,
        allow_null=True,
        help_text="Makes one shift for every so many minutes of its time.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        fields = {name: value for name, value in attrs.items() if name != "slot_minutes"}
        raise_problems(find_shift_problems(ShiftDraft(**{**fields, "requires": None})))
        return attrs


class NewShifts(StrictSerializer):
    """Shifts to be added, all or none."""

    shifts = serializers.ListField(child=NewShift(), allow_empty=False, min_length=1, max_length=MOST_AT_ONCE)


class ShiftQuery(PageQuery):
    compared = ("starts_at", "ends_at")

    chapter = serializers.CharField(required=False, help_text="A chapter's slug.")
    event = serializers.CharField(required=False, help_text="An event's id.")
    kind = serializers.ChoiceField(Kind.choices, required=False)
    state = serializers.ChoiceField(Shift.State.choices, required=False)
    has_space = FlagParameter(required=False, help_text="Whether somebody could claim it without waiting.")
    updated_since = MomentField(required=False)


def raise_problems(problems: Iterable[Refused]) -> None:
    """Raise everything that the rules find wrong, each at its field."""
    errors = defaultdict(list)
    for problem in problems:
        errors[problem.field].append(str(problem.detail))
    if errors:
        raise ValidationError(dict(errors))

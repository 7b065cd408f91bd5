"""Versions of an event in words: what a part of it says, and who changed it when."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from turnout.actions.chapters import ACCESS_FIELDS
from turnout.models import Event, Membership, Person, Record, Shift
from turnout.rules.merging import Part
from turnout.rules.times import say_day, say_time, say_times

from .versions import NEW_SITE, SHIFT_PARTS, empty_event_form, empty_shift_form

Texts = Mapping[str, str]


class Teller:
    """Says what is in an event's form and who changed it, in a few queries for all of it."""

    def __init__(self, event: Event, reader: Person) -> None:
        self.event = event
        self.reader = reader
        self.event_form, self.shift_form = empty_event_form(event), empty_shift_form(event)
        self.choices = {
            (form, name): {str(key): str(label) for key, label in field.widget.choices}
            for form in (self.event_form, self.shift_form)
            for name, field in form.fields.items()
            if isinstance(field.widget, forms.Select) and isinstance(field, forms.ChoiceField)
        }
        ids = [event.public_id, *Shift.with_deleted.filter(event=event).values_list("public_id", flat=True)]
        if event.site:
            ids.append(event.site.public_id)
        kinds = ("event", "shift", "site")
        self.records = list(Record.objects.filter(object_type__in=kinds, object_id__in=ids).order_by("-id")[:500])
        people = {record.actor_id for record in self.records}
        members = Membership.objects.filter(chapter=event.chapter_id, person__in=people)
        self.names = dict(members.values_list("person_id", "display_name"))

    def say_who(self, object_id: str, fields: Iterable[str]) -> str:
        """Return who changed any of some fields last, and when; of the whole where no record names them."""
        of = [record for record in self.records if record.object_id == object_id]
        if not of:
            return ""
        record = next((record for record in of if set(record.fields) & set(fields)), of[0])
        zone = self.event.zone
        if record.actor_id == self.reader.pk:
            name = _("You, in another window")
        else:
            name = self.names.get(record.actor_id or 0, "") or _("Somebody")
        return f"{name} · {say_day(record.at, zone)}, {say_time(record.at, zone)}"

    def label(self, part: Part, *, of_shift: bool) -> str:
        """Return what a part is called."""
        form = self.shift_form if of_shift else self.event_form
        own = {"when": _("When"), "where": _("Where"), "places": _("Places")}
        return own.get(part.name) or str(form.fields[part.name].label)

    def say(self, part: Part, texts: Texts, *, of_shift: bool) -> list[str]:
        """Return what a part says, line by line."""
        form = self.shift_form if of_shift else self.event_form
        if part.name == "when":
            lines = [self._say_when(texts)]
        elif part.name == "where":
            lines = self._say_where(texts)
        elif part.name == "places":
            lines = [f"{form.fields[name].label}: {texts[name] or 0}" for name in part.fields]
        elif len(part.fields) == 1 and (choices := self.choices.get((form, part.name))):
            lines = [choices.get(texts[part.name], texts[part.name])]
        else:
            lines = [line for name in part.fields for line in texts[name].replace("\r\n", "\n").split("\n")]
        return lines if any(line.strip() for line in lines) else [_("Nothing")]

    def say_shift(self, texts: Texts) -> str:
        """Return a shift's role and times."""
        return " · ".join(filter(None, (texts.get("role", ""), self._say_when(texts))))

    def say_row(self, texts: Texts) -> list[str]:
        """Return all that a row says."""
        return [
            line
            for part in SHIFT_PARTS
            for line in self.say(part, {name: texts.get(name, "") for name in part.fields}, of_shift=True)
            if any(texts.get(name, "").strip() for name in part.fields)
        ]

    def _say_when(self, texts: Texts) -> str:
        names = ("starts_at", "ends_at")
        try:
            start, end = (self.event_form.fields[name].to_python(texts.get(name, "")) for name in names)
        except ValidationError:
            start = end = None
        if start and end:
            return capfirst(say_times(start, end, self.event.zone))
        return ", ".join(filter(None, (texts.get(name, "") for name in names)))

    def _say_where(self, texts: Texts) -> list[str]:
        form = self.event_form
        lines = [self.choices[form, "site"].get(texts["site"], texts["site"])] if texts["site"] else []
        lines += [texts[name] for name in NEW_SITE if texts[name]]
        if texts["is_online"]:
            lines.append(_("Online"))
        if texts["online_url"]:
            lines.append(texts["online_url"])
        for name in ACCESS_FIELDS:
            said: Any = texts[name]
            if isinstance(form.fields[name], forms.NullBooleanField):
                said = {"true": _("Yes"), "false": _("No")}.get(said, "")
            if said and lines:
                lines.append(f"{form.fields[name].label}: {said}")
        return lines

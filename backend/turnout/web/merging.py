"""Two organizers who edit one event: the second to save sees both versions, part by part, and chooses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from turnout.models import Event, Person, Shift
from turnout.rules.merging import Difference, Same, compare, merge

from .requests import MemberRequest
from .tellers import Teller
from .versions import (
    EVENT_PARTS,
    SHIFT_PARTS,
    Version,
    hidden_of,
    is_same,
    present_version,
    sent_rows,
    write_rows,
)

THEIRS = "theirs"


def opened_version(event: Event, shifts: list[Shift], data: QueryDict | None) -> str:
    """Return the version with which a form was opened, for the form to carry: it stays through each mending."""
    if data is not None and "was" in data:
        return str(data["was"])
    return present_version(event, shifts).dump()


def apply_picks(data: QueryDict) -> None:
    """Put what somebody chose of two versions into what they sent: theirs, where they said so, else their own."""
    if not any(name.startswith("pick-") for name in data):
        return
    was = Version.load(data.get("was", ""))
    for part in EVENT_PARTS:
        if data.get(f"pick-{part.name}") == THEIRS:
            for name in part.fields:
                data[name] = was.event.get(name, "")
    rows = []
    for row in sent_rows(data):
        key = row["public_id"]
        if (gone := row.pop("gone")) and data.get(f"pick-{gone}") == THEIRS:
            continue
        for part in SHIFT_PARTS:
            if key in was.shifts and data.get(f"pick-{key}-{part.name}") == THEIRS:
                row |= {name: was.shifts[key].get(name, "") for name in part.fields}
        rows.append(row)
    write_rows(data, rows)


def has_lost_rows(data: QueryDict, shifts: list[Shift]) -> bool:
    """Whether shifts that were sent are not there any more: somebody cancelled or deleted them meanwhile."""
    return bool({row["public_id"] for row in sent_rows(data)} - {"", *(shift.public_id for shift in shifts)})


@dataclass(frozen=True)
class Line:
    text: str
    # It does not stand in the version before.
    is_new: bool = False


@dataclass(frozen=True)
class Change:
    """A part as a page shows it: how it was, theirs with who changed it and when, and yours."""

    name: str
    of: str
    label: str
    was: list[Line]
    theirs: list[Line]
    yours: list[Line]
    by: str = ""


@dataclass
class Both:
    """Two versions that meet: what is to be sent again, what is to be chosen, and what one side alone changed."""

    data: QueryDict
    choices: list[Change] = field(default_factory=list)
    theirs: list[Change] = field(default_factory=list)
    yours: list[Change] = field(default_factory=list)

    @property
    def has_news(self) -> bool:
        """Whether they changed anything that one sees in the form."""
        return bool(self.choices or self.theirs)


def bring_together(event: Event, sent: QueryDict, reader: Person) -> Both:
    """Return both versions of an event: as it stands now, and as it was sent by whoever saves second."""
    event = Event.objects.select_related("chapter", "site").get(pk=event.pk)
    shifts = list(event.shifts.filter(state=Shift.State.OPEN).order_by("starts_at", "id"))
    was, now = Version.load(sent.get("was", "")), present_version(event, shifts)
    both = Both(sent.copy())
    weaver = _Weaver(both, Teller(event, reader), was, now)
    weaver.take_event(sent)
    rows = weaver.take_rows(sent_rows(sent), {shift.public_id: str(shift.version) for shift in shifts})
    write_rows(both.data, rows)
    both.data["version"] = str(event.version)
    both.data["was"] = now.dump()
    return both


def show_both(request: MemberRequest, event: Event, both: Both) -> HttpResponse:
    """Draw both versions, with all that was typed, to be saved once somebody chose."""
    facts = {"chapter": event.chapter, "event": event, "both": both, "hidden": list(hidden_of(both.data))}
    return render(request, "organize/both.html", facts, status=HTTPStatus.CONFLICT)


def make_new_of(both: Both) -> None:
    """Let what was typed be a new event: of one that was cancelled meanwhile nothing can be changed."""
    write_rows(both.data, [{**row, "public_id": "", "version": "", "gone": ""} for row in sent_rows(both.data)])
    both.data["version"] = ""
    both.choices, both.theirs, both.yours = [], [], [*both.choices, *both.yours]


class _Weaver:
    """Sorts what both changed into a page's lists, and merges what only one did."""

    def __init__(self, both: Both, teller: Teller, was: Version, now: Version) -> None:
        self.both, self.teller, self.was, self.now = both, teller, was, now
        self.event_id = teller.event.public_id

    def take_event(self, sent: QueryDict) -> None:
        form = self.teller.event_form
        yours = {name: str(text) for name, text in sent.items()}
        found = compare(EVENT_PARTS, self.was.event or None, self.now.event, yours, _same_in(form))
        self._sort_in(found, self.event_id, "", of_shift=False)
        for name, text in merge(found).items():
            self.both.data[name] = text
        if self.was.state not in {"", self.now.state} and self.now.state == Event.State.PUBLISHED:
            self._tell_news(
                _("Published"), [_("What you save is seen by everyone at once.")], self.event_id, ("state",)
            )

    def take_rows(self, rows: list[dict[str, str]], versions: dict[str, str]) -> list[dict[str, str]]:
        """Return the rows to be sent again: those of shifts that are there, theirs that are new, and new ones."""
        kept = []
        for row in rows:
            key = row["public_id"]
            row["gone"] = ""
            if not key:
                kept.append(row)
                self.both.yours.append(self._change("", _("A new shift"), [], [], self.teller.say_row(row)))
            elif key in versions:
                old, theirs = self.was.shifts.get(key), self.now.shifts[key]
                found = compare(SHIFT_PARTS, old, theirs, row, _same_in(self.teller.shift_form))
                self._sort_in(found, key, self.teller.say_shift(theirs), of_shift=True)
                kept.append({**row, **merge(found), "version": versions[key]})
            else:
                kept += self._take_gone(row)
        for key in versions.keys() - {row["public_id"] for row in rows}:
            theirs = self.now.shifts[key]
            kept.append({"public_id": key, "version": versions[key], **theirs})
            if self.was.event and key not in self.was.shifts:
                self._tell_news(_("A new shift"), self.teller.say_row(theirs), key, ())
        return kept

    def _take_gone(self, row: dict[str, str]) -> list[dict[str, str]]:
        """Return the row of a shift that was cancelled meanwhile, as a new one, if it was changed here."""
        key, old = row["public_id"], self.was.shifts.get(row["public_id"])
        name = self.teller.say_shift(old or row)
        if old is not None and not compare(SHIFT_PARTS, old, old, row, _same_in(self.teller.shift_form)):
            self._tell_news(_("Not there any more"), [name], key, ("state",))
            return []
        was = self.teller.say_row(old) if old else []
        change = self._change(f"pick-{key}", _("Not there any more"), was, [_("It stays away")],
                              [_("A new shift"), *self.teller.say_row(row)], of=name, by=(key, ("state",)))  # fmt: skip
        self.both.choices.append(change)
        return [{**row, "public_id": "", "version": "", "gone": key}]

    def _sort_in(self, found: Iterable[Difference], key: str, of: str, *, of_shift: bool) -> None:
        lists = {"both": self.both.choices, "theirs": self.both.theirs, "yours": self.both.yours}
        for difference in found:
            if difference.side not in lists:
                continue
            part = difference.part
            was, theirs, yours = (
                self.teller.say(part, texts, of_shift=of_shift)
                for texts in (difference.was, difference.theirs, difference.yours)
            )
            name = f"pick-{key}-{part.name}" if of_shift else f"pick-{part.name}"
            label = self.teller.label(part, of_shift=of_shift)
            known = self.was.event or of_shift
            change = self._change(
                name, label, was if known else [], theirs, yours, of=of, by=(key, (*part.fields, part.name))
            )
            lists[difference.side].append(change)

    def _tell_news(self, label: str, lines: list[str], key: str, fields: Iterable[str]) -> None:
        self.both.theirs.append(self._change("", label, [], lines, [], by=(key, fields)))

    def _change(
        self,
        name: str,
        label: str,
        was: list[str],
        theirs: list[str],
        yours: list[str],
        *,
        of: str = "",
        by: tuple[str, Iterable[str]] | None = None,
    ) -> Change:
        many = len(was) > 1

        def mark(lines: list[str]) -> list[Line]:
            return [Line(line, many and line not in was) for line in lines]

        who = self.teller.say_who(*by) if by else ""
        return Change(name, of, label, [Line(line) for line in was], mark(theirs), mark(yours), who)


def _same_in(form: forms.Form) -> Same:
    def is_same_there(name: str, one: str, another: str) -> bool:
        return is_same(form, name, one, another)

    return is_same_there

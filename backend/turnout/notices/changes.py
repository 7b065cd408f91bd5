"""The mail about what changed: per shift, how its reader knew it and how it is when the mail goes out."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnout.models import Event, Notice, Shift, Signup
from turnout.rules.telling import Change, compare, facts_for
from turnout.rules.times import say_span


@dataclass(frozen=True)
class ChangedShift:
    """A shift that its reader is on still, and what of it they do not know."""

    signup: Signup
    shift: Shift
    changes: list[Change]

    @property
    def when(self) -> str:
        """When it is, where that is not what changed."""
        return "" if any(change.name == "when" for change in self.changes) else capfirst(say_span(self.shift))

    @property
    def link(self) -> str:
        return settings.BASE_URL + reverse("shift", args=[self.shift.public_id])


def list_changed(notice: Notice) -> list[ChangedShift]:
    """Return what a notice has to tell by now, by time. Nothing of what is over, cancelled, dropped or claimed anew."""
    entries = notice.facts["shifts"]
    on_them = Signup.objects.filter(
        Q(state__in=Signup.CURRENT) | Signup.KEPT,
        person=notice.recipient,
        shift__public_id__in=entries,
        shift__state=Shift.State.OPEN,
        shift__ends_at__gt=timezone.now(),
        shift__event__state=Event.State.PUBLISHED,
    )
    found = []
    for signup in on_them.select_related("shift__event__site").order_by("shift__starts_at", "shift_id"):
        shift, entry = signup.shift, entries[signup.shift.public_id]
        if entry["claimed_at"] != signup.claimed_at.isoformat():
            continue
        if changes := compare(entry["knew"], facts_for(signup), shift.event.zone):
            found.append(ChangedShift(signup, shift, changes))
    return found


def build_changed(notice: Notice) -> tuple[str, dict[str, Any]]:
    """Return the subject, which names no event and no role, and what the mail says."""
    shifts = list_changed(notice)
    count = len(shifts)
    if count == 1:
        subject = _("Changed: %(when)s") % {"when": say_span(shifts[0].shift)}
    else:
        subject = ngettext("%(count)d of your shifts changed", "%(count)d of your shifts changed", count)
        subject %= {"count": count}
    return subject, {"shifts": shifts, "is_asked": any(each.signup.is_asked for each in shifts)}

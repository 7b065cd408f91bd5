"""The spreadsheet to begin with: headings, rows to write over, and what each column means."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from turnout.models import Kind, Visibility

from .columns import LABELS, NEEDED_COLUMNS
from .rows import ONLINE
from .writing import Sheet, Value

SAMPLE_COLUMNS = tuple(name for name in LABELS if name not in {"end_date", "timezone"})


def make_sample(today: date) -> Sheet:
    """Return the sheet with its examples, on days a month ahead."""
    day = today + timedelta(days=28 + (1 - today.weekday()) % 7)
    table: dict[str, Value] = {
        "kind": str(Kind.OUTREACH.label),
        "event": _("Outreach table"),
        "summary": _("Hand out hotline cards; two facts and one invitation."),
        "site": _("Student union"),
        "address": _("12 College Street"),
        "role": _("Table host"),
        "capacity": 3,
        "min_needed": 2,
        "visibility": str(Visibility.PUBLIC.label),
        "notes": _("The box with the cards is behind the desk."),
    }
    prayer: dict[str, Value] = {
        "kind": str(Kind.PRAYER.label),
        "event": _("Prayer chain"),
        "summary": _("Somebody is praying every half hour."),
        "site": str(ONLINE),
        "role": _("Watch"),
        "capacity": 2,
        "min_needed": 1,
        "visibility": str(Visibility.MEMBERS.label),
    }
    rows: list[dict[str, Value]] = [
        {**table, "date": day, "start": time(10), "end": time(11)},
        {**table, "date": day, "start": time(11), "end": time(12)},
        {**prayer, "date": day + timedelta(days=3), "start": time(23, 30), "end": time(0)},
    ]
    headings = [str(LABELS[name]) for name in SAMPLE_COLUMNS]
    return Sheet(_("Schedule"), headings, [[row.get(name, "") for name in SAMPLE_COLUMNS] for row in rows])


def explain_columns(zone: ZoneInfo) -> Sheet:
    """Return the sheet that says of each column what goes into it."""
    kinds = ", ".join(str(label) for label in Kind.labels)
    seen = ", ".join(str(label) for label in Visibility.labels)
    meanings = {
        "kind": kinds,
        "event": _("Its title. Rows of one title, kind and site that touch, or start on one day, are one event."),
        "summary": _("What it is about, for everyone."),
        "site": _("The name of the place. Write %(online)s where there is none.") % {"online": ONLINE},
        "address": _("Only for those who are on a shift. Once for each site is enough."),
        "date": _("A date, or a text like 2027-02-04, 02/04/2027 or Feb 4, 2027."),
        "start": _("A time, or a text like 18:30 or 6:30 PM, on the clocks in %(zone)s.") % {"zone": zone.key},
        "end": _("An end before the start is past midnight."),
        "end_date": _("Only for a shift of a day or more: the date on which it ends."),
        "timezone": _("Only for times of other clocks: Europe/London, for example."),
        "role": _("What one does there. Each row is a shift for one role."),
        "capacity": _("How many people may come."),
        "min_needed": _("How many must come. Empty is none."),
        "requires": _("The name of a training that one must have, if any."),
        "visibility": seen,
        "notes": _("What to do and bring, for those who are on the shift."),
    }
    rows = [
        [str(label), _("needed") if name in NEEDED_COLUMNS else _("may be empty"), meanings[name]]
        for name, label in LABELS.items()
    ]
    rows.append(["", "", _("Write over the examples. Import it as often as you like: only what you changed changes.")])
    return Sheet(_("About the columns"), [_("Column"), _("Is it needed?"), _("What goes into it")], rows)

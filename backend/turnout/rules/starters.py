"""Common events to begin with: sensible roles, times and words, all to be changed before anything is saved."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from turnout.models import Kind

# Nobody plans an event for tomorrow.
AHEAD = timedelta(days=7)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@dataclass(frozen=True)
class StarterShift:
    """A shift, by the minutes from the event's start; cut into slots of so many minutes, if it says so."""

    role: str
    starts: int
    ends: int
    capacity: int
    min_needed: int = 0
    slot_minutes: int | None = None


@dataclass(frozen=True)
class Starter:
    """An event that many chapters hold. `name` is the same in every language."""

    name: str
    kind: Kind
    title: str
    summary: str
    kit: str
    weekday: int
    begins: time
    minutes: int
    shifts: tuple[StarterShift, ...]
    is_online: bool = False

    def times(self, today: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return when it would begin and end: on its day of the week, a week or more from now."""
        soon = today + AHEAD
        day = soon + timedelta(days=(self.weekday - soon.weekday()) % 7)
        start = datetime.combine(day, self.begins)
        return start.replace(tzinfo=zone), (start + timedelta(minutes=self.minutes)).replace(tzinfo=zone)

    def times_of(self, shift: StarterShift, today: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return when one of its shifts would begin and end, on the clock of the zone."""
        start = self.times(today, zone)[0].replace(tzinfo=None)
        starts, ends = (start + timedelta(minutes=minutes) for minutes in (shift.starts, shift.ends))
        return starts.replace(tzinfo=zone), ends.replace(tzinfo=zone)


def list_starters() -> list[Starter]:
    """Return them all, in the language that is active."""
    set_up, clean_up = _("Set-up"), _("Clean-up")
    return [
        Starter(
            name="outreach-table",
            kind=Kind.OUTREACH,
            title=_("Outreach table"),
            summary=_("Hand out hotline cards; two facts and one invitation."),
            kit=_(
                "- Bring: the box with cards, the banner, tape, water.\n"
                "- Say: two facts and one invitation. Listen more than you talk.\n"
                "- If somebody asks for help, give the help line's card. You are not there to solve it."
            ),
            weekday=TUESDAY,
            begins=time(9, 30),
            minutes=270,
            shifts=(
                StarterShift(set_up, 0, 30, capacity=2, min_needed=1),
                StarterShift(_("Table host"), 30, 270, capacity=3, min_needed=2, slot_minutes=60),
            ),
        ),
        Starter(
            name="prayer-chain",
            kind=Kind.PRAYER,
            title=_("Prayer chain"),
            summary=_("Somebody is praying every half hour."),
            kit=_("- Open the link some minutes early.\n- Prayer points are in the room. Silence is fine, too."),
            weekday=FRIDAY,
            begins=time(18),
            minutes=24 * 60,
            shifts=(StarterShift(_("Watch"), 0, 24 * 60, capacity=2, min_needed=1, slot_minutes=30),),
            is_online=True,
        ),
        Starter(
            name="lecture",
            kind=Kind.LECTURE,
            title=_("Lecture"),
            summary=_("A talk, then your questions."),
            kit=_("- Ushers: keep the aisles free, and know where the quiet room is.\n- No photos of the audience."),
            weekday=THURSDAY,
            begins=time(17, 30),
            minutes=180,
            shifts=(
                StarterShift(set_up, 0, 60, capacity=2, min_needed=1),
                StarterShift(_("Usher"), 45, 180, capacity=3, min_needed=2),
                StarterShift(_("Audience"), 90, 180, capacity=80),
            ),
        ),
        Starter(
            name="fundraiser",
            kind=Kind.FUNDRAISER,
            title=_("Bake sale"),
            summary=_("Every dollar goes to survivors' care."),
            kit=_("- Bring: the cash box, change, napkins, a list of what is in each cake.\n- Two count the money."),
            weekday=SATURDAY,
            begins=time(9),
            minutes=300,
            shifts=(
                StarterShift(set_up, 0, 60, capacity=3, min_needed=2),
                StarterShift(_("Baker"), 0, 60, capacity=8, min_needed=3),
                StarterShift(_("Cashier"), 60, 240, capacity=2, min_needed=2, slot_minutes=60),
                StarterShift(clean_up, 240, 300, capacity=3, min_needed=1),
            ),
        ),
        Starter(
            name="training",
            kind=Kind.TRAINING,
            title=_("Training"),
            summary=_("What to know before your first table."),
            kit=_("- Bring something to write with.\n- It is fine to step out at any time."),
            weekday=WEDNESDAY,
            begins=time(18),
            minutes=120,
            shifts=(
                StarterShift(_("Trainer"), 0, 120, capacity=1, min_needed=1),
                StarterShift(_("Participant"), 0, 120, capacity=20, min_needed=4),
            ),
        ),
        Starter(
            name="advocacy-session",
            kind=Kind.ADVOCACY,
            title=_("Advocacy session"),
            summary=_("Write and phone your representatives; scripts provided."),
            kit=_("- Bring a laptop or a phone, and its charger.\n- Say who you are and where you live, then one ask."),
            weekday=WEDNESDAY,
            begins=time(18),
            minutes=120,
            shifts=(
                StarterShift(_("Host"), 0, 120, capacity=2, min_needed=1),
                StarterShift(_("Caller"), 30, 120, capacity=12, min_needed=2),
            ),
        ),
    ]


def find_starter(name: str) -> Starter | None:
    return next((starter for starter in list_starters() if starter.name == name), None)

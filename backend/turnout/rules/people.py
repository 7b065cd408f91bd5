"""The people of a chapter, for its organizers: finding them, and how far one can count on them."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.fields import DateTimeField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnout.models import Chapter, Membership, Record, Signup

from .hours import is_told, sum_minutes
from .times import say_hours

# A drop is late from so long before the shift on.
LATE = timedelta(hours=24)
FORMER = (Membership.State.LEFT, Membership.State.REMOVED, Membership.State.DECLINED)
# What a list of people may show: those who are in, who asked, who are no more.
GROUPS: dict[str, tuple[str, ...]] = {
    "members": (Membership.State.ACTIVE,),
    "applied": (Membership.State.APPLIED,),
    "former": FORMER,
}


def people_of(chapter: Chapter, *, group: str = "members", words: str = "") -> QuerySet[Membership]:
    """Return a group of a chapter's people by name; each word is in the name, or it is the whole mail address.

    Who is here no more is not found by an address.
    """
    rows = Membership.objects.filter(chapter=chapter, state__in=GROUPS[group]).select_related("person", "chapter")
    if "@" in words and group != "former":
        rows = rows.filter(person__email=words.strip().lower())
    else:
        for word in words.split():
            rows = rows.filter(display_name__icontains=word)
    return rows.prefetch_related("roles").order_by("display_name", "pk")


@dataclass(frozen=True)
class Reliability:
    """What somebody was to their shifts in a chapter. To be read as help in planning, never as a mark."""

    attended: int
    missed: int
    dropped_late: int
    hours: timedelta

    def say(self) -> str:
        """Return it in calm sentences."""
        if not (self.attended or self.missed or self.dropped_late):
            return _("There is no shift to tell of yet.")
        said = ngettext(
            "Was at %(count)d shift, %(hours)s in all.", "Was at %(count)d shifts, %(hours)s in all.", self.attended
        ) % {"count": self.attended, "hours": say_hours(self.hours)}
        sentences = [said if self.attended else _("Has been at no shift yet.")]
        if self.missed:
            sentences.append(ngettext("Missed %(count)d.", "Missed %(count)d.", self.missed) % {"count": self.missed})
        if self.dropped_late:
            sentences.append(
                ngettext(
                    "Dropped %(count)d in the last 24 hours before it.",
                    "Dropped %(count)d in the last 24 hours before it.",
                    self.dropped_late,
                )
                % {"count": self.dropped_late}
            )
        return " ".join(sentences)


def read_reliability(membership: Membership) -> Reliability:
    """Read it in one query. Who was taken off a shift by somebody else did not drop it."""
    by_oneself = Record.objects.filter(
        what="signup.dropped", actor=membership.person_id, object_type="signup", object_id=OuterRef("public_id")
    )
    late_from = ExpressionWrapper(F("shift__starts_at") - LATE, output_field=DateTimeField())
    is_late = Q(
        Exists(by_oneself), state=Signup.State.DROPPED, dropped_at__gt=late_from, dropped_from__in=Signup.HOLDING,
        undo_until=None,
    )  # fmt: skip
    signups = Signup.objects.filter(chapter=membership.chapter_id, person=membership.person_id)
    telling = list(signups.filter(is_told() | is_late).select_related("shift"))
    told = [signup for signup in telling if signup.is_confirmed]
    return Reliability(
        attended=sum(signup.is_here for signup in told),
        missed=sum(signup.is_missed for signup in told),
        dropped_late=len(telling) - len(told),
        hours=timedelta(minutes=sum_minutes(told)),
    )

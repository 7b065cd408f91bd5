"""What somebody may see. What is not in these sets does not exist for them: 404."""

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from turnout.models import (
    CalendarFeed,
    Chapter,
    Event,
    HandOver,
    ImportDraft,
    Letter,
    Membership,
    Removal,
    Shift,
    Signup,
    Visibility,
)

from .viewers import Viewer


def announced(prefix: str = "") -> Q:
    """The condition on an event that it is published, or was until it was cancelled. A cancelled draft stays unseen."""
    is_published = Q(**{f"{prefix}state": Event.State.PUBLISHED})
    was_published = Q(**{f"{prefix}state": Event.State.CANCELLED, f"{prefix}published_at__isnull": False})
    return is_published | was_published


def events_visible_to(viewer: Viewer) -> QuerySet[Event]:
    """Announced events: the public ones, and those of the viewer's chapters; for organizers drafts too."""
    return Event.objects.exclude(state=Event.State.DELETED).filter(_visible_event(viewer, ""))


def shifts_visible_to(viewer: Viewer) -> QuerySet[Shift]:
    """The shifts of the events that the viewer may see, with event, site and chapter at hand."""
    return (
        Shift.objects.exclude(event__state=Event.State.DELETED)
        .filter(_visible_event(viewer, "event__"))
        .select_related("event__site", "event__chapter", "chapter", "requires")
    )


def open_shifts(viewer: Viewer, *, now: datetime | None = None) -> QuerySet[Shift]:
    """Those of the visible shifts that are announced, on, and not over: what a list of open shifts shows."""
    return shifts_visible_to(viewer).filter(
        event__state=Event.State.PUBLISHED, state=Shift.State.OPEN, ends_at__gt=now or timezone.now()
    )


def count_open(viewer: Viewer) -> dict[int, tuple[int, int]]:
    """Return by the chapter's key how many shifts are open, and how many of those need people."""
    needs = Count("pk", filter=Q(taken__lt=F("min_needed")))
    rows = open_shifts(viewer).order_by().values("chapter").annotate(open=Count("pk"), thin=needs)
    return {row["chapter"]: (row["open"], row["thin"]) for row in rows}


def public_shifts() -> QuerySet[Shift]:
    """What anybody may read, cancelled ones included: for public calendars."""
    return Shift.objects.filter(announced("event__"), event__visibility=Visibility.PUBLIC).select_related(
        "event__site", "event__chapter", "chapter"
    )


def chapters_of(viewer: Viewer) -> QuerySet[Chapter]:
    """The chapters where the viewer is a member now."""
    return Chapter.objects.filter(pk__in=viewer.member_chapters)


def signups_of(viewer: Viewer) -> QuerySet[Signup]:
    """The viewer's own signups, in the chapters where they are a member now."""
    if viewer.person is None:
        return Signup.objects.none()
    return (
        Signup.objects.filter(person=viewer.person, chapter__in=viewer.member_chapters)
        .exclude(shift__event__state__in=(Event.State.DRAFT, Event.State.DELETED))
        .exclude(shift__state=Shift.State.DELETED)
        .select_related("shift__event__site", "shift__event__chapter", "shift__chapter", "shift__requires", "chapter")
    )


def signups_visible_to(viewer: Viewer) -> QuerySet[Signup]:
    """The viewer's own signups, and everybody's in the chapters that they organize; each with its `shown_name`."""
    mine = Q(pk__in=signups_of(viewer).values("pk"))
    return (
        Signup.objects.filter(mine | Q(chapter__in=viewer.organized_chapters))
        .exclude(shift__event__state__in=(Event.State.DRAFT, Event.State.DELETED))
        .exclude(shift__state=Shift.State.DELETED)
        .select_related("shift__event__site", "shift__event__chapter", "shift__chapter", "shift__requires", "chapter")
        .annotate(shown_name=_name_in_chapter())
    )


def memberships_of(viewer: Viewer) -> QuerySet[Membership]:
    """The viewer's own memberships of now, with chapter and roles, by the chapter's slug."""
    if viewer.person is None:
        return Membership.objects.none()
    return (
        Membership.objects.filter(person=viewer.person, chapter__in=viewer.member_chapters)
        .select_related("chapter")
        .prefetch_related("roles")
        .order_by("chapter__slug")
    )


def applications_of(viewer: Viewer) -> QuerySet[Membership]:
    """The viewer's own wishes to join that wait for an answer. A token for one chapter sees none."""
    if viewer.person is None or viewer.bound_to is not None:
        return Membership.objects.none()
    waiting = Membership.objects.filter(person=viewer.person, state=Membership.State.APPLIED)
    return waiting.select_related("chapter").prefetch_related("roles").order_by("chapter__slug")


def feeds_of(viewer: Viewer) -> QuerySet[CalendarFeed]:
    """The viewer's own calendar addresses that are good now. A token for one chapter sees none."""
    if viewer.person is None or viewer.bound_to is not None:
        return CalendarFeed.objects.none()
    return CalendarFeed.objects.filter(person=viewer.person, revoked_at=None)


def letters_of(viewer: Viewer) -> QuerySet[Letter]:
    """The viewer's own letters of hours, the newest first; with a token for one chapter, that chapter's."""
    if viewer.person is None:
        return Letter.objects.none()
    letters = Letter.objects.filter(person=viewer.person).select_related("chapter")
    return letters if viewer.bound_to is None else letters.filter(chapter=viewer.bound_to)


def offers_to(viewer: Viewer) -> QuerySet[HandOver]:
    """The chapters that were offered to the viewer, in those where they are a member now, the newest first."""
    if viewer.person is None:
        return HandOver.objects.none()
    mine = HandOver.objects.filter(offered_to=viewer.person, chapter__in=viewer.member_chapters)
    return mine.select_related("chapter", "offered_by", "offered_to")


def passkeys_of(viewer: Viewer) -> QuerySet[Authenticator]:
    """The viewer's own passkeys, oldest first."""
    return Authenticator.objects.filter(user=viewer.person, type=Authenticator.Type.WEBAUTHN).order_by("pk")


def sessions_of(viewer: Viewer) -> QuerySet[UserSession]:
    """Where the viewer is signed in now, the latest first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=viewer.person, session_key__in=alive).order_by("-last_seen_at")


def events_organized_by(viewer: Viewer) -> QuerySet[Event]:
    """The events that the viewer may change."""
    return (
        Event.objects.exclude(state=Event.State.DELETED)
        .filter(chapter__in=viewer.organized_chapters)
        .select_related("chapter", "site")
    )


def shifts_organized_by(viewer: Viewer) -> QuerySet[Shift]:
    """The shifts that the viewer may change."""
    return shifts_visible_to(viewer).filter(chapter__in=viewer.organized_chapters)


def events_with_deleted(viewer: Viewer) -> QuerySet[Event]:
    """The events that the viewer may bring back: as `events_organized_by`, deleted ones too."""
    return Event.objects.filter(chapter__in=viewer.organized_chapters).select_related("chapter", "site", "removal")


def shifts_with_deleted(viewer: Viewer) -> QuerySet[Shift]:
    """The shifts that the viewer may bring back, deleted ones too."""
    return Shift.with_deleted.filter(chapter__in=viewer.organized_chapters).select_related("removal")


def removals_of(viewer: Viewer) -> QuerySet[Removal]:
    """What was cancelled or deleted in the chapters that the viewer organizes."""
    return Removal.objects.filter(chapter__in=viewer.organized_chapters).select_related("chapter")


def chapters_organized_by(viewer: Viewer) -> QuerySet[Chapter]:
    return Chapter.objects.filter(pk__in=viewer.organized_chapters)


def members_of(chapter_id: int) -> QuerySet[Membership]:
    """Who is a member of a chapter now, with their people; ask only for organizers."""
    return Membership.objects.filter(
        chapter=chapter_id, state=Membership.State.ACTIVE, person__is_active=True
    ).select_related("person")


def roster_of(shift: Shift) -> QuerySet[Signup]:
    """Who is on a shift, first come first; ask only for organizers. The name is the membership's: `shown_name`."""
    return _with_names(Signup.objects.filter(shift=shift).select_related("shift")).order_by("claimed_at", "id")


def rosters_of(event: Event) -> QuerySet[Signup]:
    """Who is on any shift of an event, shift by shift; as `roster_of`."""
    return _with_names(Signup.objects.filter(shift__event=event)).order_by("shift_id", "claimed_at", "id")


def rosters_of_shifts(shifts: QuerySet[Shift]) -> QuerySet[Signup]:
    """Who is on any of some shifts; as `roster_of`."""
    return _with_names(Signup.objects.filter(shift__in=shifts.order_by().values("pk"))).order_by("claimed_at", "id")


def import_drafts_of(viewer: Viewer) -> QuerySet[ImportDraft]:
    """The spreadsheets that the viewer is about to import, the latest first, in chapters that they organize now."""
    drafts = ImportDraft.objects.filter(person=viewer.person, chapter__in=viewer.organized_chapters)
    return drafts.order_by("-created_at", "-id")


def places_on(shifts: Iterable[Shift]) -> QuerySet[Signup]:
    """Who holds a place on any of some shifts, first come first; as `roster_of`."""
    return _with_names(Signup.objects.filter(shift__in=list(shifts), state=Signup.State.CONFIRMED)).order_by(
        "claimed_at", "id"
    )


def shown_name(signup: Signup) -> str:
    """Return how the person of a signup that came with its name is called in the chapter."""
    return signup.__dict__["shown_name"] or ""


def _with_names(signups: QuerySet[Signup]) -> QuerySet[Signup]:
    there = signups.exclude(shift__state=Shift.State.DELETED)
    current = there.filter(state__in=Signup.CURRENT).select_related("shift")
    return current.annotate(shown_name=_name_in_chapter())


def _name_in_chapter() -> Subquery:
    """How a signup's person is called in its chapter."""
    membership = Membership.objects.filter(person=OuterRef("person"), chapter=OuterRef("chapter"))
    return Subquery(membership.values("display_name")[:1])


def _visible_event(viewer: Viewer, prefix: str) -> Q:
    """The condition on an event, or with a prefix on what belongs to one."""
    seen = announced(prefix)
    everyone = seen & Q(**{f"{prefix}visibility": Visibility.PUBLIC})
    members = seen & Q(**{f"{prefix}chapter__in": viewer.member_chapters})
    organizers = Q(**{f"{prefix}chapter__in": viewer.organized_chapters})
    return everyone | members | organizers


def find_waitlist_positions(signups: QuerySet[Signup]) -> dict[int, int]:
    """Return the place on the waitlist, from 1, of each of the signups that waits, by its key. One query."""
    is_earlier = Q(claimed_at__lt=OuterRef("claimed_at")) | Q(claimed_at=OuterRef("claimed_at"), pk__lte=OuterRef("pk"))
    ahead = Signup.objects.filter(is_earlier, shift=OuterRef("shift"), state=Signup.State.WAITLISTED)
    position = ahead.order_by().values("shift").annotate(count=Count("pk")).values("count")
    waiting = signups.filter(state=Signup.State.WAITLISTED).annotate(position=Subquery(position))
    return dict(waiting.values_list("pk", "position"))


def find_waitlist_position(signup: Signup) -> int:
    """Return the place on the waitlist, from 1."""
    earlier = Signup.objects.filter(
        Q(claimed_at__lt=signup.claimed_at) | Q(claimed_at=signup.claimed_at, pk__lt=signup.pk),
        shift=signup.shift_id,
        state=Signup.State.WAITLISTED,
    )
    return earlier.count() + 1

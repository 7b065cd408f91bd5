"""Events, and the series that some of them belong to."""

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .base import PublicRow, new_short_code, this_second
from .chapters import Chapter, Site
from .removals import Removal


class Kind(models.TextChoices):
    OUTREACH = "outreach", _("Outreach")
    PRAYER = "prayer", _("Prayer")
    ADVOCACY = "advocacy", _("Advocacy")
    LECTURE = "lecture", _("Lecture")
    FUNDRAISER = "fundraiser", _("Fundraiser")
    TRAINING = "training", _("Training")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members only")


class Series(PublicRow):
    """A repeating event: its rule, and its wall time in its zone. Occurrences are events."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="series")
    # An RRULE value (RFC 5545, 3.3.10), without DTSTART; its UNTIL in UTC.
    rule = models.CharField(max_length=500)
    # The dates that were left out of it when it was made, as 2027-03-16 (RFC 5545, 3.8.5.1).
    except_dates = models.JSONField(default=list, blank=True)
    timezone = models.CharField(max_length=64)
    starts_on = models.DateField()
    wall_time = models.TimeField()

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"series {self.public_id}"


class Event(PublicRow):
    """Something that happens. Its start and end are what the public reads; its shifts have times of their own."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")
        # The tombstone of an occurrence: it must not come back.
        DELETED = "deleted", _("Deleted")

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), max_length=2_000, blank=True)
    # What to do, to say and to bring, in Markdown; for those who claimed.
    kit = models.TextField(_("what to do and bring"), max_length=8_000, blank=True)
    # Who is in charge on the day, and how to call them; for organizers and those confirmed.
    in_charge = models.CharField(_("who is in charge"), max_length=80, blank=True)
    in_charge_phone = models.CharField(_("their phone number"), max_length=40, blank=True)
    # For posters and messages: /e/<short_code> leads to the event's page.
    short_code = models.CharField(max_length=12, unique=True, default=new_short_code, editable=False)
    # A site, or a room online; neither, where it is still to be told.
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="events")
    is_online = models.BooleanField(_("online"), default=False)
    online_url = models.URLField(_("room online"), max_length=500, blank=True)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    timezone = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="events")
    original_date = models.DateField(null=True, blank=True)
    # Rises with each change of a visible fact; what If-Match may name.
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=this_second)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # By which act it was cancelled or deleted last, and how it was before.
    removal = models.ForeignKey(Removal, models.PROTECT, null=True, blank=True, related_name="events")
    removed_from = models.CharField(max_length=10, choices=State, blank=True)

    class Meta:
        ordering = ("starts_at", "id")
        indexes = (models.Index(fields=("chapter", "starts_at"), name="event_by_day"),)
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_start"),
            models.CheckConstraint(condition=Q(site=None) | Q(is_online=False), name="event_in_one_place"),
            models.UniqueConstraint(fields=("series", "original_date"), name="event_once_in_series"),
        )

    def __str__(self) -> str:
        return f"event {self.public_id}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_cancelled(self) -> bool:
        """Whether it is off: cancelled, or deleted."""
        return self.state in (self.State.CANCELLED, self.State.DELETED)

    @property
    def public_place(self) -> str:
        """Where it is, as anyone may read it: the area, never the address."""
        if self.is_online:
            return str(_("Online"))
        return self.site.area if self.site else ""

    @property
    def full_place(self) -> str:
        """Where it is, for those confirmed: the site's name and address, or the room's link."""
        if self.is_online:
            return self.online_url or str(_("Online"))
        if not self.site:
            return ""
        return ", ".join(filter(None, (self.site.name, self.site.address)))

"""Who was there, from when to when, and who says so: the facts of a place on a shift and of a walk-in alike."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attended(models.Model):
    """What is known of somebody's being there. How long that was in hours, `rules.hours` says."""

    class Attendance(models.TextChoices):
        UNKNOWN = "unknown", _("Unknown")
        ATTENDED = "attended", _("Attended")
        NO_SHOW = "no-show", _("No-show")

    class SaidBy(models.TextChoices):
        SELF = "self", _("By themselves")
        ORGANIZER = "organizer", _("By an organizer")

    attendance = models.CharField(max_length=8, choices=Attendance, default=Attendance.UNKNOWN)
    # When the tap was made that said so last, and whose it was; a tap that was made before it comes too late.
    attendance_at = models.DateTimeField(null=True, blank=True)
    attendance_by = models.CharField(max_length=9, choices=SaidBy, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_out_at = models.DateTimeField(null=True, blank=True)
    # What an organizer confirmed; it counts instead of the time between the two.
    confirmed_minutes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_here(self) -> bool:
        return self.attendance == self.Attendance.ATTENDED

    @property
    def is_missed(self) -> bool:
        return self.attendance == self.Attendance.NO_SHOW

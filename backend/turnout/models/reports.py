"""Reports: what came of a shift."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .base import PublicRow, this_second
from .chapters import Chapter
from .shifts import Shift


class Report(PublicRow):
    """One a shift. A number that nobody gave is null: it is not known, and not none."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="reports")
    shift = models.OneToOneField(Shift, models.PROTECT, related_name="report")
    people_reached = models.PositiveIntegerField(_("people reached"), null=True, blank=True)
    letters = models.PositiveIntegerField(_("letters written"), null=True, blank=True)
    calls = models.PositiveIntegerField(_("calls made"), null=True, blank=True)
    raised_cents = models.PositiveBigIntegerField(_("money raised"), null=True, blank=True)
    # ISO 4217.
    currency = models.CharField(max_length=3, default="USD")
    note = models.TextField(_("note"), max_length=2_000, blank=True)
    # Rises with each change; what If-Match may name.
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=this_second)

    def __str__(self) -> str:
        return f"report {self.public_id}"

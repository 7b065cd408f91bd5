"""Posters: a secret code that hangs where an event is, and opens the right page by the day."""

from django.db import models
from django.db.models import Q

from .base import PublicRow, new_public_id
from .chapters import Chapter, Site
from .events import Event


class Poster(PublicRow):
    """The code of an event's poster or of a site's. It is printed for all to see, so it is kept as it is.

    A renewed poster keeps its row, so that an old one on a wall is told from a mistyped address.
    """

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="posters")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="posters")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="posters")
    # 69 bits: nobody guesses one, and whoever tries is slowed down.
    code = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(event__isnull=False, site=None) | Q(event=None, site__isnull=False), name="poster_of_one"
            ),
            models.UniqueConstraint(
                fields=("event",), condition=Q(retired_at=None, event__isnull=False), name="poster_once_for_event"
            ),
            models.UniqueConstraint(
                fields=("site",), condition=Q(retired_at=None, site__isnull=False), name="poster_once_for_site"
            ),
        )

    def __str__(self) -> str:
        return f"poster {self.public_id}"

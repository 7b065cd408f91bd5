"""Spreadsheets that somebody is about to import."""

from django.db import models

from .base import PublicRow
from .chapters import Chapter
from .people import Person


class ImportDraft(PublicRow):
    """A table of texts between its upload and its import, for who sent it alone; deleted after a day at the latest."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="import_drafts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="import_drafts")
    # As the file was called.
    name = models.CharField(max_length=120)
    columns = models.JSONField()
    # Each with its number in the file, and its cells.
    rows = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=("created_at",), name="import_draft_by_age"),)

    def __str__(self) -> str:
        return f"import draft {self.public_id}"

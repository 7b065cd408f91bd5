"""The append-only record of writes: who, what, which fields, when. Ids and field names, never personal values."""

from typing import Any, NoReturn

from django.db import models

from .chapters import Chapter
from .people import Person


class AppendOnly(RuntimeError):
    """Somebody tried to change or delete what has been recorded."""


class RecordQuerySet(models.QuerySet["Record"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Records are never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnly("Records are never deleted.")


class Record(models.Model):
    at = models.DateTimeField(auto_now_add=True)
    chapter = models.ForeignKey(Chapter, models.PROTECT, null=True, related_name="records")
    # Empty where the house itself acted: a command, the worker, somebody without an account yet.
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # A verb in the past: "signup.claimed".
    what = models.CharField(max_length=40)
    # The row that was written, by its model's name and its public id.
    object_type = models.CharField(max_length=20)
    object_id = models.CharField(max_length=48)
    fields = models.JSONField(default=list)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("object_type", "object_id"), name="record_by_object"),)

    def __str__(self) -> str:
        return f"{self.what} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise AppendOnly("Records are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Records are never deleted.")

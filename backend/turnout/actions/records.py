"""Writing the append-only record."""

from collections.abc import Iterable, Sequence

from django.db import models

from turnout.models import Chapter, Event, Membership, Message, Person, Record, Shift, Signup, Site, Training
from turnout.models.base import PublicRow

ChapterRow = Event | Membership | Message | Shift | Signup | Site | Training


def write_record(
    what: str,
    row: PublicRow,
    *,
    by: Person | None,
    chapter_id: int | None = None,
    fields: Sequence[str] = (),
) -> None:
    """Record that `by` did `what` ("signup.claimed") to a row, and to which of its fields."""
    _record(what, row, by=by, chapter_id=chapter_id, fields=fields).save()


def write_records(what: str, rows: Iterable[ChapterRow], *, by: Person | None, fields: Sequence[str] = ()) -> None:
    """Record the same of many rows of chapters, in one statement."""
    Record.objects.bulk_create(
        [_record(what, row, by=by, chapter_id=row.chapter_id, fields=fields) for row in rows], batch_size=500
    )


def _record(
    what: str, row: models.Model, *, by: Person | None, chapter_id: int | None, fields: Sequence[str]
) -> Record:
    if chapter_id is None:
        chapter_id = row.pk if isinstance(row, Chapter) else getattr(row, "chapter_id", None)
    return Record(
        what=what,
        object_type=row._meta.model_name or "",
        object_id=getattr(row, "public_id", ""),
        chapter_id=chapter_id,
        actor=by,
        fields=list(fields),
    )

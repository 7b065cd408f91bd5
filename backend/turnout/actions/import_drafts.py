"""A spreadsheet from its upload to its import: kept, mended, looked at, and gone."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, ImportDraft, Person
from turnout.rules.refusals import Reason, Refused
from turnout.spreadsheets.cells import tidy_line
from turnout.spreadsheets.schedule import read_file
from turnout.spreadsheets.tables import Table

from .import_plans import ImportResult
from .imports import import_table

KEPT_FOR = timedelta(days=1)
# Of one person in one chapter; the oldest goes.
MOST_DRAFTS = 3
LONGEST_CELL = 8_000


@transaction.atomic
def keep_table(chapter: Chapter, data: bytes, *, name: str, by: Person) -> ImportDraft:
    """Keep what a CSV or .xlsx file says until it is imported. Raises `Refused` at `file` where it cannot be read."""
    table = read_file(data)
    # PostgreSQL keeps no NUL in a text.
    rows = [(number, [cell.replace("\0", "") for cell in cells]) for number, cells in table.rows]
    draft = ImportDraft.objects.create(
        chapter=chapter, person=by, name=tidy_line(name)[:120], columns=list(table.columns), rows=rows
    )
    mine = ImportDraft.objects.filter(chapter=chapter, person=by).order_by("-created_at", "-pk")
    ImportDraft.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST_DRAFTS:])).delete()
    return draft


def table_of(draft: ImportDraft) -> Table:
    """Return the table that is kept."""
    return Table(tuple(draft.columns), tuple((number, tuple(cells)) for number, cells in draft.rows))


def judge_draft(draft: ImportDraft) -> ImportResult:
    """Return what importing it would do to each row, and write nothing."""
    return import_table(draft.chapter, table_of(draft), by=None, dry_run=True)


@transaction.atomic
def mend_rows(draft: ImportDraft, cells: Mapping[int, Mapping[str, str]]) -> ImportDraft:
    """Put texts into cells, by row number and column. In these rows a cell below no heading goes."""
    draft = _lock_draft(draft)
    rows = []
    for number, texts in draft.rows:
        if new := cells.get(number):
            row = dict(zip(draft.columns, texts, strict=False)) | {
                column: text.replace("\0", "")[:LONGEST_CELL] for column, text in new.items()
            }
            texts = [row.get(column, "") if column else "" for column in draft.columns]
        rows.append((number, texts))
    draft.rows = rows
    draft.save(update_fields=["rows"])
    return draft


@transaction.atomic
def import_draft(
    draft: ImportDraft, *, by: Person, if_plan: str, skip_bad: bool = False, publish: bool = True
) -> ImportResult:
    """Import what is kept, as it was seen, and keep it no longer; as `import_table`."""
    draft = _lock_draft(draft)
    result = import_table(draft.chapter, table_of(draft), by=by, skip_bad=skip_bad, publish=publish, if_plan=if_plan)
    if not result.is_stopped:
        draft.delete()
    return result


def forget_draft(draft: ImportDraft) -> None:
    """Throw away what was kept. It is no fact of the chapter, so the record says nothing of it."""
    ImportDraft.objects.filter(pk=draft.pk).delete()


def forget_old_drafts() -> int:
    """Delete what nobody imported within a day; return how many."""
    return int(ImportDraft.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0])


def _lock_draft(draft: ImportDraft) -> ImportDraft:
    """Lock a draft before all else, and read it anew. Raises `Refused` where it was imported or thrown away."""
    locked = ImportDraft.objects.select_for_update(no_key=True).filter(pk=draft.pk).first()
    if locked is None:
        raise Refused(Reason.WRONG_STATE, _("This file was imported already, or thrown away. Choose it again."))
    return locked

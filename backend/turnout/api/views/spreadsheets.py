"""Spreadsheets of a chapter, for its organizers: importing a schedule, taking it and its rosters away."""

import base64
import binascii
from typing import Any

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.exports import Download, export_rosters, export_schedule
from turnout.actions.import_plans import ImportResult
from turnout.actions.import_rows import Fate
from turnout.actions.imports import import_table
from turnout.api.operations import Operation
from turnout.api.problems import Fault, PartError, Problem
from turnout.api.serializers.spreadsheets import (
    ExportQuery,
    ImportOutput,
    NewImport,
    NewRosterExport,
    StartersOutput,
)
from turnout.models import Chapter
from turnout.rules.refusals import Reason
from turnout.rules.starters import list_starters
from turnout.spreadsheets.columns import COLUMNS, NEEDED_COLUMNS
from turnout.spreadsheets.schedule import read_file
from turnout.spreadsheets.tables import Table
from turnout.spreadsheets.writing import TYPES

from .base import ApiView

FILES = tuple(kind.partition(";")[0] for kind in TYPES.values())


class SpreadsheetView(ApiView):
    room = "Spreadsheets"

    def find_chapter(self, slug: str) -> Chapter:
        chapter = self.find(Chapter.objects.all(), slug, by="slug")
        self.require_organizer(chapter.pk)
        return chapter


class ChapterImports(SpreadsheetView):
    @Operation(
        "import_schedule",
        "Import a schedule, or say what that would do",
        detail=(
            "For organizers. Send `rows`, or a `file`. A row whose shift is there already changes it, by title, kind, "
            "site, start and role. All or nothing: with a bad row nothing is imported, unless `skip_bad`."
        ),
        body=NewImport,
        answer=ImportOutput,
        needs_sign_in=True,
        refusals=(Reason.CHANGED_MEANWHILE,),
    )
    def post(self, request: Request, slug: str) -> Response:
        chapter = self.find_chapter(slug)
        given = self.read_body()
        result = import_table(
            chapter,
            _read_table(given),
            by=self.person,
            skip_bad=given["skip_bad"],
            dry_run=given["dry_run"],
            publish=given["publish"],
            notify=given["notify"],
            if_plan=given.get("plan", ""),
        )
        if result.is_stopped and not given["dry_run"]:
            raise Problem(
                Reason.INVALID,
                _("Nothing was imported. Mend these rows, or leave them out with skip_bad."),
                errors=[_point_at(problem, given) for problem in result.problems],
            )
        return Response(ImportOutput(_Shown(result)).data)


class ChapterSchedule(SpreadsheetView):
    @Operation(
        "export_schedule",
        "Take the schedule of some days away as a file",
        detail="For organizers; it names nobody. It can be imported again. Headings speak the language asked for.",
        query=ExportQuery,
        files=FILES,
        needs_sign_in=True,
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        chapter, query = self.find_chapter(slug), self.query
        return _answer(
            export_schedule(chapter, first_day=query["first_day"], last_day=query["last_day"], form=query["format"])
        )


class ChapterRosterExports(SpreadsheetView):
    @Operation(
        "export_rosters",
        "Take the rosters of some days away as a file",
        detail=(
            "For organizers who showed lately, on the site, who they are: it says where people will be. A token cannot "
            "show that. Names only, no mail addresses; that it was taken is recorded."
        ),
        body=NewRosterExport,
        files=FILES,
        needs_sign_in=True,
        refusals=(Fault.STALE_SIGN_IN,),
    )
    def post(self, request: Request, slug: str) -> HttpResponse:
        chapter = self.find_chapter(slug)
        self.require_fresh()
        given = self.read_body()
        return _answer(
            export_rosters(
                chapter,
                first_day=given["first_day"],
                last_day=given["last_day"],
                form=given["format"],
                by=self.person,
            )
        )


class ChapterStarters(SpreadsheetView):
    room = "Events"

    @Operation(
        "list_event_templates",
        "List common events to begin with",
        detail="For organizers. Each is a body for making an event, in the chapter's language.",
        answer=StartersOutput,
        needs_sign_in=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        chapter = self.find_chapter(slug)
        with translation.override(chapter.language):
            return Response(StartersOutput({"templates": list(_describe_starters(chapter))}).data)


class _Shown:
    """A result with what is counted of it."""

    def __init__(self, result: ImportResult) -> None:
        self.result = result
        self.created, self.changed, self.unchanged, self.refused = (result.tally[fate] for fate in Fate)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.result, name)


def _read_table(given: dict[str, Any]) -> Table:
    """Return the table that was sent. Raises `Problem` where there is none, or two."""
    if ("rows" in given) == ("file" in given):
        raise Problem(Reason.INVALID, errors=[PartError(pointer="/rows", detail=_("Send either rows or a file."))])
    if "file" in given:
        try:
            return read_file(base64.b64decode(given["file"], validate=True))
        except (binascii.Error, ValueError) as error:
            wrong = PartError(pointer="/file", detail=_("This is not base64."))
            raise Problem(Reason.INVALID, errors=[wrong]) from error
    rows = given["rows"]
    said = {name for row in rows for name in row}
    columns = tuple(name for name in COLUMNS if name in said or name in NEEDED_COLUMNS)
    cells = (tuple(row.get(name, "") for name in columns) for row in rows)
    return Table(columns, tuple(enumerate(cells, start=1)))


def _point_at(problem: Any, given: dict[str, Any]) -> PartError:
    if "file" in given:
        return PartError(pointer="/file", detail=str(problem))
    return PartError(pointer=f"/rows/{problem.number - 1}/{problem.column}", detail=problem.sentence)


def _describe_starters(chapter: Chapter) -> Any:
    today = timezone.now().astimezone(chapter.zone).date()
    for starter in list_starters():
        starts_at, ends_at = starter.times(today, chapter.zone)
        shifts = []
        for shift in starter.shifts:
            begins, ends = starter.times_of(shift, today, chapter.zone)
            shifts.append({**vars(shift), "starts_at": begins, "ends_at": ends})
        event = {**vars(starter), "starts_at": starts_at, "ends_at": ends_at, "shifts": shifts}
        yield {"id": starter.name, "event": event}


def _answer(file: Download) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.data, content_type=file.content_type, headers=headers)

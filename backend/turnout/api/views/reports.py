"""Reports: what came of a shift, and of an event."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.reports import write_report
from turnout.api.operations import Operation
from turnout.api.serializers.attendance import ReportChanges, ReportOutput, SumsOutput
from turnout.models import Report, Shift
from turnout.rules.refusals import Reason
from turnout.rules.reports import sum_event
from turnout.rules.visibility import events_visible_to, shifts_visible_to

from .base import ApiView


class ReportView(ApiView):
    room = "Reports"


class ShiftReport(ReportView):
    @Operation("get_report", "Read a shift's report", detail="For organizers.", answer=ReportOutput, needs_sign_in=True)
    def get(self, request: Request, public_id: str) -> Response:
        return Response(_show(self._find(public_id)))

    @Operation(
        "write_report",
        "Write a shift's report, or change it",
        detail="For organizers, once the shift has begun. Only what is given changes.",
        body=ReportChanges,
        is_partial=True,
        answer=ReportOutput,
        needs_sign_in=True,
        takes_if_match=True,
        refusals=(Reason.WRONG_STATE,),
    )
    def patch(self, request: Request, public_id: str) -> Response:
        shift = self._find(public_id)
        version = self.expect_version(_read(shift).version, lambda: _show(shift))
        write_report(shift, by=self.person, if_version=version, **self.read_body())
        return Response(_show(shift))

    def _find(self, public_id: str) -> Shift:
        shift = self.find(shifts_visible_to(self.viewer), public_id)
        self.require_organizer(shift.chapter_id)
        return shift


class EventReport(ReportView):
    @Operation(
        "sum_event",
        "Read what an event came to",
        detail="For organizers: of its shifts that have begun, the sums of their reports and of who was there.",
        answer=SumsOutput,
        needs_sign_in=True,
    )
    def get(self, request: Request, public_id: str) -> Response:
        event = self.find(events_visible_to(self.viewer), public_id)
        self.require_organizer(event.chapter_id)
        return Response(SumsOutput(sum_event(event)).data)


def _read(shift: Shift) -> Report:
    """Return a shift's report, an empty one where none was written."""
    return Report.objects.filter(shift=shift).first() or Report(shift=shift, version=0, changed_at=shift.changed_at)


def _show(shift: Shift) -> dict[str, Any]:
    report = _read(shift)
    return {**ReportOutput(report).data, **({} if report.pk else {"updated_at": None})}

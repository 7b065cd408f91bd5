"""Reports of shifts, which organizers write."""

import re
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Person, Report, Shift
from turnout.models.base import this_second
from turnout.rules.attendance import why_shift_closed
from turnout.rules.refusals import Reason, Refused
from turnout.rules.reports import MOST, MOST_CENTS, NUMBERS

from .locks import lock_shift
from .records import write_record
from .versions import check_version

CURRENCY = re.compile("[A-Z]{3}")


@transaction.atomic
def write_report(shift: Shift, *, by: Person, if_version: int | None = None, **fields: Any) -> Report:
    """Write what came of a shift, or change the given fields of what was written; there is one report a shift.

    Raises `Refused`: what is wrong at a field, `wrong-state` before the shift begins, or `changed-meanwhile` where it
    is not of the version `if_version` any more (0 where there was none).
    """
    shift = lock_shift(shift)
    report = Report.objects.filter(shift=shift).first()
    check_version(report.version if report else 0, if_version)
    if closed := why_shift_closed(shift):
        raise closed
    if timezone.now() < shift.starts_at:
        raise Refused(Reason.WRONG_STATE, _("This shift has not begun. Write its report afterwards."))
    _check(fields)
    is_new = report is None
    report = report or Report(shift=shift, chapter_id=shift.chapter_id)
    changed = [name for name, value in fields.items() if getattr(report, name) != value]
    if not changed and not is_new:
        return report
    for name in changed:
        setattr(report, name, fields[name])
    if not is_new:
        report.version += 1
    report.changed_at = this_second()
    report.save()
    write_record("report.written" if is_new else "report.changed", report, by=by, fields=changed)
    return report


def _check(fields: dict[str, Any]) -> None:
    for name in NUMBERS:
        if not 0 <= (fields.get(name) or 0) <= MOST:
            raise Refused(Reason.INVALID, _("Type a number from 0 to 1,000,000."), field=name)
    if not 0 <= (fields.get("raised_cents") or 0) <= MOST_CENTS:
        raise Refused(Reason.INVALID, _("Type an amount from 0 to 100,000,000."), field="raised_cents")
    if "currency" in fields and not CURRENCY.fullmatch(fields["currency"]):
        raise Refused(Reason.INVALID, _("Write the currency in three capitals, like USD."), field="currency")

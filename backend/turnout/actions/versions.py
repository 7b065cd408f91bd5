"""Keeping two people from saving over each other."""

from django.utils.translation import gettext as _

from turnout.rules.refusals import Reason, Refused


def check_version(version: int, expected: int | None) -> None:
    """Raise `changed-meanwhile` where somebody else saved first. To be asked under the row's lock."""
    if expected is not None and version != expected:
        raise Refused(Reason.CHANGED_MEANWHILE, _("Somebody changed this meanwhile. Load it again and look."))

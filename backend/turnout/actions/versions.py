"""Keeping two people from saving over each other."""

from django.utils.translation import gettext as _

from turnout.rules.refusals import Reason, Refused


def check_version(version: int, expected: int | None) -> None:
    """Raise `changed-meanwhile` where somebody else saved first. To be asked under the row's lock."""
    if expected is not None and version != expected:
        raise refuse_stale(version)


def refuse_stale(version: int | None) -> Refused:
    """Return the refusal of a change to what is of another version by now, with the present one as fact `version`."""
    refusal = Refused(Reason.CHANGED_MEANWHILE, _("Somebody changed this meanwhile. Load it again and look."))
    if version is not None:
        refusal.facts["version"] = version
    return refusal

"""The demo: two chapters with four weeks of shifts that begin tomorrow."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class DemoPerson:
    """Somebody whom a visitor of the demo may be. `chapter` is a slug."""

    email: str
    name: str
    chapter: str
    what: str | Promise


# Whom the sign-in page offers in demo mode ("Continue as Maya"), in this order.
DEMO_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("maya@demo.test", "Maya", "carolina", _("Volunteer in Carolina")),
    DemoPerson("jordan@demo.test", "Jordan", "carolina", _("Organizer in Carolina")),
    DemoPerson("ruth@demo.test", "Ruth", "carolina", _("Owner in Carolina")),
    DemoPerson("leo@demo.test", "Leo", "nashville", _("Volunteer in Nashville")),
    DemoPerson("ana@demo.test", "Ana", "nashville", _("Organizer in Nashville")),
)

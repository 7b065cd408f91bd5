"""Places in words."""

from django.utils.translation import gettext as _

from turnout.models import Site


def say_access(site: Site | None) -> str:
    """Return what everybody may know of getting in: "Step-free · A quiet place to sit"; nothing where nobody said."""
    if site is None:
        return ""
    words = {True: _("Step-free"), False: _("There are steps"), None: ""}[site.is_step_free]
    quiet = {True: _("A quiet place to sit"), False: _("No quiet place"), None: ""}[site.has_quiet_place]
    return " · ".join(filter(None, (words, quiet)))

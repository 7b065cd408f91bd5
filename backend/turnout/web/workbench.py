"""The rooms of the organizer's workbench, as its tabs list them."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from turnout.models import Chapter

# By the word that a page gives to `{% tabs %}`: the name of the room's address, which takes the chapter's slug, and
# what it is called. In the order of an organizer's week.
ROOMS: dict[str, tuple[str, Promise]] = {
    "events": ("organize-chapter", _("Events")),
    "week": ("organize-week", _("Week")),
    "fill": ("organize-fill", _("To fill")),
    "people": ("organize-people", _("People")),
    "messages": ("organize-messages", _("Messages")),
    "chapter": ("organize-settings", _("Chapter")),
}


def list_tabs(chapter: Chapter, here: str) -> list[dict[str, object]]:
    """Return the rooms of a chapter's workbench: where each is, its name, and whether one is there."""
    return [
        {"href": reverse(address, args=[chapter.slug]), "name": name, "is_here": room == here}
        for room, (address, name) in ROOMS.items()
    ]

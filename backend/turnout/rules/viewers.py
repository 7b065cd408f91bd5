"""Who is asking, and what their current memberships let them do."""

from functools import cached_property
from typing import Any

from turnout.models import Membership, Person, Role

# Who may write events and read rosters.
ORGANIZING = frozenset({Role.ORGANIZER, Role.OWNER})


class Viewer:
    """Somebody who asks: a person, or nobody in particular.

    Make a new one for each request: the rights are read once and then kept, so that leaving a chapter, removal and
    loss of a role act on the next request. `bound_to` is the key of the only chapter that the asker's token is good
    for; elsewhere such an asker is nobody in particular.
    """

    def __init__(self, person: Person | None, *, bound_to: int | None = None) -> None:
        self.person = person
        self.bound_to = bound_to

    @classmethod
    def of(cls, user: Any) -> "Viewer":
        """Return the viewer for a request's user, signed in or not."""
        return cls(user if isinstance(user, Person) or getattr(user, "is_authenticated", False) else None)

    @cached_property
    def rights(self) -> dict[int, frozenset[str]]:
        """The roles held in each chapter where the person is a member now, by the chapter's key."""
        if self.person is None or not self.person.is_active:
            return {}
        rows = Membership.objects.filter(person=self.person, state=Membership.State.ACTIVE)
        if self.bound_to is not None:
            rows = rows.filter(chapter=self.bound_to)
        rights: dict[int, set[str]] = {}
        for chapter_id, role in rows.values_list("chapter_id", "roles__role"):
            rights.setdefault(chapter_id, set()).update({role} if role else ())
        return {chapter_id: frozenset(roles) for chapter_id, roles in rights.items()}

    def acts_in(self, chapter_id: int) -> bool:
        """Whether the person may act as themselves in this chapter at all."""
        return self.person is not None and self.bound_to in (None, chapter_id)

    def is_member(self, chapter_id: int) -> bool:
        return chapter_id in self.rights

    def organizes(self, chapter_id: int) -> bool:
        """Whether the person may write events and read rosters there: organizers and owners may."""
        return bool(self.rights.get(chapter_id, frozenset()) & ORGANIZING)

    def owns(self, chapter_id: int) -> bool:
        """Whether the person may change the chapter itself: only owners may."""
        return Role.OWNER in self.rights.get(chapter_id, frozenset())

    @property
    def member_chapters(self) -> list[int]:
        return sorted(self.rights)

    @property
    def organized_chapters(self) -> list[int]:
        return sorted(chapter_id for chapter_id in self.rights if self.organizes(chapter_id))


NOBODY = Viewer(None)

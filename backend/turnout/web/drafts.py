"""All drafts of a chapter at once: a term that was copied or imported goes online with one tap, or goes away again."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from turnout.actions.events import publish_drafts
from turnout.actions.removals import delete_drafts
from turnout.models import Chapter, Event
from turnout.rules.refusals import Refused
from turnout.rules.visibility import events_organized_by

from .members import members_only
from .organized import find_organized_chapter
from .removals import offer_undo
from .requests import MemberRequest, viewer_of


@require_POST
@members_only
def publish(request: MemberRequest, slug: str) -> HttpResponse:
    """Put those online that the list showed; what somebody published meanwhile stays so."""
    chapter, drafts = _find_shown(request, slug)
    count = publish_drafts(drafts, by=request.user)
    if count:
        said = ngettext(
            "Published. Everyone can see it now.", "%(count)d events are published. Everyone can see them now.", count
        )
        messages.success(request, said % {"count": count})
    else:
        messages.warning(request, _("These are no drafts any more. Load the page again."))
    return redirect("organize-chapter", chapter.slug)


@require_POST
@members_only
def delete(request: MemberRequest, slug: str) -> HttpResponse:
    """Delete those that the list showed; for a moment that can be undone."""
    chapter, drafts = _find_shown(request, slug)
    try:
        offer_undo(request, delete_drafts(drafts, by=request.user))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("organize-chapter", chapter.slug)


def _find_shown(request: MemberRequest, slug: str) -> tuple[Chapter, QuerySet[Event]]:
    """Return the chapter, and which of its events the list showed."""
    viewer = viewer_of(request)
    chapter = find_organized_chapter(request, slug)
    shown = events_organized_by(viewer).filter(chapter=chapter, public_id__in=request.POST.getlist("event"))
    # Without what they are joined with, which cannot be locked.
    return chapter, Event.objects.filter(pk__in=shown.values("pk"))

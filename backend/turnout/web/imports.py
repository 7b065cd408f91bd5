"""The organizer's spreadsheet: chosen, looked at row by row, mended in place, and only then imported."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from turnout.actions.import_drafts import forget_draft, import_draft, judge_draft, keep_table, mend_rows
from turnout.actions.import_plans import ImportResult
from turnout.actions.import_rows import Fate
from turnout.models import Chapter, ImportDraft
from turnout.rules.refusals import Reason, Refused
from turnout.rules.visibility import import_drafts_of
from turnout.spreadsheets.samples import explain_columns, make_sample
from turnout.spreadsheets.schedule import MOST_BYTES, refuse_large
from turnout.spreadsheets.writing import TYPES, write_table

from .forms import PlainForm
from .import_pages import read_cells, show_review, show_row
from .members import members_only
from .organized import find_organized_chapter
from .requests import MemberRequest, viewer_of


class FileForm(PlainForm):
    file = forms.FileField(
        label=_("Your spreadsheet"),
        help_text=_("An .xlsx or .csv file of 5 MB at most. Choose it, or drop it here."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def choose_file(request: MemberRequest, slug: str) -> HttpResponse:
    """The page that takes a file, and leads on to what it would do."""
    chapter = find_organized_chapter(request, slug)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise refuse_large()
            draft = keep_table(chapter, file.read(), name=file.name or "", by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("organize-import-rows", chapter.slug, draft.public_id)
    facts = {"chapter": chapter, "form": form, "drafts": _drafts(request, chapter).defer("rows", "columns")}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "organize/import.html", facts, status=status)


@require_safe
@members_only
def give_sample(request: MemberRequest, slug: str, form: str) -> HttpResponse:
    """The spreadsheet to begin with, in the chapter's language."""
    chapter = find_organized_chapter(request, slug)
    if form not in TYPES:
        raise Http404
    with translation.override(chapter.language):
        today = timezone.now().astimezone(chapter.zone).date()
        data = write_table(make_sample(today), form, explain_columns(chapter.zone))
    return HttpResponse(
        data,
        content_type=TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{chapter.slug}.{form}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def look_at_rows(request: MemberRequest, slug: str, public_id: str) -> HttpResponse:
    """Every row with what it would do, or why not. A POST brings rows that were mended, and judges them again."""
    chapter = find_organized_chapter(request, slug)
    draft = _find_draft(request, chapter, public_id)
    if draft is None:
        return _say_gone(request, chapter)
    if request.method != "POST":
        return show_review(request, draft, judge_draft(draft))
    try:
        draft = mend_rows(draft, read_cells(request.POST, draft))
    except Refused as refusal:
        return _say_gone(request, chapter, str(refusal))
    row = request.POST.get("row", "")
    if request.htmx:
        return show_row(request, draft, judge_draft(draft), number=int(row) if row.isdecimal() else 0)
    return redirect(f"{request.get_full_path()}#row-{row}" if row.isdecimal() else request.get_full_path())


@require_POST
@members_only
def save_rows(request: MemberRequest, slug: str, public_id: str) -> HttpResponse:
    """Import exactly what was shown; what differs by now is shown again first."""
    chapter = find_organized_chapter(request, slug)
    draft = _find_draft(request, chapter, public_id)
    if draft is None:
        return _say_gone(request, chapter)
    back = reverse("organize-import-rows", args=[chapter.slug, draft.public_id])
    try:
        draft = mend_rows(draft, read_cells(request.POST, draft))
        result = import_draft(
            draft,
            by=request.user,
            if_plan=request.POST.get("seen") or "-",
            skip_bad="skip_bad" in request.POST,
            publish=request.POST.get("publish") != "no",
        )
    except Refused as refusal:
        if refusal.reason != Reason.CHANGED_MEANWHILE:
            return _say_gone(request, chapter, str(refusal))
        messages.warning(request, _t("Nothing is imported yet: something here is new. Look again, then import."))
        return redirect(back)
    if result.is_stopped:
        error = _t("Mend the rows that need you, or say that they are left out.")
        return show_review(request, draft, result, error=error, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _say_done(result))
    return redirect("organize-chapter", chapter.slug)


@require_POST
@members_only
def throw_away(request: MemberRequest, slug: str, public_id: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    if draft := _find_draft(request, chapter, public_id):
        forget_draft(draft)
    return redirect("organize-import", chapter.slug)


def _say_done(result: ImportResult) -> str:
    created, changed = result.count(Fate.CREATED), result.count(Fate.CHANGED)
    said = []
    if created:
        said.append(ngettext("%(count)d shift is new.", "%(count)d shifts are new.", created) % {"count": created})
    if changed:
        said.append(ngettext("%(count)d was changed.", "%(count)d were changed.", changed) % {"count": changed})
    return " ".join([_t("Imported."), *said])


def _say_gone(request: MemberRequest, chapter: Chapter, sentence: str = "") -> HttpResponse:
    gone = sentence or _t("This file was imported already, or thrown away. Choose it again.")
    messages.warning(request, gone)
    answer = redirect("organize-import", chapter.slug)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def _drafts(request: MemberRequest, chapter: Chapter) -> Any:
    return import_drafts_of(viewer_of(request)).filter(chapter=chapter)


def _find_draft(request: MemberRequest, chapter: Chapter, public_id: str) -> ImportDraft | None:
    """Return one's own spreadsheet of that id, if it is still kept."""
    draft: ImportDraft | None = _drafts(request, chapter).filter(public_id=public_id).first()
    if draft:
        draft.chapter = chapter
    return draft

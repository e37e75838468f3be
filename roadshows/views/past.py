"""Events of before from a file: upload, look at each row, save, undo."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roadshows import past_files, past_rows
from roadshows.actions import past, past_claims
from roadshows.actions.errors import ImportInUse
from roadshows.models import EditionImport
from roadshows.states import IMPORT_WORKING, ImportState
from scouting.accounts.states import WrongState, changes_of
from scouting.base import clock, exports


@require_safe
def template(request):
    header, example = past_rows.words()["template"]["en" if get_language() == "en" else "zh"]
    return exports.xlsx_file("past-events", header, [example])


def imports(request):
    error = ""
    if request.method == "POST":
        error, made = read(request)
        if made:
            return redirect("roadshows:past_one", made.pk)
    rows = EditionImport.objects.visible_to(request.user).select_related("by").defer("rows", "made")[:30]
    return render(request, "roadshows/past.html", {"imports": rows, "error": error}, status=422 if error else 200)


def read(request):
    """(what is wrong, the import)."""
    upload = request.FILES.get("file")
    if upload is None:
        return _("Choose a file."), None
    if upload.size > past_files.LARGEST:
        return _("The file is larger than 2 MB: split it."), None
    try:
        rows = past_files.rows_of(upload.name, upload.read())
    except past_files.Unreadable as error:
        return str(error), None
    if not rows or "date" not in past_rows.columns_of(rows[0])[0].values():
        return _("The first row must hold the headings, a date among them. Compare the template."), None
    if past.number_of_projects(rows) > past.MOST_PROJECTS:
        return _("More than %(n)s projects: split the file.") % {"n": f"{past.MOST_PROJECTS:,}"}, None
    return "", past.keep(rows, file_name=upload.name, by=request.user, now=clock.now())


def import_of(request, pk):
    return get_object_or_404(EditionImport.objects.visible_to(request.user).select_related("by"), pk=pk)


@require_safe
def one(request, pk):
    found = import_of(request, pk)
    judged = past.judge(found, now=clock.now()) if found.state == ImportState.READ else []
    good = sum(j.verdict in (past.NEW, past.UPDATE) for j in judged)
    undone = changes_of(found).filter(after=ImportState.UNDONE).first()
    context = {
        "found": found,
        "working": found.state in IMPORT_WORKING,
        "undone": undone,
        "rows": [shown(j) for j in judged],
        "good": good,
        "label": ngettext("Save %(n)d row", "Save %(n)d rows", good) % {"n": good},
        "made": {name: len(found.made.get(name, ())) for name in ("editions", "registrations", "outcomes", "before")},
        "said": [] if undone else said(found),
        "problem": problem(found),
    }
    return render(request, "roadshows/past_one.html", context)


def said(found):
    """How saving ended, in sentences: rows saved, and rows left out because something in them is wrong."""
    saved, wrong = found.progress.get("saved"), found.progress.get("wrong", 0)
    if saved is None:
        return []
    lines = [ngettext("%(n)d row is saved.", "%(n)d rows are saved.", saved) % {"n": saved}]
    if wrong:
        text = ngettext("%(n)d row with mistakes stayed out.", "%(n)d rows with mistakes stayed out.", wrong)
        lines.append(text % {"n": wrong})
    return lines


def problem(found):
    """Why saving or undoing ended early."""
    code, numbers = found.progress.get("problem"), {name: found.progress.get(name, 0) for name in ("done", "all")}
    if not code:
        return ""
    if code == past_claims.IN_USE:
        return str(ImportInUse(found.progress["added"]))
    if found.state == ImportState.FAILED:
        text = _("Saving broke off after %(done)d of %(all)d rows. What is saved stays: go on saving, or undo it.")
    else:
        text = _("Undoing broke off after %(done)d of %(all)d events. Undo again: it goes on with what is left.")
    return text % numbers


@require_safe
def progress(request, pk):
    """How far it has come, asked for again and again; once it is over the page is loaded anew."""
    found = import_of(request, pk)
    if found.state in IMPORT_WORKING:
        return render(request, "roadshows/_past_progress.html", {"found": found})
    answer = HttpResponse(status=204)
    answer["HX-Refresh"] = "true"
    return answer


TONES = {past.NEW: "good", past.UPDATE: "wait", past.SAME: "info", past.ERROR: "bad"}


def shown(judged):
    row = judged.row
    return {
        "line": row.line,
        "date": row.cells.get("date", ""),
        "theme": row.cells.get("theme", ""),
        "projects": [f"{t.name} · {t.company or t.team}" for t in row.projects],
        "verdict": verdict(judged.verdict),
        "tone": TONES[judged.verdict],
        "errors": row.errors,
        "notes": row.notes,
        "edition": judged.edition,
        "changes": [row.cells["#"].get(name, name) for name in judged.changes],
    }


def verdict(code):
    return {past.NEW: _("new"), past.UPDATE: _("update"), past.SAME: _("same"), past.ERROR: _("error")}[code]


ASKED = {  # what is said to who asks for what was asked before
    ImportState.SAVING: gettext_lazy("This import is being saved already."),
    ImportState.CONFIRMED: gettext_lazy("This import was saved already."),
    ImportState.UNDOING: gettext_lazy("This import is being undone."),
    ImportState.UNDONE: gettext_lazy("This import was undone already."),
}


@require_POST
def confirm(request, pk):
    return ask(request, pk, ImportState.SAVING)


@require_POST
def undo(request, pk):
    return ask(request, pk, ImportState.UNDOING)


def ask(request, pk, wanted):
    """Saving and undoing go on in the background; the page shows how far they are."""
    found = import_of(request, pk)
    try:
        past_claims.ask(found, wanted, by=request.user, now=clock.now())
    except WrongState as error:
        messages.info(request, ASKED.get(error.obj.state, _("There is nothing to undo.")))
    return redirect("roadshows:past_one", pk)

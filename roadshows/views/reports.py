"""What an edition came to: a page that prints, a file, and the attendance that its organiser enters."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roadshows import compare as comparison
from roadshows import report_words
from roadshows import viewers as viewers_file
from roadshows.actions import outcomes
from roadshows.actions.errors import Refused
from roadshows.forms.after import AttendanceForm
from roadshows.forms.checkin import ViewersForm
from roadshows.models import Edition
from roadshows.report import report_of
from roadshows.states import EditionState
from roadshows.views.common import decides, edition_of
from scouting.accounts.records import log_export
from scouting.base import clock, exports


@require_safe
def report(request, slug):
    shown = edition_of(request, slug)
    if request.GET.get("format") == "xlsx":
        log_export(Edition, by=request.user, now=clock.now(), what=f"report {shown.slug}")
        return exports.xlsx_file(f"report-{shown.slug}", report_words.header(), report_words.table(report_of(shown)))
    return report_page(request, shown)


def report_page(request, shown, form=None, file=None):
    found = report_of(shown)
    context = {
        "edition": shown,
        "report": found,
        "sections": report_words.sections(found),
        "projects": report_words.project_rows(found),
        "funds": report_words.fund_rows(found),
        "recap": report_words.recap(found),
        "held": shown.state == EditionState.HELD,
        "now": clock.now(),
        "form": (form or AttendanceForm(edition=shown)) if decides(request.user) else None,
        "file": file or ViewersForm(),
    }
    return render(request, "roadshows/report.html", context, status=422 if form or file else 200)


@require_safe
def compare(request):
    """All roadshows since the first, drawn and as a table."""
    now = clock.now()
    rows = comparison.rows_of(comparison.held(request.user, now), now)
    if request.GET.get("format") == "xlsx":
        log_export(Edition, by=request.user, now=now, what="compare")
        return exports.xlsx_file("roadshows", comparison.header(), comparison.table(rows))
    context = {
        "rows": list(reversed(rows)),
        "drawings": comparison.drawings(rows),
        "all": comparison.sum_of(rows),
        "imports": decides(request.user),
    }
    return render(request, "roadshows/compare.html", context)


@require_POST
def attendance(request, slug):
    shown = edition_of(request, slug)
    form = AttendanceForm(request.POST, edition=shown)
    if not form.is_valid():
        return report_page(request, shown, form)
    try:
        outcomes.record_attendance(shown, by=request.user, now=clock.now(), **form.cleaned_data)
    except Refused as error:
        form.add_error("peak", str(error))
        return report_page(request, shown, form)
    messages.success(request, _("Saved."))
    return redirect(reverse("roadshows:report", args=[shown.slug]))


@require_POST
def viewers(request, slug):
    """The peak from a file of viewers over time; the views in all are a figure of their own and stay as they are."""
    shown = edition_of(request, slug)
    form = ViewersForm(request.POST, request.FILES)
    if not form.is_valid():
        return report_page(request, shown, file=form)
    given = form.cleaned_data["file"]
    try:
        rows = viewers_file.read(given.read(viewers_file.LARGEST + 1), given.name)
        at, peak = max(rows, key=lambda row: row[1])
        outcomes.record_viewers(shown, by=request.user, now=clock.now(), peak=peak, total=shown.viewers_total)
    except ValidationError as error:
        form.add_error("file", error)
        return report_page(request, shown, file=form)
    except Refused as error:
        form.add_error("file", str(error))
        return report_page(request, shown, file=form)
    words = {"n": f"{peak:,}", "at": at, "rows": len(rows)}
    messages.success(request, _("Most viewers at once: %(n)s, at %(at)s (of %(rows)s rows).") % words)
    return redirect(reverse("roadshows:report", args=[shown.slug]))

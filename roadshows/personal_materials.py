"""The presenter completes the materials behind the personal link: words keep themselves, files are checked at once."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from roadshows import handed_in, uploads
from roadshows.actions import materials as verbs
from roadshows.actions import uploads as files
from roadshows.actions.errors import BadFile, Refused, TooManyFiles
from roadshows.forms.completing import WordsForm
from roadshows.materials import Kind
from scouting.accounts.models.audit import Via
from scouting.base import clock
from scouting.base.visitors import in_wechat, too_often

OF_FILES, PER_HOUR = 3600, 60  # each file is read by a process of its own


def context_of(request, reg, now, *, words=None, errors=None):
    """What the page shows of materials, and whether it still takes any."""
    rows = handed_in.rows_of(reg)
    for row in rows:
        row.error = (errors or {}).get(row.item.code, "")
    open_now = verbs.may_complete(reg, now)
    texts = handed_in.of_kind(rows, Kind.TEXT)
    return {
        "rows": rows,
        "files": handed_in.of_kind(rows, Kind.FILE),
        "ticks": handed_in.of_kind(rows, Kind.TICK),
        "to_declare": [row for row in handed_in.of_kind(rows, Kind.TICK) if not row.has],
        "completable": open_now,
        "words": words or (WordsForm(reg=reg, rows=texts) if open_now and reg.project_id else None),
        "wechat": in_wechat(request),
        "here": request.build_absolute_uri(request.path),
    }


def download(link, reg, pk):
    """One of the presenter's own files, of this registration."""
    upload = uploads.found(pk)
    if upload.registration_id != reg.pk:
        return HttpResponse(status=404)
    return uploads.send(link, pk, now=clock.now())


def upload(request, reg, link, now):
    """Take the file; what is wrong with it stands beside its field."""
    code = request.POST.get("code", "")
    try:
        if too_often(request, f"upload:{reg.pk}", most=PER_HOUR, seconds=OF_FILES):
            raise TooManyFiles(PER_HOUR)
        file = request.FILES.get("file")
        if file is None:
            raise BadFile("missing")
        found = files.take_in(reg, code=code, file=file, now=now, subject=link.subject, via=Via.LINK)
    except Refused as error:
        return refused(request, code, error)
    messages.success(request, _("“%(name)s” is checked and kept.") % {"name": found.name})
    return back(request)


def refused(request, code, error):
    if request.headers.get("X-Upload"):
        return JsonResponse({"error": str(error)}, status=422)
    return {code: str(error)}


def back(request):
    address = f"{request.path}#materials"
    return JsonResponse({"url": address}) if request.headers.get("X-Upload") else HttpResponseRedirect(address)


def withdraw_file(request, reg, link, now):
    pk = request.POST.get("upload", "")
    mine = reg.uploads.filter(pk=pk).select_related("registration").first() if pk.isdecimal() and len(pk) < 19 else None
    if mine is None:
        return ""
    files.withdraw(mine, now=now, subject=link.subject, via=Via.LINK)
    return _("Withdrawn; the file is deleted in thirty days.")


def declare(request, reg, link, now):
    """The statements a presenter can give here; consent to pass on contact details is recorded as such."""
    given = [code for code in request.POST.getlist("declare") if not reg.materials.get(code)]
    before = reg.materials
    verbs.declare(reg, codes=given, subject=link.subject, now=now)
    return _("Thank you, noted.") if reg.materials != before else ""


def take_back(request, reg, link, now):
    verbs.require_completable(reg, now)
    verbs.take_back(reg, code=request.POST.get("code", ""), subject=link.subject, now=now)
    return _("Taken back.")


def save_words(request, reg, link, now):
    """Keep what was typed: the autosave's answer in JSON, or the form with what is wrong beside its fields, or None."""
    rows = handed_in.of_kind(handed_in.rows_of(reg), Kind.TEXT)
    verbs.require_completable(reg, now)
    form = WordsForm(request.POST, reg=reg, rows=rows)
    good = form.is_valid()
    verbs.save_words(reg, subject=link.subject, now=now, changes=form.changes())
    if request.headers.get("X-Autosave"):
        saved = _("Saved at %(time)s") % {"time": f"{clock.local(now):%H:%M}"}
        said = saved if good else next(iter(form.errors.values()))[0]
        return JsonResponse({"message": said})
    return None if good else form

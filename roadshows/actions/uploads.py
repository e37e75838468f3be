"""Files come in, are replaced and withdrawn. What is kept was checked first, in a process of its own."""

import unicodedata
from datetime import timedelta

from django.db import transaction

from roadshows import storing
from roadshows.actions.errors import BadFile, NoSuchItem, TooManyFiles
from roadshows.actions.materials import lock, note_materials, require_completable
from roadshows.actions.tallies import tally_all
from roadshows.filecheck.checking import check
from roadshows.materials import Kind, item_of
from roadshows.models import Registration, Upload
from roadshows.states import RegistrationState, UploadState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState, log_change, move
from scouting.base.uploads import LARGEST

IMAGES = ("jpeg", "png")
WITH_IMAGES = ("licence",)  # a photograph of the paper will do
MOST = 40  # files of one registration, former ones too
KEPT_AFTER = timedelta(days=30)  # once withdrawn
ORPHAN_AFTER = timedelta(days=1)  # a file that no row names may be on its way in
LONGEST_NAME = 120
ENDINGS = {"pdf": (".pdf",), "pptx": (".pptx", ".ppsx"), "jpeg": (".jpg", ".jpeg"), "png": (".png",)}
UPLOADED, FILE_WITHDRAWN = "uploaded", "file_withdrawn"


def accepts(item):
    """The formats an item takes."""
    return ("pdf", "pptx", *(IMAGES if item.code in WITH_IMAGES else ()))


def take_in(reg, *, code, file, now, by=None, subject=None, via=Via.PAGE):
    """Check an uploaded file and keep it as the current one of its item. The same file again changes nothing.

    A presenter (`subject`) may until the agenda is frozen, the team always. Raises BadFile, NoSuchItem, TooLate,
    TooManyFiles; nothing of a refused file is kept.
    """
    item = item_of(reg.edition, code)
    if item is None or item.kind != Kind.FILE:
        raise NoSuchItem
    if subject is not None:
        require_completable(reg, now)
    if file.size > LARGEST:
        raise BadFile("too_big", size=file.size)
    stored = storing.keep(file.chunks())
    try:
        report, who = examined(stored, item), {"by": by, "subject": subject, "via": via}
        found = _record(reg, item, stored, report, name_of(file.name, report.format), now, who)
    except BaseException:
        storing.drop(stored)
        raise
    if found.stored != stored:
        storing.drop(stored)
    return found


def examined(stored, item):
    report = check(storing.path_of(stored))
    if not report.ok:
        raise BadFile(report.reason)
    if report.format not in accepts(item):
        raise BadFile("unknown")
    return report


def name_of(name, format):
    """What the file was called, without any folder and without signs that turn text around or hide in it.

    It ends as what was found in it: a PDF may be a program to a machine that is told so by ".bat" or ".html".
    """
    base = (name or "").replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C")
    stem, dot, ending = seen.strip(" .").rpartition(".")
    whole = f"{stem[:LONGEST_NAME]}{dot}{ending[:8]}" if dot and stem else seen[:LONGEST_NAME]
    whole = whole.strip(" .") or "file"
    return whole if whole.lower().endswith(ENDINGS[format]) else f"{whole}{ENDINGS[format][0]}"


@transaction.atomic
def _record(reg, item, stored, report, name, now, who):
    row = lock(reg)
    if who["subject"] is not None:
        require_completable(row, now)
    sha256 = storing.digest(stored)
    held = Upload.objects.select_for_update().filter(registration=row, code=item.code, state=UploadState.CURRENT)
    held = held.first()
    if held and held.sha256 == sha256:
        return held
    if row.uploads.filter(gone_at=None).count() >= MOST:
        raise TooManyFiles(MOST)
    if held:
        move(held, UploadState.REPLACED, now=now, ended_at=now, **who)
    made = Upload.objects.create(
        registration=row,
        code=item.code,
        stored=stored,
        name=name,
        format=report.format,
        pages=report.pages,
        size=storing.path_of(stored).stat().st_size,
        sha256=sha256,
        at=now,
        demo=row.demo,
        **who,
    )
    log_change(row, row.state, UPLOADED, now=now, reason=item.code, **who)
    note_materials(reg, now=now, received={item.code: True}, by=who["by"], subject=who["subject"])
    return made


@transaction.atomic
def withdraw(upload, *, now, by=None, subject=None, via=Via.PAGE):
    """Take a file back. It is missing again, and deleted after thirty days. Twice is once."""
    reg = lock(upload.registration)
    if subject is not None:
        require_completable(reg, now)
    who = {"by": by, "subject": subject, "via": via}
    try:
        move(upload, UploadState.WITHDRAWN, now=now, ended_at=now, **who)
    except WrongState:
        return upload
    log_change(reg, reg.state, FILE_WITHDRAWN, now=now, reason=upload.code, **who)
    note_materials(reg, now=now, received={upload.code: False}, by=by, subject=subject)
    return upload


# --- what a day leaves behind ---------------------------------------------------------------------
def sweep(*, now):
    """Delete files whose time is over and those that no row names; count again. Returns how many files went."""
    gone = [_delete(upload, now) for upload in overdue(now)]
    tally_all(Registration.objects.exclude(state=RegistrationState.DRAFT), now=now)
    return len(gone) + sweep_orphans(now)


def overdue(now):
    """Files withdrawn, or of a registration withdrawn, more than thirty days ago."""
    before = now - KEPT_AFTER
    rows = Upload.objects.filter(gone_at=None)
    taken_back = rows.filter(state=UploadState.WITHDRAWN, ended_at__lt=before)
    left = rows.filter(registration__state=RegistrationState.WITHDRAWN, registration__entered_state_at__lt=before)
    return (taken_back | left).distinct()


def _delete(upload, now):
    """First the row says so, then the file goes: a row never promises a file that is not there."""
    Upload.objects.filter(pk=upload.pk).update(gone_at=now)
    storing.drop(upload.stored)
    return upload


def sweep_orphans(now):
    """Files of uploads that broke off, and of registrations that were deleted."""
    old = [
        path.name
        for path in storing.folder().iterdir()
        if path.is_file() and path.stat().st_mtime < (now - ORPHAN_AFTER).timestamp()
    ]
    known = set(Upload.objects.filter(stored__in=old, gone_at=None).values_list("stored", flat=True))
    return sum(storing.drop(name) for name in old if name not in known)

"""What was handed in for one event comes along to a later one: files and words, not statements.

A statement is made for one event, its funds and its jury, so it is asked for again.
"""

from roadshows import storing
from roadshows.actions.tallies import tally
from roadshows.materials import Kind, asked_for
from roadshows.models import Answer, Upload
from roadshows.states import UploadState
from scouting.accounts.states import remember_history

PIECE = 1 << 20


def bring_along(old, new, *, by, now):
    """Part of rolling on. Each registration has its own copy of a file, since each loses it in its own time."""
    kinds = {item.code: item.kind for item in asked_for(new.edition)}
    held = {u.code: _copy(u, new) for u in old.uploads.current()}
    for answer in old.answers.filter(ended_at=None, version="").exclude(text=""):
        if kinds.get(answer.code) == Kind.TEXT:
            _again(answer, new)
    lost = {code: False for code, there in held.items() if not there}
    statements = {code: False for code, kind in kinds.items() if kind == Kind.TICK and new.materials.get(code)}
    new.materials = new.materials | lost | statements
    tally(new, now=now)
    remember_history(new, by=by)


def take_along(upload, reg):
    """The presentation of an earlier registration of the same company, ticked on the form; part of sending in.

    What was handed in for this one meanwhile stays.
    """
    company = upload.registration.project.company_id
    wanted = any(item.code == upload.code and item.kind == Kind.FILE for item in asked_for(reg.edition))
    if company is None or company != reg.project.company_id or upload.state != UploadState.CURRENT or not wanted:
        return
    if not reg.uploads.current().filter(code=upload.code).exists() and _copy(upload, reg):
        reg.materials = reg.materials | {upload.code: True}


def _copy(upload, new):
    """The same file under a name of its own, as uploaded then. None where it was deleted meanwhile."""
    path = storing.path_of(upload.stored)
    if upload.gone_at or not path.exists():
        return None
    with path.open("rb") as file:
        stored = storing.keep(iter(lambda: file.read(PIECE), b""))  # the nightly sweep takes it if this breaks off
    kept = ("code", "name", "format", "pages", "size", "sha256", "at", "by", "subject", "via", "demo")
    return Upload.objects.create(registration=new, stored=stored, **{name: getattr(upload, name) for name in kept})


def _again(answer, new):
    kept = ("code", "text", "at", "by", "subject", "via")
    return Answer.objects.create(registration=new, **{name: getattr(answer, name) for name in kept})

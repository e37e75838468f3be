"""Who may have a handed-in file, and how it is sent: as an attachment that no browser opens by itself."""

from django.http import FileResponse, Http404

from roadshows import decks, storing
from roadshows.actions import sheets
from roadshows.materials import item_of
from roadshows.models import Sheet, Upload
from roadshows.states import UploadState
from scouting.accounts.models import PersonalLink
from scouting.accounts.models.audit import Via
from scouting.accounts.roles import Role

TYPES = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "jpeg": "image/jpeg",
    "png": "image/png",
}


def may_download(viewer, upload, *, now):
    """Whether a user, or who holds a personal link, may have this file.

    The team with the registration, former versions too; the presenter their own current files; an expert what the
    edition shows to experts, of a project they read, where the review is not blind; a fund the presentation it asked
    for, once the founder has agreed.
    """
    subject_id = viewer.subject_id
    if isinstance(viewer, PersonalLink):
        return any(may(subject_id, upload, now) for may in (of_presenter, of_expert, decks.open_to))
    if viewer.is_team:
        return Upload.objects.visible_to(viewer).filter(pk=upload.pk).exists()
    ways = {Role.FOUNDER: of_presenter, Role.EXPERT: of_expert, Role.FUND: decks.open_to}
    return any(viewer.has_role(role) and may(subject_id, upload, now) for role, may in ways.items())


def of_presenter(subject_id, upload, now):
    presenter = upload.registration.presenter
    return upload.state == UploadState.CURRENT and presenter is not None and presenter.subject_id == subject_id


def of_expert(subject_id, upload, now):
    if upload.state != UploadState.CURRENT or not shown_to_experts(upload):
        return False
    if not Sheet.objects.of(subject_id).filter(registration=upload.registration_id, review__blind=False).exists():
        return False
    return any(s.registration_id == upload.registration_id for s in open_sheets(subject_id, now))


def open_sheets(subject_id, now):
    """Sheets read with the names on them: those tied to the project are not among them."""
    return [sheet for sheet in sheets.mine(subject_id, now=now) if not sheet.review.blind]


def shown_to_experts(upload):
    item = item_of(upload.registration.edition, upload.code)
    return bool(item and item.experts)


def for_sheet(sheet):
    """The files an expert finds on a sheet; of a project that is read blind there are none, and no word of any."""
    if sheet.review.blind:
        return []
    rows = Upload.objects.current().filter(registration=sheet.registration_id, gone_at=None)
    return [u for u in rows.select_related("registration__edition") if shown_to_experts(u)]


def found(pk):
    """The upload of that number whose file is there, or 404."""
    rows = (
        Upload.objects.filter(pk=pk, gone_at=None)
        if str(pk).isdecimal() and len(str(pk)) < 18
        else Upload.objects.none()
    )
    upload = rows.select_related("registration__edition", "registration__presenter").first()
    if upload is None or not storing.path_of(upload.stored).exists():
        raise Http404
    return upload


def send(viewer, pk, *, now, fetched=True):
    """The file, or 404 for whoever may not have it. A fund that fetches what it asked for is noted to have got it: a
    GET that writes, since that is the moment, behind the digits or a login, and a second one writes nothing."""
    upload = found(pk)
    if not may_download(viewer, upload, now=now):
        raise Http404
    by_link = isinstance(viewer, PersonalLink)
    if fetched and (by_link or viewer.has_role(Role.FUND)):
        decks.note_sent(viewer.subject, upload, via=Via.LINK if by_link else Via.PAGE, now=now)
    return attachment(upload)


def attachment(upload):
    """Never shown in place: saved under its name, its type not guessed, and without rights if opened after all."""
    file = storing.path_of(upload.stored).open("rb")
    answer = FileResponse(file, as_attachment=True, filename=upload.name, content_type=TYPES[upload.format])
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    answer["Accept-Ranges"] = "none"
    return answer

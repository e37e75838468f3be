"""Applications from the login-free call page: kept apart until one promoter claims them."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.utils import IntegrityError

from roadshows.actions.deadlines import require_open
from roadshows.actions.errors import AlreadyClaimed
from roadshows.models import Application, Registration
from roadshows.states import RegistrationState
from scouting.accounts.states import log_change

FIELDS = ("company_name", "project_name", "one_liner", "track", "stage", "contact_name", "mobile", "email")
SOURCE = "call"
AGAIN = timedelta(days=1)


def apply_publicly(edition, *, now, data):
    """What a founder typed on the call page, once per uid. Raises DeadlinePassed, CallNotOpen.

    `data`: uid, company_name, project_name, one_liner, track, stage, ask_text, contact_name, mobile, email, language,
    notice_version. Nothing is looked up: the answer tells nobody who is known here.
    """
    uid = data.get("uid") or uuid.uuid4()
    found = Application.objects.filter(uid=uid).first() or _same(edition, now, data)
    if found:
        return found
    require_open(edition, now)
    try:
        with transaction.atomic():
            return _receive(edition, uid, now, data)
    except IntegrityError:
        return Application.objects.get(uid=uid)


def _same(edition, now, data):
    """The very same words sent again by going back in the browser; who types them knows them already."""
    typed = {name: data.get(name) or "" for name in (*FIELDS, "ask_text")}
    return Application.objects.filter(edition=edition, received_at__gt=now - AGAIN, **typed).first()


def _receive(edition, uid, now, data):
    typed = {name: data.get(name) or "" for name in (*FIELDS, "ask_text")}
    application = Application.objects.create(
        edition=edition,
        uid=uid,
        language=data.get("language") or "zh-hans",
        notice_version=data["notice_version"],
        received_at=now,
        **typed,
    )
    log_change(application, "", "received", now=now)
    return application


@transaction.atomic
def claim(application, *, by, now):
    """Make the application a draft of `by`. Claiming one's own again returns it; raises AlreadyClaimed."""
    unclaimed = Application.objects.filter(pk=application.pk, claimed_by__isnull=True)
    if not unclaimed.update(claimed_by=by, claimed_at=now):
        application.refresh_from_db()
        if application.claimed_by_id == by.pk and application.registration:
            return application.registration
        raise AlreadyClaimed(application)
    application.refresh_from_db()
    reg = Registration.objects.create(
        edition=application.edition,
        owner=by,
        source=SOURCE,
        draft=_as_draft(application),
        draft_saved_at=now,
        entered_state_at=now,
        demo=application.demo,
    )
    log_change(reg, "", RegistrationState.DRAFT, now=now, by=by)
    log_change(application, "received", "claimed", now=now, by=by)
    Application.objects.filter(pk=application.pk).update(registration=reg)
    application.registration = reg
    return reg


def _as_draft(application):
    """The form's names for what the founder typed."""
    return {
        "company_name": application.company_name,
        "project_name": application.project_name,
        "one_liner": application.one_liner,
        "track": application.track,
        "stage": application.stage,
        "ask": application.ask_text,
        "presenter_name": application.contact_name,
        "mobile": application.mobile,
        "email": application.email,
    }

"""The login-free page of a call: what it is about, until when, and a form. It tells nobody who is known here."""

import uuid

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from roadshows import materials
from roadshows.actions import registrations
from roadshows.actions.deadlines import effective_deadline, require_open
from roadshows.actions.errors import CallNotYetOpen, Refused
from roadshows.forms.call import ApplyForm
from roadshows.models import Edition
from roadshows.models.edition import Series
from roadshows.states import EditionState
from roadshows.views.common import outside
from scouting.base import clock
from scouting.base.visitors import too_often

NOTICE = "2026-11"  # the version of templates/roadshows/_notice.html; a new text is a new version
MOST, SECONDS = 12, 3600  # applications an hour from one address: an incubator's founders share one


def edition_of(slug):
    """Announced roadshows only: what is not public yet does not exist here."""
    rows = Edition.objects.announced().filter(series=Series.ROADSHOW)
    return get_object_or_404(rows.select_related("owner"), slug=slug)


@never_cache
def call(request, slug):
    edition = edition_of(slug)
    return show(request, edition, ApplyForm(initial={"uid": uuid.uuid4()}))


def show(request, edition, form, status=200):
    now = clock.now()
    context = {
        "edition": edition,
        "form": form,
        "deadline": effective_deadline(edition),
        "materials": [item.label for item in materials.asked_for(edition)],
        "url": outside("roadshows:call", edition.slug),
        "why_closed": why_closed(edition, now),
        "notice": NOTICE,
    }
    return render(request, "roadshows/call.html", context, status=status)


def why_closed(edition, now):
    """Why nobody can apply, in a founder's words; empty while the call is open."""
    if edition.state == EditionState.CANCELLED:
        return _("This event does not take place.")
    try:
        require_open(edition, now)
    except CallNotYetOpen as error:
        return str(error)
    except Refused:
        return _("The call is closed.")
    return ""


@require_POST
@never_cache
def apply(request, slug):
    edition = edition_of(slug)
    form = ApplyForm(request.POST)
    if form.data.get("homepage"):  # a program: it learns nothing, and nothing is kept
        return redirect("roadshows:thanks", slug, uuid.uuid4())
    if too_often(request, "apply", most=MOST, seconds=SECONDS):
        return render(request, "429.html", status=429)
    if why_closed(edition, clock.now()):
        return show(request, edition, form, status=409)
    if not form.is_valid():
        return show(request, edition, form, status=422)
    try:
        application = registrations.apply_publicly(edition, now=clock.now(), data=data_of(form))
    except Refused:
        return show(request, edition, form, status=409)
    return redirect("roadshows:thanks", slug, application.uid)


def data_of(form):
    words = {name: value for name, value in form.cleaned_data.items() if name not in ("agreed", "homepage")}
    return words | {"language": get_language(), "notice_version": NOTICE}


@never_cache
def thanks(request, slug, uid):
    """The same for everybody, programs included; the reference is part of the form's own number."""
    return render(request, "roadshows/thanks.html", {"edition": edition_of(slug), "reference": uid.hex[:8].upper()})

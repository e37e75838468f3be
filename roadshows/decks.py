"""The presentation of a project that was handed in: for colleagues who pass it on, and for a fund that asked for it.

A fund gets it while it still wishes for something, the founder has agreed, and neither took that back: contacts that
were opened and closed again, or a consent that the founder withdrew, close this too. Without it the fund learns
neither a file's name nor that there is one.
"""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from roadshows import portrait
from roadshows.actions import interest
from roadshows.models import ContactOpening, Interest, Upload
from roadshows.querysets import introductions_withdrawn
from roadshows.states import ON_SHOW, PUBLISHED, SEATED, UploadState

DECK = "deck"


def current(registrations):
    """{registration id: the presentation as it stands}, by one query."""
    rows = Upload.objects.current().filter(registration__in=registrations, code=DECK, gone_at=None)
    return {upload.registration_id: upload for upload in rows}


def latest_of(projects, user):
    """{project id: the latest presentation of it that this colleague may open}, by one query."""
    rows = Upload.objects.visible_to(user).current().filter(registration__project__in=projects, code=DECK, gone_at=None)
    return {u.registration.project_id: u for u in rows.select_related("registration").order_by("at", "pk")}


def urls_of(regs, user):
    """{registration id: address} of presentations this colleague may open; the desk and a pair's page link them."""
    rows = Upload.objects.visible_to(user).current().filter(registration__in=regs, code=DECK, gone_at=None)
    return {upload.registration_id: reverse("roadshows:upload", args=[upload.pk]) for upload in rows}


def agreed():
    """Marks on which the fund may have the presentation, whoever reads for it."""
    rows = Interest.objects.deck_agreed().filter(
        Q(invitation__state__in=SEATED) | Q(invitation__attended=True),
        registration__state__in=ON_SHOW,
        registration__edition__state__in=PUBLISHED,
    )
    pair = {"invitation": OuterRef("invitation"), "registration": OuterRef("registration")}
    taken_back = introductions_withdrawn(OuterRef("replier__subject"), OuterRef("replied_at"))
    opened = ContactOpening.objects.filter(**pair)
    live = ContactOpening.objects.live().filter(**pair)
    return rows.exclude(Exists(opened) & ~Exists(live)).exclude(Exists(taken_back))


def for_fund(invitation):
    """{registration id: presentation} that this fund may have, by two queries at most."""
    return current(agreed().filter(invitation=invitation).values("registration"))


def marks_of(subject_id, upload):
    """The marks by which somebody of a fund may have this file; more than one where they stand for two funds."""
    if upload.code != DECK or upload.state != UploadState.CURRENT:
        return Interest.objects.none()
    own = Q(invitation__person__subject=subject_id) | Q(invitation__delegate__subject=subject_id)
    return agreed().filter(own, registration=upload.registration_id)


def open_to(subject_id, upload, now):
    """Whether somebody of a fund may have this file. An expert who must not recognise the project may not."""
    if not marks_of(subject_id, upload).exists():
        return False
    return upload.registration_id not in portrait.hidden_from(subject_id, upload.registration.edition, now=now)


def note_sent(subject, upload, *, via, now):
    """A fund fetched it: whoever owed it to that fund no longer does. Noted once."""
    for mark in marks_of(subject.pk, upload).deck_to_send():
        interest.deck_sent(mark, subject=subject, via=via, now=now)

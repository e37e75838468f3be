"""Contacts of a fund's person and a founder open to each other when both have agreed, and close when one takes it back.

The record names both consents: when, by whom keyed in, by which way. Callers hold the lock on the interest's row.
"""

from companies import timeline
from companies.vocab import Audience, EventKind
from roadshows import interest_letters
from roadshows.actions import moves
from roadshows.models import ContactOpening
from roadshows.querysets import introductions_withdrawn
from roadshows.states import WISHES, Reply, Side
from scouting.accounts.actions import record_consent
from scouting.accounts.models.audit import Via
from scouting.accounts.models.subjects import ConsentKind
from scouting.accounts.states import log_change

OPEN, CLOSED = "open", "closed"


def open_if_agreed(row, *, now):
    """The opening, or None while one side has not agreed. Each side's consent to the introduction is kept as such."""
    if row.state not in WISHES or row.shared_at is None or row.reply != Reply.AGREED:
        return None
    if taken_back(row.sharer, row.shared_at) or taken_back(row.replier, row.replied_at):
        return None
    invitation, reg = row.invitation, row.registration
    close_of_others(row, now=now)
    close_lapsed(row, now=now)
    opening, created = ContactOpening.objects.get_or_create(
        registration=reg, invitation=invitation, withdrawn_at=None, defaults=_columns(row, now)
    )
    if not created:
        return opening
    log_change(opening, "", OPEN, now=now)
    source = f"{invitation.edition.slug}: {invitation.investor.pk}/{reg.pk}"
    for person in (opening.fund_person, opening.presenter):
        record_consent(person.subject, ConsentKind.INTRODUCTION, True, now=now, source=source)
    if reg.project.company:
        data = {"state": "contacts_open", "edition": invitation.edition.slug}
        data |= moves.named(reg.project, invitation.investor)
        timeline.record(reg.project.company, EventKind.ROADSHOW, now=now, data=data, audience=Audience.TEAM)
    interest_letters.tell_opened(opening, now=now)
    return opening


def taken_back(person, since):
    """Whether somebody has said since that no fund is given their contact: they agree anew or not at all."""
    return introductions_withdrawn(person.subject_id, since).exists()


def _columns(row, now):
    return {
        "edition": row.invitation.edition,
        "fund_person": row.sharer,
        "presenter": row.replier,
        "fund_at": row.shared_at,
        "fund_via": row.shared_via,
        "fund_by": row.shared_by,
        "project_at": row.replied_at,
        "project_via": row.replied_via,
        "project_by": row.replied_by,
        "opened_at": now,
        "demo": row.demo,
    }


def close_of_others(row, *, now):
    """An opening between other people than those who agree now: somebody else of the fund, or a new presenter."""
    live = ContactOpening.objects.filter(invitation=row.invitation, registration=row.registration, withdrawn_at=None)
    for opening in live.exclude(fund_person=row.sharer, presenter=row.replier):
        side = Side.FUND if opening.fund_person_id != row.sharer_id else Side.PROJECT
        _close(opening, side, now=now, by=None, subject=None, via=row.shared_via)


def close_of_former(reg, *, now, by):
    """Another presenter: the contact of whoever stood for the project before is no longer open, nor the fund's to them.
    They lose the page on which they could close it themselves; their consent stays on record as it was given.
    """
    held = ContactOpening.objects.filter(registration=reg, withdrawn_at=None).exclude(presenter=reg.presenter_id)
    for opening in held.order_by("pk"):
        _close(opening, Side.PROJECT, now=now, by=by, subject=None, via=Via.PAGE)


def close_lapsed(row, *, now):
    """One that a withdrawn consent had closed to readers; a new agreement opens a new one."""
    held = ContactOpening.objects.filter(invitation=row.invitation, registration=row.registration, withdrawn_at=None)
    for opening in held.exclude(pk__in=ContactOpening.objects.live().values("pk")):
        _close(opening, Side.PROJECT, now=now, by=None, subject=None, via=row.replied_via)


def close(row, side, *, now, by, subject, via):
    """Close what is open between the two; nothing where nothing is."""
    for opening in ContactOpening.objects.filter(
        invitation=row.invitation, registration=row.registration, withdrawn_at=None
    ):
        _close(opening, side, now=now, by=by, subject=subject, via=via)


def _close(opening, side, *, now, by, subject, via):
    live = ContactOpening.objects.filter(pk=opening.pk, withdrawn_at=None)
    if live.update(withdrawn_at=now, withdrawn_side=side, withdrawn_via=via, withdrawn_by=by):
        log_change(opening, OPEN, CLOSED, now=now, by=by, subject=subject, via=via, reason=str(side))
        interest_letters.not_opened_after_all(opening, now=now)

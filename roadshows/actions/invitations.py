"""Funds invited to an edition, within its seats, and what they answer."""

from datetime import timedelta

from django.db import transaction

from companies.actions import people
from companies.formats import phone
from companies.models import Person
from companies.models.people import Basis
from roadshows import letters
from roadshows.actions import meetings, places, seats, waves
from roadshows.actions.errors import NoPlaceLeft, NotOffered, ReasonMissing
from roadshows.actions.moves import lock_still_to_come, require_still_to_come, still_to_come
from roadshows.models import Edition, Invitation
from roadshows.models.edition import Mode
from roadshows.states import COMING, ON_SITE, SEATED, InvitationState
from scouting.accounts.models import StateChange
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState, kind_of, log_change, move
from scouting.base import clock

V = InvitationState
AGREED = (Basis.CONSENT, Basis.CONTRACT)  # who agreed to hear from us; to others a colleague speaks
RELATED = ("edition__owner", "investor", "person__subject", "delegate__subject")
RESEATED, REPRESENTED = "reseated", "represented"


def fresh(pk):
    return Invitation.objects.select_related(*RELATED).get(pk=pk)


@transaction.atomic
def invite(edition, investor, *, by, now, person=None, tell=False):
    """Invite a fund once; a person named later is added. With `tell` they get the letter with their link, once.

    Without it the invitation is spoken by a colleague: a letter to somebody who never agreed to letters is not ours
    to send.
    """
    columns = {"person": person, "demo": edition.demo, "wave": max(waves.next_wave(edition) - 1, 1)}
    columns |= {"invited_at": now, "answer_by": answer_by(edition, now)}
    row, created = Invitation.objects.get_or_create(edition=edition, investor=investor, defaults=columns)
    if created:
        log_change(row, "", row.state, now=now, by=by)
    elif person and row.person_id != person.pk:
        represent(row, person)
    if row.state in (V.PROPOSED, V.DROPPED):
        _ask(row, by=by, now=now)
    if tell:
        write(row, now=now)
    return row


@transaction.atomic
def invite_again(invitation, *, by, now, tell=True):
    """Ask a fund that is proposed, was dropped, declined or did not answer: it gets a new time to answer."""
    require_still_to_come(invitation.edition, now)
    row = fresh(invitation.pk)
    _ask(row, by=by, now=now)
    if tell:
        write(row, now=now)
    return row


def _ask(row, *, by, now):
    until = answer_by(row.edition, now)
    move(row, V.INVITED, by=by, now=now, invited_at=now, answer_by=until, answered_at=None, why_not="", delegate=None)


def answer_by(edition, now):
    """The end of the last day to answer, never after the event begins."""
    last = clock.end_of_day(clock.local_date(now) + timedelta(days=edition.answer_days))
    return min(last, edition.starts)


def write(row, *, now):
    """The letter that invites, once for each time the fund was asked; None where nobody agreed to letters."""
    if row.person is None or row.person.basis not in AGREED:
        return None
    asked = StateChange.objects.filter(kind=kind_of(row), object_id=row.pk, after=V.INVITED).count()
    key = f"roadshows/invitation:{row.pk}:{row.person_id}:{asked}"
    return letters.to_fund(row, "invitation", now=now, key=key)


def represent(row, person):
    """Another person speaks for the fund: the links of the one before open nothing any more."""
    Invitation.objects.filter(pk=row.pk).update(person=person)
    row.person = person


@transaction.atomic
def invite_person(invitation, person, *, by, now):
    """Name somebody else of the fund; where it was invited already, they get the letter."""
    row = fresh(invitation.pk)
    if row.person_id == person.pk:
        return _into(invitation, row)
    letters.supersede(row, now=now)
    represent(row, person)
    log_change(row, row.state, REPRESENTED, now=now, by=by, reason=str(person))
    if row.state in SEATED:
        meetings.follow(row, by=by, now=now)
    if row.state == V.INVITED:
        write(row, now=now)
    return _into(invitation, row)


@transaction.atomic
def invite_wave(edition, *, by, now):
    """Invite those proposed, as far as seats are left; the others stay proposed. Returns who was invited."""
    row = lock_still_to_come(edition.pk, now)
    proposed = Invitation.objects.filter(edition=row, state=V.PROPOSED).select_related(*RELATED)
    left, invited = waves.uncalled(row, states=(V.INVITED,)), []
    for invitation in proposed.order_by("pk"):
        if invitation.seats <= left:
            left -= invitation.seats
            invited.append(invite_again(invitation, by=by, now=now))
    return invited


# --- what they answer -----------------------------------------------------------------------------
def answer(invitation, reply, *, now, **given):
    """Coming, by a delegate, online or not. Raises NoPlaceLeft, NotOffered, EventOver; the same answer twice is once.

    `given`: subject, via, reason, delegate. What a colleague keyed in has `by`; a fund that was only proposed was
    asked in that call.
    """
    if _full_for(invitation, reply, now):
        raise NoPlaceLeft
    return _answer(invitation, reply, now=now, **given)


def _full_for(invitation, reply, now):
    """Whether the room is full for this answer, seen without waiting in line for the edition: a rush on a full room
    is answered at once. An event that is over is refused for that, in line."""
    edition = Edition.objects.get(pk=invitation.edition_id)
    if not _takes_more(edition, reply, invitation.state, invitation.seats) or not still_to_come(edition, now):
        return False
    refuse_other_mode(edition, reply)
    row = Invitation.objects.only("state", "seats").get(pk=invitation.pk)  # it may hold the last seat by now
    return _takes_more(edition, reply, row.state, row.seats)


def _takes_more(edition, reply, state, number):
    before, after = seats.held(state, number), seats.held(reply, number)
    return not seats.fit(edition, after[0] - before[0], after[1] - before[1])


@transaction.atomic
def _answer(invitation, reply, *, now, by=None, subject=None, via=None, reason="", delegate=None):
    edition = lock_still_to_come(invitation.edition_id, now)
    row = fresh(invitation.pk)
    if row.state == reply and row.delegate == delegate:
        return _into(invitation, row)
    if by and row.state in (V.PROPOSED, V.DROPPED):
        _ask(row, by=by, now=now)
    refuse_other_mode(edition, reply)
    before, after = seats.held(row.state, row.seats), seats.held(reply, row.seats)
    if not seats.shift(edition.pk, after[0] - before[0], after[1] - before[1]):
        raise NoPlaceLeft
    via = via or (Via.LINK if subject else Via.PAGE)
    columns = {"answered_at": now, "why_not": reason.strip()[:300], "delegate": delegate}
    move(row, reply, now=now, by=by, subject=subject, via=via, reason=reason.strip(), **columns)
    letters.supersede(row, now=now)
    if reply in SEATED:
        meetings.follow(row, by=by, now=now)
    else:
        meetings.leave(invitation=row, by=by, now=now)
    if reply not in ON_SITE:
        waves.propose_next(edition, now=now)
    return _into(invitation, row)


def _into(invitation, row):
    """The object the caller holds, as the row stands now."""
    invitation.refresh_from_db()
    for name in ("person", "delegate"):
        setattr(invitation, name, getattr(row, name))
    return invitation


def refuse_other_mode(edition, reply):
    if (reply in ON_SITE and edition.mode == Mode.ONLINE) or (reply == V.ONLINE and edition.mode == Mode.ONSITE):
        raise NotOffered


@transaction.atomic
def send_delegate(invitation, *, name, mobile, now, by=None, subject=None, via=None):
    """Somebody else comes for the fund, is written to, and can answer for it too. Raises ValidationError."""
    person = _delegate(invitation, name, mobile, by=by, now=now)
    row = answer(invitation, V.DELEGATED, now=now, by=by, subject=subject, via=via, delegate=person)
    key = f"roadshows/invitation_delegate:{row.pk}:{person.pk}"
    host = row.person or row.investor
    letters.to_fund(row, "invitation_delegate", now=now, key=key, host=host, fund=row.investor)
    return row


def _delegate(invitation, name, mobile, *, by, now):
    """The person of that name and number, or a new one at the fund."""
    name, number = name.strip(), phone.parse(mobile).e164
    known = Person.objects.filter(mobile_e164=number, name=name, demo=invitation.investor.demo).exclude(mobile_e164="")
    found = known.select_related("subject").first()
    if found:
        return found
    source = f"{invitation.edition.slug}: {invitation.person or invitation.investor}"
    return people.add_person(
        by=by, now=now, name=name, mobile=mobile, kinds=["investor"], investor=invitation.investor,
        basis=Basis.CONTRACT, basis_source=source[:200], source=source, demo=invitation.investor.demo,
    )  # fmt: skip


@transaction.atomic
def drop(invitation, *, by, now, reason=""):
    """Take a proposal back, or an invitation with a reason; its seats are free again."""
    edition = places.lock(invitation.edition_id)
    row = fresh(invitation.pk)
    if row.state != V.PROPOSED and not reason.strip():
        raise ReasonMissing
    was = row.state
    on_site, online = seats.held(was, row.seats)
    seats.shift(edition.pk, -on_site, -online)
    move(row, V.DROPPED, by=by, now=now, reason=reason.strip())
    meetings.leave(invitation=row, by=by, now=now)
    letters.supersede(row, now=now)
    if was != V.PROPOSED:
        waves.propose_next(edition, now=now)
    return _into(invitation, row)


@transaction.atomic
def set_seats(invitation, number, *, by, now, reason=""):
    """How many seats the fund has; beyond the cap of the edition with a reason. Raises ReasonMissing, NoPlaceLeft."""
    edition = places.lock(invitation.edition_id)
    row = fresh(invitation.pk)
    over = number > edition.seats_per_fund
    if over and not reason.strip():
        raise ReasonMissing
    before, after = seats.held(row.state, row.seats), seats.held(row.state, number)
    if not seats.shift(edition.pk, after[0] - before[0], after[1] - before[1]):
        raise NoPlaceLeft
    said = reason.strip()[:300] if over else ""
    Invitation.objects.filter(pk=row.pk).update(seats=number, over_reason=said)
    log_change(row, row.state, RESEATED, now=now, by=by, reason=f"{row.seats} → {number} {said}".strip())
    return _into(invitation, row)


def close_invitations(edition, *, by, now):
    """The event is over: what was only proposed is dropped, what nobody answered lapses, without a letter."""
    for row in Invitation.objects.filter(edition=edition, state__in=waves.WAITING):
        move(row, V.DROPPED if row.state == V.PROPOSED else V.LAPSED, by=by, now=now, via=Via.CLOCK)
        letters.supersede(row, now=now)


# --- time -----------------------------------------------------------------------------------------
def lapse_due(*, now):
    """What was not answered in time lapses and the next wave is proposed. Returns how many."""
    late = Invitation.objects.filter(state=V.INVITED, answer_by__lt=now, edition__state__in=COMING)
    return sum(lapse(pk, now=now) for pk in late.order_by("answer_by", "pk").values_list("pk", flat=True))


def lapse(pk, *, now):
    """One invitation nobody answered. Returns 1, or 0 if it was answered in this very moment."""
    try:
        with transaction.atomic():
            row = fresh(pk)
            edition = places.lock(row.edition_id)
            move(row, V.LAPSED, now=now, via=Via.CLOCK)
            written = letters.was_written(row, "invitation")
            letters.supersede(row, now=now)
            if written:
                key = f"roadshows/invitation_lapsed:{row.pk}:{int(row.answer_by.timestamp())}"
                letters.to_fund(row, "invitation_lapsed", now=now, key=key)
            waves.propose_next(edition, now=now)
    except WrongState:  # answered in this very moment
        return 0
    return 1

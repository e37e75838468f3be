"""Who came: checked in once, however often and from however many desks it is sent; undone, counted, closed.

The database holds one arrival per event and person. What was pressed carries a number made where it was pressed, so
that an entry that waited for a network and is sent twice is the first one again.
"""

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from companies.formats import phone
from companies.models import Person
from roadshows import arrivals, door
from roadshows.actions.errors import CheckInClosed, NoSuchTime, NotConcerned, NotOffered
from roadshows.models import Attendance, FailedCheckIn, Invitation
from roadshows.models.attendance import Channel, Part
from roadshows.models.edition import Mode
from roadshows.states import LIVE, ON_SITE, PUBLISHED, SEATED, UNTOLD, EditionState, InvitationState
from scouting.accounts.models import Subject
from scouting.accounts.models.audit import Via
from scouting.accounts.states import log_change

ARRIVED, UNDONE = "arrived", "undone"
ATTENDED, ABSENT, UNKNOWN = "attended", "absent", "attendance_unknown"
HAND = (Channel.PAPER, Channel.ONLINE)  # these may be entered when the event is over


@dataclass(frozen=True)
class Arrival:
    """`again` is true where they were here already and nothing was changed."""

    row: Attendance
    again: bool = False


@transaction.atomic
def check_in(edition, person, *, now, uid=None, channel=Channel.STAFF, by=None, at=None):
    """Somebody this event concerns is here. Raises CheckInClosed, NoSuchTime, NotOffered, NotConcerned."""
    found = _sent_before(uid) or live_of(edition, person)
    if found:
        return Arrival(found, again=True)
    at = moment(edition, channel, at, now)
    part = part_of(edition, person)
    if part is None:
        raise NotConcerned
    return _write(edition, {"person": person, **part}, uid=uid, channel=channel, by=by, at=at, now=now)


@transaction.atomic
def check_in_host(edition, name, *, now, uid=None, channel=Channel.STAFF, by=None, at=None):
    """A host of the agenda who is known by name alone."""
    found = _sent_before(uid) or _host(edition, name)
    if found:
        return Arrival(found, again=True)
    at = moment(edition, channel, at, now)
    named = {"name": name, "part": Part.HOST, "expected": True}
    return _write(edition, named, uid=uid, channel=channel, by=by, at=at, now=now)


@transaction.atomic
def add_guest(
    edition, *, name, now, organisation="", mobile="", invitation=None, notice_version="", uid=None,
    channel=Channel.WALK_IN, by=None, at=None,
):  # fmt: skip
    """Somebody nobody announced, or a colleague who comes for a fund. A name and number we know are that person's."""
    name, mobile = name.strip(), mobile.strip()
    found = _sent_before(uid)
    if found and _called(found) != name:  # the next guest, typed over the form of the one before
        uid = uuid.uuid5(uid, name)
        found = _sent_before(uid)
    if found:
        return Arrival(found, again=True)
    person = _known(edition, name, mobile)
    if person:
        return check_in(edition, person, now=now, uid=uid, channel=channel, by=by, at=at)
    at = moment(edition, channel, at, now)
    columns = {"name": name, "organisation": organisation.strip(), "mobile": mobile, "notice_version": notice_version}
    if invitation:
        columns |= {"invitation": invitation, "part": Part.FUND, "organisation": str(invitation.investor)}
        columns["expected"] = invitation.state in SEATED and invitation.attendee is None
    columns["subject"] = Subject.objects.create()  # a person of whom nothing but this is known
    return _write(edition, columns, uid=uid, channel=channel, by=by, at=at, now=now)


def _known(edition, name, mobile):
    number = phone.parse(mobile).e164 if mobile else ""
    rows = Person.objects.filter(pk__in=arrivals.concerned_ids(edition), mobile_e164=number, name=name)
    return rows.first() if number else None


def _sent_before(uid):
    return Attendance.objects.filter(uid=uid).select_related("person").first() if uid else None


def _called(row):
    return row.person.name if row.person_id else row.name


def live_of(edition, person):
    return edition.attendances.live().filter(person=person).select_related("person").first()


def _host(edition, name):
    return edition.attendances.live().filter(part=Part.HOST, person__isnull=True, name=name).first()


def moment(edition, channel, at, now):
    """When they came. Raises CheckInClosed, NoSuchTime, NotOffered."""
    if channel == Channel.ONLINE and edition.mode == Mode.ONSITE:
        raise NotOffered
    first = door.opens(edition)
    if edition.state not in PUBLISHED or now < first:
        raise CheckInClosed(first)
    last = min(now, edition.ends + door.AFTER)
    if at is None and now > last and channel not in HAND:
        raise CheckInClosed
    if at and not first <= at <= last:
        raise NoSuchTime(first, last)
    return at or last


def part_of(edition, person):
    """What the person is at this event, as columns; None for a stranger to it."""
    shown = edition.registrations.filter(presenter=person, state__in=LIVE).order_by("-slot", "pk")
    reg = shown.filter(state__in=arrivals.PRESENT).first() or shown.first()
    invitation = invitation_of(edition, person)
    seats = {
        Part.PRESENTER: bool(reg),
        Part.FUND: bool(invitation),
        Part.EXPERT: person.reviewing.filter(review__edition=edition, left_at__isnull=True).exists(),
        Part.HOST: edition.agenda.filter(speaker=person).exists(),
    }
    part = next((part for part, holds in seats.items() if holds), None)
    if part is None:
        return None
    told = bool(reg and reg.state in arrivals.PRESENT) or seats[Part.EXPERT] or seats[Part.HOST]
    said_yes = bool(invitation and invitation.state in SEATED and invitation.attendee == person)
    return {"part": part, "registration": reg, "invitation": invitation, "expected": told or said_yes}


def invitation_of(edition, person):
    """The fund for which the person comes: as its delegate, else as the one invited."""
    rows = Invitation.objects.filter(edition=edition).exclude(state__in=UNTOLD).select_related("person", "delegate")
    return rows.filter(delegate=person).first() or rows.filter(person=person).first()


def _write(edition, columns, *, uid, channel, by, at, now):
    """The row, or the one that another desk wrote in this very moment."""
    more = {"uid": uid} if uid else {}
    try:
        with transaction.atomic():
            row = Attendance.objects.create(
                edition=edition, channel=channel, by=by, at=at, entered_at=now, demo=edition.demo, **columns, **more
            )
    except IntegrityError:
        person = columns.get("person")
        found = _sent_before(uid) or (live_of(edition, person) if person else _host(edition, columns["name"]))
        if found is None:
            raise
        return Arrival(found, again=True)
    subject = row.person.subject if row.person_id else row.subject
    via = Via.LINK if channel == Channel.QR else Via.PAGE
    log_change(row, "", ARRIVED, now=now, by=by, subject=subject, via=via, reason=channel)
    reckon(row.invitation_id, edition, now=now, by=by)
    return Arrival(row)


@transaction.atomic
def undo(row, *, by, now):
    """They were not here after all. Returns whether anything was changed."""
    if not Attendance.objects.live().filter(pk=row.pk).update(undone_at=now, undone_by=by):
        return False
    log_change(row, ARRIVED, UNDONE, now=now, by=by)
    reckon(row.invitation_id, row.edition, now=now, by=by)
    row.refresh_from_db()
    return True


# --- what the report and the questions afterwards go by -------------------------------------------
def reckon(invitation_id, edition, *, now, by=None):
    """Whether a fund attended: yes while somebody of it is there; else no once the event is over, unknown before."""
    if invitation_id is None:
        return
    # Locked first: of two colleagues, one leaving and one coming, the later one sees what the other wrote.
    list(Invitation.objects.select_for_update().filter(pk=invitation_id).values_list("pk"))
    here = Attendance.objects.live().filter(invitation=invitation_id).exists()
    set_attended(invitation_id, True if here else False if edition.state == EditionState.HELD else None, now=now, by=by)


def set_attended(invitation_id, attended, *, now, by=None):
    rows = Invitation.objects.filter(pk=invitation_id).exclude(attended=attended)
    if rows.update(attended=attended):
        row = Invitation.objects.get(pk=invitation_id)
        log_change(row, row.state, {True: ATTENDED, False: ABSENT, None: UNKNOWN}[attended], now=now, by=by)


def close(edition, *, by, now):
    """The event is over: a fund that said yes and was not seen was not there, where that was looked at at all."""
    looked = set(edition.attendances.live().order_by().values_list("channel", flat=True))
    states = [
        *(ON_SITE if looked - {Channel.ONLINE} else ()),
        *([InvitationState.ONLINE] if Channel.ONLINE in looked else ()),
    ]
    for pk in edition.invitations.filter(state__in=states, attended__isnull=True).values_list("pk", flat=True):
        set_attended(pk, False, now=now, by=by)


# --- who was sent to the desk ---------------------------------------------------------------------
def fail(edition, *, reason, now, last_four="", by=None, uid=None):
    """Somebody could not be checked in; the same attempt sent again is one."""
    digits = last_four if last_four.isascii() and last_four.isdigit() else ""
    columns = {"edition": edition, "reason": reason, "last_four": digits[:4], "at": now, "by": by}
    if uid is None:
        return FailedCheckIn.objects.create(**columns)
    return FailedCheckIn.objects.get_or_create(uid=uid, defaults=columns)[0]

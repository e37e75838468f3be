"""An edition is published, moved, frozen, held or cancelled; those concerned are told once."""

from datetime import timedelta

from django.db import transaction

from roadshows import letters
from roadshows.actions import agenda_versions, attendance, meetings, occupancy, places
from roadshows.actions.decisions import present
from roadshows.actions.errors import EventOver, ReasonMissing, TooFewPlaces, WrongTimes
from roadshows.actions.invitations import close_invitations
from roadshows.actions.months import create_month
from roadshows.actions.moves import still_to_come
from roadshows.actions.offers import fill_places, lapse
from roadshows.actions.outcomes import refuse_odd_viewers
from roadshows.models import Edition, Invitation, Registration
from roadshows.states import ASKED, COMING, LIVE, EditionState, InvitationState, RegistrationState
from scouting.accounts.states import WrongState, log_change, move, remember_history
from scouting.base import clock
from scouting.outbox import actions as outbox

__all__ = ["create_month"]
E = EditionState
FREE_TO_EDIT = (
    "theme", "theme_en", "tracks", "mode", "number", "seats", "promotion", "late_materials", "deadline", "call_opens",
    "confirm_by_hours", "recap", "visitors", "viewers_peak", "viewers_total", "owner", "slots", "online_seats",
    "seats_per_fund", "answer_days",
)  # fmt: skip
BY_RESCHEDULE = ("starts", "ends", "venue", "online_link")


@transaction.atomic
def publish(edition, *, by, now):
    """Open the call. The room is booked for the time: raises DoubleBooked, WrongState."""
    if now >= edition.starts:
        raise EventOver
    move(edition, E.OPEN, by=by, now=now, allowed={E.PLANNED: {E.OPEN}})
    if edition.deadline and edition.call_opens is None:
        Edition.objects.filter(pk=edition.pk).update(call_opens=now)
        edition.call_opens = now
    occupancy.book_room(edition)
    occupancy.book_items(edition)
    return edition


@transaction.atomic
def close_call(edition, *, by, now, reason=""):
    return move(edition, E.CLOSED, by=by, now=now, reason=reason, allowed={E.OPEN: {E.CLOSED}})


@transaction.atomic
def reopen_call(edition, *, by, now, reason=""):
    return move(edition, E.OPEN, by=by, now=now, reason=reason, allowed={E.CLOSED: {E.OPEN}})


@transaction.atomic
def freeze(edition, *, by, now, reason=""):
    """Fix the agenda as it is, and publish it: from now on reserves move up only when the organiser says so."""
    move(edition, E.FROZEN, by=by, now=now, reason=reason)
    if still_to_come(edition, now):
        agenda_versions.publish(edition, by=by, now=now)
    return edition


@transaction.atomic
def unfreeze(edition, *, by, now, reason=""):
    return move(edition, E.CLOSED, by=by, now=now, reason=reason, allowed={E.FROZEN: {E.CLOSED}})


@transaction.atomic
def mark_held(edition, *, by, now):
    """The event took place: confirmed projects are presented, offers nobody answered lapse, who was not checked in was
    not there. An open agenda freezes."""
    if now < edition.starts:
        raise WrongState(edition, E.HELD)
    if edition.state in (E.OPEN, E.CLOSED):
        freeze(edition, by=by, now=now)
    move(edition, E.HELD, by=by, now=now)
    letters.supersede(edition, now=now, kinds=letters.BEFORE_IT)
    letters.supersede_all([*edition.registrations.all(), *edition.invitations.all()], now=now, kinds=letters.BEFORE_IT)
    for reg in concerned(edition, [RegistrationState.CONFIRMED]):
        present(reg, by=by, now=now)
    for reg in concerned(edition, [RegistrationState.SELECTED]):
        lapse(reg.pk, now=now)
    close_invitations(edition, by=by, now=now)
    attendance.close(edition, by=by, now=now)
    return edition


def concerned(edition, states=LIVE):
    """Registrations of the edition in those states, with what their letters need."""
    rows = Registration.objects.filter(edition=edition, state__in=states).order_by("pk")
    return rows.select_related("edition", "project__company", "presenter__subject", "owner")


def invited(edition):
    """Funds that are asked or take part."""
    rows = Invitation.objects.filter(edition=edition, state__in=ASKED)
    related = ("edition__owner", "person__subject", "delegate__subject", "investor")
    return rows.select_related(*related).order_by("pk")


@transaction.atomic
def reschedule(edition, *, by, now, starts, ends, venue=None, online_link=None):
    """Another time or place: calendars get a higher sequence, bookings move along, those concerned are told.

    Reminders carry the start in their key and plan themselves anew. Raises DoubleBooked, WrongTimes, EventOver.
    """
    row = places.lock(edition.pk)
    if row.state not in (E.PLANNED, *COMING):
        raise EventOver
    if ends <= starts or starts <= now:
        raise WrongTimes
    before = {name: getattr(row, name) for name in BY_RESCHEDULE}
    after = {"starts": starts, "ends": ends, "venue": venue, "online_link": online_link}
    changes = {k: v for k, v in after.items() if v is not None and v != before[k]}
    if not changes:
        return edition
    _write_move(row, changes, by, now)
    edition.refresh_from_db()
    letters.keep_links(edition, now=now)
    _tell_move(edition, before, now)
    return edition


def _write_move(row, changes, by, now):
    starts = changes.get("starts", row.starts)
    if row.deadline and row.deadline >= starts:
        changes["deadline"] = clock.end_of_day(clock.local_date(starts) - timedelta(days=1))
    changes["sequence"], before = row.sequence + 1, row.starts
    Edition.objects.filter(pk=row.pk).update(**changes)
    row.refresh_from_db()
    if row.starts != before:
        meetings.shift(row, row.starts - before)
    what = ", ".join(sorted(changes.keys() - {"sequence"}))
    log_change(row, row.state, "rescheduled", now=now, by=by, reason=what)
    remember_history(row, by=by, reason=what)
    offers = Registration.objects.filter(edition=row, state=RegistrationState.SELECTED)
    offers.filter(confirm_by__gt=row.starts).update(confirm_by=row.starts)
    if "deadline" in changes:
        forget_deadline(row, now)
    open_invitations = Invitation.objects.filter(edition=row, state=InvitationState.INVITED)
    open_invitations.filter(answer_by__gt=row.starts).update(answer_by=row.starts)
    if row.state in COMING:
        occupancy.rebook(row)


def forget_deadline(edition, now):
    """What was to remind of the deadline before this one."""
    for draft in concerned(edition, [RegistrationState.DRAFT]):
        letters.supersede(draft, now=now, kinds=letters.OF_A_DEADLINE, again=True)


def _tell_move(edition, before, now):
    if edition.state not in COMING:
        return
    key = f"roadshows/rescheduled:{edition.pk}:{edition.sequence}"
    for reg in concerned(edition):
        letters.supersede(reg, now=now, kinds=letters.FOR_A_TIME, again=True)
        subject = reg.presenter and reg.presenter.subject_id
        letters.to_presenter(reg, "rescheduled", now=now, key=f"{key}:{subject}", before=before)
    for invitation in invited(edition):
        letters.supersede(invitation, now=now, kinds=letters.FOR_A_TIME, again=True)
        subject = invitation.attendee and invitation.attendee.subject_id
        letters.to_fund(invitation, "rescheduled", now=now, key=f"{key}:{subject}", before=before)


@transaction.atomic
def cancel(edition, *, by, now, reason):
    """It does not take place: what was still to be sent stays unsent, everybody concerned is told once."""
    if not reason.strip():
        raise ReasonMissing
    was_public = edition.state in COMING
    move(edition, E.CANCELLED, by=by, now=now, reason=reason)
    meetings.cancel_all(edition, by=by, now=now)
    occupancy.free_edition(edition)
    if was_public:
        _tell_cancelled(edition, reason, now)
    return edition


def _tell_cancelled(edition, reason, now):
    key = f"roadshows/cancelled:{edition.pk}"
    outbox.drop_unsent(about=edition, now=now, reason=reason)
    for draft in concerned(edition, [RegistrationState.DRAFT]):
        outbox.drop_unsent(about=draft, now=now, reason=reason)
    for reg in concerned(edition):
        outbox.drop_unsent(about=reg, now=now, reason=reason)
        subject = reg.presenter and reg.presenter.subject_id
        letters.to_presenter(reg, "cancelled", now=now, key=f"{key}:{subject}", reason=reason)
    for invitation in invited(edition):
        outbox.drop_unsent(about=invitation, now=now, reason=reason)
        subject = invitation.attendee and invitation.attendee.subject_id
        letters.to_fund(invitation, "cancelled", now=now, key=f"{key}:{subject}", reason=reason)


def refuse_fewer(edition, wanted):
    """Neither places nor seats fall below those that are taken."""
    if wanted.get("slots", edition.slots) < edition.taken:
        raise TooFewPlaces(edition.taken)
    for capacity, taken in (("seats", edition.seats_taken), ("online_seats", edition.online_taken)):
        wished = wanted.get(capacity)
        if wished is not None and wished < taken:
            raise TooFewPlaces(taken)


@transaction.atomic
def edit_edition(edition, *, by, now, changes):
    """Write the changed fields. A new time or place goes through reschedule(). More places fill from the reserve.

    Raises TooFewPlaces, PeakOverTotal, WrongTimes, DoubleBooked, and what reschedule() raises.
    """
    row = places.lock(edition.pk)
    wanted = {k: v for k, v in changes.items() if k in FREE_TO_EDIT and getattr(row, k) != v}
    refuse_fewer(row, wanted)
    if {"viewers_peak", "viewers_total"} & wanted.keys():
        viewers = {"viewers_peak": row.viewers_peak, "viewers_total": row.viewers_total} | wanted
        refuse_odd_viewers(viewers["viewers_peak"], viewers["viewers_total"])
    starts, deadline = changes.get("starts") or row.starts, wanted.get("deadline", row.deadline)
    if deadline and deadline >= starts:
        raise WrongTimes
    if wanted:
        for name, value in wanted.items():
            setattr(row, name, value)
        row._history_user = by
        row.save(update_fields=list(wanted))
        log_change(row, row.state, "edited", now=now, by=by, reason=", ".join(sorted(wanted)))
    if "deadline" in wanted:
        forget_deadline(row, now)
    if "mode" in wanted and row.state in COMING:
        occupancy.rebook(row)
    edition.refresh_from_db()
    moved = {k: changes[k] for k in BY_RESCHEDULE if k in changes}
    if moved:
        times = {"starts": row.starts, "ends": row.ends}
        reschedule(edition, by=by, now=now, **{**times, **moved})
    if {"slots", "promotion"} & wanted.keys() and still_to_come(edition, now):
        fill_places(now=now, edition=edition)
        edition.refresh_from_db()
    return edition

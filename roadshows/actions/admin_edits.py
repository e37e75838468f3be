"""What a data administrator saves or deletes in the admin, by the same verbs as everywhere else."""

from django.core.exceptions import ValidationError
from django.db import transaction

from roadshows import letters
from roadshows.actions import agenda, editions, founding, invitations, occupancy, places, registrations, seats, tallies
from roadshows.actions.errors import Refused, WrongTimes
from roadshows.models import AgendaItem, Edition, Invitation, Project, Registration
from roadshows.states import HOLDING, RegistrationState
from scouting.accounts import records
from scouting.accounts.actions import revoke_links
from scouting.outbox import actions as outbox


def polite(verb):
    """A refusal becomes the message that the admin shows; nothing is kept of the save."""

    def save(obj, *, by, now, changed=()):
        try:
            with transaction.atomic():
                return verb(obj, by=by, now=now, changed=changed)
        except Refused as error:
            raise ValidationError(str(error)) from error

    return save


def _plain(obj, row, names, *, by, now):
    """The fields that no richer verb covers, onto the fresh row."""
    names = [n for n in names if n in {f.name for f in row._meta.concrete_fields}]
    for name in names:
        setattr(row, name, getattr(obj, name))
    return records.save_record(row, by=by, now=now, changed=names) if names else row


@polite
def save_edition(obj, *, by, now, changed):
    """Places cannot fall below those taken; a new time or place moves bookings and tells those concerned."""
    if obj._state.adding:
        if obj.deadline and obj.deadline >= obj.starts:
            raise WrongTimes
        return records.save_record(obj, by=by, now=now, changed=changed)
    row = Edition.objects.get(pk=obj.pk)
    by_verb = {n: getattr(obj, n) for n in changed if n in (*editions.FREE_TO_EDIT, *editions.BY_RESCHEDULE)}
    editions.edit_edition(row, by=by, now=now, changes=by_verb)
    return _plain(obj, row, set(changed) - by_verb.keys(), by=by, now=now)


@polite
def save_item(obj, *, by, now, changed):
    """A new item joins the end of the agenda; positions change on the agenda itself."""
    if obj._state.adding:
        item = agenda.add_item(
            obj.edition,
            by=by,
            now=now,
            kind=obj.kind,
            title=obj.title,
            minutes=obj.minutes,
            host=obj.host,
            owner=obj.owner,
            room=obj.room,
            registration=obj.registration,
        )
        obj.pk, obj.position = item.pk, item.position
        return item
    row = AgendaItem.objects.get(pk=obj.pk)
    return agenda.edit_item(row, by=by, now=now, **{n: getattr(obj, n) for n in changed})


@polite
def save_registration(obj, *, by, now, changed):
    """Another presenter is booked and told; what is shown read-only stays as it is."""
    row = Registration.objects.get(pk=obj.pk)
    if row.state == RegistrationState.DRAFT:
        saved = records.save_record(obj, by=by, now=now, changed=changed)
        registrations.hand_over_draft(row.presenter_id, obj, by=by, now=now)
        return saved
    by_verb = {n: getattr(obj, n) for n in changed if n in registrations.EDITABLE}
    if by_verb:
        registrations.edit_registration(row, by=by, now=now, changes=by_verb)
    return _plain(obj, row, set(changed) - by_verb.keys(), by=by, now=now)


@polite
def save_project(obj, *, by, now, changed):
    """A team's project that finds its company takes its history along."""
    if obj._state.adding or "company" not in changed or obj.company is None:
        saved = records.save_record(obj, by=by, now=now, changed=changed)
        tallies.tally_all(Registration.objects.filter(project=obj), now=now)
        return saved
    row = founding.found_company(Project.objects.get(pk=obj.pk), obj.company, by=by, now=now)
    return _plain(obj, row, set(changed) - {"company"}, by=by, now=now)


@polite
def save_invitation(obj, *, by, now, changed):
    """A new one is an invitation; the answer and the seats are changed on its page, where they are counted."""
    if obj._state.adding:
        row = invitations.invite(obj.edition, obj.investor, by=by, now=now, person=obj.person)
        obj.pk, obj._state.adding = row.pk, False
        return row
    row = Invitation.objects.get(pk=obj.pk)
    return _plain(obj, row, set(changed) - {"edition", "investor"}, by=by, now=now)


@transaction.atomic
def delete_invitation(obj, *, by, now):
    """Gives its seats back; its letters stay unsent, its links open nothing."""
    places.lock(obj.edition_id)
    row = Invitation.objects.get(pk=obj.pk)
    on_site, online = seats.held(row.state, row.seats)
    seats.shift(row.edition_id, -on_site, -online)
    outbox.drop_unsent(about=row, now=now)
    revoke_links(letters.FUND_PURPOSE, row.pk, now=now)
    records.delete_record(row, by=by, now=now)


@transaction.atomic
def delete_registration(obj, *, by, now):
    """Gives back its place, rank, bookings and part of the agenda; its letters stay unsent, its links open nothing."""
    if obj.edition_id:
        places.lock(obj.edition_id)
    row = Registration.objects.get(pk=obj.pk)
    held, rank = row.state in HOLDING, row.reserve_rank
    if row.state == RegistrationState.CONFIRMED:
        occupancy.free_registration(row)
        agenda.drop_pitch(row)
    outbox.drop_unsent(about=row, now=now)
    revoke_links(letters.PURPOSE, row.pk, now=now)
    records.delete_record(row, by=by, now=now)
    if held:
        places.give_back(row.edition_id)
    if rank:
        places.close_ranks(row.edition_id, rank)


@transaction.atomic
def delete_item(obj, *, by, now):
    """The others close up."""
    agenda.remove_item(obj, by=by, now=now)


@transaction.atomic
def delete_edition(obj, *, by, now):
    """Only one without registrations: the database protects the others."""
    places.lock(obj.pk)
    return records.delete_record(obj, by=by, now=now)

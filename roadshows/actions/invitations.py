"""Funds invited to an edition, within its seats, and what they answer."""

from django.db import transaction

from roadshows import letters
from roadshows.actions.errors import NoPlaceLeft
from roadshows.actions.moves import lock_still_to_come
from roadshows.models import Invitation
from scouting.accounts.states import log_change

Answer = Invitation.Answer
SEATED = (Answer.COMING,)


@transaction.atomic
def invite(edition, investor, *, by, now, person=None, tell=False):
    """Invite a fund once; a person named later is added. With `tell` they get the letter with their link, once.

    Without it the invitation is spoken by a colleague: a letter to somebody who never agreed to letters is not ours
    to send.
    """
    invitation, created = Invitation.objects.get_or_create(
        edition=edition, investor=investor, defaults={"person": person, "demo": edition.demo}
    )
    if created:
        log_change(invitation, "", invitation.answer, now=now, by=by)
    elif person and invitation.person_id != person.pk:
        Invitation.objects.filter(pk=invitation.pk).update(person=person)
        invitation.person = person
    if tell and invitation.person_id:
        key = f"roadshows/invitation:{invitation.pk}:{invitation.person_id}"
        letters.to_fund(invitation, "invitation", now=now, key=key)
    return invitation


@transaction.atomic
def answer(invitation, reply, *, now, by=None, subject=None):
    """Coming, online or not. Who comes takes a seat: raises NoPlaceLeft beyond them, EventOver."""
    edition = lock_still_to_come(invitation.edition_id, now)
    before = Invitation.objects.get(pk=invitation.pk).answer
    if before == reply:
        return invitation
    seated = Invitation.objects.filter(edition=edition, answer__in=SEATED).exclude(pk=invitation.pk)
    if reply in SEATED and seated.count() >= edition.seats:
        raise NoPlaceLeft
    Invitation.objects.filter(pk=invitation.pk).update(answer=reply, answered_at=now)
    invitation.refresh_from_db()
    log_change(invitation, before, reply, now=now, by=by, subject=subject)
    letters.supersede(invitation, now=now)
    return invitation

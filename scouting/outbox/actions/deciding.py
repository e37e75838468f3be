"""Verbs for what a person decides about a letter: told in person, held, released, sent again, arrived, read."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from scouting.accounts.models.audit import Via
from scouting.accounts.registry import contact_of
from scouting.accounts.states import move
from scouting.outbox import bell
from scouting.outbox.actions.doorbell import ring
from scouting.outbox.models import Channel, Message
from scouting.outbox.states import UNSENT, MessageState

IN_PERSON = (Via.WECHAT, Via.PHONE, Via.SMS)
TOLD_INSTEAD = gettext_noop("told in person instead")
KNOWN = gettext_noop("said so themselves: nobody has to tell them")


@transaction.atomic
def told(message, *, by, via, now):
    """Someone told the recipient in person: what has not left yet and says the same stays unsent.

    Raises WrongState for a letter that is already told, cancelled or superseded, or just being sent.
    """
    if via not in IN_PERSON:
        raise ValidationError({"via": _("Say how you told them: WeChat, telephone or SMS.")})
    move(message, MessageState.TOLD, by=by, via=via, now=now, told_by=by, told_via=via, told_at=now)
    for other in same_words(message).filter(state__in=UNSENT):
        move(other, MessageState.CANCELLED, by=by, via=via, now=now, reason=TOLD_INSTEAD, error=TOLD_INSTEAD)
    return message


def same_words(message):
    """Other letters of the same kind, to the same person, about the same thing."""
    if not message.about_kind or message.subject_id is None:
        return Message.objects.none()
    same = {name: getattr(message, name) for name in ("subject", "kind", "about_kind", "about_id")}
    return Message.objects.filter(**same).exclude(pk=message.pk)


@transaction.atomic
def hold(message, *, by, now, reason=""):
    """Keep a letter from leaving until it is released."""
    return move(message, MessageState.HELD, by=by, now=now, reason=reason, error=reason[:300])


@transaction.atomic
def release(message, *, by, now):
    """Let a held letter leave, to the address that is known now."""
    return queue_again(message, by=by, now=now)


@transaction.atomic
def resend(message, *, by, now):
    """Send a failed letter, or one of which nobody knows whether it left, once more."""
    if message.state == MessageState.HELD:
        return release(message, by=by, now=now)
    return queue_again(message, by=by, now=now, attempts=0)


def queue_again(message, *, by, now, **columns):
    if message.not_after and message.not_after < now:
        raise ValidationError(_("This letter would come too late. Tell the recipient in person instead."))
    address = (contact_of(message.subject).email if message.subject else "") or message.to_address
    if message.channel == Channel.MAIL and not address:
        raise ValidationError(_("No e-mail address is known. Tell the recipient by WeChat or telephone."))
    transaction.on_commit(ring)
    columns |= {"to_address": address, "error": "", "due_at": max(now, message.due_at)}
    return move(message, MessageState.QUEUED, by=by, now=now, **columns)


@transaction.atomic
def dismiss(message, *, by, now, reason=""):
    """Let a letter be: it does not leave, and nobody is asked about it again."""
    return move(message, MessageState.CANCELLED, by=by, now=now, reason=reason)


@transaction.atomic
def superfluous(message, *, now, via):
    """The recipient knows: it was they who said so."""
    return move(message, MessageState.CANCELLED, via=via, now=now, reason=KNOWN, error=KNOWN)


def can_be_told(message):
    """Whether it can still be recorded that somebody told the recipient in person."""
    return MessageState.TOLD in message.NEXT[message.state]


@transaction.atomic
def arrived(message, *, by, now):
    """A letter of which nobody knew whether it left did reach its recipient."""
    return move(message, MessageState.SENT, by=by, now=now, sent_at=message.sent_at or now)


def mark_read(user, *, now, messages=None):
    """The user has seen these notices, or all of theirs. Returns how many were new."""
    rows = Message.objects.unread_by(user)
    if messages is not None:
        rows = rows.filter(pk__in=[m.pk for m in messages])
    seen = rows.update(read_at=now)
    transaction.on_commit(lambda: bell.forget(user.subject_id))
    return seen

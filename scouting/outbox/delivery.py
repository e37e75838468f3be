"""Takes what is due from the outbox and sends it.

A row is claimed by a conditional UPDATE under a lease in database time, sent, and settled by a second conditional
UPDATE that only the holder of the lease can make. A worker that dies in between leaves an expired lease: letters it had
not begun go back into the queue, and so does the one it was sending if that may repeat (the receiver may see the same
Message-ID twice); else that one becomes `unknown` and waits for a person. Nothing here promises "exactly once".
"""

import smtplib
from datetime import timedelta
from time import monotonic
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from scouting.accounts.actions import allowed_subjects
from scouting.accounts.models.audit import Via
from scouting.accounts.models.subjects import ConsentKind
from scouting.accounts.states import log_change
from scouting.outbox import bell
from scouting.outbox.actions import fill_links
from scouting.outbox.dbtime import now_plus
from scouting.outbox.models import Channel, Message
from scouting.outbox.states import MessageState as S

log = structlog.get_logger(__name__)
BATCH = 20
LEASE = timedelta(seconds=120)
PATIENCE = 40.0  # seconds one call goes on; with one stalled letter more (20 s) it still ends before the next tick
TRIES_TO_CLAIM = 3
LADDER = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]
NEEDS_PERSON = (S.FAILED, S.UNKNOWN, S.HELD)
NO_ADDRESS = gettext_noop("no e-mail address: tell by WeChat or telephone")
WITHDRAWN = gettext_noop("consent withdrawn")
STOPPED = gettext_noop("the worker stopped while it was being sent")
AWAY = gettext_noop("the mail server does not answer")
TO_PAGE = gettext_noop("on this page only: no mail server is set")


class ServerAway(Exception):
    """The mail server cannot be reached: nothing was lost, the letters wait."""


def deliver_due(*, now):
    """Send what is due at `now`, a batch at a time, for about PATIENCE. Returns how many letters were settled."""
    recover_leases(now=now)
    skip_late(now=now)
    settled, give_up = 0, monotonic() + PATIENCE
    with Mailer() as mailer:
        while monotonic() < give_up:
            batch = claim(now=now)
            if not batch:
                break
            done = deliver_batch(batch, mailer, now=now, give_up=give_up)
            settled += done
            if done < len(batch):
                break
    return settled


def deliver_batch(batch, mailer, *, now, give_up):
    """Each letter of the batch; what could not be tried goes back untouched. Returns how many were tried."""
    allowed = allowed_subjects({m.subject_id for m in batch if m.subject_id}, ConsentKind.MAIL)
    for tried, message in enumerate(batch):
        if monotonic() > give_up:
            release(batch[tried:], now=now)
            return tried
        try:
            if renew(message):
                deliver(message, mailer, allowed, now=now)
        except ServerAway as error:
            log.warning("mail server away", error=str(error))
            release(batch[tried:], now=now + LADDER[0], error=AWAY)
            return tried
        except Exception as error:  # whatever is wrong with one letter must not keep the others from leaving
            log.exception("letter", message=message.pk)
            settle(message, S.FAILED, error=f"{type(error).__name__}: {error}"[:300], now=now)
    return len(batch)


# --- claiming -----------------------------------------------------------------------------------
def claim(*, now, size=BATCH):
    """Up to `size` due letters, now ours until the lease runs out. Two workers never claim the same row."""
    for _try in range(TRIES_TO_CLAIM):
        due = list(Message.objects.due(now).order_by("due_at").values_list("pk", flat=True)[:size])
        mine = [pk for pk in due if take(pk, uuid4())]
        if mine or not due:  # else another worker took exactly these: look again
            return list(Message.objects.filter(pk__in=mine).order_by("due_at"))
    return []


def take(pk, token):
    """One conditional UPDATE: only a row that is still queued can be taken."""
    return Message.objects.filter(pk=pk, state=S.QUEUED).update(
        state=S.SENDING, attempts=F("attempts") + 1, lease_until=now_plus(LEASE), lease=token, begun=False
    )


def renew(message):
    """Lengthen the lease right before sending, and note that it begins; False if it was lost meanwhile."""
    mine = Message.objects.filter(pk=message.pk, state=S.SENDING, lease=message.lease)
    return bool(mine.update(lease_until=now_plus(LEASE), begun=True))


def release(batch, *, now, **columns):
    """Back into the queue, due at `now`, as if never claimed."""
    for message in batch:
        settle(message, S.QUEUED, now=now, attempts=F("attempts") - 1, due_at=max(now, message.due_at), **columns)


def recover_leases(*, now):
    """What a dead worker held: back into the queue if it may repeat, else for a person to decide."""
    expired = Message.objects.filter(state=S.SENDING, lease_until__lt=Now())
    again = expired.filter(Q(may_repeat=True) | Q(begun=False)).update(state=S.QUEUED, lease=None, lease_until=None)
    begun = expired.filter(may_repeat=False, begun=True)
    lost = [m for m in begun if settle(m, S.UNKNOWN, now=now, error=STOPPED)]
    if again or lost:
        log.warning("leases expired", again=again, unknown=len(lost))


def skip_late(*, now):
    """Reminders that would come too late are not sent; they stay visible as skipped."""
    return Message.objects.filter(state=S.QUEUED, not_after__lt=now).update(state=S.SKIPPED)


@transaction.atomic
def settle(message, state, *, now, **columns):
    """Write the result, if the lease is still ours. False if another worker or a person has decided meanwhile.

    The equivalent of states.move for many letters: who and when need a StateChange only where a person must act.
    """
    mine = Message.objects.filter(pk=message.pk, state=S.SENDING, lease=message.lease)
    done = mine.update(state=state, lease=None, lease_until=None, **columns)
    if not done:
        log.warning("lease lost", message=message.pk, wanted=state)
    elif state in NEEDS_PERSON:
        log_change(message, S.SENDING, state, now=now, via=Via.CLOCK, reason=columns.get("error", ""))
    return bool(done)


# --- sending ------------------------------------------------------------------------------------
def deliver(message, mailer, allowed, *, now):
    if message.channel == Channel.NOTICE:
        return post_notice(message, now=now)
    if message.subject_id and message.subject_id not in allowed:
        return settle(message, S.CANCELLED, now=now, error=WITHDRAWN)
    if not message.to_address:
        return settle(message, S.HELD, now=now, error=NO_ADDRESS)
    if settings.MAIL_TO_PAGE_ONLY:
        return settle(message, S.SENT, now=now, sent_at=now, error=TO_PAGE)
    return send(message, mailer, now=now)


def post_notice(message, *, now):
    """A notice has arrived once it can be seen."""
    settled = settle(message, S.SENT, now=now, sent_at=now)
    bell.forget(message.subject_id)
    return settled


def send(message, mailer, *, now):
    mail = compose(message)
    try:
        mailer.send(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        return refused(message, code, text, now=now)
    except smtplib.SMTPResponseException as error:
        mailer.close()
        return refused(message, error.smtp_code, error.smtp_error, now=now)
    except (smtplib.SMTPException, OSError) as error:
        answer = interrupted(message, mailer, error, now=now)
        mailer.close()
        return answer
    return settle(message, S.SENT, now=now, sent_at=now, error="")


def refused(message, code, text, *, now):
    """5xx is final, 4xx is tried again up the ladder."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    if 500 <= code < 600:
        return settle(message, S.FAILED, now=now, error=f"{code} {words}"[:300])
    return later(message, f"{code} {words}", now=now)


def interrupted(message, mailer, error, *, now):
    """The connection broke. Once the text was on its way nobody knows whether it arrived."""
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return settle(message, S.FAILED, now=now, error=said[:300])
    if mailer.text_begun and not message.may_repeat:
        return settle(message, S.UNKNOWN, now=now, error=said[:300])
    return later(message, said, now=now)


def later(message, error, *, now):
    if message.attempts > len(LADDER):
        return settle(message, S.FAILED, now=now, error=error[:300])
    return settle(message, S.QUEUED, now=now, due_at=now + LADDER[message.attempts - 1], error=error[:300])


def compose(message):
    """The letter as it leaves: text and HTML, links filled in, one-click unsubscribe where there is one."""
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    if message.unsubscribe:
        headers["List-Unsubscribe"] = f"<{fill_links(f'{{link:{message.unsubscribe}}}')}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(message.title, fill_links(message.text), to=[message.to_address], headers=headers)
    if message.html:
        mail.attach_alternative(fill_links(message.html), "text/html")
    return mail


class Mailer:
    """One SMTP connection for a run, opened when the first letter needs it, dropped after any error."""

    def __init__(self):
        self.connection = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    @property
    def text_begun(self):
        """Whether the server may already have the letter; True for backends that cannot tell."""
        return getattr(self.connection, "text_begun", True)

    def send(self, mail):
        if self.connection is None:
            self.open()
        if hasattr(self.connection, "forget"):
            self.connection.forget()
        self.connection.send_messages([mail])

    def open(self):
        self.connection = get_connection()
        try:
            self.connection.open()
        except (smtplib.SMTPException, OSError) as error:
            self.connection = None
            raise ServerAway(f"{type(error).__name__}: {error}") from error

    def close(self):
        connection, self.connection = self.connection, None
        if connection:
            try:
                connection.close()
            except (smtplib.SMTPException, OSError):
                log.info("mail server closed first")

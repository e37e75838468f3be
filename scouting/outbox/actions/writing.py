"""Verbs that write letters into the outbox, and those that keep unsent ones from leaving."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Model, Value
from django.db.models.functions import Cast, Concat
from django.template.loader import render_to_string
from django.utils import translation

from scouting.accounts.models import PersonalLink, Subject
from scouting.accounts.registry import Contact, contact_of, contacts_of
from scouting.accounts.states import kind_of
from scouting.outbox.actions.doorbell import ring
from scouting.outbox.models import Channel, Message
from scouting.outbox.states import IN_DOUBT, UNSENT, MessageState

PARTS = {"title": "subject.txt", "text": "body.txt", "html": "body.html", "wechat": "wechat.txt"}
OF_NOTICES = ("title", "text")


@dataclass(frozen=True)
class Letter:
    """What a letter function returns: template folder under templates/emails/ and its context.

    The folder holds subject.txt, body.txt, body.html and wechat.txt (3-6 lines).
    """

    kind: str
    context: dict
    link: PersonalLink | None = None
    unsubscribe: PersonalLink | None = None
    may_repeat: bool = False
    data: dict = field(default_factory=dict)  # of a notice: what reading.py says anew in its reader's language


@dataclass(frozen=True)
class Posting:
    """One letter with its recipient, key and what it is about, for enqueue_many."""

    letter: Letter
    to: Subject
    key: str
    channel: str = Channel.MAIL
    about: Model | None = None


def enqueue(letter, *, to, key, now, about=None, due_at=None, not_after=None, channel=Channel.MAIL, contact=None):
    """Write one letter to subject `to`, in their language; a second call with the same key changes nothing.

    Call inside the transaction that causes the letter. `contact` goes before what the registry knows of the subject.
    Returns the Message, new or old.
    """
    found = Message.objects.filter(key=key).first()
    if found:
        return found
    posting = Posting(letter, to, key, channel, about)
    message = draft(posting, contact or contact_of(to), now=now, due_at=due_at, not_after=not_after)
    columns = {f.attname: getattr(message, f.attname) for f in Message._meta.concrete_fields if not f.primary_key}
    message, created = Message.objects.get_or_create(key=columns.pop("key"), defaults=columns)
    if created:
        transaction.on_commit(ring)
    return message


def write_letter(kind, context, *, user, link, key, now):
    """For accounts, which stands below and reaches this by its registry: to the account's own address, always."""
    contact = Contact(name=user.name, email=user.email, language=user.language)
    return enqueue(Letter(kind, context, link=link), to=user.subject, key=key, now=now, contact=contact)


def drafts(postings, *, now):
    """The letters unsaved, for enqueue_many: what costs time (rendering) happens outside its transaction."""
    contacts = contacts_of(p.to.pk for p in postings)
    return [draft(p, contacts[p.to.pk], now=now) for p in postings if p.to.pk in contacts]


@transaction.atomic
def enqueue_many(messages):
    """Write drafts at once. Raises IntegrityError, writing none, if one of their keys is taken."""
    created = Message.objects.bulk_create(messages)
    if created:
        transaction.on_commit(ring)
    return created


@transaction.atomic
def enqueue_all(postings, *, now):
    """enqueue() for many whose keys nobody else writes meanwhile (the caller's lock sees to that). Returns the new."""
    taken = set(Message.objects.filter(key__in=[p.key for p in postings]).values_list("key", flat=True))
    contacts, new = contacts_of(p.to.pk for p in postings), [p for p in postings if p.key not in taken]
    return enqueue_many([draft(p, contacts.get(p.to.pk) or Contact(name=""), now=now) for p in new])


def draft(posting, contact, *, now, due_at=None, not_after=None):
    """The letter as it will be kept, in the recipient's language, not saved yet."""
    letter, channel, about = posting.letter, posting.channel, posting.about
    return Message(
        **texts(letter, contact, channel, now=now),
        key=posting.key,
        channel=channel,
        kind=letter.kind,
        subject=posting.to,
        to_name=contact.address or contact.name,
        to_address=contact.email if channel == Channel.MAIL else "",
        language=contact.language,
        about_kind=kind_of(about) if about else "",
        about_id=about.pk if about else None,
        may_repeat=letter.may_repeat,
        data=letter.data,
        created_at=now,
        due_at=due_at or now,
        not_after=not_after,
        unsubscribe=str(letter.unsubscribe.pk) if letter.unsubscribe else "",
    )


def texts(letter, contact, channel, *, now):
    """title, text, html and wechat; a notice has no more than title and text."""
    context = {
        "contact": contact,
        "link": placeholder(letter.link),
        "unsubscribe": placeholder(letter.unsubscribe),
        "site_url": settings.SITE_URL,
        "now": now,
        **letter.context,
    }
    said = {}
    with translation.override(contact.language):
        for column, part in PARTS.items():
            if channel == Channel.NOTICE and column not in OF_NOTICES:
                continue
            text = render_to_string(f"emails/{letter.kind}/{part}", {"title": said.get("title", "")} | context)
            said[column] = " ".join(text.split())[:200] if column == "title" else text.strip()
    return said


def placeholder(link):
    """Stands for the link's address in the kept text; fill_links() puts the address in."""
    return f"{{link:{link.pk}}}" if link else ""


def drop_unsent(*, now, about=None, about_any=(), kinds=None, to=MessageState.CANCELLED, reason="", again=False):
    """Cancel (or supersede) the letters about an object, or about any of many, that have not left. Returns how many.

    One that a worker holds just now leaves if it can, but is not tried again; one that was refused, or of which nobody
    knows whether it left, is no task any more. With `again` the keys of those that stay unsent become free, so that
    what is planned anew for the same moment is written anew.
    """
    rows = Message.objects.about_any(about_any) if about is None else Message.objects.about(about)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    rows.filter(state=MessageState.SENDING).update(not_after=now)
    rows.filter(state__in=IN_DOUBT).update(state=MessageState.CANCELLED)
    freed = {"key": Concat("key", Value(":"), Cast("pk", CharField()))} if again else {}
    return rows.filter(state__in=UNSENT).update(state=to, error=reason[:300], **freed)

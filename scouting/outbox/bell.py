"""How many notices a user has not seen, for the bell on every page: asked for once in a while, not on every page."""

from django.core.cache import cache

from scouting.outbox.models import Message

MOST = 99
SECONDS = 300  # a count kept longer than that is asked for again, should the cache have missed a change


def unread(user):
    """The number as the bell says it; empty for none."""
    return cache.get_or_set(name(user.subject_id), lambda: count(user), SECONDS)


def count(user):
    found = Message.objects.unread_by(user)[: MOST + 1].count()
    return f"{MOST}+" if found > MOST else found or ""


def forget(subject_id):
    """A notice came or was read: count again."""
    cache.delete(name(subject_id))


def name(subject_id):
    return f"unread-notices:{subject_id}"

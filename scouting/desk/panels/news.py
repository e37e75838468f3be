"""Changes on what a user follows: what the next digest would tell."""

from companies import digests, timeline


def changes(user, now):
    return [{"event": event, "text": timeline.sentence(event)} for event in digests.unread(user, now=now)]

"""The code on the poster at the desk: made once, replaced when a poster went astray."""

import uuid

from django.db import transaction

from roadshows.actions import places
from roadshows.models import DoorCode
from scouting.accounts.states import log_change

MADE, REPLACED = "door_made", "door_replaced"


@transaction.atomic
def make(edition, *, by, now):
    """The code of this event's door; the one there is, if there is one."""
    row = places.lock(edition.pk)
    found = DoorCode.objects.filter(edition=row).first()
    if found:
        return found
    log_change(row, row.state, MADE, now=now, by=by)
    return DoorCode.objects.create(edition=row, made_at=now, made_by=by)


@transaction.atomic
def replace(edition, *, by, now):
    """Another code: posters printed before open nothing any more."""
    row = places.lock(edition.pk)
    found = DoorCode.objects.filter(edition=row).first()
    if found is None:
        return make(edition, by=by, now=now)
    found.key, found.made_at, found.made_by = uuid.uuid4(), now, by
    found.save()
    log_change(row, row.state, REPLACED, now=now, by=by)
    return found

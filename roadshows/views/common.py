"""What the pages of this room share: finding things the visitor may see, going back, addresses for outside."""

import uuid

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse

from roadshows.models import Edition, Registration
from scouting.accounts.roles import Role

DECIDERS = (Role.ORGANISER, Role.DATA_ADMIN)
RELATED = ("edition__owner", "project__company", "presenter__subject", "owner__team")


def edition_of(request, slug):
    """The edition, or 404 where the visitor may not see it."""
    return get_object_or_404(Edition.objects.visible_to(request.user).select_related("owner"), slug=slug)


def registration_of(request, pk):
    rows = Registration.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(rows, pk=pk)


def decides(user):
    """Organisers and data administrators decide about editions and registrations."""
    return user.has_role(*DECIDERS)


def outside(name, *args):
    """An address as it is written into QR codes and letters."""
    return settings.SITE_URL + reverse(name, args=args)


def uid_from(text):
    """The UUID in the text, or None."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None

"""Verbs for following a company, an investor or a track."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from companies.models import Follow
from companies.vocab import Track


@transaction.atomic
def follow(user, *, now, company=None, investor=None, track=""):
    """Follow one thing from now on; following it already changes nothing. Raises ValidationError."""
    wanted = one_thing(company, investor, track)
    return Follow.objects.get_or_create(user=user, **wanted, defaults={"since": now})[0]


@transaction.atomic
def unfollow(user, *, now=None, company=None, investor=None, track=""):
    """Stop at once; returns whether it was followed."""
    return bool(Follow.objects.filter(user=user, **one_thing(company, investor, track)).delete()[0])


def one_thing(company, investor, track):
    given = {"company": company, "investor": investor, "track": track or None}
    chosen = {name: value for name, value in given.items() if value}
    if len(chosen) != 1:
        raise ValidationError(_("Choose one thing to follow: a company, an investor or a track."))
    if track and track not in Track.values:
        raise ValidationError({"track": _("There is no such track.")})
    return chosen

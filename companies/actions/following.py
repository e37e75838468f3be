"""Verbs for following a company, an investor or a track, and for the digest of what is new on them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from companies.models import Follow
from companies.vocab import Track
from scouting.accounts.actions import allowed_subjects, record_consent
from scouting.accounts.models.subjects import ConsentKind


@transaction.atomic
def follow(user, *, now, company=None, investor=None, track=""):
    """Follow one thing from now on; following it already changes nothing. Raises ValidationError."""
    wanted = one_thing(company, investor, track)
    return Follow.objects.get_or_create(user=user, **wanted, defaults={"since": now})[0]


@transaction.atomic
def unfollow(user, *, now=None, company=None, investor=None, track=""):
    """Stop at once; returns whether it was followed."""
    return bool(Follow.objects.filter(user=user, **one_thing(company, investor, track)).delete()[0])


def receives_digest(subject_id):
    """Whether the weekly digest is sent to this reader: unless they stopped it."""
    return bool(allowed_subjects([subject_id], ConsentKind.DIGEST))


def receive_digest(subject, wish, *, now, source):
    """Stop the weekly digest or have it again; wishing what is so already changes nothing."""
    if wish != receives_digest(subject.pk):
        record_consent(subject, ConsentKind.DIGEST, wish, now=now, source=source)


def one_thing(company, investor, track):
    given = {"company": company, "investor": investor, "track": track or None}
    chosen = {name: value for name, value in given.items() if value}
    if len(chosen) != 1:
        raise ValidationError(_("Choose one thing to follow: a company, an investor or a track."))
    if track and track not in Track.values:
        raise ValidationError({"track": _("There is no such track.")})
    return chosen

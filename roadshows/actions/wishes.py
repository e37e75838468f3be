"""Wishes for 1:1 meetings, of funds and of founders. A "no" is final, and nobody else learns of it."""

from django.db import transaction

from roadshows.actions import meetings, places
from roadshows.actions.errors import PairExcluded, WishesClosed, WishFinal
from roadshows.models import AgendaVersion, Invitation, MeetingPlan, MeetingWish, Registration
from roadshows.models.meetings import Side, Wish
from roadshows.states import COMING, SEATED, RegistrationState
from scouting.accounts.states import remember_history

TAKES_PART = (RegistrationState.CONFIRMED, RegistrationState.PRESENTED)


def open_to_guests(edition, now):
    """From the published agenda until the timetable is published, while the event is still to come or runs."""
    if edition.state not in COMING or now >= edition.ends:
        return False
    published = MeetingPlan.objects.filter(edition=edition, published_at__isnull=False).exists()
    return not published and AgendaVersion.objects.filter(edition=edition).exists()


def open_to_team(edition, now):
    """What somebody says on the telephone counts from the beginning, and after publication too."""
    return edition.state in COMING and now < edition.ends


@transaction.atomic
def set_wishes(wishes, side, *, now, by=None, subject=None):
    """Each (registration, invitation, wish) of one side; "" takes a wish back. Returns how many changed.

    Raises WishesClosed, WishFinal (to the side itself), PairExcluded (to a colleague), changing nothing.
    """
    edition = None
    changed = 0
    for reg, invitation, wish in wishes:
        edition = edition or places.lock(reg.edition_id)
        _require_open(edition, reg, invitation, now, by)
        changed += _set(reg, invitation, side, wish, now=now, by=by)
    return changed


def _require_open(edition, reg, invitation, now, by):
    open_now = open_to_team(edition, now) if by else open_to_guests(edition, now)
    same = reg.edition_id == invitation.edition_id == edition.pk
    there = Registration.objects.filter(pk=reg.pk, state__in=TAKES_PART).exists()
    seated = Invitation.objects.filter(pk=invitation.pk, state__in=SEATED).exists()
    if not (open_now and same and there and seated):
        raise WishesClosed


def _set(reg, invitation, side, wish, *, now, by):
    pair = MeetingWish.objects.filter(registration=reg, invitation=invitation)
    row = pair.filter(side=side).first()
    if (row.wish if row else "") == wish:
        return 0
    if by and pair.filter(wish=Wish.NO).exists():
        raise PairExcluded
    if row and row.wish == Wish.NO:
        raise WishFinal
    if not wish:
        row._history_user = by
        row.delete()
    elif row is None:
        row = MeetingWish(registration=reg, invitation=invitation, side=side, wish=wish, at=now, by=by, demo=reg.demo)
        row._history_user = by
        row.save()
    elif not pair.filter(pk=row.pk).exclude(wish=Wish.NO).update(wish=wish, at=now, by=by):
        raise WishFinal  # said on another page in this very moment
    else:
        row.refresh_from_db()
        remember_history(row, by=by, reason=side)
    if wish in ("", Wish.NO):
        meetings.take_out_pair(reg, invitation, by=by, now=now)
    return 1


@transaction.atomic
def prefill(reg, invitation, side, *, now, by=None):
    """Somebody said elsewhere that they want a meeting: a wish where that side has none yet. Returns whether written.

    What a fund marks and a founder agrees to comes through here. A wish that stands, of whatever kind, is left alone;
    once wishes are closed nothing is written, since it would only be read as a meeting that did not come about.
    """
    edition = places.lock(reg.edition_id)
    open_now = open_to_team(edition, now) if by else open_to_guests(edition, now)
    if not open_now or side not in Side.values:
        return False
    row, created = MeetingWish.objects.get_or_create(
        registration=reg, invitation=invitation, side=side,
        defaults={"wish": Wish.MEET, "at": now, "by": by, "demo": reg.demo},
    )  # fmt: skip
    return created

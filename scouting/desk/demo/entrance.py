"""The day itself: who of those expected came and how, a guest nobody announced, and the poster of the edition ahead."""

from datetime import timedelta

from roadshows import arrivals
from roadshows.actions import attendance, doors
from roadshows.models import Invitation
from roadshows.models.attendance import Channel
from roadshows.states import ON_SITE

from .script import dice, person_names, script

BEHIND = 150  # the names of guests are further down the list than those of the cast
NOTICE = "2026-11"


def let_in(edition, by):
    """Presenters and nearly all funds, within the half hour before the start; some latecomers from paper."""
    chance = dice(f"{edition.slug} door")
    early = edition.starts - timedelta(minutes=35)
    for n, (reg, _arrival) in enumerate(arrivals.presenting(edition)):
        attendance.check_in(edition, reg.presenter, by=by, now=early + timedelta(minutes=4 * n))
    for n, invitation in enumerate(Invitation.objects.filter(edition=edition, state__in=ON_SITE).order_by("pk")):
        at = edition.starts - timedelta(minutes=20 - 4 * n)
        if chance.random() < 0.15:
            continue
        way = Channel.PAPER if chance.random() < 0.2 else Channel.QR if chance.random() < 0.6 else Channel.STAFF
        told = {"now": edition.ends, "at": at} if way == Channel.PAPER else {"now": at}
        attendance.check_in(edition, invitation.attendee, channel=way, by=by if way != Channel.QR else None, **told)
    for invitation in Invitation.objects.filter(edition=edition, state="online"):
        attendance.check_in(edition, invitation.attendee, channel=Channel.ONLINE, by=by, now=edition.starts)
    names = person_names(200)[BEHIND:]
    for name, _english, _family in chance.sample(names, chance.randint(1, 3)):
        attendance.add_guest(
            edition, name=name, organisation=chance.choice(script()["walk_ins"]), notice_version=NOTICE,
            now=edition.starts + timedelta(minutes=chance.randint(0, 20)), by=by,
        )  # fmt: skip
    if chance.random() < 0.5:
        attendance.fail(edition, reason="nobody", last_four=f"{chance.randint(0, 9999):04}", now=edition.starts)


def put_up_poster(edition, by, *, now):
    return doors.make(edition, by=by, now=now)

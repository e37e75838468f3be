"""Where the buttons of the demo's clock lead, and what happens on the way there."""

from datetime import UTC, datetime, time, timedelta

import structlog
from django.core.cache import cache

from companies import digests
from roadshows.models import Edition, Registration
from roadshows.reminders import SLEEPS, WAKES
from roadshows.states import EditionState, RegistrationState
from roadshows.tasks import JOBS
from scouting.base import clock
from scouting.outbox import delivery

log = structlog.get_logger(__name__)
DIGEST_AT = time(8, 30)
JUST_BEFORE, JUST_AFTER = timedelta(seconds=59), timedelta(seconds=1)
STEP, MOST_STEPS = timedelta(hours=3), 200  # reminders wait so long, save the last one before an event
LAST_CALL = timedelta(hours=2)
AHEAD, AHEAD_KEPT = "demo-clock-ahead", 20
ARRIVING = timedelta(minutes=15)
BEFORE_THE_SHOW = (EditionState.OPEN, EditionState.CLOSED, EditionState.FROZEN)


def target(name, now):
    """The instant a button leads to; None for one that leads nowhere."""
    return WAYS[name](now) if name in WAYS else None


def a_day_on(now):
    return now + timedelta(days=1)


def closing(now):
    """The event whose deadline is next."""
    return Edition.objects.filter(state=EditionState.OPEN, deadline__gte=now).order_by("deadline").first()


def showing(now):
    return Edition.objects.filter(state__in=BEFORE_THE_SHOW, ends__gte=now).order_by("starts").first()


def the_deadline(now):
    return around_deadline(closing(now), now)


def the_show(now):
    return around_show(showing(now), now)


def around_deadline(edition, now):
    """One minute before the deadline, to see what is reminded; from there, to when it is over."""
    if edition is None:
        return None
    before = edition.deadline - JUST_BEFORE
    return before if now < before else edition.deadline + JUST_AFTER


def around_show(edition, now):
    """Shortly before the event, while guests arrive at the desk; from there, to when it is over."""
    if edition is None:
        return None
    arriving = edition.starts - ARRIVING
    return arriving if now < arriving else edition.ends + JUST_AFTER


def ahead(now):
    """{"deadline": (event, moment), "show": (event, moment)} of the buttons that lead somewhere, for their words.

    Looked up once in a while: the clock stands below every page.
    """
    found = cache.get(AHEAD)
    if found is None:
        found = {"deadline": closing(now), "show": showing(now)}
        cache.set(AHEAD, found, AHEAD_KEPT)
    ways = {"deadline": around_deadline(found["deadline"], now), "show": around_show(found["show"], now)}
    return {name: (found[name], moment) for name, moment in ways.items() if moment and moment > now}


def next_monday(now):
    """Monday 08:30 in Nanjing after this instant, when the digests leave."""
    day = clock.local_date(now)
    monday = clock.at(day - timedelta(days=day.weekday()), DIGEST_AT.hour, DIGEST_AT.minute)
    return monday if monday > now else monday + timedelta(days=7)


WAYS = {
    "day": a_day_on,
    "deadline": the_deadline,
    "show": the_show,
    "monday": next_monday,
    "real": lambda now: datetime.now(UTC),
}


def go(moment, now):
    """Move the clock, living through the days between, so that nothing due on the way is skipped as too late."""
    before = now
    for step in steps(now, moment):
        for stop in [*stops(before, step), step]:
            for job in (*JOBS, digests.send_due, delivery.deliver_due):
                happen(job, stop)
        before = step
    clock.set_demo(moment)
    cache.delete(AHEAD)


def stops(before, step):
    """Between two steps: when an offer nobody answered is over, so that the next one is not made at night for it; and
    when people wake and before they go to sleep, as reminders keep to the hours between."""
    open_offers = Registration.objects.filter(state=RegistrationState.SELECTED, confirm_by__gt=before - JUST_AFTER)
    over = open_offers.filter(confirm_by__lt=step - JUST_AFTER).values_list("confirm_by", flat=True)
    found = {moment + JUST_AFTER for moment in over}
    if step - before <= STEP:
        days = {clock.local_date(before), clock.local_date(step)}
        edges = {at for day in days for at in (clock.at(day, WAKES), clock.at(day, SLEEPS) - JUST_BEFORE)}
        found |= {at for at in edges if before < at < step}
    return sorted(found)


def steps(now, moment):
    """Instants from now to the moment, which is the last; none on the way back."""
    step = max(STEP, (moment - now) / MOST_STEPS)
    count = max(0, -((now - moment) // step))
    calls = Edition.objects.filter(starts__gt=now + LAST_CALL, starts__lte=moment + LAST_CALL)
    between = {start - LAST_CALL for start in calls.values_list("starts", flat=True)}
    return sorted(between | {min(now + step * (n + 1), moment) for n in range(count)})


def happen(job, now):
    """One job that fails must not keep the clock from moving: the worker tries again within a minute."""
    try:
        job(now=now)
    except Exception:
        log.exception("demo clock", job=job.__name__)

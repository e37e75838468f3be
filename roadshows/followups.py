"""What came of it? Asked 3, 14, 30 and 90 days after the show, at nine in the morning, until somebody says how it
ended. Planned, keyed and skipped when late like the reminders before a show."""

from datetime import timedelta

from roadshows import chase_letters
from roadshows.models import Edition, Interest, Invitation, Outcome, Registration
from roadshows.reminders import Plan, Step, write_missing
from roadshows.states import EditionState, RegistrationState
from scouting.base import clock


def days(number):
    return timedelta(days=number)


# `before` is how long after the show; a question may go out within the window behind that moment
STEPS = (
    Step("3d", days(3), days(4)),
    Step("14d", days(14), days(7)),
    Step("30d", days(30), days(14)),
    Step("90d", days(90), days(21)),
)
LONGEST = STEPS[-1].before + STEPS[-1].window + days(1)
HOUR = 9
ENDS = (Outcome.Stage.INVESTED, Outcome.Stage.DROPPED)


def moment_of(edition, step):
    return clock.at(clock.local_date(edition.ends) + step.before, HOUR)


def send_due(*, now):
    """Write every question whose moment has come. Returns how many rows were written, skipped ones among them."""
    editions = list(Edition.objects.filter(state=EditionState.HELD, ends__gt=now - LONGEST, ends__lte=now))
    regs = list(presented(edition__in=editions)) if editions else []
    if not regs:
        return 0
    ended = how_it_ended(regs)
    return write_missing([*_founder_plans(regs, ended, now), *_fund_plans(regs, ended, now)], now)


def presented(**conditions):
    rows = Registration.objects.filter(state=RegistrationState.PRESENTED, **conditions).order_by("pk")
    return rows.select_related("edition", "project__company", "presenter__subject", "owner")


def how_it_ended(regs):
    """{(registration, fund or None)} of those that said how it ended; None stands for founder and team."""
    rows = Outcome.objects.filter(registration__in=regs, stage__in=ENDS)
    return {(reg, fund if by == Outcome.Teller.FUND else None)
            for reg, fund, by in rows.values_list("registration", "investor", "told_by")}  # fmt: skip


def _founder_plans(regs, ended, now):
    for reg in regs:
        if reg.presenter_id and (reg.pk, None) not in ended:
            about = f"{reg.pk}:presenter"
            yield from _plans(reg.edition, about, chase_letters.ask_presenter, reg, reg.entered_state_at, now)


def _fund_plans(regs, ended, now):
    """To the funds that were there, by what was recorded or by what they marked, while they owe an answer about a
    project. Of a project a fund passed on it is not asked again."""
    by_edition = {}
    for reg in regs:
        by_edition.setdefault(reg.edition_id, []).append(reg.pk)
    passed = set(Interest.objects.passed().filter(registration__in=regs).values_list("registration", "invitation"))
    there = Invitation.objects.were_there().filter(edition__in=by_edition).order_by("pk")
    for invitation in there.select_related("edition__owner", "person__subject", "delegate__subject", "investor"):
        if invitation.attendee and any(
            (reg, invitation.investor_id) not in ended and (reg, invitation.pk) not in passed
            for reg in by_edition[invitation.edition_id]
        ):
            about = f"{invitation.pk}:fund"
            yield from _plans(invitation.edition, about, chase_letters.ask_fund, invitation, None, now)


def _plans(edition, about, letter, obj, since, now):
    for step in STEPS:
        moment = moment_of(edition, step)
        if moment <= now and not (since and since > moment):
            key = f"roadshows/chase:{about}:{int(edition.ends.timestamp())}:{step.name}"
            yield Plan(key, step, moment, _sender(letter, obj, step, now))


def _sender(letter, obj, step, now):
    def send(**timing):
        return letter(obj, now=now, days=step.before.days, **timing)

    return send

"""The questions after a show: what came of it? One letter to a presenter for each project, one to a fund for all."""

from datetime import timedelta

from roadshows import letters
from scouting.accounts.actions import link_for
from scouting.outbox import actions as outbox

PURPOSE, FUND_PURPOSE = "roadshows.outcome", "roadshows.outcome_fund"
LIFE = timedelta(days=60)
TO_PRESENTER, TO_FUND = "roadshows/chase_project", "roadshows/chase_fund"


def link_of(reg, *, now):
    return link_for(reg.presenter.subject, PURPOSE, now=now, object_id=reg.pk, life=LIFE)


def link_of_fund(invitation, *, now):
    return link_for(invitation.attendee.subject, FUND_PURPOSE, now=now, object_id=invitation.pk, life=LIFE)


def ask_presenter(reg, *, now, days, key, **timing):
    context = {**letters.context_of(reg), "days": days}
    letter = letters.write("chase_project", context, link=link_of(reg, now=now), may_repeat=True)
    return outbox.enqueue(letter, to=reg.presenter.subject, key=key, now=now, about=reg, **timing)


def ask_fund(invitation, *, now, days, key, **timing):
    edition = invitation.edition
    context = {"invitation": invitation, "edition": edition, "caller": edition.owner, "days": days}
    letter = letters.write("chase_fund", context, link=link_of_fund(invitation, now=now), may_repeat=True)
    return outbox.enqueue(letter, to=invitation.attendee.subject, key=key, now=now, about=invitation, **timing)

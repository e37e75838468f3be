"""Projects of which nobody says what came of them: rows for the promoter who brought them."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from roadshows.chase_letters import TO_PRESENTER
from roadshows.followups import STEPS, how_it_ended, moment_of, presented
from roadshows.models import Outcome
from roadshows.states import EditionState
from scouting.base import clock
from scouting.base.worklist import WorkRow
from scouting.outbox.actions import can_be_told, fill_links
from scouting.outbox.models import Message

GRACE = timedelta(days=4)  # for an answer, before a colleague calls
UNTIL = timedelta(days=120)  # after the show; later it is history
CALL_WITHIN = timedelta(days=7)  # of the question
READ = 300  # the oldest first
BREAK = "\n\x00\n"


def rows(user, now):
    """One row a project whose latest question nobody answered."""
    since = now - UNTIL
    regs = presented(owner=user, edition__state=EditionState.HELD, edition__ends__gt=since)
    regs = list(regs.order_by("edition__ends", "pk")[:READ])
    asked = {reg.pk: found for reg in regs if (found := last_question(reg.edition, now))}
    ended = {reg for reg, fund in how_it_ended(regs) if fund is None} if asked else set()
    told = last_told(asked)
    open_ones = [r for r in regs if r.pk in asked and r.pk not in ended and not answered(told, r.pk, asked[r.pk][1])]
    texts = letters_of(open_ones)
    return [row(reg, user, *asked[reg.pk], texts.get(reg.pk)) for reg in open_ones]


def last_question(edition, now):
    """(days after the show, moment) of the latest question whose time to answer is over."""
    due = [(step.before.days, at) for step in STEPS if (at := moment_of(edition, step)) + GRACE <= now]
    return due[-1] if due else None


def last_told(asked):
    """{registration: the last day on which founder or team said anything}."""
    lines = Outcome.objects.filter(registration__in=asked).exclude(told_by=Outcome.Teller.FUND)
    return dict(lines.order_by("on").values_list("registration", "on"))


def answered(told, pk, moment):
    return pk in told and told[pk] >= clock.local_date(moment)


def letters_of(regs):
    """{registration: its latest question}, with personal links filled in."""
    found = Message.objects.filter(about_kind="roadshows.registration", about_id__in=[r.pk for r in regs])
    latest = {m.about_id: m for m in found.filter(kind=TO_PRESENTER).order_by("due_at", "pk")} if regs else {}
    texts = fill_links(BREAK.join(m.wechat for m in latest.values())).split(BREAK) if latest else []
    for message, text in zip(latest.values(), texts, strict=False):
        message.wechat = text
    return latest


def row(reg, user, days, moment, letter):
    person = reg.presenter
    words = {"project": reg.project, "days": days}
    return WorkRow(
        key=f"registration:{reg.pk}:stalled",
        why=_("No answer %(days)s days after the show: what came of %(project)s?") % words,
        due=moment + CALL_WITHIN,
        url=reverse("roadshows:outcome", args=[reg.pk]),
        address=(person.address or person.name) if person else "",
        company=reg.project.holder,
        phone=person.mobile if person and user.may_see_contacts else "",
        wechat=letter.wechat if letter else "",
        message_id=letter.pk if letter and can_be_told(letter) else None,
    )

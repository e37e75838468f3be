"""The data administrator's view: whether the house works, in words, and how much it holds."""

from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.models import Company, FundingRound, Investor, Milestone, Person, Product
from roadshows.models import Edition, Registration
from scouting.accounts.models import User
from scouting.base.counts import capped_counts, said
from scouting.desk import health
from scouting.outbox.models import Message
from scouting.outbox.states import MessageState as S

HELD = (Company, FundingRound, Investor, Person, Product, Milestone, Edition, Registration, Message, User)
ROUGHLY_FROM = 100_000  # PostgreSQL's own estimate is near enough from here on


@dataclass(frozen=True)
class Fact:
    text: str
    good: bool
    url: str = ""


def state_of_the_house(user, now):
    """Sentences, each good or not."""
    facts = health.database_facts()
    waiting = capped_counts({s: Message.objects.filter(state=s) for s in (S.FAILED, S.UNKNOWN, S.HELD)})
    return [beat_fact(facts["beat_seconds"]), broker_fact(), letter_fact(facts["oldest_due_letter_seconds"])] + [
        stuck_fact(state, count) for state, count in waiting.items() if count
    ]


def beat_fact(seconds):
    if seconds is None:
        return Fact(_("The scheduler has never run: start the worker."), good=False)
    if seconds > health.BEAT_LATE:
        minutes = {"minutes": seconds // 60}
        return Fact(_("The scheduler last ran %(minutes)s minutes ago: the worker has stopped.") % minutes, good=False)
    return Fact(_("The scheduler runs."), good=True)


def broker_fact():
    if health.broker_answers():
        return Fact(_("The broker answers."), good=True)
    return Fact(_("The broker does not answer: letters leave once a minute instead of at once."), good=False)


def letter_fact(seconds):
    url = reverse("outbox:list") + "?state=queued"
    if (seconds or 0) > health.LETTER_LATE:
        text = _("A letter has been waiting for %(minutes)s minutes.") % {"minutes": seconds // 60}
        return Fact(text, good=False, url=url)
    return Fact(_("No letter waits longer than it should."), good=True, url=url)


def stuck_fact(state, count):
    words = {
        S.FAILED: ngettext("%(n)s letter was refused.", "%(n)s letters were refused.", count),
        S.UNKNOWN: ngettext(
            "Of %(n)s letter nobody knows whether it left.", "Of %(n)s letters nobody knows whether they left.", count
        ),
        S.HELD: ngettext("%(n)s letter is held.", "%(n)s letters are held.", count),
    }
    return Fact(words[state] % {"n": said(count)}, good=False, url=f"{reverse('outbox:list')}?state={state.value}")


def holdings(user, now):
    """[(name, number, admin address)] of what is kept; large tables by the database's estimate."""
    return [
        (
            model._meta.verbose_name_plural,
            number,
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
        )
        for model, number in zip(HELD, numbers(), strict=True)
    ]


def numbers():
    estimated = estimates() if connection.vendor == "postgresql" else {}
    for model in HELD:
        roughly = estimated.get(model._meta.db_table, 0)
        yield f"≈ {roughly:,}" if roughly >= ROUGHLY_FROM else f"{model.objects.count():,}"


def estimates():
    tables = [model._meta.db_table for model in HELD]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relname = ANY(%s)", [tables])
        return dict(cursor.fetchall())

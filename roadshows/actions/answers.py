"""What founder, fund or a colleague answer to "what came of it": an outcome and a line on the company's timeline."""

from django.db import transaction

from companies import timeline
from companies.formats.money import Amount
from companies.formats.partial_date import PartialDate
from companies.vocab import EventKind
from roadshows.actions.errors import ReasonMissing
from roadshows.models import Interest, Invitation, Outcome, Registration
from roadshows.states import RegistrationState
from scouting.accounts.states import WrongState, log_change
from scouting.base import clock
from scouting.outbox import actions as outbox
from scouting.outbox.states import MessageState

Stage, Teller = Outcome.Stage, Outcome.Teller
QUESTIONS = ("roadshows/chase_project", "roadshows/chase_fund")


@transaction.atomic
def record_answer(reg, *, now, stage, teller, by=None, subject=None, investor=None, raised=None, note="", on=None,
                  landed=False):  # fmt: skip
    """(outcome, created). `raised` is all that was raised since the show. The same answer twice is one.

    A question that waits to be sent is moot then. Raises WrongState unless presented, ReasonMissing.
    """
    row = Registration.objects.select_for_update(of=("self",)).select_related("edition", "project__company")
    reg = row.get(pk=reg.pk)
    if reg.state != RegistrationState.PRESENTED:
        raise WrongState(reg, RegistrationState.PRESENTED)
    if stage == Stage.DROPPED and not note.strip():
        raise ReasonMissing
    line = Outcome(registration=reg, stage=stage, told_by=teller, investor=investor, text=note.strip()[:300])
    line.on, line.landed, line.demo = on or clock.local_date(now), landed, reg.demo
    line.raised = (raised or Amount()) if stage == Stage.INVESTED else Amount()
    if (before := _said_before(line)) is not None:
        return before, False
    line.save()
    reason = line.text or line.get_stage_display()
    log_change(reg, reg.state, "outcome", now=now, by=by, subject=subject, reason=reason, effective_on=line.on)
    _note(reg, line, by=by, now=now)
    _no_more_questions(reg, line, now)
    return line, True


def _said_before(line):
    """The teller's last answer, if it says the same: on the same day, or of the same money."""
    told = Outcome.objects.filter(registration=line.registration, told_by=line.told_by, investor=line.investor)
    last = told.exclude(stage="").order_by("-on", "-pk").first()
    if last is None or (last.stage, last.text, last.landed, last.raised) != (
        line.stage, line.text, line.landed, line.raised
    ):  # fmt: skip
        return None
    return last if last.on == line.on or line.stage == Stage.INVESTED else None


def _note(reg, line, *, by, now):
    company, edition = reg.project.company, reg.edition
    if company is None:
        return
    data = {"state": line.stage, "edition": edition.slug, "number": edition.number, "theme": edition.theme}
    data |= {"project": reg.project.name, "project_en": reg.project.name_en}
    data |= {"amount": line.raised_text, "note": line.text}
    if line.investor:
        data |= {"fund": line.investor.name_zh, "fund_en": line.investor.name_en}
    happened = PartialDate(line.on, "day")
    timeline.record(company, EventKind.ROADSHOW, now=now, by=by, data=data, happened=happened)


def _no_more_questions(reg, line, now):
    """What waits to be sent to whoever has just answered; a fund is asked of the other projects still."""
    if line.told_by != Teller.FUND:
        outbox.drop_unsent(about=reg, now=now, kinds=QUESTIONS, to=MessageState.SUPERSEDED)
        return
    for invitation in Invitation.objects.filter(edition=reg.edition, investor=line.investor):
        no_more_questions_to_fund(invitation, now=now)


def no_more_questions_to_fund(invitation, *, now):
    """Once it has told, or passed, of every project that was shown."""
    shown = Registration.objects.filter(edition=invitation.edition, state=RegistrationState.PRESENTED)
    told = Outcome.objects.filter(investor=invitation.investor, told_by=Teller.FUND).values("registration")
    passed = Interest.objects.passed().filter(invitation=invitation).values("registration")
    if not shown.exclude(pk__in=told).exclude(pk__in=passed).exists():
        outbox.drop_unsent(about=invitation, now=now, kinds=QUESTIONS, to=MessageState.SUPERSEDED)

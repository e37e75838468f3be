"""Letters that say what no longer holds stay unsent, and are nobody's task any more."""

import uuid
from datetime import timedelta

import pytest

from roadshows import reminders
from roadshows.actions import deadlines, decisions, editions, invitations, registrations
from roadshows.models import Edition
from scouting.outbox import delivery, worklist
from scouting.outbox.models import Message
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    RegistrationFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def by():
    return organiser()


def state_of(kind):
    return Message.objects.get(kind=f"roadshows/{kind}").state


@pytest.mark.parametrize("verb", ["decline", "defer", "withdraw"])
def test_taking_a_project_up_again_keeps_its_refusal_from_leaving(by, now, verb):
    reg = RegistrationFactory()
    getattr(decisions, verb)(reg, by=by, now=now, reason="误操作")
    decisions.reopen(reg, by=by, now=now)
    assert list(Message.objects.values_list("state", flat=True)) == ["superseded"]


@pytest.mark.parametrize("state", ["failed", "unknown"])
def test_a_letter_in_doubt_is_no_task_once_its_presenter_has_answered(by, now, state):
    reg = decisions.select(RegistrationFactory(), by=by, now=now)
    Message.objects.filter(kind="roadshows/selected").update(state=state, error="550 no such user")
    assert worklist.rows_for(by, now)
    decisions.confirm(reg, now=now, by=by)
    assert state_of("selected") == "cancelled"
    assert not worklist.rows_for(by, now)
    assert Message.objects.get(kind="roadshows/selected").error == "550 no such user"


def test_a_letter_that_was_being_sent_is_not_tried_again(by, now):
    """The mail server does not answer while the presenter withdraws: the offer must not follow hours later."""
    reg = decisions.select(RegistrationFactory(), by=by, now=now)
    batch = delivery.claim(now=now)
    decisions.withdraw(reg, by=by, now=now, reason="不来了")
    delivery.release(batch, now=now + timedelta(minutes=1))
    delivery.skip_late(now=now + timedelta(minutes=2))
    assert state_of("selected") == "skipped"
    assert state_of("withdrawn") == "queued"


def test_a_fund_that_has_answered_needs_no_invitation_any_more(now, by):
    fund = PersonFactory(email="")
    invitation = invitations.invite(EditionFactory(), InvestorFactory(), by=by, now=now, person=fund, tell=True)
    delivery.deliver_due(now=now)
    assert state_of("invitation") == "held"
    invitations.answer(invitation, "coming", by=by, now=now)
    assert state_of("invitation") == "superseded"


# --- drafts ---------------------------------------------------------------------------------------
@pytest.fixture
def draft(now):
    """Of a promoter without e-mail, who has the reminder of the deadline as a task."""
    edition = EditionFactory()
    draft = registrations.save_draft(uid=uuid.uuid4(), by=promoter(email=""), now=now, fields={}, edition=edition)
    at = edition.deadline - 3 * DAY - timedelta(hours=6)  # by day
    reminders.send_due(now=at)
    delivery.deliver_due(now=at)
    assert state_of("reminder_deadline") == "held"
    return draft


def test_a_draft_that_is_sent_in_is_not_reminded_of(draft, now):
    data = {"edition": draft.edition, "company": CompanyFactory(), "project_name": "项目", "presenter": PersonFactory()}
    registrations.submit(uid=draft.uid, by=draft.owner, now=now, data=data)
    assert state_of("reminder_deadline") == "superseded"


def test_a_draft_that_is_thrown_away_is_not_reminded_of(draft, now):
    registrations.discard_draft(draft, by=draft.owner, now=now)
    assert state_of("reminder_deadline") == "superseded"


def test_another_deadline_takes_the_reminder_of_the_former_back(draft, by, now):
    later = draft.edition.deadline + DAY
    editions.edit_edition(draft.edition, by=by, now=now, changes={"deadline": later})
    assert state_of("reminder_deadline") == "superseded"


def test_an_extension_takes_the_reminder_of_the_former_deadline_back(draft, by, now):
    deadlines.extend(draft.edition, by=by, now=now, until=draft.edition.deadline + DAY, reason="再等一天")
    assert state_of("reminder_deadline") == "superseded"
    assert state_of("extension") == "queued"


def test_a_move_that_changes_the_deadline_takes_its_reminder_back(draft, by, now):
    edition, days = Edition.objects.get(), 12 * DAY
    editions.reschedule(edition, by=by, now=now, starts=edition.starts - days, ends=edition.ends - days)
    assert state_of("reminder_deadline") == "superseded"


def test_cancelling_stops_what_waits_about_drafts_too(draft, by, now):
    editions.cancel(draft.edition, by=by, now=now, reason="停电")
    assert state_of("reminder_deadline") == "cancelled"

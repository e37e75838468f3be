"""What a person without e-mail was to be told is nobody's task once a fact has made it moot."""

from datetime import timedelta

import pytest

from roadshows import worklist as room
from roadshows.actions import decisions, editions, materials, registrations
from roadshows.models import Registration
from scouting.outbox import actions, delivery, worklist
from scouting.outbox.models import Message
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    InvitationFactory,
    MessageFactory,
    PersonFactory,
    RegistrationFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return organiser()


@pytest.fixture
def owner():
    return promoter()


@pytest.fixture
def reg(now, owner):
    """Sent in for a presenter without e-mail: that it was received is for a colleague to tell."""
    presenter = PersonFactory(email="")
    data = {"edition": EditionFactory(), "company": CompanyFactory(), "project_name": "甲", "presenter": presenter}
    draft = registrations.save_draft(uid="6f0d5b9e-1c1a-4b57-9b0a-5f6a52d1b001", by=owner, now=now, fields={})
    reg, _created = registrations.submit(uid=draft.uid, by=owner, now=now, data=data)
    delivery.deliver_due(now=now)
    return Registration.objects.select_related("edition", "presenter", "owner").get(pk=reg.pk)


def to_tell(user, now):
    return [Message.objects.get(pk=row.message_id).kind.partition("/")[2] for row in worklist.rows_for(user, now)]


def test_a_decision_makes_the_receipt_moot(reg, by, owner, now):
    assert to_tell(owner, now) == ["received"]
    decisions.start_review(reg, by=by, now=now)
    assert to_tell(owner, now) == ["received"]  # being read is no news
    decisions.select(reg, by=by, now=now)
    delivery.deliver_due(now=now)
    assert to_tell(owner, now) == ["selected"]


def test_who_confirmed_by_link_need_not_be_told_that_they_did(reg, by, owner, now):
    decisions.select(reg, by=by, now=now)
    delivery.deliver_due(now=now)
    decisions.confirm(reg, now=now, subject=reg.presenter.subject, via="link")
    delivery.deliver_due(now=now)
    assert to_tell(owner, now) == []
    letter = Message.objects.get(kind="roadshows/confirmed")
    assert letter.state == "cancelled" and letter.error


def test_who_confirmed_by_telephone_was_told_there(reg, by, owner, now):
    decisions.select(reg, by=by, now=now)
    decisions.confirm(reg, now=now, by=owner, via="phone")
    delivery.deliver_due(now=now)
    assert to_tell(owner, now) == []
    letter = Message.objects.get(kind="roadshows/confirmed")
    assert (letter.state, letter.told_by, letter.told_via) == ("told", owner, "phone")


def test_who_withdrew_by_link_need_not_be_told(reg, owner, now):
    decisions.withdraw(reg, now=now, subject=reg.presenter.subject, via="link")
    delivery.deliver_due(now=now)
    assert to_tell(owner, now) == []


def test_a_confirmation_that_a_colleague_entered_is_still_to_be_told(reg, by, owner, now):
    decisions.select(reg, by=by, now=now)
    decisions.confirm(reg, now=now, by=by)
    delivery.deliver_due(now=now)
    assert to_tell(owner, now) == ["confirmed"]


def test_who_has_an_address_gets_the_letter_all_the_same(by, now):
    reg = decisions.select(RegistrationFactory(presenter=PersonFactory(email="xu@example.com")), by=by, now=now)
    decisions.confirm(reg, now=now, subject=reg.presenter.subject, via="link")
    assert Message.objects.get(kind="roadshows/confirmed").state == "queued"


def test_no_row_offers_to_record_what_can_no_longer_be_recorded(reg, by, owner, now):
    """Asked for materials, then selected and confirmed: the asking is overtaken, what is missing is not."""
    decisions.start_review(reg, by=by, now=now)
    materials.chase_materials(reg, by=owner, now=now)
    delivery.deliver_due(now=now)
    rows = [row for row in room.rows_for(owner, now) if row.key.endswith(":materials")]
    assert rows[0].message_id
    decisions.select(reg, by=by, now=now)
    decisions.confirm(reg, now=now, subject=reg.presenter.subject, via="link")
    rows = [row for row in room.rows_for(owner, now) if row.message_id]
    assert rows == []


def test_an_offer_that_was_told_asks_no_second_time(reg, by, owner, now):
    decisions.select(reg, by=by, now=now)
    [row] = [row for row in room.rows_for(owner, now) if row.key.endswith(":confirm")]
    actions.told(Message.objects.get(pk=row.message_id), by=owner, via="phone", now=now)
    [row] = [row for row in room.rows_for(owner, now) if row.key.endswith(":confirm")]
    assert row.message_id is None and row.wechat


def test_what_was_to_be_told_before_an_event_is_moot_after_it(reg, by, owner, now):
    invitation = InvitationFactory(edition=reg.edition)
    told = {"about_kind": "roadshows.registration", "about_id": reg.pk, "state": "held", "error": delivery.NO_ADDRESS}
    fund = told | {"about_kind": "roadshows.invitation", "about_id": invitation.pk}
    MessageFactory(kind="roadshows/agenda", **told)
    MessageFactory(kind="roadshows/declined", **told)
    MessageFactory(kind="roadshows/invitation", **fund)
    over = reg.edition.ends + timedelta(minutes=1)
    assert len(to_tell(by, over)) == 4
    editions.mark_held(reg.edition, by=by, now=over)
    assert to_tell(by, over) == ["declined"]

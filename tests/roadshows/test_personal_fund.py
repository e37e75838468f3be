"""What an invited fund sees and answers behind its link."""

from datetime import timedelta

import pytest

from roadshows import letters, reminders
from roadshows.actions import agenda, decisions, editions, invitations
from roadshows.models import Invitation
from scouting.accounts.models import StateChange
from scouting.outbox.actions.links import LINK
from scouting.outbox.models import Message
from tests.factories import EditionFactory, InvestorFactory, PersonFactory, RegistrationFactory, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return organiser(name="陈静", mobile="13900002222")


@pytest.fixture
def invitation(today, chief, now):
    person = PersonFactory(name="冯若谷", address="冯总", mobile="138 0000 8765")
    fund = InvestorFactory(name="观澜资本")
    edition = EditionFactory(number=98, seats=1, owner=chief)
    return invitations.invite(edition, fund, by=chief, now=now, person=person, tell=True)


@pytest.fixture
def phone(enter, invitation, now):
    client, path = enter(), letters.link_of_fund(invitation, now=now).path
    client.post(path, {"answer": "8765"})

    def touch(**data):
        page = client.post(path, data, follow=True) if data else client.get(path)
        assert page.status_code == 200
        return page.content.decode()

    return touch


def answer_of(invitation):
    return Invitation.objects.get(pk=invitation.pk).answer


def test_the_invitation_is_one_letter_with_a_link(invitation, chief, now):
    invitations.invite(invitation.edition, invitation.investor, by=chief, now=now, tell=True)
    letter = Message.objects.get()
    assert (letter.kind, letter.subject, letter.may_repeat) == (
        "roadshows/invitation",
        invitation.person.subject,
        False,
    )
    assert LINK.search(letter.wechat) and 3 <= len(letter.wechat.splitlines()) <= 6


def test_without_being_asked_to_no_letter_is_written(now, chief):
    invitations.invite(EditionFactory(), InvestorFactory(), by=chief, now=now, person=PersonFactory())
    assert not Message.objects.exists()


def test_before_the_check_nobody_learns_who_is_invited(enter, invitation, now):
    text = enter().get(letters.link_of_fund(invitation, now=now).path).content.decode()
    assert "陈静" in text and "98" in text
    assert "观澜资本" not in text and "冯" not in text


@pytest.mark.parametrize(
    ("reply", "said"), [("coming", "a seat is kept"), ("online", "You watch online"), ("declined", "You cannot come")]
)
def test_one_press_answers_and_twice_is_once(invitation, phone, reply, said):
    assert "观澜资本 is invited" in phone() and answer_of(invitation) == "open"
    phone(do=reply)
    assert said in phone(do=reply)
    assert answer_of(invitation) == reply
    change = StateChange.objects.get(kind="roadshows.invitation", after=reply)
    assert change.subject == invitation.person.subject


def test_an_answer_can_be_changed_until_the_event(invitation, phone, today):
    phone(do="coming")
    phone(do="declined")
    assert answer_of(invitation) == "declined"
    today.move_to(invitation.edition.starts)
    assert 'name="do"' not in phone()
    phone(do="coming")
    assert answer_of(invitation) == "declined"


def test_when_the_seats_are_gone_it_says_so(invitation, phone, chief, now):
    other = invitations.invite(invitation.edition, InvestorFactory(), by=chief, now=now)
    invitations.answer(other, "coming", now=now)
    assert "Every place is taken" in phone(do="coming")
    assert answer_of(invitation) == "open"


def test_only_what_the_event_offers_can_be_chosen(invitation, phone):
    type(invitation.edition).objects.filter(pk=invitation.edition_id).update(mode="online")
    assert 'value="coming"' not in phone() and 'value="online"' in phone()


def test_the_programme_is_shown_once_the_agenda_is_fixed(invitation, phone, chief, now):
    reg = RegistrationFactory(edition=invitation.edition)
    decisions.confirm(decisions.select(reg, by=chief, now=now), now=now)
    agenda.lay_out(invitation.edition, by=chief, now=now)
    assert str(reg.project) not in phone()
    editions.freeze(invitation.edition, by=chief, now=now)
    assert str(reg.project) in phone() and "14:50" in phone()


def test_another_representative_takes_the_link_over(invitation, phone, chief, now, enter):
    other = PersonFactory()
    invitations.invite(invitation.edition, invitation.investor, by=chief, now=now, person=other)
    old = enter()
    path = letters.link_of_fund(invitation, now=now).path
    old.post(path, {"answer": "8765"})
    assert old.get(path).status_code == 410


def test_reminders_to_funds_carry_the_link(invitation, phone, now):
    phone(do="coming")
    reminders.send_due(now=invitation.edition.starts - timedelta(days=1))
    letter = Message.objects.filter(kind="roadshows/reminder_fund").latest("due_at")
    assert LINK.search(letter.wechat)

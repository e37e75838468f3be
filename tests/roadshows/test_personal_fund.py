"""What an invited fund sees and answers behind its link."""

from datetime import timedelta

import pytest

from companies.models import Person
from roadshows import door, letters, reminders
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

    touch.client, touch.path = client, path
    return touch


def answer_of(invitation):
    return Invitation.objects.get(pk=invitation.pk).state


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
    assert "观澜资本 is invited" in phone() and answer_of(invitation) == "invited"
    phone(do=reply, reason="The time does not suit.")
    assert said in phone(do=reply, reason="The time does not suit.")
    assert answer_of(invitation) == reply
    change = StateChange.objects.get(kind="roadshows.invitation", after=reply)
    assert change.subject == invitation.person.subject


def test_an_answer_can_be_changed_until_the_event(invitation, phone, today):
    phone(do="coming")
    phone(do="declined", other="出差")
    assert answer_of(invitation) == "declined"
    today.move_to(invitation.edition.starts)
    assert 'name="do"' not in phone()
    phone(do="coming")
    assert answer_of(invitation) == "declined"


def test_declining_wants_a_reason_and_keeps_it(invitation, phone):
    phone(do="coming")
    answer = phone.client.post(phone.path, {"do": "declined"})
    assert answer.status_code == 422 and "Give the reason." in answer.content.decode()
    assert answer_of(invitation) == "coming"
    phone(do="declined", reason="The time does not suit.", other="下月再来")
    kept = Invitation.objects.get(pk=invitation.pk)
    assert kept.why_not == "The time does not suit. 下月再来"
    assert StateChange.objects.get(kind="roadshows.invitation", after="declined").reason == kept.why_not
    kept.edition.refresh_from_db()
    assert kept.edition.seats_taken == 0


def test_opening_the_page_changes_nothing(invitation, phone):
    before = list(Invitation.objects.values()), StateChange.objects.count()
    phone(), phone.client.head(phone.path)
    assert (list(Invitation.objects.values()), StateChange.objects.count()) == before


def test_it_says_until_when_to_answer_and_takes_a_late_answer_while_a_seat_is_free(invitation, phone, now):
    assert "by Thu 19 Nov 2026, 23:59" in phone()
    invitations.lapse_due(now=now + timedelta(days=4))
    assert "We did not hear from you in time" in phone()
    assert "a seat is kept" in phone(do="coming")
    assert answer_of(invitation) == "coming"


def test_a_delegate_gets_a_page_of_their_own_and_the_seat_is_counted_once(invitation, phone, enter, now):
    text = phone(do="delegate", name="林一", mobile="138 1111 2222")
    assert "林一 comes for 观澜资本" in text
    kept = Invitation.objects.select_related("delegate", "edition").get(pk=invitation.pk)
    assert (kept.state, kept.delegate.name, kept.edition.seats_taken) == ("delegated", "林一", 1)
    assert kept.delegate.positions.get().investor == invitation.investor
    letter = Message.objects.get(kind="roadshows/invitation_delegate")
    assert letter.subject == kept.delegate.subject and "冯若谷" in letter.wechat
    client, path = enter(), letters.link_of_fund(kept, now=now).path
    assert "林一" not in client.get(path).content.decode()
    client.post(path, {"answer": "2222"})
    text = client.get(path).content.decode()
    assert "as its delegate" in text and "A colleague comes" not in text
    client.post(path, {"do": "online"})
    kept.refresh_from_db()
    assert (kept.state, kept.delegate.name) == ("online", "林一")
    kept.edition.refresh_from_db()
    assert (kept.edition.seats_taken, kept.edition.online_taken) == (0, 1)
    assert "You are coming for 观澜资本; a seat" in phone(do="coming")
    assert client.get(path).status_code == 410  # the partner comes after all


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({"name": "", "mobile": "13811112222"}, "name"), ({"name": "林一", "mobile": "12"}, "mobile"),
     ({"name": "林一", "mobile": ""}, "mobile")],
)  # fmt: skip
def test_a_delegate_typed_wrong_is_refused_beside_the_field_and_kept(invitation, phone, typed, wrong):
    answer = phone.client.post(phone.path, {"do": "delegate", **typed})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [wrong]
    assert f'value="{typed["name"]}"' in answer.content.decode() or not typed["name"]
    assert answer_of(invitation) == "invited"


def test_the_same_delegate_named_twice_is_one_person(invitation, phone):
    for _ in range(2):
        phone(do="delegate", name="林一", mobile="+86 13811112222")
    assert Person.objects.filter(name="林一").count() == 1
    assert Message.objects.filter(kind="roadshows/invitation_delegate").count() == 1


def test_an_invitation_taken_back_says_whom_to_call_and_offers_no_button(invitation, phone, chief, now):
    invitations.drop(invitation, by=chief, now=now, reason="主题改了")
    text = phone()
    assert "was taken back" in text and "13900002222" in text and 'name="do"' not in text


def test_when_the_seats_are_gone_it_says_so(invitation, phone, chief, now):
    other = invitations.invite(invitation.edition, InvestorFactory(), by=chief, now=now)
    invitations.answer(other, "coming", now=now)
    assert "Every place is taken" in phone(do="coming")
    assert answer_of(invitation) == "invited"


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


def test_who_comes_shows_a_code_at_the_desk_which_names_nobody(invitation, phone):
    assert "check-in code" not in phone()
    page = phone(do="coming")
    assert "Your check-in code" in page and "data:image/svg" in page
    code = door.code_of(invitation.edition_id, invitation.person_id)
    assert door.person_of(invitation.edition_id, code) == invitation.person
    assert invitation.person.name not in code and "8765" not in code
    assert "check-in code" not in phone(do="declined", reason="The time does not suit.")

"""Seats on site and online, waves that propose themselves, answers by link and by call, and time running out."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from companies.actions import people
from roadshows import reminders
from roadshows.actions import agenda, agenda_versions, editions, invitations, seats, waves
from roadshows.actions.errors import EventOver, NoPlaceLeft, NotOffered, ReasonMissing, TooFewPlaces
from roadshows.models import Edition, Invitation, Registration
from scouting.accounts.models import StateChange
from scouting.accounts.roles import Role
from scouting.accounts.states import WrongState
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    InvitationFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return organiser()


def invited(edition, by, now, **more):
    fund = InvestorFactory(tracks=["cgt"])
    return invitations.invite(edition, fund, by=by, now=now, person=PersonFactory(**more))


def taken(edition):
    return Edition.objects.values_list("seats_taken", "online_taken").get(pk=edition.pk)


def states(edition):
    return list(Invitation.objects.filter(edition=edition).order_by("pk").values_list("state", "wave"))


def reload(invitation):
    return Invitation.objects.get(pk=invitation.pk)


# --- seats ---
def test_on_site_and_online_are_counted_apart(by, now):
    edition = EditionFactory(seats=2, online_seats=1)
    one, two, three, four = (invited(edition, by, now) for _ in range(4))
    invitations.answer(one, "coming", now=now)
    invitations.send_delegate(two, name="林一", mobile="13811112222", now=now)
    invitations.answer(three, "online", now=now)
    assert taken(edition) == (2, 1)
    for reply in ("coming", "online"):
        with pytest.raises(NoPlaceLeft):
            invitations.answer(four, reply, now=now)
    assert (reload(four).state, taken(edition)) == ("invited", (2, 1))
    invitations.answer(one, "declined", now=now)
    assert taken(edition) == (1, 1)
    invitations.answer(three, "coming", now=now)
    assert taken(edition) == (2, 0)
    assert invitations.answer(four, "online", now=now).state == "online"
    assert taken(edition) == seats.recount(edition.pk) == (2, 1)


def test_the_database_refuses_more_than_there_are(now):
    edition = EditionFactory(seats=1, online_seats=0)
    for column in ("seats_taken", "online_taken"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(**{column: 2})


def test_more_seats_than_a_fund_may_have_need_a_reason(by, now):
    edition = EditionFactory(seats=3)
    one = invited(edition, by, now)
    invitations.answer(one, "coming", now=now)
    with pytest.raises(ReasonMissing):
        invitations.set_seats(one, 2, by=by, now=now, reason=" ")
    invitations.set_seats(one, 2, by=by, now=now, reason="两个合伙人分管两个项目")
    assert (one.seats, one.over_reason, taken(edition)) == (2, "两个合伙人分管两个项目", (2, 0))
    change = StateChange.objects.get(kind="roadshows.invitation", after="reseated")
    assert change.by == by and "两个合伙人" in change.reason
    with pytest.raises(NoPlaceLeft):
        invitations.set_seats(one, 4, by=by, now=now, reason="更多")
    invitations.set_seats(one, 1, by=by, now=now)
    assert (one.over_reason, taken(edition)) == ("", (1, 0))
    invitations.set_seats(one, 3, by=by, now=now, reason="都来")
    invitations.answer(one, "online", now=now)
    assert taken(edition) == (0, 3)


def test_seats_cannot_fall_below_those_taken(by, now):
    edition = EditionFactory(seats=2)
    invitations.answer(invited(edition, by, now), "coming", now=now)
    invitations.answer(invited(edition, by, now), "online", now=now)
    for changes in ({"seats": 0}, {"online_seats": 0}):
        with pytest.raises(TooFewPlaces):
            editions.edit_edition(edition, by=by, now=now, changes=changes)
    editions.edit_edition(edition, by=by, now=now, changes={"seats": 1, "online_seats": 1, "seats_per_fund": 2})
    assert (edition.seats, edition.online_seats, edition.seats_per_fund) == (1, 1, 2)


@pytest.mark.parametrize(("mode", "reply"), [("online", "coming"), ("onsite", "online")])
def test_what_the_event_does_not_offer_is_refused(by, now, mode, reply):
    one = invited(EditionFactory(mode=mode), by, now)
    with pytest.raises(NotOffered):
        invitations.answer(one, reply, now=now)
    assert reload(one).state == "invited"


def test_nothing_is_answered_once_the_event_has_begun(by, now):
    one = invited(EditionFactory(), by, now)
    with pytest.raises(EventOver):
        invitations.answer(one, "coming", now=one.edition.starts)


# --- waves ---
@pytest.fixture
def show():
    """Two seats, one project, four funds that fit it, better and better, and one that does not."""
    edition = EditionFactory(seats=2)
    project = ProjectFactory(track="cgt", modality="cell", stage="iit", city="南京")
    RegistrationFactory(edition=edition, project=project, round_type="a")
    fields = [{"modalities": ["cell"]}, {"stages": ["a"]}, {"phases": ["iit"]}, {"regions": ["delta"]}]
    for n in range(4):
        mandate = {key: value for extra in fields[: n + 1] for key, value in extra.items()}
        fund = InvestorFactory(name=f"基金{n}", tracks=["cgt"], **mandate)
        people.add_position(PersonFactory(), by=None, now=clock.now(), investor=fund, title="VP")
    InvestorFactory(name="不投", tracks=["ivd"])
    return edition


def names(rows):
    return [row.investor.name for row in rows]


def test_the_first_wave_has_a_fund_for_each_seat_best_first_and_is_proposed_once(show, by, now):
    assert names(waves.propose_next(show, by=by, now=now)) == ["基金3", "基金2"]
    assert waves.propose_next(show, by=by, now=now) == []
    assert states(show) == [("proposed", 1), ("proposed", 1)]
    assert not Message.objects.exists()
    assert all(i.person for i in show.invitations.all())


def test_inviting_the_wave_writes_letters_and_sets_the_time_to_answer(show, by, now):
    waves.propose_next(show, by=by, now=now)
    assert names(invitations.invite_wave(show, by=by, now=now)) == ["基金3", "基金2"]
    assert states(show) == [("invited", 1), ("invited", 1)]
    one = show.invitations.first()
    assert (one.invited_at, one.answer_by) == (now, clock.end_of_day(date(2026, 11, 19)))
    assert Message.objects.filter(kind="roadshows/invitation").count() == 2
    assert invitations.invite_wave(show, by=by, now=now) == []


def test_a_declined_seat_proposes_the_next_wave(show, by, now):
    waves.propose_next(show, by=by, now=now)
    one, two = invitations.invite_wave(show, by=by, now=now)
    invitations.answer(one, "coming", now=now)
    assert len(states(show)) == 2
    invitations.answer(two, "declined", now=now, reason="出差")
    assert states(show) == [("coming", 1), ("declined", 1), ("proposed", 2)]
    assert show.invitations.last().investor.name == "基金1"
    change = StateChange.objects.get(kind="roadshows.invitation", object_id=show.invitations.last().pk)
    assert (change.by, change.via) == (None, "clock")


def test_a_lapsed_invitation_proposes_the_next_wave_and_is_told_once(show, by, now):
    waves.propose_next(show, by=by, now=now)
    invitations.invite_wave(show, by=by, now=now)
    late = clock.end_of_day(date(2026, 11, 19)) + timedelta(seconds=1)
    assert [invitations.lapse_due(now=late) for _ in range(2)] == [2, 0]
    assert states(show) == [("lapsed", 1), ("lapsed", 1), ("proposed", 2), ("proposed", 2)]
    assert names(show.invitations.filter(state="proposed").order_by("pk")) == ["基金1", "基金0"]
    assert Message.objects.filter(kind="roadshows/invitation_lapsed").count() == 2


def test_going_online_frees_a_seat_that_the_next_fund_can_be_asked_to_take(show, by, now):
    waves.propose_next(show, by=by, now=now)
    one, two = invitations.invite_wave(show, by=by, now=now)
    invitations.answer(one, "online", now=now)
    assert [n for _, n in states(show)] == [1, 1, 2]


def test_no_wave_is_proposed_while_the_seats_are_spoken_for_or_the_event_is_over(show, by, now):
    waves.propose_next(show, by=by, now=now)
    first = show.invitations.first()
    invitations.drop(first, by=by, now=now)
    assert states(show) == [("dropped", 1), ("proposed", 1)]  # a proposal taken back proposes nobody else by itself
    assert waves.propose_next(show, by=by, now=show.starts) == []
    assert names(waves.propose_next(show, by=by, now=now)) == ["基金1"]
    assert waves.uncalled(show) == 0


def test_a_wave_invites_no_more_than_there_are_seats_left(show, by, now):
    waves.propose_next(show, by=by, now=now)
    for _ in range(1):
        invitations.answer(invited(show, by, now), "coming", now=now)
    assert names(invitations.invite_wave(show, by=by, now=now)) == ["基金3"]
    assert [s for s, _ in states(show)] == ["invited", "proposed", "coming"]


def test_a_dropped_fund_can_be_proposed_and_invited_again(show, by, now):
    waves.propose_next(show, by=by, now=now)
    one = show.invitations.first()
    invitations.drop(one, by=by, now=now)
    assert waves.propose(show, one.investor, by=by, now=now).state == "proposed"
    invitations.invite_again(one, by=by, now=now)
    with pytest.raises(ReasonMissing):
        invitations.drop(one, by=by, now=now)
    invitations.answer(one, "coming", now=now)
    invitations.drop(one, by=by, now=now, reason="主题改了")
    assert (reload(one).state, taken(show)) == ("dropped", (0, 0))


def test_the_one_it_sent_last_speaks_for_a_fund(show, by, now):
    fund = InvestorFactory(tracks=["cgt"])
    old, new, gone = PersonFactory(), PersonFactory(), PersonFactory()
    for person in (old, new):
        people.add_position(person, by=by, now=now, investor=fund, title="VP")
    assert waves.representatives([fund]) == {fund.pk: new}
    InvitationFactory(investor=fund, person=old)
    assert waves.representatives([fund]) == {fund.pk: old}
    InvitationFactory(investor=fund, person=gone)  # does not work there any more
    assert waves.representatives([fund]) == {fund.pk: old}


# --- letters and time ---
def test_who_never_agreed_to_letters_gets_none(by, now):
    edition = EditionFactory()
    person = PersonFactory(basis="public")
    one = invitations.invite(edition, InvestorFactory(), by=by, now=now, person=person, tell=True)
    assert (one.state, Message.objects.count()) == ("invited", 0)
    assert invitations.lapse_due(now=one.answer_by + timedelta(seconds=1)) == 1
    assert Message.objects.count() == 0


def test_asking_again_is_a_second_letter(by, now):
    edition, person = EditionFactory(), PersonFactory()
    one = invitations.invite(edition, InvestorFactory(), by=by, now=now, person=person, tell=True)
    invitations.answer(one, "declined", now=now, reason="出差")
    later = now + timedelta(days=1)
    again = invitations.invite_again(one, by=by, now=later)
    assert (again.state, again.answer_by, again.why_not) == ("invited", clock.end_of_day(date(2026, 11, 20)), "")
    letters = Message.objects.filter(kind="roadshows/invitation").order_by("pk")
    assert [m.state for m in letters] == ["superseded", "queued"]


def test_an_answer_keeps_what_was_not_sent_yet_from_leaving(by, now):
    one = invitations.invite(EditionFactory(), InvestorFactory(), by=by, now=now, person=PersonFactory(), tell=True)
    invitations.answer(one, "coming", by=by, via="phone", now=now)
    assert Message.objects.get().state == "superseded"
    change = StateChange.objects.get(kind="roadshows.invitation", after="coming")
    assert (change.by, change.via) == (by, "phone")


def test_a_proposed_fund_that_was_called_was_asked_in_that_call(show, by, now):
    [one, _] = waves.propose_next(show, by=by, now=now)
    invitations.answer(one, "coming", by=by, via="phone", now=now)
    after = StateChange.objects.filter(kind="roadshows.invitation", object_id=one.pk).order_by("pk")
    assert list(after.values_list("after", flat=True)) == ["proposed", "invited", "coming"]
    with pytest.raises(WrongState):
        invitations.answer(show.invitations.last(), "coming", now=now)  # nobody asked it yet


def test_who_does_not_answer_is_reminded_a_day_before_once(by, now):
    edition = EditionFactory()
    one = invitations.invite(edition, InvestorFactory(), by=by, now=now, person=PersonFactory(), tell=True)
    invitations.invite(edition, InvestorFactory(), by=by, now=now, person=PersonFactory())  # spoken, no letter
    for _ in range(2):
        reminders.send_due(now=one.answer_by - timedelta(hours=36))
    letter = Message.objects.get(kind="roadshows/reminder_answer")
    assert letter.subject == one.person.subject
    invitations.answer(one, "coming", now=now)
    letter.refresh_from_db()
    assert letter.state == "superseded"


def test_a_delegate_is_reminded_instead_of_the_partner(by, now):
    one = invited(EditionFactory(), by, now)
    invitations.send_delegate(one, name="林一", mobile="13811112222", now=now)
    reminders.send_due(now=one.edition.starts - timedelta(hours=23))
    letter = Message.objects.get(kind="roadshows/reminder_fund", key__endswith=":1d")
    assert letter.subject == one.delegate.subject


def test_an_event_that_moves_nearer_shortens_the_time_to_answer(by, now):
    one = invited(EditionFactory(), by, now)
    starts = now + timedelta(days=1)
    editions.reschedule(one.edition, by=by, now=now, starts=starts, ends=starts + timedelta(hours=2))
    assert reload(one).answer_by == starts


def test_answering_twice_the_same_is_once(by, now):
    one = invited(EditionFactory(), by, now)
    for _ in range(2):
        invitations.answer(one, "coming", now=now)
    assert taken(one.edition) == (1, 0)
    assert StateChange.objects.filter(kind="roadshows.invitation", after="coming").count() == 1


def test_an_event_that_was_held_leaves_nothing_open(show, by, now):
    waves.propose_next(show, by=by, now=now)
    one, _ = show.invitations.order_by("pk")
    invitations.invite_again(one, by=by, now=now)
    editions.mark_held(show, by=by, now=show.ends)
    assert [s for s, _ in states(show)] == ["lapsed", "dropped"]
    assert not Message.objects.filter(kind="roadshows/invitation_lapsed").exists()


def test_the_programme_is_for_those_who_were_told_and_for_their_delegates(show, by, now):
    reg = show.registrations.get()
    agenda.add_item(show, by=by, now=now, kind="pitch", registration=reg)
    agenda_versions.publish(show, by=by, now=now)
    proposed, partner, delegate = PersonFactory(), PersonFactory(), PersonFactory()
    InvitationFactory(edition=show, person=proposed, state="proposed")
    InvitationFactory(edition=show, person=partner, delegate=delegate, state="delegated")

    def reads(person):
        user = UserFactory(roles=[Role.FUND], subject=person.subject)
        return list(Registration.objects.on_programme_for(user))

    assert (reads(proposed), reads(partner), reads(delegate)) == ([], [reg], [reg])


def test_a_full_room_is_answered_without_waiting_for_the_edition(now, by, monkeypatch):
    """A rush on a full room does not stand in line; a change that frees a seat, and an event that is over, still do."""
    edition, stood = EditionFactory(seats=1), []
    first, second = (invitations.invite(edition, InvestorFactory(), by=by, now=now) for _ in range(2))
    invitations.answer(first, "coming", now=now, by=by)
    lock = invitations.lock_still_to_come
    monkeypatch.setattr(invitations, "lock_still_to_come", lambda pk, now: stood.append(pk) or lock(pk, now))
    with pytest.raises(NoPlaceLeft):
        invitations.answer(second, "coming", now=now, by=by)
    assert stood == []
    assert invitations.answer(first, "coming", now=now, by=by).state == "coming"  # the seat is its own
    with pytest.raises(EventOver):
        invitations.answer(second, "coming", now=edition.starts, by=by)
    invitations.answer(first, "declined", now=now, by=by)
    assert len(stood) == 3 and invitations.answer(second, "coming", now=now, by=by).state == "coming"

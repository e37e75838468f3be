"""A month is laid out, published, moved, frozen, held, cancelled; those concerned are told once."""

from datetime import date, timedelta

import pytest

from roadshows.actions import calendars, decisions, editions, invitations, occupancy
from roadshows.actions.errors import (
    DoubleBooked,
    EventOver,
    NoPlaceLeft,
    ReasonMissing,
    TooFewPlaces,
    WrongTimes,
)
from roadshows.models import CalendarDay, Edition, Invitation, Occupancy, Registration
from scouting.accounts.models import StateChange
from scouting.accounts.states import WrongState
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import EditionFactory, InvestorFactory, PersonFactory, RegistrationFactory, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return organiser()


@pytest.fixture
def holidays_of_2026():
    calendars.load_shipped()


def days(made):
    return [clock.local_date(e.starts).isoformat() for e in made]


# --- a month ---
def test_a_month_has_three_events_inert_until_published(by, now, holidays_of_2026):
    made, created = editions.create_month(2026, 12, by=by, now=now)
    assert created
    assert [e.slug for e in made] == ["2026-12-salon", "2026-12-seminar", "2026-12"]
    assert days(made) == ["2026-12-03", "2026-12-16", "2026-12-31"]
    assert {e.state for e in made} == {"planned"}
    roadshow = made[2]
    assert (roadshow.number, roadshow.slots, roadshow.seats, roadshow.calendar_known) == (99, 3, 5, True)
    assert roadshow.deadline == clock.end_of_day(date(2026, 12, 24))
    assert not Edition.objects.call_open(now).exists() and not Edition.objects.coming(now).exists()


def test_pressing_twice_makes_nothing_new(by, now, holidays_of_2026):
    first, _ = editions.create_month(2026, 12, by=by, now=now)
    Edition.objects.filter(pk=first[2].pk).update(theme="抗体药物", number=120)
    again, created = editions.create_month(2026, 12, by=by, now=now)
    assert (created, again) == (False, first)
    assert again[2].number == 120


@pytest.mark.parametrize(
    ("year", "month", "day", "number"),
    [
        (2018, 10, "2018-10-31", 1),
        (2026, 1, "2026-01-30", 88),
        (2026, 2, "2026-02-27", 89),  # the 28th is a working Saturday
        (2026, 9, "2026-09-30", 96),
        (2026, 11, "2026-11-27", 98),
        (2027, 1, "2027-01-29", 100),
        (2027, 2, "2027-02-26", 101),
    ],
)
def test_the_roadshow_is_on_the_last_ordinary_day(by, now, holidays_of_2026, year, month, day, number):
    made, _ = editions.create_month(year, month, by=by, now=now)
    assert (days(made)[2], made[2].number) == (day, number)


def test_an_edited_calendar_counts(by, now, holidays_of_2026):
    CalendarDay.objects.create(day=date(2026, 12, 31), working=False, name="校庆")
    assert days(editions.create_month(2026, 12, by=by, now=now)[0])[2] == "2026-12-30"
    assert calendars.load_shipped() == 0


def test_an_unknown_year_says_so(by, now, holidays_of_2026):
    assert not editions.create_month(2027, 1, by=by, now=now)[0][2].calendar_known


def test_a_number_somebody_gave_away_is_left_open(by, now):
    EditionFactory(slug="extra", number=98)
    assert editions.create_month(2026, 11, by=by, now=now)[0][2].number is None


# --- publish ---
def test_publishing_opens_the_call_and_books_the_room(by, now):
    edition = EditionFactory(state="planned", call_opens=None)
    editions.publish(edition, by=by, now=now)
    assert (edition.state, edition.call_opens) == ("open", now)
    assert Occupancy.objects.get().resource == edition.venue
    with pytest.raises(WrongState):
        editions.publish(edition, by=by, now=now)


def test_one_room_is_not_two_events_at_once(by, now):
    first, second = EditionFactory(state="planned"), EditionFactory(state="planned")
    editions.publish(first, by=by, now=now)
    with pytest.raises(DoubleBooked) as refused:
        editions.publish(second, by=by, now=now)
    assert refused.value.clashes[0].edition == first
    second.refresh_from_db()
    assert second.state == "planned"
    online = EditionFactory(state="planned", mode="online")
    assert editions.publish(online, by=by, now=now).state == "open"


def test_a_past_event_is_not_published(by):
    with pytest.raises(EventOver):
        edition = EditionFactory(state="planned")
        editions.publish(edition, by=by, now=edition.starts)


# --- moving ---
@pytest.fixture
def busy(by, now):
    """An edition with one confirmed, one selected, one newly submitted, one withdrawn, and two funds."""
    edition = EditionFactory()
    regs = [RegistrationFactory(edition=edition) for _ in range(4)]
    decisions.confirm(decisions.select(regs[0], by=by, now=now), now=now)
    decisions.select(regs[1], by=by, now=now)
    decisions.withdraw(regs[3], now=now)
    funds = [invitations.invite(edition, InvestorFactory(), by=by, now=now, person=PersonFactory()) for _ in range(2)]
    invitations.answer(funds[1], "declined", now=now)
    Message.objects.all().delete()
    return edition, regs, funds


def test_moving_tells_those_concerned_once_and_nobody_else(busy, by, now):
    edition, regs, funds = busy
    times = {"starts": edition.starts + timedelta(days=2), "ends": edition.ends + timedelta(days=2)}
    editions.reschedule(edition, by=by, now=now, **times)
    editions.reschedule(edition, by=by, now=now, **times)
    told = set(Message.objects.values_list("subject", flat=True))
    assert told == {r.presenter.subject_id for r in regs[:3]} | {funds[0].person.subject_id}
    assert Message.objects.count() == 4
    assert edition.sequence == 1
    assert "2026" in Message.objects.first().text


def test_moving_takes_the_bookings_along(busy, by, now):
    edition, regs, _ = busy
    later = {"starts": edition.starts + timedelta(days=2), "ends": edition.ends + timedelta(days=2)}
    editions.reschedule(edition, by=by, now=now, **later, venue="基因小镇")
    booked = Occupancy.objects.values_list("kind", "resource", "starts")
    assert set(booked) == {
        ("person", str(regs[0].presenter_id), later["starts"]),
        ("project", str(regs[0].project_id), later["starts"]),
        ("project", f"{regs[0].project_id}@{edition.pk}", later["starts"]),  # its pitch, first on the agenda
        ("room", "基因小镇", later["starts"]),
    }


def test_moving_onto_a_day_the_presenter_is_elsewhere_is_refused(busy, by, now):
    edition, regs, _ = busy
    day = edition.starts + timedelta(days=1)
    other = EditionFactory(starts=day, ends=day + timedelta(hours=2), venue="别处")
    occupancy.book("person", regs[0].presenter_id, other)
    with pytest.raises(DoubleBooked) as refused:
        editions.reschedule(edition, by=by, now=now, starts=day, ends=day + timedelta(hours=3))
    assert refused.value.clashes[0].edition == other
    edition.refresh_from_db()
    assert (edition.sequence, Message.objects.count()) == (0, 0)


def test_moving_nearer_shortens_offers_and_the_deadline(busy, by, now):
    edition, regs, _ = busy
    soon = now + timedelta(hours=20)
    editions.reschedule(edition, by=by, now=now, starts=soon, ends=soon + timedelta(hours=2))
    assert Registration.objects.get(pk=regs[1].pk).confirm_by == soon
    assert edition.deadline < soon


@pytest.mark.parametrize("shift", [(-400, -397), (3, 2)])
def test_impossible_times_are_refused(busy, by, now, shift):
    edition, _, _ = busy
    starts, ends = (edition.starts + timedelta(hours=h) for h in shift)
    with pytest.raises(WrongTimes):
        editions.reschedule(edition, by=by, now=now, starts=starts, ends=ends)


def test_moving_a_planned_event_is_silent(by, now):
    edition = EditionFactory(state="planned")
    RegistrationFactory(edition=edition)
    editions.reschedule(
        edition, by=by, now=now, starts=edition.starts + timedelta(days=1), ends=edition.ends + timedelta(days=1)
    )
    assert not Message.objects.exists() and not Occupancy.objects.exists()


def test_a_move_supersedes_the_move_before_that_has_not_left(busy, by, now):
    edition, regs, _ = busy
    for day in (1, 2):
        start = edition.starts + timedelta(days=day)
        editions.reschedule(edition, by=by, now=now, starts=start, ends=start + timedelta(hours=3))
    states = Message.objects.about(regs[0]).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["superseded", "queued"]


# --- cancelling ---
def test_cancelling_stops_what_waits_and_tells_once(busy, by, now):
    edition, regs, funds = busy
    start = edition.starts + timedelta(days=1)
    editions.reschedule(edition, by=by, now=now, starts=start, ends=start + timedelta(hours=3))
    editions.cancel(edition, by=by, now=now, reason="场地停电")
    assert set(Message.objects.filter(kind="roadshows/rescheduled").values_list("state", flat=True)) == {"cancelled"}
    letters = Message.objects.filter(kind="roadshows/cancelled")
    assert set(letters.values_list("subject", flat=True)) == {r.presenter.subject_id for r in regs[:3]} | {
        funds[0].person.subject_id
    }
    assert letters.count() == 4 and "场地停电" in letters.first().text
    assert not Occupancy.objects.exists()
    with pytest.raises(WrongState):
        editions.cancel(edition, by=by, now=now, reason="再次")
    assert letters.count() == 4


def test_somebody_with_two_projects_is_told_once(by, now):
    edition, presenter = EditionFactory(), PersonFactory()
    for _ in range(2):
        RegistrationFactory(edition=edition, presenter=presenter)
    editions.cancel(edition, by=by, now=now, reason="场地停电")
    assert Message.objects.count() == 1


def test_cancelling_needs_a_reason(by, now):
    with pytest.raises(ReasonMissing):
        editions.cancel(EditionFactory(), by=by, now=now, reason="")


def test_a_cancelled_event_lapses_and_offers_nothing(busy, by, now):
    edition, regs, _ = busy
    editions.cancel(edition, by=by, now=now, reason="场地停电")
    assert decisions.lapse_due(now=now + timedelta(days=5)) == 0
    with pytest.raises(EventOver):
        decisions.promote_next(edition, now=now)


# --- held ---
def test_held_makes_confirmed_projects_presented_and_lapses_the_rest(busy, by):
    edition, regs, _ = busy
    editions.mark_held(edition, by=by, now=edition.ends)
    states = [Registration.objects.get(pk=r.pk).state for r in regs]
    assert states == ["presented", "lapsed", "submitted", "withdrawn"]
    edition.refresh_from_db()
    assert (edition.state, edition.taken) == ("held", 1)
    history = StateChange.objects.filter(kind="roadshows.edition").order_by("id").values_list("after", flat=True)
    assert list(history) == ["frozen", "held"]


def test_not_held_before_it_began(busy, by):
    edition, _, _ = busy
    with pytest.raises(WrongState):
        editions.mark_held(edition, by=by, now=edition.starts - timedelta(minutes=1))


# --- editing ---
def test_fewer_places_than_are_taken_are_refused(busy, by, now):
    edition, _, _ = busy
    with pytest.raises(TooFewPlaces):
        editions.edit_edition(edition, by=by, now=now, changes={"slots": 1})
    editions.edit_edition(edition, by=by, now=now, changes={"slots": 2, "theme": "抗体药物"})
    assert (edition.slots, edition.theme, edition.taken) == (2, "抗体药物", 2)


def test_fewer_seats_than_funds_are_coming_are_refused(by, now):
    edition = EditionFactory(seats=3)
    for _ in range(2):
        invitations.answer(invitations.invite(edition, InvestorFactory(), by=by, now=now), "coming", now=now)
    with pytest.raises(TooFewPlaces):
        editions.edit_edition(edition, by=by, now=now, changes={"seats": 1})
    editions.edit_edition(edition, by=by, now=now, changes={"seats": 2})
    assert Edition.objects.get(pk=edition.pk).seats == 2


def test_more_places_go_to_the_reserve_where_it_moves_up_by_itself(by, now):
    edition = EditionFactory(promotion="automatic")
    regs = [RegistrationFactory(edition=edition) for _ in range(6)]
    for reg in regs:
        decisions.select(reg, by=by, now=now)
    editions.edit_edition(edition, by=by, now=now, changes={"slots": 5})
    assert [Registration.objects.get(pk=r.pk).state for r in regs[3:]] == ["selected", "selected", "reserve"]
    assert edition.taken == 5


def test_editing_the_time_of_a_published_event_is_a_move(busy, by, now):
    edition, _, _ = busy
    start = edition.starts + timedelta(days=1)
    changes = {"theme": "抗体药物", "starts": start, "ends": start + timedelta(hours=3)}
    editions.edit_edition(edition, by=by, now=now, changes=changes)
    assert (edition.sequence, edition.theme, edition.starts) == (1, "抗体药物", start)
    assert Message.objects.filter(kind="roadshows/rescheduled").count() == 4


def test_the_room_is_booked_only_for_an_event_that_is_held_in_it(by, now):
    edition = EditionFactory(state="planned")
    editions.publish(edition, by=by, now=now)
    editions.edit_edition(edition, by=by, now=now, changes={"mode": "online"})
    assert not Occupancy.objects.exists()
    editions.edit_edition(edition, by=by, now=now, changes={"mode": "hybrid"})
    assert Occupancy.objects.get().kind == "room"


def test_another_room_alone_is_a_move_too_whatever_the_deadline(by, now):
    """A deadline behind the start, as older data may have it, is put right by the way."""
    edition = EditionFactory()
    Edition.objects.update(deadline=edition.ends)
    editions.reschedule(edition, by=by, now=now, starts=edition.starts, ends=edition.ends, venue="研创园")
    assert (edition.venue, edition.deadline) == ("研创园", clock.end_of_day(date(2026, 11, 29)))


def test_the_deadline_lies_before_the_event(busy, by, now):
    edition, _, _ = busy
    with pytest.raises(WrongTimes):
        editions.edit_edition(edition, by=by, now=now, changes={"deadline": edition.starts})


# --- funds ---
def test_funds_take_seats_until_there_are_none(by, now):
    edition = EditionFactory(seats=2)
    asked = [invitations.invite(edition, InvestorFactory(), by=by, now=now, person=PersonFactory()) for _ in range(3)]
    for one in asked[:2]:
        invitations.answer(one, "coming", now=now)
    with pytest.raises(NoPlaceLeft):
        invitations.answer(asked[2], "coming", now=now)
    assert invitations.answer(asked[2], "online", now=now).state == "online"
    invitations.answer(asked[0], "declined", now=now)
    assert invitations.answer(asked[2], "coming", now=now).answered_at == now
    assert invitations.invite(edition, asked[0].investor, by=by, now=now).state == "declined"
    assert Invitation.objects.count() == 3

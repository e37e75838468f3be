"""Two organisers at one timetable, over real connections: one table, one fund, one project at a time. With a negative
control that loses on purpose."""

import time
from collections import Counter
from functools import partial

import pytest
from django.db import connection

from roadshows.actions import meeting_plans, meetings, occupancy, places, wishes
from roadshows.actions.errors import DoubleBooked, WishFinal
from roadshows.models import Edition, Meeting, MeetingPlan, MeetingWish, Occupancy
from scouting.accounts.states import WrongState
from tests.races import together
from tests.roadshows.meeting_show import Show
from tests.roadshows.test_races import constraint_dropped

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real(real_database):
    pass


@pytest.fixture
def show(now):
    return Show(now, all_meet=True)


def put_in(show, fund, project, table, verb=meetings.add):
    reg, invitation, plan = show.regs[project], show.funds[fund], MeetingPlan.objects.get(edition=show.edition)
    plan.edition = show.edition
    return partial(verb, plan, reg, invitation, starts=show.time(0), table=table, by=show.by, now=show.now)


SAME = {
    "table": [(0, 0, 1), (1, 1, 1), (2, 2, 1)],
    "fund": [(0, 0, 1), (0, 1, 2), (0, 2, 3)],
    "project": [(0, 0, 1), (1, 0, 2), (2, 0, 3)],
}


@pytest.mark.parametrize("what", SAME)
def test_one_of_those_who_put_the_same_in_at_once_is_right(show, what):
    answers = together(*[put_in(show, *one) for one in SAME[what]])
    assert Counter(type(a) for a in answers) == {Meeting: 1, DoubleBooked: 2}, answers
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("what", SAME)
def test_without_the_guards_they_are_in_two_places(show, what, monkeypatch):
    """Negative control: looking first and writing later, without transaction, lock or constraint."""
    look = occupancy.refuse_clashes

    def look_then_wait(rows):
        look(rows)
        time.sleep(0.3)

    monkeypatch.setattr(occupancy, "refuse_clashes", look_then_wait)
    monkeypatch.setattr(occupancy, "book_meetings", occupancy.book_meetings.__wrapped__)
    monkeypatch.setattr(places, "lock", lambda pk: Edition.objects.get(pk=pk))
    with constraint_dropped():
        together(*[put_in(show, *one, verb=meetings.add.__wrapped__) for one in SAME[what]])
        found = Meeting.objects.count()
        Occupancy.objects.filter(meeting__isnull=False).delete()
    assert found > 1


def test_a_meeting_and_another_event_at_once_take_a_partner_once(show):
    from tests.factories import EditionFactory

    partner, other = show.funds[0].person_id, EditionFactory(series="salon", starts=show.time(0), ends=show.time(3))
    answers = together(put_in(show, 0, 0, 1), partial(occupancy.book, "person", partner, other))
    assert sum(isinstance(a, DoubleBooked) for a in answers) == 1, answers
    assert Occupancy.objects.filter(kind="person", resource=str(partner)).count() == 1


def test_two_exchanges_at_once_leave_everybody_in_one_place(show):
    one, two = put_in(show, 0, 0, 1)(), put_in(show, 1, 1, 2)()
    moves = [(one, 2), (two, 1)]
    together(*[partial(meetings.put, m, starts=show.time(0), table=t, by=show.by, now=show.now) for m, t in moves])
    assert sorted(Meeting.objects.values_list("table", flat=True)) == [1, 2]


def test_one_worker_claims_a_computation(show):
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    claimed = together(*[meeting_plans.claim] * 4)
    assert sum(c is not None for c in claimed) == 1


def slowly(monkeypatch, name, when=lambda *args, **more: True):
    """The verb of that name in meeting_plans waits before it writes, so that the other one comes in between."""
    verb = getattr(meeting_plans, name)

    def wait(*args, **more):
        if when(*args, **more):
            time.sleep(0.5)
        return verb(*args, **more)

    monkeypatch.setattr(meeting_plans, name, wait)


def unguarded(monkeypatch):
    monkeypatch.setattr(places, "lock", lambda pk: Edition.objects.get(pk=pk))
    monkeypatch.setattr(MeetingPlan.objects, "select_for_update", MeetingPlan.objects.all)
    monkeypatch.setattr(meeting_plans, "give_up", meeting_plans.give_up.__wrapped__)


def lost_and_asked_for_anew(show, monkeypatch):
    """One worker is given up as lost while the organiser stops it and asks again. Returns the plan afterwards."""
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    old = meeting_plans.claim()
    slowly(monkeypatch, "move", when=lambda *args, **more: more.get("reason") == meeting_plans.LOST)

    def anew():
        time.sleep(0.2)
        meeting_plans.stop(show.edition, by=show.by, now=show.now)
        return meeting_plans.ask(show.edition, by=show.by, now=show.now)

    answers = together(partial(meeting_plans.give_up, old, meeting_plans.LOST, now=show.now), anew)
    assert not [a for a in answers if isinstance(a, Exception)], answers
    return show.reload()


def test_a_computation_asked_for_anew_is_not_given_up_with_the_old_one(show, monkeypatch):
    assert lost_and_asked_for_anew(show, monkeypatch).state == "solving"


def test_without_the_lock_the_new_computation_is_given_up(show, monkeypatch):
    """Negative control: whether it is still the same computation is looked at first, and written later."""
    unguarded(monkeypatch)
    assert lost_and_asked_for_anew(show, monkeypatch).state == "failed"


def stopped_while_it_writes(show, monkeypatch):
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    plan, chosen = meeting_plans.claim(), [(show.regs[0].pk, show.funds[0].pk, 0)]
    slowly(monkeypatch, "_seat")

    def stop():
        time.sleep(0.2)
        return meeting_plans.stop(show.edition, by=show.by, now=show.now)

    return together(partial(meeting_plans.finish, plan, chosen, now=show.now), stop)


def test_who_stops_a_computation_that_writes_its_result_comes_too_late(show, monkeypatch):
    assert stopped_while_it_writes(show, monkeypatch) == [True, False]
    assert (show.reload().state, Meeting.objects.count()) == ("ready", 1)


def test_without_the_lock_the_result_is_lost_while_it_is_written(show, monkeypatch):
    """Negative control, where a database has transactions that do not wait for each other as a whole."""
    if connection.vendor == "sqlite":
        monkeypatch.setattr(meeting_plans, "adopt", meeting_plans.adopt.__wrapped__)
    unguarded(monkeypatch)
    finished, stopped = stopped_while_it_writes(show, monkeypatch)
    assert isinstance(finished, WrongState) and stopped and show.reload().state == "failed"


def test_a_no_and_a_must_at_once_end_as_a_no(show):
    reg, invitation = show.regs[0], show.funds[0]
    calls = [partial(wishes.set_wishes, [(reg, invitation, wish)], "fund", now=show.now) for wish in ("no", "must")]
    answers = together(*calls)
    row = MeetingWish.objects.get(registration=reg, invitation=invitation, side="fund")
    assert row.wish == "no" and all(isinstance(a, int | WishFinal) for a in answers)

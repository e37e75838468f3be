"""The running order has no hole; nobody and nothing is in two places at once."""

from datetime import timedelta

import pytest

from roadshows.actions import agenda, decisions, occupancy, outcomes
from roadshows.actions.errors import DoubleBooked
from roadshows.models import Occupancy, Registration
from scouting.accounts.states import WrongState
from scouting.base import clock
from tests.factories import (
    EditionFactory,
    PersonFactory,
    RegistrationFactory,
    organiser,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def by():
    return organiser()


def order(edition):
    rows = list(edition.agenda.order_by("position"))
    assert [i.position for i in rows] == list(range(1, len(rows) + 1))
    return [i.title or i.kind for i in rows]


def confirmed(edition, by, now, count=3):
    regs = [RegistrationFactory(edition=edition) for _ in range(count)]
    for reg in regs:
        decisions.confirm(decisions.select(reg, by=by, now=now), now=now)
    return regs


def test_the_usual_programme_goes_around_the_pitches(edition, by, now):
    confirmed(edition, by, now)
    agenda.lay_out(edition, by=by, now=now)
    agenda.lay_out(edition, by=by, now=now)
    pitches = ["pitch"] * 3
    assert order(edition) == ["sign_in", "opening", "speech", "park", *pitches, "comment", "photo", "talks"]


def test_a_pitch_confirmed_later_comes_behind_the_others(edition, by, now):
    agenda.lay_out(edition, by=by, now=now)
    confirmed(edition, by, now, count=2)
    assert order(edition)[4:7] == ["pitch", "pitch", "comment"]


def test_times_follow_from_the_minutes(edition, by, now):
    agenda.lay_out(edition, by=by, now=now)
    regs = confirmed(edition, by, now, count=2)
    times = {item.registration_id: at for at, item in agenda.timetable(edition)}
    assert times[regs[0].pk] - edition.starts == timedelta(minutes=50)
    assert times[regs[1].pk] - times[regs[0].pk] == timedelta(minutes=15)


def test_items_are_put_between_moved_and_taken_out(edition, by, now):
    items = {t: agenda.add_item(edition, by=by, now=now, kind="speech", title=t) for t in "abcd"}
    agenda.add_item(edition, by=by, now=now, kind="break", title="x", position=2)
    assert order(edition) == ["a", "x", "b", "c", "d"]
    agenda.move_item(items["d"], by=by, now=now, position=1)
    assert order(edition) == ["d", "a", "x", "b", "c"]
    agenda.move_item(items["d"], by=by, now=now, position=99)
    assert order(edition) == ["a", "x", "b", "c", "d"]
    agenda.remove_item(items["b"], by=by, now=now)
    agenda.remove_item(items["b"], by=by, now=now)
    assert order(edition) == ["a", "x", "c", "d"]
    agenda.edit_item(items["c"], by=by, now=now, title="c2", minutes=5, position=1)
    assert order(edition) == ["a", "x", "c2", "d"]


# --- occupancy ---
def at(hour, hours=1):
    """An edition of its own at that hour of 30 November."""
    start = clock.at(EditionFactory.starts.date(), hour)
    return EditionFactory(starts=start, ends=start + timedelta(hours=hours))


def test_what_touches_does_not_overlap():
    presenter = PersonFactory()
    for edition in (at(9), at(10), at(12)):
        occupancy.book("person", presenter.pk, edition)
    with pytest.raises(DoubleBooked) as refused:
        occupancy.book("person", presenter.pk, at(9, hours=4))
    assert len(refused.value.clashes) == 3
    occupancy.book("project", presenter.pk, at(9))  # another kind of thing
    occupancy.book("person", PersonFactory().pk, at(9))


def test_the_same_booking_again_is_the_same(edition):
    first = occupancy.book("room", "树屋", edition)
    assert occupancy.book("room", "树屋", edition) == first
    assert occupancy.free("room", "树屋", edition) == 1
    assert occupancy.free("room", "树屋", edition) == 0


def test_free_times_are_the_gaps():
    presenter = PersonFactory()
    for edition in (at(9), at(11, hours=2)):
        occupancy.book("person", presenter.pk, edition)
    day = EditionFactory.starts.date()
    gaps = occupancy.free_times("person", presenter.pk, clock.at(day, 8), clock.at(day, 14))
    assert [(a.hour, b.hour) for a, b in gaps] == [(8, 9), (10, 11), (13, 14)]


def test_a_presenter_of_two_projects_stays_booked_while_one_of_them_comes(edition, by, now):
    presenter = PersonFactory()
    regs = [RegistrationFactory(edition=edition, presenter=presenter) for _ in range(2)]
    for reg in regs:
        decisions.confirm(decisions.select(reg, by=by, now=now), now=now)
    decisions.withdraw(Registration.objects.get(pk=regs[0].pk), now=now)
    assert Occupancy.objects.filter(kind="person").count() == 1
    decisions.withdraw(Registration.objects.get(pk=regs[1].pk), now=now)
    assert not Occupancy.objects.exists()


def test_confirming_where_the_presenter_is_elsewhere_is_refused_and_changes_nothing(edition, by, now):
    reg = decisions.select(RegistrationFactory(edition=edition), by=by, now=now)
    occupancy.book("person", reg.presenter_id, at(15))
    with pytest.raises(DoubleBooked):
        decisions.confirm(Registration.objects.get(pk=reg.pk), now=now)
    assert Registration.objects.get(pk=reg.pk).state == "selected"
    assert not edition.agenda.exists()


# --- what came of them ---
def test_outcomes_are_said_of_presented_projects(edition, by, now):
    reg = confirmed(edition, by, now, count=1)[0]
    with pytest.raises(WrongState):
        outcomes.add_outcome(reg, by=by, now=now, text="三家机构约谈")
    decisions.present(reg, by=by, now=edition.ends)
    outcome = outcomes.add_outcome(reg, by=by, now=edition.ends, text="三家机构约谈")
    assert (outcome.on, outcome.raised.basis) == (clock.local_date(edition.ends), "undisclosed")
    assert reg.project.company.events.first().data == {"text": "三家机构约谈"}


def test_peak_and_total_viewers_are_two_numbers(edition, by, now):
    outcomes.record_viewers(edition, by=by, now=now, peak=3000, total=5200)
    assert (edition.viewers_peak, edition.viewers_total) == (3000, 5200)

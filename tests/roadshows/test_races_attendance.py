"""One person at two desks at once, one tap sent twice at once, over real connections; doubled without the guards."""

import time
import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from roadshows.actions import attendance
from roadshows.actions.attendance import Arrival
from roadshows.models import Attendance, Invitation
from tests.factories import EditionFactory, InvitationFactory, organiser
from tests.races import together

pytestmark = pytest.mark.django_db(transaction=True)
DESKS = 6


@pytest.fixture(autouse=True)
def _real(real_database):
    pass


@pytest.fixture
def guest():
    edition = EditionFactory(state="frozen")
    return edition, InvitationFactory(edition=edition, state="coming").person, edition.starts


def at_all_desks(verb, edition, person, now, **more):
    return together(*[partial(verb, edition, person, now=now, **more) for _ in range(DESKS)])


def test_the_same_person_at_many_desks_is_one_arrival(guest):
    answers = at_all_desks(attendance.check_in, *guest)
    assert {type(a) for a in answers} == {Arrival}, answers
    assert sorted(a.again for a in answers) == [False] + [True] * (DESKS - 1)
    assert Attendance.objects.count() == 1 and Invitation.objects.get().attended is True


def test_the_same_tap_sent_many_times_is_one_guest(guest):
    edition, _person, now = guest
    sent = partial(attendance.add_guest, edition, name="林一", uid=uuid.uuid4(), now=now)
    answers = together(*[sent] * DESKS)
    assert {type(a) for a in answers} == {Arrival}, answers
    assert Attendance.objects.count() == 1


def test_one_colleague_leaves_while_another_comes_and_the_fund_is_there(guest):
    edition, person, now = guest
    row, invitation = attendance.check_in(edition, person, now=now).row, Invitation.objects.get()
    come = partial(attendance.add_guest, edition, name="林一", invitation=invitation, now=now)
    leave = partial(attendance.undo, row, by=organiser(), now=now + timedelta(minutes=1))
    together(come, leave)
    assert Invitation.objects.get().attended is True


def test_without_the_guards_one_person_arrives_more_than_once(guest, monkeypatch):
    """Negative control: looking first and writing later, without transaction and constraint."""
    edition, person, now = guest
    looked = attendance.live_of

    def look_long(*args):
        found = looked(*args)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(attendance, "live_of", look_long)
    guard = next(c for c in Attendance._meta.constraints if c.name == "one_arrival_per_person")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Attendance, guard)
    try:
        at_all_desks(attendance.check_in.__wrapped__, edition, person, now)
        assert Attendance.objects.live().filter(person=person).count() > 1
    finally:
        Attendance.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Attendance, guard)

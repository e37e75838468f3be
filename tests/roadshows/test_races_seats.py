"""The last seat of a fund, asked for by many at once over real connections; lost on purpose without the guards."""

import time
from collections import Counter
from functools import partial

import pytest

from roadshows.actions import invitations, places, seats
from roadshows.actions.errors import NoPlaceLeft
from roadshows.models import Edition, Invitation
from roadshows.states import ON_SITE
from tests.factories import EditionFactory, InvestorFactory, PersonFactory, organiser
from tests.races import together

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 12


@pytest.fixture(autouse=True)
def _real(real_database):
    pass


def asked(now, **more):
    """Funds invited to an edition with five seats, four of them taken."""
    edition, by = EditionFactory(seats=5, **more), organiser()
    rows = [
        invitations.invite(edition, InvestorFactory(), by=by, now=now, person=PersonFactory()) for _ in range(MANY + 4)
    ]
    for row in rows[:4]:
        invitations.answer(row, "coming", now=now)
    return edition, rows[4:]


def held(edition):
    return Invitation.objects.filter(edition=edition, state__in=ON_SITE).count()


def counted(edition):
    return Edition.objects.values_list("seats_taken", "online_taken").get(pk=edition.pk)


def answer_all(rows, now, reply="coming", verb=invitations.answer):
    return together(*[partial(verb, Invitation.objects.get(pk=r.pk), reply, now=now) for r in rows])


def test_the_last_seat_is_taken_once_however_many_ask(now):
    edition, rows = asked(now)
    answers = answer_all(rows, now)
    assert Counter(type(a) for a in answers) == {Invitation: 1, NoPlaceLeft: MANY - 1}
    assert (held(edition), counted(edition)) == (5, (5, 0))


def test_the_last_seat_online_likewise(now):
    edition, rows = asked(now, online_seats=1)
    answers = answer_all(rows, now, reply="online")
    assert Counter(type(a) for a in answers) == {Invitation: 1, NoPlaceLeft: MANY - 1}
    assert counted(edition) == (4, 1)


def test_one_fund_that_presses_many_times_has_one_seat(now):
    edition, rows = asked(now)
    answers = answer_all([rows[0]] * 6, now)
    assert {type(a) for a in answers} == {Invitation}
    assert counted(edition) == (5, 0)


def test_coming_and_leaving_at_once_keeps_the_count(now):
    edition, rows = asked(now)
    coming = list(Invitation.objects.filter(edition=edition, state="coming"))
    leave = [partial(invitations.answer, c, "declined", now=now) for c in coming[:3]]
    come = [partial(invitations.answer, Invitation.objects.get(pk=r.pk), "coming", now=now) for r in rows]
    answers = together(*leave, *come)
    assert all(isinstance(a, Invitation | NoPlaceLeft) for a in answers), answers
    assert counted(edition) == (held(edition), 0)
    assert held(edition) <= 5


def test_without_the_guards_the_last_seat_is_given_more_than_once(now, monkeypatch):
    """Negative control: counting first and writing later, without transaction or lock."""
    edition, rows = asked(now)

    def count_then_write(edition_id, on_site=0, online=0):
        free = held(edition) < 5
        time.sleep(0.2)
        return free

    monkeypatch.setattr(seats, "shift", count_then_write)
    monkeypatch.setattr(places, "lock", lambda pk: Edition.objects.get(pk=pk))
    answer_all(rows, now, verb=invitations._answer.__wrapped__)
    assert held(edition) > 5

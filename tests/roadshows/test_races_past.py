"""Two workers at one import of past events, over real connections. With a negative control that loses on purpose."""

import time
from datetime import date
from functools import partial

import pytest
from django.db.models.functions import Now

from roadshows.actions import past, past_claims, past_jobs
from roadshows.models import Edition, EditionImport, Registration
from roadshows.states import ImportState
from scouting.accounts.states import WrongState, changes_of
from tests.factories import organiser
from tests.races import together
from tests.roadshows.test_past import HEADER, kept

pytestmark = pytest.mark.django_db(transaction=True)
EVENTS = 12


@pytest.fixture(autouse=True)
def _real(real_database):
    pass


@pytest.fixture
def chief():
    return organiser()


@pytest.fixture
def found(chief, now):
    rows = [[None, date(2019, m, 20), "沙龙", f"主题{m}", f"药{m}（团队{m}）"] for m in range(1, EVENTS + 1)]
    return kept(chief, now, *rows, header=HEADER[:5])


def counts():
    return Edition.objects.count(), Registration.objects.count()


def endings(found):
    return [c.after for c in changes_of(found).order_by("pk")][2:]


def test_one_of_two_workers_saves_it(found, chief, now):
    past_claims.ask(found, ImportState.SAVING, by=chief, now=now)
    assert sorted(together(*[partial(past_jobs.run, found.pk, now=now)] * 2)) == [False, True]
    assert counts() == (EVENTS, EVENTS) and endings(found) == ["confirmed"]


def test_one_of_two_workers_undoes_it(found, chief, now):
    past_jobs.confirm(found, by=chief, now=now)
    past_claims.ask(found, ImportState.UNDOING, by=chief, now=now)
    assert sorted(together(*[partial(past_jobs.run, found.pk, now=now)] * 2)) == [False, True]
    assert counts() == (0, 0) and EditionImport.objects.get().state == "undone"


def test_one_of_two_presses_asks(found, chief, now):
    answers = together(*[partial(past_claims.ask, found, ImportState.SAVING, by=chief, now=now)] * 2)
    assert sum(isinstance(answer, WrongState) for answer in answers) == 1, answers


def slow_judging(monkeypatch):
    """Both look at what is there before either of them writes."""
    judge = past.judge

    def look_then_wait(*args, **more):
        judged = judge(*args, **more)
        time.sleep(0.4)
        return judged

    monkeypatch.setattr(past, "judge", look_then_wait)


def test_a_second_claim_while_the_first_works_stops_the_first(found, chief, now, monkeypatch):
    """The lease ran out though the worker lives: it finds its lot taken by the other, and writes nothing more."""
    past_claims.ask(found, ImportState.SAVING, by=chief, now=now)
    slow_judging(monkeypatch)

    def takes_over():
        time.sleep(0.2)
        EditionImport.objects.update(claimed_at=Now() - past_claims.LEASE * 2)
        return past_jobs.run(found.pk, now=now)

    assert together(partial(past_jobs.run, found.pk, now=now), takes_over) == [False, True]
    assert counts() == (EVENTS, EVENTS) and endings(found) == ["confirmed"]


def test_without_the_claim_and_the_hold_both_workers_write(found, chief, now, monkeypatch):
    """Negative control: whoever finds it waiting begins, and nobody looks again before writing."""
    past_claims.ask(found, ImportState.SAVING, by=chief, now=now)
    slow_judging(monkeypatch)
    begun = []

    def claim(pk):
        row = past_claims.waiting().get(pk=pk)
        time.sleep(0.2)
        begun.append(row)
        row.progress = {"tries": 1}
        return row

    monkeypatch.setattr(past_claims, "claim", claim)
    monkeypatch.setattr(past_claims, "hold", lambda found: EditionImport.objects.get(pk=found.pk))
    monkeypatch.setattr(past, "_new", lambda row, *args, **who: Edition.objects.get_or_create(
        slug=row.slug, defaults={"series": "salon", "state": "held", "slots": 0, "seats": 0, "owner": chief,
                                 "starts": now, "ends": now.replace(hour=23)})[0])  # fmt: skip
    saved = []
    real = past._save
    monkeypatch.setattr(past, "_save", lambda one, *args, **who: (saved.append(one.row.line), real(one, *args, **who)))
    together(*[partial(past_jobs.run, found.pk, now=now)] * 2)
    assert len(begun) == 2 and len(saved) > EVENTS

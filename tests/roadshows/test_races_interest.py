"""Both sides agree at the same moment, a fund taps twice: over real connections, and lost on purpose without the
guards."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from roadshows.actions import interest
from roadshows.models import ContactOpening, Interest, Invitation
from scouting.accounts.models import StateChange
from scouting.outbox.models import Message
from tests.factories import EditionFactory, InvitationFactory, RegistrationFactory
from tests.races import together
from tests.roadshows.test_actions_interest import publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real(real_database):
    pass


@pytest.fixture
def show():
    edition = EditionFactory()
    reg = RegistrationFactory(edition=edition, state="confirmed", slot=1)
    publish(edition, reg)
    row = InvitationFactory(edition=edition, state="coming")
    fund = Invitation.objects.select_related("edition", "person__subject").get(pk=row.pk)
    return fund, reg, edition.starts + timedelta(minutes=30)


def wish(show, kind="meeting"):
    fund, reg, now = show
    return interest.mark(fund, reg, kind, now=now, subject=fund.person.subject)


def agree(show, row, share=interest.share, reply=interest.reply):
    fund, reg, now = show
    return together(
        partial(share, row, fund.person, now=now, subject=fund.person.subject),
        partial(reply, row, "agreed", now=now, subject=reg.presenter.subject),
    )


def test_both_agreeing_at_the_same_moment_open_one_record_and_write_one_letter_each(show):
    row = wish(show)
    answers = agree(show, row)
    assert not [a for a in answers if isinstance(a, Exception)], answers
    assert ContactOpening.objects.count() == 1
    letters = Message.objects.filter(kind__startswith="roadshows/interest_opened").values_list("kind", flat=True)
    assert sorted(letters) == ["roadshows/interest_opened_fund", "roadshows/interest_opened_project"]


def test_without_the_lock_neither_sees_that_the_other_agreed(show, monkeypatch):
    """Negative control: each reads the row before the other has written it, outside a transaction."""
    row = wish(show)

    def unlocked(pk):
        found = Interest.objects.select_related(*interest.RELATED).get(pk=pk)
        time.sleep(0.4)
        return found

    monkeypatch.setattr(interest, "locked", unlocked)
    agree(show, row, interest.share.__wrapped__, interest.reply.__wrapped__)
    kept = Interest.objects.get(pk=row.pk)
    assert kept.shared_at and kept.reply == "agreed" and not ContactOpening.objects.exists()


def taps(show, mark):
    fund, reg, now = show
    call = partial(mark, fund, reg, "deck", now=now, subject=fund.person.subject)
    return together(*[call] * 6)


def test_many_taps_at_once_are_one_mark(show):
    answers = taps(show, interest.mark)
    assert {type(a) for a in answers} == {Interest}, answers
    assert Interest.objects.count() == 1
    assert StateChange.objects.filter(kind="roadshows.interest").count() == 1
    assert Message.objects.filter(kind="roadshows/interest_asked").count() == 1


def test_without_the_guard_a_second_tap_meets_an_error(show, monkeypatch):
    """Negative control: looking first and writing later; the database still refuses a second row."""

    def look_then_write(invitation, reg, columns):
        pair = {"invitation": invitation, "registration": reg}
        found = Interest.objects.filter(**pair).first()
        time.sleep(0.3)
        return (found, False) if found else (Interest.objects.create(**pair, **columns), True)

    monkeypatch.setattr(interest, "first_mark", look_then_write)
    answers = taps(show, interest.mark.__wrapped__)
    assert any(isinstance(a, IntegrityError) for a in answers)
    assert Interest.objects.count() == 1

"""An edition that was cancelled or frozen since a page or a worker looked at it: the verbs see it as it is now."""

import pytest

from roadshows.actions import decisions, editions, invitations
from roadshows.actions.errors import EventOver
from roadshows.models import Edition, Invitation, Registration
from scouting.outbox.models import Message
from tests.factories import EditionFactory, InvestorFactory, PersonFactory, RegistrationFactory, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return organiser()


def as_shown(reg):
    """The registration with its edition, as a page holds it."""
    return Registration.objects.select_related("edition", "project__company", "presenter").get(pk=reg.pk)


def cancelled(edition, by, now):
    editions.cancel(Edition.objects.get(pk=edition.pk), by=by, now=now, reason="停电")


def test_nothing_is_confirmed_that_was_cancelled_meanwhile(by, now):
    reg = decisions.select(RegistrationFactory(), by=by, now=now)
    shown = as_shown(reg)
    cancelled(reg.edition, by, now)
    with pytest.raises(EventOver):
        decisions.confirm(shown, now=now)
    assert Registration.objects.get(pk=reg.pk).state == "selected"
    assert not Message.objects.filter(kind="roadshows/confirmed").exists()


@pytest.mark.parametrize("verb", [decisions.select, decisions.put_on_reserve])
def test_nothing_is_offered_that_was_cancelled_meanwhile(by, now, verb):
    shown = as_shown(RegistrationFactory())
    cancelled(shown.edition, by, now)
    with pytest.raises(EventOver):
        verb(shown, by=by, now=now)
    assert Registration.objects.get(pk=shown.pk).state == "submitted"
    assert Edition.objects.get(pk=shown.edition_id).taken == 0


def test_an_offer_counts_from_the_start_as_it_is_now(by, now):
    shown = as_shown(RegistrationFactory())
    sooner = now.replace(hour=18)
    editions.reschedule(Edition.objects.get(), by=by, now=now, starts=sooner, ends=sooner.replace(hour=20))
    assert decisions.select(shown, by=by, now=now).confirm_by == sooner


def test_a_fund_takes_no_seat_of_an_event_cancelled_meanwhile(by, now):
    invitation = invitations.invite(EditionFactory(), InvestorFactory(), by=by, now=now, person=PersonFactory())
    shown = Invitation.objects.select_related("edition").get(pk=invitation.pk)
    cancelled(shown.edition, by, now)
    with pytest.raises(EventOver):
        invitations.answer(shown, "coming", now=now)


def test_the_clock_promotes_nobody_once_the_agenda_is_frozen(by, now):
    """A worker that read the edition a moment before it was frozen."""
    edition = EditionFactory(promotion="automatic")
    reg = decisions.put_on_reserve(RegistrationFactory(edition=edition), by=by, now=now)
    seen = Edition.objects.get(pk=edition.pk)
    editions.freeze(Edition.objects.get(pk=edition.pk), by=by, now=now)
    assert decisions.promote_next(seen, now=now) is None
    assert Registration.objects.get(pk=reg.pk).state == "reserve"
    assert decisions.promote_next(seen, now=now, by=by).state == "selected"

"""Contacts that were open: closed after the project has left, opened again after a consent was taken back."""

from datetime import timedelta

import pytest

from roadshows import interest_rows
from roadshows.actions import interest, materials, registrations
from roadshows.interest_letters import OPENED
from roadshows.models import AgendaVersion, ContactOpening, Interest, Registration
from scouting.accounts.actions import record_consent
from scouting.accounts.models import Consent
from scouting.outbox.models import Message
from tests.factories import PersonFactory
from tests.roadshows.test_actions_interest import both, during, edition, fund, reg  # noqa: F401

pytestmark = pytest.mark.django_db


def test_contacts_can_be_closed_by_either_side_when_the_project_has_left_the_programme(fund, reg, edition, during):  # noqa: F811
    both(fund, reg, during)
    Registration.objects.filter(pk=reg.pk).update(state="withdrawn", slot=None)
    AgendaVersion.objects.all().delete()
    reg.refresh_from_db()
    [wish] = interest_rows.for_founder(reg, reg.presenter.subject_id)
    [pitch] = interest_rows.for_fund(fund, fund.person.subject_id, during)
    assert wish.way and pitch.way and not pitch.may
    interest.keep_back(Interest.objects.get(), now=during, subject=fund.person.subject)
    assert interest_rows.for_founder(reg, reg.presenter.subject_id) == []
    assert interest_rows.for_fund(fund, fund.person.subject_id, during) == []


def test_after_a_withdrawn_consent_only_who_withdrew_it_opens_contacts_again(fund, reg, during):  # noqa: F811
    both(fund, reg, during)
    row, founder = Interest.objects.get(), reg.presenter.subject
    record_consent(founder, "introduction", False, now=during + timedelta(days=1))
    later = during + timedelta(days=2)
    interest.keep_back(row, now=later, subject=fund.person.subject)
    interest.share(row, fund.person, now=later, subject=fund.person.subject)
    assert not ContactOpening.objects.live().exists()  # the founder's "agreed" is older than what they took back
    [wish] = interest_rows.for_founder(reg, founder.pk)
    assert not wish.agreed and wish.asks  # the page offers to agree
    interest.reply(row, "agreed", now=later, subject=founder)
    opening = ContactOpening.objects.live().get()
    assert (opening.project_at, opening.fund_at) == (later, later)
    [wish] = interest_rows.for_founder(reg, founder.pk)
    assert wish.agreed and wish.way


def test_agreeing_again_reopens_what_a_withdrawn_consent_closed(fund, reg, during):  # noqa: F811
    both(fund, reg, during)
    row, founder = Interest.objects.get(), reg.presenter.subject
    record_consent(founder, "introduction", False, now=during + timedelta(days=1))
    interest.reply(row, "agreed", now=during + timedelta(days=2), subject=founder)
    assert interest_rows.is_open(row)
    assert ContactOpening.objects.filter(withdrawn_at=None).count() == 1
    assert ContactOpening.objects.count() == 2


def test_a_colleague_who_unticks_the_consent_closes_what_was_open(fund, reg, during):  # noqa: F811
    both(fund, reg, during)
    materials.note_materials(reg, by=reg.owner, now=during, received={"contact_consent": True})
    materials.note_materials(reg, by=reg.owner, now=during + timedelta(hours=1), received={"contact_consent": False})
    assert not interest_rows.is_open(Interest.objects.get())


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=40)])
def test_another_presenter_closes_what_the_former_one_opened_and_opens_anew_themself(fund, reg, during, later):  # noqa: F811
    """The former one's page is gone, so that they could not close it themselves."""
    both(fund, reg, during)
    former, other, then = reg.presenter, PersonFactory(mobile="13900007777"), during + later
    registrations.edit_registration(reg, by=reg.owner, now=then, changes={"presenter": other})
    old = ContactOpening.objects.get()
    assert (old.withdrawn_at, old.withdrawn_side, old.withdrawn_by) == (then, "project", reg.owner)
    assert interest_rows.for_fund(fund, fund.person.subject_id, then)[0].way is None
    assert not ContactOpening.objects.live().between(former.subject_id).exists()
    assert Consent.objects.filter(subject=former.subject).latest("pk").given  # they took nothing back
    assert not Message.objects.filter(kind__in=OPENED, state="queued").exists()
    row = Interest.objects.get()
    interest.reply(row, "agreed", now=then, subject=other.subject)
    live = ContactOpening.objects.live().get()
    assert (live.presenter, live.fund_person) == (other, fund.person)


def test_other_changes_leave_open_what_is_open(fund, reg, during):  # noqa: F811
    both(fund, reg, during)
    changes = {"presenter": reg.presenter, "round_type": "b"}
    registrations.edit_registration(reg, by=reg.owner, now=during, changes=changes)
    assert ContactOpening.objects.live().count() == 1

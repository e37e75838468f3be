"""Contacts that were open: closed after the project has left, opened again after a consent was taken back."""

from datetime import timedelta

import pytest

from roadshows import interest_rows
from roadshows.actions import interest, materials
from roadshows.models import AgendaVersion, ContactOpening, Interest, Registration
from scouting.accounts.actions import record_consent
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

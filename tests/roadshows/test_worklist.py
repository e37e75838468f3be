"""Whom to call: rows per role, with number and text, gone once the thing is done."""

import uuid
from datetime import timedelta

import pytest

from roadshows import letters, worklist
from roadshows.actions import (
    agenda,
    agenda_versions,
    applications,
    decisions,
    editions,
    invitations,
    plans,
    registrations,
)
from roadshows.models import Edition, Registration
from scouting.accounts.roles import Role
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db
COMPLETE = dict.fromkeys(("licence", "deck", "contact_consent", "conflict_statement"), True)


@pytest.fixture
def desk():
    return promoter(name="王敏", mobile="13900001111")


@pytest.fixture
def chief():
    return organiser()


def complete(**columns):
    return RegistrationFactory(materials=COMPLETE, ask_text="数千万元", **columns)


def keys(user, now):
    return [row.key.rpartition(":")[2] for row in worklist.rows_for(user, now)]


def one(user, now, key):
    return next(r for r in worklist.rows_for(user, now) if r.key.endswith(f":{key}"))


def test_an_offer_to_be_confirmed_has_the_number_the_text_and_a_button(desk, chief, now):
    reg = decisions.select(complete(owner=desk), by=chief, now=now)
    row = one(desk, now, "confirm")
    assert (row.address, row.company, row.phone) == ("许总", reg.project.holder, reg.presenter.mobile)
    assert row.due == reg.confirm_by
    assert "/p/" in row.wechat and "{link" not in row.wechat and row.message_id
    assert row.actions[0][1] == f"/roadshows/registrations/{reg.pk}/move/confirm/"
    assert keys(promoter(), now) == []  # a colleague of another team
    decisions.confirm(Registration.objects.get(pk=reg.pk), now=now)
    assert keys(desk, now) == []


def test_without_the_contact_right_no_number_is_shown(chief, now):
    desk = UserFactory(roles=[Role.PROMOTER])
    decisions.select(complete(owner=desk), by=chief, now=now)
    assert one(desk, now, "confirm").phone == ""


def test_missing_materials_until_they_are_there(desk, now):
    reg = RegistrationFactory(owner=desk, materials={"licence": True})
    row = one(desk, now, "materials")
    assert row.due == reg.edition.deadline
    assert one(desk, reg.edition.deadline + timedelta(hours=1), "materials").due == reg.edition.starts - timedelta(
        days=2
    )
    Registration.objects.filter(pk=reg.pk).update(ask_text="数千万元")
    registrations.note_materials(reg, by=desk, now=now, received=COMPLETE)
    assert keys(desk, now) == []


def test_a_draft_shows_when_its_deadline_comes_near(desk, now):
    edition = EditionFactory()
    draft = registrations.save_draft(uid=uuid.uuid4(), by=desk, now=now, fields={"project_name": "甲"}, edition=edition)
    assert keys(desk, now) == []
    near = edition.deadline - timedelta(days=5)
    assert one(desk, near, "draft").due == edition.deadline
    assert keys(desk, edition.deadline + timedelta(seconds=1)) == []
    registrations.discard_draft(draft, by=desk, now=near)
    assert keys(desk, near) == []


def test_a_change_asked_waits_until_it_is_settled(desk, chief, now):
    reg = decisions.select(complete(owner=desk), by=chief, now=now)
    decisions.ask_change(reg, now=now, text="能否线上参加", subject=reg.presenter.subject)
    row = one(desk, now, "change")
    assert "能否线上参加" in row.why and row.actions[0][1].endswith("/settle_change/")
    decisions.settle_change(reg, by=desk, now=now)
    assert keys(desk, now) == ["confirm"]


def test_applications_wait_for_whoever_claims_them(desk, now):
    edition = EditionFactory()
    typed = {
        "company_name": "新桥",
        "project_name": "siRNA",
        "contact_name": "林一",
        "mobile": "1",
        "notice_version": "1",
    }
    application = applications.apply_publicly(edition, now=now, data=typed)
    row = worklist.rows_for(desk, now)[0]
    assert (row.company, row.due, row.url) == ("新桥", now + timedelta(days=1), "/roadshows/claims/")
    applications.claim(application, by=promoter(), now=now)
    assert keys(desk, now) == []


def test_the_organiser_reviews_publishes_and_closes(chief, now):
    edition = EditionFactory()
    complete(edition=edition)
    planned = EditionFactory(state="planned", call_opens=now - timedelta(days=1))
    assert sorted(keys(chief, now)) == ["publish", "review"]
    assert one(chief, now, "publish").due < now
    editions.publish(planned, by=chief, now=now)
    decisions.start_review(edition.registrations.get(), by=chief, now=now)
    assert keys(chief, now) == []
    assert keys(chief, now + timedelta(days=1)) == ["places", "places"]  # two weeks before the event
    Edition.objects.filter(pk=planned.pk).delete()
    assert keys(chief, edition.starts) == []
    assert keys(chief, edition.ends) == ["held"]
    editions.mark_held(edition, by=chief, now=edition.ends)
    assert keys(chief, edition.ends) == []


def test_a_free_place_asks_to_telephone_the_first_reserve(chief, now):
    edition = EditionFactory()
    regs = [complete(edition=edition) for _ in range(5)]
    for reg in regs:
        decisions.select(reg, by=chief, now=now)
    assert keys(chief, now) == []
    decisions.withdraw(regs[0], now=now + timedelta(minutes=5))
    row = one(chief, now, "reserve")
    assert row.key == f"registration:{regs[3].pk}:reserve"
    assert (row.phone, row.due) == (regs[3].presenter.mobile, now + timedelta(minutes=5))
    decisions.promote_next(edition, now=now, by=chief)
    assert keys(chief, now) == []


def test_where_reserves_move_up_by_themselves_nobody_is_asked_before_the_freeze(chief, now):
    edition = EditionFactory(promotion="automatic")
    regs = [complete(edition=edition) for _ in range(5)]
    for reg in regs:
        decisions.select(reg, by=chief, now=now)
    editions.freeze(edition, by=chief, now=now)
    decisions.withdraw(Registration.objects.get(pk=regs[0].pk), now=now)
    assert keys(chief, now) == ["reserve"]


def test_founder_and_fund_see_their_own(chief, now):
    reg = decisions.select(complete(), by=chief, now=now)
    founder = UserFactory(roles=[Role.FOUNDER], subject=reg.presenter.subject)
    row = one(founder, now, "answer")
    assert row.url == letters.link_of(reg, now=now).path
    assert keys(UserFactory(roles=[Role.FOUNDER]), now) == []

    person = PersonFactory()
    invitation = invitations.invite(EditionFactory(), InvestorFactory(), by=chief, now=now, person=person)
    fund = UserFactory(roles=[Role.FUND], subject=person.subject)
    assert [r.key for r in worklist.rows_for(fund, now)] == [f"invitation:{invitation.pk}"]
    invitations.answer(invitation, "online", now=now)
    assert worklist.rows_for(fund, now) == []


def test_a_cancelled_event_asks_for_nothing(desk, chief, now):
    reg = decisions.select(RegistrationFactory(owner=desk), by=chief, now=now)
    editions.cancel(reg.edition, by=chief, now=now, reason="场地停电")
    assert keys(desk, now) == keys(chief, now) == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(desk, chief, now, count, django_assert_num_queries):
    both = UserFactory(roles=[Role.PROMOTER, Role.ORGANISER, Role.CONTACTS])
    edition = EditionFactory(slots=count)
    for _ in range(count):
        reg = decisions.select(RegistrationFactory(edition=edition, owner=both), by=chief, now=now)
        decisions.ask_change(reg, now=now, text="线上", subject=reg.presenter.subject)
        RegistrationFactory(edition=edition, owner=both)
        registrations.save_draft(uid=uuid.uuid4(), by=both, now=now, fields={}, edition=edition)
    both.roles  # noqa: B018 - read once a request anyway
    near = edition.deadline - timedelta(days=1)
    with django_assert_num_queries(19):
        rows = worklist.rows_for(both, near)
    assert len(rows) == 5 * count + 3


def test_an_agenda_with_changes_is_published_before_the_event(chief, now):
    edition = EditionFactory(slots=0)
    agenda.lay_out(edition, by=chief, now=now)
    near = edition.starts - timedelta(days=5)
    key = "agenda"
    assert key not in keys(chief, now) and key in keys(chief, near)
    agenda_versions.publish(edition, by=chief, now=near)
    assert key not in keys(chief, near)


def test_a_director_is_asked_for_the_plan_until_it_is_approved_as_it_is(chief, now):
    leader, edition = UserFactory(roles=[Role.DIRECTOR]), EditionFactory()
    key = "plan"
    assert key not in keys(leader, now)  # nothing to approve yet
    decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    edition.refresh_from_db()
    assert key in keys(leader, now)
    plans.approve(edition, by=leader, now=now, mark=plans.mark_of(plans.plan_of(edition)))
    assert key not in keys(leader, now)
    editions.edit_edition(edition, by=chief, now=now, changes={"theme": "核药"})
    assert key in keys(leader, now)

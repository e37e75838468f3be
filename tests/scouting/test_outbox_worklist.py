"""Which letters come onto whose desk."""

from datetime import timedelta

import pytest

from scouting.accounts import actions as accounts
from scouting.accounts.roles import Role
from scouting.outbox import actions, delivery, worklist
from scouting.outbox.states import MessageState as S
from tests.factories import MessageFactory, PersonFactory, RegistrationFactory, UserFactory, organiser, promoter

pytestmark = pytest.mark.django_db


def held(**columns):
    return MessageFactory(state=S.HELD, error=delivery.NO_ADDRESS, to_address="", **columns)


def test_nobody_to_write_to_is_a_call_with_number_text_and_company(now):
    reg = RegistrationFactory(owner=(user := promoter()))
    link = accounts.link_for(reg.presenter.subject, "roadshows.registration", now=now, object_id=reg.pk)
    letter = held(
        subject=reg.presenter.subject,
        about_kind="roadshows.registration",
        about_id=reg.pk,
        wechat=f"{{link:{link.pk}}}",
    )
    (row,) = worklist.rows_for(user, now)
    assert (row.address, row.company, row.phone) == ("许总", reg.project.holder, reg.presenter.mobile)
    assert link.path in row.wechat and row.message_id == letter.pk and row.due == letter.due_at
    actions.told(letter, by=user, via="wechat", now=now)
    assert worklist.rows_for(user, now) == []


def test_numbers_are_masked_without_the_right(now):
    held(subject=PersonFactory(mobile="13800001234").subject)
    (row,) = worklist.rows_for(UserFactory(roles=[Role.PROMOTER]), now)
    assert row.phone == "138****1234"


def test_a_colleagues_letters_are_on_the_colleagues_desk_and_the_organisers(now):
    reg = RegistrationFactory(owner=(owner := promoter()))
    held(about_kind="roadshows.registration", about_id=reg.pk)
    assert [len(worklist.rows_for(user, now)) for user in (owner, promoter(), organiser())] == [1, 0, 1]


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ({"state": S.FAILED}, 1),
        ({"state": S.UNKNOWN}, 1),
        ({"state": S.HELD, "error": "等主任确认"}, 0),
        ({"state": S.QUEUED}, 0),
        ({"state": S.SENT}, 0),
        ({"state": S.FAILED, "not_after": timedelta(seconds=-1)}, 0),
        ({"state": S.FAILED, "not_after": timedelta(seconds=1)}, 1),
    ],
)
def test_what_is_a_task(now, columns, rows):
    if "not_after" in columns:
        columns = columns | {"not_after": now + columns["not_after"]}
    MessageFactory(**columns)
    assert len(worklist.rows_for(promoter(), now)) == rows


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.FUND, Role.FOUNDER, Role.EXPERT])
def test_others_are_not_asked(now, role):
    MessageFactory(state=S.FAILED)
    assert worklist.rows_for(UserFactory(roles=[role]), now) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_queries_for_one_letter_and_for_three(now, count, django_assert_num_queries):
    user = promoter()
    for _ in range(count):
        reg = RegistrationFactory(owner=user)
        link = accounts.link_for(reg.presenter.subject, "roadshows.registration", now=now, object_id=reg.pk)
        held(
            subject=reg.presenter.subject,
            about_kind="roadshows.registration",
            about_id=reg.pk,
            wechat=f"{{link:{link.pk}}}",
        )
    assert user.roles
    with django_assert_num_queries(4):  # letters, registrations, persons, links
        assert len(worklist.rows_for(user, now)) == count

from datetime import timedelta

import pytest

from companies import worklist
from companies.actions import chores, people
from companies.models import Company, Position
from scouting.accounts.roles import Role
from scouting.base import clock
from tests.factories import CompanyFactory, PersonFactory, UserFactory, promoter

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(now):
    company = CompanyFactory(owner=promoter())
    Company.objects.filter(pk=company.pk).update(created_at=now - timedelta(days=90))
    return company


def keys(user, now):
    return [row.key for row in worklist.rows_for(user, now)]


def test_a_task_is_there_until_it_is_done(company, now):
    by = company.owner
    person = PersonFactory(address="许总", mobile="13812345678")
    task = chores.plan_task(company, owner=by, now=now, text="回电", due_on=clock.local_date(now), person=person)
    later = chores.plan_task(company, owner=by, now=now, text="以后", due_on=clock.local_date(now) + timedelta(days=9))
    row = worklist.rows_for(by, now)[0]
    assert (row.address, row.why, row.phone) == ("许总", "回电", "13812345678") and "许总" in row.wechat
    assert f"task:{later.pk}" not in keys(by, now)
    chores.complete_task(task, by=by, now=now)
    assert f"task:{task.pk}" not in keys(by, now)


def test_a_company_left_alone_is_there_until_somebody_speaks_to_it(company, now):
    assert keys(company.owner, now) == [f"quiet:{company.pk}"]
    people.log_contact(company, by=company.owner, now=now, text="电话", channel="phone")
    assert keys(company.owner, now) == []


def test_numbers_are_masked_without_the_right_and_outsiders_have_no_such_list(company, now):
    novice = UserFactory(roles=[Role.PROMOTER])
    person = PersonFactory(mobile="13812345678")
    chores.plan_task(company, owner=novice, now=now, text="x", due_on=clock.local_date(now), person=person)
    assert worklist.rows_for(novice, now)[0].phone == "138****5678"
    assert worklist.rows_for(UserFactory(roles=[Role.FUND]), now) == []


def test_the_list_costs_two_queries_however_long(company, now, django_assert_num_queries):
    by = promoter()
    for _ in range(3):
        chores.plan_task(
            CompanyFactory(owner=by), owner=by, now=now, text="x", due_on=clock.local_date(now), person=PersonFactory()
        )
    by.roles  # noqa: B018 - read once a request
    with django_assert_num_queries(2):
        worklist.rows_for(by, now)


def test_a_company_left_alone_comes_with_whom_to_call_and_what_to_write(company, now):
    gone, person = PersonFactory(mobile="13900000000"), PersonFactory(address="陈主任", mobile="13812345678")
    Position.objects.create(person=gone, company=company, ended_on=clock.local_date(now))
    Position.objects.create(person=person, company=company)
    row = worklist.rows_for(company.owner, now)[0]
    assert (row.address, row.phone) == ("陈主任", "13812345678") and str(company) in row.wechat

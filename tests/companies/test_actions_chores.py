from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from companies import actions
from scouting.accounts.states import changes_of
from scouting.base import clock
from tests.factories import CompanyFactory, promoter

pytestmark = pytest.mark.django_db


def test_task_is_done_once_and_says_by_whom(now):
    by, today = promoter(), clock.local_date(now)
    task = actions.plan_task(CompanyFactory(), owner=by, now=now, text=" 回电 ", due_on=today)
    assert task.text == "回电" and task.demo
    assert actions.complete_task(task, by=by, now=now)
    assert not actions.complete_task(task, by=promoter(), now=now + timedelta(hours=1))
    task.refresh_from_db()
    assert task.done_at == now and changes_of(task).get().by == by


def test_task_without_words_or_in_the_past_is_refused(now):
    yesterday = clock.local_date(now) - timedelta(days=1)
    for given, field in (({"text": " "}, "text"), ({"due_on": yesterday}, "due_on")):
        wanted = {"text": "回电", "due_on": clock.local_date(now)} | given
        with pytest.raises(ValidationError) as error:
            actions.plan_task(CompanyFactory(), owner=promoter(), now=now, **wanted)
        assert list(error.value.message_dict) == [field]

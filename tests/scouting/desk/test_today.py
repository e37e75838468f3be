"""How the rooms' rows become today's work."""

from datetime import timedelta

import pytest

from companies.actions import complete_task, plan_task
from scouting.base import clock
from scouting.base.worklist import WorkRow
from scouting.desk import today
from scouting.outbox import delivery
from scouting.outbox.states import MessageState as S
from tests.factories import CompanyFactory, MessageFactory, PersonFactory, RegistrationFactory, promoter

pytestmark = pytest.mark.django_db


def row(due, key="k", **more):
    return WorkRow(key=key, why="w", due=due, url="/", **more)


@pytest.mark.parametrize(
    ("hours", "group"),
    [
        (-24, "overdue"),
        (-10.1, "overdue"),
        (-0.01, "today"),
        (0, "today"),
        (13.9, "today"),
        (14.1, "week"),
        (7 * 24, "week"),
        (7 * 24 + 1, ""),
    ],
)
def test_days_end_at_midnight_in_nanjing(now, hours, group):
    assert today.group_of(row(now + timedelta(hours=hours)), now) == group


def test_what_has_no_date_is_for_this_week(now):
    assert today.group_of(row(None), now) == "week"


def test_groups_are_in_order_of_urgency_and_empty_ones_are_not_shown(now, monkeypatch):
    class Source:
        @staticmethod
        def rows_for(user, now):
            later = now + timedelta(days=2)
            return [
                row(None, "c"),
                row(later, "b"),
                row(now - timedelta(days=1), "a"),
                row(now - timedelta(days=2), "z"),
            ]

    monkeypatch.setattr(today, "SOURCES", (Source,))
    groups = today.groups_for(promoter(), now)
    assert [(g.key, [r.key for r in g.rows]) for g in groups] == [("overdue", ["z", "a"]), ("week", ["b", "c"])]


def test_completing_a_thing_elsewhere_removes_it(now):
    user, company = promoter(), CompanyFactory()
    task = plan_task(company, owner=user, now=now, text="回电", due_on=clock.local_date(now), person=PersonFactory())
    (found,) = [r for r in today.rows_for(user, now) if r.key == f"task:{task.pk}"]
    assert (found.why, found.address, found.company) == ("回电", "许总", str(company))
    complete_task(task, by=user, now=now)
    assert not [r for r in today.rows_for(user, now) if r.key == f"task:{task.pk}"]


def test_a_letter_that_two_rooms_ask_to_tell_is_asked_for_once(now):
    user = promoter()
    reg = RegistrationFactory(owner=user, state="selected", slot=1, confirm_by=now + timedelta(days=1))
    letter = MessageFactory(
        kind="roadshows/selected", subject=reg.presenter.subject, about_kind="roadshows.registration", about_id=reg.pk,
        state=S.HELD, error=delivery.NO_ADDRESS, to_address="",
    )  # fmt: skip
    (found,) = [r for r in today.rows_for(user, now) if r.message_id == letter.pk]
    assert found.key.startswith("registration:")

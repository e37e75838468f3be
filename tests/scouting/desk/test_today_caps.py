"""A desk lists a screenful of each group however much there is, and says how much more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from companies.actions import plan_task
from roadshows import worklist, worklist_editions
from roadshows.actions import deadlines, decisions
from roadshows.models import Application, Registration
from scouting.base import clock
from scouting.base.worklist import MOST
from scouting.desk import today as desk
from scouting.outbox.states import MessageState as S
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    MessageFactory,
    RegistrationFactory,
    organiser,
    promoter,
)
from tests.roadshows.conftest import today  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def tasks(user, now, count):
    company, early = CompanyFactory(), now - timedelta(days=2)
    for n in range(count):
        plan_task(company, owner=user, now=early, text=f"事{n:03d}", due_on=clock.local_date(early))


def applied(edition, count, now):
    typed = {"company_name": "测试", "contact_name": "许", "mobile": "13800000000", "notice_version": "1"}
    rows = (Application(edition=edition, project_name=f"项目{n}", received_at=now, **typed) for n in range(count))
    Application.objects.bulk_create(rows)


def looked_at(user, query=""):
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client.get(f"/{query}").content.decode()


def test_a_screenful_with_how_many_more_and_all_of_it_on_request(today, now):  # noqa: F811
    user = promoter()
    tasks(user, now, desk.SCREENFUL + 7)
    page = looked_at(user)
    assert page.count('<li class="person">') == desk.SCREENFUL
    assert "7 more" in page and "?show=overdue#group-overdue" in page and "Overdue 27" in page
    page = looked_at(user, "?show=overdue")
    assert page.count('<li class="person">') == desk.SCREENFUL + 7 and "7 more" not in page
    assert looked_at(user, "?show=nonsense").count('<li class="person">') == desk.SCREENFUL


def test_what_is_more_than_a_list_is_counted_no_further(today, now):  # noqa: F811
    user = promoter()
    tasks(user, now, MOST + 30)
    page = looked_at(user)
    assert "Overdue 100+" in page and "80+ more" in page
    page = looked_at(user, "?show=overdue")
    assert page.count('<li class="person">') == MOST and "Only the 100 most urgent are listed" in page


@pytest.mark.parametrize("count", [6, 60])
def test_applications_are_named_by_the_oldest_and_counted(now, count, django_assert_num_queries):
    edition, user = EditionFactory(), promoter()
    applied(edition, count, now)
    user.roles  # noqa: B018 - read once a request anyway
    rows = [row for row in worklist.rows_for(user, now) if row.key.startswith("application")]
    assert len(rows) == 6 and rows[-1].key == "applications:more"
    assert rows[-1].why == f"{count - 5} more from the call pages to claim" and rows[-1].url == "/roadshows/claims/"
    with django_assert_num_queries(2):
        worklist._applications(now)


def test_a_few_applications_need_no_count(now):
    applied(EditionFactory(), 5, now)
    assert [row.key.partition(":")[0] for row in worklist._applications(now)] == ["application"] * 5


def test_organisers_read_how_many_wait_not_each_of_them(now, django_assert_num_queries):
    edition, user = EditionFactory(), organiser()
    for _ in range(4):
        RegistrationFactory(edition=edition)
    with django_assert_num_queries(3):
        rows = worklist._editions(user, now)
    assert [row.why for row in rows if row.key.endswith(":review")] == ["To review: 4 newly submitted"]


@pytest.mark.parametrize("count", [3, 70])
def test_the_queries_of_a_full_desk_stay_as_they_are(today, now, count, django_assert_max_num_queries):  # noqa: F811
    user, edition = promoter(), EditionFactory()
    tasks(user, now, count)
    applied(edition, count, now)
    MessageFactory.create_batch(count, state=S.FAILED)
    for _ in range(count):
        RegistrationFactory(edition=edition, owner=user)
    client = Client()
    client.force_login(user)
    client.get("/")
    with django_assert_max_num_queries(21):
        client.get("/")


def test_what_has_nothing_to_do_takes_no_room_from_what_has(now, monkeypatch):
    """The cap counts what is to do: complete projects, far drafts and answered requests before them hide none."""
    monkeypatch.setattr(worklist, "MOST", 1)
    monkeypatch.setattr(worklist_editions, "MOST", 1)
    user, chief = promoter(), organiser()
    near = EditionFactory(deadline=now + timedelta(days=1))
    far = EditionFactory(deadline=now + timedelta(days=9), starts=near.starts - timedelta(days=1))
    for _ in range(3):
        RegistrationFactory(edition=far, owner=user, state="in_review", materials_done=5, materials_needed=5)
        draft = RegistrationFactory(edition=far, owner=user, state="draft")
        deadlines.ask_extension(draft, by=user, now=now, reason="展会撞期")
        deadlines.refuse_extension(draft, by=chief, now=now, reason="名额已满")
    owing = RegistrationFactory(edition=near, owner=user, materials_done=4, materials_needed=5)
    asks = RegistrationFactory(edition=near, owner=user, materials_done=5, materials_needed=5)
    late = RegistrationFactory(edition=near, owner=user, state="draft")
    keys = {row.key for row in worklist.rows_for(user, now)}
    assert f"registration:{owing.pk}:materials" in keys and f"registration:{late.pk}:draft" in keys
    Registration.objects.filter(pk=owing.pk).update(materials_done=5)
    decisions.ask_change(asks, now=now, by=user, text="换时间")
    assert f"registration:{asks.pk}:change" in {row.key for row in worklist.rows_for(user, now)}
    deadlines.ask_extension(late, by=user, now=now, reason="展会撞期")
    asked = [row.key for row in worklist.rows_for(chief, now) if row.key.endswith("more_time")]
    assert asked == [f"registration:{late.pk}:more_time"]

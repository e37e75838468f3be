"""The organiser's desk: a timetable that is no longer what was told, materials that are still missing."""

from datetime import timedelta

import pytest
from django.utils import translation

from roadshows import worklist, worklist_editions
from roadshows.actions import editions, interest, meeting_publishing, meetings
from roadshows.models import Edition, Meeting, Registration
from scouting.outbox.models import Message
from tests.factories import EditionFactory, RegistrationFactory, organiser, promoter
from tests.roadshows.meeting_show import Show

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def show(now, today):
    return Show(now, funds=2, projects=2, all_meet=True)


def row(what, now, user=None):
    found = [r for r in worklist.rows_for(user or organiser(), now) if r.key.endswith(f":{what}")]
    return found[0] if found else None


def test_a_timetable_that_is_not_what_was_told_is_published_again(show, now):
    meetings.add(show.plan, show.regs[0], show.funds[0], starts=show.time(0), table=1, by=show.by, now=now)
    assert row("meetings", now) is None  # a draft is nobody's news
    meeting_publishing.publish(show.plan, by=show.by, now=now)
    assert row("meetings", now) is None
    meetings.put(Meeting.objects.get(), starts=show.time(2), table=1, by=show.by, now=now)
    found = row("meetings", now)
    assert found.why.startswith("1 meeting differs") and found.url == f"/roadshows/{show.edition.slug}/meetings/"
    assert row("meetings", now, promoter()) is None
    meeting_publishing.publish(show.reload(), by=show.by, now=now)
    assert row("meetings", now) is None


def test_missing_materials_lead_to_the_page_that_asks_from_a_week_before_the_deadline(today, now):
    edition = EditionFactory(deadline=now + timedelta(days=8))
    regs = [RegistrationFactory(edition=edition, materials_done=2, materials_needed=5) for _ in range(2)]
    RegistrationFactory(edition=edition, materials_done=5, materials_needed=5)
    RegistrationFactory(edition=edition, state="declined", materials_done=0, materials_needed=5)
    assert row("materials", now) is None
    found = row("materials", now + timedelta(days=1))
    assert found.why == "2 registrations with missing materials" and found.due == edition.deadline
    assert found.url == f"/roadshows/{edition.slug}/chase/" and row("materials", now, promoter()) is None
    late = row("materials", edition.deadline + timedelta(hours=1))
    assert late.due == edition.starts - timedelta(days=2) and row("materials", edition.starts) is None
    Registration.objects.filter(pk__in=[r.pk for r in regs]).update(materials_done=5)
    assert row("materials", now + timedelta(days=1)) is None


def test_both_cost_the_same_for_one_event_and_three(now, django_assert_num_queries):
    later = now + timedelta(days=1)
    for _ in range(2):
        RegistrationFactory(edition=EditionFactory(deadline=later), materials_done=0, materials_needed=5)
        with django_assert_num_queries(3):
            assert worklist_editions.of_organiser(now)


def test_an_event_that_is_cancelled_asks_no_founder_what_a_fund_wanted(show, now):
    interest.mark(show.funds[0], show.regs[0], "deck", now=now, subject=show.funds[0].person.subject)
    assert Message.objects.get(kind="roadshows/interest_asked").state == "queued"
    editions.cancel(Edition.objects.get(pk=show.edition.pk), by=show.by, now=now, reason="场地")
    assert Message.objects.get(kind="roadshows/interest_asked").state == "cancelled"

"""How a meeting was: three questions to each side, answered behind a link, kept among the project's outcomes."""

import pytest

from companies.models import Event
from roadshows import letters
from roadshows.actions import meeting_answers, meeting_publishing, meetings
from roadshows.models import Outcome
from roadshows.report import report_of
from scouting.accounts.states import WrongState
from tests.roadshows.meeting_show import Show

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(now, today):
    return Show(now, funds=2, projects=1, all_meet=True)


@pytest.fixture
def meeting(show):
    one = meetings.add(show.plan, show.regs[0], show.funds[0], starts=show.time(0), table=1, by=show.by, now=show.now)
    meeting_publishing.publish(show.reload(), by=show.by, now=show.now)
    one.refresh_from_db()
    return one


def took_place(show, meeting, held=True):
    meeting_publishing.mark_held(show.plan, {meeting.pk: held}, by=show.by, now=show.over())


def test_each_side_answers_once_and_may_change_it(show, meeting):
    took_place(show, meeting)
    first = {"rating": "good", "step": "diligence", "note": "看数据"}
    line, created = meeting_answers.answer(meeting, "fund", now=show.over(), **first)
    assert created and (line.stage, line.told_by, line.investor) == ("diligence", "fund", show.funds[0].investor)
    assert not meeting_answers.answer(meeting, "fund", now=show.over(), **first)[1]
    meeting_answers.answer(meeting, "fund", now=show.over(), rating="not", step="none")
    meeting_answers.answer(meeting, "project", now=show.over(), rating="fair", step="materials")
    assert set(Outcome.objects.values_list("told_by", "rating", "stage")) == {
        ("fund", "not", ""),
        ("founder", "fair", "interest"),
    }
    said = [e.data["state"] for e in Event.objects.filter(company=show.regs[0].project.company, kind="roadshow")]
    assert said.count("met") == 3
    told = Event.objects.filter(kind="roadshow", data__state="met").values_list("data__fund_en", flat=True)
    assert set(told) == {show.funds[0].investor.name_en}


def test_a_meeting_that_did_not_take_place_is_not_asked_about(show, meeting):
    took_place(show, meeting, held=False)
    with pytest.raises(WrongState):
        meeting_answers.answer(meeting, "fund", now=show.over(), rating="good", step="none")


def test_the_page_behind_the_letter(show, meeting, enter):
    client, link = enter(), letters.link_about_meetings(show.funds[0], now=show.now)
    client.post(link.path, {"answer": show.funds[0].person.mobile[-4:]})
    assert client.get(link.path).status_code == 410  # nothing took place yet
    took_place(show, meeting)
    page = client.get(link.path)
    assert page.status_code == 200 and not Outcome.objects.exists()
    assert client.post(link.path, {"meeting": meeting.pk}).status_code == 422
    name = f"m{meeting.pk}"
    said = {"meeting": meeting.pk, f"{name}-rating": "good", f"{name}-step": "term_sheet", f"{name}-note": ""}
    assert client.post(link.path, said).status_code == 302
    assert Outcome.objects.get().stage == "term_sheet"


def test_the_report_counts_wished_planned_and_held(show, meeting):
    found = report_of(show.edition)
    assert (found.wished, found.planned, found.met) == (2, 1, None)
    took_place(show, meeting)
    assert report_of(show.edition).met == 1

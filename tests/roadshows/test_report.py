"""What an edition came to: figures, shares with their whole, money by currency, the file and the recap."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from companies.formats import money
from roadshows import report_words
from roadshows.actions import editions, outcomes
from roadshows.actions.errors import PeakOverTotal
from roadshows.models import Edition, Invitation, Outcome
from roadshows.report import Share, a_year_after, report_of
from scouting.accounts.roles import Role
from scouting.base import clock
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db
REPORT = "/roadshows/2026-11/report/"


@pytest.fixture
def held(db):
    return EditionFactory(slug="2026-11", number=98, state="held", slots=5)


def presented(edition, slot=1, **columns):
    return RegistrationFactory(edition=edition, state="presented", slot=slot, **columns)


def invite(edition, answer="coming", attended=None):
    return Invitation.objects.create(edition=edition, investor=InvestorFactory(), state=answer, attended=attended)


def told(reg, stage="", amount="", days=30, by="team", investor=None):
    line = Outcome(registration=reg, stage=stage, told_by=by, investor=investor, text=stage or "x")
    line.on = clock.local_date(reg.edition.starts) + timedelta(days=days)
    line.raised = money.parse(amount) if amount else money.Amount()
    line.save()
    return line


def figures(answer):
    return {(s.code, line.label): line.words for s in answer.context["sections"] for line in s.lines}


def said(reg):
    report = report_of(reg.edition)
    return [(t.currency, t.exact, t.estimated_min, t.undisclosed) for t in report.raised]


@pytest.mark.parametrize(("part", "whole", "words"), [(0, 0, "-"), (0, 3, "0/3 (0%)"), (1, 3, "1/3 (33%)")])
def test_a_share_names_its_whole_and_nothing_is_divided_by_nothing(part, whole, words):
    assert str(Share(part, whole)) == words


def test_an_edition_without_anything_shows_dashes_where_nobody_knows(enter, held):
    found = figures(enter(organiser()).get(REPORT))
    assert found["projects", "Registered in all"] == "0"
    for unknown in ("Funds on site", "Funds online", "People on site", "Online viewers, peak concurrent"):
        assert found["attendance", unknown] == "-"
    assert found["funds", "Attended"] == "-"
    for share in ("Raised within 12 months", "Conversion to investment", "Conversion to landing"):
        assert found["outcomes", share] == "-"


def test_the_figures_of_an_edition(enter, held):
    first, second = presented(held, 1), presented(held, 2)
    presented(held, 3)
    RegistrationFactory(edition=held, state="declined")
    RegistrationFactory(edition=held, state="draft")
    for answer, attended in (("coming", True), ("coming", False), ("online", True), ("declined", None)):
        invite(held, answer, attended)
    outcomes.record_attendance(held, by=organiser(), now=held.ends, visitors=86, peak=3000, total=5200)
    told(first, "invested", "1.2亿元", by="founder")
    told(second, "diligence", by="fund", investor=InvestorFactory())
    Outcome.objects.filter(registration=first).update(landed=True)
    found = figures(enter(organiser()).get(REPORT))
    assert found["projects", "Registered in all"] == "4" and found["projects", "Presented"] == "3"
    assert found["funds", "Invited"] == "4" and found["funds", "Attended"] == "2"
    assert found["attendance", "Funds on site"] == "1" and found["attendance", "Funds online"] == "1"
    assert found["attendance", "Online viewers, peak concurrent"] == "3,000"
    assert found["attendance", "Online views, cumulative"] == "5,200"
    assert found["attendance", "People on site"] == "86"
    assert found["outcomes", "Invested"] == "1" and found["outcomes", "Due diligence"] == "1"
    assert found["outcomes", "Nothing told yet"] == "1"
    assert found["outcomes", "Conversion to investment"] == "1/3 (33%)"
    assert found["outcomes", "Conversion to landing"] == "1/3 (33%)"


# --- money ----------------------------------------------------------------------------------------
def test_currencies_stay_apart_and_what_is_undisclosed_is_counted(held):
    a, b, c, d = (presented(held, n) for n in range(1, 5))
    told(a, "invested", "1.2亿元")
    told(b, "invested", "千万元级别")
    told(c, "invested", "500万美元")
    told(d, "invested")
    yuan, dollar = report_of(held).raised
    assert (yuan.currency, yuan.exact, yuan.undisclosed) == ("CNY", Decimal(120000000), 1)
    assert yuan.estimated_min == Decimal(10000000)
    assert (dollar.currency, dollar.exact, dollar.undisclosed) == ("USD", Decimal(5000000), 0)
    with translation.override("en"):
        words = report_words.raised(report_of(held))
    assert "CNY 120,000,000" in words and "USD 5,000,000" in words and "1 undisclosed" in words


def test_a_later_answer_replaces_the_earlier_one_of_founder_or_team(held):
    reg = presented(held)
    told(reg, "invested", "1000万元", days=14, by="founder")
    told(reg, "invested", "3000万元", days=30, by="founder")
    told(reg, "invested", "2000万元", days=40, by="fund", investor=InvestorFactory())
    told(reg, "", "500万元", days=20)
    assert said(reg) == [("CNY", Decimal(30000000), 0, 0)]
    told(reg, "dropped", days=60)
    assert said(reg) == [("CNY", Decimal(5000000), 0, 0)]


def test_single_lines_of_the_team_add_up_and_words_without_money_add_nothing(held):
    reg = presented(held)
    told(reg, "", "500万元")
    told(reg, "", "300万元")
    told(reg)
    assert said(reg) == [("CNY", Decimal(8000000), 0, 0)]


def test_funds_count_where_nobody_else_told_an_amount(held):
    reg, one, two = presented(held), InvestorFactory(), InvestorFactory()
    told(reg, "invested", "100万元", days=20, by="fund", investor=one)
    told(reg, "invested", "200万元", days=30, by="fund", investor=one)
    told(reg, "invested", "300万元", days=30, by="fund", investor=two)
    told(reg, "interest", days=35, by="founder")
    assert said(reg) == [("CNY", Decimal(5000000), 0, 0)]


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (365, True), (366, False)])
def test_money_counts_for_twelve_months(held, days, counts):
    reg = presented(held)
    told(reg, "invested", "100万元", days=days)
    assert bool(said(reg)) == counts


def test_a_year_after_a_leap_day():
    assert a_year_after(clock.datetime(2024, 2, 29).date()).isoformat() == "2025-02-28"


# --- attendance -----------------------------------------------------------------------------------
def test_the_organiser_enters_the_attendance_and_empty_is_unknown(enter, held):
    window = enter(organiser())
    window.post("/roadshows/2026-11/attendance/", {"visitors": "86", "peak": "3000", "total": "5200"})
    held.refresh_from_db()
    assert (held.visitors, held.viewers_peak, held.viewers_total) == (86, 3000, 5200)
    window.post("/roadshows/2026-11/attendance/", {"visitors": "0", "peak": "", "total": ""})
    held.refresh_from_db()
    assert (held.visitors, held.viewers_peak, held.viewers_total) == (0, None, None)
    assert figures(window.get(REPORT))["attendance", "People on site"] == "0"
    assert enter(promoter()).post("/roadshows/2026-11/attendance/", {}).status_code == 403


@pytest.mark.parametrize("typed", [{"peak": "5200", "total": "3000"}, {"peak": "-1"}, {"visitors": "many"}])
def test_what_cannot_be_is_refused_beside_its_field(enter, held, typed):
    answer = enter(organiser()).post("/roadshows/2026-11/attendance/", typed)
    assert answer.status_code == 422 and "field-error" in answer.content.decode()
    held.refresh_from_db()
    assert held.viewers_peak is None and held.visitors is None


def test_the_form_of_the_event_refuses_a_peak_over_the_total_too(held):
    with pytest.raises(PeakOverTotal):
        editions.edit_edition(held, by=organiser(), now=held.ends, changes={"viewers_peak": 9, "viewers_total": 3})
    editions.edit_edition(held, by=organiser(), now=held.ends, changes={"viewers_total": 3})
    with pytest.raises(PeakOverTotal):
        editions.edit_edition(held, by=organiser(), now=held.ends, changes={"viewers_peak": 9})
    assert Edition.objects.get().viewers_peak is None


def test_the_same_attendance_twice_is_one_line_of_history(held):
    for _ in range(2):
        outcomes.record_attendance(held, by=organiser(), now=held.ends, visitors=1, peak=2, total=3)
    assert held.history.count() == 2  # made, and changed once


# --- page, file, recap ----------------------------------------------------------------------------
def test_one_click_from_the_page_of_a_held_edition(enter, held):
    assert f'href="{REPORT}"' in enter(promoter()).get("/roadshows/2026-11/").content.decode()
    assert "/report/" not in enter(UserFactory(roles=[Role.FUND])).get("/roadshows/2026-11/").content.decode()
    Edition.objects.update(state="open")
    assert f'href="{REPORT}"' not in enter(promoter()).get("/roadshows/2026-11/").content.decode()
    assert "Not held yet" in enter(promoter()).get(REPORT).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_projects(enter, held, count, django_assert_num_queries):
    for n in range(count):
        reg = presented(held, n + 1)
        for _ in range(2):
            told(reg, "interest", by="fund", investor=InvestorFactory())
            invite(held)
    window = enter(organiser())
    window.get(REPORT)
    with django_assert_num_queries(12):
        window.get(REPORT)


@pytest.mark.parametrize(("language", "word"), [("en", "Conversion to investment"), ("zh-hans", "投资转化率")])
def test_the_file_says_the_same_in_both_languages(enter, held, language, word):
    told(presented(held, project=ProjectFactory(name="=1+1")), "invested", "500万美元")
    window = enter(organiser())
    window.cookies["django_language"] = language
    answer = window.get(f"{REPORT}?format=xlsx")
    assert "report-2026-11.xlsx" in answer["Content-Disposition"]
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    by_label = {row[1]: row for row in rows}
    assert by_label[word][2] == "1/1 (100%)"
    assert not any(str(cell).startswith("=") for row in rows for cell in row)
    assert "\u2013" in {row[2] for row in rows} and "'-" not in {row[2] for row in rows}


def test_the_recap_names_projects_and_holds_no_contact_data(held):
    names = ("双抗平台 138-0000-8765", "核药 fang@example.com", "微信:xuzong_88 检测")
    for slot, name in enumerate(names, 1):
        presented(held, slot, project=ProjectFactory(name=name))
    told(held.registrations.first(), "invested", "1.2亿元")
    invite(held, "coming", True)
    outcomes.record_viewers(held, by=organiser(), now=held.ends, peak=3000, total=5200)
    Edition.objects.update(recap="联系 +86 25 8888 8888，0512-66668888")
    held.refresh_from_db()
    person = held.registrations.first().presenter
    with translation.override("en"):
        text = report_words.recap(report_of(held))
    assert "双抗平台" in text and "3,000" in text and "5,200" in text and "1 fund was there" in text
    for secret in ("8765", "example.com", "xuzong", "8888", "6666", person.name, person.mobile, "1.2"):
        assert secret not in text

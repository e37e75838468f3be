from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from companies import actions
from companies.formats import money
from companies.formats.partial_date import PartialDate
from companies.models import CompanyTotal, FundingRound
from companies.timeline import sentence
from tests.factories import CompanyFactory, InvestorFactory, promoter

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return CompanyFactory(name="甲药业", demo=False)


def add(company, now, words, label="A轮", day=None, **kwargs):
    given = {"type": "a", "amount": money.parse(words), "announced": day and PartialDate(day)} | kwargs
    return actions.add_round(company, by=None, now=now, label=label, **given)


def total(company, currency="CNY"):
    row = CompanyTotal.objects.get(company=company, currency=currency)
    return row.exact, row.est_min, row.est_max, row.undisclosed


def test_totals_of_the_eighth_scenario(company, now):
    for number, words in enumerate(["千万元级别", "近亿元", "未披露", "1.2亿元", "500万美元"]):
        add(company, now, words, label=f"第{number}轮")
    assert total(company) == (120_000_000, 90_000_000, 199_999_998, 1)
    assert total(company, "USD") == (5_000_000, 0, 0, 0)
    shown = [r.amount_text for r in FundingRound.objects.order_by("-amount_sort")]
    assert shown == ["1.2亿元", "近亿元", "千万元级别", "500万美元", "未披露"]


def test_open_upper_bound_stays_open(company, now):
    add(company, now, "过亿元")
    assert total(company) == (0, 100_000_000, None, 0)


def test_latest_round_keeps_its_precision(company, now):
    add(company, now, "1亿元", label="B轮", type="b", announced=PartialDate(date(2023, 1, 1), "year"))
    add(company, now, "2000万元", label="A轮", announced=PartialDate(date(2021, 4, 1), "month"))
    add(company, now, "未披露", label="天使轮", type="angel")
    company.refresh_from_db()
    assert (company.latest_round_type, company.latest_round_text) == ("b", "1亿元")
    assert company.latest_round == PartialDate(date(2023, 1, 1), "year")
    assert company.latest_round.show("en") == "2023"


def test_round_is_told_to_followers_with_what_was_before(company, now):
    fund = InvestorFactory(name="甲基金")
    add(company, now, "未披露", label="天使轮", type="angel", day=date(2023, 4, 11))
    row = add(company, now, "近亿元", day=date(2024, 5, 1), participations=[(fund, "lead"), "乙资本"], source="公告")
    assert [(str(p), p.role) for p in row.participations.all()] == [("甲基金", "lead"), ("乙资本", "follow")]
    event = company.events.filter(kind="round").first()
    assert event.audience == "followers" and list(event.investors.all()) == [fund]
    assert event.happened == PartialDate(date(2024, 5, 1)) and event.data["before"]["label"] == "天使轮"
    with translation.override("en"):
        assert sentence(event) == "A round, CNY 80-100M (近亿元), from 甲基金, 乙资本"
        assert sentence(company.events.filter(kind="round").last()) == "Angel round, undisclosed"


def test_the_same_announcement_is_refused_and_a_tranche_is_not(company, now):
    add(company, now, "1000万元", label="B轮", day=date(2024, 5, 1))
    with pytest.raises(ValidationError) as error:
        add(company, now, "1000 万元", label=" B轮", day=date(2024, 5, 1))
    assert list(error.value.message_dict) == ["label"]
    add(company, now, "1000万元", label="B轮", day=date(2024, 5, 1), tranche="2")
    add(company, now, "1100万元", label="B轮", day=date(2024, 5, 1))
    assert company.rounds.count() == 3


def test_correction_names_old_and_new_and_the_event_it_corrects(company, now):
    row = add(company, now, "1000万元", day=date(2024, 5, 1))
    told = company.events.get(kind="round")
    changes = {"amount": money.parse("近亿元"), "announced": PartialDate(date(2024, 1, 1), "year")}
    fresh = actions.edit_round(row, by=None, now=now, changes=changes, source="更正公告")
    assert fresh.amount_text == "近亿元" and fresh.source == "更正公告" and fresh.history.count() == 2
    assert total(company) == (0, 80_000_000, 99_999_999, 0)
    event = company.events.get(kind="fact")
    assert event.corrects == told
    with translation.override("en"):
        assert sentence(event) == "A轮 – amount: 1000万元 → 近亿元; announced: 1 May 2024 → 2024"


def test_removed_round_leaves_the_totals_and_a_reason(company, now):
    row = add(company, now, "1000万元")
    with pytest.raises(ValidationError):
        actions.remove_round(row, by=None, now=now, reason=" ")
    actions.remove_round(row, by=promoter(), now=now, reason="传闻")
    assert not CompanyTotal.objects.exists() and FundingRound.history.filter(history_type="-").count() == 1
    company.refresh_from_db()
    assert company.latest_round_type == ""


def test_bad_amount_is_refused_beside_the_amount(company, now):
    amount = money.Amount("反了", Decimal(2), Decimal(1), "CNY", "range")
    with pytest.raises(ValidationError):
        add(company, now, "1元", amount=amount)
    with pytest.raises(ValidationError) as error:
        add(company, now, "1元", amount=money.Amount("x" * 200, Decimal(1), Decimal(1), "CNY", "exact"))
    assert list(error.value.message_dict) == ["amount"]


def test_made_up_rounds_stay_off_real_companies(company, now):
    with pytest.raises(ValueError, match="made-up"):
        add(company, now, "1亿元", demo=True)
    assert add(CompanyFactory(demo=True), now, "1亿元").demo

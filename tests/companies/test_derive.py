"""What the verbs keep must be what a computation from scratch gives."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companies import actions, derive
from companies.formats.money import Amount
from companies.formats.partial_date import PartialDate
from companies.models import Company, CompanyTotal
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db

WHOLE = st.integers(1, 10**12).map(Decimal)
CURRENCY = st.sampled_from(["CNY", "USD", "HKD", "EUR"])
AMOUNTS = st.one_of(
    st.builds(lambda v, c: Amount("", v, v, c, "exact"), WHOLE, CURRENCY),
    st.builds(lambda v, w, c: Amount("", min(v, w), max(v, w), c, "range"), WHOLE, WHOLE, CURRENCY),
    st.builds(lambda v, c: Amount("", v, None, c, "at_least"), WHOLE, CURRENCY),
    st.builds(lambda v, c: Amount("", None, v, c, "at_most"), WHOLE, CURRENCY),
    st.builds(lambda c: Amount("", None, None, c, "undisclosed"), CURRENCY),
)
DAYS = st.none() | st.builds(PartialDate, st.dates(date(2000, 1, 1), date(2026, 1, 1)), st.just("day"))
STEPS = st.lists(st.tuples(st.sampled_from(["add", "edit", "remove"]), AMOUNTS, DAYS), max_size=8)


def scratch(company):
    """Straight sums over the rows, written independently of derive."""
    found = {}
    for row in company.rounds.all():
        exact, low, high, silent = found.get(row.amount_currency, (0, 0, 0, 0))
        if row.amount_basis == "undisclosed":
            silent += 1
        elif row.amount_basis == "exact":
            exact += row.amount_min
        else:
            low += row.amount_min or 0
            high = None if row.amount_max is None or high is None else high + row.amount_max
        found[row.amount_currency] = (exact, low, high, silent)
    return found


def kept(company):
    rows = CompanyTotal.objects.filter(company=company)
    return {t.currency: (t.exact, t.est_min, t.est_max, t.undisclosed) for t in rows}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_totals_by_verbs_are_totals_from_scratch(now, steps):
    company, rows = CompanyFactory(), []
    for number, (step, amount, day) in enumerate(steps):
        if step == "add" or not rows:
            row = actions.add_round(
                company, by=None, now=now, label=f"{number}", type="a", amount=amount, announced=day
            )
            rows.append(row)
        elif step == "edit":
            changes = {"amount": amount, "announced": day}
            rows[-1] = actions.edit_round(rows[-1], by=None, now=now, changes=changes)
        else:
            actions.remove_round(rows.pop(), by=None, now=now, reason="test")
    assert kept(company) == scratch(company)
    assert all(t.sort_value == t.exact + t.est_min for t in CompanyTotal.objects.filter(company=company))
    before = Company.objects.filter(pk=company.pk).values().get()
    CompanyTotal.objects.filter(company=company).delete()
    assert actions.recompute_totals([company.pk]) == 1
    assert kept(company) == scratch(company) and Company.objects.filter(pk=company.pk).values().get() == before


def test_recomputing_what_is_right_writes_nothing(now, django_assert_num_queries):
    company = CompanyFactory()
    amount = Amount("", Decimal(5), Decimal(5), "CNY", "exact")
    actions.add_round(company, by=None, now=now, label="A", type="a", amount=amount)
    with django_assert_num_queries(5):  # savepoint and release, companies, rounds, totals
        actions.recompute_totals([company.pk])


def test_recomputing_mends_what_somebody_broke(now):
    company = CompanyFactory()
    CompanyTotal.objects.create(company=company, currency="CNY", exact=7)
    Company.objects.filter(pk=company.pk).update(latest_round_text="7", best_stage="ph1", park_name="?", tokens=[])
    derive.everything([company.pk])
    assert actions.recompute_totals() == 1
    company.refresh_from_db()
    assert not company.totals.exists() and not company.latest_round_text and not company.best_stage
    assert not company.park_name and company.tokens

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from companies import actions
from companies.actions.places import stock_code
from companies.models import Area, Company, District, Park
from companies.timeline import sentence
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db


def test_one_firm_has_several_places_and_our_park_is_named_first(now):
    company = CompanyFactory()
    valley = Park.objects.create(code="njbv", name="南京生物医药谷", name_en="Biomedical Valley", ours=True)
    other = Park.objects.create(code="x", name="别的园区")
    area = Area.objects.create(code="jiangbei", name="江北新区")
    xuanwu = District.objects.create(code="320102", name="玄武区")
    named = []
    for place in ({"district": xuanwu}, {"area": area}, {"park": other}, {"park": valley, "role": "rnd"}):
        actions.add_site(company, by=None, now=now, **place)
        named.append(Company.objects.get(pk=company.pk).park_name)
    assert named == ["玄武区", "江北新区", "别的园区", "南京生物医药谷"]
    again = actions.add_site(company, by=None, now=now, park=valley, role="rnd")
    assert company.sites.count() == 4 and company.events.filter(kind="site").count() == 4
    with translation.override("en"):
        assert sentence(company.events.filter(kind="site").first()) == "Biomedical Valley: R&D"
    actions.remove_site(again, by=None, now=now)
    assert Company.objects.get(pk=company.pk).park_name == "别的园区"


def test_site_without_a_place_is_refused(now):
    with pytest.raises(ValidationError):
        actions.add_site(CompanyFactory(), by=None, now=now)


@pytest.mark.parametrize(("board", "typed", "kept"), [
    ("hkex", "2096", "02096.HK"), ("hkex_18a", "02096.hk", "02096.HK"), ("star", " 688046.SH", "688046"),
    ("nasdaq", "legn", "LEGN"), ("bse", "830799.BJ", "830799"),
])  # fmt: skip
def test_stock_codes_as_their_board_writes_them(board, typed, kept):
    assert stock_code(board, typed) == kept


@pytest.mark.parametrize(("board", "typed"), [("star", "68804"), ("hkex", "LEGN"), ("nyse", "600000"), ("star", "")])
def test_code_the_board_does_not_have_is_refused(board, typed):
    with pytest.raises(ValidationError) as error:
        stock_code(board, typed)
    assert list(error.value.message_dict) == ["code"]


def test_listing_is_found_told_and_held_once(now):
    company = CompanyFactory()
    for _ in range(2):
        actions.add_listing(company, by=None, now=now, board="hkex", code="02096.HK")
    assert [Company.objects.search(w).get() for w in ("02096", "2096", "02096.HK")] == [company] * 3
    event = company.events.get(kind="listing")
    with translation.override("en"):
        assert sentence(event) == "Listed: HKEX Main Board, 02096.HK" and event.audience == "followers"
    with pytest.raises(ValidationError, match=company.name):
        actions.add_listing(CompanyFactory(), by=None, now=now, board="hkex", code="2096")


def test_honour_of_a_year_once(now):
    company = CompanyFactory()
    given = {"by": None, "now": now, "name": "高新技术企业"}
    rows = [actions.add_honour(company, year=year, **given) for year in (2023, 2023, 2026, None, None)]
    assert len({r.pk for r in rows}) == 3 and company.events.filter(kind="honour").count() == 3
    with translation.override("en"):
        assert {sentence(e) for e in company.events.all()} == {
            "Honour: 高新技术企业 (2023)", "Honour: 高新技术企业 (2026)", "Honour: 高新技术企业",
        }  # fmt: skip

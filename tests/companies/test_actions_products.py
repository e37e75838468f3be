from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from companies import actions
from companies.formats.partial_date import PartialDate
from companies.models import Company
from companies.timeline import sentence
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(now):
    return actions.add_product(CompanyFactory(), by=None, now=now, name="伊基奥仑赛注射液", name_en="Eque-cel",
                               code="CT103A", aliases=["福可苏"])  # fmt: skip


def test_company_is_found_by_its_products(product):
    for words in ("伊基", "CT103A", "福可苏", "eque-cel"):
        assert Company.objects.search(words).get() == product.company, words


def test_product_of_the_same_name_is_refused(product, now):
    with pytest.raises(ValidationError) as error:
        actions.add_product(product.company, by=None, now=now, name="伊基奥仑赛注射液 ")
    assert list(error.value.message_dict) == ["name"]


def test_stage_moves_once_for_each_indication_and_region(product, now):
    def move(stage, **kwargs):
        return actions.set_stage(product, by=None, now=now, indication="多发性骨髓瘤", stage=stage, **kwargs)

    move("ph1")
    move("nda_filed", reached=PartialDate(date(2022, 6, 1), "month"))
    move("nda_filed", reached=PartialDate(date(2022, 6, 1), "month"))
    actions.set_stage(product, by=None, now=now, region="US", stage="ind_ok")
    company = Company.objects.get(pk=product.company_id)
    assert company.best_stage == "nda_filed" and product.stages.count() == 2
    events = company.events.filter(kind="stage").order_by("id")
    assert [e.audience for e in events] == ["followers"] * 3
    with translation.override("en"):
        assert [sentence(e) for e in events] == [
            "Eque-cel (多发性骨髓瘤, China): Phase I",
            "Eque-cel (多发性骨髓瘤, China): Phase I → NDA/BLA accepted",
            "Eque-cel (United States): IND cleared",
        ]
    move("stopped")
    assert Company.objects.get(pk=company.pk).best_stage == "ind_ok"


def test_stage_that_does_not_exist_is_refused(product, now):
    with pytest.raises(ValidationError) as error:
        actions.set_stage(product, by=None, now=now, stage="ph9")
    assert list(error.value.message_dict) == ["stage"]


def test_claims_and_forecasts_are_marked(product, now):
    company = product.company
    given = {"by": None, "now": now}
    actions.add_milestone(company, text="首个", claim=True, **given)
    actions.add_milestone(company, text="全球第一", claim=True, speaker="创始人", **given)
    actions.add_milestone(company, text="五年内上市五个产品", text_en="five launches", forecast=True, **given)
    row = actions.add_milestone(company, text="获批上市", key="k", **given)
    assert actions.add_milestone(company, text="获批上市", key="k", **given) == row
    with translation.override("en"):
        said = [sentence(e) for e in company.events.filter(kind="milestone").order_by("id")]
    assert said == ["Claim: 首个", "According to 创始人: 全球第一", "Forecast: five launches", "获批上市"]


def test_corrected_milestone_points_at_what_was_told(product, now):
    row = actions.add_milestone(product.company, by=None, now=now, text="获批")
    actions.edit_milestone(row, by=None, now=now, changes={"text": "获批上市", "claim": True})
    event = product.company.events.get(kind="fact")
    assert event.corrects.kind == "milestone"
    with translation.override("en"):
        assert sentence(event) == "获批上市 – milestone: 获批 → 获批上市; claim: no → yes"


def test_edited_product_is_found_by_its_new_name(product, now):
    actions.edit_product(product, by=None, now=now, changes={"name": "新名"})
    assert Company.objects.search("新名").exists() and not Company.objects.search("奥仑").exists()

"""Products are found by the tokens stored with their company."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.actions import companies, products
from tests.factories import promoter

pytestmark = pytest.mark.django_db


def firm(by, now, name, product, **more):
    company = companies.add_company(by=by, now=now, name=name, demo=True)
    products.add_product(company, by=by, now=now, name=product, demo=True, **more)
    return company


@pytest.mark.parametrize("words", ["泽布替尼", "布替", "zbtn", "zebrutinib", "ZB-1101"])
def test_products_are_found_by_the_stored_tokens_alone(client, now, words):
    """By pinyin initials too, and with no LIKE over a million names."""
    staff = promoter()
    client.force_login(staff)
    firm(staff, now, "测试甲生物有限公司", "泽布替尼", name_en="Zebrutinib", code="ZB-1101")
    firm(staff, now, "测试乙生物有限公司", "阿瓦替尼")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/products/", {"q": words}).content.decode()
    assert "泽布替尼" in page and "阿瓦替尼" not in page
    assert not [q for q in asked.captured_queries if " LIKE " in q["sql"].upper()]

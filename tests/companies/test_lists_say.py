"""What a list says of itself: rows an order leaves out, a filter it does not understand."""

import pytest

from companies.actions import funding
from companies.formats import money
from companies.views.keyset import KeysetList
from companies.views.lists import RoundList
from tests.factories import CompanyFactory, InvestorFactory, promoter

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = promoter()
    client.force_login(user)
    return user


@pytest.mark.parametrize("cap", [None, 1])
def test_an_order_in_one_currency_says_what_it_leaves_out(client, staff, now, cap, monkeypatch):
    """Without a number where too many match to count. The file it gives is named after the order."""
    for word in ("1亿元", "500万美元", "未披露"):
        given = {"label": "A", "type": "a", "amount": money.parse(word), "demo": True}
        funding.add_round(CompanyFactory(), by=staff, now=now, **given)
    CompanyFactory(track="cgt")
    client.cookies["django_language"] = "en"
    said = {
        "/rounds/?sort=most-cny": "1 round in another currency is not shown.",
        "/rounds/?sort=least-usd": "2 rounds in other currencies, or of undisclosed amounts, are not shown.",
        "/companies/?sort=raised-usd": "3 companies without a round in USD are not shown.",
        "/companies/?sort=raised-eur": "4 companies without a round in EUR are not shown.",
    }
    if cap:
        monkeypatch.setattr(KeysetList, "counted", cap)
        monkeypatch.setattr(RoundList, "counted", cap)
    for address, words in said.items():
        answer = client.get(address)
        told = answer.context["left_out"]
        assert (told[0] in "RC" and told.endswith("not shown.")) if cap else told.startswith(words)
        assert f'href="{answer.context["links"]["unsorted"]}"' in answer.content.decode()
        assert not client.get(address.partition("?")[0] + answer.context["links"]["unsorted"]).context["left_out"]
        kind = address.rpartition("=")[2]
        assert f"-{kind}-2" in client.get(f"{address}&format=csv")["Content-Disposition"]
    for address in ("/rounds/", "/companies/", "/companies/?track=cgt&sort=round"):
        assert not client.get(address).context["left_out"]
    if not cap:
        assert not client.get("/rounds/?currency=USD&sort=most-usd").context["left_out"]


@pytest.mark.parametrize(
    ("code", "said"), [("en", "Settled: Not understood. Try 2021"), ("zh-hans", "落户时间：无法识别。可写")]
)
def test_a_filter_that_is_not_understood_is_told_in_the_list_too(client, staff, code, said):
    """On a phone the field is behind a button, and "nothing matches" would be untrue."""
    CompanyFactory()
    client.cookies["django_language"] = code
    answer = client.get("/companies/", {"settled": "übermorgen"})
    assert said in answer.context["refused"] and answer.context["refused"] in answer.content.decode()
    assert not client.get("/companies/", {"settled": "2021"}).context["refused"]


def test_an_english_reader_gets_cities_and_the_usual_rounds_in_english_alone(client, staff, now):
    company = CompanyFactory(park_name="苏州")
    for label in ("A轮", "A轮追加"):
        given = {"label": label, "type": "a", "amount": money.parse("1亿元"), "demo": True}
        funding.add_round(company, by=staff, now=now, **given)
    InvestorFactory(city="南京")
    client.cookies["django_language"] = "en"
    rounds = client.get("/rounds/").context["table"].rows
    assert sorted(row.get_cell("label").partition(" <")[0] for row in rounds) == ["A", "A"]
    assert sum("A轮追加" in row.get_cell("label") for row in rounds) == 1
    assert client.get("/companies/").context["table"].rows[0].get_cell("park_name") == "Suzhou"
    assert client.get("/investors/").context["table"].rows[0].get_cell("city") == "Nanjing"

"""The API: the lists' own filters and permissions, cursors, nothing without a login."""

import pytest

from companies.actions import funding, people
from companies.formats import money
from scouting.accounts.roles import Role
from tests.factories import CompanyFactory, UserFactory, promoter

pytestmark = pytest.mark.django_db
ROOMS = ("companies", "rounds", "products", "milestones", "investors", "people")


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_without_a_login(client, room):
    assert client.get(f"/api/{room}/").status_code == 401


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_written(client, room):
    client.force_login(promoter())
    assert client.post(f"/api/{room}/", {}, content_type="application/json").status_code == 405


def test_filters_are_the_lists_own(client):
    client.force_login(promoter())
    wanted = CompanyFactory(track="cgt")
    CompanyFactory(track="ivd")
    rows = client.get("/api/companies/", {"track": "cgt"}).json()["results"]
    assert [r["slug"] for r in rows] == [wanted.slug]
    assert client.get("/api/companies/", {"track": "nonsense"}).status_code == 400


def test_an_amount_says_its_words_and_its_bounds(client, now):
    client.force_login(promoter())
    funding.add_round(
        CompanyFactory(), by=None, now=now, label="天使轮", type="angel", amount=money.parse("千万元级别"), demo=True
    )
    (row,) = client.get("/api/rounds/").json()["results"]
    assert row["amount"]["text"] == "千万元级别" and row["amount"]["min"].startswith("10000000")
    assert row["announced"] is None


def test_contact_details_are_left_out_without_the_right(client, now):
    people.add_person(by=promoter(), now=now, name="陈雨", mobile="13812345678", demo=True)
    client.force_login(UserFactory(roles=[Role.PROMOTER]))
    assert "mobile" not in client.get("/api/people/").json()["results"][0]
    client.force_login(promoter())
    assert client.get("/api/people/").json()["results"][0]["mobile"] == "13812345678"


def test_what_is_kept_to_the_team_is_not_found(client):
    client.force_login(UserFactory(roles=[Role.FUND]))
    secret = CompanyFactory(confidential=True)
    assert client.get(f"/api/companies/{secret.slug}/").status_code == 404
    assert client.get("/api/companies/").json()["results"] == []


def test_cursors_lead_through_all_rows(client):
    client.force_login(promoter())
    CompanyFactory.create_batch(120)
    seen, at = [], ""
    for _ in range(4):
        page = client.get("/api/companies/", {"at": at}).json()
        seen += [r["slug"] for r in page["results"]]
        at = page["next"]
        if not at:
            break
    assert len(seen) == len(set(seen)) == 120

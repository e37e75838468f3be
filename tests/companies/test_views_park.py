"""The park's page: figures as stated, drawn only where they compare."""

import pytest
from django.urls import reverse

from companies import cluster
from companies.actions import companies, places
from companies.models import ClusterFigure, Park, ParkFeature
from scouting.accounts.roles import Role
from tests.factories import UserFactory, promoter

pytestmark = pytest.mark.django_db


def figure(key, topic, value, unit, **more):
    return ClusterFigure.objects.create(key=key, topic=topic, value=value, unit=unit, source="报道", **more)


@pytest.fixture
def park():
    return Park.objects.create(code="njbv", name="南京生物医药谷", ours=True)


def page(client):
    answer = client.get(reverse("companies:park"))
    assert answer.status_code == 200
    return answer


def test_each_figure_stands_with_its_date_and_source(client, park):
    client.force_login(promoter())
    figure("a", "药谷：企业数", "1000", "家", comparator=">", as_of="2023-04", source_date="2023-04-23")
    ParkFeature.objects.create(key="p", kind="policy", name="产业政策", source="某文件", source_date="2023-03")
    html = page(client).content.decode()
    for said in ("企业数", "1,000", "2023-04", "报道，2023-04-23", "产业政策", "某文件，2023-03"):
        assert said in html


def test_the_parks_own_figures_are_open_and_those_of_other_subjects_folded(client, park):
    client.force_login(promoter())
    for n in range(3):
        figure(f"a{n}", f"南京生物医药谷：第{n}项", str(n + 1), "个")
        figure(f"b{n}", f"南京：第{n}项", str(n + 1), "个")
    html = page(client).content.decode()
    assert html.count('id="figures-1" open>') == 1 and html.count('id="figures-2">') == 1


def test_only_what_compares_is_drawn(client, park):
    figure("a", "南京生物医药谷：起步时企业数", "30", "家", comparator="<")
    figure("b", "南京生物医药谷：企业数", "1000", "家", comparator=">")
    figure("c", "南京：首发募资", "9452000000", "CNY")
    figure("d", "南京：研发投入", "1866000000", "CNY")  # another measure: not beside the one above
    figure("e", "南京：采血管", "4-5 -> 1", "管")
    groups = {about: drawn for about, _rows, drawn in cluster.grouped(cluster.figures(), park)}
    assert [len(drawn) for drawn in groups.values()] == [1, 0]
    bars = next(iter(groups.values()))[0]["option"]["series"][0]["data"]
    assert sorted(bar["value"] for bar in bars) == [30, 1000]
    assert all(bar["url"].startswith("#figure-") for bar in bars)


def test_companies_are_counted_as_the_list_behind_the_bar_shows_them(client, park, now):
    staff = promoter()
    client.force_login(staff)
    part = Park.objects.create(code="tree", name="树屋十六栋", part_of=park)
    other = Park.objects.create(code="far", name="别的园区")
    for n, (where, track) in enumerate(((park, "cgt"), (part, "cgt"), (part, "ivd"), (other, "ivd"))):
        company = companies.add_company(by=staff, now=now, name=f"第{n}号生物", track=track)
        places.add_site(company, by=staff, now=now, park=where)
        places.add_site(company, by=staff, now=now, park=where, role="rnd")
    context = page(client).context
    assert [(row.code, n) for row, n in context["parks"]] == [("njbv", 3), ("far", 1)]
    assert [(code, n) for code, _label, n in context["tracks"]] == [("cgt", 2), ("ivd", 1)]
    for bar in context["track_chart"]["series"][0]["data"] + context["park_chart"]["series"][0]["data"]:
        assert len(client.get(bar["url"]).context["page"].rows) == bar["value"]


def test_the_page_stands_without_any_facts_and_for_every_role(client):
    for role in (Role.EXPERT, Role.FUND, Role.FOUNDER, Role.DIRECTOR):
        client.force_login(UserFactory(roles=[role]))
        page(client)


def test_small_subjects_share_a_card_and_stand_last_under_their_whole_names(park):
    for n in range(3):
        figure(f"c{n}", f"南京：第{n}项", str(n + 1), "个")
    figure("a", "甲生物：管线", "28", "条")
    figure("b", "乙生物：管线", "60", "条")
    figure("own", "南京生物医药谷：企业数", "1000", "家")
    groups = cluster.grouped(cluster.figures(), park)
    assert [[row.key for row in rows] for _about, rows, _drawn in groups] == [["own"], ["c0", "c1", "c2"], ["a", "b"]]
    last = groups[-1]
    assert [row.measure for row in last[1]] == ["甲生物：管线", "乙生物：管线"]
    assert last[2] == []  # figures of two firms are not drawn against each other


def test_a_bar_too_short_to_see_is_not_drawn_and_the_longest_comes_first(park):
    figure("a", "南京：专家", "39", "人")
    figure("b", "南京：毕业生", "60000", "人")
    figure("c", "南京：平台", "27", "个")
    figure("d", "南京：省级以上平台", "136", "个")
    ((_about, _rows, drawn),) = cluster.grouped(cluster.figures(), park)
    (bars,) = [d["option"]["series"][0]["data"] for d in drawn]
    assert [bar["value"] for bar in bars] == [27, 136]  # drawn from below


def test_the_park_is_reached_from_the_lists_beside_it(client, park):
    client.force_login(promoter())
    address = reverse("companies:park")
    for name in ("list", "rounds", "park"):
        assert f'href="{address}"' in client.get(reverse(f"companies:{name}")).content.decode()
    client.force_login(UserFactory(roles=[Role.EXPERT]))
    assert reverse("companies:rounds") not in client.get(address).content.decode()

"""The matching page: ranked funds with reasons, warnings, exclusions, in the same few queries whatever it holds."""

import pytest
from django.urls import reverse

from companies.actions import funding, investors, people
from companies.formats import money
from companies.models import Alias
from roadshows import matching
from roadshows.actions import decisions, waves
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db
# savepoint of the session, user, roles; edition; registrations, aliases, funds, holdings, contacts twice, invitations;
# what the projects aim at, who aims at the same, who is in their rounds, whose funds those are (twice), their names
QUERIES = 17


@pytest.fixture
def edition():
    return EditionFactory()


def register(edition, **more):
    project = ProjectFactory(**{"city": "南京", "modality": "cell", "stage": "iit", **more})
    return RegistrationFactory(edition=edition, project=project, round_type="a", ask_min=10**8, ask_max=10**8)


def page(enter, edition, user=None, **asked):
    answer = enter(user or promoter()).get(reverse("roadshows:matching", args=[edition.slug]), asked)
    assert answer.status_code == 200
    return answer


def aim(company, indication):
    """It develops something against that."""
    company.track = "cgt"
    company.save()
    return company.products.create(name=f"产品{company.pk}").stages.create(indication=indication, region="cn")


def order(answer):
    return [pair.fund for pair in answer.context["rows"][0]["pairs"]]


def test_changing_one_field_of_a_mandate_changes_rank_and_sentence(enter, edition, now):
    register(edition)
    by = organiser()
    near = investors.add_investor(by=by, now=now, name="观澜", tracks=["cgt"], modalities=["cell"], demo=True)
    far = investors.add_investor(by=by, now=now, name="松溪", tracks=["cgt"], demo=True)
    first = page(enter, edition)
    assert order(first) == [near, far] and "Which modalities it takes is not recorded." in first.content.decode()
    investors.edit_investor(far, by=by, now=now, changes={"modalities": ["cell"], "regions": ["nanjing"]})
    second = page(enter, edition)
    assert order(second) == [far, near]
    assert "It invests in Nanjing; the project is in Nanjing." in second.content.decode()
    assert "Which modalities it takes is not recorded." not in second.content.decode()


def test_a_project_with_fewer_than_two_funds_is_named_and_the_excluded_say_why(enter, edition, now):
    reg = register(edition)
    by = organiser()
    investors.add_investor(by=by, now=now, name="观澜", tracks=["cgt"], demo=True)
    investors.add_investor(by=by, now=now, name="松溪", tracks=["ivd"], demo=True)
    investors.add_investor(by=by, now=now, name="云岫", tracks=["cgt"], exclusions=["药康"], demo=True)
    Alias.objects.create(company=reg.project.company, name="药康生物", normal="x")
    answer = page(enter, edition)
    text = answer.content.decode()
    assert "1 project has fewer than two fitting funds:" in text and str(reg.project) in text
    assert "It invests in IVD; the project is in Cell and gene therapy." in text
    assert "It leaves out “药康”, and the project has it: 药康生物." in text
    investors.add_investor(by=by, now=now, name="北渚", tracks=["cgt"], demo=True)
    assert "fewer than two" not in page(enter, edition).content.decode()


def test_projects_with_a_place_go_before_those_that_only_wait(enter, edition, now):
    first, second = register(edition), register(edition)
    assert len(page(enter, edition).context["rows"]) == 2
    decisions.select(second, by=organiser(), now=now)
    assert [row["reg"] for row in page(enter, edition).context["rows"]] == [second] != [first]


def test_it_is_narrowed_by_project_fund_and_fit(enter, edition):
    one, two = register(edition), register(edition, track="ivd")
    InvestorFactory(name="观澜", tracks=["cgt"])
    InvestorFactory(name="松溪", name_en="Songxi", regions=["bay"])
    rows = page(enter, edition, project=one.pk).context["rows"]
    assert [r["reg"] for r in rows] == [one]
    assert [p.fund.name for p in rows[0]["pairs"]] == ["观澜"] and rows[0]["others"] == 1
    everything = page(enter, edition, show="all").context["rows"]
    assert [len(r["pairs"]) for r in everything] == [2, 1]
    named = page(enter, edition, show="all", q="songxi").context["rows"]
    assert [[p.fund.name for p in r["pairs"]] for r in named] == [["松溪"], ["松溪"]]
    assert [r["reg"] for r in page(enter, edition, project="nonsense").context["rows"]] == [one, two]


def test_a_made_up_edition_knows_made_up_funds_only(edition):
    real, made_up = InvestorFactory(tracks=["cgt"], demo=False), InvestorFactory(tracks=["cgt"])
    assert list(matching.candidates(edition)) == [made_up]
    assert set(matching.candidates(EditionFactory(demo=False))) == {real, made_up}


def test_past_investments_and_the_last_contact_are_found(edition, now):
    by = organiser()
    reg = register(edition)
    fund = InvestorFactory(name="观澜", tracks=["cgt"])
    other = CompanyFactory(short_name="驯鹿", track="cgt")
    funding.add_round(other, by=by, now=now, label="A轮", type="a", amount=money.parse("近亿元"),
                      participations=[(fund, "lead")])  # fmt: skip
    person = PersonFactory()
    people.add_position(person, by=by, now=now, investor=fund, title="VP")
    people.log_contact(reg.project.company, by=by, now=now, text="聊了", channel="phone", person=person)
    mandate = {f.pk: m for f, m in matching._mandates(edition)}[fund.pk]
    assert [h.name for h in mandate.holdings] == ["驯鹿"]
    assert f"{mandate.last_contact}" == "2026-11-16"


def test_best_gives_each_fund_once_with_its_best_project(edition, now):
    register(edition), register(edition, modality="rna")
    fund = InvestorFactory(name="观澜", tracks=["cgt"], modalities=["rna"])
    InvestorFactory(name="松溪", tracks=["ivd"])
    [(found, project, fit)] = matching.best(edition, now=now)
    assert (found, project.modality, fit.fits) == (fund, "rna", True)


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_takes_the_same_queries_whatever_it_holds(enter, now, n, django_assert_num_queries):
    edition, by = EditionFactory(), organiser()
    for _ in range(n):
        reg = register(edition)
        aim(reg.project.company, f"适应症{reg.pk}")
        for k in range(2):
            Alias.objects.create(company=reg.project.company, name=f"别名{k}", normal="x")
            fund = InvestorFactory(tracks=["cgt"])
            for c in range(2):
                company = CompanyFactory(track="cgt", short_name=f"企业{reg.pk}{k}{c}")
                aim(company, f"适应症{reg.pk}")
                funding.add_round(company, by=by, now=now, label="A轮", type="a", participations=[(fund, "lead")],
                                  amount=money.Amount())  # fmt: skip
                person = PersonFactory(last_contact_at=now)
                people.add_position(person, by=by, now=now, investor=fund, title="VP")
            edition.invitations.create(investor=fund, person=person)
    client = enter(promoter())
    client.get(reverse("roadshows:matching", args=[edition.slug]))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("roadshows:matching", args=[edition.slug]))


def test_amounts_and_cities_read_in_english_on_both_pages(enter, now):
    chief = organiser()
    edition = EditionFactory(owner=chief)
    project = ProjectFactory(track="cgt", city="苏州")
    RegistrationFactory(edition=edition, project=project, ask=money.parse("500-3000万元"))
    fund = InvestorFactory(tracks=["cgt"], regions=["delta"], city="上海", ticket=money.parse("数千万元"))
    window = enter(chief)
    for step in ("matching", "invitations"):
        if step == "invitations":
            waves.propose(edition, fund, by=chief, now=now)
        text = window.get(reverse(f"roadshows:{step}", args=[edition.slug])).content.decode()
        assert "Its ticket of CNY 20-100M suits the ask of CNY 5-30M." in text
        assert "It invests in Yangtze River Delta; the project is in Suzhou." in text
        assert not any(word in text for word in ("万", "苏州", "上海"))
    window.cookies["django_language"] = "zh-hans"
    answer = window.get(reverse("roadshows:matching", args=[edition.slug]))
    assert "500-3000万元" in answer.content.decode() and "苏州" in answer.content.decode()


@pytest.mark.parametrize("through", ["itself", "another fund of its manager"])
def test_a_fund_with_money_in_a_rival_is_shown_with_a_warning(enter, edition, now, through):
    by, reg = organiser(), register(edition)
    rival, other = CompanyFactory(short_name="驯鹿", track="cgt"), CompanyFactory(short_name="旁人", track="cgt")
    aim(reg.project.company, "多发性骨髓瘤"), aim(rival, "多发性骨髓瘤"), aim(other, "糖尿病")
    manager = InvestorFactory(name="观澜资本")
    fund = InvestorFactory(name="观澜二期", tracks=["cgt"], manager=manager)
    sister = InvestorFactory(name="观澜一期", manager=manager)
    for company in (rival, other):
        funding.add_round(company, by=by, now=now, label="A轮", type="a", amount=money.Amount(),
                          participations=[(fund if through == "itself" else sister, "lead")])  # fmt: skip
    answer = page(enter, edition)
    text = answer.content.decode()
    assert order(answer) == [fund] and 'class="warning"' in text
    said = {"itself": "It has invested in a rival", "another fund of its manager": "Another fund of its manager"}
    assert said[through] in text and "on the same indication: 驯鹿." in text and "旁人." not in text.split("rival")[1]
    edition.invitations.create(investor=fund, state="proposed")
    proposed = enter(by).get(reverse("roadshows:invitations", args=[edition.slug])).content.decode()
    assert "on the same indication: 驯鹿." in proposed

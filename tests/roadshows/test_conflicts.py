"""Ties of experts to projects: declared and derived; a tied expert sees nothing of the project and does not count."""

import pytest

from companies.models import Participation, Position, Product, ProductStage
from roadshows import conflicts
from roadshows.actions import assignments, reviews, sheets
from roadshows.actions import conflicts as verbs
from roadshows.actions.errors import InConflict, ReasonMissing
from roadshows.models import Conflict, Result, Review, Sheet
from scouting.accounts.models import StateChange
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    RegistrationFactory,
    organiser,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db):
    return organiser()


@pytest.fixture
def reg(db):
    return RegistrationFactory(edition=EditionFactory())


@pytest.fixture
def expert(db):
    return PersonFactory(name="裴守恒", email="pei@qq.com")


def kinds(expert, reg, now):
    return [tie.kind for tie in conflicts.found([expert], [reg], now=now).get((expert.pk, reg.pk), [])]


def invest(company, investor):
    number = company.rounds.count()
    round = company.rounds.create(label=f"R{number}", type="a", fingerprint=f"{company.pk}-{number}")
    return Participation.objects.create(round=round, investor=investor)


def aim(company, indication):
    product = Product.objects.create(company=company, name=f"P{company.pk}")
    ProductStage.objects.create(product=product, indication=indication, stage="ph1")


def test_a_stranger_is_tied_to_nothing(expert, reg, now):
    assert kinds(expert, reg, now) == []


def test_the_same_employer(expert, reg, now):
    post = Position.objects.create(person=expert, company=reg.project.company, title="CSO")
    assert kinds(expert, reg, now) == ["employer"]
    Position.objects.filter(pk=post.pk).update(ended_on=now.date().replace(year=2020))
    assert kinds(expert, reg, now) == []


def test_the_employer_of_the_presenter_and_one_typed_as_text(expert, reg, now):
    other = CompanyFactory()
    Position.objects.create(person=reg.presenter, company=other)
    Position.objects.create(person=expert, company=other)
    assert kinds(expert, reg, now) == ["employer"]
    typed = PersonFactory()
    Position.objects.create(person=typed, organisation=f" {reg.project.company.name} ")
    assert kinds(typed, reg, now) == ["employer"]


def test_a_team_without_a_company(expert, now):
    reg = RegistrationFactory(project__company=None, project__team_name="团队")
    assert kinds(expert, reg, now) == []
    lab = "某大学药学院"
    for person in (expert, reg.presenter):
        Position.objects.create(person=person, organisation=lab)
    assert kinds(expert, reg, now) == ["employer"]


def test_the_fund_or_one_of_its_family_invested_in_the_company(expert, reg, now):
    manager = InvestorFactory()
    first, second = InvestorFactory(manager=manager), InvestorFactory(manager=manager)
    Position.objects.create(person=expert, investor=first)
    assert kinds(expert, reg, now) == []
    invest(reg.project.company, second)
    assert kinds(expert, reg, now) == ["fund"]


def test_the_fund_invested_in_a_rival_or_the_expert_works_there(expert, reg, now):
    rival = CompanyFactory(track=reg.project.company.track)
    fund = InvestorFactory()
    Position.objects.create(person=expert, investor=fund)
    invest(rival, fund)
    aim(rival, "Pancreatic cancer")
    assert kinds(expert, reg, now) == []
    aim(reg.project.company, "pancreatic cancer")
    assert kinds(expert, reg, now) == ["rival"]
    worker = PersonFactory()
    Position.objects.create(person=worker, company=rival)
    assert kinds(worker, reg, now) == ["rival"]


@pytest.mark.parametrize(
    ("address", "site", "tied"),
    [
        ("a@novel-bio.cn", "https://www.novel-bio.cn/about", True),
        ("a@NOVEL-BIO.CN", "https://novel-bio.cn", True),
        ("a@qq.com", "https://qq.com", False),
        ("a@demo.invalid", "https://demo.invalid", False),
        ("", "", False),
    ],
)
def test_the_same_domain_unless_anybody_can_have_it(reg, now, address, site, tied):
    type(reg.project.company).objects.filter(pk=reg.project.company_id).update(website=site)
    expert = PersonFactory(email=address)
    assert kinds(expert, reg, now) == (["domain"] if tied else [])


def test_the_domain_of_the_presenter(reg, now):
    reg.presenter.email = "ceo@novel-bio.cn"
    reg.presenter.save()
    assert kinds(PersonFactory(email="pei@novel-bio.cn"), reg, now) == ["domain"]


def test_recorded_shares_of_a_company_reach_all_its_projects(expert, reg, now, by):
    verbs.declare(expert, now=now, company=reg.project.company, kind="share", note="5%", by=by)
    other = RegistrationFactory(project__company=reg.project.company)
    assert kinds(expert, reg, now) == kinds(expert, other, now) == ["share"]


def test_the_number_of_queries_does_not_grow(expert, now, django_assert_max_num_queries):
    regs = [RegistrationFactory() for _ in range(6)]
    people = [expert, *[PersonFactory() for _ in range(5)]]
    Position.objects.create(person=people[0], investor=InvestorFactory())
    with django_assert_max_num_queries(9):
        conflicts.found(people, regs, now=now)


# --- what follows from a tie ----------------------------------------------------------------------
@pytest.fixture
def scored(reg, expert, by, now):
    """Two experts submitted 70 and 90 for the project; scoring is open."""
    review = reviews.prepare(reg.edition, by=by, now=now)
    panel = [assignments.seat(review, person, by=by, now=now) for person in (expert, PersonFactory())]
    given = [assignments.assign(reviewer, reg, by=by, now=now) for reviewer in panel]
    reviews.open_scoring(review, by=by, now=now)
    for sheet, score in zip(given, (7, 9), strict=True):
        keys = [c["key"] for c in sheet.rubric.criteria]
        sheets.submit(sheet, now=now, scores=dict.fromkeys(keys, score), comment="")
    return review


def result(reg):
    return Result.objects.values_list("n", "mean", "sheets").get(registration=reg)


def test_a_declared_tie_takes_the_sheet_and_its_score_away(scored, expert, reg, now):
    assert result(reg) == (2, 80, 2)
    assert [s.registration for s in sheets.mine(expert.subject_id, now=now)] == [reg]
    verbs.declare(expert, now=now, project=reg.project, note="持股", subject=expert.subject, via="link")
    assert result(reg) == (1, 90, 1)
    assert sheets.mine(expert.subject_id, now=now) == []
    sheet = Sheet.objects.get(reviewer__person=expert)
    change = StateChange.objects.filter(kind="roadshows.sheet", object_id=sheet.pk).first()
    assert (sheet.state, change.after, change.via, change.subject) == ("recused", "recused", "link", expert.subject)


def test_declaring_twice_is_declaring_once(scored, expert, reg, now):
    for _ in range(2):
        verbs.declare(expert, now=now, project=reg.project)
    assert Conflict.objects.count() == 1


def test_a_tied_expert_cannot_be_given_the_project(reg, expert, by, now):
    verbs.declare(expert, now=now, project=reg.project, kind="family")
    review = reviews.prepare(reg.edition, by=by, now=now)
    reviewer = assignments.seat(review, expert, by=by, now=now)
    with pytest.raises(InConflict) as refusal:
        assignments.assign(reviewer, reg, by=by, now=now)
    assert str(refusal.value) and not Sheet.objects.exists()


def test_a_fact_that_arrives_later_hides_the_project_at_once_and_stops_the_score(scored, expert, reg, by, now):
    Position.objects.create(person=expert, company=reg.project.company)
    assert sheets.mine(expert.subject_id, now=now) == []
    sheet = Sheet.objects.get(reviewer__person=expert)
    with pytest.raises(InConflict):
        sheets.submit(sheet, now=now, scores={}, comment="")
    verbs.sweep_due(now=now)
    assert result(reg) == (1, 90, 1)


def test_closing_takes_out_ties_that_came_to_light(scored, expert, reg, by, now):
    Position.objects.create(person=expert, company=reg.project.company)
    reviews.close_scoring(scored, by=by, now=now)
    assert result(reg) == (1, 90, 1)


def test_lifting_gives_the_sheet_back_with_what_was_typed(scored, expert, reg, by, now):
    row = verbs.declare(expert, now=now, project=reg.project)
    with pytest.raises(ReasonMissing):
        verbs.lift(row, by=by, now=now, reason=" ")
    verbs.lift(row, by=by, now=now, reason="看错了项目")
    sheet = Sheet.objects.get(reviewer__person=expert)
    assert sheet.state == "open" and set(sheet.draft["scores"].values()) == {7}
    assert result(reg) == (1, 90, 2)


def test_lifting_one_of_two_ties_gives_nothing_back(scored, expert, reg, by, now):
    row = verbs.declare(expert, now=now, project=reg.project)
    verbs.declare(expert, now=now, company=reg.project.company, kind="share")
    verbs.lift(row, by=by, now=now, reason="误填")
    assert Sheet.objects.get(reviewer__person=expert).state == "recused"


def test_a_tie_declared_after_closing_leaves_the_final_result(scored, expert, reg, by, now):
    reviews.close_scoring(scored, by=by, now=now)
    verbs.declare(expert, now=now, project=reg.project)
    assert result(reg) == (2, 80, 2) and sheets.mine(expert.subject_id, now=now) == []
    assert Review.objects.get().state == "closed"

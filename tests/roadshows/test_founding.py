"""A team founds its company: found or added, linked once, history and presenter brought along, or refused whole."""

import pytest
from django.urls import reverse

from companies.models import Company
from roadshows.actions import decisions, founding
from roadshows.actions.errors import AlreadyRegistered
from roadshows.actions.founding import HasCompany, MadeUp
from roadshows.models import Project, Registration
from scouting.accounts.models import StateChange
from scouting.accounts.roles import Role
from tests.factories import CompanyFactory, ProjectFactory, RegistrationFactory, UserFactory, organiser, promoter

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return promoter()


@pytest.fixture
def reg(by):
    return RegistrationFactory(project=ProjectFactory(company=None, team_name="方博士团队", name="双抗平台"), owner=by)


@pytest.fixture
def page(reg):
    return reverse("roadshows:registration_company", args=[reg.pk])


def company_of(reg):
    return Project.objects.get(pk=reg.project_id).company


def test_the_history_comes_along_each_step_on_its_day_and_is_no_news(reg, by, now):
    chief = organiser()
    decisions.start_review(reg, by=chief, now=now)
    decisions.put_on_reserve(Registration.objects.get(pk=reg.pk), by=chief, now=now)
    company = CompanyFactory()
    for _ in range(2):
        founding.found_company(reg.project, company, by=by, now=now)
    assert company_of(reg) == company
    events = list(company.events.order_by("id"))
    assert [(e.data["state"], e.quiet) for e in events] == [("in_review", True), ("reserve", True)]
    assert company.positions.get().person == reg.presenter
    assert StateChange.objects.filter(after="founded", by=by, object_id=reg.pk).count() == 1


def test_without_a_recorded_step_the_state_itself_stands_on_the_timeline(reg, by, now):
    company = CompanyFactory()
    founding.found_company(reg.project, company, by=by, now=now)
    assert company.events.get().data["state"] == "submitted"


def test_what_does_not_go_is_refused_and_changes_nothing(reg, by, now):
    other = RegistrationFactory(edition=reg.edition)
    with pytest.raises(AlreadyRegistered):
        founding.found_company(reg.project, other.project.company, by=by, now=now)
    with pytest.raises(MadeUp):
        founding.found_company(reg.project, CompanyFactory(demo=False), by=by, now=now)
    assert company_of(reg) is None
    first = CompanyFactory()
    founding.found_company(reg.project, first, by=by, now=now)
    with pytest.raises(HasCompany):
        founding.found_company(reg.project, CompanyFactory(), by=by, now=now)
    assert company_of(reg) == first


def test_a_new_company_is_added_and_linked_or_neither(reg, by, now, monkeypatch):
    monkeypatch.setattr(founding, "tell", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        founding.found_new_company(reg.project, by=by, now=now, name="南京方舟生物科技有限公司")
    assert not Company.objects.exists() and company_of(reg) is None


def test_the_page_finds_links_and_warns(enter, reg, by, page):
    window = enter(by)
    assert page in window.get(reg.get_absolute_url()).content.decode()
    answer = window.post(page, {"name": "南京方舟生物科技有限公司", "credit_code": ""})
    assert answer.status_code == 302 and company_of(reg).name == "南京方舟生物科技有限公司"
    assert page not in window.get(reg.get_absolute_url()).content.decode()
    second = RegistrationFactory(project=ProjectFactory(company=None, team_name="方舟生物"), owner=by)
    at = reverse("roadshows:registration_company", args=[second.pk])
    answer = window.post(at, {"name": "南京方舟生物科技有限公司"})
    assert answer.status_code == 422 and "may be here already" in answer.content.decode()
    assert Company.objects.count() == 1
    shown = window.get(at, {"q": "方舟"}).content.decode()
    slug = company_of(reg).slug
    assert f'name="link" value="{slug}"' in shown
    second.edition.registrations.filter(pk=reg.pk).delete()
    window.post(at, {"link": slug})
    assert company_of(second) == company_of(reg)


def test_a_bad_or_taken_code_is_said_beside_its_field(enter, reg, by, page):
    answer = enter(by).post(page, {"name": "南京方舟生物科技有限公司", "credit_code": "91320191MA0WRONG00"})
    assert answer.status_code == 422 and "credit_code" in answer.context["form"].errors
    assert not Company.objects.exists()


def test_looking_changes_nothing_and_only_its_team_may(enter, reg, by, page):
    window = enter(by)
    window.get(page, {"link": "x", "name": "甲"})
    assert company_of(reg) is None
    assert enter(promoter()).get(page).status_code in (403, 404)
    assert enter(UserFactory(roles=[Role.DIRECTOR])).get(page).status_code == 403
    assert window.post(page, {"link": "nowhere"}).status_code == 404

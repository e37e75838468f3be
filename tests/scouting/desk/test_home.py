"""The desk of each role."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from companies.actions import add_milestone, add_round, follow, plan_task
from companies.formats import money, partial_date
from scouting.accounts.roles import Role
from scouting.base import clock
from scouting.outbox.models import Message
from scouting.outbox.states import MessageState as S
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    InvestorFactory,
    MessageFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    promoter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(monkeypatch, now):
    """The desk asks what day it is."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def desk(client):
    def look(user):
        client.force_login(user)
        answer = client.get("/")
        assert answer.status_code == 200
        return answer.content.decode()

    return look


def one(role, **more):
    return UserFactory(roles=[role], language="en", **more)


def test_strangers_log_in_first(client):
    assert isinstance(client.get("/").wsgi_request.user, AnonymousUser)
    assert client.get("/").url.startswith("/accounts/login/")


def test_a_promoter_sees_whom_to_call_why_when_and_with_which_words(desk, now):
    user, person = promoter(language="en"), PersonFactory(address="许总", mobile="13800001234")
    company = CompanyFactory(short_name="药康")
    plan_task(company, owner=user, now=now, text="回电确认", due_on=clock.local_date(now), person=person)
    letter = MessageFactory(state=S.FAILED, due_at=now - timedelta(days=1), wechat="许总，您好", title="入选")
    page = desk(user)
    assert page.index("Overdue") < page.index("入选") < page.index('id="group-today"') < page.index("回电确认")
    assert "许总" in page and "药康" in page and 'href="tel:13800001234"' in page
    assert "许总，您好" in page and f"/outbox/{letter.pk}/told/" in page and f"/outbox/{letter.pk}/resend/" in page
    assert 'class="btn btn-primary" href="/roadshows/register/"' in page


def test_numbers_are_masked_without_the_contact_right(desk, now):
    user = one(Role.PROMOTER)
    plan_task(
        CompanyFactory(),
        owner=user,
        now=now,
        text="x",
        due_on=clock.local_date(now),
        person=PersonFactory(mobile="13800001234"),
    )
    page = desk(user)
    assert "138****1234" in page and "13800001234" not in page


def test_told_from_the_desk_comes_back_to_the_desk_and_is_gone(desk, client, now):
    user = promoter(language="en")
    letter = MessageFactory(state=S.FAILED, title="入选通知")
    assert '<input type="hidden" name="next" value="/">' in desk(user)
    answer = client.post(f"/outbox/{letter.pk}/told/", {"via": "phone", "next": "/"})
    assert answer.url == "/" and Message.objects.get(pk=letter.pk).state == S.TOLD
    assert "入选通知" not in desk(user)


def test_nothing_to_do_leads_to_the_open_call(desk):
    EditionFactory(slug="2026-11")
    page = desk(promoter(language="en"))
    assert "Nothing to do today" in page and 'href="/call/2026-11/"' in page


def test_the_next_roadshow_shows_days_places_and_what_is_missing(desk):
    edition = EditionFactory(taken=2)
    RegistrationFactory(edition=edition, state="selected", slot=1)
    full = {"licence": True, "deck": True, "contact_consent": True, "conflict_statement": True}
    RegistrationFactory(edition=edition, state="confirmed", slot=2, materials=full, ask_text="数千万元")
    RegistrationFactory(edition=edition, state="reserve", reserve_rank=1)
    RegistrationFactory(edition=edition)
    page = " ".join(desk(one(Role.ORGANISER)).split())
    for figure in (
        "Days left</span><b>14",
        "Places</span><b>2 <small>of 3",
        "Reserve</span><b>1",
        "To review</span><b>1",
    ):
        assert figure in page
    for figure in ("To confirm", "Materials missing"):
        assert f'{figure}</span><b class="tone-' in page
    assert f"/roadshows/{edition.slug}/board/" in page


def test_changes_on_what_is_followed_are_shown_to_those_who_may_see_them(desk, now):
    company, secret = CompanyFactory(short_name="药康"), CompanyFactory(short_name="密企", confidential=True)
    fund = one(Role.FUND)
    for followed in (company, secret):
        follow(fund, now=now - timedelta(days=3), company=followed)
        add_milestone(followed, by=promoter(), now=now - timedelta(hours=1), text=f"{followed.short_name}获批")
    page = desk(fund)
    assert "药康获批" in page and "密企" not in page


def test_a_fund_sees_its_invitations_and_no_figures_of_the_board(desk):
    fund = one(Role.FUND)
    person = PersonFactory(subject=fund.subject)
    edition = EditionFactory(theme_en="Cell therapy")
    edition.invitations.create(investor=InvestorFactory(), person=person)
    page = desk(fund)
    assert "Cell therapy" in page and "No answer yet" in page
    assert "/board/" not in page and "Register a project" not in page and "Materials missing" not in page


def test_a_founder_sees_their_own_project_and_no_rank(desk):
    founder = one(Role.FOUNDER)
    person = PersonFactory(subject=founder.subject)
    project = ProjectFactory(name="我的项目", presenter=person)
    RegistrationFactory(project=project, presenter=person, state="reserve", reserve_rank=7)
    RegistrationFactory(project=ProjectFactory(name="别人的项目"), state="reserve", reserve_rank=1)
    page = desk(founder)
    assert "我的项目" in page and "别人的项目" not in page and ">7<" not in page and "no. 7" not in page


def test_a_director_sees_figures_first_each_leading_to_a_list(desk):
    page = desk(one(Role.DIRECTOR))
    assert page.index("Events held") < page.index("Next roadshow" if "Next roadshow" in page else "No roadshow ahead")
    assert 'class="stat" href="/roadshows/"' in page and "Register a project" not in page


def test_the_director_s_figures_lead_to_the_rows_they_count(desk, client, now):
    for day in ("2026-11-03", "2026-11-10", "2026-10-30"):
        add_round(CompanyFactory(), by=None, now=now, label="A", type="a", amount=money.parse("1亿元"), demo=True,
                  announced=partial_date.parse(day))  # fmt: skip
    CompanyFactory(owner=promoter(), park_name="园"), CompanyFactory(park_name="园")
    desk(one(Role.DIRECTOR))
    month = client.get("/").context["month"]
    rounds = next(s for s in month if "/rounds/" in s.url)
    assert rounds.value == len(client.get(rounds.url).context["page"].rows) == 2
    unowned = next(s for s in month if s.tone == "wait")
    assert all(c.owner is None for c in client.get(unowned.url).context["page"].rows)


def test_a_data_administrator_reads_whether_the_house_works(desk):
    MessageFactory(state=S.FAILED)
    page = desk(one(Role.DATA_ADMIN))
    assert "1 letter was refused." in page and "/outbox/?state=failed" in page
    assert "The scheduler has never run" in page and "/admin/companies/company/" in page


def test_an_expert_is_told_what_will_be_here(desk):
    assert "Nothing waits for you" in desk(one(Role.EXPERT))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_costs_the_same_queries_however_much_there_is(desk, client, now, rows, django_assert_num_queries):
    user = promoter()
    edition = EditionFactory(taken=rows)
    for n in range(rows):
        plan_task(CompanyFactory(), owner=user, now=now, text="x", due_on=clock.local_date(now), person=PersonFactory())
        reg = RegistrationFactory(
            edition=edition, owner=user, state="selected", slot=n + 1, confirm_by=now + timedelta(days=1)
        )
        RegistrationFactory(edition=edition, owner=user)
        MessageFactory(
            state=S.FAILED, about_kind="roadshows.registration", about_id=reg.pk, subject=reg.presenter.subject
        )
        company = CompanyFactory()
        follow(user, now=now - timedelta(days=1), company=company)
        add_milestone(company, by=user, now=now, text="获批")
    desk(user)
    with django_assert_num_queries(19):
        client.get("/")


def test_without_news_the_desk_says_since_when(desk, now):
    fund = one(Role.FUND)
    assert "its news is told here" in desk(fund)
    follow(fund, now=now - timedelta(days=3), company=CompanyFactory())
    page = desk(fund)
    assert "No news on what you follow since the digest of November 16" in page and "/following/" in page

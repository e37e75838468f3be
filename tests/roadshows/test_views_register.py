"""Registering: search, choosing, drafts, sending in once, late, wrong, and what is known already."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from companies.derive import names as derive_names
from companies.models import Company, Person
from roadshows.models import Extension, Registration
from scouting.accounts.models import Team
from scouting.accounts.roles import Role
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11")


@pytest.fixture
def user(db):
    return promoter()


@pytest.fixture
def page(edition):
    return reverse("roadshows:register", args=[edition.slug])


def filled(**changes):
    """What a promoter types for a new company, under the form's names."""
    return {
        "uid": str(uuid.uuid4()),
        "company_name": "南京泽光生物科技有限公司",
        "project_name": "双特异性CAR-T",
        "one_liner": "治疗复发淋巴瘤的双靶点细胞药物",
        "track": "cgt",
        "stage": "ph1",
        "ask": "数千万元",
        "round_type": "a",
        "presenter": "new",
        "presenter_name": "许知远",
        "mobile": "138 0000 4321",
        "email": "xu@example.com",
        "materials": ["licence", "deck"],
        "city": "苏州",
        "landing": "likely",
    } | changes


def test_a_project_is_registered_and_the_answer_shows_its_number(enter, user, page):
    answer = enter(user).post(page, filled(), follow=True)
    reg = Registration.objects.get()
    text = answer.content.decode()
    assert (reg.state, reg.number, reg.owner) == ("submitted", "2026-11-001", user)
    assert (reg.ask_text, reg.ask_min, reg.ask_max) == ("数千万元", 20_000_000, 99_999_999)
    assert reg.materials == {"licence": True, "deck": True, "contact_consent": False, "conflict_statement": False}
    assert reg.project.company.name == "南京泽光生物科技有限公司" and reg.presenter.mobile_e164 == "+8613800004321"
    assert answer.redirect_chain == [(reverse("roadshows:registered", args=[reg.uid]), 302)]
    assert "2026-11-001" in text and "/p/" in text and "{link:" not in text
    board = enter(organiser()).get(reverse("roadshows:board", args=["2026-11"])).content.decode()
    assert "双特异性CAR-T" in board and "CNY 20-100M" in board


def test_signed_out_one_is_led_back_after_signing_in(enter, page):
    answer = enter().get(page)
    assert answer.status_code == 302 and answer.url.endswith(f"?next={page}")


def test_sent_twice_reloaded_or_gone_back_there_is_one_registration_and_one_letter(enter, user, page):
    window, data = enter(user), filled()
    first, second = window.post(page, data), window.post(page, data)
    back = window.post(page, data | {"one_liner": ""})  # the page from the history, now even incomplete
    assert first.url == second.url == back.url
    assert Registration.objects.count() == 1
    assert Message.objects.filter(kind="roadshows/received").count() == 1
    assert Company.objects.count() == 1 and Person.objects.count() == 1


def test_two_tabs_with_the_same_company_get_the_same_number(enter, user, page):
    company = CompanyFactory()
    window = enter(user)
    for _tab in range(2):
        answer = window.post(page, filled(company=company.slug, company_name=""), follow=True)
        assert "2026-11-001" in answer.content.decode()
    assert Registration.objects.exclude(state="draft").count() == 1
    assert Message.objects.filter(kind="roadshows/received").count() == 1


def test_another_project_of_the_company_is_refused_with_the_number(enter, user, page, edition):
    company = CompanyFactory()
    enter(user).post(page, filled(company=company.slug, company_name=""))
    answer = enter(promoter()).post(
        page, filled(company=company.slug, company_name="", project_name="另一个", mobile="13900002222")
    )
    assert answer.status_code == 422 and "2026-11-001" in answer.content.decode()
    assert "另一个" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company_name": ""}, "company_name"),
        ({"project_name": ""}, "project_name"),
        ({"one_liner": "字" * 201}, "one_liner"),
        ({"track": ""}, "track"),
        ({"track": "nonsense"}, "track"),
        ({"ask": "很多钱"}, "ask"),
        ({"presenter_name": ""}, "presenter_name"),
        ({"mobile": ""}, "mobile"),
        ({"mobile": "12345"}, "mobile"),
        ({"email": "nobody"}, "email"),
        ({"credit_code": "91320191MA0TEXT034"}, "credit_code"),
        ({"landing": "maybe"}, "landing"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(enter, user, page, changes, field):
    answer = enter(user).post(page, filled(**changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    text = answer.content.decode()
    assert f'id="id_{field}_error"' in text and 'value="苏州"' in text
    assert not Registration.objects.exclude(state="draft").exists() and not Company.objects.exists()
    assert Registration.objects.get().draft["city"] == "苏州"  # and kept, should the window be closed now


def test_the_deadline_is_the_last_second_of_its_day_in_nanjing(enter, user, page, edition, today):
    today.move_to(edition.deadline)
    assert enter(user).post(page, filled()).status_code == 302
    today.move_to(edition.deadline + timedelta(seconds=1))
    late = enter(user).post(page, filled(company_name="另一家生物", mobile="13900003333"))
    text = late.content.decode()
    assert late.status_code == 422 and "2026-11-23 23:59:59" in text and "另一家生物" in text
    draft = Registration.objects.get(state="draft")
    assert draft.draft["company_name"] == "另一家生物"
    assert reverse("roadshows:ask_extension", args=[draft.uid]) in text


def test_a_late_draft_asks_the_organiser_and_goes_through_once_granted(enter, user, page, edition, today):
    chief = organiser()
    edition.owner = chief
    edition.save()
    today.move_to(edition.deadline + timedelta(hours=1))
    data = filled()
    enter(user).post(page, data)
    draft = Registration.objects.get()
    window = enter(user)
    window.post(reverse("roadshows:ask_extension", args=[draft.uid]), {"reason": ""})
    assert not Message.objects.exists()
    window.post(reverse("roadshows:ask_extension", args=[draft.uid]), {"reason": "许总刚从国外回来"})
    letter = Message.objects.get(kind="roadshows/extension_asked")
    assert (
        letter.subject == chief.subject
        and "许总刚从国外回来" in letter.text
        and f"registration={draft.pk}" in letter.text
    )
    assert "许总刚从国外回来" in enter(chief).get(edition.get_absolute_url()).content.decode()
    until = clock.end_of_day(clock.local_date(edition.deadline) + timedelta(days=2))
    granted = {"registration": draft.pk, "until": f"{clock.local(until):%Y-%m-%dT%H:%M}", "reason": "同意"}
    assert enter(chief).post(reverse("roadshows:extend", args=[edition.slug]), granted).status_code == 302
    assert Extension.objects.get().until == until and Extension.objects.get().by == chief
    assert enter(user).post(page, data).status_code == 302
    assert Registration.objects.get().state == "submitted"


def test_drafts_save_themselves_and_open_on_another_machine(enter, user, page, edition):
    data = filled(edition=edition.slug) | {"mobile": "138 0000"}
    saved = enter(user).post(reverse("roadshows:autosave"), data)
    assert saved.json()["message"].endswith("10:00")
    elsewhere = enter(user)
    start = elsewhere.get(page).content.decode()
    link = f"{reverse('roadshows:register')}?draft={data['uid']}"
    assert "双特异性CAR-T" in start and link in start
    form = elsewhere.get(link, follow=True).content.decode()
    assert 'value="138 0000"' in form and "治疗复发淋巴瘤" in form and f'value="{data["uid"]}"' in form


def test_autosave_never_touches_what_was_sent_in(enter, user, page, edition):
    data = filled(edition=edition.slug)
    window = enter(user)
    window.post(page, data)
    answer = window.post(reverse("roadshows:autosave"), data | {"project_name": "迟到的字"})
    assert "2026-11-001" in answer.json()["message"]
    assert Registration.objects.get().draft == {}


def test_autosave_refuses_other_teams_and_forms_without_a_number(enter, user, edition):
    data = filled(edition=edition.slug)
    enter(user).post(reverse("roadshows:autosave"), data)
    assert enter(promoter()).post(reverse("roadshows:autosave"), data).status_code == 403
    assert enter(user).post(reverse("roadshows:autosave"), {"uid": "x"}).status_code == 400
    assert enter(promoter()).get(f"{reverse('roadshows:register')}?draft={data['uid']}").status_code == 404


def test_a_draft_of_ones_team_opens_and_can_be_thrown_away(enter, edition):
    team = Team.objects.create(name="生物医药组")
    first, second = promoter(team=team), promoter(team=team)
    data = filled(edition=edition.slug)
    enter(first).post(reverse("roadshows:autosave"), data)
    assert enter(second).get(f"{reverse('roadshows:register')}?draft={data['uid']}", follow=True).status_code == 200
    enter(second).post(reverse("roadshows:discard", args=[data["uid"]]))
    assert not Registration.objects.exists()


# --- the company ----------------------------------------------------------------------------------
def named(name, short="", **columns):
    company = CompanyFactory(name=name, short_name=short, **columns)
    derive_names([company.pk])
    return company


@pytest.mark.parametrize("words", ["药康", "yaokang", "jcyk", "集萃"])
def test_companies_are_found_by_name_and_pinyin_without_any_script(enter, user, page, words):
    company = named("江苏集萃药康生物科技股份有限公司", "集萃药康")
    answer = enter(user).get(page, {"q": words})
    assert answer.context["results"] == [company]
    assert f'name="choose" value="{company.slug}"' in answer.content.decode()


def test_searching_and_choosing_by_buttons_keeps_what_was_typed(enter, user, page, edition):
    company = named("江苏集萃药康生物科技股份有限公司", "集萃药康")
    window, data = enter(user), filled(company_name="")
    found = window.post(page, data | {"q": "药康", "search": "1"}, follow=True)
    assert found.context["results"] == [company] and "治疗复发淋巴瘤" in found.content.decode()
    chosen = window.post(page, data | {"choose": company.slug}, follow=True)
    assert chosen.context["company"] == company and "治疗复发淋巴瘤" in chosen.content.decode()
    assert Registration.objects.get().draft["company"] == company.slug


def test_enter_in_the_search_field_searches(enter, user, page):
    company = named("江苏集萃药康生物科技股份有限公司", "集萃药康")
    answer = enter(user).post(page, filled(company_name="", q="药康"), follow=True)
    assert answer.context["results"] == [company]


def test_the_five_companies_of_late_are_offered_first(enter, user, page):
    mine = [CompanyFactory(owner=user) for _ in range(6)]
    CompanyFactory()
    RegistrationFactory(owner=user, project=ProjectFactory(company=mine[0]), edition=EditionFactory(slug="2026-09"))
    recent = enter(user).get(page).context["recent"]
    assert recent[0] == mine[0] and len(recent) == 5 and set(recent) <= set(mine)


@pytest.fixture
def earlier(user):
    """A company that registered in September."""
    company = named("江苏集萃药康生物科技股份有限公司", "集萃药康")
    presenter = PersonFactory(name="陈敏", address="陈总")
    presenter.positions.create(company=company, title="CEO", demo=True)
    project = ProjectFactory(company=company, name="人源化小鼠", track="model_animals", stage="preclinical")
    return RegistrationFactory(
        number="2026-09-003",
        edition=EditionFactory(slug="2026-09", state="held"),
        project=project,
        presenter=presenter,
        ask_text="近亿元",
        owner=user,
    )


def test_a_company_that_registered_before_fills_the_form_each_with_its_source(enter, user, page, earlier):
    company = earlier.project.company
    answer = enter(user).get(page, {"company": company.slug})
    form = answer.context["form"]
    assert (form["track"].value(), form["stage"].value()) == ("model_animals", "preclinical")
    assert (form["ask"].value(), form["presenter"].value()) == ("近亿元", str(earlier.presenter.pk))
    assert answer.content.decode().count("from registration 2026-09-003") == 5  # project, track, stage, ask, presenter
    assert "2026-09-003" in answer.content.decode()


def test_a_changed_value_loses_its_source_and_is_what_counts(enter, user, page, earlier):
    company = earlier.project.company
    window, uid = enter(user), str(uuid.uuid4())
    window.post(page, {"uid": uid, "choose": company.slug})
    draft = Registration.objects.get(uid=uid).draft
    assert draft["track"] == "model_animals"
    answer = window.get(page, {"draft": uid})
    assert answer.context["sources"].keys() == {"project_name", "track", "stage", "ask", "presenter"}
    window.post(page, draft | {"uid": uid, "ask": "1.2亿元", "one_liner": "更好的小鼠"})
    reg = Registration.objects.get(uid=uid)
    assert (reg.state, reg.ask_text, reg.presenter, reg.project) == (
        "submitted",
        "1.2亿元",
        earlier.presenter,
        earlier.project,
    )


def test_choosing_another_company_takes_the_first_ones_values_away(enter, user, page, earlier):
    other = CompanyFactory(track="ivd")
    window, uid = enter(user), str(uuid.uuid4())
    window.post(page, {"uid": uid, "choose": earlier.project.company.slug})
    draft = Registration.objects.get(uid=uid).draft
    window.post(page, draft | {"uid": uid, "city": "无锡", "choose": other.slug})
    draft = Registration.objects.get(uid=uid).draft
    assert (draft["company"], draft["track"], draft["city"]) == (other.slug, "ivd", "无锡")
    assert not draft.get("project_name") and not draft.get("presenter")


def test_a_company_that_may_be_here_already_is_asked_about_and_may_be_added_all_the_same(enter, user, page):
    known = named("中科超精(南京)科技有限公司", "中科超精")
    window, data = enter(user), filled(company_name="中科超精（南京）科技有限公司")
    asked = window.post(page, data)
    text = asked.content.decode()
    assert asked.status_code == 422 and known.name in text and 'name="not_duplicate"' in text
    assert Company.objects.count() == 1
    assert window.post(page, data | {"not_duplicate": "on"}).status_code == 302
    assert Company.objects.count() == 2


def test_a_credit_code_that_is_taken_cannot_be_entered_again(enter, user, page):
    named("甲公司", credit_code="91320191MA0TEXT043")
    data = filled(company_name="乙公司", credit_code="91320191MA0TEXT043", not_duplicate="on")
    answer = enter(user).post(page, data)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["credit_code"]
    assert Company.objects.count() == 1


def test_a_team_without_a_company_registers_and_comes_again_with_its_words(enter, user, page, edition, today):
    enter(user).post(page, filled(company_name="许知远团队", is_team="on"))
    reg = Registration.objects.get()
    assert reg.project.company is None and reg.project.team_name == "许知远团队" and not Company.objects.exists()
    Registration.objects.filter(pk=reg.pk).update(state="deferred")
    later = EditionFactory(
        slug="2026-12", starts=edition.starts + timedelta(days=28), ends=edition.ends + timedelta(days=28)
    )
    form = enter(user).get(reverse("roadshows:register", args=[later.slug]), {"from": reg.pk}).context["form"]
    assert (form["company_name"].value(), form["ask"].value()) == ("许知远团队", "数千万元")
    assert form["presenter"].value() == str(reg.presenter_id)


def test_same_name_and_number_is_the_same_person(enter, user, page):
    person = PersonFactory(name="许知远", mobile="13800004321", demo=False)
    enter(user).post(page, filled())
    assert Registration.objects.get().presenter == person and Person.objects.count() == 1


def test_a_number_of_somebody_else_is_asked_about(enter, user, page):
    person = PersonFactory(name="陈敏", address="陈总", mobile="13800004321")
    window, data = enter(user), filled()
    asked = window.post(page, data)
    assert list(asked.context["form"].errors) == ["mobile"] and "陈总" in asked.content.decode()
    assert window.post(page, data | {"presenter": str(person.pk)}).status_code == 302
    assert Registration.objects.get().presenter == person


def test_a_shared_number_may_be_entered_once_one_says_so(enter, user, page):
    PersonFactory(name="陈敏", mobile="13800004321")
    assert enter(user).post(page, filled(other_person="on")).status_code == 302
    assert Registration.objects.get().presenter.name == "许知远"


def test_numbers_of_the_companys_people_are_masked_without_the_contact_right(enter, page, earlier):
    blind = UserFactory(roles=[Role.PROMOTER])
    number = earlier.presenter.mobile
    text = enter(blind).get(page, {"company": earlier.project.company.slug}).content.decode()
    assert number[-4:] in text and number not in re.sub(r"\s", "", text) and "****" in text


def test_an_ask_is_understood_beside_the_field(enter, user):
    window, url = enter(user), reverse("roadshows:amount_in_words")
    assert "Understood as" in window.get(url, {"ask": "数千万元"}).content.decode()
    assert "not understood" in window.get(url, {"ask": "很多钱"}).content.decode()
    assert window.get(url, {"ask": ""}).content.decode().strip() == ""


def test_without_an_edition_the_open_call_is_chosen(enter, user, page, edition, today):
    assert enter(user).get("/roadshows/register/?company=x").url == f"{page}?company=x"
    today.move_to(edition.deadline + timedelta(days=1))
    answer = enter(user).get("/roadshows/register/")
    assert answer.status_code == 200 and "No call is open" in answer.content.decode()


def test_the_same_number_of_queries_whatever_is_known(enter, user, page, earlier, django_assert_num_queries):
    company = earlier.project.company
    window = enter(user)
    window.get(page, {"company": company.slug})
    for _ in range(2):
        with django_assert_num_queries(16):
            window.get(page, {"company": company.slug})
        for _more in range(2):
            PersonFactory().positions.create(company=company, title="CTO", demo=True)
            RegistrationFactory(
                project=ProjectFactory(company=company), owner=user, edition=EditionFactory(state="held")
            )
            Registration.objects.create(owner=user, edition=earlier.edition, draft={"project_name": "草稿"})

"""Every model in the admin: data administrators change, the team looks, others are refused."""

import csv
import re
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.db import connection
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from companies.formats.search_tokens import query_tokens
from companies.models import Acquaintance, Follow, Honour, Participation
from roadshows.models import Application
from scouting.accounts import adminkit
from scouting.accounts.models import StateChange, User
from scouting.accounts.records import save_record
from scouting.accounts.roles import Role
from scouting.base import clock
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    InvestorFactory,
    MeetingFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
)

OURS = ("accounts", "outbox", "companies", "roadshows")
MODELS = sorted((m for m in admin.site._registry if m._meta.app_label in OURS), key=lambda m: m._meta.label)
pytestmark = pytest.mark.django_db


def page(model, name="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


@pytest.fixture
def as_role(client):
    def log_in(*roles):
        user = UserFactory(roles=roles)
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def filled():
    reg = RegistrationFactory()
    company = reg.project.company
    company.rounds.create(label="天使轮", type="angel", fingerprint="x", amount_text="千万元级别")
    return company


def test_every_model_of_the_house_is_in_the_admin():
    from django.apps import apps

    models = [m for m in apps.get_models() if m._meta.app_label in OURS and not m.__name__.startswith("Historical")]
    hidden = [m._meta.label for m in models if m not in admin.site._registry and not m._meta.auto_created]
    assert hidden == []


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_lists_searches_and_forms_open(model, as_role, filled):
    client = as_role(Role.DATA_ADMIN)
    assert client.get(page(model)).status_code == 200
    assert client.get(page(model), {"q": "天使"}).status_code == 200
    for obj in model._default_manager.all()[:1]:
        assert client.get(page(model, "change", obj.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_a_promoter_looks_and_changes_nothing(model, as_role, filled):
    client = as_role(Role.PROMOTER)
    assert client.get(page(model)).status_code == 200
    assert client.post(page(model, "add"), {}).status_code == 403
    for obj in model._default_manager.all()[:1]:
        assert client.get(page(model, "change", obj.pk)).status_code == 200
        assert client.post(page(model, "change", obj.pk), {}).status_code == 403
        assert client.post(page(model, "delete", obj.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", [Role.EXPERT, Role.FUND, Role.FOUNDER])
def test_others_are_refused(role, as_role):
    assert as_role(role).get(reverse("admin:index")).status_code == 403


def test_contact_details_are_masked_without_the_right(as_role):
    person = PersonFactory(mobile="13812345678", email="secret@example.com", wechat="wx-secret")
    client = as_role(Role.PROMOTER)
    for address in (page(type(person)), page(type(person), "change", person.pk)):
        body = client.get(address).content.decode()
        assert "138****5678" in body
        assert "13812345678" not in body and "secret@example.com" not in body and "wx-secret" not in body
    assert client.get(page(type(person), "history", person.pk)).status_code == 403
    assert "13812345678" in as_role(Role.PROMOTER, Role.CONTACTS).get(page(type(person))).content.decode()


def test_a_company_with_rounds_cannot_be_deleted_and_says_what_depends_on_it(as_role, filled):
    client = as_role(Role.DATA_ADMIN)
    body = client.get(page(type(filled), "delete", filled.pk)).content.decode()
    assert "天使轮" in body
    client.post(page(type(filled), "delete", filled.pk), {"post": "yes"})
    assert type(filled).objects.filter(pk=filled.pk).exists()


def test_a_form_that_was_open_cannot_bring_back_a_state(as_role):
    from roadshows.models import Edition

    edition = EditionFactory(state="open", taken=1)
    client = as_role(Role.DATA_ADMIN)
    form = client.get(page(Edition, "change", edition.pk)).context["adminform"].form
    data = {k: "" if v is None else v for k, v in form.initial.items() if k in form.fields}
    for name in ("starts", "ends", "call_opens", "deadline"):
        data |= {f"{name}_0": data[name].strftime("%Y-%m-%d"), f"{name}_1": data[name].strftime("%H:%M:%S")}
    Edition.objects.filter(pk=edition.pk).update(state="closed", taken=2)
    for inline in ("registrations", "agenda"):
        data |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}
    data |= {"theme": "新主题", "state": "open", "taken": "0", "tracks": "[]", "materials": "[]"}
    answer = client.post(page(Edition, "change", edition.pk), data)
    assert answer.status_code == 302, answer.context["errors"]
    edition.refresh_from_db()
    assert (edition.theme, edition.state, edition.taken) == ("新主题", "closed", 2)
    assert edition.history.first().history_user is not None


def test_an_export_is_logged(as_role):
    company = CompanyFactory()
    client = as_role(Role.DATA_ADMIN)
    form = client.get(page(type(company), "export")).context["form"]
    fields = {f"{name}": "on" for name in form.fields if name.startswith("company")}
    answer = client.post(page(type(company), "export"), {"format": "0", "resource": "0", **fields})
    assert answer.status_code == 200 and company.name in answer.content.decode()
    assert StateChange.objects.filter(after="exported", kind="companies.company").exists()


@pytest.mark.parametrize("number", ["0", "1"])
def test_an_export_holds_no_formula(as_role, number):
    client = as_role(Role.DATA_ADMIN)
    company = CompanyFactory(name='=HYPERLINK("x")', short_name="甲\x01")
    fields = {"companyresource_name": "on", "companyresource_short_name": "on"}
    answer = client.post(page(type(company), "export"), {"format": number, "resource": "0", **fields})
    if number == "0":
        assert answer.content.startswith(b"\xef\xbb\xbf") and b"\r\n" in answer.content
        rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    else:
        rows = [list(row) for row in load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)]
    assert rows[1][0] == '\'=HYPERLINK("x")'


def test_an_export_of_users_holds_no_secret(as_role):
    form = as_role(Role.DATA_ADMIN).get(page(User, "export")).context["form"]
    offered = {name.removeprefix("userresource_") for name in form.fields}
    assert "username" in offered and not offered & {"password", "feed_key"}


def test_changelist_of_many_costs_a_fixed_number_of_queries(as_role, django_assert_num_queries):
    from companies.models import Company

    client = as_role(Role.DATA_ADMIN)
    CompanyFactory.create_batch(1)
    client.get(page(Company))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(page(Company))
    CompanyFactory.create_batch(2)
    with CaptureQueriesContext(connection) as three:
        client.get(page(Company))
    assert len(three) == len(one)


def test_how_colleagues_sign_in_is_shown_to_data_administrators_and_what_codes_are_made_from_to_nobody(as_role):
    from allauth.mfa.models import Authenticator

    made = Authenticator.objects.create(user=UserFactory(), type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    rooms = ["mfa_authenticator", "account_emailaddress", "axes_accesslog", "axes_accessattempt"]
    client = as_role(Role.PROMOTER, Role.ORGANISER, Role.DIRECTOR)
    assert {client.get(reverse(f"admin:{room}_changelist")).status_code for room in rooms} == {403}
    assert client.get(page(Authenticator, "change", made.pk)).status_code == 403
    client = as_role(Role.DATA_ADMIN)
    assert {client.get(reverse(f"admin:{room}_changelist")).status_code for room in rooms} == {200}
    body = client.get(page(Authenticator, "change", made.pk)).content.decode()
    assert str(made.user) in body and "JBSWY3DPEHPK3PXP" not in body


def test_rows_that_verbs_write_neither_hide_why_a_company_stays_nor_keep_one_that_may_go(as_role, filled, now):
    from companies import actions

    client = as_role(Role.DATA_ADMIN)
    actions.add_note(filled, by=None, now=now, text="x")
    answer = client.get(page(type(filled), "delete", filled.pk))
    assert answer.context["protected"] and not answer.context["perms_lacking"]
    empty = actions.add_company(by=None, now=now, name="暂无生物")
    client.post(page(type(empty), "delete", empty.pk), {"post": "yes"})
    assert not type(empty).objects.filter(pk=empty.pk).exists()


def test_a_form_begins_with_what_the_record_is_and_leaves_out_what_is_derived(as_role, filled):
    form = as_role(Role.DATA_ADMIN).get(page(type(filled), "change", filled.pk)).context["adminform"].form
    names = list(form.fields)
    assert names.index("name") < names.index("source") and "latest_round" not in names


@pytest.mark.parametrize("name", ["FundingRound", "CompanyTotal", "Event", "Alias", "Listing"])
def test_facts_are_found_by_their_company_however_it_is_written(name, as_role, now):
    from companies.actions import companies, funding
    from companies.formats import money
    from companies.models import Listing

    company = companies.add_company(
        by=None, now=now, name="南京驯鹿生物医药有限公司", short_name="驯鹿生物", aliases=["IASO Bio"]
    )
    funding.add_round(company, by=None, now=now, label="C轮", type="c", amount=money.parse("1亿元"))
    Listing.objects.create(company=company, board="hk", code="02096.HK")
    model = next(m for m in MODELS if m.__name__ == name)
    client = as_role(Role.DATA_ADMIN)
    for words in ("驯鹿", "xlsw", "IASO"):
        assert client.get(page(model), {"q": words}).context["cl"].result_count >= 1, words
    assert client.get(page(model), {"q": "药康"}).context["cl"].result_count == 0


@pytest.mark.parametrize("name", ["Subject", "Consent", "PersonalLink"])
def test_what_is_no_number_of_a_subject_finds_none(name, as_role, filled):
    client = as_role(Role.DATA_ADMIN)
    model = next(m for m in MODELS if m.__name__ == name)
    assert client.get(page(model), {"q": "天使"}).context["cl"].result_count == 0


def found(client, model, words):
    return set(client.get(page(model), {"q": words}).context["cl"].queryset.values_list("pk", flat=True))


def test_the_log_is_searched_by_number_and_by_who_did_it(as_role):
    client = as_role(Role.DATA_ADMIN)
    wanted = {
        "at": clock.now(),
        "effective_on": clock.local_date(clock.now()),
        "after": "selected",
        "kind": "roadshows.registration",
    }
    hers = StateChange.objects.create(object_id=7, by=UserFactory(name="卞小满"), **wanted)
    other = StateChange.objects.create(object_id=77, **wanted)
    assert found(client, StateChange, "小满") == {hers.pk}
    assert found(client, StateChange, "77") == {other.pk}
    assert found(client, StateChange, "9" * 30) == set()
    assert found(client, StateChange, " ") >= {hers.pk, other.pk}


def test_follows_are_searched_by_reader_and_by_company(as_role):
    client = as_role(Role.DATA_ADMIN)
    one, two = (CompanyFactory(name=name, tokens=query_tokens(name)) for name in ("宁溪生物", "临江器械"))
    hers = Follow.objects.create(user=UserFactory(name="卞小满"), company=one, since=clock.now())
    Follow.objects.create(user=UserFactory(name="路人"), company=two, since=clock.now())
    assert found(client, Follow, "小满") == found(client, Follow, "宁溪") == {hers.pk}


def test_acquaintances_are_searched_by_person(as_role):
    client = as_role(Role.DATA_ADMIN)
    one, two = (PersonFactory(name=name, tokens_public=query_tokens(name)) for name in ("方知微", "许敬之"))
    known = Acquaintance.objects.create(person=one, user=UserFactory())
    Acquaintance.objects.create(person=two, user=UserFactory())
    assert found(client, Acquaintance, "知微") == {known.pk}


def test_what_hangs_on_a_registration_is_found_by_its_number_and_by_its_company(as_role):
    meeting = MeetingFactory()
    MeetingFactory()
    wanted = meeting.registration
    type(wanted).objects.filter(pk=wanted.pk).update(number="2026-11-007")
    company = wanted.project.company
    company.name, company.short_name = "苏州恒景生物科技有限公司", "恒景"
    save_record(company, by=UserFactory(), now=clock.now(), changed=["name", "short_name"])
    client = as_role(Role.DATA_ADMIN)
    for words in ("2026-11-007", "恒景", "hengjing"):
        rows = client.get(page(type(meeting)), {"q": words}).context["cl"].result_list
        assert [row.pk for row in rows] == [meeting.pk]
    assert not client.get(page(type(meeting)), {"q": "no such thing"}).context["cl"].result_list


def test_a_filter_of_open_values_reads_the_newest_rows_alone(as_role, monkeypatch):
    monkeypatch.setattr(adminkit.RecentValues, "NEWEST", 2)
    first = CompanyFactory()
    for year in (2019, 2024, None):
        first.honours.create(name="专精特新", year=year)
    client = as_role(Role.DATA_ADMIN)

    def offered(**asked):
        shown = client.get(page(Honour), asked).context["cl"]
        assert all(found.year == asked.get("year", found.year) for found in shown.result_list)
        return list(next(s for s in shown.filter_specs if s.lookup_kwarg == "year").lookup_choices)

    assert offered() == [2024, None]
    assert [str(v) for v in offered(year=2019)] == ["2019", "2024", "None"]  # what is chosen stays to be seen
    assert client.get(page(Honour), {"year": "nonsense"}, follow=True).status_code == 200
    monkeypatch.setattr(adminkit.RecentValues, "NEWEST", 9)
    monkeypatch.setattr(adminkit.RecentValues, "MOST", 1)
    first.honours.create(name="瞪羚", year=2024)
    assert offered() == [2024]  # of many values the most usual ones


def test_facts_are_found_by_their_company_and_its_products(as_role):
    company = CompanyFactory(name="苏州恒景生物科技有限公司", short_name="恒景")
    product = company.products.create(name="替雷利珠单抗", modality="antibody")
    stage = product.stages.create(indication="肺癌", region="CN", stage="ph1")
    honour, mark = company.honours.create(name="专精特新"), company.milestones.create(text="获批临床")
    save_record(company, by=UserFactory(), now=clock.now(), changed=["name"])
    client = as_role(Role.DATA_ADMIN)
    for row in (product, stage, honour, mark):
        assert found(client, type(row), "hengjing") == {row.pk} and found(client, type(row), "别处") == set()
    assert found(client, type(stage), "替雷利珠") == {stage.pk}


def test_who_took_part_is_found_as_an_investor_and_by_a_raw_name(as_role):
    round_ = CompanyFactory().rounds.create(label="B轮", type="b", fingerprint="x")
    known = round_.participations.create(investor=InvestorFactory(name="高瓴创投"), role="lead")
    raw = round_.participations.create(raw_name="某国资平台", role="follow")
    save_record(known.investor, by=UserFactory(), now=clock.now(), changed=["name"])
    client = as_role(Role.DATA_ADMIN)
    assert found(client, Participation, "高瓴") == {known.pk}
    assert found(client, Participation, "国资") == {raw.pk}


def test_a_registration_is_found_by_number_edition_and_company(as_role):
    first = RegistrationFactory(edition=EditionFactory(slug="2026-10"), number="R-1")
    second = RegistrationFactory(edition=EditionFactory(slug="2026-12"), number="R-2")
    client = as_role(Role.DATA_ADMIN)
    assert found(client, type(first), "R-2") == {second.pk}
    assert found(client, type(first), "2026-10") == {first.pk}
    assert found(client, type(first), "R") == set()


def test_of_a_large_table_the_newest_rows_are_searched_and_it_says_so(as_role, monkeypatch):
    monkeypatch.setattr(adminkit, "NEWEST", 1)
    edition = EditionFactory()
    first, last = (
        Application.objects.create(edition=edition, company_name=name, project_name="双抗", received_at=clock.now())
        for name in ("恒景生物", "恒景药业")
    )
    client = as_role(Role.DATA_ADMIN)
    assert found(client, Application, "恒景") == {last.pk, first.pk}
    monkeypatch.setattr(adminkit, "DATES_UNDER", 2)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE roadshows_application")
    assert found(client, Application, "恒景") == {last.pk}
    shown = client.get(page(Application)).context["cl"]
    assert "1" in str(shown.search_help_text)


def test_our_tables_and_columns_are_named_in_chinese(as_role):
    with translation.override("zh-hans"):
        for model in [*MODELS, Authenticator]:
            shown = admin.site._registry[model]
            meta = model._meta
            names = [meta.verbose_name, meta.verbose_name_plural, meta.app_config.verbose_name]
            names += [label_for_field(f, model, shown) for f in shown.list_display if f != "__str__"]
            for name in map(str, names):
                assert re.search("[\u3400-\u9fff]|^IP|^id$", name, re.I), (meta.label, name)
    body = as_role(Role.DATA_ADMIN).get("/admin/").content.decode()
    assert not re.search("Model name|Add link|list link|uthenticator<", body)
